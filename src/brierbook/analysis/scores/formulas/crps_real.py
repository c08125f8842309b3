"""CRPS of distributions over all real numbers: (y, parameters) to the score."""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import erf, stdtr

from brierbook.analysis.scores.formulas.gamma_ratios import (
    log_ratio_increment,
    ratio_half_step,
)
from brierbook.analysis.scores.formulas.normal_masses import normal_density

__all__ = ["crps_laplace", "crps_logistic", "crps_normal", "crps_student_t"]

type Floats = npt.NDArray[np.float64]

# Up to here z^2 is added to one without overflow.
FAR = 1e8
# Beyond so many scales a distribution with a mean has nothing left in doubles.
VAST = 1e150


def crps_normal(y: Floats, mean: Floats, sd: Floats) -> Floats:
    """(y - m)(2 Phi(z) - 1) + s (2 phi(z) - 1/sqrt(pi))."""
    off = y - mean
    with np.errstate(over="ignore"):
        z = off / sd
    return np.asarray(
        off * erf(z / math.sqrt(2)) + sd * (2 * normal_density(z) - 1 / math.sqrt(math.pi))
    )


def crps_laplace(y: Floats, location: Floats, scale: Floats) -> Floats:
    """``|y - m| + s (exp(-|y - m| / s) - 3/4)``."""
    off = np.abs(y - location)
    with np.errstate(over="ignore"):
        return np.asarray(off + scale * (np.exp(-off / scale) - 0.75))


def crps_logistic(y: Floats, location: Floats, scale: Floats) -> Floats:
    """``|y - m| + s (2 log(1 + exp(-|y - m| / s)) - 1)``."""
    off = np.abs(y - location)
    with np.errstate(over="ignore"):
        return np.asarray(off + scale * (2 * np.log1p(np.exp(-off / scale)) - 1))


def crps_student_t(y: Floats, df: Floats, location: Floats, scale: Floats) -> Floats:
    """(y - m)(2 F(z) - 1) + s times what `_student_t_spread` gives."""
    off = y - location
    with np.errstate(over="ignore"):
        z = off / scale
    inside = np.clip(z, -VAST, VAST)  # the square of what lies beyond overflows
    return np.asarray(off * (2 * stdtr(df, inside) - 1) + scale * _student_t_spread(z, df))


def _student_t_spread(z: Floats, df: Floats) -> Floats:
    """2 sqrt(v)/(v - 1) (A - B), with A = (1 + z^2/v)^((1-v)/2) / B(1/2, v/2).

    B = B(1/2, v - 1/2) / B(1/2, v/2)^2; where v is near 1 the two are nearly equal, so their
    ratio is taken by its logarithm.
    """
    r = np.abs(z) / np.sqrt(df)
    near = np.minimum(r, FAR)
    growth = np.where(r < FAR, np.log1p(near * near), 2 * np.log(np.maximum(r, FAR)))
    beta_half = math.sqrt(math.pi) / ratio_half_step(df / 2)
    apart = _log_beta_ratio(df) + (df - 1) / 2 * growth
    tail = np.exp(-(df - 1) / 2 * growth) / beta_half
    pairs = math.sqrt(math.pi) / ratio_half_step(df - 0.5) / beta_half**2
    spread = np.where(apart < 1, -tail * np.expm1(np.minimum(apart, 1)), tail - pairs)
    return np.asarray(2 * np.sqrt(df) / (df - 1) * spread)


def _log_beta_ratio(df: Floats) -> Floats:
    """log of B(1/2, v - 1/2) / B(1/2, v/2), which is 0 at v = 1."""
    excess = np.minimum(df - 1, 0.5)
    far = np.log(ratio_half_step(df / 2) / ratio_half_step(df - 0.5))
    return np.where(df < 1.5, log_ratio_increment(excess / 2, excess / 2), far)  # noqa: PLR2004
