"""Draws of a posterior as arrays, how they were made, and the ArviZ tree built from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.power_scaling import sensitivities
from brierbook.analysis.calibration.reasons import Engine
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

type Arrays = Mapping[str, Floats]
type Dims = Mapping[str, list[str]]
type Coords = Mapping[str, Sequence[str | float]]
type Groups = Mapping[str, Callable[[], Arrays]]


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """What an engine found: draws of parameters, the log likelihood at each, and how it went.

    Parameters have the shape (chains, draws, ...), the likelihood, weighted as in the fit, the
    shape (chains, draws).
    """

    posterior: Arrays
    log_likelihood: Floats
    engine: Engine
    diagnostics: Diagnostics


@dataclass(frozen=True, eq=False)
class Draws:
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
    others: Groups = field(default_factory=dict)

    def __getitem__(self, name: str) -> Floats:
        """Give the draws of a parameter, all chains after each other."""
        return flat(self.posterior[name])

    @cached_property
    def tree(self) -> "DataTree":
        """The draws as an ArviZ tree with named coordinates."""
        from arviz_base import from_dict  # noqa: PLC0415 - costs seconds

        groups = {name: make() for name, make in self.others.items()}
        made: DataTree = from_dict(
            {"posterior": self.posterior, **groups},
            dims=dict(self.dims),
            coords={name: np.asarray(values) for name, values in self.coords.items()},
        )
        return made


def as_draws(
    found: Sampled,
    log_prior: Arrays,
    shown: Sequence[str],
    dims: Dims,
    coords: Coords,
    others: Groups,
) -> Draws:
    """Keep what an engine found, and how much of the parameters shown is prior.

    ``log_prior`` holds the log densities of all that is not drawn from something learnt: of the
    effects of groups it has those of the scales alone, since an effect's own distribution is
    learnt with them.
    """
    values: dict[str, Floats] = {}
    for name in shown:
        places = coords[dims[name][0]] if name in dims else ()
        values |= by_place(name, flat(found.posterior[name]), places)
    prior = np.column_stack([flat(each) for each in log_prior.values()]).sum(axis=1)
    scaled = sensitivities(values, prior, found.log_likelihood.ravel())
    return Draws(
        found.posterior,
        found.engine,
        replace(found.diagnostics, sensitivity=scaled),
        dims,
        coords,
        {"log_prior": lambda: log_prior, **others},
    )


def by_place(name: str, values: Floats, places: Sequence[object]) -> dict[str, Floats]:
    """Name the draws of a parameter place by place, such as ``bias[old]`` and ``bias[new]``."""
    if values.ndim == 1:
        return {name: values}
    return {f"{name}[{place}]": each for place, each in zip(places, values.T, strict=True)}


def flat(values: Floats) -> Floats:
    """Set all chains after each other."""
    return values.reshape(-1, *values.shape[2:])


def one_chain(values: Arrays) -> dict[str, Floats]:
    """Set independent draws as one chain."""
    return {name: value[np.newaxis] for name, value in values.items()}


def refuse_draws(draws: int) -> None:
    """Refuse fewer draws than a 90 % interval needs."""
    fewest = 100
    if draws < fewest:
        raise ArgumentError("draws", f"{draws!r} is not at least {fewest}")


def summary(values: Floats, level: float = 0.9) -> tuple[Floats, Floats, Floats]:
    """Mean and central limits of draws along the first axis."""
    if not 0 < level < 1:
        raise ArgumentError("level", f"{level!r} is not between 0 and 1")
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return np.asarray(values.mean(axis=0)), np.asarray(low), np.asarray(high)
