"""Closed forms of the CRPS for distributions over positive numbers."""

import math
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
    refuse_reduce,
)

__all__ = [
    "crps_exponential",
    "crps_gamma",
    "crps_lognormal",
]


@overload
def crps_exponential(y: ArrayLike, *, rate: ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def crps_exponential(y: ArrayLike, *, rate: ArrayLike, **how: Unpack[Each]) -> Floats: ...
def crps_exponential(
    y: ArrayLike,
    *,
    rate: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of an exponential distribution.

    .. math:: |y| - \frac{2 F(y)}{\lambda} + \frac{1}{2\lambda}, \qquad F(y) = 1 - e^{-\lambda y_+}

    Parameters
    ----------
    y : array_like
        Values that came true, finite; below 0 the forecast called them impossible.
    rate : array_like
        Rates (one over the mean), finite and above 0.
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
    >>> round(crps_exponential(0.8, rate=1.4), 12)
    0.19468542089
    """
    refuse_reduce(reduce, weight)
    (yy, r), absent = columns(y, missing=missing, rate=rate)
    above_zero(r, "rate")
    loss = np.abs(yy) + (2 * np.expm1(-r * np.maximum(yy, 0)) + 0.5) / r
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_gamma(
    y: ArrayLike, *, shape: ArrayLike, rate: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_gamma(
    y: ArrayLike, *, shape: ArrayLike, rate: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_gamma(
    y: ArrayLike,
    *,
    shape: ArrayLike,
    rate: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a gamma distribution.

    .. math:: y (2 F_{\alpha}(y) - 1) - \frac{\alpha}{\beta} (2 F_{\alpha + 1}(y) - 1)
              - \frac{1}{\beta B(\frac12, \alpha)}

    Parameters
    ----------
    y : array_like
        Values that came true, finite; below 0 the forecast called them impossible.
    shape : array_like
        Shapes alpha, finite and above 0.
    rate : array_like
        Rates beta, finite and above 0: the mean is shape / rate.
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
    Scheuerer and Möller (2015), https://doi.org/10.1214/15-AOAS843

    Examples
    --------
    >>> round(crps_gamma(0.9, shape=2.2, rate=1.3), 12)
    0.367404099535
    """
    from scipy.special import betaln, gammainc  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, a, r), absent = columns(y, missing=missing, shape=shape, rate=rate)
    above_zero(a, "shape")
    above_zero(r, "rate")
    x = r * np.maximum(yy, 0)
    loss = yy * (2 * gammainc(a, x) - 1) - a / r * (2 * gammainc(a + 1, x) - 1)
    loss -= np.exp(-betaln(0.5, a)) / r
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_lognormal(
    y: ArrayLike, *, mean_log: ArrayLike, sd_log: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_lognormal(
    y: ArrayLike, *, mean_log: ArrayLike, sd_log: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_lognormal(
    y: ArrayLike,
    *,
    mean_log: ArrayLike,
    sd_log: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a log-normal distribution.

    .. math:: y (2 F(y) - 1) - 2 e^{\mu + \sigma^2/2} \Big(\Phi(w - \sigma)
              + \Phi(\tfrac{\sigma}{\sqrt2}) - 1\Big), \quad w = \frac{\log y - \mu}{\sigma}

    Parameters
    ----------
    y : array_like
        Values that came true, finite; at 0 and below the forecast called them impossible.
    mean_log : array_like
        Means of the logarithm, finite.
    sd_log : array_like
        Standard deviations of the logarithm, finite and above 0.
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
    Baran and Lerch (2015), https://doi.org/10.1002/qj.2521

    Examples
    --------
    >>> round(crps_lognormal(1.5, mean_log=0.2, sd_log=0.7), 12)
    0.246797342938
    """
    from scipy.special import log_ndtr, ndtr  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, m, s), absent = columns(y, missing=missing, mean_log=mean_log, sd_log=sd_log)
    above_zero(s, "sd_log")
    positive = yy > 0
    w = np.where(positive, (np.log(np.where(positive, yy, 1.0)) - m) / s, -np.inf)
    with np.errstate(over="ignore"):
        beyond = np.exp(m + s * s / 2 + log_ndtr(-s / math.sqrt(2)))
    below = np.exp(m + s * s / 2 + log_ndtr(w - s))
    loss = yy * (2 * ndtr(w) - 1) + 2 * (beyond - below)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)
