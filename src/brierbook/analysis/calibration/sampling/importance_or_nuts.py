"""A posterior by importance sampling if that is sound, by NUTS if not, and which and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.draws import (
    EngineDraws,
    as_one_chain,
    refuse_few_draws,
)
from brierbook.analysis.calibration.sampling.importance import (
    LogDensity,
    WeightedPoints,
    draw_weighted_points,
)
from brierbook.analysis.calibration.sampling.posterior_sampling import (
    nuts_settings,
    sample_with_likelihood,
)
from brierbook.analysis.calibration.sampling.reasons import (
    ASKED_FOR,
    IMPORTANCE,
    PYMC,
    Engine,
    Reason,
    explain_shut_gate,
)
from brierbook.analysis.numeric.arguments import Floats, is_one_of
from brierbook.analysis.numeric.events import check_seed
from brierbook.analysis.numeric.progress import Progress
from brierbook.errors import ArgumentError

__all__ = ["PosteriorTarget", "draw_posterior"]

ENGINES = ("auto", IMPORTANCE, PYMC)
POINTS = 4  # proposed for each draw that is kept, so that few are kept twice


@dataclass(frozen=True, slots=True, eq=False)
class PosteriorTarget:
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


def draw_posterior(
    target: PosteriorTarget,
    engine: str,
    *,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> EngineDraws:
    """Draw from a posterior with the engine asked for; ``auto`` falls back where it must."""
    refuse_few_draws(draws)
    check_seed(seed)
    if not is_one_of(engine, ENGINES):
        raise ArgumentError("engine", f"is {engine!r}; use one of {', '.join(ENGINES)}")
    how = nuts_settings(draws)
    if engine == PYMC:
        return sample_with_likelihood(
            target.model(), target.parameters, how, ASKED_FOR, seed=seed, progress=progress
        )
    points = draw_weighted_points(target.log_density, target.start, draws=POINTS * draws, seed=seed)
    if points.doubt is None:
        why = ASKED_FOR if engine == IMPORTANCE else Reason("gate_passed")
        return _resample_points(target, points, draws, seed, why)
    why = explain_shut_gate(IMPORTANCE, points.doubt)
    if engine == IMPORTANCE:
        raise ArgumentError("engine", f"{why}; use engine='pymc'")
    return sample_with_likelihood(
        target.model(), target.parameters, how, why, seed=seed, progress=progress
    )


def _resample_points(
    target: PosteriorTarget, points: WeightedPoints, draws: int, seed: int, why: Reason
) -> EngineDraws:
    """Resample weighted points."""
    chosen = points.draw(draws, np.random.default_rng([seed, 1]))
    kept = points.points[chosen]
    likelihood = points.log_density[chosen] - target.log_prior(kept)
    quality = Diagnostics(min(draws, points.ess), pareto_k=points.pareto_k)
    posterior = as_one_chain(target.named(kept))
    return EngineDraws(posterior, likelihood[np.newaxis], Engine(IMPORTANCE, why), quality)
