"""Rows of forecasts that were updated: what is asked of them, and one loss for each."""

import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, is_one_of, refuse_first_bad
from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.errors import ArgumentError

__all__ = ["UpdateScore", "check_forecast_times"]

type UpdateScore = Literal["brier", "log"] | Callable[[Any, Any], float]

ROWS = 2  # dimensions of rows of options

NAMED: dict[str, Callable[..., Floats]] = {"brier": brier_score, "log": log_score}


def check_forecast_times(p: npt.ArrayLike, time: Floats) -> tuple[Floats, Floats]:
    """Check that each forecast has a time; a single one becomes a row."""
    forecasts = np.atleast_1d(as_floats(p, "p"))
    made = np.atleast_1d(time)
    if forecasts.ndim > ROWS:
        raise ArgumentError("p", f"has shape {forecasts.shape}; give a number or a row a forecast")
    if made.shape != forecasts.shape[:1]:
        message = f"has shape {made.shape}; p has {forecasts.shape}, and each row needs its time"
        raise ArgumentError("time", message)
    good = (forecasts >= 0) & (forecasts <= 1)
    refuse_first_bad(forecasts, good, "p", "is not between 0 and 1")
    return forecasts, made


def score_update_rows(y: Floats, p: Floats, score: UpdateScore) -> Floats:
    """Score every row; one outcome may serve them all."""
    refuse_missing_outcomes(y)
    if callable(score):
        outcomes = np.broadcast_to(y, p.shape[:1])
        return np.array([_call_score(score, outcomes[i], p[i], i) for i in range(len(p))])
    if not is_one_of(score, NAMED):
        raise ArgumentError("score", f"is {score!r}; use 'brier', 'log' or a function of y and p")
    if p.ndim != 1:
        raise ArgumentError("p", f"has shape {p.shape}; {score!r} takes one number a forecast")
    refuse_nonbinary_outcomes(y)
    return NAMED[score](y, p, reduce=None)


def refuse_missing_outcomes(y: Floats) -> None:
    """Refuse outcomes that are missing or infinite."""
    refuse_first_bad(y, np.isfinite(y), "y", "is not an outcome; it must be given and finite")


def refuse_nonbinary_outcomes(y: Floats) -> None:
    """Refuse outcomes that are not 0 or 1."""
    refuse_first_bad(y, (y == 0) | (y == 1), "y", "is not 0 or 1; are y and p swapped?")


def _call_score(score: Callable[[Any, Any], float], y: Any, p: Any, row: int) -> float:  # noqa: ANN401
    """Score one row with the caller's function."""
    value = float(score(y, p))
    if math.isnan(value):
        raise ArgumentError("score", "gives nan for a forecast; it must give a number", (row,))
    return value
