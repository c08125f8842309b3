"""Rows of forecasts and their labels, checked: what every model here asks of its arguments."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    check_binary_pairs,
    check_clip,
    check_weights,
    refuse_first_bad,
    refuse_unlike_indexes,
)
from brierbook.analysis.numeric.labels import EventCodes, number_labels
from brierbook.errors import ArgumentError

__all__ = [
    "as_logits",
    "as_probits",
    "check_outcomes_and_probabilities",
    "clip_probabilities",
    "event_weights",
    "refuse_unanswered",
]

EDGE = "is 0 or 1, which has no finite odds; say clip=0.001, or leave the row out"


def check_outcomes_and_probabilities(y: npt.ArrayLike, p: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Check outcomes against probabilities, in rows."""
    refuse_unlike_indexes(y=y, p=p)
    pairs = check_binary_pairs(y, p)
    if pairs.y.ndim != 1:
        raise ArgumentError("y", f"has shape {pairs.y.shape}; give one row a forecast")
    return pairs.y, pairs.p


def clip_probabilities(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Move probabilities into [clip, 1 - clip], and count those moved; else refuse 0 and 1.

    Missing ones stay missing.
    """
    if clip is None:
        refuse_first_bad(p, np.isnan(p) | ((p > 0) & (p < 1)), "p", EDGE)
        return p, 0
    check_clip(clip)
    outside = (p < clip) | (p > 1 - clip)
    return np.clip(p, clip, 1 - clip), int(outside.sum())


def as_logits(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Give log odds, and how many probabilities were moved."""
    kept, moved = clip_probabilities(p, clip)
    return np.log(kept) - np.log1p(-kept), moved


def as_probits(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Give quantiles of the standard normal distribution, and how many were moved."""
    from scipy.special import ndtri

    kept, moved = clip_probabilities(p, clip)
    return np.asarray(ndtri(kept)), moved


def event_outcomes(y: Floats, events: EventCodes, names: Sequence[Hashable]) -> Floats:
    """Give the outcome of each event; refuse an event with two."""
    count = np.bincount(events, minlength=len(names))
    share = np.bincount(events, y, len(names)) / count
    torn = np.flatnonzero((share > 0) & (share < 1))
    if torn.size:
        problem = f"event {names[int(torn[0])]!r} has two outcomes; flip those put negatively"
        raise ArgumentError("y", problem)
    return share


def event_weights(
    event: npt.ArrayLike | None, weight: npt.ArrayLike | None, shape: tuple[int, ...]
) -> tuple[Floats, EventCodes]:
    """Let each row weigh as its share of its event, and number the events.

    Without events each row is one. Given weights are shares within the event.
    """
    given = check_weights(weight, shape)
    codes = np.arange(given.size) if event is None else number_labels(event, shape, "event")[0]
    if event is None:
        return given.copy(), codes
    total = np.bincount(codes, given)
    return np.divide(given, total[codes], out=np.zeros_like(given), where=given > 0), codes


def refuse_unanswered(count: npt.NDArray[np.int_]) -> None:
    """Refuse a question that nobody answered."""
    if np.all(count):
        return
    place = tuple(map(int, np.argwhere(np.atleast_1d(count) == 0)[0]))
    shown = place if np.ndim(count) else None
    raise ArgumentError("p", "has no forecast here; leave the question out", shown)
