"""Tests of calibration: Spiegelhalter's, and the intercept and slope of Cox."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, Pairs, binary_pairs, refuse
from brierbook.analysis.clusters import Clusters, as_clusters, check_resampling
from brierbook.analysis.estimate import FEWEST_EVENTS, Estimate, critical_value
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CoxCalibration",
    "SpiegelhalterTest",
    "calibration_in_the_large",
    "cox_calibration",
    "spiegelhalter_test",
]

# Newton's method on a concave function of two parameters ends long before this, even where a step
# may change no logit by more than so much: the logit of the smallest double is -744.
_STEPS = 200
_FARTHEST = 20.0
_CLOSE = 1e-12
# Keeps the equations of a step solvable where every forecast is all but certain.
_RIDGE = 1e-300


@dataclass(frozen=True, slots=True)
class SpiegelhalterTest:
    """The statistic, standard normal if the forecasts are calibrated, and its two-sided p-value."""

    z: float
    p_value: float
    n: int
    clusters: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        return pd.DataFrame([[self.z, self.p_value, self.n]], columns=["z", "p_value", "n"])


@dataclass(frozen=True, slots=True)
class CoxCalibration:
    """Calibration intercept and slope, and the Wald test that they are 0 and 1.

    Attributes
    ----------
    intercept, slope : Estimate
        A slope below 1 says overconfident, above 1 underconfident.
    statistic, p_value : float
        Wald statistic of (0, 1) and its p-value: chi-squared with two degrees of freedom, or
        with events F with 2 and one less than the events (Hotelling's scaling).
    """

    intercept: Estimate
    slope: Estimate
    statistic: float
    p_value: float

    def to_frame(self) -> "pd.DataFrame":
        """One row for each parameter."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        frame = pd.concat([self.intercept.to_frame(), self.slope.to_frame()])
        return frame.set_axis(pd.Index(["intercept", "slope"], name="term"), axis="index")


def spiegelhalter_test(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
) -> SpiegelhalterTest:
    r"""
    Test whether the mean Brier score is what calibrated forecasts would get.

    .. math:: z = \frac{\sum w_i (y_i - p_i)(1 - 2p_i)}
              {\sqrt{\sum w_i^2 (1 - 2p_i)^2 p_i (1 - p_i)}}

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters, not how often it
        was seen: a weight makes no evidence.
    cluster : array_like, optional
        The event of each row. The variance is then the sum of the squares of the events' sums,
        whatever the dependence within events.

    Returns
    -------
    SpiegelhalterTest
        `z` above 0 means a score worse than calibrated forecasts would get on average; it is
        infinite if a forecast of 0 or 1 was wrong and no other row has variance.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or the statistic is 0/0: every
        forecast is 0.5, or 0 or 1 and right.

    References
    ----------
    .. [1] Spiegelhalter (1986), doi:10.1002/sim.4780050506

    Examples
    --------
    >>> round(spiegelhalter_test([1, 0, 1], [0.9, 0.2, 0.6]).z, 7)
    -0.7925939
    """
    pairs = binary_pairs(y, p, weight=weight)
    yy, pp, w = pairs.y.ravel(), pairs.p.ravel(), pairs.weight.ravel()
    events = None if cluster is None else as_clusters(cluster, pairs.y.shape)
    terms = w * (yy - pp) * (1 - 2 * pp)
    if events is None:
        variance = float((np.square(w * (1 - 2 * pp)) * pp * (1 - pp)).sum())
    else:
        variance = float(np.square(events.totals(terms)).sum())
    z = _ratio(float(terms.sum()), variance)
    p_value = 2 * NormalDist().cdf(-abs(z))
    return SpiegelhalterTest(z, p_value, yy.size, None if events is None else events.count)


def calibration_in_the_large(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Estimate:
    r"""
    Estimate by how much all forecasts are too low, in logits.

    The intercept of :math:`\mathrm{logit}\,P(y=1) = a + \mathrm{logit}\,p` by maximum
    likelihood: 0 if the forecasts are right on average, positive if they are too low.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities, above 0 and below 1; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters and make no
        evidence: with them the standard error is the sandwich.
    cluster : array_like, optional
        The event of each row; the standard error is then the sandwich over events and the
        limits use Student's t. With fewer than two events the limits are NaN.
    level : float, optional
        Confidence level of the limits.

    Returns
    -------
    Estimate
        The intercept with Wald limits, in logits.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a forecast is 0 or 1, or all
        outcomes are equal, when the likelihood has no maximum.

    References
    ----------
    .. [1] Cox (1958), doi:10.1093/biomet/45.3-4.562

    Examples
    --------
    >>> round(calibration_in_the_large([0, 1, 1, 1], [0.5, 0.5, 0.5, 0.5]).value, 4)
    1.0986
    """
    check_resampling(level, 1, "n_boot")
    pairs = binary_pairs(y, p, weight=weight)
    logit, events = _logits(pairs), _events(pairs, cluster)
    design = np.ones((logit.size, 1))
    centre, spread = _maximum(design, logit, pairs, events, plain=weight is None)
    return _wald(centre[0], spread[0, 0], level, logit.size, events)


def cox_calibration(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> CoxCalibration:
    r"""
    Estimate the calibration intercept and slope.

    :math:`\mathrm{logit}\,P(y=1) = a + b\,\mathrm{logit}\,p` by maximum likelihood;
    calibrated forecasts have a = 0 and b = 1.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities, above 0 and below 1; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters and make no
        evidence: with them the covariance is the sandwich.
    cluster : array_like, optional
        The event of each row; the covariance is then the sandwich over events and the limits
        use Student's t. With fewer than two events the limits are NaN.
    level : float, optional
        Confidence level of the limits.

    Returns
    -------
    CoxCalibration
        Intercept (in logits) and slope with Wald limits, and the joint test.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a forecast is 0 or 1, all
        forecasts or all outcomes are equal, or one forecast separates the outcomes: then the
        likelihood has no maximum.

    References
    ----------
    .. [1] Cox (1958), doi:10.1093/biomet/45.3-4.562
    .. [2] Albert and Anderson (1984), separation, doi:10.1093/biomet/71.1.1

    Examples
    --------
    >>> fit = cox_calibration([0, 1, 0, 1, 1, 0], [0.1, 0.1, 0.5, 0.5, 0.9, 0.9])
    >>> abs(fit.intercept.value) < 1e-9, abs(fit.slope.value) < 1e-9
    (True, True)
    """
    check_resampling(level, 1, "n_boot")
    pairs = binary_pairs(y, p, weight=weight)
    logit, events = _logits(pairs), _events(pairs, cluster)
    _refuse_separation(pairs, logit)
    design = np.column_stack([np.ones_like(logit), logit])
    centre, spread = _maximum(design, np.zeros_like(logit), pairs, events, plain=weight is None)
    intercept = _wald(centre[0], spread[0, 0], level, logit.size, events)
    slope = _wald(centre[1], spread[1, 1], level, logit.size, events)
    return CoxCalibration(intercept, slope, *_joint(centre - (0.0, 1.0), spread, events))


def _ratio(total: float, variance: float) -> float:
    if variance > 0:
        return total / float(np.sqrt(variance))
    if total == 0:
        raise ArgumentError("p", "is 0.5 or certain and right in every row; there is no variance")
    return float(np.copysign(np.inf, total))


def _events(pairs: Pairs, cluster: npt.ArrayLike | None) -> Clusters | None:
    return None if cluster is None else as_clusters(cluster, pairs.y.shape)


def _logits(pairs: Pairs) -> Floats:
    """Logits of forecasts strictly between 0 and 1, with both outcomes present."""
    p = pairs.p
    refuse(p, (p > 0) & (p < 1), "p", "has no finite logit; leave such rows out, or say so")
    seen = pairs.y[pairs.weight > 0]
    if seen.min() == seen.max():
        raise ArgumentError("y", f"is {seen[0]:.0f} in every row; the likelihood has no maximum")
    logit: Floats = (np.log(p) - np.log1p(-p)).ravel()
    return logit


def _refuse_separation(pairs: Pairs, logit: Floats) -> None:
    """Raise where no forecast of one outcome lies above one of the other, or below."""
    happened, held = pairs.y.ravel() == 1, pairs.weight.ravel() > 0
    high, low = logit[happened & held], logit[~happened & held]
    if high.max() == low.min() == high.min() == low.max():
        raise ArgumentError("p", "is the same in every row; there is no slope")
    if high.min() >= low.max() or low.min() >= high.max():
        raise ArgumentError("p", "separates the outcomes; the likelihood has no maximum")


def _maximum(
    design: Floats, offset: Floats, pairs: Pairs, events: Clusters | None, *, plain: bool
) -> tuple[Floats, Floats]:
    """Maximise the likelihood of a logistic regression: parameters and their covariance."""
    y, w = pairs.y.ravel(), pairs.weight.ravel() / pairs.weight.mean()
    beta = np.zeros(design.shape[1])
    best = _likelihood(design @ beta + offset, y, w)
    for _ in range(_STEPS):
        step = _newton(design, _expit(design @ beta + offset), y, w)
        beta, previous = beta + step, beta
        while (found := _likelihood(design @ beta + offset, y, w)) < best - _CLOSE * abs(best):
            beta = (beta + previous) / 2
        best = found
        if np.abs(beta - previous).max() <= _CLOSE * (1 + np.abs(beta).max()):
            break
    chance = _expit(design @ beta + offset)
    bread = np.linalg.inv(_information(design, chance, w))
    if plain and events is None:
        return beta, bread
    return beta, bread @ _meat(design * (w * (y - chance))[:, None], events) @ bread


def _newton(design: Floats, chance: Floats, y: Floats, w: Floats) -> Floats:
    """One step of Newton's method, shortened where it would change a logit too far."""
    information = _information(design, chance, w) + _RIDGE * np.eye(design.shape[1])
    step: Floats = np.linalg.solve(information, design.T @ (w * (y - chance)))
    return step / max(1.0, float(np.abs(design @ step).max()) / _FARTHEST)


def _expit(logit: Floats) -> Floats:
    chance: Floats = np.exp(-np.logaddexp(0.0, -logit))
    return chance


def _likelihood(logit: Floats, y: Floats, w: Floats) -> float:
    return -float(w @ np.logaddexp(0.0, np.where(y == 1, -logit, logit)))


def _information(design: Floats, chance: Floats, w: Floats) -> Floats:
    information: Floats = (design * (w * chance * (1 - chance))[:, None]).T @ design
    return information


def _meat(scores: Floats, events: Clusters | None) -> Floats:
    """Sum of squares of each event's score, with the small-sample factor."""
    if events is not None:
        scores = np.column_stack([events.totals(column) for column in scores.T])
    count = len(scores)
    meat: Floats = scores.T @ scores * (count / max(count - 1, 1))
    return meat


def _wald(
    centre: float, variance: float, level: float, n: int, events: Clusters | None
) -> Estimate:
    count = None if events is None else events.count
    half = critical_value(level, count) * float(np.sqrt(variance))
    return Estimate(float(centre), float(centre) - half, float(centre) + half, level, n, count)


def _joint(off: Floats, spread: Floats, events: Clusters | None) -> tuple[float, float]:
    """Wald statistic of both parameters and its p-value."""
    if events is None:
        statistic = float(off @ np.linalg.solve(spread, off))
        return statistic, float(np.exp(-statistic / 2))
    if events.count <= FEWEST_EVENTS:
        return float("nan"), float("nan")
    from scipy.special import fdtrc  # noqa: PLC0415 - needed for events only

    statistic = float(off @ np.linalg.solve(spread, off))
    scale = (events.count - 2) / (2 * (events.count - 1))
    return statistic, float(fdtrc(2, events.count - 2, statistic * scale))
