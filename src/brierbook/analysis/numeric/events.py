"""Rows that hang on one event, and intervals that resample events rather than rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, check_count, check_level
from brierbook.analysis.numeric.labels import EventCodes, number_labels
from brierbook.errors import ArgumentError

__all__ = [
    "Events",
    "check_seed",
    "draw_multiplicities",
    "number_events",
    "percentile_limits",
    "random_generator",
    "reflected_limits",
    "refuse_resampling_options",
]

# More draws than this are a slip of the pen, and would not end.
_MOST_DRAWS = 10_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """The event of each row as a number from 0, and how many events there are."""

    codes: EventCodes
    count: int

    def totals(self, values: Floats) -> Floats:
        """Add up the values of each event's rows."""
        return np.bincount(self.codes, weights=values, minlength=self.count)


def number_events(
    event: npt.ArrayLike,
    shape: tuple[int, ...],
    *,
    name: str = "event",
    rows: EventCodes | None = None,
) -> Events:
    """Give each event a number; ``event`` names the event of every row.

    ``name`` is what the caller calls the argument; ``rows`` are the places that count.
    """
    codes, names = number_labels(event, shape, name, rows=rows)
    return Events(codes, len(names))


def refuse_resampling_options(level: float, draws: int, name: str) -> None:
    """Refuse a level outside (0, 1), and what is no number of draws."""
    check_level(level)
    check_count(draws, name, most=_MOST_DRAWS)


def random_generator(seed: int | np.random.Generator) -> np.random.Generator:
    """Make a generator from a seed, or refuse what is none."""
    return (
        seed if isinstance(seed, np.random.Generator) else np.random.default_rng(check_seed(seed))
    )


def check_seed(seed: object) -> int:
    """Refuse what is no whole number of at least 0: without one results could not be repeated."""
    if isinstance(seed, int | np.integer) and not isinstance(seed, bool) and seed >= 0:
        return int(seed)
    problem = f"is {seed!r}; give a whole number of at least 0 or a generator of NumPy"
    raise ArgumentError("seed", problem)


def draw_multiplicities(
    count: int, draws: int, seed: int | np.random.Generator
) -> Iterator[Floats]:
    """Yield how often each of `count` events is drawn with replacement, `draws` times."""
    rng = random_generator(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(count, size=count), minlength=count).astype(np.float64)


def percentile_limits(draws: Floats, level: float) -> tuple[Floats, Floats]:
    """Equal-tailed limits of draws along the first axis, rounded outwards to a draw.

    No interpolation, so that infinite draws give infinite limits. Without any draw they are NaN.
    """
    if not len(draws):
        return np.full(draws.shape[1:], np.nan), np.full(draws.shape[1:], np.nan)
    ordered = np.sort(draws, axis=0)
    # (1 - 0.9) / 2 * 100 is a little below 5 in binary; a billionth of a draw makes up for it.
    low = int(np.floor((1 - level) / 2 * (len(ordered) - 1) + 1e-9))
    return ordered[low], ordered[len(ordered) - 1 - low]


def reflected_limits(
    value: float, draws: Floats, level: float, floor: float = 0.0
) -> tuple[float, float]:
    """Limits of a statistic that grows with noise, so that resamples exceed it.

    Hall's symmetric interval: the half-width is a quantile of how far draws lie from the value,
    which counts their bias as uncertainty (doi:10.1214/aos/1176350933). Cut
    at the floor, the least that the statistic can be.
    """
    if not np.isfinite(value):
        low, high = percentile_limits(draws, level)
        return float(low), float(high)
    away = np.sort(np.abs(draws - value))
    half = float(away[int(np.ceil(level * away.size - 1e-9)) - 1])
    return max(value - half, floor), value + half
