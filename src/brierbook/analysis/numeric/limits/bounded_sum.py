"""Limits of sums over events of which the range is known: the one rule behind all limits."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.limits.gamma_sums import positive_probability
from brierbook.errors import ArgumentError

__all__ = ["UNSEEN", "BoundedSums", "share_limits", "sum_limits", "tail_p_values"]

type Floats = npt.NDArray[np.float64]

# How much of one more event is taken to lie at the bound. The least that keeps the coverage of a
# share at .88 for every true share and 2 to 100 events; 1 is Clopper and Pearson's choice.
UNSEEN = 0.75
# Values that leave their range by less than this share of it do so by rounding.
_ROUNDING = 1e-9
# Sums that differ by less than this share of them differ by rounding.
_EQUAL = 1e-13
# With more events than this a Beta distribution with the moments of the ratio is as good: the
# limits differ by less than a hundredth of their distance.
_MANY_EVENTS = 20_000
# Secants tried before a bracket, and a last step after which the next would be of 1e-10 or so; it
# is shorter where the ratio varies by less than a tenth.
_SECANTS, _SHORT, _SPREAD = 5, 1e-6, 0.1
# Where the search for a limit ends, as a share of the range.
_CLOSE = 1e-10
# The normal deviate of a probability that is 0 in doubles.
_FAR = 38.0


@dataclass(frozen=True, eq=False)
class BoundedSums:
    """What each event adds to some sums, and the least and the most that it could have added.

    All three have the shape (events, columns). An event that says nothing of a column has the
    same least and most there.
    """

    value: Floats
    least: Floats
    most: Floats

    def __post_init__(self) -> None:
        """Refuse a value outside its range."""
        slack = _ROUNDING * (np.abs(self.least) + np.abs(self.most) + self.reach)
        good = (self.value >= self.least - slack) & (self.value <= self.most + slack)
        if not (good | ~np.isfinite(self.reach)).all():
            row, column = (int(i) for i in np.argwhere(~good)[0])
            at = self.value[row, column], self.least[row, column], self.most[row, column]
            problem = "adds {!r}, which is not from {!r} to {!r}; mend the bounds"
            raise ArgumentError("bounds", problem.format(*(float(x) for x in at)), (row,))

    @cached_property
    def reach(self) -> Floats:
        """How far apart the least and the most of each event are."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.most - self.least, dtype=np.float64)

    @cached_property
    def share(self) -> Floats:
        """Where in its range each value lies, from 0 to 1; 0 where it has no range."""
        reach, above = self.reach, self.value - self.least
        part: Floats = np.divide(above, reach, out=np.zeros_like(above), where=reach > 0)
        clipped: Floats = part.clip(0.0, 1.0)
        return clipped

    @cached_property
    def unseen(self) -> Floats:
        """What an unseen event could add: the mean range, each event counting by its own."""
        total, square = self.reach.sum(axis=0), np.square(self.reach).sum(axis=0)
        size: Floats = np.divide(square, total, out=np.zeros_like(total), where=total > 0)
        return size

    @cached_property
    def floor(self) -> Floats:
        """The least that each sum can be."""
        return np.asarray(self.least.sum(axis=0))

    def columns(self, which: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "BoundedSums":
        """Keep some columns."""
        return BoundedSums(self.value[:, which], self.least[:, which], self.most[:, which])

    def exceedance(self, point: Floats, side: float) -> Floats:
        """Probability that the share of the range lies above a point, with the unseen event.

        The unseen event lies at the least (``side`` 0) or at the most (1) of its range.
        """
        coefficient = self.reach * (self.share - point)
        return positive_probability(coefficient, self.unseen * (side - point), UNSEEN)


def sum_limits(sums: BoundedSums, level: float | Floats) -> tuple[Floats, Floats]:
    r"""
    Give limits of the expected sums, an exact weighted Bayesian bootstrap with an unseen event.

    Event i adds :math:`x_i`, known to lie in :math:`[l_i, u_i]`. With :math:`c_i = u_i - l_i`,
    :math:`z_i = (x_i - l_i) / c_i`, :math:`\bar c = \sum c^2 / \sum c` and independent
    :math:`E_i \sim Exp(1)`, :math:`G \sim Gamma(3/4, 1)`, the limits at level :math:`1 - 2 a` are

    .. math:: \sum l + \sum c \; Q_{1-a}\left[\frac{\sum c_i z_i E_i + \bar c G}
              {\sum c_i E_i + \bar c G}\right], \qquad
              \sum l + \sum c \; Q_a\left[\frac{\sum c_i z_i E_i}
              {\sum c_i E_i + \bar c G}\right].

    The quantiles are found by inversion of the transform, so that there is nothing random in
    them. Limits are continuous in the data and never leave the range of the sum; where every
    value lies at its least (most) the lower (upper) limit does too.

    Parameters
    ----------
    sums : BoundedSums
        Columns of sums, independent between events.
    level : float or ndarray of shape (columns,)
        Nominal coverage, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of shape (columns,)
        NaN where the range of an event is not finite.

    References
    ----------
    Rubin (1981), The Bayesian bootstrap, doi:10.1214/aos/1176345338; Gaffke (2005), Three test
    statistics for a nonparametric one-sided hypothesis on the mean of a nonnegative variable,
    Mathematical Methods of Statistics 14; Learned-Miller & Thomas (2020), arXiv:1905.06208

    Examples
    --------
    >>> values = np.array([[0.1], [0.3], [0.6]]) / 3
    >>> lower, upper = sum_limits(BoundedSums(values, values * 0, values * 0 + 1 / 3), 0.9)
    >>> lower.round(6).tolist(), upper.round(6).tolist()
    ([0.108648], [0.733935])
    """
    tail = np.broadcast_to((1 - np.asarray(level, dtype=np.float64)) / 2, sums.floor.shape)
    known = np.isfinite(sums.reach).all(axis=0)
    lower, upper = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    kept = sums.columns(known)
    total = kept.reach.sum(axis=0)
    value = kept.value.sum(axis=0)  # which rounding must not put outside
    lower[known] = np.minimum(kept.floor + total * _quantile(kept, 1 - tail[known], 0.0), value)
    upper[known] = np.maximum(kept.floor + total * _quantile(kept, tail[known], 1.0), value)
    return lower, upper


def _quantile(sums: BoundedSums, above: Floats, side: float) -> Floats:
    """Find the point that the share of the range exceeds with a given probability."""
    found = np.full(above.shape, side)
    # where all values lie at the bound of this side, so does the limit; else it is inside
    inside = ((sums.reach > 0) & (np.abs(sums.share - side) > _CLOSE)).any(axis=0)
    if inside.any():
        found[inside] = _solve(sums.columns(inside), above[inside], side)
    return found


def _solve(sums: BoundedSums, above: Floats, side: float) -> Floats:
    """Solve for the point by a few secants, and by a bracket where they have not got there.

    On the scale of normal deviates the probability is all but straight in the point.
    """
    from scipy.special import ndtri

    point, slope = _first_guess(sums, above, side)
    if len(sums.value) > _MANY_EVENTS:
        return point
    goal = ndtri(above)
    low, high = np.zeros(above.shape), np.ones(above.shape)
    before = off_before = np.full(above.shape, np.nan)
    late = np.ones(above.shape, dtype=bool)
    short = _SHORT * np.minimum(-1 / (_SPREAD * slope), 1.0)
    for _ in range(_SECANTS):
        off = _deviate(sums, point, side) - goal
        low, high = np.where(off > 0, point, low), np.where(off > 0, high, point)
        with np.errstate(invalid="ignore", divide="ignore"):
            secant = (off - off_before) / (point - before)
        slope = np.where(secant < 0, secant, slope)
        before, off_before, step = point, off, point - off / slope
        late = ~(np.abs(step - before) <= short)
        point = np.where(late & ~((step > low) & (step < high)), (low + high) / 2, step)
        if not late.any():
            break
    else:
        point[late] = _solve_between(sums.columns(late), goal[late], side, (low[late], high[late]))
    return point.clip(0.0, 1.0)


def _first_guess(sums: BoundedSums, above: Floats, side: float) -> tuple[Floats, Floats]:
    """Give the quantile of a Beta distribution with the moments of the ratio, and its slope."""
    from scipy.special import betaincinv

    reach, unseen = sums.reach, sums.unseen
    total = reach.sum(axis=0) + UNSEEN * unseen
    mean = ((reach * sums.share).sum(axis=0) + UNSEEN * unseen * side) / total
    square = np.square(reach * (sums.share - mean)).sum(axis=0)
    variance = (square + UNSEEN * np.square(unseen * (side - mean))) / total**2
    variance = np.maximum(variance, _CLOSE**2)
    size = np.maximum(mean * (1 - mean) / variance - 1, 0.1)
    one, other = (np.maximum(part * size, _CLOSE) for part in (mean, 1 - mean))
    guess = np.asarray(betaincinv(one, other, 1 - above), dtype=np.float64)
    return guess.clip(_CLOSE, 1 - _CLOSE), -1 / np.sqrt(variance)


def _deviate(sums: BoundedSums, point: Floats, side: float) -> Floats:
    """Give the normal deviate of the probability that the ratio exceeds a point."""
    from scipy.special import ndtri

    return np.asarray(ndtri(sums.exceedance(point, side)).clip(-_FAR, _FAR), dtype=np.float64)


def _solve_between(
    sums: BoundedSums, goal: Floats, side: float, ends: tuple[Floats, Floats]
) -> Floats:
    """Solve for the point between two ends."""
    from scipy.optimize.elementwise import find_root

    def off(point: Floats, *column: Floats) -> Floats:
        which = column[0].astype(np.intp)
        return _deviate(sums.columns(which), point, side) - goal[which]

    places = np.arange(goal.size, dtype=np.float64)
    found = find_root(
        off, ends, args=(places,), tolerances={"xatol": _CLOSE, "xrtol": 0, "fatol": _CLOSE}
    )
    return np.asarray(found.x, dtype=np.float64)


def tail_p_values(sums: BoundedSums, point: npt.ArrayLike = 0.0) -> tuple[Floats, Floats]:
    """Give how small a tail may be for its limit still to hold a value.

    The upper limit with tail a lies below the value exactly if a exceeds the first number that is
    given here, and the lower limit above it if a exceeds the second. They are one-sided p-values
    of "the expected sum is at least (at most) the value".

    Parameters
    ----------
    sums : BoundedSums
        Columns of sums.
    point : array_like
        The value, one for all columns or one for each.

    Returns
    -------
    below, above : ndarray of shape (columns,)
        NaN where the range of an event is not finite.

    Examples
    --------
    >>> gain = BoundedSums(np.full((4, 1), -0.25), np.full((4, 1), -0.25), np.full((4, 1), 0.75))
    >>> below, above = tail_p_values(gain)
    >>> below.round(4).tolist(), above.tolist()
    ([0.2273], [1.0])
    """
    known = np.isfinite(sums.reach).all(axis=0)
    below, above = np.full(known.shape, np.nan), np.full(known.shape, np.nan)
    value = np.broadcast_to(np.asarray(point, dtype=np.float64), known.shape)[known]
    below[known], above[known] = _known_p_values(sums.columns(known), value)
    return below, above


def _known_p_values(sums: BoundedSums, point: Floats) -> tuple[Floats, Floats]:
    """Give both p-values of sums whose range is finite."""
    total, size = sums.reach.sum(axis=0), np.abs(sums.least).sum(axis=0) + np.abs(point)
    off = np.where(np.abs(point - sums.floor) <= _EQUAL * size, 0.0, point - sums.floor)
    place = np.divide(off, total, out=np.zeros(off.shape), where=total > 0).clip(0.0, 1.0)
    below = np.where(off > total, 0.0, np.where(off < 0, 1.0, sums.exceedance(place, 1.0)))
    above = np.where(off < 0, 0.0, np.where(off > total, 1.0, 1 - sums.exceedance(place, 0.0)))
    topmost = ~((sums.reach > 0) & (sums.share < 1)).any(axis=0)
    below[topmost & (off == total)] = 1.0
    return below, above


def share_limits(
    successes: npt.ArrayLike, events: npt.ArrayLike, level: float = 0.9
) -> tuple[Floats, Floats]:
    r"""
    Give the limits of a share of events that count the same: the closed form of `sum_limits`.

    .. math:: Beta(s, K - s + 3/4)_{a}, \qquad Beta(s + 3/4, K - s)_{1-a}, \qquad a = (1-level)/2.

    With 1 in the place of 3/4 they would be those of Clopper and Pearson.

    Parameters
    ----------
    successes, events : array_like
        How many of how many; not necessarily whole, as where both are effective numbers.
    level : float
        Nominal coverage, between 0 and 1.

    Returns
    -------
    lower, upper : ndarray
        0 below where there is no success, 1 above where there is nothing else.

    References
    ----------
    Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404

    Examples
    --------
    >>> [round(float(end), 6) for end in share_limits(3, 10)]
    [0.089667, 0.593872]
    """
    from scipy.special import betaincinv

    s, k = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (successes, events)))
    tail, some, rest = (1 - level) / 2, s > 0, k - s > 0
    lower = np.where(some, betaincinv(np.where(some, s, 1), k - s + UNSEEN, tail), 0.0)
    upper = np.where(rest, betaincinv(s + UNSEEN, np.where(rest, k - s, 1), 1 - tail), 1.0)
    return lower, upper
