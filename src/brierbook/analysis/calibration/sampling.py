"""NUTS, by PyMC's own sampler or by nutpie, always called the same way, and how it went."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.draws import Sampled
from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.calibration.reasons import PYMC, Engine, Reason, Sampler

if TYPE_CHECKING:
    from xarray import DataTree

CHAINS, TUNE, CORES = 4, 1000, 2
LIKELIHOOD = "log_likelihood"


@dataclass(frozen=True, slots=True)
class Nuts:
    """How long to sample: draws kept and thrown away in each chain, and the acceptance aimed at."""

    draws: int = 1000
    tune: int = TUNE
    target_accept: float = 0.9


def nuts_of(draws: int, *, tune: int = TUNE, target_accept: float = 0.9) -> Nuts:
    """Share draws over the chains."""
    return Nuts(-(-draws // CHAINS), tune, target_accept)


def with_pymc(model: Any, how: Nuts, seed: int, progress: Progress | None) -> "DataTree":  # noqa: ANN401  # pymc has no types
    """Sample with PyMC's own NUTS, which is sooner ready."""
    import pymc as pm  # noqa: PLC0415  # heavy
    from pytensor.configdefaults import config  # noqa: PLC0415  # the same

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
            callback=counter(progress, (how.draws + how.tune) * CHAINS),
        )
    return tree


def with_nutpie(model: Any, how: Nuts, seed: int, progress: Progress | None) -> "DataTree":  # noqa: ANN401  # the same
    """Sample with nutpie, which is faster once it is compiled."""
    import nutpie  # noqa: PLC0415  # heavy

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


SAMPLERS = {"pymc": with_pymc, "nutpie": with_nutpie}


def sample(
    model: Any,  # noqa: ANN401  # pymc has no types
    how: Nuts,
    *,
    seed: int,
    sampler: Sampler = "pymc",
    progress: Progress | None = None,
) -> "DataTree":
    """Sample a PyMC model."""
    return SAMPLERS[sampler](model, how, seed, progress)


def sampled(
    model: Any,  # noqa: ANN401  # pymc has no types
    parameters: Sequence[str],
    how: Nuts,
    why: Reason,
    *,
    seed: int,
    progress: Progress | None = None,
) -> Sampled:
    """Sample a PyMC model whose likelihood was written down with `seen`."""
    tree = sample(model, how, seed=seed, progress=progress)
    return Sampled(
        {name: by_chain(tree, name) for name in parameters},
        by_chain(tree, LIKELIHOOD),
        Engine(PYMC, why, "pymc"),
        diagnose(tree, [each.name for each in model.free_RVs]),
    )


def seen(total: Any) -> None:  # noqa: ANN401  # pymc has no types
    """Add a log likelihood to the PyMC model that is being written down, and keep it by draw."""
    import pymc as pm  # noqa: PLC0415  # heavy

    pm.Potential("seen", total)
    pm.Deterministic(LIKELIHOOD, total)


def counter(progress: Progress | None, total: int) -> Callable[..., None] | None:
    """Count steps over all chains for a progress bar."""
    if progress is None:
        return None
    done = 0

    def count(**_: object) -> None:
        nonlocal done
        done += 1
        progress(done, total)

    return count


def by_chain(tree: "DataTree", name: str) -> Floats:
    """Give the draws of a variable, of shape (chains, draws, ...)."""
    return np.asarray(tree["posterior"][name].to_numpy(), dtype=np.float64)


def flat(tree: "DataTree", name: str) -> Floats:
    """Give the draws of a variable, all chains after each other."""
    values = by_chain(tree, name)
    return values.reshape(-1, *values.shape[2:])


def diagnose(tree: "DataTree", names: Sequence[str] | None = None) -> Diagnostics:
    """Give the worst R-hat and effective sample sizes, and the number of divergences.

    ``names`` are the variables looked at, by default all; what never moves has no R-hat.
    """
    from arviz_stats import summary  # noqa: PLC0415  # heavy

    table = summary(tree, var_names=names, kind="diagnostics", round_to="none")
    return Diagnostics(
        ess_bulk=float(table["ess_bulk"].min()),
        ess_tail=float(table["ess_tail"].min()),
        r_hat=float(table["r_hat"].max()),
        divergences=int(tree["sample_stats"]["diverging"].sum()),
    )
