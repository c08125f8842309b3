"""CRPS of distributions over counts: (y, parameters) to the score."""

import math
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import i0e, i1e

from brierbook.analysis.scores.formulas.counts import (
    binomial_cdf,
    log_binomial_mass,
    log_negative_binomial_mass,
    log_poisson_mass,
    negative_binomial_cdf,
    poisson_cdf,
)

__all__ = ["crps_binomial", "crps_negative_binomial", "crps_poisson"]

type Floats = npt.NDArray[np.float64]

# Step of the double-exponential rule; halving it changes nothing beyond the fourteenth digit.
STEP = 1 / 24
# Coefficients of 1 - e^-2m (I_0(2m) + I_1(2m)) in powers of -4m, each by the one before it.
TERMS = 24
HALF = 0.5


def crps_poisson(y: Floats, mean: Floats) -> Floats:
    """(y - m)(2 F(y) - 1) + 2 m f(y) - m e^-2m (I_0(2m) + I_1(2m)).

    Small means are counted from 0, where the mean of the lesser of two draws is what is left.
    """
    side = 2 * poisson_cdf(y, mean) - 1
    density = np.exp(log_poisson_mass(y, mean))
    pairs = i0e(2 * mean) + i1e(2 * mean)
    large = (y - mean) * side + mean * (2 * density - pairs)
    small = y * side + mean * (
        _poisson_lesser(np.minimum(mean, HALF)) - 2 * poisson_cdf(y - 1, mean)
    )
    return np.where(mean < HALF / 2, small, large)


def _poisson_lesser(mean: Floats) -> Floats:
    """1 - e^-2m (I_0(2m) + I_1(2m)) = 1 - M(1/2, 2, -4m), by its series."""
    term, total = np.ones_like(mean), np.zeros_like(mean)
    for k in range(TERMS):
        term = term * (-4 * mean) * (k + HALF) / ((k + 2) * (k + 1))
        total -= term
    return total


def crps_binomial(y: Floats, n: Floats, p: Floats) -> Floats:
    """``E|X - y|`` less half the mean difference; the rarer of success and failure is counted."""
    turn = p > HALF
    counted, rare = np.where(turn, n - y, y), np.where(turn, 1 - p, p)
    inside = np.clip(counted, 0, n)
    mean = n * rare
    side = 2 * binomial_cdf(inside, n, rare) - 1
    lesser, pairs = _binomial_pairs(n, rare)
    partial = (n - inside) * rare * np.exp(log_binomial_mass(inside, n, rare))
    large = (inside - mean) * side + 2 * partial - pairs
    small = inside * side - 2 * mean * binomial_cdf(inside - 1, n - 1, rare) + lesser
    return np.abs(counted - inside) + np.where(mean < 1, small, large)


def crps_negative_binomial(y: Floats, n: Floats, p: Floats) -> Floats:
    """``E|X - y|`` less half the mean difference of failures before the n-th success."""
    mean = n * ((1 - p) / p)
    side = 2 * negative_binomial_cdf(y, n, p) - 1
    lesser, pairs = _wait_pairs(n, p)
    partial = (n + y) * ((1 - p) / p) * np.exp(log_negative_binomial_mass(y, n, p))
    large = (y - mean) * side + 2 * partial - pairs
    small = y * side - 2 * mean * negative_binomial_cdf(y - 1, n + 1, p) + lesser
    return np.where((mean < 1) | (n < 1), small, large)


def _binomial_pairs(n: Floats, p: Floats) -> tuple[Floats, Floats]:
    """``E min(X, X')`` and half ``E|X - X'|`` of binomials with p of at most one half.

    ``|phi(t)|^2 = (1 - 4 p (1-p) sin^2(t/2))^n``, and 1 - 4 p (1-p) = (1 - 2p)^2.
    """
    return _pair_means(n, -4 * p * (1 - p), (1 - 2 * p) ** 2)


def _wait_pairs(n: Floats, p: Floats) -> tuple[Floats, Floats]:
    """``E min(X, X')`` and half ``E|X - X'|`` of negative binomials.

    ``|phi(t)|^2 = (1 + 4 q sin^2(t/2) / p^2)^-n``. With tan(t'/2) = (1 + q)/p tan(t/2) it is
    (1 - 4 q sin^2(t'/2) / (1 + q)^2)^n, which has no narrow peak where p is small.
    """
    q = 1 - p
    lesser, pairs = _pair_means(n, -4 * q / (1 + q) ** 2, (p / (1 + q)) ** 2)
    return (1 + q) / p * lesser, (1 + q) / p * pairs


def _pair_means(n: Floats, slope: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Integrate e^-u - 1 + u and 1 - e^-u over 4 sin^2(t/2), with u = -n log(1 + slope sin^2).

    Half the mean difference is the second; its sum with the first is the mean, and neither
    cancels. ``end`` is 1 + slope. The rule crowds its nodes at both ends, where the integrands are
    steep.
    """
    lesser, pairs = np.zeros(n.shape), np.zeros(n.shape)
    for t, to_pi, width in zip(*_double_exponential(), strict=True):
        s, c = math.sin(t / 2) ** 2, math.sin(to_pi / 2) ** 2
        near = slope * s > -HALF
        kept = np.log1p(np.where(near, slope * s, 0.0))
        u = -n * np.where(near, kept, np.log(np.where(near, 1.0, end + (1 - end) * c)))
        gone = -np.expm1(-u)
        pairs += gone * (width / s)
        lesser += _beyond_first_order(u, gone) * (width / s)
    return lesser / (4 * math.pi), pairs / (4 * math.pi)


def _beyond_first_order(u: Floats, gone: Floats) -> Floats:
    """e^-u - 1 + u, for u of at least 0."""
    small = np.minimum(u, HALF)
    series = np.zeros_like(small)
    for k in range(16, 1, -1):
        series = (1 - series) * small / k
    return np.where(u < HALF, series * small, u - gone)


@cache
def _double_exponential() -> tuple[list[float], list[float], list[float]]:
    """Nodes from 0 to pi, their distances to pi and their weights (Takahasi and Mori, 1974)."""
    u = np.arange(-4, 4 + STEP / 2, STEP)
    share, rest = 1 / (1 + np.exp(-np.pi * np.sinh(u))), 1 / (1 + np.exp(np.pi * np.sinh(u)))
    width = np.pi**2 * STEP * np.cosh(u) * share * rest
    return (np.pi * share).tolist(), (np.pi * rest).tolist(), width.tolist()
