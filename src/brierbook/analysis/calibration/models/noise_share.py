"""How much of one forecaster's Brier score is bias, and how much is noise (BIN, one group)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.models.information_value import (
    brier_contributions,
    expected_brier,
)
from brierbook.analysis.calibration.sampling.row_checks import as_probits
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate, tabulate_terms, withhold_limits
from brierbook.analysis.numeric.events import random_generator, refuse_resampling_options
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["NoiseShare", "fit_noise"]

TERMS = ("brier", "bias_cost", "noise_cost", "bias", "information", "noise")
# Newton steps of the probit regression, and how steep its line may be in standard deviations.
_STEPS, _STEEPEST = 25, 50.0


@dataclass(frozen=True, slots=True)
class NoiseShare:
    """What a Brier score would be without bias and without noise, under the BIN model.

    Attributes
    ----------
    brier : float
        Expected Brier score under the model.
    bias_cost, noise_cost : float
        How much of it bias and noise cost.
    outcome, bias, information, noise : float
        Parameters of the model, on the probit scale; information lies in [0, 1), noise is a
        variance of at least 0.
    n, events : int
        Number of rows and of events.
    estimates : dict of str to Estimate
        The terms with approximate limits, which carry no claim.
    """

    brier: float
    bias_cost: float
    noise_cost: float
    outcome: float
    bias: float
    information: float
    noise: float
    n: int
    events: int
    estimates: dict[str, Estimate]

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term."""
        return tabulate_terms(self, TERMS, self.estimates)


def fit_noise(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    clip: float | None = None,
    level: float = 0.9,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 200,
) -> NoiseShare:
    r"""
    Ask how much of a Brier score is bias and how much is noise (BIN model of one group).

    What decides an event is :math:`Z^* \sim N(\mu^*, 1)`, and :math:`y = 1[Z^* > 0]`. The
    forecaster sees a signal of mean :math:`\mu^* + \mu`, variance :math:`\gamma + \delta` and
    covariance :math:`\gamma` with :math:`Z^*`, and says
    :math:`p = \Phi(Z / \sqrt{1 - \gamma})`: :math:`\mu` is bias, :math:`\gamma` information,
    :math:`\delta` noise. With :math:`x = \Phi^{-1}(p)` four things are seen: the mean m and the
    variance V of x, and the intercept and the slope b of the probit regression of y on x. They
    name the four parameters one by one, without a second forecaster:

    .. math:: \rho = \frac{b \sqrt V}{\sqrt{1 + b^2 V}}, \quad
              \frac{\gamma}{\sqrt{1 - \gamma}} = \rho \sqrt V, \quad
              \delta = V (1 - \gamma) - \gamma, \quad
              \mu = m \sqrt{1 - \gamma} - \mu^*.

    These are the maximum likelihood estimates where they lie inside the model. A slope below 0 is
    taken as no information, and forecasts that vary less than their information allows (too timid
    ones) have a noise of 0. The costs of bias and noise are the mean change of the expected Brier
    score over both orders of taking them away (Shapley's value).

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, both present.
    p : array_like
        Forecast probabilities in (0, 1), not all equal.
    weight : array_like, optional
        Weights of at least 0, in any unit.
    event : array_like, optional
        The event of each row; without it every row is one.
    clip : float, optional
        Move probabilities into [clip, 1 - clip]; without it 0 and 1 are refused.
    level : float
        Nominal coverage of the limits, from a Bayesian bootstrap of the events.
    seed, n_resamples : int or Generator, int
        Its start and number of draws.

    Returns
    -------
    NoiseShare
        The model is normal on the probit scale; where forecasts are far from that, the expected
        Brier score differs from the mean of the scores, which is worth a look.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, all outcomes or all forecasts
        are equal.

    References
    ----------
    Satopaa, Salikhov, Tetlock and Mellers (2021), Bias, information, noise: the BIN model of
    forecasting, doi:10.1287/mnsc.2020.3882 (the model); Rubin (1981),
    doi:10.1214/aos/1176345338 (the bootstrap)

    Examples
    --------
    >>> found = fit_noise([1, 0, 1, 0, 1, 1, 0, 0], [0.9, 0.2, 0.6, 0.7, 0.8, 0.3, 0.4, 0.1])
    >>> 0 <= found.noise_cost < found.brier
    True
    """
    refuse_resampling_options(level, n_resamples, "n_resamples")
    sample = binary_sample(y, p, weight=weight, event=event)
    x, _ = as_probits(sample.p, clip)
    if sample.y.min() == sample.y.max():
        raise ArgumentError("y", f"is {sample.y[0]:.0f} in every row; both outcomes are needed")
    if x.min() == x.max():
        raise ArgumentError("p", "is the same in every row, which tells nothing of noise")
    terms = _measure_terms(sample.y, x, sample.weight / sample.weight.sum())
    rng = random_generator(seed)

    def draw() -> dict[str, float]:
        times = rng.standard_exponential(sample.units.count)[sample.units.codes]
        share = sample.weight * times
        return _measure_terms(sample.y, x, share / share.sum())

    estimates = _estimate_terms(terms, sample, draw, level, n_resamples)
    return NoiseShare(**terms, n=sample.n, events=sample.units.count, estimates=estimates)


def _measure_terms(y: Floats, x: Floats, share: Floats) -> dict[str, float]:
    """Give the parameters of the model and the costs of bias and noise."""
    mean = float(share @ x)
    spread = float(np.sqrt(share @ np.square(x - mean)))
    start, slope = _probit_line(y, (x - mean) / spread, share)
    rho = max(slope, 0.0) / np.hypot(1.0, slope)
    outcome = start / np.hypot(1.0, slope)
    pull = (rho * spread) ** 2
    information = float((np.sqrt(pull * pull + 4 * pull) - pull) / 2)
    noise = max(spread**2 * (1 - information) - information, 0.0)
    bias = mean * np.sqrt(1 - information) - outcome
    costs = -brier_contributions(outcome, [0.0, bias], [information] * 2, [0.0, noise])
    return {
        "brier": float(expected_brier(outcome, bias, information, noise)),
        "bias_cost": float(costs[0]),
        "noise_cost": float(costs[2]),
        "outcome": float(outcome),
        "bias": float(bias),
        "information": information,
        "noise": float(noise),
    }


def _probit_line(y: Floats, z: Floats, share: Floats) -> tuple[float, float]:
    """Fit a probit regression by Fisher's scoring; a line that parts the outcomes is cut."""
    from scipy.special import log_ndtr

    line, sign = np.zeros(2), 2 * y - 1
    design = np.stack([np.ones_like(z), z])
    for _ in range(_STEPS):
        eta = line @ design
        log_density = -0.5 * eta * eta - 0.5 * np.log(2 * np.pi)
        slope = sign * np.exp(log_density - log_ndtr(sign * eta))
        mass = np.exp(2 * log_density - log_ndtr(eta) - log_ndtr(-eta)) * share
        bend = (design * mass) @ design.T + 1e-12 * np.eye(2)
        step = np.linalg.solve(bend, design @ (share * slope))
        line = line + step * min(1.0, 2.0 / float(np.abs(step).max() + 1e-300))
        if np.abs(line).max() > _STEEPEST or float(np.abs(step).max()) < 1e-10:  # noqa: PLR2004
            break
    line = np.clip(line, -_STEEPEST, _STEEPEST)
    return float(line[0]), float(line[1])


def _estimate_terms(
    terms: dict[str, float],
    sample: BinarySample,
    draw: Callable[[], dict[str, float]],
    level: float,
    draws: int,
) -> dict[str, Estimate]:
    """Give each term the quantiles of its draws as limits, which are approximate."""
    drawn = [draw() for _ in range(draws)]
    tail, found = (1 - level) / 2, {}
    for name in TERMS:
        values = np.array([each[name] for each in drawn])
        low, high = (float(end) for end in np.quantile(values, [tail, 1 - tail]))
        low, high = min(low, terms[name]), max(high, terms[name])
        one = Estimate(terms[name], low, high, level, sample.n, sample.units.count, "approximate")
        found[name] = withhold_limits(one)
    return found
