"""Whether distributions are calibrated: where outcomes fall in them, and how often in intervals."""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    check_level,
)
from brierbook.analysis.numeric.estimate import Estimate, withhold_limits
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean
from brierbook.analysis.numeric.sample import value_sample

__all__ = ["interval_coverage"]


def interval_coverage(
    y: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Estimate:
    r"""Share of outcomes that fall inside their intervals, ends included.

    .. math:: \hat c = \frac{\sum_i w_i 1[l_i \le y_i \le u_i]}{\sum_i w_i}

    The limits are those of :func:`~brierbook.analysis.numeric.limits.bounded_sum.sum_limits`, each
    event lying between no row inside and all of them; without `event` every row is one.

    Parameters
    ----------
    y : array_like
        Outcomes, finite numbers.
    lower, upper : array_like
        Ends of the intervals, in the unit of `y`; they may be infinite. The three broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit.
    event : array_like, optional
        The event of each row.
    level : float, optional
        Confidence level of the limits, strictly between 0 and 1.

    Returns
    -------
    Estimate
        The share, to be held against the level that the intervals claim, and its limits; with
        one event there are none.

    Raises
    ------
    ArgumentError
        If a value is missing, an interval ends before it begins, or shapes do not fit.

    References
    ----------
    Clopper and Pearson (1934), https://doi.org/10.1093/biomet/26.4.404 (of which the limits are
    a form, less wide, for shares);
    Gneiting, Balabdaoui and Raftery (2007), https://doi.org/10.1111/j.1467-9868.2007.00587.x

    Examples
    --------
    >>> found = interval_coverage([1, 2, 3, 9], [0, 0, 0, 0], [2, 2, 2, 10])
    >>> found.value, round(found.lower, 3), round(found.upper, 3)
    (0.75, 0.27, 0.986)
    """
    check_level(level)
    sample = value_sample(
        y=y, lower=lower, upper=upper, weight=weight, event=event, endless=("lower", "upper")
    )
    yy, low, high = sample["y"], sample["lower"], sample["upper"]
    sample.refuse(low, low <= high, "lower", "is above the upper end of its interval")
    inside = ((low <= yy) & (yy <= high)).astype(np.float64)
    codes = sample.units.codes
    found = bounded_mean(inside, (0.0, 1.0), codes=codes, weight=sample.weight, level=level)
    return withhold_limits(found)
