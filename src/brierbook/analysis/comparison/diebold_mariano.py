"""The Diebold-Mariano test of a mean difference in loss, for forecasts made in sequence."""

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.inference import (
    NOTHING_KNOWN,
    Inference,
    infer_without_spread,
    refuse_step_count,
)
from brierbook.analysis.comparison.loss_difference import EventSums
from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    check_level,
    is_one_of,
    refuse_first_bad,
)
from brierbook.errors import ArgumentError

__all__ = ["VarianceMethod", "autocovariance_sums", "diebold_mariano"]

# Sums of squares of differences up to this do not overflow.
LARGEST = 1e100

type VarianceMethod = Literal["truncated", "hering_genton"]

# Practical ranges of the exponential model, in steps: none, these many, endless.
RANGES = 64


def diebold_mariano(
    difference: npt.ArrayLike,
    *,
    horizon: int = 1,
    variance: VarianceMethod = "truncated",
    level: float = 0.9,
) -> Inference:
    r"""
    Test whether a series of differences in loss has mean 0.

    With autocovariance sums :math:`g_k = \sum_{t>k} (d_t - \bar d)(d_{t-k} - \bar d)`,
    ``"truncated"`` takes

    .. math:: v = \frac{g_0 + 2 \sum_{k=1}^{h-1} g_k}{n^2}, \qquad
              DM = \frac{\bar d}{\sqrt v} \sqrt{\frac{n + 1 - 2h + h(h-1)/n}{n}},

    which is Diebold and Mariano's statistic with the correction of Harvey, Leybourne and
    Newbold. ``"hering_genton"`` fits :math:`\sigma^2 e^{-3k/\theta}` to :math:`g_k / n` by least
    squares over the lags below :math:`\max(\lfloor (n-1)/2 \rfloor, h)` and takes for v the
    variance of the mean under that model; it cannot be negative. Either statistic is compared
    with Student's t on n - 1 degrees of freedom.

    Parameters
    ----------
    difference : array_like, shape (n,)
        Differences in loss, in the order of time, equally spaced.
    horizon : int
        Steps that a forecast looks ahead, at least 1 and below n: differences further apart than
        horizon - 1 steps are taken as uncorrelated.
    variance : {"truncated", "hering_genton"}
        How the variance of the mean is estimated.
    level : float
        Coverage of the limits, between 0 and 1.

    Returns
    -------
    Inference
        Limits of the mean in the unit of the differences, p-value and statistic. A single
        difference has infinite limits and p-value 1. If all differences are 0, the limits are 0
        and the p-value is 1.

    Raises
    ------
    ArgumentError
        If a value is not finite, the horizon or level is out of range, all differences are the
        same number other than 0, or the truncated variance is not above 0.

    References
    ----------
    Diebold & Mariano (1995), doi:10.1080/07350015.1995.10524599;
    Harvey, Leybourne & Newbold (1997), doi:10.1016/S0169-2070(96)00719-4;
    Hering & Genton (2011), doi:10.1198/TECH.2011.10136

    Examples
    --------
    >>> round(diebold_mariano([1, 2, 3, 4], horizon=2).statistic ** 2, 12)
    5.0
    """
    d = _check_series(difference)
    refuse_series_options(horizon, variance, level)
    sums = EventSums(d, np.ones_like(d))
    if sums.count > 1 and sums.flat:
        return infer_without_spread(sums.mean, "diebold_mariano", "difference")
    return series_mean_test(sums, horizon=horizon, variance=variance, level=level)


def series_mean_test(
    sums: EventSums, *, horizon: int, variance: VarianceMethod, level: float
) -> Inference:
    """Test the mean of a series of events."""
    if sums.count == 1:
        return NOTHING_KNOWN
    if horizon >= sums.count:
        raise ArgumentError("horizon", f"{horizon!r} is not below the {sums.count} steps there are")
    if sums.flat:
        return infer_without_spread(sums.mean, "diebold_mariano")
    error = math.sqrt(VARIANCES[variance](_linearize_sums(sums), horizon))
    return _student_interval(sums.mean, error, level, sums.count - 1)


def _linearize_sums(sums: EventSums) -> Floats:
    """One number an event, whose plain mean is the weighted mean of all rows."""
    return sums.mean + sums.residual / sums.weight.mean()


def _student_interval(mean: float, error: float, level: float, freedom: int) -> Inference:
    """Limits and p-value from Student's t."""
    from scipy.special import stdtr, stdtrit

    statistic = mean / error
    half = float(stdtrit(freedom, (1 + level) / 2)) * error
    p_value = 2 * float(stdtr(freedom, -abs(statistic)))
    return Inference(mean - half, mean + half, p_value, statistic)


def _truncated_variance(d: Floats, horizon: int) -> float:
    """Variance of the mean from the first lags, corrected for small samples."""
    n, h = d.size, horizon
    g = autocovariance_sums(d, h)
    v = (g[0] + 2 * g[1:].sum()) / n**2
    if v <= 0:
        problem = f"{v!r} is what 'diebold_mariano' gives for the variance with horizon {h}"
        raise ArgumentError("horizon", f"{problem}; use 'hering_genton' or a shorter horizon")
    return float(v * n / (n + 1 - 2 * h + h * (h - 1) / n))


def hering_genton_variance(d: Floats, horizon: int) -> float:
    """Variance of the mean under an exponential model of the autocovariance."""
    n = d.size
    g = autocovariance_sums(d, max((n - 1) // 2, horizon)) / n
    ratio = _fit_decay_ratio(g)
    sill = _fit_sill(g, ratio)[0]
    return sill * float(1 + 2 * (ratio ** np.arange(1, n)).sum()) / n


def autocovariance_sums(d: Floats, lags: int) -> Floats:
    """g_k for the lags from 0, by the Fourier transform."""
    centred = d - d.mean()
    spectrum = np.fft.rfft(centred, 2 * d.size)
    return np.fft.irfft(np.abs(spectrum) ** 2, 2 * d.size)[:lags]


def _fit_sill(g: Floats, ratio: float) -> tuple[float, float]:
    """Best sill for a ratio of neighbouring autocovariances, and the sum of squares it explains."""
    shape = ratio ** np.arange(g.size)
    sill = max(0.0, float(shape @ g) / float(shape @ shape))
    return sill, sill * float(shape @ g)


def _fit_decay_ratio(g: Floats) -> float:
    """Ratio e^(-3/theta) of the best exponential model, found on a grid and then refined."""
    from scipy.optimize import minimize_scalar

    logs = np.linspace(math.log(0.1), math.log(100 * g.size), RANGES)

    def unexplained(log_range: float) -> float:
        return -_fit_sill(g, math.exp(-3 * math.exp(-log_range)))[1]

    nearest = int(np.argmin([unexplained(value) for value in logs]))
    around = logs[max(0, nearest - 1)], logs[min(RANGES - 1, nearest + 1)]
    refined = minimize_scalar(unexplained, bounds=around, method="bounded")
    ratios = (0.0, math.exp(-3 * math.exp(-float(refined.x))), 1.0)
    return max(ratios, key=lambda ratio: _fit_sill(g, ratio)[1])


VARIANCES: dict[VarianceMethod, Callable[[Floats, int], float]] = {
    "truncated": _truncated_variance,
    "hering_genton": hering_genton_variance,
}


def _check_series(difference: npt.ArrayLike) -> Floats:
    """Check that a series is finite and has one axis."""
    d = as_floats(difference, "difference")
    if d.ndim != 1:
        raise ArgumentError("difference", f"has shape {d.shape}; it must have one axis")
    refuse_first_bad(d, np.isfinite(d), "difference", "is not finite")
    held = np.abs(d) <= LARGEST
    refuse_first_bad(d, held, "difference", f"is not from -{LARGEST} to {LARGEST}")
    return d


def refuse_series_options(horizon: int, variance: VarianceMethod, level: float) -> None:
    """Refuse a horizon below 1, an unknown variance, and a level outside (0, 1)."""
    refuse_step_count(horizon, "horizon")
    if not is_one_of(variance, VARIANCES):
        raise ArgumentError("variance", f"is {variance!r}; use one of {', '.join(VARIANCES)}")
    check_level(level)
