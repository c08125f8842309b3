"""NUTS by PyMC, always called the same way, with what it has to say for itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.draws import Diagnostics

if TYPE_CHECKING:
    from xarray import DataTree

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Nuts:
    """How long to sample: draws kept and thrown away in each chain, chains, and the target."""

    draws: int = 1000
    tune: int = 1000
    chains: int = 4
    target_accept: float = 0.9


def sample(
    model: Any,  # noqa: ANN401 - pymc has no types
    names: Sequence[str],
    how: Nuts,
    *,
    seed: int,
    why: str,
    progress: Progress | None = None,
) -> tuple[dict[str, Floats], Diagnostics]:
    """Sample a PyMC model and give the named parameters, of shape (chains, draws, ...)."""
    import pymc as pm  # noqa: PLC0415 - costs seconds
    from pytensor.configdefaults import config  # noqa: PLC0415 - the same

    # fast mathematics rounds otherwise when freshly compiled than when read from the cache
    with config.change_flags(numba__fastmath=False), model:
        tree: DataTree = pm.sample(
            how.draws,
            tune=how.tune,
            chains=how.chains,
            cores=min(how.chains, 2),
            nuts_sampler="pymc",
            target_accept=how.target_accept,
            random_seed=seed,
            progressbar=False,
            quiet=True,
            compute_convergence_checks=False,
            callback=counter(progress, (how.draws + how.tune) * how.chains),
        )
    posterior = {name: as_array(tree["posterior"][name]) for name in names}
    return posterior, diagnose(tree, [each.name for each in model.free_RVs], why)


def as_array(values: Any) -> Floats:  # noqa: ANN401 - xarray's types do not say
    """Give the draws of a parameter."""
    return np.asarray(values.to_numpy(), dtype=np.float64)


def diagnose(tree: "DataTree", names: Sequence[str], why: str) -> Diagnostics:
    """Give the worst R-hat and effective sizes, and the number of divergences."""
    from arviz_stats import summary  # noqa: PLC0415 - costs seconds

    table = summary(tree, var_names=list(names), kind="diagnostics", round_to="none")
    return Diagnostics(
        engine="nuts",
        why=why,
        r_hat=float(table["r_hat"].max()),
        ess_bulk=float(table["ess_bulk"].min()),
        ess_tail=float(table["ess_tail"].min()),
        divergences=int(tree["sample_stats"]["diverging"].sum()),
    )


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
