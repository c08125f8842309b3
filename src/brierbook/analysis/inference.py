"""What a test of a mean difference says, whichever way it was made."""

import math
from dataclasses import dataclass
from operator import index

from brierbook.errors import ArgumentError


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


NOTHING_KNOWN = Inference(-math.inf, math.inf, 1.0)
NO_DIFFERENCE = Inference(0.0, 0.0, 1.0)


def refuse_steps(steps: int, name: str) -> None:
    """Refuse a number of steps that is not a whole number of at least 1."""
    try:
        enough = index(steps) >= 1
    except TypeError:
        enough = False
    if not enough:
        raise ArgumentError(name, f"{steps!r} is not a whole number of at least 1")


def without_spread(mean: float, method: str) -> Inference:
    """No difference in any event is no difference; the same one in all has no standard error."""
    if mean == 0:
        return NO_DIFFERENCE
    problem = f"{method!r} needs differences that vary, and here every event has {mean!r}"
    raise ArgumentError("method", f"{problem}; use 'permutation'")
