"""What speaks against a posterior, as data, with the limits that hold for every engine.

Vehtari et al. 2021, doi:10.1214/20-BA1221 (R-hat and effective sample size), and 2024, Journal of
Machine Learning Research 25(72) (Pareto k).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from brierbook.analysis.numeric.arguments import Floats

__all__ = [
    "MAX_K",
    "MAX_R_HAT",
    "MIN_ESS",
    "PROBLEMS",
    "Problem",
    "ProblemKind",
    "problem_of_grid",
    "problem_of_weights",
]

type ProblemKind = Literal[
    "r_hat", "ess", "divergences", "pareto_k", "not_finite", "effective_share", "grid_end"
]

MAX_R_HAT, MIN_ESS, MAX_K = 1.01, 400, 0.7
MIN_SHARE = 0.25  # of the draws, in effective size of their weights
MAX_AT_END = 1e-3  # share of the draws that may lie at the end of a grid

# in English
PROBLEMS: dict[ProblemKind, str] = {
    "r_hat": "R-hat is {value:.3f}, above {limit:g}",
    "ess": "the effective sample size is {value:.0f}, below {limit:.0f}",
    "divergences": "{value:.0f} transitions diverged",
    "pareto_k": "Pareto k is {value:.2f}, not below {limit:g}",
    "not_finite": "some densities are not finite",
    "effective_share": "only {value:.1%} of the draws are effective, below {limit:.0%}",
    "grid_end": "{value:.1%} of the draws lie at the end of the grid",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that speaks against a posterior: its kind, the value, and the limit it broke."""

    kind: ProblemKind
    value: float
    limit: float

    def __str__(self) -> str:
        return PROBLEMS[self.kind].format(value=self.value, limit=self.limit)


def problem_of_weights(weight: Floats, k: float, ess: float) -> Problem | None:
    """Say what keeps importance weights from standing for the posterior, if anything does.

    Parameters
    ----------
    weight : ndarray, shape (draws,)
        Smoothed weights; NaN where densities were not finite.
    k, ess : float
        Their Pareto shape, and how many even draws they are worth.
    """
    lost = int(weight.size - np.isfinite(weight).sum())
    if lost:
        return Problem("not_finite", lost, 0)
    if not k < MAX_K:
        return Problem("pareto_k", k, MAX_K)
    share = ess / weight.size
    return Problem("effective_share", share, MIN_SHARE) if share < MIN_SHARE else None


def problem_of_grid(at_end: float) -> Problem | None:
    """Say whether too many draws lie at the end of a grid."""
    return Problem("grid_end", at_end, MAX_AT_END) if at_end > MAX_AT_END else None
