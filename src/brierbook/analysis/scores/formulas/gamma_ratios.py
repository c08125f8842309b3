"""Ratios of gamma functions and densities made of them, right to rounding for large arguments.

Differences of `gammaln` lose as many digits as its value has: ten at an argument of a million.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import beta, digamma, gammaln, xlogy

__all__ = [
    "SMALL",
    "beta_density_factor",
    "log_binomial_density",
    "log_one_plus_less",
    "log_poisson_density",
    "log_ratio_at_half",
    "log_ratio_increment",
    "ratio_half_step",
]

type Floats = npt.NDArray[np.float64]

# From here on series in 1/x are exact to rounding.
LARGE = 20.0
# Up to here the logarithm of a ratio is integrated, so that it keeps its digits near 0.
SMALL = 0.25
# Beyond here the difference of two digamma functions is its own series.
FAR = 1e4

STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
HALF_STEP = (-1 / 8, 1 / 192, -1 / 640, 17 / 14336, -31 / 18432, 691 / 180224)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)


def log_one_plus_less(x: Floats) -> Floats:
    """log(1 + x) - x, also near 0, where the two cancel."""
    near = np.abs(x - 0.25) < 0.75  # noqa: PLR2004 - the series is in powers of at most 1/9
    r = np.where(near, x, 0.0) / (2 + np.where(near, x, 0.0))
    square = r * r
    series = np.zeros_like(square)
    for k in range(16, -1, -1):
        series = series * square + 1 / (2 * k + 3)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.log1p(x) - x
    return np.where(near, r * (2 * square * series - x), far)


def ratio_half_step(x: Floats) -> Floats:
    """Gamma(x + 1/2) / Gamma(x) for x above 0."""
    near = math.sqrt(math.pi) / beta(0.5, np.clip(x, 1e-300, LARGE))
    large = np.maximum(x, LARGE)
    far = np.sqrt(large) * np.exp(_odd_powers(large, HALF_STEP))
    return np.where(x < LARGE, np.where(x < 1e-300, math.sqrt(math.pi) * x, near), far)  # noqa: PLR2004


def log_ratio_at_half(x: Floats) -> Floats:
    """log of Gamma(x + 1/2) / (Gamma(1/2) Gamma(x + 1)) for x above 0; it is 0 at 0."""
    small = log_ratio_increment(np.zeros_like(x), np.minimum(x, SMALL))
    held = np.maximum(x, SMALL)
    large = np.log(ratio_half_step(held) / (math.sqrt(math.pi) * held))
    return np.where(x < SMALL, small, large)


def log_ratio_increment(start: Floats, step: Floats) -> Floats:
    """How much `log_ratio_at_half` grows over a step of at most 1/4, by its derivative."""
    total = np.zeros_like(step)
    for node, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
        total += weight * _digamma_half_step(start + node * step)
    return total * step


def _digamma_half_step(t: Floats) -> Floats:
    """digamma(t + 1/2) - digamma(t + 1)."""
    far = np.maximum(t, FAR)
    near = np.minimum(t, FAR)
    series = -0.5 / far + 0.125 / far / far
    return np.where(t > FAR, series, digamma(near + 0.5) - digamma(near + 1))


def log_poisson_density(x: Floats, mean: Floats) -> Floats:
    """x log(mean) - mean - log Gamma(x + 1) for x of at least 0, whole or not (Loader 2000)."""
    large = np.maximum(x, LARGE)
    far = -_stirling_error(large) - _deviance(large, mean - large) - np.log(2 * np.pi * large) / 2
    small = np.minimum(x, LARGE)
    return np.where(x < LARGE, xlogy(small, mean) - mean - gammaln(small + 1), far)


def log_binomial_density(a: Floats, b: Floats, off: Floats) -> Floats:
    """log of Gamma(n+1) / (Gamma(a+1) Gamma(b+1)) u^a (1-u)^b, with n = a + b and off = n u - a.

    Both a and b lie above 0, whole or not.
    """
    n = a + b
    errors = _stirling_error(n) - _stirling_error(a) - _stirling_error(b)
    fit = _deviance(a, off) + _deviance(b, -off)
    return errors - fit + 0.5 * (np.log(n / a) - np.log(2 * np.pi * b))


def beta_density_factor(y: Floats, a: Floats, b: Floats) -> Floats:
    """y^a (1-y)^b / B(a, b), for y strictly between 0 and 1."""
    weight = a / (a + b) * b
    return np.asarray(weight * np.exp(log_binomial_density(a, b, b * y - a * (1 - y))))


def _stirling_error(x: Floats) -> Floats:
    """log Gamma(x + 1) less Stirling's approximation of it."""
    small = np.minimum(x, LARGE)
    near = gammaln(small + 1) - (small + 0.5) * np.log(small) + small - math.log(2 * math.pi) / 2
    return np.where(x < LARGE, near, _odd_powers(np.maximum(x, LARGE), STIRLING))


def _deviance(x: Floats, off: Floats) -> Floats:
    """x log(x / m) + m - x, where m = x + off."""
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        ratio = off / x
        far = off - x * (np.log(x + off) - np.log(x))
        return np.where(ratio < LARGE, -x * log_one_plus_less(ratio), far)


def _odd_powers(x: Floats, coefficients: tuple[float, ...]) -> Floats:
    """Sum of c_k / x^(2k + 1)."""
    inverse = 1 / x
    square = inverse * inverse
    total = np.zeros_like(inverse)
    for coefficient in reversed(coefficients):
        total = total * square + coefficient
    return total * inverse
