"""Isotonic calibration by pooling adjacent violators, with equal forecasts pooled first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, Pairs, binary_pairs
from brierbook.analysis.buckets import MANY, bucketed_runs, places, tied_runs
from brierbook.analysis.pooling import Totals, pool, sorted_keys, sorted_runs

__all__ = ["Groups", "grouped", "isotonic", "pav"]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
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
    pairs = binary_pairs(y, p, weight=weight)
    fit = pooled(pairs, weighted=weight is not None)
    return step(fit.p, fit.mean, pairs.p)


def step(edges: Floats, values: Floats, at: Floats) -> Floats:
    """Evaluate the right-continuous step function; below the first edge its first value."""
    flat = at.ravel()
    search = flat.size < MANY or edges.size > MANY // 8
    place = np.searchsorted(edges, flat, side="right") if search else places(edges, flat)
    result: Floats = values[np.maximum(place - 1, 0)].reshape(at.shape)
    return result


def grouped(y: npt.ArrayLike, p: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Groups:
    """Pool equal forecasts: one entry for each distinct `p`, ascending."""
    return group_pairs(binary_pairs(y, p, weight=weight), weighted=weight is not None)


def group_pairs(pairs: Pairs, *, weighted: bool) -> Groups:
    """Pool equal forecasts of checked pairs."""
    if weighted:
        return _as_groups(*weighted_runs(pairs.p, pairs.weight, pairs.y * pairs.weight))
    tied = tied_runs(pairs.y.ravel(), pairs.p.ravel()) if pairs.y.size >= MANY else None
    if tied is not None:
        return _as_groups(*tied)
    keys = sorted_keys(pairs.y.ravel(), pairs.p.ravel())
    values = keys >> np.uint64(1)
    heads = np.append(0, np.flatnonzero(values[1:] != values[:-1]) + 1)
    misses = np.append(0, np.cumsum(keys & np.uint64(1), dtype=np.int64))
    count = np.diff(heads, append=keys.size)
    return _as_groups(
        values[heads].view(np.float64), count, count - np.diff(misses[heads], append=misses[-1])
    )


def pooled(pairs: Pairs, *, weighted: bool) -> Groups:
    """Pool adjacent violators: one entry for each level, with its lower edge as `p`.

    The edge is at most the lowest forecast of the level, and above the highest of the one below.
    """
    if weighted:
        p, weight, total = weighted_runs(pairs.p, pairs.weight, pairs.y * pairs.weight)
    elif pairs.y.size < MANY:
        p, weight, total = sorted_runs(pairs.y.ravel(), pairs.p.ravel())
    else:
        p, weight, total = bucketed_runs(pairs.y.ravel(), pairs.p.ravel())
    heads, weight, total = pool(weight, total)
    return _as_groups(p[heads], weight, total)


def isotonic(mean: Floats, weight: Floats) -> Floats:
    """Fit the non-decreasing sequence nearest to `mean` in weighted least squares."""
    heads, weight_of, total_of = pool(weight, mean * weight)
    sizes = np.diff(heads, append=mean.size)
    fitted: Floats = np.repeat(total_of / weight_of, sizes)
    return fitted


def fit_draws(total: Floats, weight: Floats) -> Floats:
    """Fit each row of totals; where a row has no weight it keeps its next lower value.

    Below its first weight a row has its lowest value. Every row needs some weight.
    """
    draws, size = total.shape
    kept = np.flatnonzero(weight)
    row = kept // size
    first = None if draws == 1 else np.append(True, row[1:] != row[:-1])
    heads, weight_of, total_of = pool(weight.ravel()[kept], total.ravel()[kept], first)
    fitted = np.repeat(total_of / weight_of, np.diff(heads, append=kept.size))
    if kept.size == total.size:
        return fitted.reshape(draws, size)
    below = np.cumsum(weight.ravel() != 0) - 1
    lowest = np.searchsorted(row, np.arange(draws)).repeat(size)
    filled: Floats = fitted[np.maximum(below, lowest)].reshape(draws, size)
    return filled


def weighted_runs(p: Floats, weight: Floats, total: Floats) -> tuple[Floats, Floats, Floats]:
    """Add up weights and totals over equal forecasts; rows of weight 0 are left out."""
    rows = np.flatnonzero(weight)
    rows = rows[np.argsort(p.ravel()[rows], kind="stable")]
    ordered = p.ravel()[rows] + 0.0
    heads = np.append(0, np.flatnonzero(ordered[1:] != ordered[:-1]) + 1)
    weights, totals = (np.add.reduceat(each.ravel()[rows], heads) for each in (weight, total))
    return ordered[heads], weights, totals


def _as_groups(p: Floats, weight: Totals, total: Totals) -> Groups:
    return Groups(p, np.asarray(weight, dtype=np.float64), total / weight)
