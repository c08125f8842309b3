"""Closed forms of the CRPS for distributions between two bounds."""

import math
from typing import Unpack, overload

import numpy as np
from numpy.typing import ArrayLike

from brierbook.analysis.arrays import (
    Booleans,
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
from brierbook.analysis.crps_real import bell

__all__ = [
    "crps_beta",
    "crps_censored_normal",
    "crps_truncated_normal",
    "crps_uniform",
]

# Beta functions of smaller shapes lose their digits.
LEAST_SHAPE = 1e-300


@overload
def crps_uniform(
    y: ArrayLike, *, lower: ArrayLike, upper: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_uniform(
    y: ArrayLike, *, lower: ArrayLike, upper: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_uniform(
    y: ArrayLike,
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a uniform distribution.

    .. math:: (b - a) \big[|z - c| + c^2 - c + 1/3\big], \quad z = \frac{y - a}{b - a},
              \; c = \min(\max(z, 0), 1)

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    lower : array_like
        Lower ends, finite.
    upper : array_like
        Upper ends, finite, above the lower ends.
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
    >>> round(crps_uniform(0.3, lower=-1.0, upper=2.0), 12)
    0.263333333333
    """
    refuse_reduce(reduce, weight)
    (yy, low, high), absent = columns(y, missing=missing, lower=lower, upper=upper)
    refuse(low, ~(low >= high), "lower", "is not below the upper end")
    inside = np.clip(yy, low, high)
    c = (inside - low) / (high - low)
    loss = np.abs(yy - inside) + (high - low) * (c * c - c + 1 / 3)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_beta(y: ArrayLike, *, a: ArrayLike, b: ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def crps_beta(y: ArrayLike, *, a: ArrayLike, b: ArrayLike, **how: Unpack[Each]) -> Floats: ...
def crps_beta(
    y: ArrayLike,
    *,
    a: ArrayLike,
    b: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a beta distribution on [0, 1].

    .. math:: y (2 F_{a,b}(y) - 1) + \frac{a}{a + b} \Big(1 - 2 F_{a+1,b}(y)
              - \frac{2 B(2a, 2b)}{a B(a, b)^2}\Big)

    Parameters
    ----------
    y : array_like
        Values that came true, finite; outside [0, 1] the forecast called them impossible.
    a : array_like
        First shape, finite and above 0.
    b : array_like
        Second shape, finite and above 0: the mean is a / (a + b).
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
    Taillardat, Mestre, Zamo and Naveau (2016), https://doi.org/10.1175/MWR-D-15-0260.1

    Examples
    --------
    >>> round(crps_beta(0.3, a=0.7, b=1.1), 12)
    0.085010243666
    """
    from scipy.special import betainc, betaln  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, aa, bb), absent = columns(y, missing=missing, a=a, b=b)
    above_zero(aa, "a")
    above_zero(bb, "b")
    for name, shape in (("a", aa), ("b", bb)):
        refuse(shape, ~(shape < LEAST_SHAPE), name, f"is below {LEAST_SHAPE}, where digits end")
    x = np.clip(yy, 0, 1)
    spread = 2 * np.exp(betaln(2 * aa, 2 * bb) - 2 * betaln(aa, bb)) / aa
    loss = yy * (2 * betainc(aa, bb, x) - 1)
    loss += aa / (aa + bb) * (1 - 2 * betainc(aa + 1, bb, x) - spread)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_truncated_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    lower: ArrayLike = ...,
    upper: ArrayLike = ...,
    **how: Unpack[Mean],
) -> float: ...
@overload
def crps_truncated_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    lower: ArrayLike = ...,
    upper: ArrayLike = ...,
    **how: Unpack[Each],
) -> Floats: ...
def crps_truncated_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    lower: ArrayLike = -math.inf,
    upper: ArrayLike = math.inf,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a normal distribution given that it falls between two bounds.

    .. math:: \sigma \Big[|z - c| + \frac{c (2\Phi(c) - \Phi(u) - \Phi(l)) + 2\varphi(c)}{D}
              - \frac{\Phi(u\sqrt2) - \Phi(l\sqrt2)}{\sqrt\pi D^2}\Big],
              \quad D = \Phi(u) - \Phi(l)

    Here z, l and u are the value and the bounds in standard units, and c is z moved between the
    bounds. Digits are lost as D shrinks: about as many as -2 log10(D).

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    mean : array_like
        Means before truncation, finite.
    sd : array_like
        Standard deviations before truncation, finite and above 0.
    lower : array_like
        Lower bounds, below the upper; may be infinite.
    upper : array_like
        Upper bounds; may be infinite.
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
    >>> round(crps_truncated_normal(1.0, mean=0.0, sd=1.0, lower=0.0), 12)
    0.204882715255
    """
    from scipy.special import ndtr  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, m, s, low, high), absent = bounded_normal(
        y, missing, mean=mean, sd=sd, lower=lower, upper=upper
    )
    z, low, high = mirrored((yy - m) / s, (low - m) / s, (high - m) / s)
    c = np.clip(z, low, high)
    kept = ndtr(high) - ndtr(low)
    refuse(kept, ~(kept <= 0), "lower", "is all that is left between the bounds")
    twice = (ndtr(high * math.sqrt(2)) - ndtr(low * math.sqrt(2))) / math.sqrt(math.pi)
    inside = c * (2 * ndtr(c) - ndtr(high) - ndtr(low)) + 2 * bell(c)
    loss = s * (np.abs(z - c) + (inside - twice / kept) / kept)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_censored_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    lower: ArrayLike = ...,
    upper: ArrayLike = ...,
    **how: Unpack[Mean],
) -> float: ...
@overload
def crps_censored_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    lower: ArrayLike = ...,
    upper: ArrayLike = ...,
    **how: Unpack[Each],
) -> Floats: ...
def crps_censored_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    lower: ArrayLike = -math.inf,
    upper: ArrayLike = math.inf,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a normal distribution whose mass beyond two bounds sits on the bounds.

    .. math:: \sigma \big[|z - c| + A(c) - A(l) + A(-c) - A(-u)\big],
              \quad A(x) = x \Phi(x)^2 + 2 \Phi(x) \varphi(x) - \Phi(x \sqrt2) / \sqrt\pi

    Here z, l and u are the value and the bounds in standard units, and c is z moved between the
    bounds. It forecasts a quantity that cannot leave the bounds but can stick to them.

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    mean : array_like
        Means before censoring, finite.
    sd : array_like
        Standard deviations before censoring, finite and above 0.
    lower : array_like
        Lower bounds, below the upper; may be infinite.
    upper : array_like
        Upper bounds; may be infinite.
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
    Thorarinsdottir and Gneiting (2010), https://doi.org/10.1111/j.1467-985X.2009.00616.x

    Examples
    --------
    >>> round(crps_censored_normal(0.0, mean=0.0, sd=1.0, lower=0.0), 12)
    0.116847488628
    """
    refuse_reduce(reduce, weight)
    (yy, m, s, low, high), absent = bounded_normal(
        y, missing, mean=mean, sd=sd, lower=lower, upper=upper
    )
    z, low, high = (yy - m) / s, (low - m) / s, (high - m) / s
    c = np.clip(z, low, high)
    inside = squared_cdf(c) - squared_cdf(low) + squared_cdf(-c) - squared_cdf(-high)
    loss = s * (np.abs(z - c) + inside)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


def bounded_normal(
    y: ArrayLike, missing: Missing, **forecast: ArrayLike
) -> tuple[list[Floats], Booleans]:
    """Check a normal distribution with bounds: mean, sd, lower and upper, in this order."""
    made, absent = columns(y, missing=missing, endless=("lower", "upper"), **forecast)
    above_zero(made[2], "sd")
    refuse(made[3], ~(made[3] >= made[4]), "lower", "is not below the upper bound")
    return made, absent


def mirrored(z: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Turn everything around where the bounds lie on the right, so that small tails keep digits."""
    turn = low > -high
    return np.where(turn, -z, z), np.where(turn, -high, low), np.where(turn, -low, high)


def squared_cdf(x: Floats) -> Floats:
    """Integral of the squared standard normal distribution function from minus infinity to x."""
    from scipy.special import ndtr  # noqa: PLC0415 - SciPy only when needed

    finite = np.where(x == -np.inf, 0.0, x)
    area = finite * ndtr(finite) ** 2 + 2 * ndtr(finite) * bell(finite)
    area -= ndtr(finite * math.sqrt(2)) / math.sqrt(math.pi)
    return np.where(x == -np.inf, 0.0, area)
