r"""A curve that only rises: steps between knots share the whole, with a Dirichlet prior.

With knots p_1 < ... < p_K, increments (d_0, ..., d_K) ~ Dirichlet(s (p_1, p_2 - p_1, ..., 1 - p_K))
and q_k = d_0 + ... + d_(k-1), so that q_k ~ Beta(s p_k, s (1 - p_k)) with mean p_k. Between the
knots, and to 0 and 1 at the ends, the curve is straight.
"""

from dataclasses import dataclass

import numpy as np

from brierbook.analysis.calibration.curve.kernel import MONOTONE, log_odds
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.logit_normal import NEAR_ONE, NEAR_ZERO, expit
from brierbook.errors import ArgumentError

__all__ = ["STRENGTH", "Monotone", "build_monotone"]

STRENGTH = 10.0  # forecasts that the prior is worth
MOST_KNOTS = 15


@dataclass(frozen=True, slots=True)
class Monotone:
    """The family of rising curves on some knots; a parameter is the curve at a knot."""

    knots: tuple[float, ...]
    strength: float = STRENGTH
    name: str = MONOTONE

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in their order."""
        return tuple(f"q_{knot:.4g}" for knot in self.knots)

    @property
    def ends(self) -> Floats:
        """The knots with both ends."""
        return np.array([0.0, *self.knots, 1.0])

    @property
    def concentration(self) -> Floats:
        """The parameters of the Dirichlet prior of the increments."""
        return self.strength * np.diff(self.ends)

    def shares(self, p: Floats) -> Floats:
        """Give how much of each increment lies below p, of shape (*p.shape, increments)."""
        ends = self.ends
        return np.clip((p[..., None] - ends[:-1]) / np.diff(ends), 0.0, 1.0)

    def log_odds(self, theta: Floats, x: Floats) -> Floats:
        """Give deserved log odds: theta of shape (..., knots), x of (n,), result of (..., n)."""
        ends = np.zeros((*theta.shape[:-1], 1))
        increments = np.diff(np.concatenate([ends, theta, ends + 1.0], axis=-1), axis=-1)
        return log_odds(np.clip(increments @ self.shares(expit(x)).T, NEAR_ZERO, NEAR_ONE))


def build_monotone(x: Floats, strength: float = STRENGTH) -> Monotone:
    """Put a knot at each distinct forecast, or at quantiles of them where there are many."""
    if not strength > 0:
        raise ArgumentError("strength", f"{strength!r} is not above 0")
    said = np.unique(expit(x))
    if said.size > MOST_KNOTS:
        said = np.quantile(said, np.linspace(0, 1, MOST_KNOTS))
    return Monotone(tuple(float(each) for each in said), strength)
