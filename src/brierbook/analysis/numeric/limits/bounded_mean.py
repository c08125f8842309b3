"""The mean of values of which the range is known, with limits that hold for few events.

One rule makes the limits of all means, shares, curves and differences, ``sum_limits`` of
`bounded_sum`. A caller says what range each value has given what was said (`ranges`); nothing
here guesses one.
"""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.limits.bounded_sum import BoundedSums, sum_limits

__all__ = ["bounded_mean", "bounded_means", "event_shares", "mean_sums"]

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]
type Bounds = tuple[npt.ArrayLike, npt.ArrayLike]


def bounded_mean(
    values: Floats,
    bounds: Bounds,
    *,
    codes: Codes,
    weight: Floats | None = None,
    level: float = 0.9,
) -> Estimate:
    r"""
    Weighted mean of values, with limits over events.

    .. math:: \bar x = \frac{\sum_i w_i x_i}{\sum_i w_i}

    The rows of an event are one observation: it adds its weighted sum, whose range is the sum of
    the ranges of its rows. The target of the limits is the expected mean of these values, not
    that of a population from which they came. One event is answered too.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Finite numbers.
    bounds : (array_like, array_like)
        The least and the greatest that each value could have been, given what was said; scalars
        or arrays that broadcast. Where one is infinite there are no limits.
    codes : ndarray of int, shape (n,)
        The event of each row, from 0.
    weight : ndarray, shape (n,), optional
        Weights of at least 0, not all 0; rows of weight 0 count for nothing.
    level : float
        Nominal coverage, between 0 and 1.

    Returns
    -------
    Estimate

    Raises
    ------
    ArgumentError
        If a value lies outside its bounds.

    References
    ----------
    As :func:`brierbook.analysis.numeric.limits.bounded_sum.sum_limits`.

    Examples
    --------
    >>> found = bounded_mean(np.array([0.01, 0.01]), (0.01, 0.81), codes=np.arange(2))
    >>> round(found.value, 6), round(found.lower, 6), round(found.upper, 6)
    (0.01, 0.01, 0.594669)
    """
    kept, share = _shares(codes, weight)
    sums = mean_sums(values[kept], _at(bounds, values.shape, kept), codes[kept], share)
    value, lower, upper = (float(each[0]) for each in _limits(sums, level))
    events = int(np.unique(codes[kept]).size)
    found = Estimate(value, lower, upper, level, int(kept.sum()), events)
    return found if found.limited else found.without_limits("no bound")


def bounded_means(
    values: Floats, bounds: Bounds, *, codes: Codes, weight: Floats, level: float = 0.9
) -> tuple[Floats, Floats, Floats]:
    """
    Give many weighted means at once, each with its limits: `bounded_mean`, a column at a time.

    Parameters
    ----------
    values : ndarray, shape (n,) or (n, columns)
        Finite numbers.
    bounds : (array_like, array_like)
        Their ranges; scalars, or arrays of shape (n,) or (n, columns).
    codes : ndarray of int, shape (n,)
        The event of each row, from 0.
    weight : ndarray, shape (n,) or (n, columns)
        Weights of at least 0, in each column one above 0 at least.
    level : float
        Nominal coverage, of each column by itself.

    Returns
    -------
    value, lower, upper : ndarray, shape (columns,)
        NaN limits where a range is not finite.
    """
    table = _as_columns(weight)
    with np.errstate(invalid="ignore"):
        share = table / table.sum(axis=0)
    return _limits(mean_sums(values, bounds, codes, share), level)


def mean_sums(values: Floats, bounds: Bounds, codes: Codes, share: Floats) -> BoundedSums:
    """Say what each event adds to weighted means, least and most; shares sum to 1."""
    table = _as_columns(share)
    parts = (_as_columns(np.asarray(each, dtype=np.float64)) for each in (values, *bounds))
    # a row that counts for nothing may have an infinite range
    with np.errstate(invalid="ignore"):
        weighted = [np.where(table > 0, table * part, 0.0) for part in parts]
    return BoundedSums(*(_by_event(part, codes) for part in weighted))


def event_shares(codes: Codes, weight: Floats | None = None) -> Floats:
    """Give each row its share where all events count the same, and rows by weight within one."""
    given = np.ones(codes.shape) if weight is None else weight
    total = np.bincount(codes, given)
    share: Floats = given / total[codes] / np.count_nonzero(total)
    return share


def _shares(codes: Codes, weight: Floats | None) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Tell the rows that count, and give their shares of the whole weight."""
    if weight is None:
        return np.ones(codes.shape, dtype=bool), np.full(codes.shape, 1 / codes.size)
    kept = weight > 0
    return kept, weight[kept] / weight[kept].sum()


def _at(bounds: Bounds, shape: tuple[int, ...], kept: npt.NDArray[np.bool_]) -> Bounds:
    """Take the bounds of some rows."""
    low, high = (np.broadcast_to(np.asarray(each, np.float64), shape)[kept] for each in bounds)
    return low, high


def _as_columns(values: Floats) -> Floats:
    """Turn one column into a table of one column; a number is the same everywhere."""
    return values[:, None] if values.ndim == 1 else values


def _by_event(rows: Floats, codes: Codes) -> Floats:
    """Add up the rows of each event; events without rows are left out."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return np.add.reduceat(rows[order], starts, axis=0)


def _limits(sums: BoundedSums, level: float) -> tuple[Floats, Floats, Floats]:
    """Give sums and their limits."""
    lower, upper = sum_limits(sums, level)
    return sums.value.sum(axis=0), lower, upper
