"""Limits of many statistics that hold all at once, and the ranks that can be read off them."""

import math
from itertools import combinations

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.events import random_generator
from brierbook.analysis.numeric.limits.bounded_sum import UNSEEN, BoundedSums, tail_p_values

__all__ = ["joint_level", "rank_limits", "sure_order"]

type Floats = npt.NDArray[np.float64]
type Booleans = npt.NDArray[np.bool_]

_DRAWS = 2000
# Numbers held at a time, and the most that are drawn; beyond, each limit takes an even share of
# the error (Bonferroni).
_BLOCK, _MOST = 1 << 21, 1 << 26


def joint_level(
    sums: BoundedSums, level: float, *, draws: int = _DRAWS, seed: int | np.random.Generator = 0
) -> float:
    r"""
    Find the level of each limit with which all of them hold at once.

    The exponential weights of ``sum_limits`` are drawn once for all columns. In a draw, the depth
    of a column is the rank of its upper ratio from above or of its lower one from below, whichever
    is less; the level is that of the rank which a share ``level`` of the draws reaches in every
    column.

    Parameters
    ----------
    sums : BoundedSums
        The statistics, one a column.
    level : float
        Nominal coverage of all of them together.
    draws : int
        Number of draws.
    seed : int or numpy.random.Generator
        Where they start.

    Returns
    -------
    float
        Between ``level`` and that of Bonferroni, 1 - (1 - level) / columns.

    References
    ----------
    Romano & Wolf (2005), Exact and approximate stepdown methods for multiple hypothesis testing,
    doi:10.1198/016214504000000539; Myllymaki et al. (2017), doi:10.1111/rssb.12172 (ranks)

    Examples
    --------
    >>> one = BoundedSums(np.full((5, 1), 0.1), np.zeros((5, 1)), np.full((5, 1), 0.2))
    >>> joint_level(one, 0.9)
    0.9
    """
    columns = sums.value.shape[1]
    whole, even = (1 - level) / 2, (1 - level) / 2 / max(columns, 1)
    if columns < 2 or draws * columns > _MOST:  # noqa: PLR2004 - nothing to join
        return float(1 - 2 * even)
    depth = np.sort(_depths(sums, draws, random_generator(seed)))
    reached = (int(depth[math.floor((1 - level) * draws)]) - 1) / draws
    return float(1 - 2 * min(max(reached, even), whole))


def sure_order(sums: BoundedSums, level: float, *, seed: int | np.random.Generator = 0) -> Floats:
    """Tell the sign of each sum where all signs that are told hold at once; 0 where it is open."""
    tail = (1 - joint_level(sums, level, seed=seed)) / 2
    below, above = tail_p_values(sums)
    # a range that is not known tells nothing
    return np.asarray((above < tail).astype(np.float64) - (below < tail))


def rank_limits(sign: Floats, size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """
    Read the limits of ranks off the signs of all differences.

    The rank of i is at least 1 and the number of those who are surely lower, and at most the
    number of all less that of those who are surely higher.

    Parameters
    ----------
    sign : ndarray
        For each pair (i, k) of ``itertools.combinations``, -1 where i is surely lower than k, 1
        where it is surely higher, 0 where that is open.
    size : int
        How many there are.

    Returns
    -------
    lower, upper : ndarray of int, shape (size,)

    References
    ----------
    Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for ranks with applications to mobility
    across neighbourhoods and academic achievement across countries, doi:10.1093/restud/rdad006

    Examples
    --------
    >>> [ends.tolist() for ends in rank_limits(np.array([-1.0, -1.0, 0.0]), 3)]
    [[1, 2, 2], [1, 3, 3]]
    """
    pairs = np.array([*combinations(range(size), 2)], dtype=np.intp).reshape(-1, 2)
    better = np.zeros((size, size), dtype=bool)
    better[pairs[:, 0], pairs[:, 1]] = sign < 0
    better[pairs[:, 1], pairs[:, 0]] = sign > 0
    return 1 + better.sum(axis=0), size - better.sum(axis=1)


def _depths(sums: BoundedSums, draws: int, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Give the least rank, from the outside, that each draw has in any column."""
    weight = rng.standard_exponential((draws, len(sums.value)))
    extra = rng.standard_gamma(UNSEEN, draws)
    depth = np.full(draws, draws, dtype=np.intp)
    size = max(1, _BLOCK // draws)
    for start in range(0, sums.value.shape[1], size):
        which = np.arange(start, min(start + size, sums.value.shape[1]))
        for side in (0.0, 1.0):
            ratio = _ratios(sums.columns(which), weight, extra, side)
            depth = np.minimum(depth, _ranks(ratio if side == 0 else -ratio).min(axis=1))
    return depth


def _ratios(sums: BoundedSums, weight: Floats, extra: Floats, side: float) -> Floats:
    """Give the ratio of each draw and column, with the unseen event at the least or the most."""
    unseen = extra[:, None] * sums.unseen
    above = weight @ (sums.reach * sums.share) + side * unseen
    whole = weight @ sums.reach + unseen
    return np.divide(above, whole, out=np.zeros_like(above), where=whole > 0)


def _ranks(values: Floats) -> npt.NDArray[np.intp]:
    """Rank each column from 1, the lowest; equals have the highest of their ranks."""
    ranks = np.empty(values.shape, dtype=np.intp)
    for place, column in enumerate(values.T):
        ranks[:, place] = np.searchsorted(np.sort(column), column, side="right")
    return ranks
