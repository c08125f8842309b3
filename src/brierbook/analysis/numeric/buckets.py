"""The isotonic fit of very many forecasts, of which only few have to be sorted.

Forecasts are tallied in equal buckets. The cumulative outcomes at the bucket edges have a greatest
convex minorant, and the fit has its corners on or below it. A bucket whose outcomes, in the worst
order (all misses first), still stay above that line holds no corner: it enters as a whole.
Only forecasts of the other buckets are sorted.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.pooling import BlockTotals, pool_blocks, sort_pair_keys

__all__ = ["MANY", "bucketed_runs", "count_edges_below", "tied_runs"]

type BucketRuns = tuple[Floats, BlockTotals, BlockTotals]

# Fewer forecasts than this are sorted sooner than tallied.
MANY = 1 << 18
# Forecasts a bucket on average, and most buckets: their tallies stay in the processor's cache.
_PER_BUCKET, _MOST = 32, 1 << 18
# Distinct forecasts that are counted and not sorted, as when people say whole percents.
_FEW = 1 << 12
# Fewest buckets for them, and forecasts counted at a time: both stay in the first cache.
_LEAST, _SLICE = 1 << 10, 1 << 14
# Buckets of the table by which values are placed among edges.
_FINE = 1 << 16
_CHUNK = 1 << 19
# Outcomes by which a bucket must clear the line; rounding is a millionth of this.
_CLEAR = 0.5


def bucketed_runs(y: Floats, p: Floats) -> BucketRuns:
    """Find runs of forecasts that pool to the isotonic fit: lower edge, count and hits of each."""
    tied = tied_runs(y, p)
    if tied is not None:
        return tied
    buckets = min(1 << (y.size // _PER_BUCKET).bit_length(), _MOST)
    count, hits = _tally_buckets(y, p, buckets)
    held = np.flatnonzero(count)
    near = _near_minorant(count[held], hits[held])
    far = held[~near]
    if far.size == held.size:
        return far / buckets, count[far], hits[far]
    return _merge_runs(
        (far / buckets, count[far], hits[far]), _sort_chosen_buckets(y, p, held[near], buckets)
    )


def tied_runs(y: Floats, p: Floats) -> BucketRuns | None:
    """Value, count and hits of each distinct forecast if they are few and apart, else None.

    Any values will do. Each has a bucket of its own in a table that is filled from a part of the
    forecasts; one pass then counts them all, and adds the values that the part did not hold.
    """
    some = np.unique(p[:: max(1, p.size // _FEW)] + 0.0)
    if some.size > _FEW // 2:
        return None
    buckets = _apart_buckets(some)
    return None if buckets is None else _count_ties(y, p, some, buckets)


def _apart_buckets(values: Floats) -> int | None:
    """Give the least number of buckets that puts each value into one of its own."""
    buckets = _LEAST
    while buckets <= _MOST:
        if (np.diff(_bucket_index(values, buckets)) > 0).all():
            return buckets
        buckets *= 4
    return None


def _count_ties(y: Floats, p: Floats, values: Floats, buckets: int) -> BucketRuns | None:
    """Count forecasts and hits of each value; None where two values share a bucket."""
    table = np.full(buckets + 1, np.nan)
    table[_bucket_index(values, buckets)] = values
    tally = np.zeros(2 * (buckets + 1), dtype=np.int64)
    for start in range(0, p.size, _SLICE):
        rows = slice(start, start + _SLICE)
        place = _bucket_index(p[rows], buckets)
        if not (table[place] == p[rows]).all() and not _enter_values(table, place, p[rows]):
            return None
        place += place
        place += y[rows] != 0
        tally += np.bincount(place, minlength=tally.size)
    misses, hits = tally[::2], tally[1::2]
    held = np.flatnonzero(misses + hits)
    return table[held], (misses + hits)[held], hits[held]


def _enter_values(table: Floats, place: BlockTotals, p: Floats) -> bool:
    """Enter values that the table does not hold; tell whether each has a bucket of its own."""
    fresh = np.isnan(table[place])
    table[place[fresh]] = p[fresh] + 0.0
    return bool((table[place] == p).all() and np.count_nonzero(~np.isnan(table)) <= _FEW)


def count_edges_below(edges: Floats, at: Floats) -> BlockTotals:
    """Count the edges up to each value, by a table of buckets; where several lie in one, search."""
    table = np.searchsorted(edges, np.arange(_FINE + 2) / _FINE, side="right")
    following, crowded = np.append(edges, np.inf), np.diff(table) > 1
    found = np.empty(at.shape, dtype=np.intp)
    for rows in _pair_chunks(at.size):
        bucket = _bucket_index(at[rows], _FINE)
        place = table[bucket]
        place += at[rows] >= following[place]
        search = np.flatnonzero(crowded[bucket])
        place[search] = np.searchsorted(edges, at[rows][search], side="right")
        found[rows] = place
    return found


def _near_minorant(count: BlockTotals, hits: BlockTotals) -> npt.NDArray[np.bool_]:
    """Tell which buckets may reach the convex minorant of the edges."""
    heads, size, total = pool_blocks(count, hits)
    block = np.repeat(np.arange(heads.size), np.diff(heads, append=count.size))
    seen, happened = np.cumsum(count) - count, np.cumsum(hits) - hits
    slope = (total / size)[block]
    line = happened[heads][block] + slope * (seen - seen[heads][block])
    near: npt.NDArray[np.bool_] = happened - line - slope * (count - hits) <= _CLEAR
    return near


def _sort_chosen_buckets(y: Floats, p: Floats, chosen: BlockTotals, buckets: int) -> BucketRuns:
    """Sort the forecasts of the chosen buckets; no run reaches into another bucket."""
    wanted = np.zeros(buckets + 1, dtype=np.bool_)
    wanted[chosen] = True
    keys = sort_pair_keys(*_select_pairs(y, p, wanted, buckets))
    hit, value = (keys & np.uint64(1)) == 0, (keys >> np.uint64(1)).view(np.float64)
    place = _bucket_index(value, buckets)
    cut = (hit[1:] & ~hit[:-1]) | (place[1:] != place[:-1])
    heads = np.append(0, np.flatnonzero(cut) + 1)
    return (
        value[heads],
        np.diff(heads, append=hit.size),
        np.add.reduceat(hit, heads, dtype=np.int64),
    )


def _select_pairs(
    y: Floats, p: Floats, wanted: npt.NDArray[np.bool_], buckets: int
) -> tuple[Floats, Floats]:
    """Keep the pairs of the wanted buckets."""
    parts = []
    for rows in _pair_chunks(p.size):
        kept = np.flatnonzero(wanted[_bucket_index(p[rows], buckets)])
        parts.append((y[rows][kept], p[rows][kept]))
    ys, ps = zip(*parts, strict=True)
    return np.concatenate(ys), np.concatenate(ps)


def _merge_runs(far: BucketRuns, fine: BucketRuns) -> BucketRuns:
    p, count, hits = (np.concatenate(both) for both in zip(far, fine, strict=True))
    order = np.argsort(p, kind="stable")
    return p[order], count[order], hits[order]


def _tally_buckets(y: Floats, p: Floats, buckets: int) -> tuple[BlockTotals, BlockTotals]:
    """Count the forecasts and the hits of each bucket; 1 has one of its own."""
    count = np.zeros(buckets + 1, dtype=np.int64)
    hits = np.zeros(buckets + 1)
    for rows in _pair_chunks(p.size):
        place = _bucket_index(p[rows], buckets)
        count += np.bincount(place, minlength=buckets + 1)
        hits += np.bincount(place, y[rows], buckets + 1)
    return count, hits.astype(np.int64)


def _bucket_index(p: Floats, buckets: int) -> npt.NDArray[np.int64]:
    return (p * buckets).astype(np.int64)


def _pair_chunks(size: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, size, _CHUNK))
