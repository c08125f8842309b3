"""The mean Brier score taken apart by bins (Murphy, Stephenson) and by covariance (Yates)."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, check_flag
from brierbook.analysis.numeric.bins import BinEdges, BinStrategy, assign_bins, sum_by_bin
from brierbook.analysis.numeric.estimate import Estimate, tabulate_terms
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.ranges import possible_losses
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
from brierbook.analysis.reliability.term_estimates import (
    TermSample,
    TermsOf,
    estimate_score_terms,
    refer_to_as_said,
)
from brierbook.analysis.scores.binary import squared_error

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
# neither means nor functions of one: they have a reference in the place of limits
DISTANCES = ("rel", "res", "wbc")
PARTS = ("minimum", "scatter", "covariance", "slope")


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
    estimates : dict of str to Estimate, or None
        What is known of each term, if events were given: limits of those that are means, and
        for the distances what they would be if everything happened as often as was said.
    level : float
        Confidence level of the limits.
    events : int or None
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
    estimates: dict[str, Estimate] | None = None
    level: float = 0.9
    events: int | None = None

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
        return tabulate_terms(self, (*MURPHY, "skill"), self.estimates)


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
    estimates : dict of str to Estimate, or None
        What is known of each term, if events were given: limits of those that are means, and
        for the distances what they would be if everything happened as often as was said.
    level : float
        Confidence level of the limits.
    events : int or None
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
    estimates: dict[str, Estimate] | None = None
    level: float = 0.9
    events: int | None = None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term."""
        return tabulate_terms(self, YATES, self.estimates)


def murphy_decomposition(  # noqa: PLR0913 - all named, with defaults
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    bins: BinEdges | None = None,
    strategy: BinStrategy = "width",
    debias: bool = False,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
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

    With ``debias``, the terms are those of Ferro and Fricker: with :math:`v_k` and :math:`v`
    the unbiased variances of :math:`\bar y_k` and :math:`\bar y`, for :math:`n_k` rows of equal
    weight :math:`v_k = \bar y_k (1 - \bar y_k) / (n_k - 1)`,

    .. math::
        REL' = REL - \sum w_k v_k, \quad
        RES' = RES - \sum w_k v_k + v, \quad
        UNC' = UNC + v,

    and their sum stays what it was.

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
    debias : bool, optional
        Whether to take off what chance alone adds, which is much where bins hold few rows. The
        corrected reliability and resolution may be below 0. A bin that holds a single row (or
        event) stays as it is: its variance is not known.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated, but for `debias`,
        to which weights are no evidence.
    event : array_like, optional
        The event of each row. If given, the terms that are means get limits, with two events
        at least, and the others what they would be if everything happened as often as was said.
        With `debias` events are counted instead of rows.
    level : float, optional
        Nominal coverage of the limits, between 0 and 1.
    seed : int or numpy.random.Generator, optional
        Where the draws of books that went as was said start.
    n_resamples : int, optional
        Number of those.

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
    .. [3] Ferro and Fricker (2012), doi:10.1002/qj.1924

    Examples
    --------
    >>> parts = murphy_decomposition([0, 1, 1, 1], [0.2, 0.2, 0.8, 0.8])
    >>> round(parts.rel, 4), round(parts.res, 4), round(parts.unc, 4), parts.bins
    (0.065, 0.0625, 0.1875, 2)
    """
    refuse_resampling_options(level, n_resamples, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    w = pairs.weight
    codes = assign_bins(pairs.p, w, bins, strategy)

    check_flag(debias, "debias")

    def terms_of(y: Floats) -> dict[str, float]:
        terms = _murphy_terms(y, pairs.p, w, codes)
        return _take_off_chance(terms, replace(pairs, y=y), codes) if debias else terms

    terms: Any = terms_of(pairs.y)
    known: Any = {"n": pairs.n, "bins": int(np.unique(codes).size), "level": level}
    if pairs.events is None:
        return MurphyDecomposition(**terms, **known)
    found = _estimate_murphy(TermSample.of(pairs, level), terms_of, n_resamples, seed)
    return MurphyDecomposition(**terms, **known, estimates=found, events=pairs.event_count)


def _murphy_terms(y: Floats, p: Floats, weight: Floats, codes: EventCodes) -> dict[str, float]:
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


def _take_off_chance(
    terms: dict[str, float], sample: BinarySample, codes: EventCodes
) -> dict[str, float]:
    """Take off what chance adds to reliability and resolution, and add what uncertainty lacks."""
    bins, whole = sum_by_bin(sample, codes), sum_by_bin(sample, np.zeros_like(codes))
    within = float(bins.weight @ bins.outcome_variance / bins.weight.sum())
    total = float(whole.outcome_variance[0])
    changes = {"rel": -within, "res": total - within, "unc": total}
    return terms | {name: terms[name] + change for name, change in changes.items()}


def yates_decomposition(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
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
    event : array_like, optional
        The event of each row. If given, the terms that are means get limits, with two events
        at least, and the others what they would be if everything happened as often as was said.
    level : float, optional
        Nominal coverage of the limits, between 0 and 1.
    seed : int or numpy.random.Generator, optional
        Where the draws of books that went as was said start.
    n_resamples : int, optional
        Number of those.

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
    refuse_resampling_options(level, n_resamples, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    w = pairs.weight

    terms: Any = _yates_terms(pairs.y, pairs.p, w / w.sum())
    known: Any = {"n": pairs.n, "level": level}
    if pairs.events is None:
        return YatesDecomposition(**terms, **known)
    found = _estimate_yates(TermSample.of(pairs, level), n_resamples, seed)
    return YatesDecomposition(**terms, **known, estimates=found, events=pairs.event_count)


def _yates_terms(y: Floats, p: Floats, share: Floats) -> dict[str, float]:
    """Give the terms; the shares sum to one."""
    base, bias = float(share @ y), float(share @ (p - y))
    low, low_spread = _class_moments(p, share * (1 - y))
    high, high_spread = _class_moments(p, share * y)
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


def _class_moments(p: Floats, share: Floats) -> tuple[float, float]:
    """Mean of one class, NaN if it has no weight, and its share of the variance."""
    size = float(share.sum())
    if size == 0:
        return float("nan"), 0.0
    mean = float(share @ p) / size
    return mean, float(share @ np.square(p - mean))


def _estimate_murphy(
    sample: TermSample, terms_of: TermsOf, draws: int, seed: int | np.random.Generator
) -> dict[str, Estimate]:
    """Give limits to the terms that are means, and a reference to the distances."""
    options: Any = {"distances": DISTANCES, "tested": ("rel",), "draws": draws, "seed": seed}
    means, unc = _estimate_means(sample), terms_of(sample.y)["unc"]
    # what chance lacks is put back to the value; the limits are those of the true uncertainty
    found = replace(means["unc"], value=unc, upper=float(np.maximum(means["unc"].upper, unc)))
    return means | {"unc": found} | refer_to_as_said(terms_of, sample, **options)


def _estimate_means(sample: TermSample) -> dict[str, Estimate]:
    """Give limits to the mean score, the uncertainty and the skill."""
    losses = possible_losses(lambda outcome: squared_error(outcome, sample.p), sample.y)
    return estimate_score_terms(sample, squared_error) | {"mean_score": sample.rows.mean(losses)}


def _estimate_yates(
    sample: TermSample, draws: int, seed: int | np.random.Generator
) -> dict[str, Estimate]:
    """Give limits to the terms that are means, and a reference to the others."""

    def terms(y: Floats) -> dict[str, float]:
        return _yates_terms(y, sample.p, sample.rows.share)

    options: Any = {"distances": PARTS, "tested": (), "draws": draws, "seed": seed}
    means = _estimate_means(sample)
    bias = sample.rows.mean(possible_losses(lambda outcome: sample.p - outcome, sample.y))
    limits = {
        "mean_score": means["mean_score"],
        "variance": means["unc"],
        "bias": bias,
        "bias_squared": _square(bias),
    }
    return limits | refer_to_as_said(terms, sample, **options)


def _square(bias: Estimate) -> Estimate:
    """Square an estimate and its limits, which hold 0 where those of the estimate do."""
    if not bias.limited:
        return replace(bias, value=bias.value**2)
    low, high = sorted((bias.lower**2, bias.upper**2))
    held = bias.lower <= 0 <= bias.upper
    return replace(bias, value=bias.value**2, lower=0.0 if held else low, upper=high)
