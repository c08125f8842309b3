"""Dates as numbers, so that they are scored like numbers."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.labels import as_label_array, is_missing_label
from brierbook.errors import ArgumentError

__all__ = ["as_instants", "days_since"]

type Instants = npt.NDArray[Any] | Iterable[Any] | date | np.datetime64 | str

DAY = np.timedelta64(1, "D")
# Kinds of NumPy that hold texts or anything.
TEXTS = "OUT"


def days_since(dates: Instants, origin: date | np.datetime64 | str) -> Floats:
    """Turn dates or instants into days since an origin, so that dates are scored like numbers.

    Parameters
    ----------
    dates : date, datetime, datetime64, ISO string, or a sequence of one kind
        Dates count from their midnight. Instants with a zone are taken to UTC; those without are
        taken to be UTC. ``None``, ``NaT``, nulls and what is masked are missing.
    origin : date, datetime64 or ISO string
        Where to count from.

    Returns
    -------
    ndarray
        Days, with fractions; NaN where missing.

    Raises
    ------
    ArgumentError
        If something is not a date.

    Examples
    --------
    >>> days_since(["2024-12-08", "2024-11-27"], "2024-11-27").tolist()
    [11.0, 0.0]
    """
    start = as_instants(origin, "origin")
    if np.isnat(start).any():
        raise ArgumentError("origin", "is missing; give a date")
    return np.asarray((as_instants(dates, "dates") - start) / DAY)


def as_instants(
    values: Any,  # noqa: ANN401 - dates of any library
    name: str,
) -> npt.NDArray[np.datetime64]:
    """Turn dates, instants or ISO texts into microseconds in UTC, missing ones into NaT."""
    array = _fill_masked_dates(values) if isinstance(values, np.ma.MaskedArray) else values
    array = as_label_array(array, name)
    if array.dtype.kind in TEXTS:
        _refuse_other_things(array, name)
    try:
        if array.dtype.kind in TEXTS:
            array = np.vectorize(_without_zone, otypes=["M8[us]"])(array)
    except (TypeError, ValueError, OverflowError) as error:
        raise ArgumentError(name, f"is not made of dates: {error}") from error
    if array.size == 0 or array.dtype.kind != "M":
        raise ArgumentError(name, f"is not made of dates, but of {array.size} {array.dtype}")
    return array.astype("M8[us]")


def _fill_masked_dates(values: "np.ma.MaskedArray[Any, Any]") -> npt.NDArray[Any]:
    """Put NaT where a date is masked, and None where something else is."""
    if values.dtype.kind == "M":
        return np.ma.filled(values, np.datetime64("NaT", "s"))
    return as_label_array(values, "dates")


def _refuse_other_things(array: npt.NDArray[Any], name: str) -> None:
    """Refuse what is neither a date nor the text of one."""
    for each in array.flat:
        if not (isinstance(each, str | date | np.datetime64) or is_missing_label(each)):
            raise ArgumentError(name, f"is not made of dates: {each!r} is none")


def _without_zone(value: Any) -> np.datetime64:  # noqa: ANN401 - checked before
    """Turn one date, instant or ISO text into an instant in UTC."""
    if is_missing_label(value):
        return np.datetime64("NaT", "us")
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(value, "us")
