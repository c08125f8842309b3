"""Mean losses, their differences and skill, with limits over events: one place for all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate, withhold_limits
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean, event_shares, mean_sums
from brierbook.analysis.numeric.limits.bounded_sum import tail_p_values
from brierbook.analysis.numeric.limits.ranges import bounds_of

__all__ = ["Rows", "mean_loss", "skill_score"]

# Rates looked at between the limits of a base rate.
_RATES = 5
# Where the search for a ratio ends.
_CLOSE = 1e-9
# The normal deviate of a probability that is 0 in doubles.
_FAR = 38.0


@dataclass(frozen=True, eq=False)
class Rows:
    """The events of scored rows and what each row counts for, summing to 1."""

    codes: EventCodes
    share: Floats
    level: float = 0.9

    @classmethod
    def of(
        cls, codes: EventCodes | None, weight: Floats | None, size: int, level: float = 0.9
    ) -> "Rows":
        """Let events count the same; without them every row is one, and counts for its weight."""
        if codes is not None:
            numbers = np.unique(codes, return_inverse=True)[1]
            return cls(numbers, event_shares(numbers, weight), level)
        share = np.ones(size) if weight is None else weight
        return cls(np.arange(size), share / share.sum(), level)

    @classmethod
    def weighted(cls, codes: EventCodes, weight: Floats, level: float = 0.9) -> "Rows":
        """Let events count for the sum of the weights of their rows."""
        numbers = np.unique(codes, return_inverse=True)[1]
        return cls(numbers, weight / weight.sum(), level)

    def mean(self, losses: Floats) -> Estimate:
        """Average the losses that were seen, the first row of those that were possible."""
        seen, bounds = losses[0], bounds_of(losses)
        if not np.isfinite(seen).all():
            return self._endless(seen)
        found = bounded_mean(seen, bounds, codes=self.codes, weight=self.share, level=self.level)
        return withhold_limits(found)

    def base_rates(self, y: Floats) -> list[float]:
        """Give the share that came true, and rates from its lower limit to its upper one."""
        found = bounded_mean(y, (0.0, 1.0), codes=self.codes, weight=self.share, level=self.level)
        between = np.linspace(found.lower, found.upper, _RATES)
        # a mean lies between the least and the greatest value, whatever the weights round to
        value = min(max(found.value, float(y.min())), float(y.max()))
        return [min(float(rate), 1.0) for rate in (value, *between)]

    def _endless(self, seen: Floats) -> Estimate:
        """Average losses of which one is infinite."""
        with np.errstate(invalid="ignore"):
            value = float(self.share @ seen)
        return self.unknown(value).without_limits("no bound")

    def unknown(self, value: float) -> Estimate:
        """Give a value without limits."""
        events = int(np.unique(self.codes).size)
        return Estimate(value, math.nan, math.nan, self.level, self.codes.size, events)


def mean_loss(losses: Floats, rows: Rows, *, less: Sequence[Floats] = ()) -> Estimate:
    """
    Average losses over events, or their difference from those of a baseline, with limits.

    Parameters
    ----------
    losses : ndarray, shape (outcomes, n)
        Losses at every outcome, the one seen first.
    rows : Rows
        Events, shares and level.
    less : sequence of such arrays
        Losses of the baseline; and, where it was itself taken from the outcomes, those of other
        baselines that they allow. The difference is from the first; its limits hold those of all,
        since a baseline that was taken from the outcomes is not known better than these.

    Returns
    -------
    Estimate
        The range of a difference is that of what can occur given what was said: a Brier score
        less that of always saying 50 % is never below -0.25.
    """
    if not less:
        return rows.mean(losses)
    with np.errstate(invalid="ignore"):  # two infinite losses have no difference
        found, *others = (rows.mean(losses - each) for each in less)
    if not found.limited:
        return found
    known = [found, *(each for each in others if each.limited)]
    lower, upper = min(each.lower for each in known), max(each.upper for each in known)
    return replace(found, lower=lower, upper=upper)


def skill_score(losses: Floats, less: Sequence[Floats], rows: Rows) -> Estimate:
    r"""
    Give 1 - mean loss / mean loss of a baseline, with the limits that its difference implies.

    With r = 1 - skill, the limits hold every r for which the limits of the mean of
    :math:`S_i - r S_i^{base}` hold 0, so that the skill excludes 0 exactly where the difference
    from the baseline does (Fieller's argument).

    Parameters
    ----------
    losses : ndarray, shape (outcomes, n)
        Losses at every outcome, the one seen first.
    less : sequence of such arrays
        Losses of the baseline, and of others, as `mean_loss` takes them.
    rows : Rows
        Events, shares and level.

    Returns
    -------
    Estimate
        NaN where the baseline scores 0 or infinity.

    References
    ----------
    Fieller (1954), Some problems in interval estimation, doi:10.1111/j.2517-6161.1954.tb00159.x
    """
    with np.errstate(invalid="ignore"):
        mean, base = (float(rows.share @ each) for each in (losses[0], less[0][0]))
    if not (0 < base < math.inf and math.isfinite(mean)):
        value = -math.inf if 0 < base < math.inf and mean == math.inf else math.nan
        return rows.unknown(value).without_limits("undefined")
    found = rows.unknown(1 - mean / base)
    if not all(np.isfinite(each).all() for each in (losses, less[0])):
        return found.without_limits("no bound")
    allowed = [each for each in less if np.isfinite(each).all()]
    low, high = (_ratio_limit(losses, allowed, rows, which) for which in (0, 1))
    whole = Estimate(found.value, 1 - high, 1 - low, rows.level, found.n, found.events)
    return withhold_limits(whole)


def _ratio_limit(losses: Floats, less: Sequence[Floats], rows: Rows, which: int) -> float:
    """Find the lower (0) or upper (1) limit of the ratio of two mean losses."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    goal = float(ndtri((1 - rows.level) / 2))

    def off(place: float) -> float:
        ratio = place / (1 - place)
        tail = max(_tail_p_value(losses - ratio * each, rows, which) for each in less)
        return float(np.clip(ndtri(tail), -_FAR, _FAR)) - goal

    # the ratio is place / (1 - place): from 0, where no loss is too low, to infinity
    least, most = 0.0, 1 - _CLOSE
    outside = off(most if which else least)
    if outside > 0:
        return math.inf if which else 0.0
    place = brentq(off, least, most, xtol=_CLOSE)
    return float(place / (1 - place))


def _tail_p_value(apart: Floats, rows: Rows, which: int) -> float:
    """Give the one-sided p-value that a mean difference is at most (0), at least (1), 0."""
    sums = mean_sums(apart[0], bounds_of(apart), rows.codes, rows.share)
    below, above = tail_p_values(sums)
    return float(below[0] if which else above[0])
