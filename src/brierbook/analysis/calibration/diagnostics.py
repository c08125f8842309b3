"""Whether a posterior can be relied on, and how much of it is prior."""

import math
from dataclasses import dataclass, field

import numpy as np

from brierbook.analysis.arrays import Floats

MAX_R_HAT, MIN_ESS, MAX_K = 1.01, 400, 0.7
SENSITIVE = 0.05  # from here on a change of the prior shows (Kallioinen et al., section 3.4)
POWERS = (0.99, 1.01)  # to which prior and likelihood are raised


@dataclass(frozen=True, slots=True)
class Engine:
    """What computed a posterior, and why that."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What speaks for and against a posterior; None where an engine has no such number.

    Attributes
    ----------
    ess : float
        Effective draws: all of a grid, by importance weights of quadrature, the least of NUTS.
    r_hat : float or None
        The worst of NUTS.
    divergences : int or None
        Divergent transitions of NUTS.
    pareto_k : float or None
        Shape of the tail of the importance weights.
    sensitivity : dict
        By ``"prior"`` and ``"likelihood"``: how much each parameter moves when it is raised to a
        power.
    """

    ess: float
    r_hat: float | None = None
    divergences: int | None = None
    pareto_k: float | None = None
    sensitivity: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the posterior."""
        return not self.problems()

    def problems(self) -> list[str]:
        """Say what speaks against the posterior."""
        found = []
        if self.r_hat is not None and not self.r_hat <= MAX_R_HAT:
            found.append(f"R-hat is {self.r_hat:.3f}, above {MAX_R_HAT}")
        if self.r_hat is not None and not self.ess >= MIN_ESS:
            found.append(f"the effective sample size is {self.ess:.0f}, below {MIN_ESS}")
        if self.divergences:
            found.append(f"{self.divergences} transitions diverged")
        if self.pareto_k is not None and not self.pareto_k < MAX_K:
            found.append(f"Pareto k is {self.pareto_k:.2f}, not below {MAX_K}")
        return found

    def leaning(self) -> list[str]:
        """List the parameters for which the choice of the prior shows."""
        found = self.sensitivity.get("prior", {})
        return [name for name, value in found.items() if value >= SENSITIVE]

    def words(self) -> str:
        """Say it in one line."""
        parts = [f"{self.ess:.0f} effective draws"]
        if self.r_hat is not None:
            parts.append(f"R-hat at most {self.r_hat:.3f}")
            parts.append(f"{self.divergences} divergent transitions")
        if self.pareto_k is not None and math.isfinite(self.pareto_k):
            parts.append(f"Pareto k {self.pareto_k:.2f}")
        verdict = "; ".join(self.problems())
        return ", ".join(parts) + (f". Do not rely on this: {verdict}" if verdict else "")


def sensitivities(
    values: dict[str, Floats], log_prior: Floats, log_likelihood: Floats
) -> dict[str, dict[str, float]]:
    """Give the sensitivity of each quantity to prior and to likelihood."""
    factors = {"prior": log_prior, "likelihood": log_likelihood}
    return {
        name: {k: power_sensitivity(v, factor) for k, v in values.items()}
        for name, factor in factors.items()
    }


def power_sensitivity(values: Floats, log_density: Floats) -> float:
    r"""Sensitivity of a quantity to raising a factor of the posterior to a power.

    Draws are reweighted by :math:`f^{\alpha - 1}` with :math:`\alpha` of 0.99 and 1.01; the result
    is the mean cumulative Jensen-Shannon distance from the draws, per power of two (Kallioinen,
    Paananen, Bürkner, Vehtari 2024, doi 10.1007/s11222-023-10366-5).

    Parameters
    ----------
    values, log_density : ndarray, shape (draws,)
        The quantity, and the log of the factor f, at each draw.

    Returns
    -------
    float
        From 0, not sensitive; above 0.05 the choice shows.
    """
    order = np.argsort(values)
    ordered, logs = values[order], log_density[order] - log_density.max()
    slopes = [
        distance(ordered, np.exp((power - 1) * logs)) / abs(math.log2(power)) for power in POWERS
    ]
    return float(np.mean(slopes))


def distance(ordered: Floats, weight: Floats) -> float:
    """Give the larger distance of weighted from unweighted draws, upwards and downwards."""
    shares = weight / weight.sum()
    return max(
        cumulative_distance(ordered, shares), cumulative_distance(-ordered[::-1], shares[::-1])
    )


def cumulative_distance(ordered: Floats, weight: Floats) -> float:
    """Give the cumulative Jensen-Shannon distance of weighted from unweighted ascending draws.

    Nguyen and Vreeken 2015, doi 10.1007/978-3-319-23525-7_11, symmetric and normalised.
    """
    width = np.diff(ordered)
    even, other = np.arange(1, ordered.size) / ordered.size, np.cumsum(weight)[:-1]
    total = divergence(even, other, width) + divergence(other, even, width)
    bound = float(width @ (even + other))
    return math.sqrt(max(total, 0.0) / bound) if bound > 0 else 0.0


def divergence(p: Floats, q: Floats, width: Floats) -> float:
    """Integrate p log2(p / m) + (q - p) / (2 ln 2), with m the mean of the two distributions."""
    log_ratio = np.log2(p) - np.log2(0.5 * (p + q))
    return float(width @ (p * log_ratio + 0.5 / math.log(2) * (q - p)))
