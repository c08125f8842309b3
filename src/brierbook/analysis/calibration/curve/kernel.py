r"""The kernel: the curve from what was said to what it deserves, and its prior.

    logit q = sum over terms of  coefficient * feature(logit p)

A coefficient is free with a normal prior, or positive with a normal prior on its logarithm. Two
terms, 1 and logit p, give Cox's recalibration (1958, doi 10.1093/biomet/45.3-4.562), which
is also Platt's scaling of logits and the linear-in-log-odds curve; without the first it extremizes;
ln p and -ln(1 - p) give beta calibration (Kull, Silva Filho, Flach 2017, doi 10.1214/17-EJS1338SI).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from brierbook.analysis.numeric.arguments import Floats, is_one_of
from brierbook.analysis.scores.logit_normal import expit
from brierbook.errors import ArgumentError

__all__ = [
    "BETA",
    "BIAS_SD",
    "COX",
    "EXTREMIZING",
    "KERNELS",
    "MONOTONE",
    "SLOPE_SD",
    "Kernel",
    "find_kernel",
    "log_odds",
    "probability_and_softplus",
]

LARGE = 700.0  # near the logarithm of the largest double
BIAS_SD = 0.5  # prior: a forecast of 50 % deserves 27 to 73 % (central 95 %)
SLOPE_SD = 0.35  # prior: a slope lies between 0.50 and 1.99 (central 95 %)


@dataclass(frozen=True, slots=True)
class KernelTerm:
    """A coefficient, the standard deviation of its normal prior, and what it multiplies.

    A positive coefficient is the exponential of its parameter.
    """

    name: str
    scale: float
    feature: Callable[[Floats], Floats]
    positive: bool


@dataclass(frozen=True, slots=True)
class Kernel:
    """A family of curves from log odds to log odds."""

    name: str
    terms: tuple[KernelTerm, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters in their order."""
        return tuple(term.name for term in self.terms)

    @property
    def scales(self) -> Floats:
        """The standard deviations of the priors."""
        return np.array([term.scale for term in self.terms])

    @property
    def positive(self) -> tuple[bool, ...]:
        """Which coefficients are exponentials of their parameter."""
        return tuple(term.positive for term in self.terms)

    def features(self, x: Floats) -> Floats:
        """Give what the coefficients multiply, of shape (terms, *x.shape)."""
        return np.stack([term.feature(x) for term in self.terms])

    def coefficients(self, theta: Floats) -> Floats:
        """Turn parameters, along the last axis, into coefficients."""
        return np.where(self.positive, np.exp(theta), theta)

    def log_odds(self, theta: Floats, x: Floats) -> Floats:
        """Give deserved log odds: theta of shape (..., terms), x of (n,), result of (..., n)."""
        found: Floats = self.coefficients(theta) @ self.features(x)
        return found

    def varying(self, *, whole: bool) -> tuple[int, ...]:
        """List the terms that vary between groups: all, or for events the intercept alone."""
        if whole:
            return tuple(range(len(self.terms)))
        if BIAS.name not in self.names:
            raise ArgumentError("kernel", f"{self.name!r} has no intercept for events to move")
        return (self.names.index(BIAS.name),)


def _intercept_feature(x: Floats) -> Floats:
    """Give the feature of the intercept."""
    return np.ones_like(x)


def _log_odds_feature(x: Floats) -> Floats:
    """Give the log odds."""
    return x


def softplus(x: Floats) -> Floats:
    """Give ln(1 + exp(x)) to 1e-15, without overflow; of log odds it is -ln(1 - p)."""
    return np.maximum(x, 0.0) + np.log(1.0 + np.exp(-np.abs(x)))


def probability_and_softplus(x: Floats) -> tuple[Floats, Floats]:
    """Give the probability of log odds and ln(1 + exp(-x)), the latter to 1e-15 absolutely."""
    if x.min() < -LARGE:
        return expit(x), softplus(-x)
    whole = np.exp(-x)
    whole += 1.0
    return 1.0 / whole, np.log(whole)


def _log_probability(x: Floats) -> Floats:
    """Give ln p of log odds."""
    return -softplus(-x)


BIAS = KernelTerm("bias", BIAS_SD, _intercept_feature, positive=False)
SLOPE = KernelTerm("log_slope", SLOPE_SD, _log_odds_feature, positive=True)

COX = Kernel("cox", (BIAS, SLOPE))
EXTREMIZING = Kernel("extremizing", (SLOPE,))
BETA = Kernel(
    "beta",
    (
        BIAS,
        KernelTerm("log_slope_yes", SLOPE_SD, _log_probability, positive=True),
        KernelTerm("log_slope_no", SLOPE_SD, softplus, positive=True),
    ),
)
KERNELS = {each.name: each for each in (COX, EXTREMIZING, BETA)}
MONOTONE = "monotone"


def find_kernel(name: str) -> Kernel:
    """Find a kernel by its name."""
    if not is_one_of(name, KERNELS):
        known = ", ".join([*KERNELS, MONOTONE])
        raise ArgumentError("kernel", f"{name!r} is unknown; use one of {known}")
    return KERNELS[name]


def log_odds(p: Floats) -> Floats:
    """Give ln p - ln(1 - p); infinite at 0 and 1."""
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-p)
