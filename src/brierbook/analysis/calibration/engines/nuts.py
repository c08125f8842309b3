"""PyMC's models of every calibration, for crossed factors, rising curves, and as the reference.

Cells rather than rows are given to the sampler. Weights may be fractions, which PyMC's binomial
does not take: the likelihood is a potential.
"""

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.cell_counts import Tally
from brierbook.analysis.calibration.curve.effects import Effects, SampledEffects
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.calibration.curve.pointwise import (
    CrossedGroups,
    binomial_log_likelihood,
    cell_probabilities,
    cells_by_combination,
)
from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
from brierbook.analysis.calibration.curve.prior import log_density_of_shared
from brierbook.analysis.calibration.curve.sample import CalibrationSample, Factor
from brierbook.analysis.calibration.sampling.posterior_sampling import (
    CHAINS,
    diagnose_sampling,
    flatten_draws,
    nuts_settings,
)
from brierbook.analysis.calibration.sampling.posterior_sampling import sample_model as sample_nuts
from brierbook.analysis.calibration.sampling.power_scaling import prior_and_likelihood_sensitivities
from brierbook.analysis.calibration.sampling.reasons import Engine, SamplerName
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.progress import Progress
from brierbook.analysis.scores.logit_normal import expit
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = ["RICH", "TARGET_ACCEPT", "build_calibration_model", "sample_with_nuts"]

TARGET_ACCEPT = 0.95
SMALL = 2_000  # cells and nodes up to which compiling for nutpie costs more than it saves
RICH = 200  # rows of a group from which effects are sampled themselves, not standardised


def sample_with_nuts(
    model: Kernel | Monotone,
    sample: CalibrationSample,
    engine: Engine,
    *,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> CalibrationPosterior:
    """Sample the posterior with NUTS."""
    if isinstance(model, Monotone) and sample.factors:
        raise ArgumentError("kernel", "'monotone' takes no groups; use 'beta', or leave them out")
    by, cells = cells_by_combination(sample)
    written = build_calibration_model(model, sample, by, cells)
    sampler: SamplerName = "pymc" if cells.x.size <= SMALL else "nutpie"
    how = nuts_settings(draws, target_accept=TARGET_ACCEPT)
    tree = sample_nuts(written, how, seed=seed, sampler=sampler, progress=progress)
    theta, effects = _read_draws(tree, model, sample)
    q = cell_probabilities(model, theta, effects, by, cells)
    likelihood = binomial_log_likelihood(q, cells.weight, cells.hits).sum(axis=1)
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
        replace(
            diagnose_sampling(tree),
            sensitivity=prior_and_likelihood_sensitivities(values, prior, likelihood),
        ),
        chains=CHAINS,
        seed=seed,
        statistics=_sampler_statistics(tree),
    )


def build_calibration_model(
    model: Kernel | Monotone, sample: CalibrationSample, by: CrossedGroups, cells: Tally
) -> Any:  # noqa: ANN401  # pymc has no types
    """Write the model down."""
    import pymc as pm  # heavy
    from pytensor import tensor as pt  # the same

    coords = {each.name: list(each.levels) for each in sample.factors}
    with pm.Model(coords=coords) as written:
        if isinstance(model, Monotone):
            steps = pm.Dirichlet("increments", model.concentration)
            pm.Deterministic("curve", steps.cumsum()[:-1])
            below = model.shares(expit(cells.x))
            yes, no = (below * steps).sum(axis=-1), ((1 - below) * steps).sum(axis=-1)
        else:
            eta = _log_odds_of_cells(model, sample, by, cells)
            yes, no = pt.sigmoid(eta), pt.sigmoid(-eta)
        hits = pm.Data("hits", cells.hits)  # so that other outcomes need no other model
        value = hits * _log_mean_over_nodes(yes, cells) + (
            cells.weight - hits
        ) * _log_mean_over_nodes(no, cells)
        pm.Potential("likelihood", value.sum())
    return written


def _log_mean_over_nodes(q: Any, cells: Tally) -> Any:  # noqa: ANN401
    """Give the log of the mean over the nodes of each cell; of what underflows, a finite one."""
    from pytensor import tensor as pt

    return pt.log(pt.maximum((q * cells.share).sum(axis=-1), np.finfo(np.float64).tiny))


def _log_odds_of_cells(
    kernel: Kernel, sample: CalibrationSample, by: CrossedGroups, cells: Tally
) -> Any:  # noqa: ANN401
    """Give the deserved log odds of each cell at each node."""
    from pytensor import tensor as pt

    features = kernel.features(cells.x)
    total = 0
    for index, term in enumerate(kernel.terms):
        parameter = _parameter_by_combination(kernel, index, sample, by)[cells.group]
        coefficient = pt.exp(parameter) if term.positive else parameter
        total += coefficient[:, None] * features[index]
    return total


def _parameter_by_combination(
    kernel: Kernel, index: int, sample: CalibrationSample, by: CrossedGroups
) -> Any:  # noqa: ANN401
    """Give a parameter for each combination of groups: a common one plus effects."""
    import pymc as pm
    from pytensor import tensor as pt

    term = kernel.terms[index]
    common = pm.Normal(term.name, 0, term.scale)
    total = common + pt.zeros(by.count)
    for factor, groups in zip(sample.factors, by.groups, strict=True):
        if index in kernel.varying(whole=factor.whole):
            alone = len(sample.factors) == 1
            total += _factor_effect(term.name, term.scale, factor, common if alone else 0)[groups]
    return total


def _factor_effect(name: str, scale: float, factor: Factor, centre: Any) -> Any:  # noqa: ANN401
    """Give the effect of each group of a factor.

    Where groups have few rows it is sampled standardised; where they have many it is sampled
    around the centre, since the data then know the sum better than its parts.
    """
    import pymc as pm

    spread = pm.Deterministic(
        f"{name}_sd_{factor.name}", _half_normal_variable(name, scale, factor)
    )
    if np.median(np.bincount(factor.codes)) >= RICH:
        level = pm.Normal(f"{name}_level_{factor.name}", centre, spread, dims=factor.name)
        return pm.Deterministic(f"{name}_{factor.name}", level - centre, dims=factor.name)
    unit = pm.Normal(f"{name}_unit_{factor.name}", 0, 1, dims=factor.name)
    return pm.Deterministic(f"{name}_{factor.name}", spread * unit, dims=factor.name)


def _half_normal_variable(name: str, scale: float, factor: Factor) -> Any:  # noqa: ANN401
    """Give a half-normal spread as a function of a standard normal variable.

    On the logarithm of a spread, where samplers like to work, it would have a long tail towards 0.
    """
    import pymc as pm
    from pytensor import tensor as pt

    z = pm.Normal(f"{name}_z_{factor.name}", 0, 1)
    return scale * math.sqrt(2) * pt.erfcinv(pt.erfc(z / math.sqrt(2)) / 2)


def _read_draws(
    tree: "DataTree", model: Kernel | Monotone, sample: CalibrationSample
) -> tuple[Floats, tuple[Effects, ...]]:
    """Take the draws of all chains, one after the other."""
    if isinstance(model, Monotone):
        return flatten_draws(tree, "curve"), ()
    theta = np.column_stack([flatten_draws(tree, name) for name in model.names])
    return theta, tuple(_read_effects(tree, model, factor) for factor in sample.factors)


def _read_effects(tree: "DataTree", kernel: Kernel, factor: Factor) -> Effects:
    """Take the effects of one factor."""
    terms = kernel.varying(whole=factor.whole)
    names = [kernel.names[term] for term in terms]
    spread = np.column_stack([flatten_draws(tree, f"{name}_sd_{factor.name}") for name in names])
    values = np.stack([flatten_draws(tree, f"{name}_{factor.name}") for name in names])
    standard = values / spread.T[..., None]
    scales = kernel.scales[list(terms)]
    return Effects(
        factor.name, factor.levels, terms, scales, spread, SampledEffects(standard), factor.whole
    )


def _sampler_statistics(tree: "DataTree") -> dict[str, npt.NDArray[np.generic]]:
    """Take what the sampler says of each draw."""
    named = tree["sample_stats"].data_vars.items()
    return {str(name): each.to_numpy() for name, each in named if each.dims == ("chain", "draw")}
