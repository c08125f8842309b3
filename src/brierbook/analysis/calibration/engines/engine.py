"""Which engine computes a posterior, and why; and the fits of those that need no sampler."""

from typing import Literal

import numpy as np

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.effects import Effects, LazyEffects
from brierbook.analysis.calibration.curve.hierarchy import (
    Hierarchy,
    NestedPosterior,
    fit_nested,
    log_standard_normal,
)
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
from brierbook.analysis.calibration.curve.prior import log_density_of_shared
from brierbook.analysis.calibration.curve.sample import CalibrationSample
from brierbook.analysis.calibration.engines.grid import POINTS, fit_grid
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.power_scaling import prior_and_likelihood_sensitivities
from brierbook.analysis.calibration.sampling.reasons import (
    ASKED_FOR,
    GRID,
    PYMC,
    QUADRATURE,
    Engine,
    Reason,
    explain_shut_gate,
)
from brierbook.analysis.numeric.arguments import is_one_of
from brierbook.analysis.numeric.progress import Progress
from brierbook.errors import ArgumentError

__all__ = ["EngineName", "fit_posterior"]

type EngineName = Literal["auto", "grid", "quadrature", "pymc"]

ENGINES = ("auto", GRID, QUADRATURE, PYMC)


def _choose_engine(
    model: Kernel | Monotone, sample: CalibrationSample, wanted: EngineName
) -> Engine:
    """Pick the engine, or refuse one that cannot do it."""
    if not is_one_of(wanted, ENGINES):
        raise ArgumentError("engine", f"{wanted!r} is unknown; use one of {', '.join(ENGINES)}")
    able = _fastest_engine(model, sample)
    if wanted == "auto":
        return able
    if wanted in (able.name, PYMC):
        return Engine(wanted, ASKED_FOR)
    raise ArgumentError("engine", f"{wanted!r} cannot do this; use 'auto', here {able.name}")


def _fastest_engine(model: Kernel | Monotone, sample: CalibrationSample) -> Engine:
    """Find the fastest engine that is exact enough."""
    if isinstance(model, Monotone):
        return Engine(PYMC, Reason("rising_curve"))
    factors = len(sample.factors)
    if factors > 1:
        return Engine(PYMC, Reason("crossed_factors", {"factors": factors}))
    if factors:
        return Engine(QUADRATURE, Reason("one_factor", {"factor": sample.factors[0].name}))
    parameters = {"parameters": len(model.terms)}
    if len(model.terms) in POINTS:
        return Engine(GRID, Reason("few_parameters", parameters))
    return Engine(PYMC, Reason("many_parameters", parameters))


def fit_posterior(
    model: Kernel | Monotone,
    sample: CalibrationSample,
    *,
    engine: EngineName = "auto",
    draws: int = 2000,
    seed: int = 0,
    progress: Progress | None = None,
) -> CalibrationPosterior:
    """Compute the posterior of a model with the engine asked for, or with the fastest."""
    if draws < len(POINTS):
        raise ArgumentError("draws", f"{draws!r} is too few; take some hundreds")
    chosen = _choose_engine(model, sample, engine)
    if isinstance(model, Kernel) and chosen.name == GRID:
        return _draw_from_grid(model, sample, chosen, draws, seed)
    if isinstance(model, Kernel) and chosen.name == QUADRATURE:
        return _draw_by_quadrature(model, sample, chosen, draws, seed, progress)
    from brierbook.analysis.calibration.engines.nuts import sample_with_nuts  # heavy

    return sample_with_nuts(model, sample, chosen, draws=draws, seed=seed, progress=progress)


def _draw_from_grid(
    kernel: Kernel, sample: CalibrationSample, engine: Engine, draws: int, seed: int
) -> CalibrationPosterior:
    """Draw from a grid."""
    cells = tally_sample(sample)
    found = fit_grid(kernel, cells)
    theta = found.draw(draws, np.random.default_rng(seed))
    likelihood = Likelihood(kernel, cells).value(theta.T[..., None])[:, 0]
    prior = log_density_of_shared(kernel, theta, ())
    values = dict(zip(kernel.names, theta.T, strict=True))
    return CalibrationPosterior(
        kernel,
        sample,
        theta,
        (),
        likelihood,
        prior,
        engine,
        Diagnostics(
            draws, sensitivity=prior_and_likelihood_sensitivities(values, prior, likelihood)
        ),
        found.log_evidence,
        seed=seed,
    )


def _draw_by_quadrature(
    kernel: Kernel,
    sample: CalibrationSample,
    engine: Engine,
    draws: int,
    seed: int,
    progress: Progress | None,
) -> CalibrationPosterior:
    """Draw by quadrature and importance; where the gate does not open, by NUTS, and say so."""
    (factor,) = sample.factors
    hierarchy = Hierarchy(
        kernel, tally_sample(sample, factor.codes, len(factor.levels)), factor.whole
    )
    found = fit_nested(hierarchy, draws=draws, rng=np.random.default_rng(seed))
    if found.doubt is None:
        return _resample_nested(hierarchy, sample, engine, found, seed)
    from brierbook.analysis.calibration.engines.nuts import sample_with_nuts  # heavy

    chosen = Engine(PYMC, explain_shut_gate(QUADRATURE, found.doubt))
    return sample_with_nuts(kernel, sample, chosen, draws=draws, seed=seed, progress=progress)


def _resample_nested(
    hierarchy: Hierarchy,
    sample: CalibrationSample,
    engine: Engine,
    found: NestedPosterior,
    seed: int,
) -> CalibrationPosterior:
    """Turn weighted draws into draws."""
    (factor,) = sample.factors
    chosen = found.draw(found.weight.size, np.random.default_rng(seed))
    coordinates = found.coordinates[chosen]
    mean, spread = hierarchy.shared(coordinates)
    likelihood = found.log_density[chosen] - log_standard_normal(coordinates)
    effects = Effects(
        factor.name,
        factor.levels,
        hierarchy.varying,
        hierarchy.kernel.scales[list(hierarchy.varying)],
        spread.T,
        LazyEffects(hierarchy, coordinates, seed),
        factor.whole,
    )
    prior = log_density_of_shared(hierarchy.kernel, mean.T, (effects,))
    names = hierarchy.kernel.names
    values = dict(zip(names, mean, strict=True))
    values |= {
        f"{names[term]}_sd_{factor.name}": each
        for term, each in zip(hierarchy.varying, spread, strict=True)
    }
    return CalibrationPosterior(
        hierarchy.kernel,
        sample,
        mean.T,
        (effects,),
        likelihood,
        prior,
        engine,
        Diagnostics(
            found.ess,
            pareto_k=found.k,
            sensitivity=prior_and_likelihood_sensitivities(values, prior, likelihood),
        ),
        found.log_evidence,
        seed=seed,
    )
