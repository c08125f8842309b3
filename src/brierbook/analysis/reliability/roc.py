"""How well forecasts tell what happens from what does not: the ROC curve and its area."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate, withhold_limits
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.pav import group_sample
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
from brierbook.analysis.reliability.auc_limits import auc_limits
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RocCurve", "refuse_one_class", "roc_auc", "roc_curve", "trapezoid_area"]


@dataclass(frozen=True, slots=True, eq=False)
class RocCurve:
    """Rates of hits and of false alarms when forecasts of at least `threshold` raise an alarm.

    ``threshold`` falls from infinity, where no alarm is raised, through the distinct forecasts.
    """

    threshold: Floats
    false_alarm_rate: Floats
    hit_rate: Floats

    def to_frame(self) -> "pd.DataFrame":
        """One row for each threshold."""
        import pandas as pd

        names = ("threshold", "false_alarm_rate", "hit_rate")
        return pd.DataFrame({name: getattr(self, name) for name in names})


def roc_curve(
    y: npt.ArrayLike, p: npt.ArrayLike, *, weight: npt.ArrayLike | None = None
) -> RocCurve:
    r"""
    Trace the rate of hits against the rate of false alarms over every threshold.

    .. math:: H(t) = P(p \ge t \mid y = 1), \quad F(t) = P(p \ge t \mid y = 0).

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.

    Returns
    -------
    RocCurve
        One point for each distinct forecast, and the origin first.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or all outcomes are equal.

    References
    ----------
    .. [1] Fawcett (2006), doi:10.1016/j.patrec.2005.10.010

    Examples
    --------
    >>> curve = roc_curve([0, 1, 0, 1], [0.2, 0.5, 0.5, 0.9])
    >>> curve.threshold.tolist()
    [inf, 0.9, 0.5, 0.2]
    >>> curve.hit_rate.tolist(), curve.false_alarm_rate.tolist()
    ([0.0, 0.5, 1.0, 1.0], [0.0, 0.0, 0.5, 1.0])
    """
    pairs = refuse_one_class(binary_sample(y, p, weight=weight, fractional=True))
    groups = group_sample(pairs)
    hits, misses = groups.weight * groups.mean, groups.weight * (1 - groups.mean)
    return RocCurve(
        np.append(np.inf, groups.p[::-1]), _cumulative_rate(misses), _cumulative_rate(hits)
    )


def roc_auc(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int | None = None,
) -> Estimate:
    r"""
    Measure how often what happened had the higher forecast (area under the ROC curve).

    .. math:: A = P(p_1 > p_0) + \tfrac12 P(p_1 = p_0)

    for a random pair of what happened and what did not; exact, ties included.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters and make no
        evidence: the limits do not take weight 2 for two rows.
    event : array_like, optional
        The event of each row; without it every row is one.
    level : float
        Nominal coverage of the limits.
    seed : int or Generator
        Where their draws start.
    n_resamples : int, optional
        Number of draws; by default the more, the fewer rows there are, from 2,000 to 20,000.

    Returns
    -------
    Estimate
        The area, from 0 to 1; 1/2 without any discrimination. The limits are those of
        :func:`brierbook.analysis.reliability.auc_limits.auc_limits`: events are weighted at
        random, with an unseen one of each kind at the worst and at the best place. They have a
        width also where the forecasts separate the outcomes.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or all outcomes are equal.

    References
    ----------
    .. [1] Hanley and McNeil (1982), doi:10.1148/radiology.143.1.7063747 (the area)
    .. [2] Gu, Ghosal and Roy (2008), doi:10.1002/sim.3366 (its Bayesian bootstrap)

    Examples
    --------
    >>> auc = roc_auc([1, 0, 1, 0, 1, 0, 1], [0.4, 0.2, 0.4, 0.7, 1, 0.2, 0])
    >>> round(auc.value, 7), auc.lower < 0.5 < auc.upper
    (0.5833333, True)
    """
    refuse_resampling_options(level, 1 if n_resamples is None else n_resamples, "n_resamples")
    pairs = refuse_one_class(binary_sample(y, p, weight=weight, event=event, fractional=True))
    groups = group_sample(pairs)
    hits = groups.weight * groups.mean
    value = trapezoid_area(hits, groups.weight - hits)
    low, high = auc_limits(
        pairs.weight * pairs.y,
        pairs.weight * (1 - pairs.y),
        place=np.searchsorted(groups.p, pairs.p),
        codes=pairs.units.codes,
        level=level,
        draws=n_resamples,
        seed=seed,
    )
    return withhold_limits(Estimate(value, low, high, level, pairs.n, pairs.units.count))


def refuse_one_class(pairs: BinarySample) -> BinarySample:
    """Refuse outcomes that are all equal."""
    if pairs.y.max() == 0 or pairs.y.min() == 1:
        raise ArgumentError("y", f"is {pairs.y[0]:.0f} in every row; both outcomes are needed")
    return pairs


def _cumulative_rate(weight: Floats) -> Floats:
    """Share of the weight at or above each forecast, from the highest, 0 first."""
    total = np.append(0.0, np.cumsum(weight[::-1]))
    rate: Floats = total / total[-1]
    return rate


def trapezoid_area(hits: Floats, misses: Floats) -> float:
    """Area under the curve from weights by ascending forecast; NaN with one class."""
    total = hits.sum() * misses.sum()
    if total == 0:
        return float("nan")
    return min(float(hits @ (np.cumsum(misses) - misses / 2)) / float(total), 1.0)
