"""How a mean score came about: after each outcome, over all events so far and over the last."""

import numpy as np
import pandas as pd

from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.mean_losses import mean_loss
from brierbook.analysis.scores.binary import brier_score
from brierbook.analysis.tables.performance import (
    EVEN,
    constant_losses,
    event_rows,
    mean_brier,
)
from brierbook.errors import ArgumentError

__all__ = ["last_rows_by_time", "running_score"]

MOST_TIMES = 200


def running_score(
    forecasts: pd.DataFrame, *, window: int = 20, level: float = 0.9, most: int = MOST_TIMES
) -> pd.DataFrame:
    r"""Mean Brier score as it stood each time that an outcome became known.

    At time t the score is :math:`\bar m_t`, the mean over the events of which an outcome is known
    by t of the weighted mean score of their known rows, with the limits of
    :func:`brierbook.analysis.event_mean`, which hold at their own time, not at all times at once.
    With one event there are none. Where rows have a ``share`` of time, events count for what their
    weights sum to. The rolling mean and both baselines count events as the score does.

    Parameters
    ----------
    forecasts : DataFrame
        Scored forecasts with the columns ``y``, ``p``, ``brier``, ``event``, ``weight`` and
        ``known_at``; where ``sd_logit`` is above 0, words with ``mean_logit``.
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
        ``score`` with ``lower`` and ``upper``, ``rolling`` (missing until there
        are more events than the window), ``even`` (the score of always saying 50 %) and
        ``base_rate`` (that of always saying the share that came true by then).

    Raises
    ------
    ArgumentError
        If the window is below 1, the level is not between 0 and 1, or a time is missing.

    References
    ----------
    As :func:`brierbook.analysis.numeric.limits.event_mean.event_mean`.

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
    if forecasts["known_at"].isna().any():
        raise ArgumentError(
            "forecasts.known_at", "is missing for a scored forecast; give every time"
        )
    rows = forecasts.sort_values("known_at", kind="stable").reset_index(drop=True)
    codes: EventCodes = pd.factorize(rows["event"])[0]
    ends = last_rows_by_time(rows["known_at"], most)
    return pd.DataFrame(
        [_score_at_time(rows.iloc[:end], codes[:end], window, level) for end in ends]
    )


def last_rows_by_time(times: "pd.Series[pd.Timestamp]", most: int) -> list[int]:
    """Count the rows up to each distinct time; of very many times, evenly by rank."""
    ends = np.append(np.flatnonzero(np.diff(times.astype("int64"))) + 1, len(times))
    ranks = np.linspace(0, ends.size - 1, min(ends.size, most)).round().astype(np.intp)
    found: list[int] = ends[ranks].tolist()
    return found


def _score_at_time(
    rows: pd.DataFrame, codes: EventCodes, window: int, level: float
) -> dict[str, object]:
    """Give the score, its interval and the baselines from what was known at one time."""
    score, known = mean_brier(rows, level), event_rows(rows, level)
    base_rate = known.base_rates(rows["y"].to_numpy())[0]
    return {
        "known_at": rows["known_at"].iloc[-1],
        "forecasts": len(rows),
        "events": score.events,
        "score": score.value,
        "lower": score.lower,
        "upper": score.upper,
        "rolling": _rolling_mean(rows, codes, window),
        "even": mean_loss(constant_losses(rows, brier_score, EVEN), known).value,
        "base_rate": mean_loss(constant_losses(rows, brier_score, base_rate), known).value,
    }


def _rolling_mean(rows: pd.DataFrame, codes: EventCodes, window: int) -> float:
    """Average over the events that became known last; missing while that would be all of them."""
    newest = pd.unique(codes[::-1])
    if newest.size <= window:
        return float("nan")
    last = rows[np.isin(codes, newest[:window])]
    return mean_loss(last["brier"].to_numpy()[None], event_rows(last)).value
