"""Losses of two forecasters on the same outcomes, and their difference event by event."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, is_one_of
from brierbook.analysis.numeric.events import Events
from brierbook.analysis.numeric.limits.bounded_mean import mean_sums
from brierbook.analysis.numeric.limits.bounded_sum import BoundedSums
from brierbook.analysis.numeric.limits.ranges import bounds_of, possible_losses
from brierbook.analysis.numeric.sample import ValueSample, refuse_outside_domains, value_sample
from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
from brierbook.errors import ArgumentError

__all__ = ["ROUNDING", "EventSums", "PairedLosses", "PairedScore", "ScoreName", "score_name"]

type ScoreName = Literal["brier", "log", "spherical"]
type PairedScore = Callable[[Floats, Floats], npt.ArrayLike]

LOSSES: dict[str, PairedScore] = {
    "brier": partial(brier_score, reduce=None),
    "log": partial(log_score, reduce=None),
    "spherical": partial(spherical_score, reduce=None),
}
# Sums of losses that differ by less than this share of them differ by rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class PairedLosses:
    """Losses of two forecasters, row by row, with events numbered as they first appear.

    ``possible`` holds the differences at every outcome that there could have been, the one seen
    first. Rows of weight 0 are left out.
    """

    p_loss: Floats
    q_loss: Floats
    possible: Floats
    weight: Floats
    events: Events

    def bounded(self) -> BoundedSums:
        """Say what each event adds to the mean difference, at least and at most."""
        share = self.weight / self.weight.sum()
        return mean_sums(self.possible[0], bounds_of(self.possible), self.events.codes, share)

    def sums(self) -> "EventSums":
        """Add up weighted differences and weights within events."""
        total = self.events.totals(self.weight * (self.p_loss - self.q_loss))
        return EventSums(total, self.events.totals(self.weight))


@dataclass(frozen=True, slots=True, eq=False)
class EventSums:
    """The weighted sum of differences, and the weight, of each event."""

    total: Floats
    weight: Floats

    @property
    def count(self) -> int:
        """How many events there are."""
        return self.total.size

    @property
    def mean(self) -> float:
        """Weighted mean of the differences of all rows."""
        return float(self.total.sum() / self.weight.sum())

    @property
    def residual(self) -> Floats:
        """What each event's sum has beyond the mean."""
        return self.total - self.mean * self.weight

    @property
    def flat(self) -> bool:
        """Whether all events have the same mean difference, up to rounding."""
        return bool(np.abs(self.residual).max() <= ROUNDING * np.abs(self.total).max())


def score_both_forecasts(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    score: ScoreName | PairedScore,
    event: npt.ArrayLike | None,
    weight: npt.ArrayLike | None,
) -> PairedLosses:
    """Check outcomes, two forecasts, weights and events, and score both forecasts."""
    sample = value_sample(y=y, p=p, q=q, weight=weight, event=event)
    refuse_outside_domains(sample)
    p_loss, q_loss = (_score_rows(sample, name, score) for name in ("p", "q"))
    possible = _possible_differences(sample, _find_named_loss(score))
    possible[0] = p_loss - q_loss
    events = number_by_appearance(sample.units.codes)
    return PairedLosses(p_loss, q_loss, possible, sample.weight, events)


def _possible_differences(sample: ValueSample, score: PairedScore) -> Floats:
    """Give the difference of the two losses of each row at every outcome."""

    def difference(outcome: Floats) -> Floats:
        one, two = (
            np.asarray(score(outcome, sample[name]), dtype=np.float64) for name in ("p", "q")
        )
        with np.errstate(invalid="ignore"):  # two infinite losses have no difference
            return one - two

    return possible_losses(difference, sample["y"])


def _score_rows(sample: ValueSample, name: str, score: ScoreName | PairedScore) -> Floats:
    """Score every row; an infinite or missing loss leaves nothing to compare and is refused."""
    y, p = sample["y"], sample[name]
    loss = as_floats(_find_named_loss(score)(y, p), "score")
    if loss.shape != y.shape:
        message = f"gives shape {loss.shape} for {y.shape} rows; it needs one loss for each row"
        raise ArgumentError("score", f"{message} (functools.partial(score, reduce=None))")
    problem = "has a loss that is not finite; compare with a score that is, or clip in a callable"
    sample.refuse(p, np.isfinite(loss), name, problem)
    return loss


def _find_named_loss(score: ScoreName | PairedScore) -> PairedScore:
    """Look up a named score."""
    if callable(score):
        return score
    if not is_one_of(score, LOSSES):
        raise ArgumentError("score", f"is {score!r}; use one of {', '.join(LOSSES)}, or a callable")
    return LOSSES[score]


def score_name(score: ScoreName | PairedScore) -> str:
    """Name a score for a result."""
    return score if isinstance(score, str) else getattr(score, "__name__", "callable")


def number_by_appearance(codes: npt.NDArray[np.intp]) -> Events:
    """Count events from 0 in the order of their first rows."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.intp)
    rank[np.argsort(first)] = np.arange(first.size)
    return Events(rank[inverse], first.size)
