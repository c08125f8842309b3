"""What a mean score is made of: miscalibration, discrimination and uncertainty."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, Pairs, binary_pairs
from brierbook.analysis.cells import as_cells
from brierbook.analysis.clusters import (
    Clusters,
    as_clusters,
    check_resampling,
    multiplicities,
)
from brierbook.analysis.estimate import FEWEST_EVENTS, Intervals, from_draws, terms_frame
from brierbook.analysis.pav import pooled
from brierbook.analysis.pooling import pool
from brierbook.analysis.scores import one_minus_cosine, squared_error, surprise
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CorpDecomposition", "corp_decomposition", "corp_resamples"]

type Score = Callable[[Floats, Floats], Floats]
type ScoreName = Literal["brier", "log", "spherical"]

_LOSSES: dict[str, Score] = {
    "brier": squared_error,
    "log": surprise(clip=None, base=math.e),
    "spherical": one_minus_cosine,
}
# Rows scored at a time: their intermediates stay in the processor's cache.
_CHUNK = 1 << 15
_TERMS = ("mean_score", "mcb", "dsc", "unc", "skill")


@dataclass(frozen=True, slots=True)
class CorpDecomposition:
    """A mean score as miscalibration minus discrimination plus uncertainty.

    Attributes
    ----------
    score : str
        Name of the score.
    mean_score, mcb, dsc, unc : float
        The weighted mean score and its parts: ``mean_score = mcb - dsc + unc``.
    intervals : dict of str to (float, float), or None
        Limits for each of the above and for ``skill``, if events were given: percentiles, and
        for ``mcb`` and ``dsc``, which grow with noise, Hall's symmetric limits cut at 0.
    level : float
        Confidence level of the limits.
    n : int
        Number of forecasts.
    clusters : int or None
        Number of events.
    """

    score: str
    mean_score: float
    mcb: float
    dsc: float
    unc: float
    intervals: Intervals | None
    level: float
    n: int
    clusters: int | None

    @property
    def skill(self) -> float:
        """Share of the uncertainty explained; NaN when all outcomes are equal."""
        return (self.dsc - self.mcb) / self.unc if self.unc else float("nan")

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term, with its limits (NaN if there are none)."""
        return terms_frame(self, _TERMS, self.intervals)


def corp_decomposition(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    score: ScoreName | Score = "brier",
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_boot: int = 1000,
) -> CorpDecomposition:
    r"""
    Split a mean score into miscalibration, discrimination and uncertainty (CORP).

    With :math:`\hat p` the forecasts recalibrated by isotonic regression and
    :math:`\bar y` the base rate,

    .. math:: \bar S(p) = \underbrace{\bar S(p) - \bar S(\hat p)}_{MCB}
              - \underbrace{[\bar S(\bar y) - \bar S(\hat p)]}_{DSC}
              + \underbrace{\bar S(\bar y)}_{UNC}.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    score : {"brier", "log", "spherical"} or callable, optional
        The score, as a loss. Brier is :math:`(p-y)^2`, log is the negative natural logarithm of
        the probability of what happened, spherical is one minus that probability over
        :math:`\sqrt{p^2+(1-p)^2}`. A callable takes arrays ``(y, p)`` and returns one loss for
        each element; it should be proper, else `mcb` may be negative.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    cluster : array_like, optional
        The event of each row. If given, whole events are resampled, with their weights, for
        the intervals. With fewer than two events the limits are NaN: nothing is known
        of the spread.
    level : float, optional
        Confidence level of the intervals.
    seed : int or numpy.random.Generator, optional
        Where the resampling starts.
    n_boot : int, optional
        Number of resamples.

    Returns
    -------
    CorpDecomposition
        The parts, in the unit of the score. `mcb` and `dsc` of a named score are at least 0;
        a negative rounding error is returned as 0.
        If all outcomes are equal, `dsc` and `unc` are 0.
        The log score of a certain miss is infinite, and then so are `mean_score` and `mcb`.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118

    Examples
    --------
    >>> y, p = [0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9]
    >>> parts = corp_decomposition(y, p)
    >>> round(parts.mcb, 7), round(parts.dsc, 7), round(parts.unc, 7)
    (0.1016667, 0.125, 0.25)
    """
    check_resampling(level, n_boot, "n_boot")
    loss = _loss(score)
    pairs = binary_pairs(y, p, weight=weight)
    sharp = isinstance(score, str)
    terms = _terms(pairs, loss, weighted=weight is not None, sharp=sharp)
    name = score if isinstance(score, str) else getattr(score, "__name__", "callable")
    if cluster is None:
        return CorpDecomposition(name, *terms, None, level, pairs.y.size, None)
    events = as_clusters(cluster, pairs.y.shape)
    draws = np.array([*_resampled_terms(pairs, loss, events, n_boot, seed)]).reshape(
        -1, len(_TERMS)
    )
    intervals = _intervals(terms, draws, level, events.count)
    return CorpDecomposition(name, *terms, intervals, level, pairs.y.size, events.count)


def corp_resamples(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    cluster: npt.ArrayLike,
    score: ScoreName | Score = "brier",
    weight: npt.ArrayLike | None = None,
    seed: int | np.random.Generator = 0,
    n_boot: int = 1000,
) -> "pd.DataFrame":
    """
    Give the parts of the mean score of each resample of events.

    These are the draws behind the intervals of `corp_decomposition`, with the same seed the same
    ones. Both `mcb` and `dsc` grow with noise, so that most draws exceed the estimates.

    Parameters
    ----------
    y, p, score, weight, cluster, seed, n_boot
        As `corp_decomposition` takes them; the event of each row is needed here.

    Returns
    -------
    DataFrame
        One row a resample, with the columns ``mean_score``, ``mcb``, ``dsc``, ``unc`` and
        ``skill``; a resample without weight has none.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Dimitriadis, Gneiting, Jordan and Vogel (2024), doi:10.1016/j.ijforecast.2023.09.007

    Examples
    --------
    >>> found = corp_resamples([0, 1], [0.2, 0.7], cluster=[1, 2], n_boot=3)
    >>> len(found), bool((found["mcb"] >= 0).all())
    (3, True)
    """
    import pandas as pd  # noqa: PLC0415 - costs half a second

    check_resampling(0.5, n_boot, "n_boot")
    pairs = binary_pairs(y, p, weight=weight)
    events = as_clusters(cluster, pairs.y.shape)
    draws = _resampled_terms(pairs, _loss(score), events, n_boot, seed)
    return pd.DataFrame(draws, columns=[*_TERMS])


def _terms(
    pairs: Pairs, loss: Score, *, weighted: bool, sharp: bool
) -> tuple[float, float, float, float]:
    """Mean score, miscalibration, discrimination and uncertainty."""
    total = _mean_loss(loss, pairs, weighted=weighted)
    levels = pooled(pairs, weighted=weighted)
    recalibrated, unc = _recalibrated(loss, levels.weight, levels.mean)
    floor = 0.0 if sharp else -np.inf
    return total, max(total - recalibrated, floor), max(unc - recalibrated, floor), unc


def _recalibrated(loss: Score, weight: Floats, mean: Floats) -> tuple[float, float]:
    """Mean score of the recalibrated forecasts and of the base rate."""
    share = weight / weight.sum()
    base = np.array([min(float(share @ mean), 1.0)])
    return float(share @ expected_loss(loss, mean)), float(expected_loss(loss, base)[0])


def expected_loss(loss: Score, mean: Floats) -> Floats:
    """Mean loss of saying `mean` where a share `mean` happens; what never happens costs nothing."""
    hit = loss(np.ones_like(mean), mean)
    miss = loss(np.zeros_like(mean), mean)
    happens = np.multiply(hit, mean, out=np.zeros_like(mean), where=mean > 0)
    fails = np.multiply(miss, 1 - mean, out=np.zeros_like(mean), where=mean < 1)
    total: Floats = happens + fails
    return total


def _mean_loss(loss: Score, pairs: Pairs, *, weighted: bool) -> float:
    """Weighted mean of the loss, a chunk at a time; a row of weight 0 costs nothing."""
    y, p = pairs.y.ravel(), pairs.p.ravel()
    if not weighted:
        return sum(float(loss(y[s], p[s]).sum()) for s in _chunks(y.size)) / y.size
    rows = pairs.weight.ravel() > 0
    y, p, w = y[rows], p[rows], pairs.weight.ravel()[rows]
    w /= w.sum()
    return sum(float((loss(y[s], p[s]) * w[s]).sum()) for s in _chunks(y.size))


def _chunks(size: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, size, _CHUNK))


def _resampled_terms(
    pairs: Pairs, loss: Score, events: Clusters, draws: int, seed: int | np.random.Generator
) -> Iterator[tuple[float, ...]]:
    """Yield mean score, parts and skill for each resample of events."""
    y, p, w = pairs.y.ravel(), pairs.p.ravel(), pairs.weight.ravel()
    cells = as_cells(pairs, events.codes)
    losses = loss(y, p)
    finite = events.totals(np.where(np.isfinite(losses), losses, 0.0) * w)
    endless = events.totals((np.isinf(losses) & (w > 0)).astype(np.float64)) > 0
    weights = events.totals(w)
    for times in multiplicities(events.count, draws, seed):
        size = float(times @ weights)
        if size == 0:
            continue
        total = np.inf if times[endless].any() else float(times @ finite) / size
        weight, hits = cells.resampled(times)
        _, weight, hits = pool(weight[weight > 0], hits[weight > 0])
        recalibrated, unc = _recalibrated(loss, weight, hits / weight)
        mcb, dsc = total - recalibrated, unc - recalibrated
        yield total, mcb, dsc, unc, (dsc - mcb) / unc if unc else np.nan


def _intervals(terms: tuple[float, ...], draws: Floats, level: float, events: int) -> Intervals:
    """Limits of each term; a draw in which the term is undefined has no say."""
    if events < FEWEST_EVENTS:
        return dict.fromkeys(_TERMS, (float("nan"), float("nan")))
    found = {}
    for name, value, drawn in zip(_TERMS, (*terms, np.nan), draws.T, strict=True):
        grows = name in {"mcb", "dsc"}
        each = from_draws(value, drawn, level, len(drawn), events, distance=grows)
        found[name] = (each.lower, each.upper)
    return found


def _loss(score: ScoreName | Score) -> Score:
    """Find a score by its name."""
    if callable(score):
        return score
    if score not in _LOSSES:
        raise ArgumentError(
            "score", f"is {score!r}; use one of {', '.join(_LOSSES)}, or a function"
        )
    return _LOSSES[score]
