r"""One grouping factor: quadrature inside, importance sampling outside, and a gate.

    theta_g = mu + D e_g,   mu_t ~ N(0, scale_t),   D_t ~ HN(scale_t),   e_g ~ N(0, 1)

The effects of each group are integrated by adaptive quadrature; what remains are mu and D. They are
worked with in coordinates in which their prior is standard normal, so that a posterior which the
data hardly move is normal too: on the logarithm of a spread it would have a long tail towards 0.
Newton's method finds the mode; draws come from a t distribution with the curvature there and, one
in ten, from a wider one, for the tails. The weights are Pareto-smoothed.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import Tally
from brierbook.analysis.calibration.curve.group_integrals import Expansion, Integrals, Modes
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.likelihood import BLOCK, Likelihood
from brierbook.analysis.calibration.sampling.pareto import (
    effective_size,
    resample_systematically,
    smooth_weights,
)
from brierbook.analysis.calibration.sampling.problems import Problem, problem_of_weights
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes

__all__ = ["Hierarchy", "NestedPosterior", "fit_nested"]

# Nodes in each direction by the rows of a group: with few rows one-point Laplace is off.
ORDERS = ((500.0, 1), (100.0, 3), (0.0, 7))
FREEDOM = 6  # degrees of freedom of the proposal
DEFENSIVE, WIDER = 0.1, 2.5  # share of proposals that are so much wider
FARTHEST = 12.0  # prior standard deviations, beyond which 1e-32 of the prior lies
APART = 0.05  # between the points of finite differences, in prior standard deviations
STEPS, CLOSE = 25, 1e-3
FLATTEST = 0.5  # least curvature of the proposal; the prior has 1
ROUNDS, LEANING = 3, 10.0
COMFORT = 0.6  # share of effective draws that makes another round needless


type Expansions = tuple[Expansion, ...]


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """A kernel whose coefficients, or whose intercept alone, vary between the groups of a tally."""

    kernel: Kernel
    tally: Tally
    whole: bool = True

    @property
    def terms(self) -> int:
        """How many coefficients there are."""
        return len(self.kernel.terms)

    @property
    def varying(self) -> tuple[int, ...]:
        """The terms whose coefficients vary."""
        return self.kernel.varying(whole=self.whole)

    @property
    def size(self) -> int:
        """How many numbers all groups share."""
        return self.terms + len(self.varying)

    @cached_property
    def parts(self) -> tuple[Integrals, ...]:
        """The groups by how many nodes they need."""
        rows = self.tally.by_group(self.tally.rows)
        worded = self.tally.share.size > 1
        bounds = [math.inf, *(least for least, _ in ORDERS)]
        chosen = [
            (np.flatnonzero((rows >= low) & (rows < high)), order)
            for high, (low, order) in zip(bounds, ORDERS, strict=False)
        ]
        if worded:
            chosen = [(np.arange(rows.size), ORDERS[-1][1])]
        return tuple(
            Integrals(
                groups,
                Likelihood(self.kernel, self.tally.of_groups(groups)),
                self.varying,
                order,
            )
            for groups, order in chosen
            if groups.size
        )

    def shared(self, coordinates: Floats) -> tuple[Floats, Floats]:
        """Turn coordinates (points, size) into means (terms, points) and spreads."""
        scales = self.kernel.scales[:, None]
        mean = scales * coordinates.T[: self.terms]
        return mean, scales[list(self.varying)] * normal_to_half_normal(coordinates.T[self.terms :])

    @cached_property
    def block(self) -> int:
        """How many points to take at once."""
        return max(1, BLOCK // self.tally.x.size)

    def first(self) -> Expansions:
        """Expand the log likelihoods at the mean of the prior, where nothing better is known."""
        return tuple(
            part.expansion(np.zeros((self.terms, 1, part.likelihood.tally.groups)))
            for part in self.parts
        )

    def modes(self, coordinates: Floats, known: Expansions) -> list[Modes]:
        """Climb to the modes of the effects of all groups."""
        mean, spread = self.shared(coordinates)
        pairs = zip(self.parts, known, strict=True)
        return [part.modes(mean, spread, expansion) for part, expansion in pairs]

    def around(self, point: Floats, known: Expansions) -> Expansions:
        """Expand the log likelihoods at the modes that belong to a point."""
        mean, spread = self.shared(point[None])
        pairs = zip(self.parts, self.modes(point[None], known), strict=True)
        return tuple(
            part.expansion(part.place(mean, spread, found.effect)) for part, found in pairs
        )

    def log_density(self, coordinates: Floats, known: Expansions) -> Floats:
        """Give the log of prior times integrated likelihood at points of shape (points, size)."""
        found = np.full(len(coordinates), -np.inf)
        near = np.flatnonzero((np.abs(coordinates) <= FARTHEST).all(axis=1))
        for at in range(0, near.size, self.block):
            rows = near[at : at + self.block]
            found[rows] = self.log_density_of(coordinates[rows], known)
        return found

    def log_density_of(self, coordinates: Floats, known: Expansions) -> Floats:
        """Give it for a block of points."""
        mean, spread = self.shared(coordinates)
        total: Floats = log_standard_normal(coordinates)
        for part, expansion in zip(self.parts, known, strict=True):
            modes = part.modes(mean, spread, expansion)
            total = total + part.log_integrals(mean, spread, modes).sum(axis=1)
        return total

    def draw_effects(self, coordinates: Floats, rng: np.random.Generator) -> Floats:
        """Draw standardised effects given coordinates, of shape (effects, points, groups)."""
        known = self.around(np.median(coordinates, axis=0), self.first())
        found = np.empty((len(self.varying), len(coordinates), self.tally.groups))
        for at in range(0, len(coordinates), self.block):
            mean, spread = self.shared(coordinates[at : at + self.block])
            for part, expansion in zip(self.parts, known, strict=True):
                drawn = part.draw(mean, spread, expansion, rng)
                found[:, at : at + self.block, part.groups] = drawn
        return found


@dataclass(frozen=True, slots=True, eq=False)
class NestedPosterior:
    """Weighted draws of what all groups share.

    Attributes
    ----------
    coordinates : ndarray, shape (draws, size)
        Standardised means and spreads.
    weight : ndarray, shape (draws,)
        Smoothed importance weights; they sum to 1.
    k : float
        Pareto shape of the weights.
    ess : float
        Effective number of draws.
    log_evidence : float
        Logarithm of the integral of likelihood times prior.
    log_density : ndarray, shape (draws,)
        Log of prior times likelihood, in these coordinates.
    """

    coordinates: Floats
    weight: Floats
    k: float
    ess: float
    log_evidence: float
    log_density: Floats

    @property
    def doubt(self) -> Problem | None:
        """What keeps the gate shut."""
        return problem_of_weights(self.weight, self.k, self.ess)

    @property
    def trusted(self) -> bool:
        """Whether all is finite, k below 0.7, and a quarter of the draws effective."""
        return self.doubt is None

    @property
    def comfortable(self) -> bool:
        """Whether another round would hardly be better."""
        return self.trusted and self.ess >= COMFORT * self.weight.size

    def draw(self, draws: int, rng: np.random.Generator) -> EventCodes:
        """Choose draws with their weights."""
        return resample_systematically(self.weight, draws, rng)


def fit_nested(
    hierarchy: Hierarchy, *, draws: int = 1000, rng: np.random.Generator
) -> NestedPosterior:
    """Draw from the posterior; proposals that fit badly are moved to their own weighted draws."""
    mode, precision = find_hierarchy_mode(hierarchy)
    centre, root = mode, np.linalg.inv(np.linalg.cholesky(precision)).T
    known = hierarchy.around(mode, hierarchy.first())
    best = found = _draw_importance_sample(hierarchy, centre, root, draws, known, rng)
    for _ in range(ROUNDS - 1):
        if best.comfortable or not math.isfinite(found.log_evidence):
            break
        centre, root = _weighted_mean_and_root(found, root)
        found = _draw_importance_sample(hierarchy, centre, root, draws, known, rng)
        best = max(best, found, key=lambda each: (each.trusted, each.ess))
    return best


def _weighted_mean_and_root(found: NestedPosterior, before: Floats) -> tuple[Floats, Floats]:
    """Give the mean and a root of the covariance of weighted draws.

    Where few draws are effective, the covariance leans on what it was before.
    """
    centre = found.weight @ found.coordinates
    away = found.coordinates - centre
    covariance = (found.weight[:, None] * away).T @ away
    mixed = (found.ess * covariance + LEANING * before @ before.T) / (found.ess + LEANING)
    return centre, np.linalg.cholesky(mixed)


def _draw_importance_sample(
    hierarchy: Hierarchy,
    centre: Floats,
    root: Floats,
    draws: int,
    known: Expansions,
    rng: np.random.Generator,
) -> NestedPosterior:
    """Draw from the proposal and weigh the draws."""
    size = centre.size
    stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, size=(draws, 1)))
    stretch[: int(DEFENSIVE * draws)] *= WIDER
    coordinates = centre + (rng.standard_normal((draws, size)) * stretch) @ root.T
    proposed = np.logaddexp(
        math.log1p(-DEFENSIVE) + log_multivariate_t(coordinates, centre, root),
        math.log(DEFENSIVE) + log_multivariate_t(coordinates, centre, WIDER * root),
    )
    density = hierarchy.log_density(coordinates, known)
    log_ratio = density - proposed
    if np.isnan(log_ratio).any() or not np.isfinite(log_ratio.max()):
        unknown = np.full(draws, np.nan)
        return NestedPosterior(coordinates, unknown, math.inf, 0.0, math.nan, density)
    weight, k = smooth_weights(log_ratio)
    peak = float(log_ratio.max())
    evidence = peak + math.log(float(np.exp(log_ratio - peak).mean()))
    return NestedPosterior(coordinates, weight, k, effective_size(weight), evidence, density)


def find_hierarchy_mode(hierarchy: Hierarchy) -> tuple[Floats, Floats]:
    """Climb to the mode by Newton's method on finite differences; give it and the curvature.

    The mode need not be exact: the importance weights make good for what is missing.
    """
    mode, known = np.zeros(hierarchy.size), hierarchy.first()
    precision = np.eye(hierarchy.size)
    for _ in range(STEPS):
        known = hierarchy.around(mode, known)
        height, gradient, curvature = _central_differences(hierarchy, mode, known)
        precision = _replace_flat_curvatures(-curvature)
        step = np.linalg.solve(precision, gradient)
        if gradient @ step < CLOSE:
            break
        trials = mode + step * 0.4 ** np.arange(5)[:, None]
        values = hierarchy.log_density(trials, known)
        best = int(np.nanargmax(values))
        if not values[best] > height:
            break
        mode = trials[best]
    return mode, precision


def _replace_flat_curvatures(precision: Floats) -> Floats:
    """Replace curvatures that are negative or too flat."""
    values, vectors = np.linalg.eigh(precision)
    found: Floats = (vectors * np.maximum(np.abs(values), FLATTEST)) @ vectors.T
    return found


def _central_differences(
    hierarchy: Hierarchy, mode: Floats, known: Expansions
) -> tuple[float, Floats, Floats]:
    """Give value, gradient and second derivatives by central differences."""
    size = mode.size
    unit = APART * np.eye(size)
    pairs = [(i, j) for i in range(size) for j in range(i)]
    both = np.array([unit[i] + unit[j] for i, j in pairs]).reshape(-1, size)
    points = mode + np.concatenate([np.zeros((1, size)), unit, -unit, both, -both])
    value = hierarchy.log_density(points, known)
    centre, up, down = value[0], value[1 : size + 1], value[size + 1 : 2 * size + 1]
    cross = value[2 * size + 1 :].reshape(2, -1).sum(axis=0)
    curvature = np.diag((up - 2 * centre + down) / APART**2)
    for (i, j), total in zip(pairs, cross, strict=True):
        mixed = total - up[i] - up[j] - down[i] - down[j] + 2 * centre
        curvature[i, j] = curvature[j, i] = mixed / (2 * APART**2)
    return float(centre), (up - down) / (2 * APART), curvature


def normal_to_half_normal(z: Floats) -> Floats:
    """Turn a standard normal variable into a half-normal one of scale 1 by their quantiles."""
    from scipy.special import ndtr, ndtri  # heavy, for groups only

    found: Floats = np.maximum(-ndtri(ndtr(-z) / 2), np.finfo(np.float64).eps)
    return found


def log_standard_normal(z: Floats) -> Floats:
    """Give the log density of independent standard normals along the last axis."""
    total: Floats = -0.5 * ((z**2).sum(axis=-1) + z.shape[-1] * math.log(2 * math.pi))
    return total


def log_multivariate_t(points: Floats, centre: Floats, root: Floats) -> Floats:
    """Give the log density of the multivariate t with the covariance factor given."""
    size = centre.size
    away = np.linalg.solve(root, (points - centre).T)
    distance = (away**2).sum(axis=0)
    constant = (
        math.lgamma((FREEDOM + size) / 2)
        - math.lgamma(FREEDOM / 2)
        - 0.5 * size * math.log(FREEDOM * math.pi)
        - math.log(abs(float(np.linalg.det(root))))
    )
    density: Floats = constant - 0.5 * (FREEDOM + size) * np.log1p(distance / FREEDOM)
    return density
