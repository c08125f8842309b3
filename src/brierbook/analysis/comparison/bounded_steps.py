"""Differences in loss as steps in the order of events, for comparisons watched as they grow."""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.inference import refuse_step_count
from brierbook.analysis.comparison.loss_difference import (
    PairedLosses,
    PairedScore,
    ScoreName,
    score_both_forecasts,
)
from brierbook.analysis.numeric.arguments import Floats, check_level, check_number, refuse_first_bad
from brierbook.analysis.numeric.limits.ranges import split_bounds
from brierbook.errors import ArgumentError

__all__ = ["WIDTH", "scaled_event_steps"]

# Steps are differences of losses on the scale from 0 to 1, so they lie in [-1, 1].
WIDTH = 2.0
# Intrinsic times for which limits can be tuned; the mixture overflows far outside.
LEAST_TIME, MOST_TIME = 1e-6, 1e12


def scaled_event_steps(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    score: ScoreName | PairedScore,
    bounds: tuple[float, float] | None,
    event: npt.ArrayLike | None,
) -> tuple[Floats, float]:
    """Mean difference of each event over the width of the score, and that width."""
    low, high = _score_range(score, bounds)
    duel = score_both_forecasts(y, p, q, score=score, event=event, weight=None)
    _refuse_outside_range(duel, low, high)
    sums = duel.sums()
    return sums.total / sums.weight / (high - low), high - low


def _score_range(
    score: ScoreName | PairedScore, bounds: tuple[float, float] | None
) -> tuple[float, float]:
    """Range of the score: known for a named one, told for a callable."""
    if isinstance(score, str) and score == "log":
        raise ArgumentError(
            "score", "is 'log', which has no bound: one certain miss outweighs any past"
        )
    if callable(score) == (bounds is None):
        raise ArgumentError("bounds", "belong with a callable score, and only there")
    ends = split_bounds((0.0, 1.0) if bounds is None else bounds)
    low, high = (check_number(end, "bounds") for end in ends)
    if not -math.inf < low < high < math.inf:
        raise ArgumentError("bounds", f"{bounds!r} are not two finite numbers in rising order")
    return low, high


def _refuse_outside_range(duel: PairedLosses, low: float, high: float) -> None:
    """Refuse losses outside their range, but for rounding."""
    slack = 1e-9 * (high - low)
    for name, loss in (("p", duel.p_loss), ("q", duel.q_loss)):
        good = (loss >= low - slack) & (loss <= high + slack)
        refuse_first_bad(loss, good, "bounds", f"is a loss of {name} outside [{low!r}, {high!r}]")


def squared_deviations(steps: Floats, lag: int) -> Floats:
    """Squared distance of each step from the mean of the steps known when it was forecast."""
    known = np.cumsum(steps) / np.arange(1, steps.size + 1)
    predicted = np.concatenate([np.zeros(lag), known])[: steps.size]
    return np.asarray(np.square(steps - predicted))


def interleave_streams(count: int, lag: int) -> Iterator[slice]:
    """Deal the steps into interleaved streams."""
    return (slice(start, None, lag) for start in range(min(lag, count)))


def carry_stream_values(
    values: Floats, stream: slice, count: int, lag: int, *, before: float
) -> Floats:
    """Hold each value of a stream until its next one; `before` the first."""
    return np.concatenate([np.full(stream.start, before), values.repeat(lag)])[:count]


def refuse_sequential_options(level: float, v_opt: float, lag: int) -> None:
    """Refuse options outside their domain."""
    check_level(level)
    time = check_number(v_opt, "v_opt")
    if not 0 < time < math.inf:
        raise ArgumentError("v_opt", f"{v_opt!r} is not a finite number above 0")
    if not LEAST_TIME <= time <= MOST_TIME:
        raise ArgumentError("v_opt", f"{v_opt!r} is not from {LEAST_TIME} to {MOST_TIME}")
    refuse_step_count(lag, "lag")
