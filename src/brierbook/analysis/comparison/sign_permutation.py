"""The test that exchanges two forecasters within events."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.loss_difference import ROUNDING, EventSums
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.events import random_generator

__all__ = ["all_sign_patterns", "permute_signs"]

# With so few events all 2^(K-1) distinct flips are visited.
FEW_EVENTS = 12
# Cells of a block of patterns, so that memory does not grow with their number.
BLOCK = 2**20


def permute_signs(
    sums: EventSums, *, n_resamples: int, seed: int | np.random.Generator
) -> tuple[float, int]:
    r"""
    Exchange the two forecasters within random events; give the p-value and the number of draws.

    If which of the two forecasts is whose were a coin toss in each event, every pattern of
    signs would be as likely as the one seen. The p-value is the share of patterns whose
    :math:`|\sum_e \pm S_e|` is at least the one seen, itself counted. With at most 12 events
    all patterns are visited and the test is exact; with more, ``n_resamples`` random ones give
    :math:`(b + 1) / (m + 1)`, which is exact too over the randomness of the draws. With K events
    no p-value is below :math:`2^{1-K}`.

    References
    ----------
    Phipson & Smyth (2010), Permutation p-values should never be zero, doi:10.2202/1544-6115.1585
    """
    exact = sums.count <= FEW_EVENTS
    flips = (
        all_sign_patterns(sums.count)
        if exact
        else _random_sign_patterns(sums.count, n_resamples, seed)
    )
    extreme = np.concatenate([_are_as_extreme(sums, flip) for flip in flips])
    return float(extreme.mean()), 0 if exact else n_resamples


def all_sign_patterns(count: int) -> Iterator[Floats]:
    """Every pattern that leaves the first event alone; its negative is as extreme as itself."""
    patterns = np.arange(2 ** (count - 1))[:, None]
    yield (patterns >> np.arange(count)[::-1] & 1).astype(np.float64)


def _random_sign_patterns(
    count: int, draws: int, seed: int | np.random.Generator
) -> Iterator[Floats]:
    """Flip nothing once, then random patterns."""
    rng = random_generator(seed)
    yield np.zeros((1, count))
    size = max(1, BLOCK // count)
    for start in range(0, draws, size):
        yield rng.integers(2, size=(min(size, draws - start), count)).astype(np.float64)


def _are_as_extreme(sums: EventSums, flips: Floats) -> npt.NDArray[np.bool_]:
    """Tell whether flipped and other events differ in sign, so that the flip adds to the size."""
    flipped, others = flips @ sums.total, (1 - flips) @ sums.total
    for part in (flipped, others):
        part[np.abs(part) <= ROUNDING * np.abs(sums.total).sum()] = 0.0
    return np.asarray(flipped * others <= 0)
