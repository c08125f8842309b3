"""Murphy diagrams: the mean score of acting on a forecast, by the threshold of the action."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    refuse_first_bad,
)
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.bounded_mean import mean_sums
from brierbook.analysis.numeric.limits.bounded_sum import sum_limits
from brierbook.analysis.numeric.sample import BinarySample, binary_sample

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MurphyCurve", "murphy_curve"]

# Thresholds when the caller names none: every half percent.
_THRESHOLDS = 201
# Losses held at a time.
_BLOCK = 1 << 22


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
    events : int or None
        Number of events.
    """

    threshold: Floats
    score: Floats
    lower: Floats
    upper: Floats
    level: float
    n: int
    events: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each threshold."""
        import pandas as pd

        names = ("threshold", "score", "lower", "upper")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def murphy_curve(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    thresholds: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
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
    event : array_like, optional
        The event of each row. If given, each point has the limits of the mean score there, by
        the rule of :func:`brierbook.analysis.event_mean`; with fewer than two events they are NaN.
    level : float
        Nominal coverage of the limits, at each threshold by itself.

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
    refuse_resampling_options(level, 1, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    at = _check_thresholds(thresholds)
    # The number of thresholds up to a forecast: it acts at these, and not at the others.
    acts = np.searchsorted(at, pairs.p, side="right")
    score = _mean_elementary_scores(at, acts, pairs.y, pairs.weight)
    lower = upper = np.full(at.shape, np.nan)
    if pairs.events is not None and pairs.events.count >= FEWEST_EVENTS:
        lower, upper = _curve_limits(at, acts, pairs, level)
    return MurphyCurve(at, score, lower, upper, level, pairs.n, pairs.event_count)


def _curve_limits(
    at: Floats, acts: EventCodes, pairs: BinarySample, level: float
) -> tuple[Floats, Floats]:
    """Give limits at each threshold: a row costs nothing, or what its one mistake there does."""
    share, y = pairs.weight / pairs.weight.sum(), pairs.y[:, None]
    size, codes, ends = max(1, _BLOCK // pairs.n), pairs.units.codes, []
    for start in range(0, at.size, size):
        part = at[start : start + size]
        acting = np.arange(start, start + part.size) < acts[:, None]
        most = np.where(acting, 2 * part, 2 * (1 - part))
        cost = np.where(acting, 1 - y, y) * most
        shares = np.broadcast_to(share[:, None], most.shape)
        ends.append(sum_limits(mean_sums(cost, (np.zeros(most.shape), most), codes, shares), level))
    lower, upper = (np.concatenate(end) for end in zip(*ends, strict=True))
    return lower, upper


def _check_thresholds(thresholds: npt.ArrayLike | None) -> Floats:
    if thresholds is None:
        return np.linspace(0, 1, _THRESHOLDS)
    at = as_floats(thresholds, "thresholds").ravel()
    refuse_first_bad(at, (at >= 0) & (at <= 1), "thresholds", "is not between 0 and 1")
    rising = np.append(True, at[1:] > at[:-1])
    refuse_first_bad(at, rising, "thresholds", "is not above the one before it")
    return at


def _mean_elementary_scores(at: Floats, acts: EventCodes, y: Floats, w: Floats) -> Floats:
    """Weigh the false alarms and the misses at each threshold."""
    size = at.size + 1
    alarms = np.bincount(acts, w * (1 - y), size)
    misses = np.cumsum(np.bincount(acts, w * y, size))[:-1]
    false = np.cumsum(alarms[::-1])[::-1][1:]
    score: Floats = 2 * (at * false + (1 - at) * misses) / w.sum()
    return score
