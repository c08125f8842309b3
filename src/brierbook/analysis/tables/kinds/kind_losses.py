"""Losses of one forecast of options, a number or a day, and what they could have been."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.categorical import categorical_brier_score, categorical_log_score
from brierbook.analysis.scores.distributions.quantiles import Quantiles
from brierbook.analysis.scores.ordered import ranked_probability_score
from brierbook.analysis.scores.verbs import crps

__all__ = [
    "PossibleLoss",
    "central_intervals",
    "exclusive_losses",
    "quantile_loss",
    "quantile_losses",
    "separate_losses",
]

# Levels are decimals; the sum of two mirrored ones may be a rounding away from 1.
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class PossibleLoss:
    """A loss, and the least and the greatest that it could have been given what was said."""

    seen: float
    least: float
    greatest: float


def exclusive_losses(
    p: Sequence[float], happened: int, *, ordered: bool
) -> dict[str, PossibleLoss]:
    """Score the probabilities of options of which one came true.

    The Brier score is the sum of squares over the options (0 to 2), the log score minus the
    logarithm of the probability of what happened, and the ranked probability score of ordered
    options the sum of squares over the cumulated probabilities.

    Examples
    --------
    >>> exclusive_losses([0.8, 0.2], 0, ordered=False)["brier"]
    PossibleLoss(seen=0.08, least=0.08, greatest=1.28)
    """
    outcomes, rows = np.arange(len(p)), np.tile(np.asarray(p, dtype=np.float64), (len(p), 1))
    found = {
        "brier": categorical_brier_score(outcomes, rows, reduce=None),
        "log": categorical_log_score(outcomes, rows, reduce=None),
    }
    if ordered:
        found["rps"] = ranked_probability_score(outcomes, rows, reduce=None)
    return {name: _range_of(losses, happened) for name, losses in found.items()}


def _range_of(losses: Floats, happened: int) -> PossibleLoss:
    """Give the loss at what happened, and its range over what could have."""
    tidy = losses.round(15)
    return PossibleLoss(float(tidy[happened]), float(tidy.min()), float(tidy.max()))


def separate_losses(p: Sequence[float], happened: Sequence[bool]) -> dict[str, PossibleLoss]:
    """Score options of which any may come true: the mean over them of the Brier score of each.

    Examples
    --------
    >>> separate_losses([0.5, 0.9], [True, True])["brier"]
    PossibleLoss(seen=0.13, least=0.13, greatest=0.53)
    """
    said, y = np.asarray(p, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    sides = np.array([(said - y) ** 2, said**2, (1 - said) ** 2])
    ends = sides[0], sides.min(axis=0), sides.max(axis=0)
    return {"brier": PossibleLoss(*(round(float(each.mean()), 15) for each in ends))}


def quantile_loss(
    levels: Sequence[float],
    values: Sequence[float],
    y: float,
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> PossibleLoss:
    r"""Score quantiles of a number: twice the mean quantile score over the levels that were given.

    .. math:: S = \frac{2}{K} \sum_k (1\{y < q_k\} - \alpha_k)(q_k - y)

    With many evenly spread levels that is the CRPS, and with a median and mirrored levels the
    weighted interval score. It is in the unit of the number, and convex in y: least at one of the
    quantiles, and greatest at a bound of the question, if it has bounds. Where it has, quantiles
    and outcome beyond a bound are moved to it, which scores the forecast on the closed range:
    what lies beyond counts as lying there, however far it lies (Gneiting and Ranjan 2011, with a
    weight of 1 inside the bounds).

    Parameters
    ----------
    levels, values : sequence of float
        Levels in (0, 1), and the quantiles at them.
    y : float
        What the number was.
    bounds : (float, float)
        The lowest and the highest number that the question allows; infinite where it states none.

    References
    ----------
    Bracher et al. (2021), Evaluating epidemic forecasts in an interval format,
    doi:10.1371/journal.pcbi.1008618; Gneiting and Ranjan (2011), Comparing density forecasts
    using threshold- and quantile-weighted scoring rules, doi:10.1198/jbes.2010.08110

    Examples
    --------
    >>> quantile_loss([0.25, 0.5, 0.75], [1, 2, 3], 2, bounds=(0, 10))
    PossibleLoss(seen=0.333333333333333, least=0.333333333333333, greatest=7.666666666666667)
    """
    seen, *ends = quantile_losses(levels, values, [y, *bounds], bounds)
    least = min(quantile_losses(levels, values, np.clip(values, *bounds), bounds))
    return PossibleLoss(seen, min(least, seen), max(*ends, seen))


def quantile_losses(
    levels: Sequence[float],
    values: Sequence[float],
    outcomes: Iterable[float],
    bounds: tuple[float, float] = (-math.inf, math.inf),
) -> list[float]:
    """Score quantiles at several outcomes, as `quantile_loss`; infinite at infinite ones.

    Examples
    --------
    >>> quantile_losses([0.5], [3], [1, 3, 12], bounds=(0, 10))
    [2.0, 0.0, 7.0]
    """
    said = Quantiles([*levels], np.clip(values, *bounds))
    at = np.clip(np.fromiter(outcomes, dtype=np.float64), *bounds)
    known = np.isfinite(at)
    found = np.full(at.shape, math.inf)
    found[known] = crps(at[known], said, reduce=None) if known.any() else math.inf
    return [float(each) for each in found.round(15)]


def central_intervals(
    levels: Sequence[float], values: Sequence[float]
) -> dict[float, tuple[tuple[float, float], tuple[float, float]]]:
    """Give the central intervals that quantiles make, by what they should hold.

    Each is two quantiles, with level and value, whose levels mirror each other.

    Examples
    --------
    >>> central_intervals([0.05, 0.5, 0.95], [1, 3, 5])
    {0.9: ((0.05, 1), (0.95, 5))}
    """
    at = list(zip(levels, values, strict=True))
    pairs = {
        round(above[0] - below[0], 9): (below, above)
        for below in at
        for above in at
        if below[0] < above[0] and math.isclose(below[0] + above[0], 1, abs_tol=_CLOSE)
    }
    return dict(sorted(pairs.items()))
