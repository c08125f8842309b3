"""How a mean score came about: after each outcome, over all events so far and over the last."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.clusters import Codes
from brierbook.analysis.intervals import Interval, event_mean
from brierbook.analysis.performance import EVEN, RANGES, base_rate
from brierbook.analysis.scores import brier_score
from brierbook.errors import ArgumentError

MOST_TIMES = 200


def running_score(
    table: pd.DataFrame, *, window: int = 20, level: float = 0.9, most: int = MOST_TIMES
) -> pd.DataFrame:
    r"""Mean Brier score as it stood each time that an outcome became known.

    At time t the score is :math:`\bar m_t`, the mean over the events of which an outcome is known
    by t of the weighted mean score of their known rows, with Student's interval on the means
    of the events; each interval holds at its own time, not at all times at once.

    Parameters
    ----------
    table : DataFrame
        Scored forecasts with the columns ``y``, ``p``, ``brier``, ``event``, ``weight`` and
        ``known_at``.
    window : int
        Number of events, the last to become known, in the rolling mean.
    level : float
        Confidence level of the interval, between 0 and 1.
    most : int
        Most times that are given; of more, as many evenly spaced by rank, the last among them.

    Returns
    -------
    DataFrame
        One row a time, ascending, with the columns ``known_at``, ``forecasts``, ``events``,
        ``score`` with ``lower`` and ``upper`` (cut to 0 and 1), ``rolling`` (missing until there
        are more events than the window), ``even`` (the score of always saying 50 %) and
        ``base_rate`` (that of always saying the share that came true by then).

    Raises
    ------
    ArgumentError
        If the window is below 1, the level is not between 0 and 1, or a time is missing.

    References
    ----------
    Donner & Klar 2000, as :func:`brierbook.analysis.intervals.event_mean`.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-01", "2025-01-02"], utc=True)
    >>> rows = pd.DataFrame({"y": [1, 0], "p": [0.5, 0.5], "brier": [0.25, 0.25], "weight": 1.0,
    ...                      "event": ["a", "b"], "known_at": days})
    >>> running_score(rows)[["events", "score", "base_rate"]].to_numpy().tolist()
    [[1.0, 0.25, 0.0], [2.0, 0.25, 0.25]]
    """
    if window < 1:
        raise ArgumentError("window", f"is {window}; it must be at least 1")
    if table["known_at"].isna().any():
        raise ArgumentError("table.known_at", "is missing for a scored forecast; give every time")
    rows = table.sort_values("known_at", kind="stable").reset_index(drop=True)
    codes: Codes = pd.factorize(rows["event"])[0]
    ends = last_rows(rows["known_at"], most)
    return pd.DataFrame([as_of(rows.iloc[:end], codes[:end], window, level) for end in ends])


def last_rows(times: "pd.Series[pd.Timestamp]", most: int) -> list[int]:
    """Count the rows up to each distinct time; of very many times, evenly by rank."""
    ends = np.append(np.flatnonzero(np.diff(times.astype("int64"))) + 1, len(times))
    ranks = np.linspace(0, ends.size - 1, min(ends.size, most)).round().astype(np.intp)
    found: list[int] = ends[ranks].tolist()
    return found


def as_of(rows: pd.DataFrame, codes: Codes, window: int, level: float) -> dict[str, object]:
    """Give the score, its interval and the baselines from what was known at one time."""
    score = mean(rows, codes, rows["brier"], level)
    return {
        "known_at": rows["known_at"].iloc[-1],
        "forecasts": len(rows),
        "events": score.events,
        "score": score.estimate,
        "lower": score.lower,
        "upper": score.upper,
        "rolling": rolling(rows, codes, window, level),
        "even": constant(rows, codes, EVEN, level),
        "base_rate": constant(rows, codes, base_rate(rows), level),
    }


def mean(rows: pd.DataFrame, codes: Codes, values: npt.ArrayLike, level: float) -> Interval:
    """Average over events."""
    return event_mean(
        values, event=codes, weight=rows["weight"], level=level, bounds=RANGES["brier"]
    )


def constant(rows: pd.DataFrame, codes: Codes, p: float, level: float) -> float:
    """Score a forecast that is always the same."""
    y = rows["y"].to_numpy()
    return mean(rows, codes, brier_score(y, np.full(y.shape, p), reduce=None), level).estimate


def rolling(rows: pd.DataFrame, codes: Codes, window: int, level: float) -> float:
    """Average over the events that became known last; missing while that would be all of them."""
    newest = pd.unique(codes[::-1])
    if newest.size <= window:
        return float("nan")
    kept = np.isin(codes, newest[:window])
    return mean(rows[kept], codes[kept], rows["brier"][kept], level).estimate
