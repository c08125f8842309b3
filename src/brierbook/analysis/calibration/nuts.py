"""PyMC's models of every calibration, for crossed factors, rising curves, and as the reference.

Cells rather than rows are given to the sampler. Weights may be fractions, which PyMC's binomial
does not take: the likelihood is a potential.
"""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.effects import Effects, Known
from brierbook.analysis.calibration.kernel import Kernel
from brierbook.analysis.calibration.monotone import Monotone
from brierbook.analysis.calibration.pointwise import (
    Crossed,
    cells_of,
    log_likelihood,
    probabilities,
)
from brierbook.analysis.calibration.posterior import CalibrationPosterior
from brierbook.analysis.calibration.power_scaling import sensitivities
from brierbook.analysis.calibration.prior import log_density_of_shared
from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.calibration.reasons import Engine, Sampler
from brierbook.analysis.calibration.sample import Factor, Sample
from brierbook.analysis.calibration.sampling import CHAINS, diagnose, flat, nuts_of
from brierbook.analysis.calibration.sampling import sample as sample_nuts
from brierbook.analysis.calibration.tally import Tally
from brierbook.analysis.worded import expit
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

TARGET_ACCEPT = 0.95
SMALL = 2_000  # cells and nodes up to which compiling for nutpie costs more than it saves
RICH = 200  # rows of a group from which effects are sampled themselves, not standardised


def from_nuts(
    model: Kernel | Monotone,
    sample: Sample,
    engine: Engine,
    *,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> CalibrationPosterior:
    """Sample the posterior with NUTS."""
    if isinstance(model, Monotone) and sample.factors:
        raise ArgumentError("kernel", "'monotone' takes no groups; use 'beta', or leave them out")
    by, cells = cells_of(sample)
    written = build_model(model, sample, by, cells)
    sampler: Sampler = "pymc" if cells.x.size <= SMALL else "nutpie"
    how = nuts_of(draws, target_accept=TARGET_ACCEPT)
    tree = sample_nuts(written, how, seed=seed, sampler=sampler, progress=progress)
    theta, effects = read(tree, model, sample)
    q = probabilities(model, theta, effects, by, cells)
    likelihood = log_likelihood(q, cells.weight, cells.hits).sum(axis=1)
    prior = log_density_of_shared(model, theta, effects)
    values = dict(zip(model.names, theta.T, strict=True))
    return CalibrationPosterior(
        model,
        sample,
        theta,
        effects,
        likelihood,
        prior,
        Engine(engine.name, engine.why, sampler),
        replace(diagnose(tree), sensitivity=sensitivities(values, prior, likelihood)),
        chains=CHAINS,
        seed=seed,
        statistics=statistics(tree),
    )


def build_model(model: Kernel | Monotone, sample: Sample, by: Crossed, cells: Tally) -> Any:  # noqa: ANN401  # pymc has no types
    """Write the model down."""
    import pymc as pm  # noqa: PLC0415  # heavy
    from pytensor import tensor as pt  # noqa: PLC0415  # the same

    coords = {each.name: list(each.levels) for each in sample.factors}
    with pm.Model(coords=coords) as written:
        if isinstance(model, Monotone):
            steps = pm.Dirichlet("increments", model.concentration)
            pm.Deterministic("curve", steps.cumsum()[:-1])
            below = model.shares(expit(cells.x))
            yes, no = (below * steps).sum(axis=-1), ((1 - below) * steps).sum(axis=-1)
        else:
            eta = log_odds_of_cells(model, sample, by, cells)
            yes, no = pt.sigmoid(eta), pt.sigmoid(-eta)
        hits = pm.Data("hits", cells.hits)  # so that other outcomes need no other model
        value = hits * log_mean(yes, cells) + (cells.weight - hits) * log_mean(no, cells)
        pm.Potential("likelihood", value.sum())
    return written


def log_mean(q: Any, cells: Tally) -> Any:  # noqa: ANN401
    """Give the log of the mean over the nodes of each cell; of what underflows, a finite one."""
    from pytensor import tensor as pt  # noqa: PLC0415

    return pt.log(pt.maximum((q * cells.share).sum(axis=-1), np.finfo(np.float64).tiny))


def log_odds_of_cells(kernel: Kernel, sample: Sample, by: Crossed, cells: Tally) -> Any:  # noqa: ANN401
    """Give the deserved log odds of each cell at each node."""
    from pytensor import tensor as pt  # noqa: PLC0415

    features = kernel.features(cells.x)
    total = 0
    for index, term in enumerate(kernel.terms):
        parameter = pooled(kernel, index, sample, by)[cells.group]
        coefficient = pt.exp(parameter) if term.positive else parameter
        total += coefficient[:, None] * features[index]
    return total


def pooled(kernel: Kernel, index: int, sample: Sample, by: Crossed) -> Any:  # noqa: ANN401
    """Give a parameter for each combination of groups: a common one plus effects."""
    import pymc as pm  # noqa: PLC0415
    from pytensor import tensor as pt  # noqa: PLC0415

    term = kernel.terms[index]
    common = pm.Normal(term.name, 0, term.scale)
    total = common + pt.zeros(by.count)
    for factor, groups in zip(sample.factors, by.groups, strict=True):
        if index in kernel.varying(whole=factor.whole):
            alone = len(sample.factors) == 1
            total += effect(term.name, term.scale, factor, common if alone else 0)[groups]
    return total


def effect(name: str, scale: float, factor: Factor, centre: Any) -> Any:  # noqa: ANN401
    """Give the effect of each group of a factor.

    Where groups have few rows it is sampled standardised; where they have many it is sampled
    around the centre, since the data then know the sum better than its parts.
    """
    import pymc as pm  # noqa: PLC0415

    spread = pm.Deterministic(f"{name}_sd_{factor.name}", half_normal(name, scale, factor))
    if np.median(np.bincount(factor.codes)) >= RICH:
        level = pm.Normal(f"{name}_level_{factor.name}", centre, spread, dims=factor.name)
        return pm.Deterministic(f"{name}_{factor.name}", level - centre, dims=factor.name)
    unit = pm.Normal(f"{name}_unit_{factor.name}", 0, 1, dims=factor.name)
    return pm.Deterministic(f"{name}_{factor.name}", spread * unit, dims=factor.name)


def half_normal(name: str, scale: float, factor: Factor) -> Any:  # noqa: ANN401
    """Give a half-normal spread as a function of a standard normal variable.

    On the logarithm of a spread, where samplers like to work, it would have a long tail towards 0.
    """
    import pymc as pm  # noqa: PLC0415
    from pytensor import tensor as pt  # noqa: PLC0415

    z = pm.Normal(f"{name}_z_{factor.name}", 0, 1)
    return scale * math.sqrt(2) * pt.erfcinv(pt.erfc(z / math.sqrt(2)) / 2)


def read(
    tree: "DataTree", model: Kernel | Monotone, sample: Sample
) -> tuple[Floats, tuple[Effects, ...]]:
    """Take the draws of all chains, one after the other."""
    if isinstance(model, Monotone):
        return flat(tree, "curve"), ()
    theta = np.column_stack([flat(tree, name) for name in model.names])
    return theta, tuple(effects_of(tree, model, factor) for factor in sample.factors)


def effects_of(tree: "DataTree", kernel: Kernel, factor: Factor) -> Effects:
    """Take the effects of one factor."""
    terms = kernel.varying(whole=factor.whole)
    names = [kernel.names[term] for term in terms]
    spread = np.column_stack([flat(tree, f"{name}_sd_{factor.name}") for name in names])
    values = np.stack([flat(tree, f"{name}_{factor.name}") for name in names])
    standard = values / spread.T[..., None]
    scales = kernel.scales[list(terms)]
    return Effects(factor.name, factor.levels, terms, scales, spread, Known(standard), factor.whole)


def statistics(tree: "DataTree") -> dict[str, npt.NDArray[np.generic]]:
    """Take what the sampler says of each draw."""
    named = tree["sample_stats"].data_vars.items()
    return {str(name): each.to_numpy() for name, each in named if each.dims == ("chain", "draw")}
