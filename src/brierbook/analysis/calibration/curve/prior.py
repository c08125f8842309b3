"""Draws from the priors of everything a calibration has, and the density of what is shared."""

import math

import numpy as np

from brierbook.analysis.calibration.curve.effects import Effects
from brierbook.analysis.calibration.curve.kernel import Kernel
from brierbook.analysis.calibration.curve.monotone import Monotone
from brierbook.analysis.numeric.arguments import Floats

__all__ = [
    "draw_shared_parameters",
    "log_density_of_half_normal",
    "log_density_of_normal",
    "log_density_of_shared",
]


def draw_shared_parameters(
    model: Kernel | Monotone, draws: int, rng: np.random.Generator
) -> Floats:
    """Draw the parameters of a curve, of shape (draws, parameters)."""
    if isinstance(model, Kernel):
        return model.scales * rng.standard_normal((draws, len(model.terms)))
    return np.cumsum(rng.dirichlet(model.concentration, draws), axis=1)[:, :-1]


def draw_spreads(scales: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw half-normal spreads, of shape (draws, effects)."""
    return np.abs(scales * rng.standard_normal((draws, scales.size)))


def log_density_of_shared(
    model: Kernel | Monotone, theta: Floats, effects: tuple[Effects, ...]
) -> Floats:
    """Give the log density of all that groups share, at each draw."""
    total: Floats = log_prior_density(model, theta).sum(axis=1)
    for each in effects:
        total = total + log_density_of_half_normal(each.spread, each.scales).sum(axis=1)
    return total


def log_prior_density(model: Kernel | Monotone, theta: Floats) -> Floats:
    """Give the log density of each parameter or, of a rising curve, of all, last axis first.

    The result has shape (draws, parameters) for a kernel and (draws, 1) for a rising model.
    """
    if isinstance(model, Kernel):
        return log_density_of_normal(theta, model.scales)
    ends = np.zeros((len(theta), 1))
    steps = np.diff(np.concatenate([ends, theta, ends + 1.0], axis=1), axis=1)
    weight = model.concentration
    constant = math.lgamma(weight.sum()) - sum(math.lgamma(each) for each in weight)
    tiny = np.finfo(np.float64).tiny
    found: Floats = np.log(np.maximum(steps, tiny)) @ (weight - 1) + constant
    return found[:, None]


def log_density_of_normal(value: Floats, scale: Floats | float) -> Floats:
    """Give the log density of normals around 0."""
    constant = np.log(scale) + 0.5 * math.log(2 * math.pi)
    found: Floats = -0.5 * (value / scale) ** 2 - constant
    return found


def log_density_of_half_normal(value: Floats, scale: Floats | float) -> Floats:
    """Give the log density of half-normals."""
    return log_density_of_normal(value, scale) + math.log(2)
