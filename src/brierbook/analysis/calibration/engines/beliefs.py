r"""Whether forecasts are calibrated, as a probability; and how bold they may be made.

Guthrie and Franck 2024, doi 10.1080/00031305.2024.2339266. Two methods give different answers:
with 868 hockey forecasts of that paper 0.99 by BIC and 0.76 by integration. Always name the method.
"""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import Tally, tally_sample
from brierbook.analysis.calibration.curve.kernel import COX, Kernel
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.pointwise import cells_by_combination
from brierbook.analysis.calibration.engines.grid import find_mode_by_fisher_scoring
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.logit_normal import expit
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
    from brierbook.analysis.calibration.curve.sample import CalibrationSample

__all__ = ["boldest", "p_calibrated"]

type EvidenceMethod = Literal["bic", "integral"]

FLAT = 1e4  # scale of a prior that has no say
FARTHEST = 50.0  # a curve (a, b) that only separated data ask for
SEPARATED = -1e-3  # log likelihood that only separated data reach
ANGLES, ROUNDS, HALVINGS = 181, 6, 60


@dataclass(frozen=True, slots=True)
class Boldness:
    """The boldest recalibration that is still calibrated with some probability.

    Attributes
    ----------
    bias, slope : float
        Log odds become bias + slope * log odds.
    spread : float
        Standard deviation of the recalibrated forecasts.
    p_calibrated : float
        Probability, by BIC, that the recalibrated forecasts are calibrated.
    """

    bias: float
    slope: float
    spread: float
    p_calibrated: float


def p_calibrated(
    posterior: "CalibrationPosterior", *, method: EvidenceMethod = "integral", prior: float = 0.5
) -> float:
    r"""Probability that forecasts are calibrated, q = p, rather than of the model's other curves.

    With :math:`\pi` the prior probability, :math:`\ell_c` the log likelihood of q = p, and k
    parameters,

    .. math:: P = \Big(1 + \frac{1 - \pi}{\pi} \frac{m}{e^{\ell_c}}\Big)^{-1}, \quad
              m = \int L \, d\text{prior} \;\text{(integral)}, \quad
              \ln m = \hat\ell - \tfrac{k}{2} \ln n \;\text{(bic)}

    Parameters
    ----------
    posterior : CalibrationPosterior
        Fitted by grid or quadrature for the integral; with a kernel and without groups for BIC.
    method : {"integral", "bic"}
        ``"bic"`` is that of Guthrie and Franck; n is the sum of the weights.
    prior : float
        Prior probability that the forecasts are calibrated, between 0 and 1.

    Returns
    -------
    float

    Raises
    ------
    ArgumentError
        If the method is unknown or cannot be used, or the prior not between 0 and 1.

    Examples
    --------
    >>> from brierbook.analysis import BayesianCalibrator
    >>> said, happened = [0.9, 0.8, 0.3, 0.1] * 10, [1, 1, 0, 0] * 5 + [1, 0, 1, 0] * 5
    >>> found = BayesianCalibrator().fit(said, happened).result_
    >>> 0 < p_calibrated(found) < 1
    True
    """
    if not 0 < prior < 1:
        raise ArgumentError("prior", f"{prior!r} is not between 0 and 1, ends excluded")
    calibrated = _log_likelihood_if_calibrated(posterior.sample)
    against = (
        _log_marginal_likelihood(posterior, method)
        - calibrated
        + math.log1p(-prior)
        - math.log(prior)
    )
    return 1 / (1 + math.exp(min(against, 700.0)))


def _log_marginal_likelihood(posterior: "CalibrationPosterior", method: EvidenceMethod) -> float:
    """Give the log of the integrated likelihood of the model, or what BIC takes for it."""
    if method == "integral":
        if posterior.log_evidence is None:
            raise ArgumentError("method", "'integral' needs the engine grid or quadrature")
        return posterior.log_evidence
    if method != "bic":
        raise ArgumentError("method", f"{method!r} is unknown; use 'integral' or 'bic'")
    if not isinstance(posterior.model, Kernel) or posterior.effects:
        raise ArgumentError("method", "'bic' needs a kernel without groups; use 'integral'")
    cells = tally_sample(posterior.sample)
    _, best = _fit_maximum_likelihood(posterior.model, cells)
    return best - 0.5 * len(posterior.model.terms) * math.log(float(cells.weight.sum()))


def _log_likelihood_if_calibrated(sample: "CalibrationSample") -> float:
    """Give the log likelihood if all forecasts deserve what they say."""
    _, cells = cells_by_combination(replace(sample, factors=()))
    return float(Likelihood(COX, cells).value(np.zeros((2, 1, 1)))[0, 0])


def _fit_maximum_likelihood(kernel: Kernel, cells: Tally) -> tuple[Floats, float]:
    """Give the parameters of maximum likelihood and the log likelihood there."""
    wide = Kernel(kernel.name, tuple(replace(term, scale=FLAT) for term in kernel.terms))
    likelihood = Likelihood(wide, cells)
    best, _ = find_mode_by_fisher_scoring(likelihood)
    return best, float(likelihood.value(best[:, None, None])[0, 0])


def boldest(
    posterior: "CalibrationPosterior", *, at_least: float = 0.95, prior: float = 0.5
) -> Boldness:
    r"""Find the recalibration with the most spread that is calibrated with some probability.

    Linear recalibrations in log odds are closed under composition: the recalibrated forecasts have
    the same maximum :math:`\hat\ell`, and their log likelihood is that of the curve (a, b). The
    constraint is therefore the contour

    .. math:: \ell(a, b) \ge \hat\ell - \ln n + \ln\frac{t}{1-t} + \ln\frac{1-\pi}{\pi},

    on which the largest standard deviation of :math:`\sigma(a + b x)` is sought, angle by angle.

    Parameters
    ----------
    posterior : CalibrationPosterior
        Fitted with the kernel ``"cox"`` and without groups.
    at_least : float
        The probability t, by BIC, that the recalibrated forecasts are calibrated.
    prior : float
        Prior probability of that.

    Raises
    ------
    ArgumentError
        If another model was fitted, outcomes are separated, or no recalibration is sure enough.

    Examples
    --------
    >>> from brierbook.analysis import BayesianCalibrator
    >>> said, happened = [0.9, 0.8, 0.3, 0.1] * 10, [1, 1, 0, 0] * 5 + [1, 0, 1, 0] * 5
    >>> found = BayesianCalibrator().fit(said, happened).result_
    >>> bold = boldest(found, at_least=0.5)
    >>> bold.spread > 0
    True
    """
    if posterior.model is not COX or posterior.effects:
        raise ArgumentError("kernel", "must be 'cox' without groups for a bold recalibration")
    cells = tally_sample(posterior.sample)
    theta, best = _fit_maximum_likelihood(COX, cells)
    centre = np.array([theta[0], math.exp(theta[1])])
    if best > SEPARATED or np.abs(centre).max() > FARTHEST or centre[1] < 1 / FARTHEST:
        raise ArgumentError("y", "is separated by p, or unrelated to it; no curve is the best")
    odds = math.log(at_least) - math.log1p(-at_least) + math.log1p(-prior) - math.log(prior)
    slack = math.log(float(cells.weight.sum())) - odds
    if slack < 0:
        problem = f"{at_least!r} is more than these data can give; the most is for the best curve"
        raise ArgumentError("at_least", problem)
    contour = Contour(cells, centre, best - slack)
    return contour.boldest(at_least)


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """The curves (a, b) around the likeliest whose log likelihood is ``level``."""

    cells: Tally
    centre: Floats
    level: float

    def boldest(self, at_least: float) -> Boldness:
        """Search the angles, ever closer around the best."""
        width, best = math.pi, 0.0
        for _ in range(ROUNDS):
            angles = best + np.linspace(-width, width, ANGLES)
            curves = self.at(angles)
            spread = np.where(curves[1] > 0, self.spread(curves), -1.0)
            best, width = float(angles[spread.argmax()]), width * 4 / ANGLES
        curve = self.at(np.array([best]))
        bias, slope = map(float, curve[:, 0])
        return Boldness(bias, slope, float(self.spread(curve)[0]), at_least)

    def at(self, angles: Floats) -> Floats:
        """Find the contour in each direction by halving; the likelihood falls along every ray."""
        ray = np.stack([np.cos(angles), np.sin(angles)])
        low, high = np.zeros(angles.size), np.full(angles.size, FARTHEST)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            inside = self.log_likelihood(self.centre[:, None] + middle * ray) >= self.level
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        found: Floats = self.centre[:, None] + low * ray
        return found

    def log_likelihood(self, curves: Floats) -> Floats:
        """Give the log likelihood of curves, of shape (2, curves)."""
        q, no = self.mixed(curves), self.mixed(-curves)
        misses = self.cells.weight - self.cells.hits
        found: Floats = np.log(q) @ self.cells.hits + np.log(no) @ misses
        return found

    def mixed(self, curves: Floats) -> Floats:
        """Give the probability of each cell under each curve."""
        eta = curves[0][:, None, None] + curves[1][:, None, None] * self.cells.x
        found: Floats = expit(eta) @ self.cells.share
        return found

    def spread(self, curves: Floats) -> Floats:
        """Give the standard deviation of the recalibrated forecasts."""
        q, weight = self.mixed(curves), self.cells.weight
        away = q - (q @ weight / weight.sum())[:, None]
        found: Floats = np.sqrt(away**2 @ weight / (weight.sum() - 1))
        return found
