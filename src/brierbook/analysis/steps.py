"""Differences in loss as steps in the order of events, for comparisons watched as they grow."""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, refuse
from brierbook.analysis.inference import refuse_steps
from brierbook.analysis.loss_difference import Duel, Score, ScoreName, as_duel
from brierbook.errors import ArgumentError

# Steps are differences of losses on the scale from 0 to 1, so they lie in [-1, 1].
WIDTH = 2.0


def as_steps(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    score: ScoreName | Score,
    bounds: tuple[float, float] | None,
    cluster: npt.ArrayLike | None,
) -> tuple[Floats, float]:
    """Mean difference of each event over the width of the score, and that width."""
    low, high = as_bounds(score, bounds)
    duel = as_duel(y, p, q, score=score, cluster=cluster, weight=None)
    refuse_outside(duel, low, high)
    sums = duel.sums()
    return sums.total / sums.weight / (high - low), high - low


def as_bounds(score: ScoreName | Score, bounds: tuple[float, float] | None) -> tuple[float, float]:
    """Range of the score: known for a named one, told for a callable."""
    if score == "log":
        raise ArgumentError(
            "score", "is 'log', which has no bound: one certain miss outweighs any past"
        )
    if callable(score) == (bounds is None):
        raise ArgumentError("bounds", "belong with a callable score, and only there")
    low, high = bounds or (0.0, 1.0)
    if not -math.inf < low < high < math.inf:
        raise ArgumentError("bounds", f"{bounds!r} are not two finite numbers in rising order")
    return float(low), float(high)


def refuse_outside(duel: Duel, low: float, high: float) -> None:
    """Refuse losses outside their range, but for rounding."""
    slack = 1e-9 * (high - low)
    for name, loss in (("p", duel.p_loss), ("q", duel.q_loss)):
        good = (loss >= low - slack) & (loss <= high + slack)
        refuse(loss, good, "bounds", f"is a loss of {name} outside [{low!r}, {high!r}]")


def deviations(steps: Floats, lag: int) -> Floats:
    """Squared distance of each step from the mean of the steps known when it was forecast."""
    known = np.cumsum(steps) / np.arange(1, steps.size + 1)
    predicted = np.concatenate([np.zeros(lag), known])[: steps.size]
    return np.asarray(np.square(steps - predicted))


def streams(count: int, lag: int) -> Iterator[slice]:
    """Deal the steps into interleaved streams."""
    return (slice(start, None, lag) for start in range(min(lag, count)))


def held(values: Floats, stream: slice, count: int, lag: int, *, before: float) -> Floats:
    """Hold each value of a stream until its next one; `before` the first."""
    return np.concatenate([np.full(stream.start, before), values.repeat(lag)])[:count]


def refuse_options(alpha: float, v_opt: float, lag: int) -> None:
    """Refuse options outside their domain."""
    if not 0 < alpha < 1:
        raise ArgumentError("alpha", f"{alpha!r} is not between 0 and 1")
    if not 0 < v_opt < math.inf:
        raise ArgumentError("v_opt", f"{v_opt!r} is not a finite number above 0")
    refuse_steps(lag, "lag")
