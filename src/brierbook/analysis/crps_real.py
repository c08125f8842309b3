"""Closed forms of the CRPS for distributions over all real numbers."""

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
    refuse,
    refuse_reduce,
)

__all__ = [
    "crps_laplace",
    "crps_logistic",
    "crps_normal",
    "crps_student_t",
]


@overload
def crps_normal(y: ArrayLike, *, mean: ArrayLike, sd: ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def crps_normal(y: ArrayLike, *, mean: ArrayLike, sd: ArrayLike, **how: Unpack[Each]) -> Floats: ...
def crps_normal(
    y: ArrayLike,
    *,
    mean: ArrayLike,
    sd: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a normal distribution.

    .. math:: \sigma \big[z (2\Phi(z) - 1) + 2\varphi(z) - 1/\sqrt\pi\big],
              \quad z = (y - \mu)/\sigma

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    mean : array_like
        Means, finite.
    sd : array_like
        Standard deviations, finite and above 0.
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
    Gneiting, Raftery, Westveld and Goldman (2005), https://doi.org/10.1175/MWR2904.1

    Examples
    --------
    >>> round(crps_normal(0.3, mean=-0.2, sd=1.7), 12)
    0.455530150439
    """
    from scipy.special import erf  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, m, s), absent = columns(y, missing=missing, mean=mean, sd=sd)
    above_zero(s, "sd")
    z = (yy - m) / s
    loss = (yy - m) * erf(z / math.sqrt(2)) + s * (2 * bell(z) - 1 / math.sqrt(math.pi))
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_logistic(
    y: ArrayLike, *, location: ArrayLike, scale: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_logistic(
    y: ArrayLike, *, location: ArrayLike, scale: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_logistic(
    y: ArrayLike,
    *,
    location: ArrayLike,
    scale: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a logistic distribution.

    .. math:: \sigma \big[|z| + 2 \log(1 + e^{-|z|}) - 1\big], \quad z = (y - \mu)/\sigma

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    location : array_like
        Locations (means and medians), finite.
    scale : array_like
        Scales, finite and above 0.
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
    >>> round(crps_logistic(1.1, location=0.4, scale=0.6), 12)
    0.425317272665
    """
    refuse_reduce(reduce, weight)
    (yy, m, s), absent = columns(y, missing=missing, location=location, scale=scale)
    above_zero(s, "scale")
    far = np.abs(yy - m)
    loss = far + s * (2 * np.log1p(np.exp(-far / s)) - 1)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_laplace(
    y: ArrayLike, *, location: ArrayLike, scale: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_laplace(
    y: ArrayLike, *, location: ArrayLike, scale: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_laplace(
    y: ArrayLike,
    *,
    location: ArrayLike,
    scale: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of a Laplace (double exponential) distribution.

    .. math:: \sigma \big[|z| + e^{-|z|} - 3/4\big], \quad z = (y - \mu)/\sigma

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    location : array_like
        Locations (means and medians), finite.
    scale : array_like
        Scales, finite and above 0.
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
    >>> round(crps_laplace(-1.0, location=0.1, scale=0.9), 12)
    0.690117345479
    """
    refuse_reduce(reduce, weight)
    (yy, m, s), absent = columns(y, missing=missing, location=location, scale=scale)
    above_zero(s, "scale")
    far = np.abs(yy - m)
    loss = far + s * (np.exp(-far / s) - 0.75)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def crps_student_t(
    y: ArrayLike, *, df: ArrayLike, location: ArrayLike, scale: ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def crps_student_t(
    y: ArrayLike, *, df: ArrayLike, location: ArrayLike, scale: ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def crps_student_t(
    y: ArrayLike,
    *,
    df: ArrayLike,
    location: ArrayLike,
    scale: ArrayLike,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of Student's t distribution, shifted and scaled.

    .. math:: \sigma \Big[z (2 F_\nu(z) - 1) + 2 f_\nu(z) \frac{\nu + z^2}{\nu - 1}
              - \frac{2 \sqrt\nu}{\nu - 1} \frac{B(\frac12, \nu - \frac12)}{B(\frac12, \frac\nu2)^2}
              \Big], \quad z = (y - \mu)/\sigma

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    df : array_like
        Degrees of freedom, finite and above 1: at 1 or less the score is infinite.
    location : array_like
        Locations (means and medians), finite.
    scale : array_like
        Scales, finite and above 0.
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
    >>> round(crps_student_t(2.0, df=5.0, location=0.5, scale=1.2), 12)
    0.930769790731
    """
    from scipy.special import stdtr  # noqa: PLC0415 - SciPy only when needed

    refuse_reduce(reduce, weight)
    (yy, v, m, s), absent = columns(y, missing=missing, df=df, location=location, scale=scale)
    refuse(v, ~(v <= 1), "df", "is not above 1, so the score would be infinite")
    above_zero(s, "scale")
    loss = (yy - m) * (2 * stdtr(v, (yy - m) / s) - 1) + s * student_t_spread((yy - m) / s, v)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


def bell(z: Floats) -> Floats:
    """Density of the standard normal distribution."""
    with np.errstate(over="ignore"):
        return np.asarray(np.exp(-z * z / 2) / math.sqrt(2 * math.pi))


def student_t_spread(z: Floats, df: Floats) -> Floats:
    """Part of the CRPS of the standard t distribution beside z (2 F(z) - 1)."""
    from scipy.special import betaln  # noqa: PLC0415 - SciPy only when needed

    with np.errstate(over="ignore"):
        tail = np.exp(-(df - 1) / 2 * np.log1p(z * z / df) - betaln(0.5, df / 2))
    pairs = np.exp(betaln(0.5, df - 0.5) - 2 * betaln(0.5, df / 2))
    return np.asarray(2 * np.sqrt(df) / (df - 1) * (tail - pairs))
