"""Log density, distribution function and quantiles of distributions over all real numbers."""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr, ndtri, stdtr, stdtrit

from brierbook.analysis.scores.formulas.gamma_ratios import ratio_half_step

__all__ = [
    "laplace_cdf",
    "laplace_quantile",
    "log_laplace_density",
    "log_logistic_density",
    "log_normal_density",
    "log_student_t_density",
    "logistic_cdf",
    "logistic_quantile",
    "normal_cdf",
    "normal_quantile",
    "student_t_cdf",
    "student_t_quantile",
]

type Floats = npt.NDArray[np.float64]

HALF = 0.5
# Beyond so many scales a distribution with a mean has nothing left in doubles.
FAR = 1e150


def _standardise(y: Floats, centre: Floats, scale: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.asarray((y - centre) / scale)


def log_normal_density(y: Floats, mean: Floats, sd: Floats) -> Floats:
    """-z^2/2 - log(s sqrt(2 pi))."""
    z = _standardise(y, mean, sd)
    with np.errstate(over="ignore"):
        return np.asarray(-z * z / 2 - np.log(sd) - math.log(2 * math.pi) / 2)


def normal_cdf(y: Floats, mean: Floats, sd: Floats) -> Floats:
    """Phi(z)."""
    return np.asarray(ndtr(_standardise(y, mean, sd)))


def normal_quantile(level: Floats, mean: Floats, sd: Floats) -> Floats:
    """m + s Phi^-1(level)."""
    return np.asarray(mean + sd * ndtri(level))


def log_laplace_density(y: Floats, location: Floats, scale: Floats) -> Floats:
    """``-|z| - log(2 s)``."""
    return np.asarray(-np.abs(_standardise(y, location, scale)) - np.log(scale) - math.log(2))


def laplace_cdf(y: Floats, location: Floats, scale: Floats) -> Floats:
    """``exp(-|z|) / 2`` below the location, and one less that above."""
    z = _standardise(y, location, scale)
    tail = np.exp(-np.abs(z)) / 2
    return np.where(z < 0, tail, 1 - tail)


def laplace_quantile(level: Floats, location: Floats, scale: Floats) -> Floats:
    """Solve for z on the side of the location on which the level lies."""
    with np.errstate(divide="ignore"):
        z = np.where(level < HALF, np.log(2 * level), -np.log(2 - 2 * level))
    return np.asarray(location + scale * z)


def log_logistic_density(y: Floats, location: Floats, scale: Floats) -> Floats:
    """``-|z| - 2 log(1 + exp(-|z|)) - log s``."""
    z = np.abs(_standardise(y, location, scale))
    return np.asarray(-z - 2 * np.log1p(np.exp(-z)) - np.log(scale))


def logistic_cdf(y: Floats, location: Floats, scale: Floats) -> Floats:
    """1 / (1 + exp(-z))."""
    return np.asarray(expit(_standardise(y, location, scale)))


def logistic_quantile(level: Floats, location: Floats, scale: Floats) -> Floats:
    """m + s log(level / (1 - level))."""
    return np.asarray(location + scale * logit(level))


def log_student_t_density(y: Floats, df: Floats, location: Floats, scale: Floats) -> Floats:
    """-(v + 1)/2 log(1 + z^2/v) - log(s sqrt(v) B(1/2, v/2))."""
    r = np.abs(_standardise(y, location, scale)) / np.sqrt(df)
    growth = 2 * np.log(np.hypot(1, np.maximum(r, 1)))
    growth = np.where(r < 1, np.log1p(np.minimum(r, 1) ** 2), growth)
    constant = np.log(ratio_half_step(df / 2)) - (np.log(df) + math.log(math.pi)) / 2
    return np.asarray(constant - (df + 1) / 2 * growth - np.log(scale))


def student_t_cdf(y: Floats, df: Floats, location: Floats, scale: Floats) -> Floats:
    """F(z) with v degrees of freedom."""
    return np.asarray(stdtr(df, np.clip(_standardise(y, location, scale), -FAR, FAR)))


def student_t_quantile(level: Floats, df: Floats, location: Floats, scale: Floats) -> Floats:
    """m + s F^-1(level)."""
    return np.asarray(location + scale * stdtrit(df, level))
