"""How well forecasts tell what happens from what does not: the ROC curve and its area."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, Pairs, binary_pairs
from brierbook.analysis.cells import as_cells
from brierbook.analysis.clusters import Clusters, as_clusters, check_resampling, multiplicities
from brierbook.analysis.estimate import Estimate, from_draws
from brierbook.analysis.pav import group_pairs, step
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RocCurve", "roc_auc", "roc_curve"]

# Halvings of the interval in which a limit is sought: to the last bit of a double.
_HALVINGS = 60
# Placements are sums of shares, right to about 1e-16 each: a variance below this is 0.
_ROUNDING = 1e-28


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """Rates of hits and of false alarms when forecasts of at least `threshold` raise an alarm.

    ``threshold`` falls from infinity, where no alarm is raised, through the distinct forecasts.
    """

    threshold: Floats
    false_alarm_rate: Floats
    hit_rate: Floats

    def to_frame(self) -> "pd.DataFrame":
        """One row for each threshold."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        names = ("threshold", "false_alarm_rate", "hit_rate")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def roc_curve(
    y: npt.ArrayLike, p: npt.ArrayLike, *, weight: npt.ArrayLike | None = None
) -> RocCurve:
    r"""
    Trace the rate of hits against the rate of false alarms over every threshold.

    .. math:: H(t) = P(p \ge t \mid y = 1), \quad F(t) = P(p \ge t \mid y = 0).

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.

    Returns
    -------
    RocCurve
        One point for each distinct forecast, and the origin first.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or all outcomes are equal.

    References
    ----------
    .. [1] Fawcett (2006), doi:10.1016/j.patrec.2005.10.010

    Examples
    --------
    >>> curve = roc_curve([0, 1, 0, 1], [0.2, 0.5, 0.5, 0.9])
    >>> curve.threshold.tolist()
    [inf, 0.9, 0.5, 0.2]
    >>> curve.hit_rate.tolist(), curve.false_alarm_rate.tolist()
    ([0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.5, 1.0])
    """
    pairs = _two_classes(binary_pairs(y, p, weight=weight))
    groups = group_pairs(pairs, weighted=weight is not None)
    hits, misses = groups.weight * groups.mean, groups.weight * (1 - groups.mean)
    return RocCurve(np.append(np.inf, groups.p[::-1]), _rate(misses), _rate(hits))


def roc_auc(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_boot: int = 1000,
) -> Estimate:
    r"""
    Measure how often what happened had the higher forecast (area under the ROC curve).

    .. math:: A = P(p_1 > p_0) + \tfrac12 P(p_1 = p_0)

    for a random pair of what happened and what did not; exact, ties included.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters and make no
        evidence: the limits do not take weight 2 for two rows.
    cluster : array_like, optional
        The event of each row. If given, whole events are resampled for percentile limits;
        resamples with one class are left out.
    level, seed, n_boot : float, int or Generator, int
        Confidence level, start and number of resamples.

    Returns
    -------
    Estimate
        The area, from 0 to 1; 1/2 without any discrimination. Without `cluster` the limits are
        DeLong's, on the logit scale. Where DeLong's variance is 0, as when the forecasts
        separate the outcomes, or unknown, as with a single row in a class, they are Newcombe's
        (method 5), which stay honest there.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or all outcomes are equal.

    References
    ----------
    .. [1] DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595
    .. [2] Newcombe (2006), doi:10.1002/sim.2324

    Examples
    --------
    >>> auc = roc_auc([1, 0, 1, 0, 1, 0, 1], [0.4, 0.2, 0.4, 0.7, 1, 0.2, 0])
    >>> round(auc.value, 7), auc.lower < 0.5 < auc.upper
    (0.5833333, True)
    """
    check_resampling(level, n_boot, "n_boot")
    pairs = _two_classes(binary_pairs(y, p, weight=weight))
    groups = group_pairs(pairs, weighted=weight is not None)
    hits = groups.weight * groups.mean
    value = _area(hits, groups.weight - hits)
    if cluster is not None:
        events = as_clusters(cluster, pairs.y.shape)
        draws = _resampled_areas(pairs, events, n_boot, seed)
        return from_draws(value, draws, level, pairs.y.size, events.count, distance=False)
    squares = None if weight is None else _squares(pairs, groups.p)
    low, high = _delong(hits, groups.weight - hits, squares, level)
    return Estimate(value, low, high, level, pairs.y.size)


def _two_classes(pairs: Pairs) -> Pairs:
    seen = pairs.y[pairs.weight > 0]
    if seen.min() == seen.max():
        raise ArgumentError("y", f"is {seen[0]:.0f} in every row; both outcomes are needed")
    return pairs


def _rate(weight: Floats) -> Floats:
    """Share of the weight at or above each forecast, from the highest, 0 first."""
    total = np.append(0.0, np.cumsum(weight[::-1]))
    rate: Floats = total / total[-1]
    return rate


def _area(hits: Floats, misses: Floats) -> float:
    """Area under the curve from weights by ascending forecast; NaN with one class."""
    total = hits.sum() * misses.sum()
    if total == 0:
        return float("nan")
    return min(float(hits @ (np.cumsum(misses) - misses / 2)) / float(total), 1.0)


def _resampled_areas(
    pairs: Pairs, events: Clusters, n_boot: int, seed: int | np.random.Generator
) -> Iterator[float]:
    cells = as_cells(pairs, events.codes)
    for times in multiplicities(events.count, n_boot, seed):
        weight, hits = cells.resampled(times)
        yield _area(hits, weight - hits)


def _squares(pairs: Pairs, p: Floats) -> tuple[Floats, Floats]:
    """Sum of squared weights of hits and of misses at each distinct forecast."""
    y, square = pairs.y.ravel(), np.square(pairs.weight.ravel())
    place = step(p, np.arange(p.size, dtype=np.float64), pairs.p.ravel()).astype(np.intp)
    return (
        np.bincount(place, square * y, minlength=p.size),
        np.bincount(place, square * (1 - y), minlength=p.size),
    )


def _delong(
    hits: Floats, misses: Floats, squares: tuple[Floats, Floats] | None, level: float
) -> tuple[float, float]:
    """DeLong's limits, or Newcombe's where the variance is 0 or unknown.

    Rows of one forecast share their placement, so sums by forecast are enough; without weights
    the squares of the weights sum to the weights.
    """
    above = (np.cumsum(misses) - misses / 2) / misses.sum()
    below = 1 - (np.cumsum(hits) - hits / 2) / hits.sum()
    hit_squares, miss_squares = squares or (hits, misses)
    area, high_spread, high_size = _placement(above, hits, hit_squares)
    _, low_spread, low_size = _placement(below, misses, miss_squares)
    variance, z = high_spread + low_spread, NormalDist().inv_cdf((1 + level) / 2)
    if not variance > _ROUNDING:
        return _newcombe(area, high_size, low_size, z)
    half = z * float(np.sqrt(variance)) / (area * (1 - area))
    odds = area / (1 - area)
    low, high = 1 / (1 + np.exp([half, -half]) / odds)
    return float(low), float(high)


def _placement(values: Floats, weight: Floats, square: Floats) -> tuple[float, float, float]:
    """Mean of the placements of one class, its variance, and the effective number of rows."""
    total = weight.sum()
    mean, squares = float(weight @ values / total), float(square.sum() / total**2)
    size = 1 / squares
    spread = float(square @ np.square(values - mean) / total**2)
    return mean, spread / (1 - squares) if squares < 1 else float("nan"), size


def _newcombe(area: float, high: float, low: float, z: float) -> tuple[float, float]:
    """Limits at which the found area is z standard errors away, by Hanley and McNeil's variance."""
    half = (high + low) / 2 - 1

    def off(truth: float) -> float:
        spread = 1 + half * (1 - truth) / (2 - truth) + half * truth / (1 + truth)
        return abs(area - truth) - z * float(np.sqrt(truth * (1 - truth) * spread / (high * low)))

    return _edge(off, area, 0.0), _edge(off, area, 1.0)


def _edge(off: Callable[[float], float], inside: float, outside: float) -> float:
    """Halve the way from a value inside to one outside until the edge is found."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if off(middle) <= 0 else (inside, middle)
    return (inside + outside) / 2
