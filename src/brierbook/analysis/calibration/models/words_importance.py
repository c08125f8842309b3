"""The words model by importance sampling: what uses mean is normal, given the spread of authors.

Offsets of languages, authors and words are integrated out, which leaves one normal number for each
use of a word by an author. At each of some spreads its posterior is approximated at the mode; a
t distribution around it proposes, and Pareto-smoothed weights correct. Offsets are then drawn from
their normal distribution given what uses mean.
"""

from dataclasses import dataclass

import numpy as np

from brierbook.analysis.calibration.models.words_model import WordsModel
from brierbook.analysis.calibration.sampling.draws import Arrays
from brierbook.analysis.calibration.sampling.pareto import (
    effective_size,
    resample_systematically,
    smooth_weights,
)
from brierbook.analysis.calibration.sampling.problems import Problem, problem_of_weights
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import EventCodes

__all__ = ["WeightedUses", "draw_weighted_uses"]

SPREADS, SPREAD_REACH = 37, 6.0  # midpoints of the spread of authors, up to six prior deviations
FREEDOM = 7.0  # degrees of freedom of the proposal
POINTS = 4  # proposed for each draw that is kept
EVEN = 0.05  # share of the proposals that go to all spreads alike
STEPS, CLOSE = 60, 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class WeightedUses:
    """Draws of the words model, how many even draws they are worth, and what is wrong with them."""

    draws: Arrays
    ess: float
    pareto_k: float
    doubt: Problem | None


@dataclass(frozen=True, slots=True, eq=False)
class SpreadApproximation:
    """What uses mean at one spread of authors: prior, mode, curvature there, and evidence."""

    precision: Floats
    covariance: Floats
    mode: Floats
    root: Floats
    log_scale: float
    log_determinant: float
    log_evidence: float


def draw_weighted_uses(model: WordsModel, draws: int, rng: np.random.Generator) -> WeightedUses:
    """Draw spread, offsets, authors, words and what uses mean; the model is that of `fit_words`."""
    spreads, log_prior = _spread_midpoints(model.source_sd)
    at_spread = [_approximate(model, float(each)) for each in spreads]
    evidence = log_prior + np.array([each.log_evidence for each in at_spread])
    share = np.exp(evidence - evidence.max())
    share = (1 - EVEN) * share / share.sum() + EVEN / share.size
    place = rng.choice(share.size, POINTS * draws, p=share)
    theta, log_ratio = _propose(model, at_spread, place, rng)
    weight, k = smooth_weights(log_ratio + log_prior[place] - np.log(share[place]))
    ess = effective_size(weight)
    kept = resample_systematically(weight, draws, rng)
    found = _complete(model, at_spread, spreads, place[kept], theta[kept], rng)
    return WeightedUses(found, ess, k, problem_of_weights(weight, k, ess))


def _spread_midpoints(source_sd: float) -> tuple[Floats, Floats]:
    """Give midpoints for the spread between authors, and their half-normal log density."""
    if source_sd == 0:
        return np.zeros(1), np.zeros(1)
    unit = (np.arange(SPREADS) + 0.5) * SPREAD_REACH / SPREADS
    return source_sd * unit, -np.square(unit) / 2


def _approximate(model: WordsModel, spread: float) -> SpreadApproximation:
    """Find the mode of what uses mean at one spread, and the curvature there."""
    covariance = model.covariance_of_uses(spread)
    precision = np.linalg.inv(covariance)
    mode = _find_mode(model, precision)
    total = model.hits + model.misses
    p = 1 / (1 + np.exp(-mode))
    root = np.linalg.cholesky(precision + np.diag(total * p * (1 - p)))
    log_scale = float(np.linalg.slogdet(covariance)[1])
    log_determinant = 2 * float(np.log(np.diag(root)).sum())
    at_mode = float(_log_density(model, precision, mode[None, :])[0])
    evidence = at_mode - (log_scale + log_determinant) / 2
    return SpreadApproximation(
        precision, covariance, mode, root, log_scale, log_determinant, evidence
    )


def _log_density(model: WordsModel, precision: Floats, theta: Floats) -> Floats:
    """Log likelihood and log prior of what uses mean, (draws, uses), less what is constant."""
    away = theta - model.mean_of_uses
    quadratic = np.einsum("nu,uv,nv->n", away, precision, away)
    yes, no = np.logaddexp(0, -theta), np.logaddexp(0, theta)
    return np.asarray(-(yes @ model.hits + no @ model.misses) - quadratic / 2)


def _find_mode(model: WordsModel, precision: Floats) -> Floats:
    """Climb to the mode by Newton's steps, halved where they lead down."""
    theta, total = model.mean_of_uses.copy(), model.hits + model.misses
    height = float(_log_density(model, precision, theta[None, :])[0])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-theta))
        slope = model.hits - total * p - precision @ (theta - model.mean_of_uses)
        step = np.linalg.solve(precision + np.diag(total * p * (1 - p)), slope)
        reached = float(_log_density(model, precision, (theta + step)[None, :])[0])
        for _ in range(STEPS):
            if reached >= height - CLOSE:
                break
            step = step / 2
            reached = float(_log_density(model, precision, (theta + step)[None, :])[0])
        theta, gained, height = theta + step, reached - height, reached
        if abs(gained) < CLOSE and np.abs(step).max() < CLOSE**0.5:
            break
    return theta


def _propose(
    model: WordsModel,
    at_spread: list[SpreadApproximation],
    place: EventCodes,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Propose what uses mean at each spread, and give the log of density over proposal."""
    size = model.hits.size
    normal = rng.standard_normal((place.size, size))
    scale = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, place.size))
    z = normal * scale[:, None]
    log_t = -(FREEDOM + size) / 2 * np.log1p(np.square(z).sum(axis=1) / FREEDOM)
    theta, log_ratio = np.empty_like(z), np.empty(place.size)
    for i in np.unique(place):
        here, found = place == i, at_spread[i]
        theta[here] = found.mode + np.linalg.solve(found.root.T, z[here].T).T
        height = _log_density(model, found.precision, theta[here]) - found.log_scale / 2
        log_ratio[here] = height - found.log_determinant / 2 - log_t[here]
    return theta, log_ratio


def _complete(
    model: WordsModel,
    at_spread: list[SpreadApproximation],
    spreads: Floats,
    place: EventCodes,
    theta: Floats,
    rng: np.random.Generator,
) -> Arrays:
    """Draw offsets, words and authors given what uses mean: a normal draw, moved to fit."""
    parts = {name: np.empty((place.size, n)) for name, n in model.sizes.items()}
    for i in np.unique(place):
        here = place == i
        fresh = model.draw_parts(float(spreads[i]), int(here.sum()), rng)
        off = theta[here] - model.mean_of_uses - model.add_parts(fresh)
        pull = off @ at_spread[i].precision
        for name, moved in model.move_parts(pull, float(spreads[i])).items():
            parts[name][here] = fresh[name] + moved
    gap = spreads[-1] / (spreads.size - 0.5) if spreads.size > 1 else 0.0
    typical = model.mean + parts["word"] + parts["offset"][:, model.language_of]
    return {
        "spread": spreads[place] + gap * (rng.random(place.size) - 0.5),
        "offset": parts["offset"],
        "author": parts["author"],
        "typical": typical,
        "meant": theta,
    }
