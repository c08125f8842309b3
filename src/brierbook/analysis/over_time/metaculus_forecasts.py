"""Forecasts as Metaculus scores them: what each gave to the outcome, and so the baseline."""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    SUM_TOLERANCE,
    Booleans,
    Floats,
    as_floats,
    is_one_of,
    refuse_first_bad,
)
from brierbook.analysis.over_time.timeline import refuse_several_values
from brierbook.analysis.scores.binary import given_to_outcome
from brierbook.errors import ArgumentError

__all__ = ["BINARY"]

# What the baseline gives to each end of a continuous range that is open.
OPEN_END = 0.05
BINARY, ROWS = 1, 2  # number of dimensions
FEWEST_OPTIONS, FEWEST_BUCKETS = 2, 3


def read_given_probabilities(
    y: npt.ArrayLike, p: npt.ArrayLike, open_bounds: int | None, name: str = "p"
) -> tuple[Floats, Floats]:
    """Find what each forecast gives to the outcome, and what there is to compare it with.

    That is the number of options on offer, or for a continuous range the baseline's probability.
    """
    outcome = float(refuse_several_values(as_floats(y, "y"), "y"))
    rows = np.atleast_1d(as_floats(p, name))
    if rows.ndim > ROWS:
        raise ArgumentError(name, f"has shape {rows.shape}; give a number or a row a forecast")
    if open_bounds is not None:
        return _probabilities_of_number(outcome, rows, open_bounds)
    return (_probabilities_of_binary if rows.ndim == BINARY else _probabilities_of_options)(
        outcome, rows, name
    )


def _probabilities_of_binary(y: float, p: Floats, name: str) -> tuple[Floats, Floats]:
    """Give the probability that was given to a binary outcome, and the number of options."""
    if y not in (0, 1):
        raise ArgumentError("y", f"{y!r} is not 0 or 1; are y and p swapped?")
    refuse_first_bad(p, (p >= 0) & (p <= 1), name, "is not between 0 and 1")
    return given_to_outcome(np.full(p.shape, y), p), np.full(p.shape, 2.0)


def _probabilities_of_options(y: float, p: Floats, name: str) -> tuple[Floats, Floats]:
    """Read rows over options; one not yet on offer has what the last has."""
    offered = ~np.isnan(p)
    _refuse_bad_rows(p, offered, name)
    count = offered.sum(axis=1).astype(np.float64)
    refuse_first_bad(count, count >= FEWEST_OPTIONS, name, "options are on offer; two are needed")
    refuse_first_bad(
        p[:, -1], offered[:, -1], name, "stands for the last option, which must be on offer"
    )
    column = p[:, _read_outcome_index(y, p.shape[1])]
    return np.where(np.isnan(column), p[:, -1], column), count


def _probabilities_of_number(y: float, p: Floats, open_bounds: int) -> tuple[Floats, Floats]:
    """Read rows over buckets."""
    if not is_one_of(open_bounds, (0, 1, 2)):
        raise ArgumentError("open_bounds", f"{open_bounds!r} is not 0, 1 or 2")
    if p.ndim != ROWS or p.shape[1] < FEWEST_BUCKETS:
        raise ArgumentError("p", f"has shape {p.shape}; a row needs three buckets or more")
    _refuse_bad_rows(p, np.full(p.shape, True), "p")
    index, last = _read_outcome_index(y, p.shape[1]), p.shape[1] - 1
    inside = (1 - OPEN_END * open_bounds) / (last - 1)
    return p[:, index], np.full(len(p), OPEN_END if index in (0, last) else inside)


def _read_outcome_index(y: float, count: int) -> int:
    """Read an index."""
    if y not in range(count):
        raise ArgumentError("y", f"{y!r} is not an index from 0 to {count - 1}")
    return int(y)


def _refuse_bad_rows(p: Floats, there: Booleans, name: str) -> None:
    """Refuse rows that are not probabilities."""
    refuse_first_bad(p, ((p >= 0) & (p <= 1)) | ~there, name, "is not between 0 and 1")
    total = np.where(there, p, 0.0).sum(axis=1)
    refuse_first_bad(
        total, np.abs(total - 1) <= SUM_TOLERANCE, name, "is the sum of a row, which is not 1"
    )


def refuse_untimed_forecasts(time: Floats, given: Floats, name: str = "time") -> None:
    """Refuse forecasts without a time each."""
    if time.shape != given.shape:
        raise ArgumentError(name, f"has shape {time.shape}; there are {given.size} forecasts")
