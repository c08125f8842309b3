"""What a distance from calibration would be if everything happened as often as was said."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.estimate import AsSaid
from brierbook.analysis.numeric.events import random_generator

__all__ = ["as_said_outcomes", "as_said_reference", "reference_of"]

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]

# One book in so many exceeds the quantile that is given.
_TAIL = 0.05
# Distances that differ by less than this are equal: sums differ in their last digits.
_ROUNDING = 1e-9


def as_said_outcomes(p: Floats, codes: Codes, rng: np.random.Generator) -> Floats:
    r"""
    Draw outcomes with the probabilities that were said, rows of an event from one uniform.

    .. math:: y_i = 1[U_{e(i)} < p_i]

    That is the strongest positive dependence within events which keeps every row calibrated.
    """
    uniform = rng.random(int(codes.max()) + 1)
    return (uniform[codes] < p).astype(np.float64)


def as_said_reference(
    distance: Callable[[Floats], float],
    y: Floats,
    p: Floats,
    *,
    codes: Codes,
    draws: int = 999,
    seed: int | np.random.Generator = 0,
) -> AsSaid:
    r"""
    Set a distance beside those of books in which everything happened as often as was said.

    A distance is not negative and grows with noise, so no limits around it can be honest; what can
    be known is how large it would be by chance alone. With m draws and b of them at least as far
    as the distance seen, the p-value is :math:`(b + 1) / (m + 1)`, which is exact.

    Parameters
    ----------
    distance : callable
        Takes outcomes of shape (n,) and gives the distance.
    y, p : ndarray, shape (n,)
        Outcomes in [0, 1] and the probabilities that were said.
    codes : ndarray of int, shape (n,)
        The event of each row, from 0.
    draws : int
        Number of books drawn.
    seed : int or numpy.random.Generator
        Where they start.

    Returns
    -------
    AsSaid
        The p-value is NaN where an outcome is between 0 and 1.

    References
    ----------
    Phipson & Smyth (2010), doi:10.2202/1544-6115.1585; Brocker & Smith (2007),
    doi:10.1175/WAF993.1

    Examples
    --------
    >>> p, y = np.full(100, 0.5), np.ones(100)
    >>> found = as_said_reference(
    ...     lambda seen: abs(float((seen - p).mean())), y, p, codes=np.arange(100))
    >>> found.quantile < 0.15, found.p_value
    (True, 0.001)
    """
    rng = random_generator(seed)
    drawn = [distance(as_said_outcomes(p, codes, rng)) for _ in range(draws)]
    return reference_of(distance(y), np.array(drawn), y)


def reference_of(seen: float, drawn: Floats, y: Floats) -> AsSaid:
    """Summarise the distances of books drawn, where they exist, beside the one that was seen."""
    drawn = drawn[~np.isnan(drawn)]
    if not drawn.size:
        return AsSaid(math.nan, math.nan, math.nan, 0)
    as_far = int((drawn >= seen - _ROUNDING * max(1.0, abs(seen))).sum())
    whole = bool(((y == 0) | (y == 1)).all())
    rank = math.ceil((1 - _TAIL) * drawn.size - _ROUNDING)
    p_value = (as_far + 1) / (drawn.size + 1) if whole else math.nan
    return AsSaid(float(drawn.mean()), float(np.sort(drawn)[rank - 1]), p_value, drawn.size)
