"""How far forecasts are from calibration, in one number: by bins and by smoothing."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, check_flag, is_one_of
from brierbook.analysis.numeric.bins import BinEdges, BinStrategy, BinSums, assign_bins, sum_by_bin
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.events import (
    Events,
    refuse_resampling_options,
)
from brierbook.analysis.numeric.limits.as_said import as_said_reference
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
from brierbook.errors import ArgumentError

__all__ = ["ErrorNorm", "expected_calibration_error", "smooth_calibration_error"]

type ErrorNorm = Literal[1, 2, "max"]

# Knots at which residuals are collected, and rows collected at a time.
_KNOTS = 1 << 15
# A narrower kernel would fall between the knots.
_NARROWEST = 2 / _KNOTS
_CHUNK = 1 << 17
# Points of the smoothed curve per bandwidth; its area is then right to one part in ten thousand.
_POINTS = 32
# Where the search for the bandwidth ends, relative to the bandwidth, or after so many steps.
_CLOSE, _STEPS = 1e-7, 60


def expected_calibration_error(  # noqa: PLR0913 - the choices of the literature, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    bins: BinEdges = 10,
    strategy: BinStrategy = "width",
    norm: ErrorNorm = 1,
    debias: bool = False,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
) -> Estimate:
    r"""
    Average the distance of forecast and outcome over bins (ECE, RMSCE, MCE).

    With the share of weight :math:`w_k` of bin k,

    .. math:: \Big(\sum_k w_k |\bar y_k - \bar p_k|^q\Big)^{1/q}, \quad q \in \{1, 2\},
              \qquad \max_k |\bar y_k - \bar p_k|.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    bins : int or array_like, optional
        Number of bins, or their inner edges. An edge belongs to the bin above it, 1 to the last.
    strategy : {"width", "mass"}, optional
        Bins of equal width, or between the forecasts at which the cumulative
        weight reaches each share.
    norm : {1, 2, "max"}, optional
        The mean (ECE), the root mean square (RMSCE) or the largest distance (MCE).
    debias : bool, optional
        Whether to take off what chance alone adds: for norm 2 the variance of each
        :math:`\bar y_k`, estimated without bias; for norm 1 the mean excess of a normal
        :math:`\bar y_k` over the distance found. The result is at least 0. A bin that holds
        a single row (or event) stays as it is: its variance is not known.
    weight : array_like, optional
        Weights of at least 0, in any unit.
    event : array_like, optional
        The event of each row, for the reference and for `debias`, which then counts events
        instead of rows.
    level : float
        Of limits, which a distance does not have.
    seed, n_resamples : int or Generator, int
        Start and number of the books that are drawn as was said.

    Returns
    -------
    Estimate
        The distance, on the scale of a probability. It is never negative and grows with noise,
        so that no limits around it can be honest. With `event` it has ``as_said`` instead: its
        mean and its .95 quantile if everything happened as often as was said, outcomes of one
        event drawn from one uniform number, and the p-value of that.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or norm "max" is to be debiased.

    References
    ----------
    .. [1] Naeini, Cooper and Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602
    .. [2] Kumar, Liang and Ma (2019), arXiv:1909.10155

    Examples
    --------
    >>> expected_calibration_error([1, 0], [1.0, 0.95]).value
    0.475
    """
    refuse_resampling_options(level, n_resamples, "n_resamples")
    _check_norm(norm, debias=debias)
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    codes = assign_bins(pairs.p, pairs.weight, bins, strategy)
    events = pairs.events

    def statistic(sample: BinarySample) -> float:
        return _binned_error(sum_by_bin(sample, codes), norm, debias=debias)

    return _estimate_distance(statistic, pairs, events, (level, n_resamples, seed))


def smooth_calibration_error(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
) -> Estimate:
    r"""
    Average the distance of forecast and outcome after smoothing (smooth ECE).

    With :math:`K_\sigma` the Gaussian kernel reflected at 0 and 1,

    .. math:: smECE_\sigma = \int_0^1 \Big|\sum_i w_i (y_i - p_i) K_\sigma(t, p_i)\Big| dt,

    and the bandwidth is the one that equals its own error: :math:`smECE_\sigma = \sigma`.
    There are no bins to choose, and a small change of the forecasts changes the result little.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    event : array_like, optional
        The event of each row, for the reference.
    level : float
        Of limits, which a distance does not have.
    seed, n_resamples : int or Generator, int
        Start and number of the books that are drawn as was said.

    Returns
    -------
    Estimate
        The distance, on the scale of a probability, to about one part in ten thousand. Below
        6e-5 the bandwidth stays at 6e-5. With `event` it has a reference, as
        :func:`expected_calibration_error` has, and no limits.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    Notes
    -----
    Residuals are collected at equally spaced knots in one pass, each shared between its two
    neighbours; smoothing is then a product of Fourier coefficients.

    References
    ----------
    .. [1] Blasiok and Nakkiran (2023), arXiv:2309.12236

    Examples
    --------
    >>> round(smooth_calibration_error([1, 1, 1, 0], [0.5, 0.5, 0.5, 0.5]).value, 4)
    0.25
    """
    refuse_resampling_options(level, n_resamples, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    events = pairs.events

    def statistic(sample: BinarySample) -> float:
        return _smooth_error(_residual_knots(sample))

    return _estimate_distance(statistic, pairs, events, (level, n_resamples, seed))


def _estimate_distance(
    statistic: Callable[[BinarySample], float],
    pairs: BinarySample,
    events: Events | None,
    options: tuple[float, int, int | np.random.Generator],
) -> Estimate:
    """Give a distance; with events also what it would be if all went as was said."""
    level, draws, seed = options
    value, count = statistic(pairs), pairs.units.count
    found = Estimate(value, math.nan, math.nan, level, pairs.n, count, "as said", "distance")
    if events is None:
        return found
    said = as_said_reference(
        lambda y: statistic(replace(pairs, y=y, binary=True)),
        pairs.y,
        pairs.p,
        codes=events.codes,
        draws=draws,
        seed=seed,
    )
    return replace(found, as_said=said)


def _check_norm(norm: ErrorNorm, *, debias: bool) -> None:
    if not is_one_of(norm, (1, 2, "max")):
        raise ArgumentError("norm", f"is {norm!r}; use 1, 2 or 'max'")
    if check_flag(debias, "debias") and norm == "max":
        raise ArgumentError("debias", "is not known for norm 'max'; use norm 1 or 2")


def _binned_error(sums: BinSums, norm: ErrorNorm, *, debias: bool) -> float:
    share, gap = sums.weight / sums.weight.sum(), np.abs(sums.y - sums.p)
    if norm == "max":
        return float(gap.max())
    variance = sums.outcome_variance if debias else np.zeros_like(gap)
    if norm == 2:  # noqa: PLR2004 - the norm's name
        return float(np.sqrt(max(float(share @ (np.square(gap) - variance)), 0.0)))
    return max(float(share @ (gap - _folded_normal_excess(gap, np.sqrt(variance)))), 0.0)


def _folded_normal_excess(gap: Floats, sd: Floats) -> Floats:
    """Mean of the absolute value of a normal variable around `gap`, beyond `gap` itself."""
    from scipy.special import ndtr

    z = np.divide(gap, sd, out=np.full_like(gap, np.inf), where=sd > 0)
    bell = np.exp(-np.square(z) / 2) * np.sqrt(2 / np.pi)
    excess: Floats = sd * bell - 2 * gap * ndtr(-z)
    return excess


def _residual_knots(pairs: BinarySample) -> Floats:
    """Mean residual collected at knots from 0 to 1, each shared between its neighbours."""
    y, p = pairs.y, pairs.p
    w = pairs.weight if pairs.weighted else None
    left, right = np.zeros(_KNOTS + 1), np.zeros(_KNOTS + 1)
    for start in range(0, y.size, _CHUNK):
        rows = slice(start, start + _CHUNK)
        place = p[rows] * _KNOTS
        below = place.astype(np.int64)
        residual = y[rows] - p[rows]
        if w is not None:
            residual *= w[rows]
        left += np.bincount(below, residual, _KNOTS + 1)
        place -= below
        place *= residual
        right += np.bincount(below, place, _KNOTS + 1)
    left -= right
    left[1:] += right[:-1]
    return left / (y.size if w is None else w.sum())


def _smooth_error(knots: Floats) -> float:
    """Find the bandwidth that equals the error it gives."""
    if not knots.any():
        return 0.0
    # An even periodic extension: smoothing it is smoothing with reflection at 0 and 1.
    mirrored = np.concatenate([knots[:1] * 2, knots[1:-1], knots[-1:] * 2, knots[-2:0:-1]])
    spectrum = np.fft.rfft(mirrored)
    return _solve_bandwidth(
        lambda sigma: _smoothed_area(spectrum, sigma), float(np.abs(knots).sum())
    )


def _solve_bandwidth(area: Callable[[float], float], most: float) -> float:
    """Solve ``area(s) = s``, which falls from `most` at 0, by false position (Illinois)."""
    low, above, high, below = 0.0, most, 1.0, area(1.0) - 1.0
    for _ in range(_STEPS):
        sigma = (low * below - high * above) / (below - above)
        gap = area(sigma) - sigma
        if abs(gap) <= _CLOSE * sigma:
            return sigma
        if gap > 0:
            low, above, below = sigma, gap, below / 2
        else:
            high, below, above = sigma, gap, above / 2
    return (low + high) / 2


def _smoothed_area(spectrum: npt.NDArray[np.complex128], bandwidth: float) -> float:
    """Area under the absolute value of the curve smoothed with a bandwidth."""
    sigma = max(bandwidth, _NARROWEST)
    points = min(1 << int(np.ceil(np.log2(_POINTS / sigma))), _KNOTS)
    waves = np.pi * sigma * np.arange(points + 1)
    smooth = np.fft.irfft(spectrum[: points + 1] * np.exp(-np.square(waves) / 2), 2 * points)
    return float(np.abs(smooth).sum()) / 2
