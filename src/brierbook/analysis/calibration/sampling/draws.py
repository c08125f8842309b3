"""Draws of a posterior as arrays, how they were made, and the ArviZ tree built from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.power_scaling import prior_and_likelihood_sensitivities
from brierbook.analysis.calibration.sampling.reasons import Engine
from brierbook.analysis.numeric.arguments import Floats, check_count, check_level

if TYPE_CHECKING:
    from xarray import DataTree

__all__ = ["Arrays", "EngineDraws", "PosteriorDraws", "as_one_chain", "summarise_draws"]

type Arrays = Mapping[str, Floats]
type Dims = Mapping[str, list[str]]
type Coords = Mapping[str, Sequence[str | float]]
type LazyGroups = Mapping[str, Callable[[], Arrays]]


@dataclass(frozen=True, slots=True, eq=False)
class EngineDraws:
    """What an engine found: draws of parameters, the log likelihood at each, and how it went.

    Parameters have the shape (chains, draws, ...), the likelihood, weighted as in the fit, the
    shape (chains, draws).
    """

    posterior: Arrays
    log_likelihood: Floats
    engine: Engine
    diagnostics: Diagnostics


@dataclass(frozen=True, eq=False)
class PosteriorDraws:
    """Draws of named parameters.

    Attributes
    ----------
    posterior : mapping of str to ndarray
        Each of shape (chains, draws) and the shape of the parameter.
    engine, diagnostics
        What made them and why, and whether to rely on them.
    dims : mapping of str to list of str
        Names of the axes of a parameter, after chain and draw.
    coords : mapping of str to sequence
        Names of the places along an axis.
    others : mapping of str to callable
        Further groups (``prior``, ``log_prior``, ``log_likelihood``, ``posterior_predictive``,
        ``observed_data``), computed when the tree is asked for.
    """

    posterior: Arrays
    engine: Engine
    diagnostics: Diagnostics
    dims: Dims = field(default_factory=dict)
    coords: Coords = field(default_factory=dict)
    others: LazyGroups = field(default_factory=dict)

    def __getitem__(self, name: str) -> Floats:
        """Give the draws of a parameter, all chains after each other."""
        return _merge_chains(self.posterior[name])

    @cached_property
    def tree(self) -> "DataTree":
        """The draws as an ArviZ tree with named coordinates."""
        from arviz_base import from_dict

        groups = {name: make() for name, make in self.others.items()}
        made: DataTree = from_dict(
            {"posterior": self.posterior, **groups},
            dims=dict(self.dims),
            coords={name: np.asarray(values) for name, values in self.coords.items()},
        )
        return made


def collect_draws(
    found: EngineDraws,
    log_prior: Arrays,
    shown: Sequence[str],
    dims: Dims,
    coords: Coords,
    others: LazyGroups,
) -> PosteriorDraws:
    """Keep what an engine found, and how much of the parameters shown is prior.

    ``log_prior`` holds the log densities of all that is not drawn from something learnt: of the
    effects of groups it has those of the scales alone, since an effect's own distribution is
    learnt with them.
    """
    values: dict[str, Floats] = {}
    for name in shown:
        places = coords[dims[name][0]] if name in dims else ()
        values |= name_draws_by_place(name, _merge_chains(found.posterior[name]), places)
    prior = np.column_stack([_merge_chains(each) for each in log_prior.values()]).sum(axis=1)
    scaled = prior_and_likelihood_sensitivities(values, prior, found.log_likelihood.ravel())
    return PosteriorDraws(
        found.posterior,
        found.engine,
        replace(found.diagnostics, sensitivity=scaled),
        dims,
        coords,
        {"log_prior": lambda: log_prior, **others},
    )


def name_draws_by_place(name: str, values: Floats, places: Sequence[object]) -> dict[str, Floats]:
    """Name the draws of a parameter place by place, such as ``bias[old]`` and ``bias[new]``."""
    if values.ndim == 1:
        return {name: values}
    return {f"{name}[{place}]": each for place, each in zip(places, values.T, strict=True)}


def _merge_chains(values: Floats) -> Floats:
    """Set all chains after each other."""
    return values.reshape(-1, *values.shape[2:])


def as_one_chain(values: Arrays) -> dict[str, Floats]:
    """Set independent draws as one chain."""
    return {name: value[np.newaxis] for name, value in values.items()}


def refuse_few_draws(draws: int) -> None:
    """Refuse fewer draws than a 90 % interval needs, and more than would end."""
    check_count(draws, "draws", least=100, most=10_000_000)


def summarise_draws(values: Floats, level: float = 0.9) -> tuple[Floats, Floats, Floats]:
    """Mean and central limits of draws along the first axis."""
    check_level(level)
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.asarray(values.mean(axis=0)), np.asarray(low), np.asarray(high)
