"""Isotonic calibration by pooling adjacent violators, with equal forecasts pooled first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats
from brierbook.analysis.numeric.buckets import MANY, bucketed_runs, count_edges_below, tied_runs
from brierbook.analysis.numeric.pooling import (
    BlockTotals,
    pool_blocks,
    sort_into_runs,
    sort_pair_keys,
)
from brierbook.analysis.numeric.sample import BinarySample, binary_sample

__all__ = [
    "ForecastGroups",
    "evaluate_step",
    "fit_isotonic",
    "fit_isotonic_draws",
    "group_equal_forecasts",
    "group_sample",
    "pav",
    "pool_adjacent_violators",
]


@dataclass(frozen=True, slots=True, eq=False)
class ForecastGroups:
    """Forecasts of one value taken together: the value, its weight and its mean outcome.

    ``p`` is strictly increasing and every weight is positive.
    """

    p: Floats
    weight: Floats
    mean: Floats


def pav(y: npt.ArrayLike, p: npt.ArrayLike, *, weight: npt.ArrayLike | None = None) -> Floats:
    """
    Recalibrate each forecast by isotonic regression of the outcomes on the forecasts.

    The result is the non-decreasing function of `p` with the least weighted mean squared
    distance to `y`; the same function is optimal for every proper score.
    Equal forecasts are pooled before anything else, so row order never matters.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, any shape.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. A row of weight 0 has no say in the function; it
        receives the value of the next lower forecast that has weight, or of the lowest.

    Returns
    -------
    ndarray of float64
        The recalibrated probability of each element, in the order and shape of the input.

    Raises
    ------
    ArgumentError
        If an outcome is not 0 or 1, a probability is outside [0, 1], or a value is missing.

    Notes
    -----
    Without weights one sort of packed 64-bit keys does all the ordering: non-negative doubles
    order like their bits, and the freed sign bit carries the outcome. Of very many forecasts
    only those near a corner of the fit are sorted. Sums are integers, so the fit is exact and
    idempotent.

    References
    ----------
    .. [1] Ayer, Brunk, Ewing, Reid and Silverman (1955), doi:10.1214/aoms/1177728423
    .. [2] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118

    Examples
    --------
    >>> pav([0, 1], [0.5, 0.5]).tolist()
    [0.5, 0.5]
    >>> pav([0, 1, 0, 1], [0.2, 0.5, 0.8, 1.0]).tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    sample = binary_sample(y, p, weight=weight, fractional=True)
    fit = pool_adjacent_violators(sample)
    at = sample.p if sample.rows is None else np.broadcast_to(as_floats(p, "p"), sample.shape)
    return evaluate_step(fit.p, fit.mean, at.reshape(sample.shape))


def evaluate_step(edges: Floats, values: Floats, at: Floats) -> Floats:
    """Evaluate the right-continuous step function; below the first edge its first value."""
    flat = at.ravel()
    search = flat.size < MANY or edges.size > MANY // 8
    place = np.searchsorted(edges, flat, side="right") if search else count_edges_below(edges, flat)
    result: Floats = values[np.maximum(place - 1, 0)].reshape(at.shape)
    return result


def group_equal_forecasts(
    y: npt.ArrayLike, p: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> ForecastGroups:
    """Pool equal forecasts: one entry for each distinct `p`, ascending."""
    return group_sample(binary_sample(y, p, weight=weight, fractional=True))


def group_ties(sample: BinarySample) -> ForecastGroups | None:
    """Pool equal forecasts where few are distinct among very many; else give None."""
    if sample.weighted or not sample.binary or sample.n < MANY:
        return None
    tied = tied_runs(sample.y, sample.p)
    return None if tied is None else _divide_group_totals(*tied, float(sample.weight[0]))


def group_sample(sample: BinarySample) -> ForecastGroups:
    """Pool equal forecasts of a sample."""
    if sample.weighted or not sample.binary:
        return _divide_group_totals(
            *_sum_equal_forecasts(sample.p, sample.weight, sample.y * sample.weight)
        )
    tied = group_ties(sample)
    if tied is not None:
        return tied
    unit = float(sample.weight[0])
    keys = sort_pair_keys(sample.y, sample.p)
    values = keys >> np.uint64(1)
    heads = np.append(0, np.flatnonzero(values[1:] != values[:-1]) + 1)
    misses = np.append(0, np.cumsum(keys & np.uint64(1), dtype=np.int64))
    count = np.diff(heads, append=keys.size)
    return _divide_group_totals(
        values[heads].view(np.float64),
        count,
        count - np.diff(misses[heads], append=misses[-1]),
        unit,
    )


def pool_groups(groups: ForecastGroups) -> ForecastGroups:
    """Pool adjacent violators among forecasts that are taken together already."""
    heads, weight, total = pool_blocks(groups.weight, groups.weight * groups.mean)
    return _divide_group_totals(groups.p[heads], weight, total)


def pool_adjacent_violators(sample: BinarySample) -> ForecastGroups:
    """Pool adjacent violators: one entry for each level, with its lower edge as `p`.

    The edge is at most the lowest forecast of the level, and above the highest of the one below.
    """
    if sample.weighted or not sample.binary:
        p, weight, total = _sum_equal_forecasts(sample.p, sample.weight, sample.y * sample.weight)
    elif sample.y.size < MANY:
        p, weight, total = sort_into_runs(sample.y, sample.p)
    else:
        p, weight, total = bucketed_runs(sample.y, sample.p)
    heads, weight, total = pool_blocks(weight, total)
    return _divide_group_totals(p[heads], weight, total)


def fit_isotonic(mean: Floats, weight: Floats) -> Floats:
    """Fit the non-decreasing sequence nearest to `mean` in weighted least squares."""
    heads, weight_of, total_of = pool_blocks(weight, mean * weight)
    sizes = np.diff(heads, append=mean.size)
    fitted: Floats = np.repeat(total_of / weight_of, sizes)
    return fitted


def fit_isotonic_draws(total: Floats, weight: Floats) -> Floats:
    """Fit each row of totals; where a row has no weight it keeps its next lower value.

    Below its first weight a row has its lowest value. Every row needs some weight.
    """
    draws, size = total.shape
    kept = np.flatnonzero(weight)
    row = kept // size
    first = None if draws == 1 else np.append(True, row[1:] != row[:-1])
    heads, weight_of, total_of = pool_blocks(weight.ravel()[kept], total.ravel()[kept], first)
    fitted = np.repeat(total_of / weight_of, np.diff(heads, append=kept.size))
    if kept.size == total.size:
        return fitted.reshape(draws, size)
    below = np.cumsum(weight.ravel() != 0) - 1
    lowest = np.searchsorted(row, np.arange(draws)).repeat(size)
    filled: Floats = fitted[np.maximum(below, lowest)].reshape(draws, size)
    return filled


def _sum_equal_forecasts(p: Floats, weight: Floats, total: Floats) -> tuple[Floats, Floats, Floats]:
    """Add up weights and totals over equal forecasts; rows of weight 0 are left out."""
    rows = np.flatnonzero(weight)
    rows = rows[np.argsort(p[rows], kind="stable")]
    ordered = p[rows] + 0.0
    heads = np.append(0, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)
    weights, totals = (np.add.reduceat(each[rows], heads) for each in (weight, total))
    return ordered[heads], weights, totals


def _divide_group_totals(
    p: Floats, weight: BlockTotals, total: BlockTotals, unit: float = 1.0
) -> ForecastGroups:
    """Give means; ``unit`` is the weight of each row where rows were counted."""
    return ForecastGroups(p, unit * np.asarray(weight, dtype=np.float64), total / weight)
