r"""The dense grid: the exact posterior of at most three parameters, in milliseconds.

Fisher scoring finds the mode; the grid is mode + L z with L L' the inverse of the expected
information there and abs(z) at most 6. It is widened until nothing of note lies on
its edge. Draws are grid points with uniform jitter within their cell.
"""

import math
from dataclasses import dataclass

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import Tally
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.numeric.arguments import Booleans, Floats
from brierbook.errors import ArgumentError

__all__ = ["POINTS", "GridPosterior", "find_mode_by_fisher_scoring", "fit_grid"]

POINTS = {1: 401, 2: 81, 3: 41}  # along each axis, by the number of parameters
REACH = 6.0
EDGE = 1e-6  # the largest share of the density at the mode that may stand on the edge
WIDENINGS = 6  # up to 7.6 times as wide
STEPS, CLOSE = 100, 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class GridPosterior:
    """The posterior on a grid.

    Attributes
    ----------
    points : ndarray, shape (points, terms)
    mass : ndarray, shape (points,)
        The probability of each point; sums to 1.
    step : ndarray, shape (terms, terms)
        The edges of a cell, as columns.
    log_evidence : float
        Logarithm of the integral of likelihood times prior.
    """

    points: Floats
    mass: Floats
    step: Floats
    log_evidence: float

    def mean(self) -> Floats:
        """Give the mean of each parameter."""
        return self.mass @ self.points

    def sd(self) -> Floats:
        """Give the standard deviation of each parameter."""
        return np.sqrt(self.mass @ (self.points - self.mean()) ** 2)

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Draw parameters, of shape (draws, terms)."""
        chosen = np.searchsorted(np.cumsum(self.mass[:-1]), rng.random(draws), side="right")
        jitter = rng.random((draws, self.step.shape[1])) - 0.5
        return self.points[chosen] + jitter @ self.step.T


def fit_grid(kernel: Kernel, cells: Tally) -> GridPosterior:
    """Compute the posterior of a kernel without groups.

    Raises
    ------
    ArgumentError
        If the kernel has more than three parameters.
    """
    terms = len(kernel.terms)
    if terms not in POINTS:
        raise ArgumentError("kernel", f"has {terms} parameters; a grid takes 1, 2 or 3")
    likelihood = Likelihood(kernel, cells)
    mode, information = find_mode_by_fisher_scoring(likelihood)
    root = np.linalg.inv(np.linalg.cholesky(information)).T
    found, edge = _lay_grid(likelihood, mode, root)
    for widening in range(1, WIDENINGS):
        if edge < EDGE:
            break
        found, edge = _lay_grid(likelihood, mode, root * 1.5**widening)
    return found


def _lay_grid(likelihood: Likelihood, mode: Floats, root: Floats) -> tuple[GridPosterior, float]:
    """Lay a grid around the mode; tell how high the density stands at its edge."""
    terms = mode.size
    z, surface = _unit_ball_grid(terms)
    points = mode + z @ root.T
    log_density = likelihood.value(points.T[..., None])[:, 0] + _log_normal_prior(
        likelihood.kernel, points
    )
    peak = float(log_density.max())
    density = np.exp(log_density - peak)
    step = root * (2 * REACH / (POINTS[terms] - 1))
    total = float(density.sum())
    evidence = peak + math.log(total * abs(float(np.linalg.det(step))))
    found = GridPosterior(points, density / total, step, evidence)
    return found, float(density[surface].max())


def find_mode_by_fisher_scoring(likelihood: Likelihood) -> tuple[Floats, Floats]:
    """Climb to the mode by Fisher scoring with halved steps; give it and the information there."""
    kernel = likelihood.kernel
    precision = np.diag(kernel.scales**-2.0)
    mode = np.zeros(len(kernel.terms))
    information = precision
    for _ in range(STEPS):
        found = likelihood.slopes(mode[:, None, None])
        height = float(found.value[0, 0] + _log_normal_prior(kernel, mode))
        information = found.expected[..., 0, 0] + precision
        step = np.linalg.solve(information, found.gradient[:, 0, 0] - precision @ mode)
        if step @ information @ step < CLOSE:
            break
        mode = _halve_until_uphill(likelihood, mode, step, height)
    return mode, information


def _halve_until_uphill(
    likelihood: Likelihood, mode: Floats, step: Floats, height: float
) -> Floats:
    """Take the longest of the halved steps that does not lead down."""
    for halving in range(20):
        fresh = mode + step * 0.5**halving
        value = float(likelihood.value(fresh[:, None, None])[0, 0])
        if value + _log_normal_prior(likelihood.kernel, fresh) >= height:
            return fresh
    return mode


def _log_normal_prior(kernel: Kernel, theta: Floats) -> Floats:
    """Give the log density of the normal priors along the last axis."""
    scales = kernel.scales
    constant = np.log(scales).sum() + 0.5 * scales.size * np.log(2 * np.pi)
    total: Floats = -0.5 * ((theta / scales) ** 2).sum(axis=-1) - constant
    return total


def _unit_ball_grid(terms: int) -> tuple[Floats, Booleans]:
    """Give the points of a grid within a ball, and which of them stand at its surface."""
    line, step = np.linspace(-REACH, REACH, POINTS[terms], retstep=True)
    cube = np.stack(np.meshgrid(*[line] * terms, indexing="ij"), axis=-1).reshape(-1, terms)
    radius = np.sqrt((cube**2).sum(axis=1))
    inside = radius <= REACH
    return cube[inside], radius[inside] > REACH - step
