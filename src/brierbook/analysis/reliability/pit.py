"""Whether values that should be uniform are: the distance of their distribution from the line."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats, check_count, refuse_large_table
from brierbook.analysis.numeric.events import Events, random_generator, refuse_resampling_options
from brierbook.analysis.numeric.sample import value_sample

__all__ = ["EcdfDifference", "count_rank_depth", "ecdf_difference"]

POINTS = 100
MOST_POINTS = 1_000_000
# draws of uniform numbers held at once
BLOCK = 2**21


@dataclass(frozen=True, slots=True, eq=False)
class EcdfDifference:
    """The empirical distribution less the uniform one, and where chance alone would leave it.

    Attributes
    ----------
    at : ndarray
        Where it is read off, in [0, 1].
    difference : ndarray
        Share of the values at or below, less `at`.
    lower, upper : ndarray
        Limits between which the whole curve stays with probability `level`.
    level : float
        That probability.
    n, events : int
        Numbers of values and of events.
    """

    at: Floats
    difference: Floats
    lower: Floats
    upper: Floats
    level: float
    n: int
    events: int

    @property
    def inside(self) -> bool:
        """Whether the whole curve lies between the limits."""
        slack = 1e-12
        return bool(
            (
                (self.lower - slack <= self.difference) & (self.difference <= self.upper + slack)
            ).all()
        )

    def to_frame(self) -> pd.DataFrame:
        """One row for each point."""
        names = ("at", "difference", "lower", "upper")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def ecdf_difference(
    u: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    n_resamples: int = 1000,
    seed: int = 0,
    points: int = POINTS,
) -> EcdfDifference:
    r"""Empirical distribution of PIT values less the uniform one, with a simultaneous band.

    .. math:: D(z) = \frac{1}{n} \sum_i 1[u_i \le z] - z

    The band comes from simulated uniform values: limits at each point by themselves, at the
    level at which a share ``level`` of whole simulated curves stays inside (Säilynoja, Bürkner
    and Vehtari 2022, section 2.2). Values of one event are simulated as one number, which is the
    most that they can depend on each other and makes the band wide rather than narrow.

    Parameters
    ----------
    u : array_like, shape (n,)
        Values in [0, 1].
    event : array_like, optional
        The event of each.
    level : float
        Probability that calibrated forecasts stay inside everywhere, between 0 and 1.
    n_resamples, seed : int
        Number of simulated curves, and where they start.
    points : int, optional
        Number of steps of the grid from 0 to 1.

    Returns
    -------
    EcdfDifference

    Raises
    ------
    ArgumentError
        If there is no value, one is outside [0, 1], or an option is outside its domain.

    References
    ----------
    Säilynoja, Bürkner & Vehtari (2022), doi:10.1007/s11222-022-10090-6

    Examples
    --------
    >>> found = ecdf_difference([0.1, 0.5, 0.9], points=2)
    >>> found.difference.round(4).tolist(), found.inside
    ([0.0, 0.1667, 0.0], True)
    """
    refuse_resampling_options(level, n_resamples, "n_resamples")
    sample = value_sample(u=u, event=event)
    values, events = sample["u"], sample.units
    sample.refuse(values, (values >= 0) & (values <= 1), "u", "is not between 0 and 1")
    at = np.linspace(0, 1, check_count(points, "points", most=MOST_POINTS) + 1)
    refuse_large_table(n_resamples, at.size, "n_resamples")
    draws = _simulate_distributions(events, at, n_resamples, random_generator(seed))
    lower, upper = simultaneous_limits(draws, level)
    return EcdfDifference(
        at,
        _empirical_distribution(values, at) - at,
        lower - at,
        upper - at,
        level,
        values.size,
        events.count,
    )


def _empirical_distribution(values: Floats, at: Floats) -> Floats:
    """Give the share of the values at or below each point."""
    return np.asarray(np.searchsorted(np.sort(values), at, side="right") / values.size)


def _simulate_distributions(
    events: Events, at: Floats, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw empirical distributions of uniform values, one row a draw."""
    size = events.totals(np.ones(events.codes.size))
    found = np.empty((draws, at.size))
    step = max(1, BLOCK // events.count)
    for start in range(0, draws, step):
        rows = found[start : start + step]
        place = np.ceil(rng.random((len(rows), events.count)) * (at.size - 1)).astype(np.intp)
        for row, one in zip(rows, place, strict=True):
            row[:] = np.cumsum(np.bincount(one, weights=size, minlength=at.size))
    found /= events.codes.size
    return found


def simultaneous_limits(draws: Floats, level: float) -> tuple[Floats, Floats]:
    """Find the narrowest limits, by ranks at each point, that hold a share of whole curves."""
    ordered = np.sort(draws, axis=0)
    depth = np.array(
        [count_rank_depth(column, row) for column, row in zip(ordered.T, draws.T, strict=True)]
    )
    # a curve stays within the limits of depth k exactly if its least depth is at least k
    least = np.sort(depth.min(axis=0))
    k = int(least[int(np.floor((1 - level) * len(draws) + 1e-9))])
    return ordered[k], ordered[len(draws) - 1 - k]


def count_rank_depth(column: Floats, values: Floats) -> npt.NDArray[np.intp]:
    """Count how many draws lie beyond each value on its nearer side, equals not counted."""
    lower = np.searchsorted(column, values, side="right") - 1
    upper = column.size - 1 - np.searchsorted(column, values, side="left")
    return np.minimum(lower, upper)
