"""What is known of the parts of a mean score: limits where they are means, else a reference."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import AsSaid, Estimate, withhold_limits
from brierbook.analysis.numeric.events import random_generator
from brierbook.analysis.numeric.limits.as_said import as_said_outcomes, reference_of
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean
from brierbook.analysis.numeric.limits.mean_losses import Rows, mean_loss, skill_score
from brierbook.analysis.numeric.limits.ranges import possible_losses
from brierbook.analysis.numeric.sample import BinarySample

__all__ = [
    "TermSample",
    "TermsOf",
    "estimate_base_rate",
    "estimate_score_terms",
    "expected_loss",
    "refer_to_as_said",
]

type Terms = Mapping[str, float]
type TermsOf = Callable[[Floats], Terms]
type VectorScore = Callable[[Floats, Floats], Floats]

# Base rates between its limits at which an entropy is looked at.
_BETWEEN = 201


@dataclass(frozen=True, eq=False)
class TermSample:
    """Outcomes, forecasts, and the events and shares of their rows."""

    y: Floats
    p: Floats
    rows: Rows

    @classmethod
    def of(cls, sample: BinarySample, level: float) -> "TermSample":
        """Give rows their shares of the weight."""
        share = sample.weight / sample.weight.sum()
        return cls(sample.y, sample.p, Rows(sample.units.codes, share, level))


def estimate_score_terms(sample: TermSample, loss: VectorScore) -> dict[str, Estimate]:
    """Estimate the parts that are means: the score, the uncertainty and the skill."""
    y, p, rows = sample.y, sample.p, sample.rows
    base = estimate_base_rate(sample)
    losses = possible_losses(lambda outcome: expected_loss(loss, outcome, p), y)
    reference = [_constant_losses(y, rate, loss) for rate in rows.base_rates(y)]
    return {
        "mean_score": mean_loss(losses, rows),
        "unc": _estimate_entropy(base, loss),
        "skill": skill_score(losses, reference, rows),
    }


def _constant_losses(y: Floats, rate: float, loss: VectorScore) -> Floats:
    """Give the losses of always saying a rate, at every outcome."""
    said = np.full(y.shape, rate)
    return possible_losses(lambda outcome: expected_loss(loss, outcome, said), y)


def estimate_base_rate(sample: TermSample) -> Estimate:
    """Estimate the share that happens."""
    rows = sample.rows
    found = bounded_mean(
        sample.y, (0.0, 1.0), codes=rows.codes, weight=rows.share, level=rows.level
    )
    return withhold_limits(found)


def refer_to_as_said(
    terms: TermsOf,
    sample: TermSample,
    *,
    distances: Collection[str],
    tested: Collection[str],
    draws: int,
    seed: int | np.random.Generator,
) -> dict[str, Estimate]:
    """Set the parts that are distances beside those of books that went as was said.

    Only those that are ``tested`` measure how far forecasts are from calibration, and so have a
    p-value; how far outcomes are told from each other is no fault.
    """
    rng, codes = random_generator(seed), sample.rows.codes
    drawn = [terms(as_said_outcomes(sample.p, codes, rng)) for _ in range(draws)]
    seen = terms(sample.y)
    found = {}
    for name in distances:
        said = reference_of(seen[name], np.array([each[name] for each in drawn]), sample.y)
        found[name] = _distance(seen[name], sample.rows, said, tested=name in tested)
    return found


def _distance(value: float, rows: Rows, said: AsSaid, *, tested: bool) -> Estimate:
    """Give a distance, which has a reference in the place of limits."""
    reference = said if tested else replace(said, p_value=math.nan)
    found = rows.unknown(value).without_limits("distance")
    return replace(found, rule="as said", as_said=reference)


def _estimate_entropy(base: Estimate, loss: VectorScore) -> Estimate:
    """Give the mean loss of saying the base rate, with the limits that those of the rate imply."""
    value = float(expected_loss(loss, np.array([min(base.value, 1.0)]))[0])
    found = replace(base, value=value)
    if not base.limited:
        return found
    # the rate itself, and one half, where an entropy is greatest, if it is between the limits
    inside = np.clip([0.5, base.value], base.lower, base.upper)
    rates = np.append(np.linspace(base.lower, base.upper, _BETWEEN), inside).clip(0.0, 1.0)
    between = expected_loss(loss, rates)
    return replace(found, lower=float(between.min()), upper=float(between.max()))


def expected_loss(loss: VectorScore, mean: Floats, said: Floats | None = None) -> Floats:
    """Mean loss where a share `mean` happens of what is said with `said`, by default that share.

    What never happens costs nothing.
    """
    said = mean if said is None else said
    hit, miss = loss(np.ones_like(mean), said), loss(np.zeros_like(mean), said)
    happens = np.multiply(hit, mean, out=np.zeros_like(mean), where=mean > 0)
    fails = np.multiply(miss, 1 - mean, out=np.zeros_like(mean), where=mean < 1)
    total: Floats = happens + fails
    return total
