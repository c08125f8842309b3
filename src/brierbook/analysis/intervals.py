"""How far a mean over events can be trusted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import above_zero, as_floats, refuse_gaps, refuse_weights
from brierbook.errors import ArgumentError

SAME = 1e-12


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate, its limits at a level, and how many independent events it rests on."""

    estimate: float
    lower: float
    upper: float
    level: float
    events: int

    def excludes(self, value: float) -> bool:
        """Whether a value lies outside the limits."""
        return not self.lower <= value <= self.upper


def event_mean(
    values: npt.ArrayLike,
    *,
    event: npt.ArrayLike,
    weight: npt.ArrayLike,
    level: float = 0.9,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Interval:
    r"""Mean over events, with Student's interval on the means of the events.

    With :math:`m_e` the weighted mean of the values of event :math:`e` and K events,

    .. math:: \bar m \pm t_{K-1,(1+level)/2} \, s / \sqrt K,

    where :math:`s` is the standard deviation of the :math:`m_e`. Rows of one event are one
    observation, however many there are. The interval is cut to ``bounds``, the range the mean can
    take. With one event, or with an infinite value, there is no spread to learn from and the limits
    are the bounds. Where several events have the same mean, :math:`s` is 0, which says no more than
    that other values are rare: with confidence :math:`level` their share is at most
    :math:`\pi = 1 - (1 - level)^{1/K}`, and the limits are where the mean would be if that share
    lay at a bound.

    Parameters
    ----------
    values : array_like, shape (n,)
        Any numbers, for instance scores.
    event : array_like, shape (n,)
        The event of each.
    weight : array_like, shape (n,)
        The weight of each within its event; positive.
    level : float
        Coverage of the interval, between 0 and 1.
    bounds : tuple of float
        The range of the mean.

    Returns
    -------
    Interval

    Raises
    ------
    ArgumentError
        If the shapes differ, a value or an event is missing, a weight is not above 0, or the level
        is not between 0 and 1.

    References
    ----------
    Donner & Klar 2000, Design and Analysis of Cluster Randomization Trials in Health Research,
    section 6.2 (analysis of cluster-level summaries). Clopper & Pearson 1934,
    doi:10.1093/biomet/26.4.404 (the largest share that is not seen in K events).

    Examples
    --------
    >>> event_mean([0.1, 0.3, 0.6], event=["a", "a", "b"], weight=[1, 1, 1]).estimate
    0.4
    """
    if not 0 < level < 1:
        raise ArgumentError("level", f"is {level}; it lies between 0 and 1")
    given, share = as_floats(values, "values"), as_floats(weight, "weight")
    refuse_gaps(None, values=given)
    refuse_weights(share, "weight")
    above_zero(share, "weight")
    means = means_by_event(given, np.asarray(event), share)
    if not np.isfinite(means).all():
        return Interval(float(means.mean()), *bounds, level, means.size)
    centre = float(means.mean())
    lower, upper = unseen_limits(means, level, bounds) if alike(means) else around(means, level)
    return Interval(centre, max(bounds[0], lower), min(bounds[1], upper), level, means.size)


def means_by_event(
    values: npt.NDArray[np.float64],
    event: npt.NDArray[np.generic],
    weight: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """Give the weighted mean of each event."""
    if not values.shape == event.shape == weight.shape:
        message = f"has shape {event.shape}; values have {values.shape}, weights {weight.shape}"
        raise ArgumentError("event", message)
    index = np.unique(event, return_inverse=True)[1]
    total: npt.NDArray[np.float64] = np.bincount(index, weight)
    return np.bincount(index, weight * values) / total


def alike(means: npt.NDArray[np.float64]) -> bool:
    """Say whether several means are the same, but for rounding."""
    return means.size > 1 and bool(np.ptp(means) <= SAME * max(1.0, abs(means[0])))


def unseen_limits(
    means: npt.NDArray[np.float64], level: float, bounds: tuple[float, float]
) -> tuple[float, float]:
    """Give the limits of a mean of which every event shows the same."""
    share, centre = 1 - (1 - level) ** (1 / means.size), float(means.mean())
    low, high = (centre + share * (bound - centre) for bound in bounds)
    return low, high


def around(means: npt.NDArray[np.float64], level: float) -> tuple[float, float]:
    """Give Student's limits; infinite for a single mean."""
    if means.size < 2:  # noqa: PLR2004  # one value has no spread
        return -np.inf, np.inf
    from scipy.special import stdtrit  # noqa: PLC0415  # heavy, and not needed to import this

    quantile = float(stdtrit(means.size - 1, (1 + level) / 2))
    centre, half = float(means.mean()), quantile * float(means.std(ddof=1) / np.sqrt(means.size))
    return centre - half, centre + half
