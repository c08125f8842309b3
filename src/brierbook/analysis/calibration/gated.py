"""A posterior by importance sampling if that is sound, by NUTS if not, and which and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.draws import Arrays, Diagnostics, one_chain, refuse_draws
from brierbook.analysis.calibration.importance import LogDensity, Weighted, weigh
from brierbook.analysis.calibration.sampling import Nuts, Progress, sample
from brierbook.errors import ArgumentError

ENGINES = ("auto", "importance", "pymc")
POINTS = 4  # proposed for each draw that is kept, so that few are kept twice


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One model, written down twice: for importance sampling, and for PyMC.

    ``log_density`` takes points of shape (n, d) on the whole of space, ``named`` turns them into
    the parameters; ``model`` builds the PyMC model, which names the same ``parameters``.
    """

    log_density: LogDensity
    start: Floats
    named: Callable[[Floats], dict[str, Floats]]
    model: Callable[[], Any]
    parameters: Sequence[str]


def draw(
    target: Target,
    engine: str,
    *,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> tuple[Arrays, Diagnostics]:
    """Draw from a posterior with the engine asked for; ``auto`` falls back where it must."""
    refuse_draws(draws)
    if engine not in ENGINES:
        raise ArgumentError("engine", f"is {engine!r}; use one of {', '.join(ENGINES)}")
    if engine == "pymc":
        return by_nuts(target, draws, seed, "asked for", progress)
    points = weigh(target.log_density, target.start, draws=POINTS * draws, seed=seed)
    if points.sound:
        why = "asked for" if engine == "importance" else "the weights passed the gate"
        return by_weight(target, points, draws, seed, why)
    if engine == "importance":
        raise ArgumentError("engine", f"{failure(points)}; use engine='pymc'")
    return by_nuts(target, draws, seed, failure(points), progress)


def failure(points: Weighted) -> str:
    """Say why the gate is shut."""
    share = points.ess / points.weight.size
    return f"importance sampling is not sound here (k {points.pareto_k:.2f}, ESS {share:.0%})"


def by_weight(
    target: Target, points: Weighted, draws: int, seed: int, why: str
) -> tuple[Arrays, Diagnostics]:
    """Resample weighted points."""
    kept = points.resampled(draws, np.random.default_rng([seed, 1]))
    quality = Diagnostics("importance", why, pareto_k=points.pareto_k, ess=points.ess)
    return one_chain(target.named(kept)), quality


def by_nuts(
    target: Target, draws: int, seed: int, why: str, progress: Progress | None
) -> tuple[Arrays, Diagnostics]:
    """Sample with PyMC, in four chains."""
    how = Nuts(draws=-(-draws // 4))
    return sample(target.model(), target.parameters, how, seed=seed, why=why, progress=progress)
