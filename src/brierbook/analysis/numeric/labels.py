"""Labels of rows, such as the names of events: which are missing, and a number for each.

A label is taken as it is and never turned into another type first: 1 and "1" are two labels, a
NaN among texts is missing, and an integer of 64 bits keeps its last digits beside a missing one.
"""

import math
from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.errors import ArgumentError

__all__ = ["EventCodes", "as_label_array", "is_missing_label", "is_one_of_labels", "number_labels"]

type EventCodes = npt.NDArray[np.intp]
type Booleans = npt.NDArray[np.bool_]

# Kinds of NumPy in which nothing can be missing.
_SURE = "biuSU"
_TIMES = "mM"


def number_labels(
    labels: npt.ArrayLike,
    shape: tuple[int, ...],
    name: str,
    *,
    rows: EventCodes | None = None,
) -> tuple[EventCodes, list[Hashable]]:
    """Give labels numbers from 0, and the label of each number; refuse missing ones.

    Labels of one type are numbered in their order, mixed ones in the order in which they appear.
    ``name`` is the argument that the caller gave, and ``rows`` says which places count; by default
    all do.
    """
    array = as_label_array(labels, name)
    if array.shape != shape:
        raise ArgumentError(name, f"has shape {array.shape}; the rows have shape {shape}")
    flat = array.ravel() if rows is None else array.ravel()[rows]
    if flat.dtype.kind == "O":
        values = [_plain_label(each) for each in flat.tolist()]
        _refuse_missing_labels([is_missing_label(each) for each in values], rows, name)
        return _number_values(values, name)
    if flat.dtype.kind not in _SURE:
        missing = flat != flat  # noqa: PLR0124 - the test for NaN and NaT
        _refuse_missing_labels(missing, rows, name)
    found, codes = np.unique(flat, return_inverse=True)
    return codes, list(found if flat.dtype.kind in _TIMES else found.tolist())


def as_label_array(labels: npt.ArrayLike, name: str) -> npt.NDArray[Any]:
    """Take labels as an array that keeps the type of each; a masked one becomes None."""
    if isinstance(labels, np.ma.MaskedArray):
        return _fill_masked(labels)
    if isinstance(getattr(labels, "dtype", None), np.dtype):  # held by NumPy as it is
        return np.asarray(labels)
    listed = _listed_labels(labels)
    if listed is not None:
        return _object_array(listed)
    try:
        return np.asarray(labels, dtype=object)
    except (TypeError, ValueError) as error:
        raise ArgumentError(name, f"is not a list of labels: {error}") from error


def _listed_labels(labels: Any) -> Sequence[Any] | None:  # noqa: ANN401 - of any library
    """List a column of pyarrow, of pandas or of polars, whose values may be missing, or a list."""
    for method in ("to_pylist", "to_list"):
        if hasattr(labels, method):
            listed: list[Any] = getattr(labels, method)()
            return listed
    return labels if isinstance(labels, list | tuple | range) else None


def is_one_of_labels(label: object, labels: Sequence[object]) -> bool:
    """Tell whether a label is among some, whatever was given for it."""
    try:
        return label in set(labels)
    except TypeError:  # which no label can be
        return False


def is_missing_label(label: object) -> bool:
    """Tell None, NaN, NaT, pandas' NA and a masked value."""
    if label is None or label is np.ma.masked or type(label).__name__ in {"NAType", "NaTType"}:
        return True
    if isinstance(label, np.datetime64 | np.timedelta64):
        return bool(np.isnat(label))
    if isinstance(label, Decimal):
        return label.is_nan()
    return isinstance(label, float | np.floating) and math.isnan(label)


def _plain_label(label: Any) -> Any:  # noqa: ANN401 - any label
    """Turn a scalar of NumPy into one of Python, but for times, which would lose nanoseconds."""
    if isinstance(label, np.generic) and not isinstance(label, np.datetime64 | np.timedelta64):
        return label.item()
    return label


def _fill_masked(labels: "np.ma.MaskedArray[Any, Any]") -> npt.NDArray[Any]:
    """Put None where a label is masked."""
    array = np.empty(labels.shape, dtype=object)
    array[...] = np.ma.getdata(labels)
    array[np.ma.getmaskarray(labels)] = None
    return array


def _object_array(labels: Sequence[Any]) -> npt.NDArray[Any]:
    """Put labels into an array, one an element, tuples too; lists make a table of labels."""
    if labels and all(isinstance(each, list) for each in labels):
        return np.asarray(labels, dtype=object)
    array = np.empty(len(labels), dtype=object)
    for place, each in enumerate(labels):
        array[place] = each
    return array


def _refuse_missing_labels(
    absent: Sequence[bool] | Booleans, rows: EventCodes | None, name: str
) -> None:
    if np.any(absent):
        first = int(np.argmax(absent))
        place = first if rows is None else int(rows[first])
        raise ArgumentError(name, "is missing; name it in every row", (place,))


def _number_values(values: list[Any], name: str) -> tuple[EventCodes, list[Hashable]]:
    """Give numbers to labels that are all there; 1 and True and "1" stay apart."""
    keys = [_label_key(each) for each in values]
    try:
        first = dict(zip(reversed(keys), reversed(values), strict=True))
    except TypeError as error:
        raise ArgumentError(name, f"holds a label that cannot be compared: {error}") from error
    order = _label_order(dict.fromkeys(keys), first)
    place = {key: i for i, key in enumerate(order)}
    codes = np.array([place[key] for key in keys], dtype=np.intp)
    return codes, [first[key] for key in order]


def _label_key(label: Any) -> Hashable:  # noqa: ANN401 - any label
    """Give what tells labels apart: numbers are alike by value, other types only among themselves.

    >>> _label_key(1) == _label_key(1.0), _label_key(1) == _label_key("1")
    (True, False)
    """
    if isinstance(label, bool):
        return ("bool", label)
    if isinstance(label, int | float):
        return ("number", label)
    if isinstance(label, datetime | date | timedelta | np.datetime64 | np.timedelta64):
        return ("time", label)
    return (type(label).__name__, label)


def _label_order(keys: dict[Hashable, None], first: dict[Any, Any]) -> list[Hashable]:
    """Sort labels of one type; mixed ones, and those without an order, stay as they appear."""
    if len({key[0] for key in keys}) > 1:  # type: ignore[index]
        return list(keys)
    try:
        return sorted(keys, key=first.__getitem__)
    except TypeError:
        return list(keys)
