"""Draws of a posterior as arrays, how they were made, and the ArviZ tree built from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from xarray import DataTree

type Arrays = Mapping[str, Floats]

# What is asked of a posterior that is reported (Vehtari et al. 2021, doi:10.1214/20-BA1221, and
# 2024, arXiv:1507.02646).
WORST_R_HAT = 1.01
LEAST_ESS = 400
WORST_PARETO_K = 0.7


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """How draws were made, and how far they can be trusted.

    Attributes
    ----------
    engine : str
        ``closed form``, ``grid``, ``importance`` or ``nuts``.
    why : str
        Why this engine, in a few words.
    r_hat, ess_bulk, ess_tail : float or None
        The worst over all parameters; None where draws are independent.
    divergences : int
        How many steps of NUTS diverged.
    pareto_k, ess : float or None
        Shape of the tail of the importance weights, and how many even draws they are worth.
    """

    engine: str
    why: str
    r_hat: float | None = None
    ess_bulk: float | None = None
    ess_tail: float | None = None
    divergences: int = 0
    pareto_k: float | None = None
    ess: float | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the draws, in words; nothing if they can be reported."""
        found = []
        if self.divergences:
            found.append(f"{self.divergences} divergences: raise target_accept")
        if self.r_hat is not None and not self.r_hat <= WORST_R_HAT:
            found.append(f"R-hat {self.r_hat:.3f} is above {WORST_R_HAT}: draw more")
        for name, value in (("bulk", self.ess_bulk), ("tail", self.ess_tail)):
            if value is not None and not value >= LEAST_ESS:
                found.append(f"{name} ESS {value:.0f} is below {LEAST_ESS}: draw more")
        if self.pareto_k is not None and not self.pareto_k < WORST_PARETO_K:
            found.append(f"Pareto k {self.pareto_k:.2f} is not below {WORST_PARETO_K}: use NUTS")
        return tuple(found)


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of named parameters.

    Attributes
    ----------
    posterior : mapping of str to ndarray
        Each of shape (chains, draws) and the shape of the parameter.
    diagnostics : Diagnostics
        How they were made.
    dims : mapping of str to list of str
        Names of the axes of a parameter, after chain and draw.
    coords : mapping of str to sequence
        Names of the places along an axis.
    others : mapping of str to callable
        Further groups (``prior``, ``log_likelihood``, ``posterior_predictive``,
        ``observed_data``), computed when the tree is asked for.
    """

    posterior: Arrays
    diagnostics: Diagnostics
    dims: Mapping[str, list[str]] = field(default_factory=dict)
    coords: Mapping[str, Sequence[str | float]] = field(default_factory=dict)
    others: Mapping[str, Callable[[], Arrays]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Floats:
        """Give the draws of a parameter, all chains after each other."""
        values = self.posterior[name]
        return values.reshape(-1, *values.shape[2:])

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
