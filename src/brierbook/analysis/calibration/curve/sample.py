"""What a calibration is learnt from: checked forecasts, outcomes, weights, groups and events."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.kernel import log_odds
from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    check_binary_pairs,
    refuse_first_bad,
    refuse_unlike_indexes,
)
from brierbook.analysis.numeric.events import Events, number_events
from brierbook.analysis.numeric.labels import EventCodes, as_label_array
from brierbook.errors import ArgumentError

__all__ = [
    "EVENT",
    "CalibrationSample",
    "Factor",
    "as_sample",
    "check_spreads",
    "distinct_values",
    "number_group_labels",
    "turn_by_polarity",
]

EVENT = "event"
GROUP = "group"
PARTS = 1000
REMEDY = "leave the row out, or give a clip such as clip=0.001, which is counted"

type GroupLabels = npt.ArrayLike | Mapping[str, npt.ArrayLike] | None


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """A way to group the forecasts: the name of each group, and the group of each row.

    ``whole`` says that all coefficients vary between its groups; else only the intercept does.
    """

    name: str
    levels: tuple[str, ...]
    codes: EventCodes
    whole: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationSample:
    """Resolved forecasts, one a row.

    ``x`` holds the distinct log odds that were said and ``sd`` the spread of each, 0 for a stated
    number; ``level`` says which of them each row is. ``weight`` raises the likelihood of a row to a
    power. ``clipped`` counts the forecasts of 0 and 1 that were moved inside; ``events`` counts the
    events, None where none were named.
    """

    x: Floats
    sd: Floats
    level: EventCodes
    y: Floats
    weight: Floats
    factors: tuple[Factor, ...] = ()
    clipped: int = 0
    events: int | None = None

    @property
    def worded(self) -> bool:
        """Whether some forecasts are distributions."""
        return bool(self.sd.any())


def as_sample(
    p: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    sd_logit: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    groups: GroupLabels = None,
    event_effect: bool = False,
    clip: float | None = None,
) -> CalibrationSample:
    """Check everything that a calibration is learnt from; rows of no weight are left out.

    Without ``event_effect`` the weights of the rows of an event are scaled to sum to one.
    """
    refuse_unlike_indexes(p=p, y=y, weight=weight, event=event)
    pairs = check_binary_pairs(y, p, weight=weight)
    if pairs.p.ndim != 1:
        raise ArgumentError("p", f"has shape {pairs.p.shape}; give one forecast a row")
    said, clipped = clip_certain(pairs.p, clip)
    rows = np.flatnonzero(pairs.weight)
    events = None if event is None else number_group_labels(event, EVENT, pairs.p.shape)
    weights = pairs.weight[rows]
    if events is not None and not event_effect:
        weights = weights / events.totals(pairs.weight)[events.codes[rows]]
    factors = _as_factors(groups, pairs.p.shape, rows)
    if event_effect:
        factors += (_event_factor(event, pairs.p.shape, rows),)
    spread = None if sd_logit is None else check_spreads(sd_logit, pairs.p.shape)[rows]
    return CalibrationSample(
        *_distinct_forecasts(said[rows], spread),
        pairs.y[rows],
        weights,
        factors,
        clipped,
        None if events is None else int(np.unique(events.codes[rows]).size),
    )


def _distinct_forecasts(p: Floats, sd: Floats | None) -> tuple[Floats, Floats, EventCodes]:
    """Find the distinct forecasts; give their log odds and spreads, and which one each row is."""
    if sd is not None:
        pairs, level = np.unique(p + 1j * sd, return_inverse=True)
        return log_odds(pairs.real), pairs.imag, level
    found, level = distinct_values(p)
    return log_odds(found), np.zeros(found.size), level


def distinct_values(p: Floats) -> tuple[Floats, EventCodes]:
    """Find the distinct values; those of at most three decimals are found without sorting."""
    parts = np.rint(p * PARTS).astype(np.intp)
    if not np.array_equal(parts / PARTS, p):
        found, level = np.unique(p, return_inverse=True)
        return found, level
    there = np.bincount(parts, minlength=PARTS + 1) > 0
    return np.flatnonzero(there) / PARTS, (np.cumsum(there) - 1)[parts]


def clip_certain(p: Floats, clip: float | None) -> tuple[Floats, int]:
    """Move forecasts of exactly 0 and 1 inside by what was asked for, and count them."""
    certain = (p <= 0) | (p >= 1)
    if clip is None:
        refuse_first_bad(p, ~certain, "p", f"has no finite log odds; {REMEDY}")
        return p, 0
    if not 0 < clip < 0.5:  # noqa: PLR2004  # one half is the centre of [0, 1]
        raise ArgumentError("clip", f"{clip!r} is not between 0 and 1/2, ends excluded")
    return np.where(certain, np.clip(p, clip, 1 - clip), p), int(certain.sum())


def turn_by_polarity(
    p: npt.ArrayLike, y: npt.ArrayLike, polarity: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Make every row speak for its event: polarity -1 turns p and y round, 1 does not."""
    pairs = check_binary_pairs(y, p)
    given = _check_row_numbers(polarity, "polarity", pairs.p.shape)
    refuse_first_bad(given, np.isin(given, (-1, 1)), "polarity", "is neither 1 nor -1")
    return np.where(given < 0, 1 - pairs.p, pairs.p), np.where(given < 0, 1 - pairs.y, pairs.y)


def check_spreads(sd_logit: npt.ArrayLike | None, shape: tuple[int, ...]) -> Floats:
    """Check the spreads of worded forecasts on the log-odds scale."""
    if sd_logit is None:
        return np.zeros(shape)
    given = _check_row_numbers(sd_logit, "sd_logit", shape)
    good = np.isfinite(given) & (given >= 0)
    refuse_first_bad(given, good, "sd_logit", "is not a finite number of at least 0")
    return given


def _check_row_numbers(values: npt.ArrayLike, name: str, shape: tuple[int, ...]) -> Floats:
    """Take numbers that stand for each row."""
    given = as_floats(values, name)
    if given.shape not in ((), shape):
        raise ArgumentError(name, f"has shape {given.shape}; p has {shape}")
    return np.broadcast_to(given, shape)


def _as_factors(
    groups: GroupLabels, shape: tuple[int, ...], rows: EventCodes
) -> tuple[Factor, ...]:
    """Take groups as one list of labels, or as lists by name."""
    named = name_groups(groups).items()
    return tuple(_build_factor(name, labels, shape, rows) for name, labels in named)


def name_groups(groups: GroupLabels) -> dict[str, npt.ArrayLike]:
    """Name the groups; a single list of labels is called ``group``."""
    if groups is None:
        return {}
    if isinstance(groups, Mapping) or hasattr(groups, "keys"):
        return {str(name): groups[name] for name in groups}  # type: ignore[index,union-attr]
    return {GROUP: groups}


def number_group_labels(labels: npt.ArrayLike, name: str, shape: tuple[int, ...]) -> Events:
    """Give the labels numbers; refuse those that are missing, by the caller's name for them."""
    try:
        return number_events(labels, shape, name=name)
    except ArgumentError as error:
        remedy = "; give such rows a label of their own, as 'unknown'" if error.index else ""
        raise ArgumentError(name, f"{error.problem}{remedy}", error.index) from error


def _build_factor(
    name: str,
    labels: npt.ArrayLike,
    shape: tuple[int, ...],
    rows: EventCodes,
    *,
    whole: bool = True,
) -> Factor:
    """Keep the groups that have rows of some weight."""
    events, given = number_group_labels(labels, name, shape), as_label_array(labels, name)
    present, codes = np.unique(events.codes[rows], return_inverse=True)
    first = np.full(events.count, -1, dtype=np.intp)
    first[events.codes[::-1]] = np.arange(given.size)[::-1]
    levels = tuple(str(each) for each in given[first[present]].tolist())
    return Factor(name, levels, codes, whole)


def _event_factor(event: npt.ArrayLike | None, shape: tuple[int, ...], rows: EventCodes) -> Factor:
    """Group by event: an event moves the intercept of what hangs on it."""
    if event is None:
        raise ArgumentError(EVENT, "is needed for an event effect; name the event of every row")
    return _build_factor(EVENT, event, shape, rows, whole=False)
