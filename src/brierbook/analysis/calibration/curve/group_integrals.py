r"""The integral over a group's effects, given what all groups share.

With standard normal effects e, spreads D and the group's log likelihood l,

.. math:: I = \int \exp l(\mu + D e) \, N(e | 0, 1) \, de ,

computed by adaptive Gauss-Hermite quadrature around the mode of the integrand (Naylor and Smith
1982, doi 10.2307/2347995). With one node it is Laplace's approximation. Effects are standardised,
so that a spread near 0 is nothing special.

Arrays are of shape (terms or effects, points, groups).
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.small_matrices import (
    cholesky_factors,
    log_determinant,
    solve_lower,
    solve_upper,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.scores.logit_normal import gauss_hermite_nodes

__all__ = ["Expansion", "Integrals", "Modes"]

STEPS, LONGEST, CLOSE = 60, 2.0, 1e-4
MOVES = (3, 12)  # of Metropolis-Hastings, for groups with many rows and with few
PROPOSAL_WIDTH = 1.2
LEAST_PRECISION = 0.5
FARTHEST = 6.0  # of a start, in standard deviations of the effects


class Modes(NamedTuple):
    """Modes of the effects, the factor of the precision there, and the height of the integrand."""

    effect: Floats
    root: Floats
    height: Floats


class Expansion(NamedTuple):
    """Where log likelihoods were expanded: parameters, gradient and information there."""

    theta: Floats
    gradient: Floats
    information: Floats


@dataclass(frozen=True, eq=False)
class Integrals:
    """The integrals of some groups, with so many nodes in each direction.

    ``groups`` says which groups of the whole they are; ``varying`` lists the terms whose
    coefficients have an effect of the group.
    """

    groups: EventCodes
    likelihood: Likelihood
    varying: tuple[int, ...]
    order: int

    @cached_property
    def nodes(self) -> tuple[Floats, Floats]:
        """Standard normal nodes of shape (effects, nodes), and logarithms of their factors."""
        z, weight = gauss_hermite_nodes(self.order)
        points = np.array(list(product(z, repeat=len(self.varying)))).T
        weights = np.array(list(product(weight, repeat=len(self.varying)))).T
        return points, np.log(weights).sum(axis=0) + 0.5 * (points**2).sum(axis=0)

    def place(self, mean: Floats, spread: Floats, effect: Floats) -> Floats:
        """Give the parameters of the groups from means (terms, points) and spreads and effects."""
        theta = np.repeat(mean[..., None], effect.shape[-1], axis=-1)
        theta[list(self.varying)] += spread[..., None] * effect
        return theta

    def expansion(self, theta: Floats) -> Expansion:
        """Expand the log likelihoods around parameters of shape (terms, 1, groups)."""
        slopes = self.likelihood.slopes(theta)
        return Expansion(theta, slopes.gradient, slopes.expected)

    def start(self, mean: Floats, spread: Floats, known: Expansion) -> Floats:
        """Give the modes as they would be if the expansions were exact."""
        apart = known.theta - mean[..., None]
        pull = known.gradient + (known.information * apart).sum(axis=1)
        root, _ = cholesky_factors(self.precision(known.information, spread))
        scaled = spread[..., None] * pull[list(self.varying)]
        found: Floats = solve_upper(root, solve_lower(root, scaled))
        return np.clip(found, -FARTHEST, FARTHEST)

    def modes(self, mean: Floats, spread: Floats, known: Expansion) -> Modes:
        """Climb to the modes by Newton's method; the height counts the rest of the last step."""
        found, far = self.step(mean, spread, self.start(mean, spread, known))
        for _ in range(STEPS):
            if not far > CLOSE:
                break
            found, far = self.step(mean, spread, found.effect)
        return found

    def step(self, mean: Floats, spread: Floats, effect: Floats) -> tuple[Modes, float]:
        """Take a step of Newton's method; tell how far the farthest went."""
        slopes = self.likelihood.slopes(self.place(mean, spread, effect))
        root = self.root(slopes.expected, slopes.observed, spread)
        pull = spread[..., None] * slopes.gradient[list(self.varying)] - effect
        half = solve_lower(root, pull)
        step = np.clip(solve_upper(root, half), -LONGEST, LONGEST)
        height = slopes.value - 0.5 * (effect**2).sum(axis=0) + 0.5 * (half**2).sum(axis=0)
        return Modes(effect + step, root, height), float(np.abs(step).max())

    def root(self, expected: Floats, observed: Floats, spread: Floats) -> Floats:
        """Factorise the precision of the effects: observed, but nowhere far below the prior's 1.

        Nodes as wide as a smaller precision asks for would miss what they are to sum.
        """
        first, good = cholesky_factors(self.precision(observed, spread), LEAST_PRECISION)
        if good.all():
            return first
        second, _ = cholesky_factors(self.precision(expected, spread))
        return np.where(good, first, second)

    def precision(self, information: Floats, spread: Floats) -> Floats:
        """Give prior and likelihood precision of standardised effects."""
        part = information[list(self.varying)][:, list(self.varying)]
        scaled = part * spread[:, None, :, None] * spread[None, :, :, None]
        scaled[np.diag_indices(len(self.varying))] += 1.0
        return scaled

    def log_integrals(self, mean: Floats, spread: Floats, modes: Modes) -> Floats:
        """Give the logarithm of the integral of each group, of shape (points, groups)."""
        if self.order == 1:
            return modes.height - 0.5 * log_determinant(modes.root)
        z, factor = self.nodes
        count, (effects, points, groups) = z.shape[1], modes.effect.shape
        away = solve_upper(modes.root[..., None], z[:, None, None, :])
        effect = np.moveaxis(modes.effect[..., None] + away, -1, 2)
        flat = effect.reshape(effects, points * count, groups)
        repeated = np.repeat(mean, count, axis=1), np.repeat(spread, count, axis=1)
        value = self.log_integrand(*repeated, flat)
        logs = value.reshape(points, count, groups) + factor[:, None]
        peak = logs.max(axis=1)
        total = np.log(np.exp(logs - peak[:, None]).sum(axis=1))
        found: Floats = peak + total - 0.5 * log_determinant(modes.root)
        return found

    def log_integrand(self, mean: Floats, spread: Floats, effect: Floats) -> Floats:
        """Give the logarithm of the integrand but for the constant of the normal density."""
        value = self.likelihood.value(self.place(mean, spread, effect))
        found: Floats = value - 0.5 * (effect**2).sum(axis=0)
        return found

    def draw(
        self, mean: Floats, spread: Floats, known: Expansion, rng: np.random.Generator
    ) -> Floats:
        """Draw the effects of each group at each point, by independence Metropolis-Hastings.

        Proposals are normal around the mode, somewhat wider than the curvature says.
        """
        modes = self.modes(mean, spread, known)
        effect, target, proposed = self.propose(mean, spread, modes, rng)
        for _ in range(MOVES[self.order > 1]):
            other, height, density = self.propose(mean, spread, modes, rng)
            chance = np.minimum(height - target + proposed - density, 0.0)
            taken = np.log(rng.random(chance.shape)) < chance
            effect = np.where(taken, other, effect)
            target = np.where(taken, height, target)
            proposed = np.where(taken, density, proposed)
        return effect

    def propose(
        self, mean: Floats, spread: Floats, modes: Modes, rng: np.random.Generator
    ) -> tuple[Floats, Floats, Floats]:
        """Propose effects; give them, the log integrand and the log density of the proposal."""
        z = rng.standard_normal(modes.effect.shape)
        effect = modes.effect + PROPOSAL_WIDTH * solve_upper(modes.root, z)
        return effect, self.log_integrand(mean, spread, effect), -0.5 * (z**2).sum(axis=0)
