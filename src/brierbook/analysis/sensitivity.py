"""How much the answer hangs on choices: the same scores under other ones."""

from collections.abc import Callable

import pandas as pd

from brierbook.analysis.performance import base_rate, mean_of, with_scores
from brierbook.analysis.table import weighted
from brierbook.errors import WorkspaceError
from brierbook.forecasts.standing import Status

SETTLED = (Status.SCORED.value, Status.HINDSIGHT.value)


def variants(table: pd.DataFrame) -> pd.DataFrame:
    """Score every variant that has rows.

    The columns are ``variant``, ``forecasts``, ``propositions``, ``events``, ``happened`` and the
    mean Brier score with its 90 % limits. ``table`` holds all forecasts, as made by
    :func:`brierbook.analysis.table.forecast_table`.
    """
    rows = {name: choose(table) for name, choose in VARIANTS.items()}
    made = [variant_row(name, chosen) for name, chosen in rows.items() if not chosen.empty]
    if not made:
        raise WorkspaceError("no variant has a forecast that can be scored; resolve some first")
    return pd.DataFrame(made)


def variant_row(name: str, chosen: pd.DataFrame) -> dict[str, object]:
    """Score one variant."""
    rows = with_scores(chosen if "weight" in chosen else weighted(chosen))
    brier = mean_of(rows, rows["brier"].to_numpy(), (0.0, 1.0))
    return {
        "variant": name,
        "forecasts": len(rows),
        "propositions": rows["proposition"].nunique(),
        "events": rows["event"].nunique(),
        "happened": base_rate(rows),
        "brier": brier.estimate,
        "brier_lower": brier.lower,
        "brier_upper": brier.upper,
    }


def as_reported(table: pd.DataFrame) -> pd.DataFrame:
    """Take what the report scores."""
    return table[(table["status"] == Status.SCORED.value) & (table["reading"] == "primary")]


def each_proposition_once(table: pd.DataFrame) -> pd.DataFrame:
    """Treat every proposition as its own event, which claims more evidence than there is."""
    rows = as_reported(table)
    return rows.assign(event=rows["proposition"])


def with_hindsight(table: pd.DataFrame) -> pd.DataFrame:
    """Count forecasts that may have been made after the outcome was decided."""
    return table[table["status"].isin(SETTLED) & (table["reading"] == "primary")]


def every_horizon(table: pd.DataFrame) -> pd.DataFrame:
    """Count every deadline of a claim."""
    horizons = table["reading"].isin(("primary", "horizon"))
    return table[(table["status"] == Status.SCORED.value) & horizons]


def alternate_readings(table: pd.DataFrame) -> pd.DataFrame:
    """Put the other readings of a claim in the place of the primary ones."""
    others = table[(table["status"] == Status.SCORED.value) & (table["reading"] == "alternate")]
    claims = set(zip(others["claim"], others["statement"], strict=True))
    rows = as_reported(table)
    replaced = [key in claims for key in zip(rows["claim"], rows["statement"], strict=True)]
    if others.empty:
        return others
    return pd.concat([rows[[not drop for drop in replaced]], others], ignore_index=True)


def ambiguous_as(value: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Count the ambiguous ones as if they had all resolved one way."""

    def choose(table: pd.DataFrame) -> pd.DataFrame:
        primary = table[table["reading"] == "primary"]
        ambiguous = primary[primary["status"] == Status.AMBIGUOUS.value]
        if ambiguous.empty:
            return ambiguous
        rows = [as_reported(table), ambiguous.assign(y=value)]
        return pd.concat(rows, ignore_index=True)

    return choose


VARIANTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "as_reported": as_reported,
    "each_proposition_once": each_proposition_once,
    "with_hindsight": with_hindsight,
    "every_horizon": every_horizon,
    "ambiguous_yes": ambiguous_as(1.0),
    "ambiguous_no": ambiguous_as(0.0),
    "alternate_readings": alternate_readings,
}
