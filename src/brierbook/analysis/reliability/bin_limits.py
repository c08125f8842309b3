"""Limits of the share that happened in each bin of a reliability diagram."""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.limits.bounded_sum import BoundedSums, share_limits, sum_limits

__all__ = ["bin_limits"]

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]

# Bins solved together: they are sorted by their numbers of events, so that little is padded.
_TOGETHER = 256
# Weights that differ by less than this share of them are equal.
_EQUAL = 1e-12


def bin_limits(
    y: Floats, weight: Floats, *, bins: Codes, codes: Codes, level: float
) -> tuple[Floats, Floats]:
    """
    Give limits of the weighted share that happened in each bin, the events of a bin independent.

    Parameters
    ----------
    y, weight : ndarray, shape (n,)
        Outcomes in [0, 1] and weights above 0.
    bins, codes : ndarray of int, shape (n,)
        The bin and the event of each row.
    level : float
        Nominal coverage in each bin by itself.

    Returns
    -------
    lower, upper : ndarray
        One for each bin that holds a row, ascending: those of
        :func:`brierbook.analysis.numeric.limits.bounded_sum.sum_limits`, in closed form where
        all events of a bin weigh the same and are wholly one outcome.

    Examples
    --------
    >>> y, one = np.array([0.0, 1.0, 1.0]), np.ones(3)
    >>> lower, upper = bin_limits(y, one, bins=np.array([0, 0, 1]), codes=np.arange(3), level=0.9)
    >>> lower.round(3).tolist(), upper.round(3).tolist()
    ([0.029, 0.066], [0.971, 1.0])
    """
    order = np.lexsort((codes, bins))
    b, e, w = bins[order], codes[order], weight[order]
    fresh = np.append(True, (b[1:] != b[:-1]) | (e[1:] != e[:-1]))
    starts = np.flatnonzero(fresh)
    size, hits = np.add.reduceat(w, starts), np.add.reduceat(w * y[order], starts)
    place = np.unique(b[starts], return_inverse=True)[1]
    lower, upper, plain = _closed_form(size, hits, place, level)
    uneven = _by_size(place, ~plain)
    for start in range(0, uneven.size, _TOGETHER):
        part = uneven[start : start + _TOGETHER]
        lower[part], upper[part] = sum_limits(_columns_of_events(size, hits, place, part), level)
    return lower, upper


def _closed_form(
    size: Floats, hits: Floats, place: Codes, level: float
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Give the limits of bins of equal events, and tell which bins are of such."""
    events, total = np.bincount(place), np.bincount(place, size)
    happened = np.bincount(place, hits) / total * events
    uneven = np.abs(size - (total / events)[place]) > _EQUAL * size
    mixed = np.minimum(hits, size - hits) > _EQUAL * size
    plain = np.bincount(place, uneven | mixed) == 0
    lower, upper = share_limits(happened.round(), events, level)
    return np.array(lower), np.array(upper), plain


def _by_size(place: Codes, which: npt.NDArray[np.bool_]) -> Codes:
    """Sort some bins by how many events they hold."""
    events = np.bincount(place)
    order = np.argsort(events, kind="stable")
    return order[which[order]]


def _columns_of_events(size: Floats, hits: Floats, place: Codes, part: Codes) -> BoundedSums:
    """Lay the events of some bins out as columns; what is padded has no range."""
    column = np.full(int(place.max()) + 1, -1)
    column[part] = np.arange(part.size)
    kept = np.flatnonzero(column[place] >= 0)
    first = np.searchsorted(place, place[kept])
    row, at = kept - first, column[place[kept]]
    most, value = np.zeros((2, int(row.max()) + 1, part.size))
    total = np.bincount(place, size)[place[kept]]
    most[row, at], value[row, at] = size[kept] / total, hits[kept] / total
    return BoundedSums(value, np.zeros(most.shape), most)
