"""Log density, distribution function and quantiles of distributions over positive numbers."""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import gammainc, gammaincinv, ndtr, ndtri

from brierbook.analysis.scores.formulas.gamma_ratios import log_poisson_density

__all__ = [
    "exponential_cdf",
    "exponential_quantile",
    "gamma_cdf",
    "gamma_quantile",
    "log_exponential_density",
    "log_gamma_density",
    "log_lognormal_density",
    "lognormal_cdf",
    "lognormal_quantile",
]

type Floats = npt.NDArray[np.float64]


def log_exponential_density(y: Floats, rate: Floats) -> Floats:
    """log r - r y; -inf below 0."""
    with np.errstate(over="ignore"):
        return np.where(y < 0, -np.inf, np.log(rate) - rate * np.maximum(y, 0))


def exponential_cdf(y: Floats, rate: Floats) -> Floats:
    """1 - exp(-r y)."""
    with np.errstate(over="ignore"):
        return np.asarray(-np.expm1(-rate * np.maximum(y, 0)))


def exponential_quantile(level: Floats, rate: Floats) -> Floats:
    """-log(1 - level) / r."""
    return np.asarray(-np.log1p(-level) / rate)


def log_gamma_density(y: Floats, shape: Floats, rate: Floats) -> Floats:
    """a log r + (a - 1) log y - r y - log Gamma(a); at 0 it is infinite for a below 1."""
    positive = np.where(y > 0, y, 1.0)
    inside = log_poisson_density(shape, rate * positive) + np.log(shape) - np.log(positive)
    at_end = np.where(shape < 1, np.inf, np.where(shape == 1, np.log(rate), -np.inf))
    return np.where(y > 0, inside, np.where(y == 0, at_end, -np.inf))


def gamma_cdf(y: Floats, shape: Floats, rate: Floats) -> Floats:
    """P(a, r y)."""
    return np.asarray(gammainc(shape, rate * np.maximum(y, 0)))


def gamma_quantile(level: Floats, shape: Floats, rate: Floats) -> Floats:
    """P^-1(a, level) / r."""
    return np.asarray(gammaincinv(shape, level) / rate)


def log_lognormal_density(y: Floats, mean_log: Floats, sd_log: Floats) -> Floats:
    """-w^2/2 - log(y s sqrt(2 pi)); -inf at 0 and below."""
    log_y = np.log(np.where(y > 0, y, 1.0))
    with np.errstate(over="ignore"):
        w = (log_y - mean_log) / sd_log
        square = w * w
    inside = -square / 2 - log_y - np.log(sd_log) - math.log(2 * math.pi) / 2
    return np.where(y > 0, inside, -np.inf)


def lognormal_cdf(y: Floats, mean_log: Floats, sd_log: Floats) -> Floats:
    """Phi(w)."""
    with np.errstate(over="ignore"):
        w = (np.log(np.where(y > 0, y, 1.0)) - mean_log) / sd_log
    return np.where(y > 0, ndtr(w), 0.0)


def lognormal_quantile(level: Floats, mean_log: Floats, sd_log: Floats) -> Floats:
    """exp(m + s Phi^-1(level))."""
    return np.asarray(np.exp(mean_log + sd_log * ndtri(level)))
