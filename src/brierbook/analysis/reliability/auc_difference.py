"""How much better one of two forecasters tells what happens from what does not."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate, withhold_limits
from brierbook.analysis.numeric.events import random_generator, refuse_resampling_options
from brierbook.analysis.numeric.limits.bounded_sum import UNSEEN
from brierbook.analysis.numeric.sample import (
    BinarySample,
    ValueSample,
    refuse_outside_domains,
    value_sample,
)
from brierbook.analysis.reliability.auc_limits import (
    MANY_EVENTS,
    draw_count,
    event_weights,
    unseen_size,
)
from brierbook.analysis.reliability.roc import refuse_one_class

__all__ = ["auc_difference"]

# Rows among which the share of pairs that two forecasters order differently is counted.
_FOR_PAIRS = 1_000


def auc_difference(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int | None = None,
) -> Estimate:
    r"""
    Compare the areas under the ROC curves of two forecasters on the same rows.

    With :math:`A` of :func:`brierbook.analysis.roc_auc` the difference is

    .. math:: A_p - A_q = \frac{\sum_{i \in 1, j \in 0} w_i w_j (s^p_{ij} - s^q_{ij})}
              {\sum_{i \in 1, j \in 0} w_i w_j},

    over pairs of what happened and what did not, with s of 1, 1/2 or 0 where the first had the
    higher, an equal or the lower forecast. The limits are those of the rule of `roc_auc`: events
    are weighted by :math:`E_i \sim Exp(1)`, and an unseen event of each kind, three quarters of
    one, stands at the worst and at the best place. What an unseen pair can add is what pairs of
    these forecasts add when they differ, :math:`\pm d`, d being the mean of
    :math:`|s^p_{ij} - s^q_{ij}|` over all pairs of rows, whatever happened. Two who order all rows
    alike thus have a difference of 0 without doubt.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p, q : array_like
        Forecast probabilities of the two, in [0, 1]; `y`, `p` and `q` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters and make no
        evidence: the limits do not take weight 2 for two rows.
    event : array_like, optional
        The event of each row; without it every row is one.
    level : float
        Nominal coverage of the limits.
    seed : int or Generator
        Where their draws start.
    n_resamples : int, optional
        Number of draws; by default the more, the fewer rows there are, from 2,000 to 20,000.

    Returns
    -------
    Estimate
        The difference, from -1 to 1; above 0 p discriminates better. With more than 20,000
        events the limits are DeLong's.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or all outcomes are equal.

    References
    ----------
    .. [1] DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595 (the variance)
    .. [2] Gu, Ghosal and Roy (2008), doi:10.1002/sim.3366 (the Bayesian bootstrap of an area)

    Examples
    --------
    >>> y, p, q = [1, 0, 1, 0], [0.9, 0.2, 0.8, 0.7], [0.4, 0.5, 0.6, 0.3]
    >>> found = auc_difference(y, p, q)
    >>> found.value, found.lower < 0 < found.upper
    (0.25, True)
    """
    refuse_resampling_options(level, 1 if n_resamples is None else n_resamples, "n_resamples")
    sample = value_sample(y=y, p=p, q=q, weight=weight, event=event)
    refuse_outside_domains(sample)
    pairs = refuse_one_class(_as_binary(sample))
    both = _on_right_side(pairs), _on_right_side(replace(pairs, p=sample["q"]))
    hits = pairs.weight * pairs.y
    value = float(hits @ (both[0] - both[1]) / hits.sum())
    count = pairs.units.count
    if count > MANY_EVENTS:
        low, high = _delong_limits(pairs, both[0] - both[1], value, level)
    else:
        reach = _mean_disagreement(sample["p"], sample["q"], pairs.weight)
        draws = _draw_differences(pairs, sample["q"], draw_count(pairs.n, n_resamples), seed)
        low, high = _unseen_limits(draws, reach, level)
    found = Estimate(value, min(low, value), max(high, value), level, pairs.n, count)
    return withhold_limits(found)


def _as_binary(sample: ValueSample) -> BinarySample:
    """Take the first forecaster's rows."""
    return BinarySample(
        y=sample["y"],
        p=sample["p"],
        weight=sample.weight,
        weighted=sample.weighted,
        events=sample.events,
        rows=sample.rows,
        shape=sample.shape,
    )


def _on_right_side(pairs: BinarySample) -> Floats:
    """Give the share of the other outcome that each row is on the right side of."""
    place = np.unique(pairs.p, return_inverse=True)[1]
    hits, misses = (np.bincount(place, pairs.weight * each) for each in (pairs.y, 1 - pairs.y))
    below = (np.cumsum(misses) - misses / 2) / misses.sum()
    above = 1 - (np.cumsum(hits) - hits / 2) / hits.sum()
    return np.asarray(np.where(pairs.y == 1, below[place], above[place]))


def _mean_disagreement(p: Floats, q: Floats, weight: Floats) -> float:
    """Give the mean of how far two forecasters differ on a pair of rows; see `auc_difference`.

    >>> one = np.ones(3)
    >>> _mean_disagreement(np.array([0.1, 0.2, 0.3]), np.array([0.1, 0.3, 0.2]), one)
    0.3333333333333333
    """
    rows = np.linspace(0, p.size - 1, min(p.size, _FOR_PAIRS)).round().astype(np.intp)
    order = [np.sign(each[rows, None] - each[rows]) for each in (p, q)]
    mass = np.outer(weight[rows], weight[rows])
    np.fill_diagonal(mass, 0.0)
    total = float(mass.sum())
    return float((mass * np.abs(order[0] - order[1])).sum()) / 2 / total if total else 0.0


def _draw_differences(
    pairs: BinarySample, q: Floats, draws: int, seed: int | np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Draw the weight of pairs in p's favour less that in q's, of seen pairs, and of all."""
    rng, codes = random_generator(seed), pairs.units.codes
    hits, misses = pairs.weight * pairs.y, pairs.weight * (1 - pairs.y)
    sizes = unseen_size(hits, codes), unseen_size(misses, codes)
    parts: list[tuple[Floats, Floats, Floats]] = []
    for weight in event_weights(pairs.units.count, pairs.n, draws, rng):
        yes, no = weight[:, codes] * hits, weight[:, codes] * misses
        seen = yes.sum(axis=1), no.sum(axis=1)
        extra = rng.standard_gamma(UNSEEN, (2, len(weight)))
        every = (seen[0] + extra[0] * sizes[0]) * (seen[1] + extra[1] * sizes[1])
        apart = _favour(yes, no, pairs.p) - _favour(yes, no, q)
        parts.append((apart, seen[0] * seen[1], every))
    apart, seen_pairs, all_pairs = (np.concatenate(each) for each in zip(*parts, strict=True))
    return apart, seen_pairs, all_pairs


def _favour(yes: Floats, no: Floats, said: Floats) -> Floats:
    """Give the weight of pairs that a forecaster orders right, ties counting half, a draw a row."""
    order = np.argsort(said, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(said[order]) > 0))
    hit, miss = (np.add.reduceat(each[:, order], starts, axis=1) for each in (yes, no))
    return np.asarray((hit * (np.cumsum(miss, axis=1) - miss / 2)).sum(axis=1))


def _unseen_limits(
    draws: tuple[Floats, Floats, Floats], reach: float, level: float
) -> tuple[float, float]:
    """Put the pairs with an unseen event at their worst and at their best."""
    apart, seen, every = draws
    tail, unseen = (1 - level) / 2, reach * (every - seen)
    lower = np.quantile((apart - unseen) / every, tail)
    upper = np.quantile((apart + unseen) / every, 1 - tail)
    return float(lower), float(upper)


def _delong_limits(
    pairs: BinarySample, apart: Floats, value: float, level: float
) -> tuple[float, float]:
    """Give DeLong's limits from the placements of rows, added up within events."""
    rest = np.zeros(apart.shape)
    for weight in (pairs.weight * pairs.y, pairs.weight * (1 - pairs.y)):
        rest += weight * (apart - value) / weight.sum()
    error = float(np.sqrt(np.square(pairs.units.totals(rest)).sum()))
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    return max(value - half, -1.0), min(value + half, 1.0)
