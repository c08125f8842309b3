"""Tests of calibration: Spiegelhalter's, and the intercept and slope of Cox."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
)
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS, Estimate
from brierbook.analysis.numeric.events import (
    Events,
    refuse_resampling_options,
)
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
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
    events: int | None

    def to_frame(self) -> "pd.DataFrame":
        """One row."""
        import pandas as pd

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
        import pandas as pd

        frame = pd.concat([self.intercept.to_frame(), self.slope.to_frame()])
        return frame.set_axis(pd.Index(["intercept", "slope"], name="term"), axis="index")


def spiegelhalter_test(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
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
    event : array_like, optional
        The event of each row. The variance is then the sum of the squares of the events' sums,
        whatever the dependence within events.

    Returns
    -------
    SpiegelhalterTest
        `z` above 0 means a score worse than calibrated forecasts would get on average; it is
        infinite if a forecast of 0 or 1 was wrong and no other row has variance. Without
        `event` its p-value is that of the normal distribution; with K events that of Student's
        t with K - 1 degrees of freedom for the mean of the events' sums, and
        :math:`t = z \sqrt{(K - 1) / (K - z^2)}`. One event tells nothing of their spread: z and
        the p-value are then NaN.

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
    pairs = binary_sample(y, p, weight=weight, event=event)
    yy, pp, w = pairs.y, pairs.p, pairs.weight
    events = pairs.events
    terms = w * (yy - pp) * (1 - 2 * pp)
    if events is None:
        variance = float((np.square(w * (1 - 2 * pp)) * pp * (1 - pp)).sum())
    else:
        variance = float(np.square(events.totals(terms)).sum())
    if events is not None and events.count < FEWEST_EVENTS:
        return SpiegelhalterTest(float("nan"), float("nan"), pairs.n, events.count)
    z = _standardized_ratio(float(terms.sum()), variance)
    p_value = _two_sided_p_value(z, pairs.event_count)
    return SpiegelhalterTest(z, p_value, pairs.n, pairs.event_count)


def calibration_in_the_large(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
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
    event : array_like, optional
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
    refuse_resampling_options(level, 1, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event)
    logit, events = _check_logits(pairs), pairs.events
    design = np.ones((logit.size, 1))
    centre, spread = _maximize_likelihood(design, logit, pairs, events, plain=not pairs.weighted)
    return _wald_estimate(centre[0], spread[0, 0], level, logit.size, events)


def cox_calibration(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
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
    event : array_like, optional
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
    refuse_resampling_options(level, 1, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event)
    logit, events = _check_logits(pairs), pairs.events
    _refuse_separation(pairs, logit)
    design = np.column_stack([np.ones_like(logit), logit])
    centre, spread = _maximize_likelihood(
        design, np.zeros_like(logit), pairs, events, plain=not pairs.weighted
    )
    intercept = _wald_estimate(centre[0], spread[0, 0], level, logit.size, events)
    slope = _wald_estimate(centre[1], spread[1, 1], level, logit.size, events)
    return CoxCalibration(intercept, slope, *_joint_wald_test(centre - (0.0, 1.0), spread, events))


def _two_sided_p_value(z: float, events: int | None) -> float:
    """Probability of a statistic at least as far from 0, by the normal law or by Student's."""
    if events is None:
        return 2 * NormalDist().cdf(-abs(z))
    from scipy.special import stdtr

    rest = events - z**2
    if rest <= 0:  # all events have the same sum, up to rounding
        return 0.0
    return 2 * float(stdtr(events - 1, -abs(z) * np.sqrt((events - 1) / rest)))


def _standardized_ratio(total: float, variance: float) -> float:
    if variance > 0:
        return total / float(np.sqrt(variance))
    if total == 0:
        raise ArgumentError("p", "is 0.5 or certain and right in every row; there is no variance")
    return float(np.copysign(np.inf, total))


def _check_logits(pairs: BinarySample) -> Floats:
    """Logits of forecasts strictly between 0 and 1, with both outcomes present."""
    p = pairs.p
    pairs.refuse(p, (p > 0) & (p < 1), "p", "has no finite logit; leave such rows out, or say so")
    if pairs.y.min() == pairs.y.max():
        raise ArgumentError("y", f"is {pairs.y[0]:.0f} in every row; the likelihood has no maximum")
    logit: Floats = (np.log(p) - np.log1p(-p)).ravel()
    return logit


def _refuse_separation(pairs: BinarySample, logit: Floats) -> None:
    """Raise where no forecast of one outcome lies above one of the other, or below."""
    happened = pairs.y == 1
    high, low = logit[happened], logit[~happened]
    if high.max() == low.min() == high.min() == low.max():
        raise ArgumentError("p", "is the same in every row; there is no slope")
    if high.min() >= low.max() or low.min() >= high.max():
        raise ArgumentError("p", "separates the outcomes; the likelihood has no maximum")


def _maximize_likelihood(
    design: Floats,
    offset: Floats,
    pairs: BinarySample,
    events: Events | None,
    *,
    plain: bool,
) -> tuple[Floats, Floats]:
    """Maximise the likelihood of a logistic regression: parameters and their covariance."""
    y, w = pairs.y, pairs.weight / pairs.weight.mean()
    beta = np.zeros(design.shape[1])
    best = _log_likelihood(design @ beta + offset, y, w)
    for _ in range(_STEPS):
        step = _newton_step(design, _plain_expit(design @ beta + offset), y, w)
        beta, previous = beta + step, beta
        while (found := _log_likelihood(design @ beta + offset, y, w)) < best - _CLOSE * abs(best):
            beta = (beta + previous) / 2
        best = found
        if np.abs(beta - previous).max() <= _CLOSE * (1 + np.abs(beta).max()):
            break
    chance = _plain_expit(design @ beta + offset)
    bread = np.linalg.inv(_fisher_information(design, chance, w))
    if plain and events is None:
        return beta, bread
    return beta, bread @ _sandwich_meat(design * (w * (y - chance))[:, None], events) @ bread


def _newton_step(design: Floats, chance: Floats, y: Floats, w: Floats) -> Floats:
    """One step of Newton's method, shortened where it would change a logit too far."""
    information = _fisher_information(design, chance, w) + _RIDGE * np.eye(design.shape[1])
    step: Floats = np.linalg.solve(information, design.T @ (w * (y - chance)))
    return step / max(1.0, float(np.abs(design @ step).max()) / _FARTHEST)


def _plain_expit(logit: Floats) -> Floats:
    chance: Floats = np.exp(-np.logaddexp(0.0, -logit))
    return chance


def _log_likelihood(logit: Floats, y: Floats, w: Floats) -> float:
    return -float(w @ np.logaddexp(0.0, np.where(y == 1, -logit, logit)))


def _fisher_information(design: Floats, chance: Floats, w: Floats) -> Floats:
    information: Floats = (design * (w * chance * (1 - chance))[:, None]).T @ design
    return information


def _sandwich_meat(scores: Floats, events: Events | None) -> Floats:
    """Sum of squares of each event's score, with the small-sample factor."""
    if events is not None:
        scores = np.column_stack([events.totals(column) for column in scores.T])
    count = len(scores)
    meat: Floats = scores.T @ scores * (count / max(count - 1, 1))
    return meat


def _wald_estimate(
    centre: float, variance: float, level: float, n: int, events: Events | None
) -> Estimate:
    """Give Wald limits: normal for rows, Student's with one less than the events."""
    count = n if events is None else events.count
    centre = float(centre)
    if events is not None and count < FEWEST_EVENTS:
        nothing = Estimate(centre, np.nan, np.nan, level, n, count, "approximate")
        return nothing.without_limits("one event")
    half = _critical_value(level, events) * float(np.sqrt(variance))
    return Estimate(centre, centre - half, centre + half, level, n, count, "approximate")


def _critical_value(level: float, events: Events | None) -> float:
    """Give the half-width of Wald limits in standard errors."""
    if events is None:
        return NormalDist().inv_cdf((1 + level) / 2)
    from scipy.special import stdtrit

    return float(stdtrit(events.count - 1, (1 + level) / 2))


def _joint_wald_test(off: Floats, spread: Floats, events: Events | None) -> tuple[float, float]:
    """Wald statistic of both parameters and its p-value."""
    if events is None:
        statistic = float(off @ np.linalg.solve(spread, off))
        return statistic, float(np.exp(-statistic / 2))
    if events.count <= FEWEST_EVENTS:
        return float("nan"), float("nan")
    from scipy.special import fdtrc

    statistic = float(off @ np.linalg.solve(spread, off))
    scale = (events.count - 2) / (2 * (events.count - 1))
    return statistic, float(fdtrc(2, events.count - 2, statistic * scale))
