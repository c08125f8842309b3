"""Rows that hang on one event, and intervals that resample events rather than rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats
from brierbook.errors import ArgumentError

type Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """The event of each row as a number from 0, and how many events there are."""

    codes: Codes
    count: int

    def totals(self, values: Floats) -> Floats:
        """Add up the values of each event's rows."""
        return np.bincount(self.codes, weights=values, minlength=self.count)


def as_clusters(cluster: npt.ArrayLike, shape: tuple[int, ...]) -> Clusters:
    """Give each event a number; `cluster` names the event of every row."""
    names = np.asarray(cluster)
    if names.shape != shape:
        raise ArgumentError("cluster", f"has shape {names.shape}; y has {shape}")
    names = names.ravel()
    _refuse_missing(names)
    try:
        unique, codes = np.unique(names, return_inverse=True)
    except TypeError as error:
        raise ArgumentError("cluster", f"mixes names that do not compare: {error}") from error
    return Clusters(codes, unique.size)


def _refuse_missing(names: npt.NDArray[np.generic]) -> None:
    if names.dtype.kind not in "OfcmM":
        return
    absent = next((i for i, name in enumerate(names.tolist()) if missing(name)), None)
    if absent is not None:
        raise ArgumentError("cluster", "is missing; name the event of every row", (absent,))


def missing(name: object) -> bool:
    """Tell None, NaN, NaT and pandas' NA, none of which equals itself."""
    same = name == name  # noqa: PLR0124 - the test for NaN
    return name is None or same is not True


def check_resampling(level: float, draws: int, name: str) -> None:
    """Refuse a level outside (0, 1) and fewer than one draw."""
    if not 0 < level < 1:
        raise ArgumentError("level", f"{level!r} is not between 0 and 1")
    if draws < 1:
        raise ArgumentError(name, f"{draws!r} is not at least 1")


def multiplicities(count: int, draws: int, seed: int | np.random.Generator) -> Iterator[Floats]:
    """Yield how often each of `count` events is drawn with replacement, `draws` times."""
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        yield np.bincount(rng.integers(count, size=count), minlength=count).astype(np.float64)


def limits(draws: Floats, level: float) -> tuple[Floats, Floats]:
    """Equal-tailed limits of draws along the first axis, rounded outwards to a draw.

    No interpolation, so that infinite draws give infinite limits. Without any draw they are NaN.
    """
    if not len(draws):
        return np.full(draws.shape[1:], np.nan), np.full(draws.shape[1:], np.nan)
    ordered = np.sort(draws, axis=0)
    # (1 - 0.9) / 2 * 100 is a little below 5 in binary; a billionth of a draw makes up for it.
    low = int(np.floor((1 - level) / 2 * (len(ordered) - 1) + 1e-9))
    return ordered[low], ordered[len(ordered) - 1 - low]


def distance_limits(value: float, draws: Floats, level: float) -> tuple[float, float]:
    """Limits of a statistic that is at least 0 and grows with noise, so that resamples exceed it.

    Hall's symmetric interval: the half-width is a quantile of how far draws lie from the value,
    which counts their bias as uncertainty (doi:10.1214/aos/1176350933). Cut at 0.
    """
    if not np.isfinite(value):
        low, high = limits(draws, level)
        return float(low), float(high)
    away = np.sort(np.abs(draws - value))
    half = float(away[int(np.ceil(level * away.size - 1e-9)) - 1])
    return max(value - half, 0.0), value + half
