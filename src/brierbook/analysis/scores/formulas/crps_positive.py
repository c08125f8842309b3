"""CRPS of distributions over positive numbers: (y, parameters) to the score."""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import erf, gammainc, log_ndtr, ndtr

from brierbook.analysis.scores.formulas.gamma_ratios import (
    log_poisson_density,
    log_ratio_at_half,
    ratio_half_step,
)
from brierbook.analysis.scores.formulas.normal_masses import log_mass_between

__all__ = ["crps_exponential", "crps_gamma", "crps_lognormal"]

type Floats = npt.NDArray[np.float64]

LARGEST = np.finfo(np.float64).max


def crps_exponential(y: Floats, rate: Floats) -> Floats:
    """``|y| + (2 expm1(-r y) + 1/2) / r``."""
    with np.errstate(over="ignore"):
        return np.asarray(np.abs(y) + (2 * np.expm1(-rate * np.maximum(y, 0)) + 0.5) / rate)


def crps_gamma(y: Floats, shape: Floats, rate: Floats) -> Floats:
    """y (2 F_a(y) - 1) - (a/r)(2 F_{a+1}(y) - 1) - 1 / (r B(1/2, a)).

    With the density d = x^a e^-x / Gamma(a + 1) it is (y - m)(2F - 1) + m (2d - rho); for small
    shapes all is counted from 0, where m (1 - rho) is the mean of the lesser of two draws.
    """
    with np.errstate(over="ignore"):
        x, mean = np.minimum(rate * np.maximum(y, 0), LARGEST), shape / rate
    side = 2 * gammainc(shape, x) - 1
    rho = ratio_half_step(shape) / shape / math.sqrt(math.pi)
    density = np.exp(log_poisson_density(shape, x))
    large = (y - mean) * side + mean * (2 * density - rho)
    lesser = -np.expm1(log_ratio_at_half(np.minimum(shape, 1)))
    small = y * side + mean * (lesser - 2 * gammainc(shape + 1, x))
    return np.asarray(np.where(shape < 1, small, large))


def crps_lognormal(y: Floats, mean_log: Floats, sd_log: Floats) -> Floats:
    """y (2 Phi(w) - 1) - 2 e^(m + s^2/2) (Phi(w - s) + Phi(s/sqrt 2) - 1), w = (log y - m) / s."""
    positive = y > 0
    with np.errstate(over="ignore"):
        w = (np.log(np.where(positive, y, 1.0)) - mean_log) / sd_log
    wide = _wide_lognormal(y, np.where(positive, w, -np.inf), mean_log, sd_log)
    narrow = _narrow_lognormal(y, w, mean_log, np.minimum(sd_log, 1))
    return np.where(positive & (sd_log < 1), narrow, wide)


def _wide_lognormal(y: Floats, w: Floats, m: Floats, s: Floats) -> Floats:
    """Two tails of the mean, each by its logarithm."""
    with np.errstate(over="ignore"):
        log_mean = m + s * s / 2
        beyond = np.exp(log_mean + log_ndtr(-s / math.sqrt(2)))
        below = np.exp(log_mean + log_ndtr(w - s))
    return np.asarray(y * (2 * ndtr(w) - 1) + 2 * (beyond - below))


def _narrow_lognormal(y: Floats, w: Floats, m: Floats, s: Floats) -> Floats:
    """Count all from the mean, and the mass between w - s and w as one."""
    with np.errstate(over="ignore"):
        mean = np.exp(m + s * s / 2)
        off = np.where(np.abs(s * w) < 1, mean * np.expm1(s * (w - s / 2)), y - mean)
    step = 2 * np.exp(log_mass_between(w - s, w, s)) - erf(s / 2)
    return np.asarray(off * erf(w / math.sqrt(2)) + mean * step)
