"""What a test of a mean difference says, whichever way it was made."""

import math
from dataclasses import dataclass
from operator import index

from brierbook.analysis.numeric.limits.bounded_sum import BoundedSums, sum_limits, tail_p_values
from brierbook.errors import ArgumentError

__all__ = [
    "MOST_OVERLAP",
    "NOTHING_KNOWN",
    "Inference",
    "infer_bounded",
    "refuse_step_count",
]

# A lag or a horizon above this is a slip of the pen.
MOST_STEPS = 1_000_000
# More questions in common than anyone can have.
MOST_OVERLAP = 1 << 53


@dataclass(frozen=True, slots=True)
class Inference:
    """Limits of a mean difference and the p-value that it is 0.

    Attributes
    ----------
    lower, upper : float
        The limits; infinite where nothing is known of the spread.
    p_value : float
        Two-sided.
    statistic : float or None
        The statistic behind a formula; None where resampling took its place.
    draws : int
        Number of random resamples; 0 for a formula or a complete enumeration.
    """

    lower: float
    upper: float
    p_value: float
    statistic: float | None = None
    draws: int = 0


def infer_bounded(sums: BoundedSums, level: float) -> Inference:
    """Give limits of one sum, and the level from which on they would hold 0 as a p-value."""
    lower, upper = sum_limits(sums, level)
    below, above = tail_p_values(sums)
    p_value = min(1.0, 2 * float(min(below[0], above[0])))
    return Inference(float(lower[0]), float(upper[0]), p_value)


NOTHING_KNOWN = Inference(-math.inf, math.inf, 1.0)
NO_DIFFERENCE = Inference(0.0, 0.0, 1.0)


def refuse_step_count(steps: int, name: str) -> None:
    """Refuse a number of steps that is not a whole number of at least 1."""
    try:
        enough = not isinstance(steps, bool) and index(steps) >= 1
    except TypeError:
        enough = False
    if not enough:
        raise ArgumentError(name, f"{steps!r} is not a whole number of at least 1")
    if steps > MOST_STEPS:
        raise ArgumentError(name, f"{steps!r} is above {MOST_STEPS}")


def infer_without_spread(mean: float, method: str, argument: str = "method") -> Inference:
    """No difference in any event is no difference; the same one in all has no standard error."""
    if mean == 0:
        return NO_DIFFERENCE
    problem = f"{method!r} needs differences that vary, and here every event has {mean!r}"
    raise ArgumentError(argument, f"{problem}; use 'permutation'")
