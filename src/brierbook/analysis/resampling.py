"""Tests and limits of a mean difference that resample events or flip their signs."""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats
from brierbook.analysis.inference import NOTHING_KNOWN, Inference, without_spread
from brierbook.analysis.loss_difference import ROUNDING, EventSums

# With so few events all 2^(K-1) distinct flips are visited.
FEW_EVENTS = 12
# Cells of a block of resamples, so that memory does not grow with their number.
BLOCK = 2**20
# Makes up for (1 - 0.9) * 2000 being a little below 200 in binary.
SLACK = 1e-9


def event_bootstrap(
    sums: EventSums, *, level: float, n_resamples: int, seed: int | np.random.Generator
) -> Inference:
    r"""
    Resample events and compare studentised means (bootstrap-t, symmetric).

    With :math:`R_e = S_e - \bar d W_e` and :math:`s^2 = \sum_e R_e^2 / (\sum_e W_e)^2`, each
    resample gives :math:`t^* = |\bar d^* - \bar d| / s^*`. The limits are :math:`\bar d \mp
    t^*_{(k)} s` with :math:`k = \lceil level (m+1) \rceil`, and the p-value is
    :math:`(1 + \#\{t^* \ge |\bar d| / s\}) / (m+1)`, so that they agree. A resample of one event
    repeated has no spread and counts as infinitely far away: with two events the limits are
    infinite, as they should be.

    References
    ----------
    Hall (1988), Theoretical comparison of bootstrap confidence intervals,
    doi:10.1214/aos/1176350933
    """
    if sums.count == 1:
        return NOTHING_KNOWN
    if sums.flat:
        return without_spread(sums.mean, "bootstrap")
    error = math.sqrt(np.square(sums.residual).sum()) / float(sums.weight.sum())
    away = np.sort(distances(sums, n_resamples, np.random.default_rng(seed)))
    rank = math.ceil(level * (n_resamples + 1) - SLACK)
    half = float(away[rank - 1]) * error if rank <= n_resamples else math.inf
    as_far = int((away >= abs(sums.mean) / error * (1 - ROUNDING)).sum())
    p_value = (1 + as_far) / (n_resamples + 1)
    return Inference(sums.mean - half, sums.mean + half, p_value, draws=n_resamples)


def distances(sums: EventSums, draws: int, rng: np.random.Generator) -> Floats:
    """Give the studentised distance of each resampled mean from the mean."""
    residual, weight = sums.residual, sums.weight
    parts = np.column_stack([residual, weight, residual**2, residual * weight, weight**2])
    found = [studentised(times @ parts) for times in resamples(sums.count, draws, rng)]
    return np.concatenate(found)


def studentised(totals: Floats) -> Floats:
    """Distance over standard error from the totals of a resample; infinite without spread."""
    residual, weight, square, cross, weight_square = totals.T
    shift = residual / weight
    spread = square - 2 * shift * cross + shift**2 * weight_square
    some = spread > ROUNDING * square
    away = np.full(shift.size, np.inf)
    away[some] = np.abs(shift[some]) * weight[some] / np.sqrt(spread[some])
    return away


def resamples(count: int, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield blocks of rows that say how often each event is drawn."""
    for rows in blocks(count, draws):
        drawn = rng.integers(count, size=(rows, count)) + count * np.arange(rows)[:, None]
        times = np.bincount(drawn.ravel(), minlength=rows * count)
        yield times.reshape(rows, count).astype(np.float64)


def resampled_ratios(
    total: Floats, weight: Floats, draws: int, seed: int | np.random.Generator
) -> Floats:
    """Draw the events of several ratios anew: both sums of shape (events, ratios), one row a draw.

    A ratio is NaN in a draw that holds none of its events.
    """
    found = resamples(len(total), draws, np.random.default_rng(seed))
    with np.errstate(invalid="ignore"):
        return np.concatenate([(times @ total) / (times @ weight) for times in found])


def blocks(count: int, draws: int) -> Iterator[int]:
    """Split a number of draws into blocks that fit the memory."""
    size = max(1, BLOCK // count)
    for start in range(0, draws, size):
        yield min(size, draws - start)


def sign_flips(
    sums: EventSums, *, level: float, n_resamples: int, seed: int | np.random.Generator
) -> Inference:
    r"""
    Exchange the two forecasters within random events, and invert the test for limits.

    If which of the two forecasts is whose were a coin toss in each event, every pattern of
    signs would be as likely as the one seen. The p-value is the share of patterns whose
    :math:`|\sum_e \pm S_e|` is at least the one seen, itself counted. With at most 12 events
    all patterns are visited and the test is exact; with more, ``n_resamples`` random ones give
    :math:`(b + 1) / (m + 1)`, which is exact too over the randomness of the draws.

    The limits hold every :math:`\theta` that the same test of :math:`S_e - \theta W_e` does not
    reject. A pattern that flips the events in I is at least as extreme exactly while
    :math:`\theta` lies between the mean of I and the mean of the others, so the limits are
    order statistics of the smaller and of the larger of those two means. With K events no
    p-value is below :math:`2^{1-K}`, and limits are infinite where that exceeds 1 - level.

    References
    ----------
    Hartigan (1969), Using subsample values as typical values,
    doi:10.1080/01621459.1969.10501057;
    Phipson & Smyth (2010), Permutation p-values should never be zero, doi:10.2202/1544-6115.1585
    """
    exact = sums.count <= FEW_EVENTS
    flips = all_flips(sums.count) if exact else some_flips(sums.count, n_resamples, seed)
    means = [either_side(sums, flip) for flip in flips]
    low, high, extreme = (np.concatenate(part) for part in zip(*means, strict=True))
    outside = math.floor((1 - level) * low.size + SLACK)
    # The mean lies between the two sides of every pattern, but for rounding.
    lower = min(float(np.sort(low)[outside]), sums.mean)
    upper = max(float(np.sort(high)[low.size - 1 - outside]), sums.mean)
    return Inference(lower, upper, float(extreme.mean()), draws=0 if exact else n_resamples)


def all_flips(count: int) -> Iterator[Floats]:
    """Every pattern that leaves the first event alone; its negative is as extreme as itself."""
    patterns = np.arange(2 ** (count - 1))[:, None]
    yield (patterns >> np.arange(count)[::-1] & 1).astype(np.float64)


def some_flips(count: int, draws: int, seed: int | np.random.Generator) -> Iterator[Floats]:
    """Flip nothing once, then random patterns."""
    rng = np.random.default_rng(seed)
    yield np.zeros((1, count))
    for rows in blocks(count, draws):
        yield rng.integers(2, size=(rows, count)).astype(np.float64)


def either_side(sums: EventSums, flips: Floats) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Smaller and larger of the means of flipped and other events; whether 0 lies between."""
    total = np.stack([flips @ sums.total, (1 - flips) @ sums.total])
    weight = np.stack([flips @ sums.weight, (1 - flips) @ sums.weight])
    total[np.abs(total) <= ROUNDING * np.abs(sums.total).sum()] = 0.0
    whole = (weight == 0).any(axis=0)
    means = np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)
    low, high = means.min(axis=0), means.max(axis=0)
    low[whole], high[whole] = -np.inf, np.inf
    return low, high, (low <= 0) & (high >= 0)
