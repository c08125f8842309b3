r"""Scores of a distribution over a number or a date: losses in its unit, lower is better.

The continuous ranked probability score (CRPS) compares a whole distribution F with the value y
that came true:

.. math:: \mathrm{CRPS}(F, y) = \int (F(x) - 1\{y \le x\})^2 dx = E|X - y| - \tfrac12 E|X - X'|

It is the absolute error where F is a point, and the integral of the Brier scores of all the events
"at most x". The closed forms stand in `crps_real`, `crps_positive`, `crps_bounded` and
`crps_counts`; SciPy is imported when a function that needs it is called.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Literal, Unpack, overload

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike

from brierbook.analysis.arrays import (
    Each,
    Floats,
    Mean,
    Missing,
    Reduce,
    as_floats,
    as_numbers,
    columns,
    finish,
    fit_rows,
    refuse,
    refuse_gaps,
    refuse_reduce,
)
from brierbook.analysis.crps_bounded import (
    crps_beta,
    crps_censored_normal,
    crps_truncated_normal,
    crps_uniform,
)
from brierbook.analysis.crps_counts import crps_binomial, crps_negative_binomial, crps_poisson
from brierbook.analysis.crps_positive import crps_exponential, crps_gamma, crps_lognormal
from brierbook.analysis.crps_real import (
    crps_laplace,
    crps_logistic,
    crps_normal,
    crps_student_t,
)
from brierbook.errors import ArgumentError

__all__ = [
    "crps_beta",
    "crps_binomial",
    "crps_censored_normal",
    "crps_ensemble",
    "crps_exponential",
    "crps_gamma",
    "crps_laplace",
    "crps_logistic",
    "crps_lognormal",
    "crps_negative_binomial",
    "crps_normal",
    "crps_poisson",
    "crps_student_t",
    "crps_truncated_normal",
    "crps_uniform",
    "days_since",
    "log_score_distribution",
]

type Estimator = Literal["ecdf", "fair"]
type Instants = npt.NDArray[Any] | Iterable[Any] | date | np.datetime64 | str

# Rows of members are taken in pieces of this many doubles, which fit the cache.
CELLS = 65_536

DAY = np.timedelta64(1, "D")


@overload
def crps_ensemble(
    y: ArrayLike, members: ArrayLike, *, estimator: Estimator = "ecdf", **how: Unpack[Mean]
) -> float: ...
@overload
def crps_ensemble(
    y: ArrayLike, members: ArrayLike, *, estimator: Estimator = "ecdf", **how: Unpack[Each]
) -> Floats: ...
def crps_ensemble(
    y: ArrayLike,
    members: ArrayLike,
    *,
    estimator: Estimator = "ecdf",
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""CRPS of an ensemble: a sample of values, each as likely as the others.

    .. math:: S(y, x) = \frac1m \sum_i |x_i - y| - \frac{1}{2 m d} \sum_{i,j} |x_i - x_j|

    with d = m for ``"ecdf"`` and d = m - 1 for ``"fair"``.

    Parameters
    ----------
    y : array_like
        Values that came true, finite, of shape S.
    members : array_like
        Members, finite, in any order, of shape S + (m,).
    estimator : {"ecdf", "fair"}
        ``"ecdf"`` is the CRPS of the empirical distribution of the members, never negative.
        ``"fair"`` is unbiased for the CRPS of the distribution they were drawn from, so that
        ensembles of different sizes compare; it can be negative and needs two members. What some
        tools call the probability-weighted-moment estimator is the fair one.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose value is NaN or whose members hold one. With ``reduce=None``,
        ``"omit"`` gives a one-dimensional array of the rows that are left.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better.

    Raises
    ------
    ArgumentError
        If a number is infinite, a value missing without leave, an argument empty or of the wrong
        shape, a weight not usable, or the estimator unknown or short of members.

    References
    ----------
    Ferro (2014), Fair scores for ensemble forecasts, https://doi.org/10.1002/qj.2270
    Jordan, Krüger and Lerch (2019), https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> members = [4.2, 5.1, 6.1, 7.6, 8.3, 9.5]
    >>> round(crps_ensemble(6.2, members), 10)
    0.6222222222
    >>> round(crps_ensemble(6.2, members, estimator="fair"), 10)
    0.4133333333
    """
    refuse_reduce(reduce, weight)
    yy, xx = as_floats(y, "y"), np.atleast_1d(as_numbers(members, "members"))
    refuse(yy, ~np.isinf(yy), "y", "is not finite")
    refuse_estimator(estimator, xx.shape[-1])
    yy, xx = fit_rows(yy, xx, "members")
    loss = ensemble_rows(yy.ravel(), xx.reshape(-1, xx.shape[-1]), estimator).reshape(yy.shape)
    if not np.isfinite(loss).all():
        refuse(xx, ~np.isinf(xx), "members", "is not finite")
        refuse_gaps(missing, y=yy, members=xx)
    absent = np.isnan(loss)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


@overload
def log_score_distribution(y: ArrayLike, distribution: object, **how: Unpack[Mean]) -> float: ...
@overload
def log_score_distribution(y: ArrayLike, distribution: object, **how: Unpack[Each]) -> Floats: ...
def log_score_distribution(
    y: ArrayLike,
    distribution: object,
    *,
    reduce: Reduce = "mean",
    weight: ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Logarithmic score of any distribution that SciPy can freeze.

    .. math:: S(f, y) = -\log f(y)

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    distribution : frozen distribution
        For example ``scipy.stats.norm(0, 1)`` or ``scipy.stats.poisson(3)``; its parameters
        broadcast against ``y``. Density for continuous ones, probability for discrete ones.
    reduce, weight, missing
        As in `crps_ensemble`.

    Returns
    -------
    float or ndarray
        The score in nats; lower is better. It is infinite where the forecast called the value
        impossible. For densities it depends on the unit of ``y`` and can be negative.

    Raises
    ------
    ArgumentError
        If a value is infinite or missing without leave, the distribution has no density there
        (as with a negative scale), or a weight is not usable.

    References
    ----------
    Good (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> from scipy.stats import norm
    >>> round(log_score_distribution([0.0, 1.0], norm(0, 1)), 10)
    1.1689385332
    """
    refuse_reduce(reduce, weight)
    (yy,), absent = columns(y, missing=missing)
    try:
        loss = -log_density(distribution, np.where(absent, 0.0, yy))
    except ValueError as error:  # raised by SciPy where shapes do not fit
        raise ArgumentError(
            "distribution", f"does not fit y of shape {yy.shape}: {error}"
        ) from error
    refuse(loss, ~np.isnan(loss), "distribution", "is the log density; are its parameters valid?")
    absent = np.broadcast_to(absent, loss.shape)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


def days_since(dates: Instants, origin: date | np.datetime64 | str) -> Floats:
    """Turn dates or instants into days since an origin, so that dates are scored like numbers.

    Parameters
    ----------
    dates : date, datetime, datetime64, ISO string, or a sequence of one kind
        Dates count from their midnight. Instants with a zone are taken to UTC; those without are
        taken to be UTC. ``None`` and ``NaT`` are missing.
    origin : date, datetime64 or ISO string
        Where to count from.

    Returns
    -------
    ndarray
        Days, with fractions; NaN where missing.

    Raises
    ------
    ArgumentError
        If something is not a date.

    Examples
    --------
    >>> days_since(["2024-12-08", "2024-11-27"], "2024-11-27").tolist()
    [11.0, 0.0]
    """
    return np.asarray((as_instants(dates, "dates") - as_instants(origin, "origin")) / DAY)


def as_instants(values: Instants, name: str) -> npt.NDArray[np.datetime64]:
    """Turn dates into microseconds in UTC."""
    try:
        array = np.asarray(values)
        if array.dtype.kind in "OU":
            array = np.vectorize(without_zone, otypes=["M8[us]"])(array)
    except (TypeError, ValueError) as error:
        raise ArgumentError(name, f"is not made of dates: {error}") from error
    if array.size == 0 or array.dtype.kind != "M":
        raise ArgumentError(name, f"is not made of dates, but of {array.size} {array.dtype}")
    return array.astype("M8[us]")


def without_zone(value: date | datetime | str | None) -> np.datetime64:
    """Turn one date, instant or ISO text into an instant in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(value, "us")


def log_density(distribution: object, y: Floats) -> Floats:
    """Log of the probability of y where it has one, else of its density."""
    mass, density = (getattr(distribution, name, None) for name in ("logpmf", "logpdf"))
    only = mass or density
    if only is None:
        raise ArgumentError("distribution", f"{distribution!r} has neither logpmf nor logpdf")
    if mass is None or density is None:
        return np.asarray(only(y), dtype=np.float64)
    # SciPy's newer distributions have both; a continuous one gives every point the mass 0.
    logarithm = np.asarray(mass(y), dtype=np.float64)
    return np.where(logarithm == -np.inf, density(y), logarithm)


def refuse_estimator(estimator: Estimator, members: int) -> None:
    """Refuse an unknown estimator, and a fair one of a single member."""
    if estimator not in ("ecdf", "fair"):
        raise ArgumentError("estimator", f"is {estimator!r}; use 'ecdf' or 'fair'")
    if estimator == "fair" and members < 2:  # noqa: PLR2004 - one member has no difference
        raise ArgumentError("members", "is one for each value; estimator='fair' needs two or more")


def ensemble_rows(y: Floats, members: npt.NDArray[Any], estimator: Estimator) -> Floats:
    """CRPS of each row of members, a piece at a time in the same memory."""
    m = members.shape[1]
    step = min(y.size, max(1, CELLS // m))
    error, share, loss = np.empty((step, m)), np.empty((step, m)), np.empty(y.size)
    for start in range(0, y.size, step):
        k = slice(start, min(start + step, y.size))
        rows = k.stop - k.start
        np.subtract(members[k], y[k, np.newaxis], out=error[:rows])
        with np.errstate(invalid="ignore"):  # infinite members are refused by the caller
            loss[k] = ensemble_ecdf(error[:rows], share[:rows])
            if estimator == "fair":
                loss[k] -= (np.abs(error[:rows]).mean(axis=-1) - loss[k]) / (m - 1)
    return loss


def ensemble_ecdf(error: Floats, share: Floats) -> Floats:
    """CRPS of the empirical distribution as a sum of terms none of which is negative.

    Both arguments are overwritten.
    """
    if not rising(error):
        error.sort(axis=-1)
    m = error.shape[-1]
    # m - rank where an error is positive, -rank where it is negative.
    np.copysign(m / 2, error, out=share)
    share += m / 2 - (np.arange(m) + 0.5)
    return np.asarray(np.vecdot(error, share) * (2 / m**2))


def rising(rows: Floats) -> bool:
    """Tell whether no row falls anywhere; a row with NaN may pass for rising."""
    if (rows[0, 1:] < rows[0, :-1]).any():
        return False
    falls = np.zeros(rows.shape, dtype=np.bool_)
    flat = rows.reshape(-1)
    np.less(flat[1:], flat[:-1], out=falls.reshape(-1)[1:])
    falls[:, 0] = False
    return not falls.any()
