"""What a mean score is made of: miscalibration, discrimination and uncertainty."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, is_one_of
from brierbook.analysis.numeric.estimate import Estimate, tabulate_terms
from brierbook.analysis.numeric.events import (
    refuse_resampling_options,
)
from brierbook.analysis.numeric.pav import (
    ForecastGroups,
    group_ties,
    pool_adjacent_violators,
    pool_groups,
)
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
from brierbook.analysis.reliability.term_estimates import (
    TermSample,
    estimate_score_terms,
    expected_loss,
    refer_to_as_said,
)
from brierbook.analysis.scores.binary import one_minus_cosine, squared_error, surprise
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CorpDecomposition", "CorpScoreName", "corp_decomposition"]

type VectorScore = Callable[[Floats, Floats], Floats]
type CorpScoreName = Literal["brier", "log", "spherical"]

_LOSSES: dict[str, VectorScore] = {
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
    estimates : dict of str to Estimate, or None
        What is known of each of the above and of ``skill``, if events were given: limits of
        ``mean_score``, ``unc`` and ``skill``; ``mcb`` and ``dsc`` are distances, which have no
        honest limits, and stand beside what they would be if everything happened as often as
        was said.
    level : float
        Confidence level of the limits.
    n : int
        Number of forecasts.
    events : int or None
        Number of events.
    """

    score: str
    mean_score: float
    mcb: float
    dsc: float
    unc: float
    estimates: dict[str, Estimate] | None
    level: float
    n: int
    events: int | None

    @property
    def skill(self) -> float:
        """Share of the uncertainty explained; NaN when all outcomes are equal."""
        return (self.dsc - self.mcb) / self.unc if self.unc else float("nan")

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term, with its limits (NaN if there are none)."""
        return tabulate_terms(self, _TERMS, self.estimates)


def corp_decomposition(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    score: CorpScoreName | VectorScore = "brier",
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
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
    event : array_like, optional
        The event of each row. If given, the terms get limits or a reference, with fewer than
        two events none: nothing is known of the spread.
    level : float, optional
        Nominal coverage of the limits.
    seed : int or numpy.random.Generator, optional
        Where the draws of books that went as was said start.
    n_resamples : int, optional
        Number of those.

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
    refuse_resampling_options(level, n_resamples, "n_resamples")
    loss = _find_loss(score)
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    sharp = isinstance(score, str)
    terms = _corp_terms(pairs, loss, sharp=sharp)
    name = score if isinstance(score, str) else getattr(score, "__name__", "callable")
    if pairs.events is None:
        return CorpDecomposition(name, *terms, None, level, pairs.y.size, None)
    estimates = _estimate_terms(pairs, loss, level, (n_resamples, seed))
    return CorpDecomposition(name, *terms, estimates, level, pairs.n, pairs.event_count)


def _estimate_terms(
    pairs: BinarySample,
    loss: VectorScore,
    level: float,
    drawn: tuple[int, int | np.random.Generator],
) -> dict[str, Estimate]:
    """Give limits to the terms that are means, and a reference to the distances."""
    sample, (draws, seed) = TermSample.of(pairs, level), drawn

    def distances(y: Floats) -> dict[str, float]:
        books = replace(pairs, y=y, binary=bool(((y == 0) | (y == 1)).all()))
        _, mcb, dsc, _ = _corp_terms(books, loss, sharp=False)
        return {"mcb": max(mcb, 0.0), "dsc": max(dsc, 0.0)}

    beside = refer_to_as_said(
        distances, sample, distances=("mcb", "dsc"), tested=("mcb",), draws=draws, seed=seed
    )
    return estimate_score_terms(sample, loss) | beside


def _corp_terms(
    pairs: BinarySample, loss: VectorScore, *, sharp: bool
) -> tuple[float, float, float, float]:
    """Mean score, miscalibration, discrimination and uncertainty."""
    groups = group_ties(pairs)
    total = _mean_weighted_loss(loss, pairs) if groups is None else _mean_group_loss(loss, groups)
    levels = pool_adjacent_violators(pairs) if groups is None else pool_groups(groups)
    recalibrated, unc = _recalibrated_means(loss, levels.weight, levels.mean)
    floor = 0.0 if sharp else -np.inf
    mcb, dsc = max(total - recalibrated, floor), max(unc - recalibrated, floor)
    apart = _share_offset(loss, pairs)
    return total - apart, mcb, dsc, unc - apart


def _share_offset(loss: VectorScore, pairs: BinarySample) -> float:
    """Give by how much the Brier score of a share is less than the mean over 0 and 1 it stands for.

    This is the mean of y (1 - y); the other scores of a share are that mean.
    """
    if pairs.binary or loss is not squared_error:
        return 0.0
    return float(np.average(pairs.y * (1 - pairs.y), weights=pairs.weight))


def _mean_group_loss(loss: VectorScore, groups: ForecastGroups) -> float:
    """Weighted mean of the loss, from forecasts that are taken together."""
    share = groups.weight / groups.weight.sum()
    return float(share @ expected_loss(loss, groups.mean, groups.p))


def _recalibrated_means(loss: VectorScore, weight: Floats, mean: Floats) -> tuple[float, float]:
    """Mean score of the recalibrated forecasts and of the base rate."""
    share = weight / weight.sum()
    base = np.array([min(float(share @ mean), 1.0)])
    return float(share @ expected_loss(loss, mean)), float(expected_loss(loss, base)[0])


def _mean_weighted_loss(loss: VectorScore, pairs: BinarySample) -> float:
    """Weighted mean of the loss, a chunk at a time."""
    y, p = pairs.y, pairs.p
    if not pairs.binary:
        return float(np.average(expected_loss(loss, y, p), weights=pairs.weight))
    if not pairs.weighted:
        return sum(float(loss(y[s], p[s]).sum()) for s in _row_slices(y.size)) / y.size
    w = pairs.weight / pairs.weight.sum()
    return sum(float((loss(y[s], p[s]) * w[s]).sum()) for s in _row_slices(y.size))


def _row_slices(size: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, size, _CHUNK))


def _find_loss(score: CorpScoreName | VectorScore) -> VectorScore:
    """Find a score by its name."""
    if callable(score):
        return score
    if not is_one_of(score, _LOSSES):
        raise ArgumentError(
            "score", f"is {score!r}; use one of {', '.join(_LOSSES)}, or a function"
        )
    return _LOSSES[score]
