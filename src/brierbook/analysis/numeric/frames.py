"""The door for tables: data frames of any library come in, pandas goes on."""

from collections.abc import Iterable
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
from narwhals.exceptions import DuplicateError

from brierbook.analysis.numeric.arguments import Floats, as_floats
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.errors import ArgumentError, quote_value

__all__ = [
    "convert_to_pandas",
    "encode_name_column",
    "open_data_frame",
    "read_number_column",
    "select_columns",
]

# Types of pandas that hold a missing value without becoming doubles.
NULLABLE = {
    "Int64": (nw.Int8, nw.Int16, nw.Int32, nw.Int64),
    "UInt64": (nw.UInt8, nw.UInt16, nw.UInt32, nw.UInt64),
    "boolean": (nw.Boolean,),
}

type AnyFrame = nw.DataFrame[Any] | nw.LazyFrame[Any]


def select_columns(table: Any, needed: Iterable[str], welcome: Iterable[str] = ()) -> pd.DataFrame:  # noqa: ANN401 - of any library
    """Take columns out of a data frame of any library; those that are welcome may be absent.

    Nothing but these columns is computed or converted; rows are numbered from 0.
    """
    frame = open_data_frame(table, "forecasts")
    there = frame.collect_schema().names()
    for name in needed:
        if name not in there:
            raise ArgumentError(
                "forecasts",
                "has no column {name}; its columns are: {there}",
                code="frame.column",
                name=quote_value(name),
                there=", ".join(map(str, there)) or "none",
            )
    names = [name for name in dict.fromkeys((*needed, *welcome)) if name in there]
    return convert_to_pandas(frame.select(names))


def open_data_frame(table: Any, name: str) -> AnyFrame:  # noqa: ANN401 - of any library
    """Refuse what is not a data frame, or has two columns of one name."""
    try:
        frame: AnyFrame = nw.from_native(table)
    except TypeError as error:
        raise ArgumentError(
            name,
            "is a {kind}; give a data frame of pandas, polars, pyarrow or another library",
            code="frame.kind",
            kind=type(table).__name__,
        ) from error
    except DuplicateError as error:
        raise ArgumentError(
            name, "has two columns of one name; rename or drop one", code="frame.twice"
        ) from error
    return frame


def convert_to_pandas(frame: AnyFrame) -> pd.DataFrame:
    """Turn an opened data frame into pandas."""
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    native = eager.to_native()
    if isinstance(native, pd.DataFrame):
        return native.reset_index(drop=True)
    return pd.DataFrame({name: _pandas_column(eager[name]) for name in eager.columns})


def _pandas_column(column: Any) -> Any:  # noqa: ANN401 - a series of any library
    """Turn a column into one of pandas; whole numbers beside missing ones keep their digits."""
    kind = next((name for name, types in NULLABLE.items() if isinstance(column.dtype, types)), None)
    if kind is None or not column.null_count():
        return column.to_numpy()
    return pd.array(column.to_list(), dtype=kind)


def read_number_column(table: pd.DataFrame, name: str) -> Floats:
    """Give a column as doubles, NaN where it has no value."""
    values = table[name]
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    return as_floats(values, name)


def encode_name_column(table: pd.DataFrame, name: str) -> EventCodes:
    """Give numbers to the names in a column, in their order; -1 where there is none."""
    numbered: EventCodes = pd.factorize(table[name], sort=True)[0]
    return numbered
