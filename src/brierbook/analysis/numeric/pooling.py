"""Merging neighbours that violate an order, and the sorted keys that it starts from."""

from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats

__all__ = ["BlockTotals", "cut_bit_runs", "pool_blocks", "sort_into_runs", "sort_pair_keys"]

type BlockIndices = npt.NDArray[np.intp]
type SortKeys = npt.NDArray[np.uint64]
type BlockTotals = npt.NDArray[Any]

# Below this many blocks whole-array passes are cheaper than importing and calling SciPy.
_FEW_BLOCKS = 256


def pool_blocks(
    weight: BlockTotals, total: BlockTotals, first: npt.NDArray[np.bool_] | None = None
) -> tuple[BlockIndices, BlockTotals, BlockTotals]:
    """Merge neighbours until the means rise: where each block starts, its weight and its total.

    A run that does not rise always ends in one block, so whole runs are merged at once. Long
    sequences go through SciPy's sequential algorithm first; the passes then settle, from totals
    that are exact if they are integers, what its rounding left open.
    ``first`` marks where a new sequence begins, for many short sequences in one array.
    """
    starts = np.arange(weight.size)
    if first is None and weight.size > _FEW_BLOCKS:
        starts = _pool_sequentially(total / weight, weight)
        weight, total = np.add.reduceat(weight, starts), np.add.reduceat(total, starts)
    while True:
        mean = total / weight
        rises = mean[1:] > mean[:-1]
        heads = np.append(0, np.flatnonzero(rises if first is None else rises | first[1:]) + 1)
        if heads.size == mean.size:
            return starts, weight, total
        if first is not None:
            first = first[heads]
        starts = starts[heads]
        weight, total = np.add.reduceat(weight, heads), np.add.reduceat(total, heads)


def sort_pair_keys(y: Floats, p: Floats) -> SortKeys:
    """Sort pairs as 64-bit keys: by forecast, and what happened before what did not."""
    keys = (p + 0.0).view(np.uint64)  # adding 0 turns -0.0 into 0.0
    keys <<= np.uint64(1)
    keys |= y == 0
    keys.sort()
    return keys


def sort_into_runs(y: Floats, p: Floats) -> tuple[Floats, BlockTotals, BlockTotals]:
    """Sort, and cut where a hit follows a miss: lowest forecast, count and hits of each run.

    Equal forecasts have their hits first, so no cut falls among them.
    """
    keys = sort_pair_keys(y, p)
    heads, count, hits = cut_bit_runs((keys & np.uint64(1)) == 0)
    return (keys[heads] >> np.uint64(1)).view(np.float64), count, hits


def cut_bit_runs(hit: npt.NDArray[np.bool_]) -> tuple[BlockIndices, BlockTotals, BlockTotals]:
    """Cut bits into runs of ones then zeros: start, length and number of ones of each."""
    changes = np.flatnonzero(hit[1:] != hit[:-1]) + 1
    heads = np.append(0, changes[int(hit[0]) :: 2])
    falls = changes[1 - int(hit[0]) :: 2]
    ends = np.append(heads[1:], hit.size)
    # A leading run of zeros has no fall of its own, a closing run of ones falls at the end.
    tops = falls if hit[0] else np.append(0, falls)
    tops = tops if tops.size == heads.size else np.append(tops, hit.size)
    return heads, ends - heads, tops - heads


def _pool_sequentially(mean: Floats, weight: BlockTotals) -> BlockIndices:
    """Where each block of the isotonic fit starts, by the sequential algorithm."""
    from scipy.optimize import isotonic_regression

    blocks: BlockIndices = isotonic_regression(mean, weights=weight).blocks[:-1]
    return blocks
