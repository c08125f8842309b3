"""The rows that a statistic is made of, checked once: outcomes, forecasts, weights and events.

Every statistic begins with a sample and asks nothing of its arguments again. A row of weight 0 is
an absent row: it is left out here, before anything is counted. Events are numbered here, among the
rows that are left. An error names the argument and the row that the caller gave.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    CHUNK,
    Booleans,
    Floats,
    MissingPolicy,
    as_floats,
    broadcast_columns,
    check_outcomes,
    check_weights,
    refuse_unlike_indexes,
)
from brierbook.analysis.numeric.events import Events, number_events
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.errors import ArgumentError

__all__ = [
    "BinarySample",
    "ForecastSample",
    "SampleRows",
    "ValueSample",
    "binary_sample",
    "forecast_sample",
    "refuse_outside_domains",
    "value_sample",
]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SampleRows:
    """The rows that count, whatever stands in them.

    Attributes
    ----------
    weight : ndarray, shape (n,)
        Weights above 0; ones where the caller gave none.
    weighted : bool
        Whether the weights differ: equal ones mean the same as none.
    events : Events or None
        The event of each row, if the caller named them; every number from 0 has a row.
    rows : ndarray, shape (n,), or None
        The place of each row in what the caller gave; None if none was left out.
    shape : tuple of int
        The shape of what the caller gave.
    omitted : int
        How many rows were left out because a value was missing.
    """

    weight: Floats
    weighted: bool
    events: Events | None
    rows: EventCodes | None
    shape: tuple[int, ...]
    omitted: int = 0

    @property
    def n(self) -> int:
        """Number of rows that count."""
        return self.weight.size

    @property
    def event_count(self) -> int | None:
        """Number of events, or None where none were named."""
        return None if self.events is None else self.events.count

    @property
    def event_codes(self) -> EventCodes | None:
        """Number of the event of each row, or None where none were named."""
        return None if self.events is None else self.events.codes

    @property
    def units(self) -> Events:
        """The events, each row being one of its own where none were named."""
        return self.events or Events(np.arange(self.n), self.n)

    def refuse(self, values: Floats, good: Booleans, name: str, problem: str) -> None:
        """Refuse the first row that is not good, by its place in what the caller gave."""
        if good.all():
            return
        row = int(np.argmin(good))
        place = np.unravel_index(row if self.rows is None else self.rows[row], self.shape)
        index = tuple(int(i) for i in place)
        raise ArgumentError(name, f"{float(values[row])!r} {problem}", index or None)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ForecastSample(SampleRows):
    """Probabilities ``p`` in [0, 1] of the rows that count, shape (n,)."""

    p: Floats


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BinarySample(ForecastSample):
    """Outcomes and probabilities of the rows that count.

    Attributes
    ----------
    y : ndarray, shape (n,)
        Outcomes: 0 or 1, or, where the statistic allows it, shares between 0 and 1.
    binary : bool
        Whether every outcome is 0 or 1.
    """

    y: Floats
    binary: bool = True

    def reweighted(self, weight: Floats) -> "BinarySample":
        """Give the rows other weights, of which some may be 0."""
        return replace(self, weight=weight, weighted=True)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ValueSample(SampleRows):
    """Columns of numbers by the names of their arguments, one value a row that counts."""

    columns: dict[str, Floats]

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]


def binary_sample(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    missing: MissingPolicy | None = None,
    fractional: bool = False,
) -> BinarySample:
    """Check outcomes, probabilities, weights and events of a statistic of ``(y, p)``.

    Parameters
    ----------
    y, p : array_like
        Outcomes and probabilities; they broadcast, but not a column against a row.
    weight : array_like, optional
        Weights; rows of weight 0 are left out.
    event : array_like, optional
        The event of each row, of any type.
    missing : {"raise", "omit", "propagate"}, optional
        What to do where y or p is missing; by default they are refused, and no choice is offered.
    fractional : bool
        Whether outcomes between 0 and 1 are allowed: in scores and curves they are, in tests,
        claims and gates not.

    Returns
    -------
    BinarySample

    Raises
    ------
    ArgumentError
        If a value is outside its domain or missing without leave, shapes do not fit, or no row
        has weight.
    """
    refuse_unlike_indexes(y=y, p=p, weight=weight, event=event)
    outcomes, forecasts = as_floats(y, "y"), as_floats(p, "p")
    _refuse_spread_value(y=outcomes, p=forecasts)
    yy, pp, absent = check_outcomes(outcomes, forecasts, missing=missing, fractional=fractional)
    weights = check_weights(weight, yy.shape)
    rows = _rows_that_count(weight, weights, absent if missing == "omit" else None)
    kept = _take_rows(yy, rows)
    return BinarySample(
        p=_take_rows(pp, rows),
        weight=_take_rows(weights, rows),
        weighted=_differ(weights, rows),
        events=None if event is None else number_events(event, yy.shape, rows=rows),
        rows=rows,
        shape=yy.shape,
        omitted=0 if absent is None or missing != "omit" else int(absent.sum()),
        y=kept,
        binary=not fractional or _are_binary(kept),
    )


def forecast_sample(
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
) -> ForecastSample:
    """Check probabilities, weights and events without outcomes; see `binary_sample`."""
    refuse_unlike_indexes(p=p, weight=weight, event=event)
    given = as_floats(p, "p")
    return binary_sample(np.zeros(given.shape), given, weight=weight, event=event)


def value_sample(
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    endless: tuple[str, ...] = (),
    **columns: npt.ArrayLike,
) -> ValueSample:
    """Check columns of numbers, their weights and events; no number may be missing.

    The columns are named as the caller of the statistic names them. Numbers are finite, but for
    those of columns named in ``endless``.
    """
    refuse_unlike_indexes(**columns, weight=weight, event=event)
    checked = _broadcast_columns(columns, endless)
    shape = next(iter(checked.values())).shape
    weights = check_weights(weight, shape)
    rows = _rows_that_count(weight, weights, None)
    return ValueSample(
        columns={name: _take_rows(each, rows) for name, each in checked.items()},
        weight=_take_rows(weights, rows),
        weighted=_differ(weights, rows),
        events=None if event is None else number_events(event, shape, rows=rows),
        rows=rows,
        shape=shape,
    )


def refuse_outside_domains(sample: ValueSample) -> None:
    """Refuse outcomes ``y`` other than 0 and 1, and forecasts ``p`` and ``q`` outside [0, 1]."""
    y = sample["y"]
    sample.refuse(y, (y == 0) | (y == 1), "y", "is not 0 or 1; are y and p swapped?")
    for name in ("p", "q"):
        p = sample[name]
        sample.refuse(p, (p >= 0) & (p <= 1), name, "is not between 0 and 1")


def _broadcast_columns(
    columns: dict[str, npt.ArrayLike], endless: tuple[str, ...]
) -> dict[str, Floats]:
    """Give the columns one shape, none of them missing a value."""
    given = {name: as_floats(each, name) for name, each in columns.items()}
    _refuse_spread_value(**given)
    made, _ = broadcast_columns(given, missing=None, endless=endless)
    return dict(zip(columns, made, strict=True))


def _rows_that_count(
    weight: npt.ArrayLike | None, weights: Floats, absent: Booleans | None
) -> EventCodes | None:
    """Give the places of the rows that are left, or None if all are."""
    counts = np.True_ if weight is None else weights > 0
    if absent is not None:
        counts = counts & ~absent
    if counts.all():
        return None
    rows = np.flatnonzero(counts)
    if not rows.size:
        raise ArgumentError("weight", "is 0 in every row that is left; give one at least a weight")
    return rows


def _are_binary(y: Floats) -> bool:
    """Tell whether no outcome is a share, a piece at a time."""
    pieces = (y[start : start + CHUNK] for start in range(0, y.size, CHUNK))
    return all(bool(((a == 0) | (a == 1) | np.isnan(a)).all()) for a in pieces)


def _differ(weights: Floats, rows: EventCodes | None) -> bool:
    if not any(weights.strides):  # one number for all rows
        return False
    kept = weights if rows is None else weights.ravel()[rows]
    return bool(kept.min() < kept.max())


def _take_rows(values: npt.NDArray[Any], rows: EventCodes | None) -> Floats:
    if rows is None and values.size > 1 and not any(values.strides):  # one number for all rows
        return np.broadcast_to(values.flat[0], values.size)
    flat: Floats = values.ravel()
    return flat if rows is None else flat[rows]


def _refuse_spread_value(**columns: Floats) -> None:
    """Refuse a list of one value beside longer columns; a plain number says it on purpose."""
    longest = max(columns.values(), key=lambda each: each.size)
    for name, each in columns.items():
        if each.shape == (1,) and longest.size > 1:
            problem = f"has one value for {longest.size} rows; give a number to say it in each"
            raise ArgumentError(name, problem)
