"""When forecasts stood: times put on one axis, and the pieces of time between updates.

A time is a number in any unit, or an instant: an aware datetime, or a datetime64, which has no
zone and is read as UTC. Instants are kept in microseconds since the earliest opening, so that a
duration is elapsed time whatever the clocks of a zone did, and exact within 285 years.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.numeric.labels import as_label_array, is_missing_label, number_labels
from brierbook.errors import ArgumentError

__all__ = [
    "Duration",
    "GroupCodes",
    "QuestionWindow",
    "StandingPieces",
    "find_standing_pieces",
    "refuse_several_values",
    "scale_by_share",
]

type GroupCodes = npt.NDArray[np.intp]
type TimeLike = npt.ArrayLike | datetime | Sequence[datetime | float | None]
type LengthLike = npt.ArrayLike | timedelta | Sequence[timedelta]
type Instant = float | datetime
type Duration = float | timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
INSTANT, LENGTH = np.dtype("datetime64[us]"), np.dtype("timedelta64[us]")
# Inside these years any instant is a datetime in every zone.
FIRST_YEAR, LAST_YEAR = 2, 9998
OUTSIDE = f"is a year outside {FIRST_YEAR} to {LAST_YEAR}"
MIXED = "mixes numbers and instants; give every time of a call in one of the two"


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """What times are counted from: microseconds after an origin, or the numbers as given."""

    origin: int | None

    def read(self, values: TimeLike, name: str) -> Floats:
        """Place times that must all be there and finite."""
        places = self._place(values, name)
        refuse_first_bad(
            places, np.isfinite(places), name, "is not a time; it must be given and finite"
        )
        return places

    def read_one(self, value: TimeLike, name: str) -> float:
        """Place a single time."""
        return float(refuse_several_values(self.read(value, name), name))

    def read_ends(self, values: TimeLike | None, shape: tuple[int, ...], name: str) -> Floats:
        """Place times that may be missing or infinite, which means never."""
        if values is None or _are_times_missing(values):
            return np.full(shape, np.inf)
        places = self._place(values, name)
        refuse_first_bad(
            places, places != -np.inf, name, "is not a time; leave it missing for never"
        )
        return broadcast_times(np.where(np.isnan(places), np.inf, places), shape, name)

    def read_lengths(self, values: LengthLike, name: str) -> Floats:
        """Read lengths of time: numbers beside numbers, timedeltas beside instants."""
        array = np.asarray(values)
        if array.dtype.kind == "O" and all(isinstance(each, timedelta) for each in array.flat):
            array = array.astype(LENGTH)
        if (array.dtype.kind == "m") != (self.origin is not None):
            raise ArgumentError(name, "is not a length of time; give timedeltas beside instants")
        found = as_floats(array if self.origin is None else _time_ticks(array.astype(LENGTH)), name)
        refuse_first_bad(
            found, np.isfinite(found) & (found >= 0), name, "is not a length of at least 0"
        )
        return found

    def instant(self, place: float) -> Instant:
        """Give a place back as a number or as a datetime in UTC."""
        return float(place) if self.origin is None else EPOCH + (self.origin + round(place)) * TICK

    def instants(self, places: Floats) -> npt.NDArray[Any]:
        """Give places back as numbers or as datetime64 in UTC."""
        return (
            places if self.origin is None else (places.astype(np.int64) + self.origin).view(INSTANT)
        )

    def duration(self, length: float) -> Duration:
        """Give a length back as a number or as a timedelta."""
        return float(length) if self.origin is None else round(length) * TICK

    def durations(self, lengths: Floats) -> npt.NDArray[Any]:
        """Give lengths back as numbers or as timedelta64."""
        return lengths if self.origin is None else lengths.astype(LENGTH)

    def _place(self, values: TimeLike, name: str) -> Floats:
        found = _read_time_array(values, name)
        if (found.dtype.kind == "M") != (self.origin is not None):
            raise ArgumentError(name, MIXED)
        if self.origin is None:
            return found
        return np.where(np.isnat(found), np.nan, found.astype(np.int64) - self.origin)


@dataclass(frozen=True, slots=True)
class QuestionWindow:
    """Opening and close of one question, with the axis on which they lie."""

    axis: TimeAxis
    opens: float
    closes: float

    @classmethod
    def read(cls, opens: TimeLike, closes: TimeLike) -> "QuestionWindow":
        """Read a window that is longer than 0, and choose the axis from it."""
        axis = choose_time_axis(opens)
        first, last = axis.read_one(opens, "opens"), axis.read_one(closes, "closes")
        refuse_empty_windows(first, last)
        return cls(axis, first, last)

    @property
    def length(self) -> float:
        """Distance from opening to close, above 0."""
        return self.closes - self.opens


@dataclass(frozen=True, slots=True, eq=False)
class StandingPieces:
    """Pieces of time in which one forecast stood, ordered by group and then by time.

    ``row`` is the row of the forecast, ``group`` its group, ``start`` and ``end`` the piece.
    """

    row: GroupCodes
    group: GroupCodes
    start: Floats
    end: Floats

    @property
    def length(self) -> Floats:
        """Length of each piece, above 0."""
        return self.end - self.start

    def stood(self, groups: int) -> Floats:
        """Time in which a forecast of each group stood; pieces that touch are measured as one."""
        if not self.row.size:
            return np.zeros(groups)
        apart = (self.group[1:] != self.group[:-1]) | (self.start[1:] != self.end[:-1])
        first, last = np.flatnonzero(np.r_[True, apart]), np.flatnonzero(np.r_[apart, True])
        lengths = self.end[last] - self.start[first]
        return np.bincount(self.group[first], weights=lengths, minlength=groups)

    def means(self, loss: Floats, groups: int) -> Floats:
        """Mean over time of the losses of the pieces; NaN for a group in which nothing stood.

        Kept between the least and the greatest loss, so that rounding never moves a constant.
        """
        found = np.full(groups, np.nan)
        if not loss.size:
            return found
        first = np.flatnonzero(np.r_[True, self.group[1:] != self.group[:-1]])
        inside = self.group[first]
        total = np.bincount(self.group, weights=self.length, minlength=groups)
        parts = scale_by_share(loss, self.length / total[self.group])
        mean = np.bincount(self.group, weights=parts, minlength=groups)[inside]
        found[inside] = np.clip(
            mean, np.minimum.reduceat(loss, first), np.maximum.reduceat(loss, first)
        )
        return found


def scale_by_share(values: Floats, share: Floats) -> Floats:
    """Multiply, with infinity times any share being infinite, though the share underflow."""
    endless = np.isinf(values)
    return np.where(endless, values, np.where(endless, 0.0, values) * share)


def choose_time_axis(opens: TimeLike, name: str = "opens") -> TimeAxis:
    """Choose the axis from the openings."""
    found = _read_time_array(opens, name)
    if found.dtype.kind != "M":
        return TimeAxis(None)
    refuse_first_bad(_time_ticks(found), ~np.isnat(found), name, "is not a time; it must be given")
    return TimeAxis(int(found.astype(np.int64).min()))


def _read_time_array(values: TimeLike, name: str) -> npt.NDArray[Any]:
    """Read times as float64 or as datetime64 in microseconds."""
    array = _time_array(values)
    if array.dtype.kind == "O" and any(isinstance(each, datetime) for each in array.flat):
        return _convert_to_utc(array, name)
    if array.dtype.kind == "M" and array.size:
        return _convert_to_microseconds(array, name)
    if array.dtype.kind not in "biufO":
        raise ArgumentError(name, f"is of {array.dtype}; give numbers, datetimes or datetime64")
    return as_floats(array, name)


def _time_array(values: TimeLike) -> npt.NDArray[Any]:
    """Make an array; a pandas column with a zone, whose dtype says so, comes out in UTC."""
    if isinstance(values, np.ma.MaskedArray):
        return _fill_masked_times(values)
    dtype = str(getattr(values, "dtype", ""))
    if dtype.startswith("datetime64[") and "," in dtype:
        return np.asarray(values, dtype=INSTANT)
    return np.asarray(values)


def _fill_masked_times(values: "np.ma.MaskedArray[Any, Any]") -> npt.NDArray[Any]:
    """Put a missing time where one is masked."""
    if values.dtype.kind == "M":
        return np.ma.filled(values, np.datetime64("NaT", "us"))
    if values.dtype.kind == "O":
        return as_label_array(values, "time")
    return np.ma.filled(values.astype(np.float64), np.nan)


def _convert_to_utc(values: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Convert aware datetimes; None, NaN and NaT are missing."""
    found = np.empty(values.shape, dtype=INSTANT)
    for index in np.ndindex(values.shape):
        found[index] = _convert_one_to_utc(values[index], name, index or None)
    return found


def _convert_one_to_utc(value: object, name: str, index: tuple[int, ...] | None) -> np.datetime64:
    """Convert one aware datetime."""
    if is_missing_label(value):
        return np.datetime64("NaT", "us")
    if not isinstance(value, datetime):
        raise ArgumentError(name, MIXED, index)
    if value.utcoffset() is None:
        message = f"{value.isoformat()} has no zone; give it one, such as tzinfo=UTC"
        raise ArgumentError(name, message, index)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ArgumentError(name, f"{value.year} {OUTSIDE}", index)
    return np.datetime64(value.astimezone(UTC).replace(tzinfo=None), "us")


def _convert_to_microseconds(values: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Bring datetime64 to microseconds, if a datetime can hold them."""
    years = values.astype("datetime64[Y]").astype(np.int64) + 1970
    good = np.isnat(values) | ((years >= FIRST_YEAR) & (years <= LAST_YEAR))
    refuse_first_bad(years.astype(np.float64), good, name, OUTSIDE)
    return values.astype(INSTANT)


def _time_ticks(values: npt.NDArray[Any]) -> Floats:
    """Turn datetime64 or timedelta64 into floats, NaT into NaN."""
    return np.where(np.isnat(values), np.nan, values.astype(np.int64))


def _are_times_missing(values: TimeLike) -> bool:
    """Tell whether every time is missing, whatever the kind of the column."""
    return all(is_missing_label(value) for value in np.asarray(values, dtype=object).flat)


def refuse_several_values(values: Floats, name: str) -> Floats:
    """Refuse anything but one value."""
    if values.size != 1:
        raise ArgumentError(name, f"has shape {values.shape}; one value is needed")
    return values.reshape(())


def broadcast_times(values: Floats, shape: tuple[int, ...], name: str) -> Floats:
    """Broadcast to the shape of the forecasts."""
    try:
        return np.broadcast_to(values, shape)
    except ValueError as error:
        message = f"has shape {values.shape}, which does not fit the shape {shape} of the forecasts"
        raise ArgumentError(name, message) from error


def refuse_empty_windows(opens: npt.ArrayLike, closes: npt.ArrayLike) -> None:
    """Refuse windows that hold no time, or more than a double can measure."""
    with np.errstate(over="ignore"):
        length = np.asarray(np.subtract(closes, opens))
    good = (length > 0) & np.isfinite(length)
    refuse_first_bad(
        length, good, "closes", "is its distance from opens; it must be above 0 and finite"
    )


def refuse_early_ends(time: Floats, ends: Floats) -> None:
    """Refuse forecasts that end before they were made."""
    with np.errstate(over="ignore"):
        after = ends - time
    refuse_first_bad(
        after, ends >= time, "ends", "is its distance from time; it must not be below 0"
    )


def first_stop_after(time: Floats, stops: Floats) -> Floats:
    """End of each forecast: the first stop after it was made, if any."""
    ordered = np.append(np.sort(stops.ravel()), np.inf)
    return ordered[np.searchsorted(ordered[:-1], time, side="right")]


def find_standing_pieces(
    group: GroupCodes, time: Floats, *, ends: Floats, opens: Floats | float, closes: Floats | float
) -> StandingPieces:
    """Find when each forecast stood inside the window of its row.

    A forecast stands from when it was made, or from the opening if that is later, until the next
    one of its group, its own end, or the close. Of forecasts made at one time the last row wins.
    """
    order = np.lexsort((time, group))
    code, made = group[order], time[order]
    first, last = (np.broadcast_to(each, order.shape)[order] for each in (opens, closes))
    following = np.r_[np.where(code[1:] == code[:-1], made[1:], np.inf), np.inf]
    start = np.maximum(made, first)
    end = np.minimum(np.minimum(following, ends[order]), last)
    stood = end > start
    return StandingPieces(order[stood], code[stood], start[stood], end[stood])


def find_standing_rows(
    group: GroupCodes, time: Floats, *, ends: Floats, at: Floats | float, closes: Floats | float
) -> GroupCodes:
    """Find the row of the forecast that stands at an instant, at most one for each group.

    It was made at or before the instant and before the close, and has not ended.
    """
    order = np.lexsort((time, group))
    made = order[((time <= at) & (time < closes))[order]]
    newest = made[np.r_[group[made][1:] != group[made][:-1], np.full(min(made.size, 1), True)]]
    return newest[(ends > at)[newest]]


def encode_labels(
    names: npt.ArrayLike | None, count: int, argument: str
) -> tuple[GroupCodes, list[Any]]:
    """Give names codes in their sorted order; None gives all rows one name, which is None."""
    if names is None:
        return np.zeros(count, dtype=np.intp), [None]
    return number_labels(names, (count,), argument)


def take_group_values(values: Floats, codes: GroupCodes, name: str, unit: str) -> Floats:
    """Give the value of each group, which all of its rows must share."""
    found = values[np.unique(codes, return_index=True)[1]]
    refuse_first_bad(
        values, values == found[codes], name, f"differs from another row of its {unit}"
    )
    return found


def encode_question_pairs(
    question: GroupCodes, forecaster: GroupCodes
) -> tuple[GroupCodes, GroupCodes]:
    """Give pairs of question and forecaster codes in their order, and find a row of each."""
    key = question * (forecaster.max() + 1) + forecaster
    _, row, pair = np.unique(key, return_index=True, return_inverse=True)
    return pair, row
