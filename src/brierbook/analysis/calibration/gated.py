"""A posterior by importance sampling if that is sound, by NUTS if not, and which and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.draws import Sampled, one_chain, refuse_draws
from brierbook.analysis.calibration.importance import LogDensity, Weighted, weigh
from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.calibration.reasons import (
    ASKED_FOR,
    IMPORTANCE,
    PYMC,
    Engine,
    Reason,
    gate_shut,
)
from brierbook.analysis.calibration.sampling import nuts_of, sampled
from brierbook.errors import ArgumentError

ENGINES = ("auto", IMPORTANCE, PYMC)
POINTS = 4  # proposed for each draw that is kept, so that few are kept twice


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One model, written down twice: for importance sampling, and for PyMC.

    ``log_likelihood`` and ``log_prior`` take points of shape (n, d) on the whole of space (the
    prior with what the change of variables adds), ``named`` turns them into the parameters;
    ``model`` builds the PyMC model, which names the same ``parameters``.
    """

    log_likelihood: LogDensity
    log_prior: LogDensity
    start: Floats
    named: Callable[[Floats], dict[str, Floats]]
    model: Callable[[], Any]
    parameters: Sequence[str]

    def log_density(self, points: Floats) -> Floats:
        """Give the log density of the posterior, up to a constant."""
        return self.log_likelihood(points) + self.log_prior(points)


def draw(
    target: Target,
    engine: str,
    *,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> Sampled:
    """Draw from a posterior with the engine asked for; ``auto`` falls back where it must."""
    refuse_draws(draws)
    if engine not in ENGINES:
        raise ArgumentError("engine", f"is {engine!r}; use one of {', '.join(ENGINES)}")
    how = nuts_of(draws)
    if engine == PYMC:
        return sampled(
            target.model(), target.parameters, how, ASKED_FOR, seed=seed, progress=progress
        )
    points = weigh(target.log_density, target.start, draws=POINTS * draws, seed=seed)
    if points.doubt is None:
        why = ASKED_FOR if engine == IMPORTANCE else Reason("gate_passed")
        return by_weight(target, points, draws, seed, why)
    why = gate_shut(IMPORTANCE, points.doubt)
    if engine == IMPORTANCE:
        raise ArgumentError("engine", f"{why}; use engine='pymc'")
    return sampled(target.model(), target.parameters, how, why, seed=seed, progress=progress)


def by_weight(target: Target, points: Weighted, draws: int, seed: int, why: Reason) -> Sampled:
    """Resample weighted points."""
    chosen = points.draw(draws, np.random.default_rng([seed, 1]))
    kept = points.points[chosen]
    likelihood = points.log_density[chosen] - target.log_prior(kept)
    quality = Diagnostics(min(draws, points.ess), pareto_k=points.pareto_k)
    posterior = one_chain(target.named(kept))
    return Sampled(posterior, likelihood[np.newaxis], Engine(IMPORTANCE, why), quality)
