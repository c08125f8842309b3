"""Limits of the area under a ROC curve that hold for few events."""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.events import random_generator
from brierbook.analysis.numeric.limits.bounded_sum import UNSEEN

__all__ = ["MANY_EVENTS", "auc_limits", "draw_count", "event_weights", "unseen_size"]

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]

# Numbers held at a time, numbers drawn where the caller does not say, and the draws of that.
_BLOCK, _NUMBERS = 1 << 18, 1 << 21
_FEWEST, _MOST = 2_000, 20_000
# With more events than this an unseen one is nothing, and the area is normal.
MANY_EVENTS = 20_000


def auc_limits(
    hits: Floats,
    misses: Floats,
    *,
    place: Codes,
    codes: Codes,
    level: float = 0.9,
    draws: int | None = None,
    seed: int | np.random.Generator = 0,
) -> tuple[float, float]:
    r"""
    Give limits of the share of pairs in the right order, with an unseen event of each kind.

    Events are weighted by :math:`E_i \sim Exp(1)`. With N the weight of the pairs in the right
    order, ties counting half, :math:`n_1` and :math:`n_0` the weights of what happened and of
    what did not, and :math:`G_1, G_0 \sim Gamma(3/4)` times the mean weight of an event of each
    kind, the limits at level :math:`1 - 2 a` are

    .. math:: Q_a\left[\frac{N}{(n_1 + G_1)(n_0 + G_0)}\right], \qquad
              Q_{1-a}\left[1 - \frac{n_1 n_0 - N}{(n_1 + G_1)(n_0 + G_0)}\right].

    Both unseen events lie at the worst (best) place at once, so the limits are conservative.

    Parameters
    ----------
    hits, misses : ndarray, shape (n,)
        The weight of each row that happened, and that did not.
    place : ndarray of int, shape (n,)
        Where the forecast of each row stands among the distinct ones, from 0.
    codes : ndarray of int, shape (n,)
        The event of each row, from 0.
    level : float
        Nominal coverage.
    draws : int, optional
        Number of draws; by default the more, the fewer rows there are, from 2,000 to 20,000.
    seed : int or numpy.random.Generator
        Where they start.

    Returns
    -------
    lower, upper : float

    References
    ----------
    Rubin (1981), doi:10.1214/aos/1176345338; Gu, Ghosal & Roy (2008), Bayesian bootstrap
    estimation of ROC curve, doi:10.1002/sim.3366

    Examples
    --------
    >>> y, order = np.array([0.0, 0.0, 1.0, 1.0]), np.arange(4)
    >>> [round(end, 2) for end in auc_limits(y, 1 - y, place=order, codes=order)]
    [0.13, 1.0]
    """
    if int(codes.max()) >= MANY_EVENTS:
        return _placement_limits(hits, misses, place, codes, level)
    rng = random_generator(seed)
    number = draw_count(hits.size, draws)
    order = np.argsort(place, kind="stable")
    sizes = unseen_size(hits, codes), unseen_size(misses, codes)
    starts = np.flatnonzero(np.append(True, np.diff(place[order]) > 0))
    parts = [
        _right_and_all(weight[:, codes[order]], hits[order], misses[order], starts)
        for weight in event_weights(int(codes.max()) + 1, hits.size, number, rng)
    ]
    right, happened, failed = (np.concatenate(part) for part in zip(*parts, strict=True))
    extra = rng.standard_gamma(UNSEEN, (2, number))
    every = (happened + extra[0] * sizes[0]) * (failed + extra[1] * sizes[1])
    tail = (1 - level) / 2
    lower = np.quantile(right / every, tail)
    upper = np.quantile(1 - (happened * failed - right) / every, 1 - tail)
    return float(lower), float(upper)


def draw_count(rows: int, draws: int | None) -> int:
    """Give the number of draws; where the caller does not say, the more, the fewer rows."""
    return min(max(_NUMBERS // rows, _FEWEST), _MOST) if draws is None else draws


def unseen_size(weight: Floats, codes: Codes) -> float:
    """Give the mean weight that an event has, each counting by its own."""
    of_event = np.bincount(codes, weight)
    return float(np.square(of_event).sum() / of_event.sum())


def event_weights(events: int, rows: int, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield blocks of draws of the weights of events."""
    size = max(1, _BLOCK // rows)
    for start in range(0, draws, size):
        yield rng.standard_exponential((min(size, draws - start), events))


def _right_and_all(
    weight: Floats, hits: Floats, misses: Floats, starts: Codes
) -> tuple[Floats, Floats, Floats]:
    """Give the weights of pairs in the right order, of what happened, and of what did not."""
    yes = np.add.reduceat(weight * hits, starts, axis=1)
    no = np.add.reduceat(weight * misses, starts, axis=1)
    below = np.cumsum(no, axis=1) - no / 2
    return (yes * below).sum(axis=1), yes.sum(axis=1), no.sum(axis=1)


def _placement_limits(
    hits: Floats, misses: Floats, place: Codes, codes: Codes, level: float
) -> tuple[float, float]:
    """Give normal limits from the placements of rows, added up within events (DeLong's variance).

    See DeLong, DeLong and Clarke-Pearson (1988), doi:10.2307/2531595.
    """
    yes, no = np.bincount(place, hits), np.bincount(place, misses)
    below = (np.cumsum(no) - no / 2) / no.sum()
    above = 1 - (np.cumsum(yes) - yes / 2) / yes.sum()
    area = float(yes @ below / yes.sum())
    rest = hits * (below[place] - area) / yes.sum() + misses * (above[place] - area) / no.sum()
    error = float(np.sqrt(np.square(np.bincount(codes, rest)).sum()))
    half = NormalDist().inv_cdf((1 + level) / 2) * error
    return max(area - half, 0.0), min(area + half, 1.0)
