"""Live books: what forecasts say of today, and how fast claims come true beside what was said.

Both rest on a hazard that is even between horizons, which no outcome shows; so they are figures and
tables, and no claim of a direction is made from them.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from brierbook.analysis.claims.by_now import (
    find_contradictions,
    pace_posterior,
    probability_by_now,
)
from brierbook.analysis.tables.standing.time_columns import STOOD, ScoredAs

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

__all__ = ["tabulate_by_now", "tabulate_pace"]

BY_NOW = (
    *("claim", "forecaster", "proposition", "horizons", "opened", "deadline", "said"),
    *("by_now", "true", "consistent"),
)
PACE = ("forecaster", "claims", "came_true", "expected", "pace", "lower", "upper")
STATUSES = tuple(each.value for each in STOOD)
DAY = 86400.0  # seconds


def tabulate_by_now(forecasts: pd.DataFrame, *, now: datetime) -> pd.DataFrame:
    """Say what the first forecasts of each claim say of today; horizons make one curve.

    Parameters
    ----------
    forecasts : DataFrame
        Rows of `brierbook.analysis.tables.scorable.ScorableTable.forecasts`, horizons included.
    now : datetime
        The instant; horizons that have passed belong to the curve.

    Returns
    -------
    pandas.DataFrame
        One row for each forecaster and live claim of which a deadline is still to come: ``claim``,
        ``forecaster``, the ``proposition`` of its last horizon, how many ``horizons``, ``opened``,
        the last ``deadline`` and what was ``said`` of it, ``by_now`` (the probability, as said,
        that it has come true by now), whether it is ``true``, and whether its horizons are
        ``consistent``; of those that are not ``by_now`` is missing.
    """
    rows = _first_of_each(forecasts)
    rows = rows[rows["claim"].isin(rows.loc[_waits(rows, now), "claim"])]
    groups = rows.groupby(["claim", "forecaster"], sort=True)
    made = [_claim_line(key, part, now) for key, part in groups]
    table = pd.DataFrame(made, columns=[*BY_NOW])
    return table.astype({"said": "float64", "by_now": "float64"})


def _first_of_each(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Take the first live forecast of each horizon that has a deadline."""
    live = (forecasts["scored_as"] == ScoredAs.OVER_TIME.value) & forecasts["first"]
    asked = forecasts["reading"].isin(("primary", "horizon"))
    settled = forecasts["y"].isna() | forecasts["y"].isin((0.0, 1.0))
    return forecasts[live & asked & settled & forecasts["status"].isin(STATUSES)]


def _waits(rows: pd.DataFrame, now: datetime) -> "pd.Series[bool]":
    """Whether the deadline of a row is still to come."""
    return rows["planned_end"] > pd.Timestamp(now)


def _claim_line(
    key: "tuple[Hashable, ...] | Hashable", part: pd.DataFrame, now: datetime
) -> tuple[object, ...]:
    """Read the curve of one claim."""
    claim, who = key  # type: ignore[misc]  # grouped by two columns
    ordered = part.sort_values("planned_end", kind="stable").drop_duplicates("planned_end")
    opened, end = ordered["opened"].min(), ordered["planned_end"].iloc[-1]
    p = ordered["p"].to_numpy()
    days = _days(ordered["planned_end"], opened)
    consistent = not find_contradictions(days, p)
    at = np.array([(pd.Timestamp(now) - opened).total_seconds() / DAY])
    by_now = float("nan")
    if consistent and at[0] >= 0:
        by_now = float(probability_by_now(days, p, opened=0.0, now=at)[0])
    true = bool((ordered["y"] == 1).any())
    last = ordered["proposition"].iloc[-1]
    return (claim, who, last, len(ordered), opened, end, float(p[-1]), by_now, true, consistent)


def _days(times: "pd.Series[Any]", origin: pd.Timestamp) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Count days from an instant."""
    return np.asarray((times - origin).dt.total_seconds() / DAY, dtype=np.float64)


def tabulate_pace(forecasts: pd.DataFrame, *, now: datetime) -> pd.DataFrame:
    """Say how many times as fast as said the claims of each forecaster came true.

    Every claim that was opened is a row, open ones included: it was watched until it came true,
    its deadline, or now. Claims said to be certain are left out.

    Returns
    -------
    pandas.DataFrame
        Empty where no deadline is still to come. ``forecaster``, ``claims``, ``came_true``,
        ``expected`` (how many as said), and the mean ``pace`` with its 90 % limits, under
        Gamma(4, 4).
    """
    rows = _first_of_each(forecasts)
    rows = rows[(rows["reading"] == "primary") & (rows["p"] < 1)]
    rows = rows if _waits(rows, now).any() else rows.head(0)
    made = [(who, *_pace_of(part, now)) for who, part in _by_forecaster(rows)]
    return pd.DataFrame(made, columns=[*PACE])


def _by_forecaster(rows: pd.DataFrame) -> "Iterable[tuple[Any, pd.DataFrame]]":
    """Group the rows."""
    return rows.groupby("forecaster", sort=True)


def _pace_of(part: pd.DataFrame, now: datetime) -> tuple[object, ...]:
    """Learn the pace of one forecaster."""
    origin = part["opened"].min()
    opened, end = _days(part["opened"], origin), _days(part["planned_end"], origin)
    true = (part["y"] == 1).to_numpy()
    closed = _days(part["closes"], origin)
    today = (pd.Timestamp(now) - origin).total_seconds() / DAY
    watched = np.where(true, closed, np.minimum(end, today))
    found = pace_posterior(
        true, part["p"].to_numpy(), opened=opened, deadline=end, ended=np.maximum(watched, opened)
    )
    prior = found.shape - float(true.sum())
    return (len(part), int(true.sum()), found.rate - prior, found.mean, *found.limits())
