"""Log probabilities, distribution functions and quantiles of distributions over counts."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincc, gammaincc

from brierbook.analysis.scores.formulas.gamma_ratios import (
    log_binomial_density,
    log_poisson_density,
)

__all__ = [
    "binomial_below",
    "binomial_cdf",
    "binomial_quantile",
    "log_binomial_mass",
    "log_negative_binomial_mass",
    "log_poisson_mass",
    "negative_binomial_below",
    "negative_binomial_cdf",
    "negative_binomial_quantile",
    "poisson_below",
    "poisson_cdf",
    "poisson_quantile",
]

type Floats = npt.NDArray[np.float64]

HALF = 0.5


def log_poisson_mass(k: Floats, mean: Floats) -> Floats:
    """log of the probability of k; -inf where k is no count."""
    count = _is_count(k)
    return np.where(count, log_poisson_density(np.where(count, k, 0.0), mean), -np.inf)


def poisson_cdf(k: Floats, mean: Floats) -> Floats:
    """Probability of at most k."""
    k = np.floor(k)
    return np.where(k < 0, 0.0, gammaincc(np.maximum(k, 0) + 1, mean))


def poisson_below(k: Floats, mean: Floats) -> Floats:
    """Probability of less than k."""
    return poisson_cdf(np.ceil(k) - 1, mean)


def poisson_quantile(level: Floats, mean: Floats) -> Floats:
    """Least count that is reached with the level."""
    return _least_count(lambda k: poisson_cdf(k, mean), level)


def log_binomial_mass(k: Floats, n: Floats, p: Floats) -> Floats:
    """log of the probability of k successes in n trials; -inf where there is none."""
    inner = (k > 0) & (k < n) & (p > 0) & (p < 1) & _is_count(k)
    a, b, u = (np.where(inner, x, other) for x, other in ((k, 1.0), (n - k, 1.0), (p, HALF)))
    with np.errstate(divide="ignore"):
        none, every = n * np.log1p(-p), n * np.log(p)
    ends = np.where(k == 0, none, np.where(k == n, every, -np.inf))
    return np.where(inner, log_binomial_density(a, b, b * u - a * (1 - u)), ends)


def binomial_cdf(k: Floats, n: Floats, p: Floats) -> Floats:
    """Probability of at most k successes in n trials."""
    k = np.floor(k)
    inside = betaincc(np.maximum(k, 0) + 1, np.maximum(n - k, 1), p)
    return np.where(k < 0, 0.0, np.where(k >= n, 1.0, inside))


def binomial_below(k: Floats, n: Floats, p: Floats) -> Floats:
    """Probability of less than k successes."""
    return binomial_cdf(np.ceil(k) - 1, n, p)


def binomial_quantile(level: Floats, n: Floats, p: Floats) -> Floats:
    """Least number of successes that is reached with the level."""
    return _least_count(lambda k: binomial_cdf(k, n, p), level)


def log_negative_binomial_mass(k: Floats, n: Floats, p: Floats) -> Floats:
    """log of the probability of k failures before the n-th success."""
    inner = (k > 0) & (p < 1) & _is_count(k)
    b, u = np.where(inner, k, 1.0), np.where(inner, p, HALF)
    inside = np.log(n / (n + b)) + log_binomial_density(n, b, b * u - n * (1 - u))
    return np.where(inner, inside, np.where(k == 0, n * np.log(p), -np.inf))


def negative_binomial_cdf(k: Floats, n: Floats, p: Floats) -> Floats:
    """Probability of at most k failures before the n-th success."""
    k = np.floor(k)
    return np.where(k < 0, 0.0, betainc(n, np.maximum(k, 0) + 1, p))


def negative_binomial_below(k: Floats, n: Floats, p: Floats) -> Floats:
    """Probability of less than k failures."""
    return negative_binomial_cdf(np.ceil(k) - 1, n, p)


def negative_binomial_quantile(level: Floats, n: Floats, p: Floats) -> Floats:
    """Least number of failures that is reached with the level."""
    return _least_count(lambda k: negative_binomial_cdf(k, n, p), level)


def _is_count(k: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((k >= 0) & (k == np.floor(k)))


def _least_count(cdf: Callable[[Floats], Floats], level: Floats) -> Floats:
    """Double until the level is reached, then halve the interval until one count is left."""
    high = np.zeros(level.shape)
    while (short := cdf(high) < level).any():
        high = np.where(short, 2 * high + 1, high)
    low = np.full(level.shape, -1.0)
    while ((middle := np.floor(low / 2 + high / 2)) > low).any():
        reached = cdf(middle) >= level
        high = np.where((middle > low) & reached, middle, high)
        low = np.where((middle > low) & ~reached, middle, low)
    return high
