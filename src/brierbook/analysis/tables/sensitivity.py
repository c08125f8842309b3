"""How much the answer hangs on choices: the same scores under other ones."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from brierbook.analysis.scores.logit_normal import mean_probability
from brierbook.analysis.tables.forecast_rows import add_event_weights, is_counted, is_primary
from brierbook.analysis.tables.performance import event_base_rate, mean_brier, with_scores
from brierbook.errors import WorkspaceError
from brierbook.forecasts.rules.standing import Status

__all__ = ["score_variant", "score_variants", "select_reported"]

_HAND_STEP = 0.5  # log odds by which hand-made ranges are moved
SETTLED = (Status.SCORED.value, Status.HINDSIGHT.value)


def score_variants(table: pd.DataFrame) -> pd.DataFrame:
    """Score every variant that has rows.

    The columns are ``variant``, ``forecasts``, ``propositions``, ``events``, ``happened`` and the
    mean Brier score with its 90 % limits. ``table`` holds all forecasts, as made by
    :func:`brierbook.analysis.tables.forecast_rows.forecast_table`.
    """
    rows = {name: choose(table) for name, choose in VARIANTS.items()}
    made = [score_variant(name, chosen) for name, chosen in rows.items() if not chosen.empty]
    if not made:
        raise WorkspaceError(
            "no variant has a forecast that can be scored; resolve some first",
            code="book.no_variant",
        )
    return pd.DataFrame(made)


def score_variant(name: str, chosen: pd.DataFrame) -> dict[str, object]:
    """Score one variant."""
    rows = with_scores(chosen if "weight" in chosen else add_event_weights(chosen))
    brier = mean_brier(rows)
    return {
        "variant": name,
        "forecasts": len(rows),
        "propositions": rows["proposition"].nunique(),
        "events": rows["event"].nunique(),
        "happened": event_base_rate(rows),
        "brier": brier.value,
        "brier_lower": brier.lower,
        "brier_upper": brier.upper,
    }


def select_reported(table: pd.DataFrame) -> pd.DataFrame:
    """Take what the report scores."""
    found: pd.DataFrame = table[is_counted(table)]
    return found


def _separate_propositions(table: pd.DataFrame) -> pd.DataFrame:
    """Treat every proposition as its own event, which claims more evidence than there is."""
    rows = select_reported(table)
    return rows.assign(event=rows["proposition"])


def _include_hindsight(table: pd.DataFrame) -> pd.DataFrame:
    """Count forecasts that may have been made after the outcome was decided."""
    found: pd.DataFrame = table[table["status"].isin(SETTLED) & is_primary(table)]
    return found


def _include_every_horizon(table: pd.DataFrame) -> pd.DataFrame:
    """Count every deadline of a claim."""
    horizons = table["reading"].isin(("primary", "horizon"))
    return table[(table["status"] == Status.SCORED.value) & horizons]


def _swap_alternate_readings(table: pd.DataFrame) -> pd.DataFrame:
    """Put the other readings of a claim in the place of the primary ones."""
    others = table[(table["status"] == Status.SCORED.value) & (table["reading"] == "alternate")]
    claims = set(zip(others["claim"], others["statement"], strict=True))
    rows = select_reported(table)
    replaced = [key in claims for key in zip(rows["claim"], rows["statement"], strict=True)]
    if others.empty:
        return others
    return pd.concat([rows[[not drop for drop in replaced]], others], ignore_index=True)


def _resolve_ambiguous(value: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Count the ambiguous ones as if they had all resolved one way."""

    def choose(table: pd.DataFrame) -> pd.DataFrame:
        primary: pd.DataFrame = table[is_primary(table)]
        ambiguous = primary[primary["status"] == Status.AMBIGUOUS.value]
        if ambiguous.empty:
            return ambiguous
        rows = [select_reported(table), ambiguous.assign(y=value)]
        return pd.concat(rows, ignore_index=True)

    return choose


def _shift_hand_made(step: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Move the ranges that one hand set for words, all to one side on the log odds."""

    def choose(table: pd.DataFrame) -> pd.DataFrame:
        rows = select_reported(table)
        by_hand = _rest_on(rows, "hand").to_numpy()
        if not by_hand.any():
            return rows.head(0)
        mean = rows["mean_logit"].to_numpy() + step * by_hand
        moved = np.asarray(mean_probability(mean[by_hand], rows["sd_logit"].to_numpy()[by_hand]))
        p = rows["p"].to_numpy().copy()
        p[by_hand] = moved
        return rows.assign(mean_logit=mean, p=p)

    return choose


def _rest_on(rows: pd.DataFrame, *bases: str) -> "pd.Series[bool]":
    """Tell the rows whose words rest on something; a table without the column has no words."""
    if "basis" not in rows:
        return pd.Series(data=False, index=rows.index)
    return rows["basis"].isin(bases)


def _keep_surveyed_words(table: pd.DataFrame) -> pd.DataFrame:
    """Keep numbers, and words of which readers were asked, if there are others."""
    rows = select_reported(table)
    assumed = _rest_on(rows, "hand", "inherited")
    return rows[~assumed] if assumed.any() else rows.head(0)


VARIANTS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "as_reported": select_reported,
    "each_proposition_once": _separate_propositions,
    "with_hindsight": _include_hindsight,
    "every_horizon": _include_every_horizon,
    "ambiguous_yes": _resolve_ambiguous(1.0),
    "ambiguous_no": _resolve_ambiguous(0.0),
    "alternate_readings": _swap_alternate_readings,
    "hand_higher": _shift_hand_made(_HAND_STEP),
    "hand_lower": _shift_hand_made(-_HAND_STEP),
    "surveyed_words": _keep_surveyed_words,
}
