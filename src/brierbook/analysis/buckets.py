"""The isotonic fit of very many forecasts, of which only few have to be sorted.

Forecasts are tallied in equal buckets. The cumulative outcomes at the bucket edges have a greatest
convex minorant, and the fit has its corners on or below it. A bucket whose outcomes, in the worst
order (all misses first), still stay above that line holds no corner: it enters as a whole.
Only forecasts of the other buckets are sorted.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats
from brierbook.analysis.pooling import Totals, pool, sorted_keys

type Runs = tuple[Floats, Totals, Totals]

# Fewer forecasts than this are sorted sooner than tallied.
MANY = 1 << 18
# Forecasts a bucket on average, and most buckets: their tallies stay in the processor's cache.
_PER_BUCKET, _MOST = 32, 1 << 18
# Buckets that may hold one value each, as when forecasts are whole percents.
_FEW = 1 << 12
# Buckets of the table by which values are placed among edges.
_FINE = 1 << 16
_CHUNK = 1 << 19
# Outcomes by which a bucket must clear the line; rounding is a millionth of this.
_CLEAR = 0.5


def bucketed_runs(y: Floats, p: Floats) -> Runs:
    """Find runs of forecasts that pool to the isotonic fit: lower edge, count and hits of each."""
    buckets = min(1 << (y.size // _PER_BUCKET).bit_length(), _MOST)
    count, hits = _tally(y, p, buckets)
    held = np.flatnonzero(count)
    single = _single(p, held, buckets)
    if single is not None:
        return single, count[held], hits[held]
    near = _near(count[held], hits[held])
    far = held[~near]
    if far.size == held.size:
        return far / buckets, count[far], hits[far]
    return _merge((far / buckets, count[far], hits[far]), _sorted(y, p, held[near], buckets))


def tied_runs(y: Floats, p: Floats) -> Runs | None:
    """Value, count and hits of each distinct forecast if they are few and apart, else None."""
    some = _bucket(p[:: max(1, p.size // _FEW)], _MOST)
    if np.unique(some).size > some.size // 2:
        return None
    count, hits = _tally(y, p, _MOST)
    held = np.flatnonzero(count)
    single = _single(p, held, _MOST)
    return None if single is None else (single, count[held], hits[held])


def places(edges: Floats, at: Floats) -> Totals:
    """Count the edges up to each value, by a table of buckets; where several lie in one, search."""
    table = np.searchsorted(edges, np.arange(_FINE + 2) / _FINE, side="right")
    following, crowded = np.append(edges, np.inf), np.diff(table) > 1
    found = np.empty(at.shape, dtype=np.intp)
    for rows in _chunks(at.size):
        bucket = _bucket(at[rows], _FINE)
        place = table[bucket]
        place += at[rows] >= following[place]
        search = np.flatnonzero(crowded[bucket])
        place[search] = np.searchsorted(edges, at[rows][search], side="right")
        found[rows] = place
    return found


def _near(count: Totals, hits: Totals) -> npt.NDArray[np.bool_]:
    """Tell which buckets may reach the convex minorant of the edges."""
    heads, size, total = pool(count, hits)
    block = np.repeat(np.arange(heads.size), np.diff(heads, append=count.size))
    seen, happened = np.cumsum(count) - count, np.cumsum(hits) - hits
    slope = (total / size)[block]
    line = happened[heads][block] + slope * (seen - seen[heads][block])
    near: npt.NDArray[np.bool_] = happened - line - slope * (count - hits) <= _CLEAR
    return near


def _sorted(y: Floats, p: Floats, chosen: Totals, buckets: int) -> Runs:
    """Sort the forecasts of the chosen buckets; no run reaches into another bucket."""
    wanted = np.zeros(buckets + 1, dtype=np.bool_)
    wanted[chosen] = True
    keys = sorted_keys(*_chosen(y, p, wanted, buckets))
    hit, value = (keys & np.uint64(1)) == 0, (keys >> np.uint64(1)).view(np.float64)
    place = _bucket(value, buckets)
    cut = (hit[1:] & ~hit[:-1]) | (place[1:] != place[:-1])
    heads = np.append(0, np.flatnonzero(cut) + 1)
    return (
        value[heads],
        np.diff(heads, append=hit.size),
        np.add.reduceat(hit, heads, dtype=np.int64),
    )


def _chosen(
    y: Floats, p: Floats, wanted: npt.NDArray[np.bool_], buckets: int
) -> tuple[Floats, Floats]:
    """Keep the pairs of the wanted buckets."""
    parts = []
    for rows in _chunks(p.size):
        kept = np.flatnonzero(wanted[_bucket(p[rows], buckets)])
        parts.append((y[rows][kept], p[rows][kept]))
    ys, ps = zip(*parts, strict=True)
    return np.concatenate(ys), np.concatenate(ps)


def _merge(far: Runs, fine: Runs) -> Runs:
    p, count, hits = (np.concatenate(both) for both in zip(far, fine, strict=True))
    order = np.argsort(p, kind="stable")
    return p[order], count[order], hits[order]


def _tally(y: Floats, p: Floats, buckets: int) -> tuple[Totals, Totals]:
    """Count the forecasts and the hits of each bucket; 1 has one of its own."""
    count = np.zeros(buckets + 1, dtype=np.int64)
    hits = np.zeros(buckets + 1)
    for rows in _chunks(p.size):
        place = _bucket(p[rows], buckets)
        count += np.bincount(place, minlength=buckets + 1)
        hits += np.bincount(place, y[rows], buckets + 1)
    return count, hits.astype(np.int64)


def _single(p: Floats, held: Totals, buckets: int) -> Floats | None:
    """Find the forecast of each bucket held, if they are few and each holds one value."""
    if held.size > _FEW:
        return None
    value = np.zeros(buckets + 1)
    for rows in _chunks(p.size):
        value[_bucket(p[rows], buckets)] = p[rows] + 0.0
    if all((value[_bucket(p[rows], buckets)] == p[rows]).all() for rows in _chunks(p.size)):
        return value[held]
    return None


def _bucket(p: Floats, buckets: int) -> npt.NDArray[np.int64]:
    return (p * buckets).astype(np.int64)


def _chunks(size: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, size, _CHUNK))
