"""A posterior as an ArviZ DataTree with named coordinates, so that all of ArviZ works."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.effects import Effects, SampledEffects
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.calibration.curve.pointwise import (
    binomial_log_likelihood,
    cell_of_row,
    cell_probabilities,
    cells_by_combination,
)
from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
from brierbook.analysis.calibration.curve.prior import (
    draw_shared_parameters,
    draw_spreads,
    log_density_of_half_normal,
    log_prior_density,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.logit_normal import expit

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = ["CELL", "MOST", "ROW", "posterior_as_tree"]

type Variables = dict[str, tuple[tuple[str, ...], npt.NDArray[np.generic]]]

# Above so many draws of rows, equal forecasts of a group are taken together.
MOST = 4_000_000
ROW, CELL = "forecast", "cell"


def posterior_as_tree(found: CalibrationPosterior) -> "DataTree":
    """Build the tree: draws, prior draws, likelihood, and outcomes drawn anew."""
    from xarray import Dataset, DataTree  # heavy

    rng = np.random.default_rng(found.seed)
    theta, effects = _draw_calibration_prior(found, rng)
    data = ObservedData(found)
    groups: dict[str, Variables] = {
        "posterior": _name_variables(found.model, found.theta, found.effects),
        "prior": _name_variables(found.model, theta, effects),
        "log_prior": _log_prior_variables(found),
        "log_likelihood": data.likelihood(),
        "posterior_predictive": data.outcomes(found.theta, found.effects, rng),
        "prior_predictive": data.outcomes(theta, effects, rng),
        "observed_data": {"outcome": ((data.dim,), data.hits)},
        "constant_data": data.constants(),
    }
    coords = _name_coordinates(found, data)
    made = {name: Dataset(_split_into_chains(found, each)) for name, each in groups.items()}
    if found.statistics:
        stats = {name: (("chain", "draw"), each) for name, each in found.statistics.items()}
        made["sample_stats"] = Dataset(stats)
    placed = {
        name: each.assign_coords({k: v for k, v in coords.items() if k in each.dims})
        for name, each in made.items()
    }
    tree = DataTree.from_dict(placed)
    tree.attrs |= _describe_posterior(found)
    return tree


def _describe_posterior(found: CalibrationPosterior) -> dict[str, object]:
    """Say what computed the draws, why that, what they are worth, and how many rows they saw."""
    return {
        "engine": found.engine.name,
        "why": found.engine.explained,
        "effective_draws": float(found.diagnostics.ess),
        "rows": int(found.sample.y.size),
    }


def _draw_calibration_prior(
    found: CalibrationPosterior, rng: np.random.Generator
) -> tuple[Floats, tuple[Effects, ...]]:
    """Draw everything from its prior."""
    draws = len(found.theta)
    effects = []
    for each in found.effects:
        spread = draw_spreads(each.scales, draws, rng)
        standard = rng.standard_normal((len(each.terms), draws, len(each.levels)))
        effects.append(
            Effects(
                each.name,
                each.levels,
                each.terms,
                each.scales,
                spread,
                SampledEffects(standard),
                each.whole,
            )
        )
    return draw_shared_parameters(found.model, draws, rng), tuple(effects)


def _name_variables(
    model: Kernel | Monotone, theta: Floats, effects: tuple[Effects, ...]
) -> Variables:
    """Name the parameters, the spreads and the effects."""
    if isinstance(model, Monotone):
        return {"curve": (("sample", "said"), theta)}
    made: Variables = {
        name: (("sample",), draws) for name, draws in zip(model.names, theta.T, strict=True)
    }
    for each in effects:
        for index, term in enumerate(each.terms):
            name = model.names[term]
            made[f"{name}_sd_{each.name}"] = (("sample",), each.spread[:, index])
            made[f"{name}_{each.name}"] = (("sample", each.name), each.values[:, index])
    return made


def _log_prior_variables(found: CalibrationPosterior) -> Variables:
    """Give the log density of the prior of what groups share."""
    model = found.model
    density = log_prior_density(model, found.theta)
    names = model.names if isinstance(model, Kernel) else ("curve",)
    made: Variables = {
        name: (("sample",), each) for name, each in zip(names, density.T, strict=True)
    }
    for each in found.effects:
        spread = log_density_of_half_normal(each.spread, each.scales)
        for index, term in enumerate(each.terms):
            made[f"{names[term]}_sd_{each.name}"] = (("sample",), spread[:, index])
    return made


class ObservedData:
    """The data, by row or, where there are very many, by cell."""

    def __init__(self, found: CalibrationPosterior) -> None:
        self.found = found
        self.by, self.cells = cells_by_combination(found.sample)
        sample = found.sample
        self.each = len(found.theta) * sample.y.size <= MOST
        self.dim = ROW if self.each else CELL
        self.which = (
            cell_of_row(sample, self.by) if self.each else np.arange(self.cells.weight.size)
        )
        self.weight = sample.weight if self.each else self.cells.weight
        self.hits = sample.y if self.each else self.cells.hits
        self.rows = np.ones(sample.y.size) if self.each else self.cells.rows

    def q(self, theta: Floats, effects: tuple[Effects, ...]) -> Floats:
        """Give the probability of yes, of shape (draws, rows or cells)."""
        found = cell_probabilities(self.found.model, theta, effects, self.by, self.cells)
        return found[:, self.which]

    def likelihood(self) -> Variables:
        """Give the log likelihood, weighted as in the fit."""
        q = self.q(self.found.theta, self.found.effects)
        hits = self.hits * self.weight if self.each else self.hits
        return {"outcome": (("sample", self.dim), binomial_log_likelihood(q, self.weight, hits))}

    def outcomes(
        self, theta: Floats, effects: tuple[Effects, ...], rng: np.random.Generator
    ) -> Variables:
        """Draw outcomes, or counts of yes, anew."""
        drawn = rng.binomial(self.rows.astype(np.int64), self.q(theta, effects))
        return {"outcome": (("sample", self.dim), drawn.astype(np.float64))}

    def constants(self) -> Variables:
        """Give what was said, its weight and its group."""
        first = np.zeros(self.cells.weight.size, dtype=np.intp)
        row = cell_of_row(self.found.sample, self.by)
        first[row[::-1]] = np.arange(row.size)[::-1]
        where = np.arange(row.size) if self.each else first
        level = self.found.sample.level[where]
        made: Variables = {
            "said": ((self.dim,), expit(self.found.sample.x)[level]),
            "sd_logit": ((self.dim,), self.found.sample.sd[level]),
            "weight": ((self.dim,), self.weight),
        }
        for factor in self.found.sample.factors:
            made[f"group_{factor.name}"] = (
                (self.dim,),
                np.array(factor.levels)[factor.codes[where]],
            )
        return made


def _name_coordinates(found: CalibrationPosterior, data: ObservedData) -> dict[str, list[object]]:
    """Name the coordinates."""
    made: dict[str, list[object]] = {each.name: list(each.levels) for each in found.effects}
    if isinstance(found.model, Monotone):
        made["said"] = list(found.model.knots)
    draws = len(found.theta) // found.chains
    return made | {
        data.dim: list(range(data.which.size)),
        "chain": list(range(found.chains)),
        "draw": list(range(draws)),
    }


def _split_into_chains(found: CalibrationPosterior, group: Variables) -> Variables:
    """Split the draws into chains."""
    made: Variables = {}
    for name, (dims, values) in group.items():
        if dims[0] != "sample":
            made[name] = (dims, values)
            continue
        length = len(values) // found.chains
        kept = values[: length * found.chains]
        shape = (found.chains, length, *kept.shape[1:])
        made[name] = (("chain", "draw", *dims[1:]), kept.reshape(shape))
    return made
