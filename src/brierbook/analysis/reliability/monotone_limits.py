"""Limits of a reliability curve that never falls, from the forecasts beside each point."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.limits.bounded_mean import mean_sums
from brierbook.analysis.numeric.limits.joint_limits import joint_level
from brierbook.analysis.reliability.bin_limits import bin_limits

__all__ = ["CurveRows", "monotone_limits"]

type Floats = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.intp]

# Numbers of a table of rows by points whose joint level is drawn; of larger ones each point takes
# an even share of the error.
_MOST = 1 << 22


@dataclass(frozen=True, eq=False)
class CurveRows:
    """Rows in ascending order of forecast: outcomes, weights above 0, and events from 0."""

    p: Floats
    y: Floats
    weight: Floats
    codes: Codes

    @property
    def width(self) -> int:
        """How many rows a window holds at least: those of the square root of the events."""
        events = np.unique(self.codes).size
        return int(np.ceil(self.p.size / np.sqrt(events)))


def monotone_limits(
    rows: CurveRows, points: Floats, level: float, *, joint: bool, seed: int | np.random.Generator
) -> tuple[Floats, Floats]:
    r"""
    Give limits of the curve at some points: lower ones by forecasts below, upper by those above.

    Where the true frequency f never falls as the forecast rises, the mean frequency of a window of
    forecasts up to the point is at most f there, and that of a window from the point on is at least
    f. So the lower limit of the first mean and the upper limit of the second one are limits of f,
    whatever its shape. Windows hold :math:`\sqrt K` of K events, and equal forecasts together;
    which they are does not depend on outcomes.

    Parameters
    ----------
    rows : CurveRows
        What was said and what happened.
    points : ndarray
        Where to give limits, ascending.
    level : float
        Nominal coverage, at each point or at all together.
    joint : bool
        Whether the level holds for all points together.
    seed : int or numpy.random.Generator
        Where the draws behind joint limits start.

    Returns
    -------
    lower, upper : ndarray
        0 below where nothing was said up to a point, 1 above where nothing was from it on.

    References
    ----------
    Dimitriadis, Dumbgen, Henzi, Puke & Ziegel (2023), Honest calibration assessment for binary
    outcome predictions, doi:10.1093/biomet/asac068 (limits from intervals of forecasts)

    Examples
    --------
    >>> rows = CurveRows(np.arange(1.0, 10) / 10, np.ones(9), np.ones(9), np.arange(9))
    >>> low, high = monotone_limits(rows, np.array([0.5]), 0.9, joint=False, seed=0)
    >>> low.round(3).tolist(), high.tolist()
    ([0.422], [1.0])
    """
    ends = np.searchsorted(rows.p, points, side="right")
    heads = np.searchsorted(rows.p, points, side="left")
    below = _window_start(rows, ends), ends
    above = heads, _window_end(rows, heads)
    if joint:
        level = _joint_level(rows, (below, above), level, seed)
    lower = np.zeros(points.size)
    upper = np.ones(points.size)
    some = below[1] > below[0]
    lower[some] = _window_limits(rows, below, level)[0]
    some = above[1] > above[0]
    upper[some] = _window_limits(rows, above, level)[1]
    return lower, upper


def _window_start(rows: CurveRows, ends: Codes) -> Codes:
    """Give the first row of each window that ends before a row; equal forecasts stay together."""
    start = np.maximum(ends - rows.width, 0)
    first = rows.p[np.minimum(start, rows.p.size - 1)]
    return np.where(ends > 0, np.searchsorted(rows.p, first, side="left"), 0)


def _window_end(rows: CurveRows, heads: Codes) -> Codes:
    """Give the row after the last one of each window that begins at a row."""
    last = np.minimum(heads + rows.width, rows.p.size) - 1
    end = np.searchsorted(rows.p, rows.p[last], side="right")
    return np.where(heads < rows.p.size, end, heads)


def _window_limits(
    rows: CurveRows, window: tuple[Codes, Codes], level: float
) -> tuple[Floats, Floats]:
    """Give limits of the mean frequency in each window that holds a row."""
    start, end = window
    size = end - start
    places = np.repeat(np.arange(size.size), size)
    first = np.repeat(start - np.cumsum(size) + size, size)
    at = first + np.arange(places.size)
    return bin_limits(rows.y[at], rows.weight[at], bins=places, codes=rows.codes[at], level=level)


def _joint_level(
    rows: CurveRows,
    windows: tuple[tuple[Codes, Codes], ...],
    level: float,
    seed: int | np.random.Generator,
) -> float:
    """Find the level of each point with which all hold at once."""
    points = windows[0][0].size
    if 2 * points * rows.p.size > _MOST:
        return 1 - (1 - level) / points
    place = np.arange(rows.p.size)[:, None]
    inside = np.concatenate([(place >= a) & (place < b) for a, b in windows], axis=1)
    weight = inside[:, inside.any(axis=0)] * rows.weight[:, None]
    sums = mean_sums(rows.y, (0.0, 1.0), rows.codes, weight / weight.sum(axis=0))
    return joint_level(sums, level, seed=seed)
