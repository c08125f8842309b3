"""Pareto-smoothed importance weights, and the shape k that says whether to trust them.

Vehtari, Simpson, Gelman, Yao, Gabry 2024, Journal of Machine Learning Research 25(72); the tail is
fitted as Zhang and Stephens 2009 do, doi 10.1198/tech.2009.08017.
"""

import math

import numpy as np

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes

__all__ = ["effective_size"]

FEWEST_IN_TAIL = 5
PRIOR_WEIGHT, PRIOR_SHAPE = 10, 0.5  # a weak prior keeps k steady when the tail is short


def smooth_weights(log_ratio: Floats) -> tuple[Floats, float]:
    """Smooth the largest of the importance ratios.

    Parameters
    ----------
    log_ratio : ndarray, shape (draws,)
        Logarithms of target over proposal, up to a constant; minus infinity means never.

    Returns
    -------
    weight : ndarray, shape (draws,)
        Weights that sum to 1.
    k : float
        The shape of the tail; infinite where it cannot be told. Below 0.7 the weights are reliable.
    """
    shifted = log_ratio - log_ratio.max()
    size = _tail_size(shifted.size)
    order = np.argsort(shifted)
    tail, cutoff = order[-size:], shifted[order[-size - 1]]
    weight = np.exp(shifted)
    if size < FEWEST_IN_TAIL or shifted[tail[-1]] - shifted[tail[0]] <= np.finfo(float).eps:
        return weight / weight.sum(), -math.inf if size >= FEWEST_IN_TAIL else math.inf
    base = math.exp(cutoff)
    k, scale = _fit_generalised_pareto(weight[tail] - base)
    if not math.isfinite(k):
        return weight / weight.sum(), math.inf
    at = (np.arange(size) + 0.5) / size
    weight[tail] = np.minimum(base + _pareto_quantile(at, k, scale), 1.0)
    return weight / weight.sum(), k


def _tail_size(draws: int) -> int:
    """Say how many of the largest ratios are smoothed."""
    return max(1, min(draws // 5, math.floor(3 * math.sqrt(draws))))


def _fit_generalised_pareto(excess: Floats) -> tuple[float, float]:
    """Fit a generalised Pareto distribution to ascending excesses; give shape and scale."""
    n = excess.size
    points = 30 + int(math.sqrt(n))
    quarter = excess[int(n / 4 + 0.5) - 1]
    if quarter <= excess[0]:  # a quarter are one value: this is no such distribution
        return math.inf, math.nan
    b = 1 - np.sqrt(points / (np.arange(1, points + 1) - 0.5))
    b = b / (3 * quarter) + 1 / excess[-1]
    shape = np.log1p(-b[:, None] * excess).mean(axis=1)
    height = n * (np.log(-b / shape) - shape - 1)
    with np.errstate(over="ignore"):  # what is beyond doubles has no share
        share = 1 / np.exp(height - height[:, None]).sum(axis=1)
    best = float(b @ share / share.sum())
    k = float(np.log1p(-best * excess).mean())
    scale = -k / best
    return (n * k + PRIOR_WEIGHT * PRIOR_SHAPE) / (n + PRIOR_WEIGHT), scale


def _pareto_quantile(at: Floats, k: float, scale: float) -> Floats:
    """Give quantiles of the generalised Pareto distribution."""
    log_rest = np.log1p(-at)
    found: Floats = -scale * log_rest if k == 0 else scale * np.expm1(-k * log_rest) / k
    return found


def effective_size(weight: Floats) -> float:
    """Give the number of equal weights that would be as precise."""
    return float(1 / (weight**2).sum())


def resample_systematically(weight: Floats, draws: int, rng: np.random.Generator) -> EventCodes:
    """Choose draws with their weights, systematically, and give their places in random order."""
    at = (np.arange(draws) + rng.random()) / draws
    chosen = np.searchsorted(np.cumsum(weight[:-1]), at, side="right")
    return rng.permutation(chosen)
