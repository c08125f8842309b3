"""How groups differ from what they share: the spreads, and the effect of each group."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from brierbook.analysis.calibration.curve.hierarchy import Hierarchy
from brierbook.analysis.numeric.arguments import Floats

__all__ = ["Effects", "LazyEffects", "SampledEffects"]


class StandardEffects(Protocol):
    """Something that has standardised effects, of shape (effects, draws, groups)."""

    @property
    def standard(self) -> Floats:
        """The standardised effects."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class SampledEffects:
    """Effects that were drawn by the sampler."""

    standard: Floats


@dataclass(frozen=True, eq=False)
class LazyEffects:
    """Effects that are drawn when they are asked for, given what the groups share."""

    hierarchy: Hierarchy
    coordinates: Floats
    seed: int

    @cached_property
    def standard(self) -> Floats:
        """The standardised effects."""
        return self.hierarchy.draw_effects(self.coordinates, np.random.default_rng(self.seed))


@dataclass(frozen=True, eq=False)
class Effects:
    """The effects of one factor.

    ``terms`` lists the parameters that vary and ``scales`` the scales of the half-normal priors of
    their spreads; ``spread`` holds the standard deviations, of shape (draws, effects); ``whole`` is
    false for events, which move the intercept alone.
    """

    name: str
    levels: tuple[str, ...]
    terms: tuple[int, ...]
    scales: Floats
    spread: Floats
    drawn: StandardEffects = field(repr=False)
    whole: bool = True

    @cached_property
    def values(self) -> Floats:
        """The effects, of shape (draws, effects, groups)."""
        return np.moveaxis(self.drawn.standard, 0, 1) * self.spread[..., None]

    def of(self, level: str, size: int, rng: np.random.Generator) -> Floats:
        """Give effects on all parameters, (draws, size); an unknown level is drawn anew."""
        found = np.zeros((len(self.spread), size))
        if level in self.levels:
            found[:, list(self.terms)] = self.values[..., self.levels.index(level)]
        else:
            found[:, list(self.terms)] = self.spread * rng.standard_normal(self.spread.shape)
        return found
