"""The door for tables: data frames of any library come in, pandas goes on."""

from collections.abc import Iterable
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from narwhals.exceptions import DuplicateError

from brierbook.analysis.arrays import Floats, as_floats
from brierbook.analysis.clusters import Codes
from brierbook.errors import ArgumentError

type Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]


def take(table: Any, needed: Iterable[str], welcome: Iterable[str] = ()) -> pd.DataFrame:  # noqa: ANN401 - of any library
    """Take columns out of a data frame of any library; those that are welcome may be absent.

    Nothing but these columns is computed or converted; rows are numbered from 0.
    """
    frame = opened(table, "forecasts")
    there = frame.collect_schema().names()
    for name in needed:
        if name not in there:
            listed = ", ".join(map(str, there)) or "none"
            raise ArgumentError("forecasts", f"has no column {name!r}; its columns are: {listed}")
    names = [name for name in dict.fromkeys((*needed, *welcome)) if name in there]
    return as_pandas(frame.select(names))


def opened(table: Any, name: str) -> Frame:  # noqa: ANN401 - of any library
    """Refuse what is not a data frame, or has two columns of one name."""
    try:
        frame: Frame = nw.from_native(table)
    except TypeError as error:
        problem = "give a data frame of pandas, polars, pyarrow or another library"
        raise ArgumentError(name, f"is a {type(table).__name__}; {problem}") from error
    except DuplicateError as error:
        problem = "has two columns of one name; rename or drop one"
        raise ArgumentError(name, problem) from error
    return frame


def as_pandas(frame: Frame) -> pd.DataFrame:
    """Turn an opened data frame into pandas."""
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    native = eager.to_native()
    if isinstance(native, pd.DataFrame):
        return native.reset_index(drop=True)
    return pd.DataFrame({name: eager[name].to_numpy() for name in eager.columns})


def numbers(table: pd.DataFrame, name: str) -> Floats:
    """Give a column as doubles, NaN where it has no value."""
    return as_floats(table[name].to_numpy(na_value=np.nan), name)


def codes(table: pd.DataFrame, name: str) -> Codes:
    """Give numbers to the names in a column, in their order; -1 where there is none."""
    numbered: Codes = pd.factorize(table[name], sort=True)[0]
    return numbered
