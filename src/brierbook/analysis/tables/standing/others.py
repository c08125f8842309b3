"""What the others said on average at the time, beside every stretch in which a forecast stood."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from brierbook.forecasts.rules.standing import Status

__all__ = ["OTHERS_THEN", "TWO", "with_others_then"]

OTHERS_THEN = "others_then"
TWO = 2  # forecasters


def with_others_then(rows: pd.DataFrame) -> pd.DataFrame:
    """Cut forecasts where others change theirs, and add the mean of those that stood meanwhile.

    Where no other stood there is nothing to compare with, and the forecast stands beside itself.
    Propositions of which nobody else ever forecast are left as they are, with a missing value.

    Parameters
    ----------
    rows : DataFrame
        Live rows, chosen to be pooled: `stood_from`, `stood_until`, ``share``, ``p``.

    Returns
    -------
    DataFrame
        The rows, those that are scored cut in time, with the column ``others_then``. The shares of
        the pieces of a row sum to its own.
    """
    scored = rows["status"] == Status.SCORED.value
    rest = rows[~scored].assign(**{OTHERS_THEN: np.nan})
    parts = [_cut_proposition(part) for _, part in rows[scored].groupby("proposition", sort=False)]
    return pd.concat([*parts, rest], ignore_index=True)


def _cut_proposition(rows: pd.DataFrame) -> pd.DataFrame:
    """Cut the forecasts of one proposition at every change."""
    if rows["forecaster"].nunique() < TWO:
        return rows.assign(**{OTHERS_THEN: np.nan})
    start, end = (_seconds(rows[name]) for name in ("stood_from", "stood_until"))
    cuts = np.unique(np.concatenate([start, end]))
    pieces: list[tuple[int, float, float]] = []
    for low, high in pairwise(cuts.tolist()):
        standing = np.flatnonzero((start <= low) & (end >= high)).tolist()
        pieces += [
            (row, (high - low) / (end[row] - start[row]), _mean_of_others(rows, standing, row))
            for row in standing
        ]
    where = [row for row, _, _ in pieces]
    made = rows.iloc[where]
    share = made["share"].to_numpy() * np.array([part for _, part, _ in pieces])
    return made.assign(share=share, **{OTHERS_THEN: [mean for _, _, mean in pieces]})


def _mean_of_others(rows: pd.DataFrame, standing: list[int], row: int) -> float:
    """Average the forecasts of others that stand beside one; without any it is its own."""
    who, p = rows["forecaster"].to_numpy(), rows["p"].to_numpy()
    others = [p[each] for each in standing if who[each] != who[row]]
    return float(np.mean(others)) if others else float(p[row])


def _seconds(times: "pd.Series[Any]") -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Count seconds."""
    known = pd.to_datetime(times, utc=True)
    return np.asarray((known - pd.Timestamp(0, tz="UTC")).dt.total_seconds(), dtype=np.float64)
