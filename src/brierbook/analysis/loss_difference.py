"""Losses of two forecasters on the same outcomes, and their difference event by event."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, as_floats, as_weights, columns, refuse
from brierbook.analysis.clusters import Clusters, as_clusters
from brierbook.analysis.scores import brier_score, log_score, spherical_score
from brierbook.errors import ArgumentError

type ScoreName = Literal["brier", "log", "spherical"]
type Score = Callable[[Floats, Floats], npt.ArrayLike]

LOSSES: dict[str, Score] = {
    "brier": partial(brier_score, reduce=None),
    "log": partial(log_score, reduce=None),
    "spherical": partial(spherical_score, reduce=None),
}
# Losses of these lie between 0 and 1.
BOUNDED = ("brier", "spherical")
# Sums of losses that differ by less than this share of them differ by rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Duel:
    """Losses of two forecasters, row by row, with events numbered as they first appear.

    Rows of weight 0 are left out.
    """

    p_loss: Floats
    q_loss: Floats
    weight: Floats
    events: Clusters

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


def as_duel(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    score: ScoreName | Score,
    cluster: npt.ArrayLike | None,
    weight: npt.ArrayLike | None,
) -> Duel:
    """Check outcomes, two forecasts, weights and events, and score both forecasts."""
    yy, pp, qq = two_forecasts(y, p, q)
    ww = as_weights(weight, yy.shape).ravel()
    names = np.arange(yy.size).reshape(yy.shape) if cluster is None else cluster
    codes = as_clusters(names, yy.shape).codes
    p_loss, q_loss = losses(yy, pp, score, "p").ravel(), losses(yy, qq, score, "q").ravel()
    kept = ww > 0
    return Duel(p_loss[kept], q_loss[kept], ww[kept], by_appearance(codes[kept]))


def two_forecasts(
    y: npt.ArrayLike, p: npt.ArrayLike, q: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Broadcast outcomes in {0, 1} and two probabilities in [0, 1], none missing."""
    (yy, pp, qq), _ = columns(y, missing=None, p=p, q=q)
    refuse(yy, (yy == 0) | (yy == 1), "y", "is not 0 or 1; are y and p swapped?")
    for name, values in (("p", pp), ("q", qq)):
        refuse(values, (values >= 0) & (values <= 1), name, "is not between 0 and 1")
    return yy, pp, qq


def losses(y: Floats, p: Floats, score: ScoreName | Score, name: str) -> Floats:
    """Score every row; an infinite or missing loss leaves nothing to compare and is refused."""
    loss = as_floats(loss_of(score)(y, p), "score")
    if loss.shape != y.shape:
        message = f"gives shape {loss.shape} for {y.shape} rows; it needs one loss for each row"
        raise ArgumentError("score", f"{message} (functools.partial(score, reduce=None))")
    problem = "has a loss that is not finite; compare with a score that is, or clip in a callable"
    refuse(p, np.isfinite(loss), name, problem)
    return loss


def loss_of(score: ScoreName | Score) -> Score:
    """Look up a named score."""
    if callable(score):
        return score
    if score not in LOSSES:
        raise ArgumentError("score", f"is {score!r}; use one of {', '.join(LOSSES)}, or a callable")
    return LOSSES[score]


def score_name(score: ScoreName | Score) -> str:
    """Name a score for a result."""
    return score if isinstance(score, str) else getattr(score, "__name__", "callable")


def by_appearance(codes: npt.NDArray[np.intp]) -> Clusters:
    """Count events from 0 in the order of their first rows."""
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(first.size, dtype=np.intp)
    rank[np.argsort(first)] = np.arange(first.size)
    return Clusters(rank[inverse], first.size)
