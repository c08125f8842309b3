"""Log density, distribution function and quantiles of distributions between two bounds."""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, betaincinv, log_ndtr, ndtr, ndtri, ndtri_exp

from brierbook.analysis.scores.formulas.gamma_ratios import log_binomial_density
from brierbook.analysis.scores.formulas.normal_masses import log_mass_between

__all__ = [
    "beta_cdf",
    "beta_quantile",
    "censored_normal_below",
    "censored_normal_cdf",
    "censored_normal_quantile",
    "log_beta_density",
    "log_censored_normal_density",
    "log_truncated_normal_density",
    "log_uniform_density",
    "truncated_normal_cdf",
    "truncated_normal_quantile",
    "uniform_cdf",
    "uniform_quantile",
]

type Floats = npt.NDArray[np.float64]


def log_uniform_density(y: Floats, lower: Floats, upper: Floats) -> Floats:
    """-log(b - a) between the ends, -inf beyond."""
    width = math.log(2) + np.log(upper / 2 - lower / 2)
    return np.where((lower <= y) & (y <= upper), -width, -np.inf)


def uniform_cdf(y: Floats, lower: Floats, upper: Floats) -> Floats:
    """(y - a) / (b - a) between the ends."""
    return np.asarray((np.clip(y, lower, upper) / 2 - lower / 2) / (upper / 2 - lower / 2))


def uniform_quantile(level: Floats, lower: Floats, upper: Floats) -> Floats:
    """A share of the way from a to b."""
    return np.asarray(lower * (1 - level) + upper * level)


def log_beta_density(y: Floats, a: Floats, b: Floats) -> Floats:
    """(a - 1) log y + (b - 1) log(1 - y) - log B(a, b); at an end as the limit from inside."""
    inner = (y > 0) & (y < 1)
    x = np.where(inner, y, 0.5)
    mass = log_binomial_density(a, b, b * x - a * (1 - x))
    inside = mass + np.log(a / (a + b)) + np.log(b) - np.log(x) - np.log1p(-x)
    shape, other = np.where(y <= 0, a, b), np.where(y <= 0, b, a)
    at_end = np.where(shape < 1, np.inf, np.where(shape == 1, np.log(other), -np.inf))
    return np.where(inner, inside, np.where((y == 0) | (y == 1), at_end, -np.inf))


def beta_cdf(y: Floats, a: Floats, b: Floats) -> Floats:
    """I_y(a, b)."""
    return np.asarray(betainc(a, b, np.clip(y, 0, 1)))


def beta_quantile(level: Floats, a: Floats, b: Floats) -> Floats:
    """The y at which I_y(a, b) is the level."""
    return np.asarray(betaincinv(a, b, level))


def log_truncated_normal_density(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """Log density of the normal less the log of what lies between the bounds."""
    z, low, high, width = _standard(np.clip(y, lower, upper), mean, sd, lower, upper)
    kept = log_mass_between(low, high, width)
    with np.errstate(over="ignore", invalid="ignore"):
        inside = -z * z / 2 - kept - np.log(sd) - math.log(2 * math.pi) / 2
    return np.where((lower <= y) & (y <= upper), inside, -np.inf)


def truncated_normal_cdf(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """Mass from the lower bound to y over that to the upper bound."""
    inside = np.clip(y, lower, upper)
    z, low, high, width = _standard(inside, mean, sd, lower, upper)
    above = low > -high
    with np.errstate(over="ignore"):
        over, under = (upper - inside) / sd, (inside - lower) / sd
    part = np.where(above, log_mass_between(z, high, over), log_mass_between(low, z, under))
    share = part - log_mass_between(low, high, width)
    return np.clip(np.where(above, -np.expm1(np.minimum(share, 0)), np.exp(share)), 0, 1)


def truncated_normal_quantile(
    level: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """Solve in the logarithm of the nearer tail."""
    low, high = (lower - mean) / sd, (upper - mean) / sd
    turn = low > -high
    one, other = np.where(turn, -low, low), np.where(turn, -high, high)
    tail = np.logaddexp(log_ndtr(one) + np.log1p(-level), log_ndtr(other) + np.log(level))
    z = ndtri_exp(np.minimum(tail, 0))
    return np.asarray(np.clip(mean + sd * np.where(turn, -z, z), lower, upper))


def log_censored_normal_density(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """Log density between the bounds, log probability at a bound, -inf beyond."""
    z, low, high, _ = _standard(y, mean, sd, lower, upper)
    with np.errstate(over="ignore"):
        inside = -z * z / 2 - np.log(sd) - math.log(2 * math.pi) / 2
    at_end = np.where(y == lower, log_ndtr(low), np.where(y == upper, log_ndtr(-high), -np.inf))
    return np.where((lower < y) & (y < upper), inside, at_end)


def censored_normal_below(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """Probability of less than y."""
    z, *_ = _standard(y, mean, sd, lower, upper)
    return np.where(y <= lower, 0.0, np.where(y > upper, 1.0, ndtr(z)))


def censored_normal_cdf(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """Probability of at most y."""
    z, *_ = _standard(y, mean, sd, lower, upper)
    return np.where(y < lower, 0.0, np.where(y >= upper, 1.0, ndtr(z)))


def censored_normal_quantile(
    level: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> Floats:
    """The normal quantile, moved between the bounds."""
    return np.clip(mean + sd * ndtri(level), lower, upper)


def _standard(
    y: Floats, mean: Floats, sd: Floats, lower: Floats, upper: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Value and bounds in standard units, and the distance of the bounds."""
    with np.errstate(over="ignore"):
        z, low, high = (np.asarray((x - mean) / sd) for x in (y, lower, upper))
        return z, low, high, np.asarray((upper - lower) / sd)
