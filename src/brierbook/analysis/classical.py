"""The mean Brier score taken apart by bins (Murphy, Stephenson) and by covariance (Yates)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, binary_pairs
from brierbook.analysis.bins import Bins, Strategy, bin_codes
from brierbook.analysis.clusters import (
    Clusters,
    Codes,
    as_clusters,
    check_resampling,
    multiplicities,
)
from brierbook.analysis.estimate import Intervals, from_draws, terms_frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "MurphyDecomposition",
    "YatesDecomposition",
    "murphy_decomposition",
    "yates_decomposition",
]

MURPHY = ("mean_score", "rel", "res", "unc", "wbv", "wbc")
YATES = (
    *("mean_score", "variance", "bias_squared", "minimum", "scatter", "covariance"),
    *("bias", "slope"),
)
# sums of squared distances between means: noise makes them larger, in every resample again
DISTANCES = frozenset({"rel", "res"})


@dataclass(frozen=True, slots=True)
class MurphyDecomposition:
    """A mean Brier score as reliability minus resolution plus uncertainty, by bins.

    Attributes
    ----------
    mean_score, rel, res, unc, wbv, wbc : float
        ``mean_score = rel - res + unc + wbv - wbc``; the last two, the variance and the
        covariance within bins, vanish if every bin holds one forecast.
    n, bins : int
        Number of forecasts, and of bins that hold any.
    intervals : dict of str to (float, float), or None
        Limits of each term, if events were given.
    level : float
        Confidence level of the limits.
    clusters : int or None
        Number of events.
    """

    mean_score: float
    rel: float
    res: float
    unc: float
    wbv: float
    wbc: float
    n: int
    bins: int
    intervals: Intervals | None = None
    level: float = 0.9
    clusters: int | None = None

    @property
    def generalized_resolution(self) -> float:
        """Resolution with the terms within bins: ``mean_score = rel - this + unc``."""
        return self.res - self.wbv + self.wbc

    @property
    def skill(self) -> float:
        """Brier skill score against the base rate; NaN when all outcomes are equal."""
        return 1 - self.mean_score / self.unc if self.unc else float("nan")

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term."""
        return terms_frame(self, (*MURPHY, "skill"), self.intervals)


@dataclass(frozen=True, slots=True)
class YatesDecomposition:
    """A mean Brier score by the covariance of forecasts and outcomes.

    Attributes
    ----------
    mean_score, variance, bias_squared, minimum, scatter, covariance : float
        ``mean_score = variance + bias_squared + minimum + scatter - covariance``.
    bias : float
        Mean forecast minus base rate.
    slope : float
        Mean forecast of what happened minus that of what did not; NaN with one class.
    n : int
        Number of forecasts.
    intervals : dict of str to (float, float), or None
        Limits of each term, if events were given.
    level : float
        Confidence level of the limits.
    clusters : int or None
        Number of events.
    """

    mean_score: float
    variance: float
    bias_squared: float
    minimum: float
    scatter: float
    covariance: float
    bias: float
    slope: float
    n: int
    intervals: Intervals | None = None
    level: float = 0.9
    clusters: int | None = None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term."""
        return terms_frame(self, YATES, self.intervals)


def murphy_decomposition(  # noqa: PLR0913 - all named, with defaults
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    bins: Bins | None = None,
    strategy: Strategy = "width",
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_boot: int = 1000,
) -> MurphyDecomposition:
    r"""
    Split a mean Brier score by bins (Murphy), with the terms within bins (Stephenson).

    With bin shares :math:`w_k`, means :math:`\bar p_k, \bar y_k` and base rate :math:`\bar y`,

    .. math::
        REL = \sum w_k (\bar p_k - \bar y_k)^2, \quad
        RES = \sum w_k (\bar y_k - \bar y)^2, \quad
        UNC = \bar y (1 - \bar y),

    .. math::
        WBV = \overline{(p - \bar p_k)^2}, \quad
        WBC = 2\,\overline{(y - \bar y_k)(p - \bar p_k)}.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    bins : int or array_like, optional
        Number of bins, or their inner edges; by default each distinct forecast is a bin.
        An edge belongs to the bin above it.
    strategy : {"width", "mass"}, optional
        Whether a number of bins means equal width or equal mass.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    cluster : array_like, optional
        The event of each row. If given, the terms have limits by resampling events; those that
        are distances (and so biased upwards in a resample) by Hall's symmetric ones.
    level : float, optional
        Confidence level of the limits, between 0 and 1.
    seed : int or numpy.random.Generator, optional
        Where the resampling starts.
    n_boot : int, optional
        Number of resamples.

    Returns
    -------
    MurphyDecomposition
        The five terms, dimensionless; their sum is the mean Brier score.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Murphy (1973), doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2
    .. [2] Stephenson, Coelho and Jolliffe (2008), doi:10.1175/2007WAF2006116.1

    Examples
    --------
    >>> parts = murphy_decomposition([0, 1, 1, 1], [0.2, 0.2, 0.8, 0.8])
    >>> round(parts.rel, 4), round(parts.res, 4), round(parts.unc, 4), parts.bins
    (0.065, 0.0625, 0.1875, 2)
    """
    check_resampling(level, n_boot, "n_boot")
    pairs = binary_pairs(y, p, weight=weight)
    w = pairs.weight.ravel()
    codes = bin_codes(pairs.p.ravel(), None if weight is None else w, bins, strategy)

    def terms(w: Floats) -> dict[str, float]:
        rows = w > 0
        return murphy_terms(pairs.y.ravel()[rows], pairs.p.ravel()[rows], w[rows], codes[rows])

    events = None if cluster is None else as_clusters(cluster, pairs.y.shape)
    found = resampled(terms, w, events, (level, seed, n_boot), DISTANCES)
    filled = int(np.unique(codes[w > 0]).size)
    return MurphyDecomposition(**terms(w), n=w.size, bins=filled, level=level, **found)


def murphy_terms(y: Floats, p: Floats, weight: Floats, codes: Codes) -> dict[str, float]:
    """Give the five terms; every row has weight."""
    share, codes = weight / weight.sum(), np.unique(codes, return_inverse=True)[1]
    size = np.bincount(codes, share)
    p_bin, y_bin = np.bincount(codes, share * p) / size, np.bincount(codes, share * y) / size
    base = float(share @ y)
    p_off, y_off = p - p_bin[codes], y - y_bin[codes]
    return {
        "mean_score": float(share @ np.square(p - y)),
        "rel": float(size @ np.square(p_bin - y_bin)),
        "res": float(size @ np.square(y_bin - base)),
        "unc": base * (1 - base),
        "wbv": float(share @ np.square(p_off)),
        "wbc": 2 * float(share @ (y_off * p_off)),
    }


def yates_decomposition(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_boot: int = 1000,
) -> YatesDecomposition:
    r"""
    Split a mean Brier score by the covariance of forecasts and outcomes (Yates).

    With :math:`s = \bar p_1 - \bar p_0` and :math:`v = \bar y (1 - \bar y)`,

    .. math:: \bar S = v + (\bar p - \bar y)^2 + s^2 v + (\mathrm{Var}\,p - s^2 v) - 2 s v.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    cluster : array_like, optional
        The event of each row. If given, the terms have limits by resampling events; those that
        are distances (and so biased upwards in a resample) by Hall's symmetric ones.
    level : float, optional
        Confidence level of the limits, between 0 and 1.
    seed : int or numpy.random.Generator, optional
        Where the resampling starts.
    n_boot : int, optional
        Number of resamples.

    Returns
    -------
    YatesDecomposition
        The five terms, dimensionless: variance of the outcome, squared bias, minimum variance
        of forecasts of that slope, scatter, and twice the covariance. With one class the slope
        is NaN, and variance, minimum and covariance are 0.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Yates (1982), doi:10.1016/0030-5073(82)90237-9

    Examples
    --------
    >>> parts = yates_decomposition([0, 1], [0.25, 0.75])
    >>> parts.slope, parts.variance, parts.minimum, parts.scatter, parts.covariance
    (0.5, 0.25, 0.0625, 0.0, 0.25)
    """
    check_resampling(level, n_boot, "n_boot")
    pairs = binary_pairs(y, p, weight=weight)
    w = pairs.weight.ravel()

    def terms(w: Floats) -> dict[str, float]:
        return yates_terms(pairs.y.ravel(), pairs.p.ravel(), w / w.sum())

    events = None if cluster is None else as_clusters(cluster, pairs.y.shape)
    found = resampled(terms, w, events, (level, seed, n_boot), frozenset())
    return YatesDecomposition(**terms(w), n=w.size, level=level, **found)


def yates_terms(y: Floats, p: Floats, share: Floats) -> dict[str, float]:
    """Give the terms; the shares sum to one."""
    base, bias = float(share @ y), float(share @ (p - y))
    low, low_spread = moments(p, share * (1 - y))
    high, high_spread = moments(p, share * y)
    slope, variance = high - low, base * (1 - base)
    either = 0.0 if np.isnan(slope) else slope
    return {
        "mean_score": float(share @ np.square(p - y)),
        "variance": variance,
        "bias_squared": bias**2,
        "minimum": either**2 * variance,
        "scatter": low_spread + high_spread,
        "covariance": 2 * either * variance,
        "bias": bias,
        "slope": slope,
    }


def moments(p: Floats, share: Floats) -> tuple[float, float]:
    """Mean of one class, NaN if it has no weight, and its share of the variance."""
    size = float(share.sum())
    if size == 0:
        return float("nan"), 0.0
    mean = float(share @ p) / size
    return mean, float(share @ np.square(p - mean))


class Found(TypedDict):
    """What resampling adds to a result."""

    intervals: Intervals | None
    clusters: int | None


def resampled(
    terms: Callable[[Floats], dict[str, float]],
    weight: Floats,
    events: Clusters | None,
    how: tuple[float, int | np.random.Generator, int],
    distances: frozenset[str],
) -> Found:
    """Give the limits of each term by resampling events, if there are any."""
    if events is None:
        return Found(intervals=None, clusters=None)
    level, seed, draws = how
    values = terms(weight)
    weights = (weight * times[events.codes] for times in multiplicities(events.count, draws, seed))
    drawn = [terms(each) for each in weights if each.any()]
    intervals = {}
    for name, value in values.items():
        column = [row[name] for row in drawn]
        grows = name in distances
        found = from_draws(value, column, level, weight.size, events.count, distance=grows)
        intervals[name] = (found.lower, found.upper)
    return Found(intervals=intervals, clusters=events.count)
