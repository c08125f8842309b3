"""Whether a posterior can be relied on, and how much of it is prior."""

import math
from dataclasses import dataclass, field

from brierbook.analysis.calibration.sampling.power_scaling import SENSITIVE, Sensitivities
from brierbook.analysis.calibration.sampling.problems import MAX_K, MAX_R_HAT, MIN_ESS, Problem

__all__ = ["Diagnostics"]


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What speaks for and against a posterior; None where an engine has no such number.

    Attributes
    ----------
    ess_bulk : float
        Effective draws: all of a grid or a closed form, by the weights of importance sampling, the
        least over the parameters of NUTS.
    ess_tail : float or None
        The least of NUTS in the tails.
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

    ess_bulk: float
    ess_tail: float | None = None
    r_hat: float | None = None
    divergences: int | None = None
    pareto_k: float | None = None
    sensitivity: Sensitivities = field(default_factory=dict)

    @property
    def ess(self) -> float:
        """The effective draws, of bulk or tails whichever are fewer; NaN if one is."""
        known = (self.ess_bulk, self.ess_bulk if self.ess_tail is None else self.ess_tail)
        return math.nan if any(map(math.isnan, known)) else min(known)

    @property
    def good(self) -> bool:
        """Whether nothing speaks against the posterior."""
        return not self.problems

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What speaks against the posterior."""
        found = []
        if self.r_hat is not None and not self.r_hat <= MAX_R_HAT:
            found.append(Problem("r_hat", self.r_hat, MAX_R_HAT))
        if self.r_hat is not None and not self.ess >= MIN_ESS:
            found.append(Problem("ess", self.ess, MIN_ESS))
        if self.divergences:
            found.append(Problem("divergences", self.divergences, 0))
        if self.pareto_k is not None and not self.pareto_k < MAX_K:
            found.append(Problem("pareto_k", self.pareto_k, MAX_K))
        return tuple(found)

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
        verdict = "; ".join(map(str, self.problems))
        return ", ".join(parts) + (f". Do not rely on this: {verdict}" if verdict else "")
