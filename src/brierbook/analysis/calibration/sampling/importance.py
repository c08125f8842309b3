"""Importance sampling of smooth posteriors in a few dimensions, behind a gate.

The proposal is a multivariate t around the mode, moved three times to where the weighted draws lie,
and three times more if they are not sound.
The weights are Pareto-smoothed (Vehtari et al. 2024, arXiv:1507.02646), and whoever asks gets
draws only if they are sound; where not, NUTS is for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from brierbook.analysis.calibration.sampling.pareto import (
    effective_size,
    resample_systematically,
    smooth_weights,
)
from brierbook.analysis.calibration.sampling.problems import Problem, problem_of_weights
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes

__all__ = ["LogDensity", "WeightedPoints", "draw_weighted_points"]

type LogDensity = Callable[[Floats], Floats]

FREEDOM = 6.0  # degrees of freedom of the proposal: tails heavier than those of a posterior
MOVES = 3
STEP = 1e-3  # SciPy's own step, 1.5e-8, loses itself in the rounding of sums over many events
BLOCK = 500
LEAST_POINTS, HALVINGS = 10, 12  # draws for each dimension of a covariance
JITTER = 1e-9
FLAT = 0.1  # a curvature that stands for a spread of 3


@dataclass(frozen=True, slots=True, eq=False)
class WeightedPoints:
    """Points, the log density there, their weights (of sum 1), and the Pareto shape of these."""

    points: Floats
    log_density: Floats
    weight: Floats
    pareto_k: float

    @property
    def ess(self) -> float:
        """How many even draws the weights are worth."""
        return effective_size(self.weight)

    @property
    def doubt(self) -> Problem | None:
        """What keeps the weights from standing for the posterior."""
        return problem_of_weights(self.weight, self.pareto_k, self.ess)

    @property
    def trusted(self) -> bool:
        """Whether the weights may stand for the posterior."""
        return self.doubt is None

    def draw(self, draws: int, rng: np.random.Generator) -> EventCodes:
        """Choose points with their weights."""
        return resample_systematically(self.weight, draws, rng)


def draw_weighted_points(
    log_density: LogDensity, start: Floats, *, draws: int, seed: int
) -> WeightedPoints:
    """Draw and weigh points of a density known up to a constant.

    Parameters
    ----------
    log_density : callable
        Gives the logarithm for points of shape (n, d), as shape (n,).
    start : ndarray, shape (d,)
        Where the search of the mode begins.
    draws : int
        Number of points.
    seed : int
        Start of the random numbers.
    """
    rng = np.random.default_rng(seed)
    centre, spread = _laplace_approximation(log_density, start)
    for _ in range(MOVES):
        centre, spread = _weighted_moments(
            _propose_points(log_density, centre, spread, draws // 2, rng), spread
        )
    found = _propose_points(log_density, centre, spread, draws, rng)
    for _ in range(MOVES):
        if found.trusted:
            break
        found = _propose_points(log_density, *_weighted_moments(found, spread), draws, rng)
    return found


def _laplace_approximation(log_density: LogDensity, start: Floats) -> tuple[Floats, Floats]:
    """Find the mode, and the covariance that the curvature there stands for."""
    from scipy.optimize import minimize

    found = minimize(
        _objective_with_gradient(log_density),
        start,
        jac=True,
        method="BFGS",
        options={"gtol": 1e-4},
    )
    mode = found.x if np.isfinite(found.x).all() else start
    curvature = -central_hessian(log_density, mode)
    if not np.isfinite(curvature).all():
        return mode, np.eye(mode.size)  # the moves find the spread, or the gate stays shut
    values, axes = np.linalg.eigh(curvature)
    # a direction in which the density hardly falls gets a width of the prior's order, 1
    variance = 1 / np.where(values > FLAT, values, 1.0)
    return mode, np.asarray((axes * variance) @ axes.T)


def _objective_with_gradient(log_density: LogDensity) -> Callable[[Floats], tuple[float, Floats]]:
    """Give what is to be made small, and its slope."""
    return lambda x: (-float(log_density(x[np.newaxis])[0]), -central_gradient(log_density, x))


def central_gradient(log_density: LogDensity, x: Floats) -> Floats:
    """Differentiate by central differences."""
    steps = STEP * np.eye(x.size)
    values = log_density(np.concatenate([x + steps, x - steps]))
    return (values[: x.size] - values[x.size :]) / (2 * STEP)


def central_hessian(log_density: LogDensity, x: Floats) -> Floats:
    """Differentiate twice by central differences."""
    steps = 10 * STEP * np.eye(x.size)
    signs = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    corners = [x + a * steps[:, np.newaxis] + b * steps[np.newaxis] for a, b in signs]
    values = [log_density(each.reshape(-1, x.size)).reshape(x.size, x.size) for each in corners]
    return (values[0] - values[1] - values[2] + values[3]) / (4 * (10 * STEP) ** 2)


def _propose_points(
    log_density: LogDensity, centre: Floats, spread: Floats, draws: int, rng: np.random.Generator
) -> WeightedPoints:
    """Draw from the t distribution and weigh."""
    root = np.linalg.cholesky(spread)
    normal = rng.standard_normal((draws, centre.size))
    scale = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, draws))
    z = normal * scale[:, np.newaxis]
    log_t = -(FREEDOM + centre.size) / 2 * np.log1p(np.square(z).sum(axis=1) / FREEDOM)
    points = centre + z @ root.T
    blocks = (log_density(points[at : at + BLOCK]) for at in range(0, draws, BLOCK))
    return _smooth_proposal_weights(points, np.concatenate([*blocks]), log_t)


def _smooth_proposal_weights(
    points: Floats, log_density: Floats, log_proposed: Floats
) -> WeightedPoints:
    """Smooth the largest weights; what is not finite has weight 0."""
    log_ratio = log_density - log_proposed
    finite = np.where(np.isfinite(log_ratio), log_ratio, -np.inf)
    if np.isneginf(finite).all():  # nothing to weigh
        return WeightedPoints(points, log_density, np.full(finite.size, np.nan), np.inf)
    return WeightedPoints(points, log_density, *smooth_weights(finite))


def _weighted_moments(draws: WeightedPoints, spread: Floats) -> tuple[Floats, Floats]:
    """Take mean and covariance of the weighted draws; nothing finite leaves all as it was."""
    if not np.isfinite(draws.weight).all():
        return draws.points.mean(axis=0), spread
    weight = _temper_weights(draws.weight, LEAST_POINTS * spread.shape[0])
    centre = weight @ draws.points
    away = draws.points - centre
    covariance = (away * weight[:, np.newaxis]).T @ away
    return centre, np.asarray(covariance + np.diag(JITTER * np.diag(covariance)))


def _temper_weights(weight: Floats, least: float) -> Floats:
    """Even the weights out until they are worth enough draws to tell a covariance."""
    even = weight
    for _ in range(HALVINGS):
        if np.square(even).sum() * least <= 1:
            break
        even = np.sqrt(even) / np.sqrt(even).sum()
    return even
