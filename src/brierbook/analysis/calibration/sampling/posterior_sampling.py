"""NUTS, by PyMC's own sampler or by nutpie, always called the same way, and how it went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.draws import EngineDraws
from brierbook.analysis.calibration.sampling.reasons import PYMC, Engine, Reason, SamplerName
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.progress import Progress

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = [
    "CHAINS",
    "NutsSettings",
    "add_log_likelihood",
    "diagnose_sampling",
    "nuts_settings",
    "sample_model",
    "sample_with_nutpie",
]

CHAINS, TUNE, CORES = 4, 1000, 2
LIKELIHOOD = "log_likelihood"


@dataclass(frozen=True, slots=True)
class NutsSettings:
    """How long to sample: draws kept and thrown away in each chain, and the acceptance aimed at."""

    draws: int = 1000
    tune: int = TUNE
    target_accept: float = 0.9


def nuts_settings(draws: int, *, tune: int = TUNE, target_accept: float = 0.9) -> NutsSettings:
    """Share draws over the chains."""
    return NutsSettings(-(-draws // CHAINS), tune, target_accept)


def _sample_with_pymc(
    model: Any,  # noqa: ANN401 - PyMC is untyped
    how: NutsSettings,
    seed: int,
    progress: Progress | None,
) -> "DataTree":  # pymc has no types
    """Sample with PyMC's own NUTS, which is sooner ready."""
    import pymc as pm  # heavy
    from pytensor.configdefaults import config  # the same

    # fast mathematics rounds otherwise when freshly compiled than when read from the cache
    with config.change_flags(numba__fastmath=False), model:
        tree: DataTree = pm.sample(
            how.draws,
            tune=how.tune,
            chains=CHAINS,
            cores=CORES,
            nuts_sampler="pymc",
            target_accept=how.target_accept,
            random_seed=seed,
            progressbar=False,
            quiet=True,
            compute_convergence_checks=False,
            callback=count_steps(progress, (how.draws + how.tune) * CHAINS),
        )
    return tree


def sample_with_nutpie(
    model: Any,  # noqa: ANN401 - PyMC is untyped
    how: NutsSettings,
    seed: int,
    progress: Progress | None,
) -> "DataTree":
    """Sample with nutpie, which is faster once it is compiled."""
    import nutpie  # heavy

    def show(chains: list[Any]) -> None:
        if progress is not None:
            done = sum(each.finished_draws for each in chains)
            progress(done, sum(each.total_draws for each in chains))

    tree: DataTree = nutpie.sample(
        nutpie.compile_pymc_model(model),
        draws=how.draws,
        tune=how.tune,
        chains=CHAINS,
        cores=CORES,
        seed=seed,
        save_warmup=False,
        progress_bar=False,
        target_accept=how.target_accept,
        progress_callback=show,
    )
    return tree


SAMPLERS = {"pymc": _sample_with_pymc, "nutpie": sample_with_nutpie}


def sample_model(
    model: Any,  # noqa: ANN401  # pymc has no types
    how: NutsSettings,
    *,
    seed: int,
    sampler: SamplerName = "pymc",
    progress: Progress | None = None,
) -> "DataTree":
    """Sample a PyMC model."""
    return SAMPLERS[sampler](model, how, seed, progress)


def sample_with_likelihood(
    model: Any,  # noqa: ANN401  # pymc has no types
    parameters: Sequence[str],
    how: NutsSettings,
    why: Reason,
    *,
    seed: int,
    progress: Progress | None = None,
) -> EngineDraws:
    """Sample a PyMC model whose likelihood was written down with `add_log_likelihood`."""
    tree = sample_model(model, how, seed=seed, progress=progress)
    return EngineDraws(
        {name: _draws_by_chain(tree, name) for name in parameters},
        _draws_by_chain(tree, LIKELIHOOD),
        Engine(PYMC, why, "pymc"),
        diagnose_sampling(tree, [each.name for each in model.free_RVs]),
    )


def add_log_likelihood(total: Any) -> None:  # noqa: ANN401  # pymc has no types
    """Add a log likelihood to the PyMC model that is being written down, and keep it by draw."""
    import pymc as pm  # heavy

    pm.Potential("seen", total)
    pm.Deterministic(LIKELIHOOD, total)


def count_steps(progress: Progress | None, total: int) -> Callable[..., None] | None:
    """Count steps over all chains for a progress bar."""
    if progress is None:
        return None
    done = 0

    def count(**_: object) -> None:
        nonlocal done
        done += 1
        progress(done, total)

    return count


def _draws_by_chain(tree: "DataTree", name: str) -> Floats:
    """Give the draws of a variable, of shape (chains, draws, ...)."""
    return np.asarray(tree["posterior"][name].to_numpy(), dtype=np.float64)


def flatten_draws(tree: "DataTree", name: str) -> Floats:
    """Give the draws of a variable, all chains after each other."""
    values = _draws_by_chain(tree, name)
    return values.reshape(-1, *values.shape[2:])


def diagnose_sampling(tree: "DataTree", names: Sequence[str] | None = None) -> Diagnostics:
    """Give the worst R-hat and effective sample sizes, and the number of divergences.

    ``names`` are the variables looked at, by default all; what never moves has no R-hat.
    """
    from arviz_stats import summary  # heavy

    table = summary(tree, var_names=names, kind="diagnostics", round_to="none")
    return Diagnostics(
        ess_bulk=float(table["ess_bulk"].min()),
        ess_tail=float(table["ess_tail"].min()),
        r_hat=float(table["r_hat"].max()),
        divergences=int(tree["sample_stats"]["diverging"].sum()),
    )
