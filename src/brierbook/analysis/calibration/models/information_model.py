"""The model of bias, information and noise: parameters, likelihood, priors, simulation.

An event happens if a standard normal variable around mu* is above 0. Every forecaster of a group
sees a signal of it that is shifted (bias), goes along with it (information), and goes astray
(noise), in part the same way as the others of the group. The signals of a group are taken as a
sample from an unlimited population, so what they share is a variable of its own and the noise
around it is independent. Satopää, Salikhov, Tetlock & Mellers 2021, doi:10.1287/mnsc.2020.3882.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from brierbook.analysis.calibration.curve.prior import (
    log_density_of_half_normal,
    log_density_of_normal,
)
from brierbook.analysis.calibration.sampling import posterior_sampling as sampling
from brierbook.analysis.calibration.sampling.draws import Arrays
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.logit_normal import expit

__all__ = ["ALIKE", "FREE", "NAMES"]

# tensors of PyMC take the same formulas as arrays of NumPy
type ArrayOrTensor = Any
type ArrayFunction = Callable[[ArrayOrTensor], ArrayOrTensor]

NAMES = ("outcome", "bias", "information", "noise", "within", "across")
FREE = 10  # mu*, and then two each of bias, information, noise, shared part; last what they share


@dataclass(frozen=True, slots=True, eq=False)
class SignalParameters:
    r"""The parameters, with axes (points) or (points, groups).

    ``outcome`` is :math:`\mu^*`, ``bias`` :math:`\mu_g`, ``information`` :math:`\gamma_g`,
    ``noise`` :math:`\delta_g`, ``within`` :math:`\rho_g` and ``across`` :math:`\rho_{01}`.
    """

    outcome: ArrayOrTensor
    bias: ArrayOrTensor
    information: ArrayOrTensor
    noise: ArrayOrTensor
    within: ArrayOrTensor
    across: ArrayOrTensor


@dataclass(frozen=True, slots=True, eq=False)
class SignalSums:
    """What is needed of each event: outcome, and for each group number, sum and sum of squares.

    The sums are over the probits of the forecasts; ``happened`` is of shape (events,), the others
    of shape (events, 2).
    """

    happened: Floats
    count: Floats
    total: Floats
    squares: Floats


@dataclass(frozen=True, slots=True)
class ArrayMaths:
    """Functions of NumPy's arrays, or of PyMC's tensors."""

    sqrt: ArrayFunction
    log: ArrayFunction
    log_ndtr: ArrayFunction


def numpy_maths() -> ArrayMaths:
    """Give the functions for arrays."""
    from scipy.special import log_ndtr

    return ArrayMaths(np.sqrt, np.log, log_ndtr)


def constrain_covariances(
    outcome: ArrayOrTensor,
    bias: ArrayOrTensor,
    information: ArrayOrTensor,
    noise: ArrayOrTensor,
    share: ArrayOrTensor,
    correlation: ArrayOrTensor,
    maths: ArrayMaths,
) -> SignalParameters:
    r"""Give the covariances that ``share`` and ``correlation`` stand for.

    A signal's covariance with the others of its group lies between that which the outcome itself
    causes, :math:`\gamma^2`, and its variance :math:`\gamma + \delta`; ``share`` in (0, 1) says
    where. ``correlation`` in (-1, 1) is that of what the groups share beyond the outcome.
    """
    floor = information * information
    room = information + noise - floor
    beyond = share * room
    joint = maths.sqrt(beyond[:, 0] * beyond[:, 1])
    across = information[:, 0] * information[:, 1] + correlation * joint
    return SignalParameters(outcome, bias, information, noise, floor + beyond, across)


def signal_log_likelihood(
    at: SignalParameters, seen: SignalSums, maths: ArrayMaths
) -> ArrayOrTensor:
    r"""Logarithm of the density of every event's probits and outcome, of shape (points, events).

    With :math:`k = \sqrt{1-\gamma}` the probits of a group have mean :math:`(\mu^*+\mu)/k`,
    variance :math:`(\gamma+\delta)/k^2` and covariance :math:`\rho/k^2`. Turned orthonormally,
    n of them are :math:`\sqrt n` times their mean and n - 1 independent deviations.
    """
    there = (seen.count > 0).astype(np.float64)
    n = np.maximum(seen.count, 1)
    k = maths.sqrt(1 - at.information)
    own = (at.information + at.noise - at.within) / k**2
    spread = _log_density_of_deviations(own, seen, n, there, maths)
    away = [
        there[:, g]
        * (seen.total[:, g] / n[:, g] - ((at.outcome + at.bias[:, g]) / k[:, g])[:, None])
        for g in (0, 1)
    ]
    # a group that is absent is as one of variance 1 that goes along with nothing
    variance = [
        there[:, g] * ((at.within / k**2)[:, g, None] + own[:, g, None] / n[:, g]) + 1 - there[:, g]
        for g in (0, 1)
    ]
    told = [there[:, g] * (at.information / k)[:, g, None] for g in (0, 1)]
    shared = there[:, 0] * there[:, 1] * (at.across / (k[:, 0] * k[:, 1]))[:, None]
    means = _log_density_of_means(away, variance, shared, maths) - _log_normalising_constant(
        n, there
    )
    return (
        spread + means + _log_probability_of_outcomes(at, seen, away, variance, shared, told, maths)
    )


def _log_density_of_deviations(
    own: ArrayOrTensor, seen: SignalSums, n: Floats, there: Floats, maths: ArrayMaths
) -> ArrayOrTensor:
    """Density of the deviations from the mean of each group."""
    squares = seen.squares - np.square(seen.total) / n
    parts = [
        -(squares[:, g] / own[:, g, None])
        - there[:, g] * (n[:, g] - 1) * maths.log(2 * math.pi * own[:, g, None])
        for g in (0, 1)
    ]
    return (parts[0] + parts[1]) / 2


def _log_density_of_means(
    away: ArrayOrTensor, variance: ArrayOrTensor, shared: ArrayOrTensor, maths: ArrayMaths
) -> ArrayOrTensor:
    """Density of the two means, without its constant."""
    determinant = variance[0] * variance[1] - shared**2
    form = variance[1] * away[0] ** 2 - 2 * shared * away[0] * away[1] + variance[0] * away[1] ** 2
    return -(form / determinant + maths.log(determinant)) / 2


def _log_normalising_constant(n: Floats, there: Floats) -> Floats:
    """Give what normalises the density of the two means times the roots of their numbers."""
    total: Floats = (there * np.log(2 * math.pi * n)).sum(axis=1) / 2
    return total


def _log_probability_of_outcomes(
    at: SignalParameters,
    seen: SignalSums,
    away: ArrayOrTensor,
    variance: ArrayOrTensor,
    shared: ArrayOrTensor,
    told: ArrayOrTensor,
    maths: ArrayMaths,
) -> ArrayOrTensor:
    """Probability of what happened given the two means: a probit regression on them."""
    determinant = variance[0] * variance[1] - shared**2
    slope = [
        (told[0] * variance[1] - told[1] * shared) / determinant,
        (told[1] * variance[0] - told[0] * shared) / determinant,
    ]
    centre = at.outcome[:, None] + slope[0] * away[0] + slope[1] * away[1]
    left = 1 - slope[0] * told[0] - slope[1] * told[1]
    return maths.log_ndtr((2 * seen.happened - 1) * centre / maths.sqrt(left))


def simulate_signals(
    at: SignalParameters, count: Floats, rng: np.random.Generator
) -> tuple[Floats, list[list[Floats]]]:
    """Draw outcomes and, for each event and group, the probits of the forecasts.

    ``at`` holds one point; ``count`` is of shape (events, 2).
    """
    information, within = at.information[0], at.within[0]
    shared = np.array(
        [
            [1, *information],
            [information[0], within[0], at.across[0]],
            [information[1], at.across[0], within[1]],
        ]
    )
    # rows of independent numbers times the transpose of the lower factor
    latent = rng.standard_normal((len(count), 3)) @ np.linalg.cholesky(shared).T
    centre = latent + at.outcome[0] + np.array([0, *at.bias[0]])
    own = np.sqrt(information + at.noise[0] - within)
    k = np.sqrt(1 - information)
    probits = [
        [(event[1 + g] + own[g] * rng.standard_normal(int(n[g]))) / k[g] for g in (0, 1)]
        for event, n in zip(centre, count, strict=True)
    ]
    return (centre[:, 0] > 0).astype(np.float64), probits


def collect_probits(happened: Floats, probits: list[list[Floats]]) -> SignalSums:
    """Sum up the probits of each event and group."""
    sums = np.array(
        [[(each.size, each.sum(), np.square(each).sum()) for each in event] for event in probits]
    )
    return SignalSums(happened, *(np.ascontiguousarray(sums[..., i]) for i in range(3)))


# places of the unconstrained numbers: mu*, then two each of bias, log variance of the probits,
# logit of their correlation within the group, logit of information as a part of what it can be;
# last the logit for what the groups share beyond the outcome
BIAS, SIZE, ALIKE, KNOWN = (slice(i, i + 2) for i in (1, 3, 5, 7))


def parameters_from_free(points: Floats, maths: ArrayMaths) -> SignalParameters:
    """Turn points on the whole of space, of shape (n, 10), into parameters.

    The first seven numbers are what the forecasts show at once, so that a posterior is nearly
    normal in them.
    """
    size, alike = np.exp(points[:, SIZE]), expit(points[:, ALIKE])
    information = _largest_information(size, alike) * expit(points[:, KNOWN])
    variance = size * (1 - information)
    share = (alike * variance - information**2) / (variance - information**2)
    rows = (points[:, 0], points[:, BIAS], information, variance - information, share)
    return constrain_covariances(*rows, 2 * expit(points[:, 9]) - 1, maths)


def _largest_information(size: Floats, alike: Floats) -> Floats:
    r"""Largest information that probits of this variance S and correlation r can hold.

    Noise of at least 0 asks for :math:`\gamma \le S/(1+S)`, and :math:`\gamma^2 \le \rho =
    r S (1 - \gamma)` is what the outcome itself makes forecasters share.
    """
    shared = alike * size
    # the root of a quadratic, written so that nothing cancels
    root = 2 * shared / (shared + np.sqrt(shared * (shared + 4)))
    return np.minimum(size / (1 + size), root)


def log_prior_of_free_points(points: Floats) -> Floats:
    r"""Logarithm of the prior on the whole of space.

    :math:`\mu^*, \mu_g \sim N(0,1)`, :math:`\gamma_g \sim U(0,1)`, :math:`\delta_g \sim HN(1)`,
    :math:`\rho_g \sim U(\gamma_g^2, \gamma_g+\delta_g)`, the correlation uniform on (-1, 1);
    with the Jacobian of :math:`(\gamma, \delta, \rho)` by the unconstrained numbers,
    :math:`S^2 (1-\gamma)^2 \gamma (1-g) \, r (1-r)` for each group.
    """
    size, alike = np.exp(points[:, SIZE]), expit(points[:, ALIKE])
    information = _largest_information(size, alike) * expit(points[:, KNOWN])
    variance = size * (1 - information)
    normal = -np.square(points[:, :3]).sum(axis=1) / 2
    prior = -np.square(variance - information) / 2 - np.log(variance - information**2)
    jacobian = 2 * points[:, SIZE] + 2 * np.log1p(-information) + np.log(information)
    jacobian += _log_sigmoid(-points[:, KNOWN])
    jacobian += _log_sigmoid(points[:, ALIKE]) + _log_sigmoid(-points[:, ALIKE])
    joint = _log_sigmoid(points[:, 9]) + _log_sigmoid(-points[:, 9])
    total: Floats = normal + (prior + jacobian).sum(axis=1) + joint
    return total


def log_prior_of_signals(posterior: Arrays) -> Arrays:
    """Log density of what has a prior of its own, at each draw; the others' priors are uniform."""
    return {
        "outcome": log_density_of_normal(posterior["outcome"], 1.0),
        "bias": log_density_of_normal(posterior["bias"], 1.0),
        "noise": log_density_of_half_normal(posterior["noise"], 1.0),
    }


def draw_signal_prior(draws: int, rng: np.random.Generator) -> SignalParameters:
    """Draw parameters from the prior."""
    return constrain_covariances(
        rng.standard_normal(draws),
        rng.standard_normal((draws, 2)),
        rng.random((draws, 2)),
        np.abs(rng.standard_normal((draws, 2))),
        rng.random((draws, 2)),
        2 * rng.random(draws) - 1,
        numpy_maths(),
    )


def build_information_model(seen: SignalSums) -> Any:  # noqa: ANN401 - pymc has no types
    """Write the model down for PyMC."""
    import pymc as pm
    from pymc.distributions.dist_math import normal_lcdf
    from pytensor import tensor as pt

    maths = ArrayMaths(pt.sqrt, pt.log, lambda x: normal_lcdf(0, 1, x))
    with pm.Model() as model:
        outcome = pm.Normal("outcome", 0, 1)
        bias = pm.Normal("bias", 0, 1, shape=2)
        information = pm.Uniform("information", 0, 1, shape=2)
        noise = pm.HalfNormal("noise", 1, shape=2)
        share = pm.Uniform("share", 0, 1, shape=2)
        correlation = pm.Uniform("correlation", -1, 1)
        rows = (outcome[None], bias[None], information[None], noise[None], share[None])
        at = constrain_covariances(*rows, correlation[None], maths)
        pm.Deterministic("within", at.within[0])
        pm.Deterministic("across", at.across[0])
        sampling.add_log_likelihood(signal_log_likelihood(at, seen, maths).sum())
    return model


def _log_sigmoid(x: Floats) -> Floats:
    """Logarithm of the inverse logit."""
    return -np.logaddexp(0.0, -x)
