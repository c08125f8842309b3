"""Closed forms of the CRPS for distributions over counts."""

import math
from functools import cache
from typing import Unpack, overload

import numpy as np
from numpy.typing import ArrayLike

from brierbook.analysis.arrays import (
    Each,
    Floats,
    Mean,
    Missing,
    Reduce,
    above_zero,
    columns,
    finish,
    refuse,
    refuse_reduce,
)

__all__ = [
    "crps_binomial",
    "crps_negative_binomial",
    "crps_poisson",
]

# Step of the double-exponential rule; halving it changes nothing beyond the fourteenth digit.
STEP = 1 / 24

HALF = 0.5


@overload
def crps_poisson(y: ArrayLike, *, mean: ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def crps_poisson(y: ArrayLike, *, mean: ArrayLike, **how: Unpack[Each]) -> Floats: ...
def crps_poisson(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a Poisson distribution.

    .. math:: (y - \lambda)(2 F(y) - 1) + 2 \lambda f(y)
              - \lambda e^{-2\lambda} \big(I_0(2\lambda) + I_1(2\lambda)\big)

    Parameters
    ----------
    y : array_like
        Counts that came true: whole numbers of at least 0.
    mean : array_like
        Means lambda, finite and above 0.
    reduce, weight, missing
        As in `crps_ensemble`; a NaN in any parameter makes the forecast missing.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better.

    Raises
    ------
    ArgumentError
        If a number is infinite or outside its domain, a value missing without leave, an
        argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Wei and Held (2014), https://doi.org/10.1007/s11749-014-0380-8

    Examples
    --------
    >>> round(crps_poisson(2, mean=3.3), 12)
    0.686086881692
    """
    from scipy.special import gammaln, ive, pdtr, xlogy  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, m), absent = columns(y, missing=missing, mean=mean)
    whole(yy, "y")
    above_zero(m, "mean")
    mass = np.exp(xlogy(yy, m) - m - gammaln(yy + 1))
    loss = (yy - m) * (2 * pdtr(yy, m) - 1) + m * (2 * mass - ive(0, 2 * m) - ive(1, 2 * m))
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_binomial(y: ArrayLike, *, n: ArrayLike, p: ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def crps_binomial(y: ArrayLike, *, n: ArrayLike, p: ArrayLike, **how: Unpack[Each]) -> Floats: ...
def crps_binomial(
    y: ArrayLike,
    *,
    n: ArrayLike,
    p: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a binomial distribution.

    .. math:: y (2 F_n(y) - 1) - n p (2 F_{n-1}(y - 1) - 1) - \tfrac12 E|X - X'|

    The last term is a trigonometric sum, exact to rounding also for large n.

    Parameters
    ----------
    y : array_like
        Counts that came true: whole numbers of at least 0.
    n : array_like
        Numbers of trials: whole numbers of at least 1.
    p : array_like
        Probabilities of success, in [0, 1].
    reduce, weight, missing
        As in `crps_ensemble`; a NaN in any parameter makes the forecast missing.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better.

    Raises
    ------
    ArgumentError
        If a number is infinite or outside its domain, a value missing without leave, an
        argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Jordan, Krüger and Lerch (2019), appendix A, https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> round(crps_binomial(4, n=10, p=0.55), 12)
    0.892122926112
    """
    refuse_reduce(reduce, weight)
    (yy, nn, pp), absent = columns(y, missing=missing, n=n, p=p)
    whole(yy, "y")
    whole(nn, "n")
    above_zero(nn, "n")
    refuse(pp, ~((pp < 0) | (pp > 1)), "p", "is not between 0 and 1")
    loss = yy * (2 * binomial_cdf(yy, nn, pp) - 1)
    loss -= nn * pp * (2 * binomial_cdf(yy - 1, nn - 1, pp) - 1) + half_mean_difference(nn, pp)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_negative_binomial(
    y: ArrayLike, *, n: ArrayLike, p: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_negative_binomial(
    y: ArrayLike, *, n: ArrayLike, p: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_negative_binomial(
    y: ArrayLike,
    *,
    n: ArrayLike,
    p: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a negative binomial distribution: failures before the n-th success.

    .. math:: y (2 F_n(y) - 1) - \frac{n (1 - p)}{p} (2 F_{n+1}(y - 1) - 1) - \tfrac12 E|X - X'|

    Parameters
    ----------
    y : array_like
        Counts that came true: whole numbers of at least 0.
    n : array_like
        Numbers of successes waited for, finite and above 0, whole or not.
    p : array_like
        Probabilities of success, above 0 and at most 1: the mean is n (1 - p) / p.
    reduce, weight, missing
        As in `crps_ensemble`; a NaN in any parameter makes the forecast missing.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better.

    Raises
    ------
    ArgumentError
        If a number is infinite or outside its domain, a value missing without leave, an
        argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Wei and Held (2014), https://doi.org/10.1007/s11749-014-0380-8

    Examples
    --------
    >>> round(crps_negative_binomial(2, n=5.0, p=0.5), 12)
    1.553362990906
    """
    from scipy.special import betainc  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, nn, pp), absent = columns(y, missing=missing, n=n, p=p)
    whole(yy, "y")
    above_zero(nn, "n")
    refuse(pp, ~((pp <= 0) | (pp > 1)), "p", "is not above 0 and at most 1")
    mean = nn * (1 - pp) / pp
    before = np.where(yy > 0, betainc(nn + 1, np.maximum(yy, 1), pp), 0.0)
    loss = yy * (2 * betainc(nn, yy + 1, pp) - 1) - mean * (2 * before - 1)
    loss -= half_mean_wait(nn, pp)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


def whole(values: Floats, name: str) -> None:
    """Refuse what is not a count; missing ones pass."""
    good = np.isnan(values) | ((values >= 0) & (values == np.floor(values)))
    refuse(values, good, name, "is not a whole number of at least 0")


def binomial_cdf(k: Floats, n: Floats, p: Floats) -> Floats:
    """Probability of at most k successes in n trials."""
    from scipy.special import betaincc  # noqa: PLC0415 - SciPy only when needed

    inside = betaincc(np.maximum(k, 0) + 1, np.maximum(n - k, 1), p)
    return np.where(k < 0, 0.0, np.where(k >= n, 1.0, inside))


def half_mean_difference(n: Floats, p: Floats) -> Floats:
    r"""Half the mean difference of two binomials, from their characteristic function.

    E|D| is the mean of (1 - |phi(t)|^2) / (1 - cos t) over a period, and |phi(t)|^2 is
    (1 - 4p(1-p) sin^2(t/2))^n. The mean over N midpoints is exact for N of at least n; beyond 17
    standard deviations of D it is exact to rounding.
    """
    half = enough_midpoints(n) // 2
    sines = np.sin((np.arange(half) + 0.5) * np.pi / (2 * half)) ** 2
    total = np.zeros(n.shape)
    for s in sines:
        total -= np.expm1(n * np.log1p(-4 * p * (1 - p) * s)) / s
    return total / (4 * half)


def enough_midpoints(n: Floats) -> int:
    """Count the midpoints, an even number, with which the sum is exact to rounding."""
    largest = n[~np.isnan(n)].max(initial=1.0)
    return 2 * math.ceil(min(largest, 12 * math.sqrt(largest) + 64) / 2)


def half_mean_wait(n: Floats, p: Floats) -> Floats:
    """Half the mean difference of two negative binomials, for any n above 0.

    Their characteristic function gives (1 + q)/p times the integral behind `half_mean_difference`
    with success probability 1/(1 + q). For fractional n that is no polynomial, and is nearly
    singular where t is pi; the double-exponential rule crowds its nodes at both ends.
    """
    q = 1 - p
    rest = (p / (1 + q)) ** 2
    total = np.zeros(n.shape)
    for t, to_pi, width in zip(*double_exponential(), strict=True):
        s = math.sin(t / 2) ** 2
        if s < HALF:
            kept = np.log1p((rest - 1) * s)
        else:
            kept = np.log(rest + (1 - rest) * math.sin(to_pi / 2) ** 2)
        total -= np.expm1(n * kept) * (width / s)
    return (1 + q) / p * total / (4 * math.pi)


@cache
def double_exponential() -> tuple[list[float], list[float], list[float]]:
    """Nodes from 0 to pi, their distances to pi and their weights (Takahasi and Mori, 1974)."""
    u = np.arange(-4, 4 + STEP / 2, STEP)
    share, rest = 1 / (1 + np.exp(-np.pi * np.sinh(u))), 1 / (1 + np.exp(np.pi * np.sinh(u)))
    width = np.pi**2 * STEP * np.cosh(u) * share * rest
    return (np.pi * share).tolist(), (np.pi * rest).tolist(), width.tolist()
