"""Murphy diagrams: the mean score of acting on a forecast, by the threshold of the action."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, as_floats, binary_pairs, refuse
from brierbook.analysis.clusters import (
    Codes,
    as_clusters,
    check_resampling,
    limits,
    multiplicities,
)
from brierbook.analysis.estimate import FEWEST_EVENTS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MurphyCurve", "murphy_curve"]

# Thresholds when the caller names none: every half percent.
_THRESHOLDS = 201


@dataclass(frozen=True, slots=True, eq=False)
class MurphyCurve:
    """Mean elementary score by threshold, with limits if events were given.

    Attributes
    ----------
    threshold, score : ndarray
        The thresholds and the mean score at each.
    lower, upper : ndarray
        Limits at each threshold by itself; NaN if there are none.
    level : float
        Confidence level of the limits.
    n : int
        Number of forecasts.
    clusters : int or None
        Number of events.
    """

    threshold: Floats
    score: Floats
    lower: Floats
    upper: Floats
    level: float
    n: int
    clusters: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each threshold."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        names = ("threshold", "score", "lower", "upper")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def murphy_curve(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    thresholds: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_boot: int = 1000,
) -> MurphyCurve:
    r"""
    Average the elementary score at each threshold.

    .. math:: S_\theta(y, p) = 2\theta\,1[p \ge \theta, y = 0] + 2(1 - \theta)\,1[p < \theta, y = 1]

    is the loss of one who acts when told :math:`\theta` or more and for whom a false alarm
    costs :math:`2\theta` and a miss :math:`2(1 - \theta)`. Every proper score is a mixture of
    these; the Brier score is the area under the curve. Forecasts whose curve is nowhere above
    another's are better for every user.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    thresholds : array_like, optional
        Rising thresholds in [0, 1]; by default every half percent. The score is exact at each;
        between the distinct forecasts it is linear, and it may jump at them.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    cluster : array_like, optional
        The event of each row. If given, whole events are resampled for percentile limits; with
        fewer than two events they are NaN.
    level, seed, n_boot : float, int or Generator, int
        Confidence level, start and number of resamples.

    Returns
    -------
    MurphyCurve
        Mean scores from 0 to 2.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Ehm, Gneiting, Jordan and Kruger (2016), doi:10.1111/rssb.12154
    .. [2] Dimitriadis, Gneiting, Jordan and Vogel (2024), doi:10.1016/j.ijforecast.2023.09.007

    Examples
    --------
    >>> murphy_curve([0, 1], [0.3, 0.6], thresholds=[0.2, 0.5, 0.7]).score.round(6).tolist()
    [0.2, 0.0, 0.3]
    """
    check_resampling(level, n_boot, "n_boot")
    pairs = binary_pairs(y, p, weight=weight)
    at = _thresholds(thresholds)
    # The number of thresholds up to a forecast: it acts at these, and not at the others.
    acts = np.searchsorted(at, pairs.p.ravel(), side="right")
    yy, w = pairs.y.ravel(), pairs.weight.ravel()
    score = _mean_scores(at, acts, yy, w)
    none = np.full(at.shape, np.nan)
    if cluster is None:
        return MurphyCurve(at, score, none, none, level, yy.size, None)
    events = as_clusters(cluster, pairs.y.shape)
    if events.count < FEWEST_EVENTS:
        return MurphyCurve(at, score, none, none, level, yy.size, events.count)
    taken = (w * times[events.codes] for times in multiplicities(events.count, n_boot, seed))
    curves = [_mean_scores(at, acts, yy, each) for each in taken if each.any()]
    lower, upper = limits(np.array(curves).reshape(-1, at.size), level)
    return MurphyCurve(at, score, lower, upper, level, yy.size, events.count)


def _thresholds(thresholds: npt.ArrayLike | None) -> Floats:
    if thresholds is None:
        return np.linspace(0, 1, _THRESHOLDS)
    at = as_floats(thresholds, "thresholds").ravel()
    refuse(at, (at >= 0) & (at <= 1), "thresholds", "is not between 0 and 1")
    rising = np.append(True, at[1:] > at[:-1])
    refuse(at, rising, "thresholds", "is not above the one before it")
    return at


def _mean_scores(at: Floats, acts: Codes, y: Floats, w: Floats) -> Floats:
    """Weigh the false alarms and the misses at each threshold."""
    size = at.size + 1
    alarms = np.bincount(acts, w * (1 - y), size)
    misses = np.cumsum(np.bincount(acts, w * y, size))[:-1]
    false = np.cumsum(alarms[::-1])[::-1][1:]
    score: Floats = 2 * (at * false + (1 - at) * misses) / w.sum()
    return score
