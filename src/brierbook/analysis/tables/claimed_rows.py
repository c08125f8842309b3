"""Forecasts in a data frame of somebody's own, as rows of the table that books give.

Nobody can check when such forecasts were made: they stand as claimed in the data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isnan
from typing import Any, TypedDict, Unpack

import numpy as np
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.frames import select_columns
from brierbook.analysis.tables.forecast_rows import GIVEN_WEIGHT, PRIMARY, scored_forecasts
from brierbook.analysis.tables.score_columns import read_scorable_rows
from brierbook.errors import ArgumentError, quote_value
from brierbook.forecasts.rules.standing import Status

__all__ = ["ClaimedRows", "ColumnNames", "read_claimed_rows"]

NEEDED = ("y", "p")
OPTIONAL = ("event", "proposition", "forecaster", "time", "weight")
OWN = {"weight": GIVEN_WEIGHT}  # roles whose column has another name in the table
# columns of the table of a book that a column of groups may not take the place of
RESERVED = (
    "forecast",
    "status",
    "mean_logit",
    "sd_logit",
    "reading",
    "made_at",
    "given_weight",
    "series",
    "share",
)


class ColumnNames(TypedDict, total=False):
    """How the columns of a data frame are called, where not as here; None leaves one unread.

    y : str
        What happened: 0, 1, a share of what came true in part, or missing where it is not known.
    p : str
        The probability of 1 that was given.
    event : str
        What settled it: rows of one event are one piece of evidence, and events count the same.
        Without it every proposition is an event.
    proposition : str
        What was forecast; without it every row is a proposition of its own.
    forecaster : str
        Who forecast it.
    time : str
        When. Of several forecasts of one proposition by one forecaster the last one counts, and
        the others are superseded.
    weight : str
        How much a row counts within its event, instead of all propositions the same.
    """

    y: str
    p: str
    event: str | None
    proposition: str | None
    forecaster: str | None
    time: str | None
    weight: str | None


@dataclass(frozen=True, eq=False)
class ClaimedRows:
    """The forecasts of a data frame, judged.

    ``judged`` holds a row for each with the columns of
    :func:`brierbook.analysis.tables.forecast_rows.forecast_table`, besides ``made_at``,
    ``given_weight`` and the columns of groups where there are such; ``named`` says from which
    column of the data each role was read.
    """

    judged: pd.DataFrame
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def weight(self) -> str | None:
        """The column of weights, if rows have weights of their own."""
        return GIVEN_WEIGHT if GIVEN_WEIGHT in self.judged else None

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The forecasts that count, with the weight of each."""
        return scored_forecasts(self.judged[self.judged["p"].notna()])


def read_claimed_rows(
    data: object, by: Iterable[str] = (), **columns: Unpack[ColumnNames]
) -> ClaimedRows:
    """Read the forecasts of a data frame; see :class:`ColumnNames`.

    Parameters
    ----------
    data : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
    by : sequence of str
        Further columns that are kept, because they make groups.

    Raises
    ------
    ArgumentError
        If a column is missing, an outcome or a probability is not in [0, 1].

    Examples
    --------
    >>> data = pd.DataFrame({"came_true": [1, 0, None], "p": [0.8, 0.3, 0.5]})
    >>> read_claimed_rows(data, y="came_true").judged["status"].tolist()
    ['scored', 'scored', 'open']
    """
    keys = list(dict.fromkeys(by))
    wanted, welcome = _choose_columns(columns)
    read = select_columns(data, [*wanted.values(), *keys], welcome.values())
    if read.empty:
        raise ArgumentError("data", "is empty; at least one row is needed", code="frame.empty")
    named = wanted | {role: name for role, name in welcome.items() if name in read}
    _refuse_taken_names(keys, named)
    table = pd.DataFrame({OWN.get(role, role): read[name] for role, name in named.items()})
    for name in keys:
        table[name] = read[name]
    return ClaimedRows(_judge_rows(table), named)


def _choose_columns(columns: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Tell the columns that must be there from those that are read where they are."""
    known = (*NEEDED, *OPTIONAL)
    for role in columns:
        if role not in known:
            raise ArgumentError(
                role, "is no column; they are: {known}", code="frame.role", known=", ".join(known)
            )
    wanted = {role: str(columns.get(role, role)) for role in NEEDED}
    wanted |= {role: columns[role] for role in OPTIONAL if columns.get(role) is not None}
    return wanted, {role: role for role in OPTIONAL if role not in columns}


def _refuse_taken_names(keys: list[str], named: Mapping[str, str]) -> None:
    """Refuse a column of groups whose name means something else here."""
    for name in keys:
        other = named.get(name, name) != name or (
            name in (*NEEDED, *OPTIONAL) and name not in named
        )
        if name in RESERVED or other:
            raise ArgumentError(
                "by",
                "{name} has a meaning of its own here; rename the column",
                code="frame.taken_name",
                name=quote_value(name),
            )


def _judge_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of the table of a book; what the data do not say is empty."""
    rows = pd.Series([f"row {number}" for number in range(1, len(table) + 1)], dtype="str")
    table = table.assign(forecast=rows, proposition=table.get("proposition", rows))
    table = table.assign(event=table.get("event", table["proposition"]))
    checked = read_scorable_rows(
        table, event="event", weight=GIVEN_WEIGHT if GIVEN_WEIGHT in table else None
    )
    _refuse_swapped(checked["y"], checked["p"])
    table = table.assign(
        reading=PRIMARY,
        mean_logit=_read_logits(checked["p"].to_numpy()),
        sd_logit=0.0,
        p=checked["p"],
        y=checked["y"],
    )
    return _add_times(_fill_columns(table))


def _fill_columns(table: pd.DataFrame) -> pd.DataFrame:
    """Add what a book says besides, where the data have no column of that name."""
    who = table.get("forecaster", pd.Series("", table.index, dtype="str"))
    beside: dict[str, Any] = {
        "claim": table["proposition"],
        "forecaster": who,
        "source": who,
        "outcome": table["y"].map(_name_outcome),
    }
    beside |= dict.fromkeys(("language", "statement", "phrase"), "")
    return table.assign(**{name: value for name, value in beside.items() if name not in table})


def _name_outcome(y: float) -> str:
    """Name an outcome as a book does."""
    if isnan(y):
        return "open"
    return {1.0: "yes", 0.0: "no"}.get(y, "fraction")


def _refuse_swapped(y: "pd.Series[float]", p: "pd.Series[float]") -> None:
    """Refuse probabilities that are all 0 or 1 beside outcomes of which none is."""
    if y.notna().any() and p.dropna().isin((0, 1)).all() and not y.dropna().isin((0, 1)).any():
        raise ArgumentError(
            "y", "is never 0 or 1, and p always is; are y and p swapped?", code="frame.swapped"
        )


def _read_logits(p: Floats) -> Floats:
    """Give the log odds; those of 0 and 1 are infinite."""
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-p)


def _add_times(table: pd.DataFrame) -> pd.DataFrame:
    """Add the status of each row, and when it was made if that is a day or an instant."""
    known = table["y"].notna()
    status = pd.Series(np.where(known, Status.SCORED.value, Status.OPEN.value), dtype=object)
    if "time" not in table:
        return table.assign(status=status)
    time = _read_times(table["time"])
    if {"proposition", "forecaster"} <= set(table):
        last = time.where(known & table["p"].notna())
        keys = [table["forecaster"], table["proposition"]]
        status[known & (time < last.groupby(keys, dropna=False).transform("max"))] = (
            Status.SUPERSEDED.value
        )
    table = table.assign(status=status)
    return table if pd.api.types.is_numeric_dtype(time) else table.assign(made_at=time)


def _read_times(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Read days and instants, which without a zone are in UTC; numbers are only put in order."""
    if not pd.api.types.is_numeric_dtype(column):
        try:
            column = pd.to_datetime(column, utc=True, format="ISO8601")
        except (ValueError, TypeError) as error:
            raise ArgumentError(
                "time",
                "is no column of times; write days as 2027-12-31",
                code="frame.time",
            ) from error
    if column.isna().any():
        raise ArgumentError(
            "time",
            "is missing; give every row a time, or say time=None",
            (int(np.argmax(column.isna().to_numpy())),),
            code="frame.no_time",
        )
    return column
