"""The door of claims: the forecasts that count by now, the first of each, and what is held back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from brierbook.analysis.claims.cohorts import Cohort
from brierbook.analysis.tables.forecast_rows import add_event_weights, is_primary
from brierbook.analysis.tables.standing.time_columns import STOOD, ScoredAs
from brierbook.forecasts.rules.standing import Status

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CohortTable", "cohort"]

# what became of a forecast that has a part in a question whose outcome is yes or no
KNOWN = tuple(each.value for each in STOOD if each is not Status.OPEN)


@dataclass(frozen=True, slots=True, eq=False)
class CohortTable:
    """The rows of primary readings, apart by what they are good for.

    Attributes
    ----------
    first
        What claims and the gate test: of each forecaster and proposition whose deadline has
        passed the first forecast that stood, and each statement of a document as said, with the
        ``weight`` in which events count the same, and ``share`` 1. How long forecasts of the
        series stood is in ``series_share`` and ``coverage``.
    over_time
        What curves and pooled scores weigh: every forecast of these questions that stood, and the
        statements. ``weight`` is that of ``first`` times ``share``, the share of the planned window
        in which it stood; so the events do not count the same.
    held_back
        The last word on questions whose outcome is known before their deadline: no claim counts
        them yet. ``planned_end`` says when they will count.
    undated
        Every forecast that stood on questions without a deadline, from opening to decision, with
        ``weight``; no claim counts them.
    now
        The instant at which deadlines have passed or not.
    """

    first: "pd.DataFrame"
    over_time: "pd.DataFrame"
    held_back: "pd.DataFrame"
    undated: "pd.DataFrame"
    now: datetime


def cohort(forecasts: "pd.DataFrame", *, now: datetime) -> CohortTable:
    """Tell apart what counts by now, what is held back, and what has no deadline.

    Parameters
    ----------
    forecasts : DataFrame
        Rows of `brierbook.analysis.tables.scorable.ScorableTable.forecasts`, all or some.
    now : datetime
        The instant for which they were judged.
    """
    rows = forecasts[is_primary(forecasts) & forecasts["status"].isin(KNOWN)]
    stood = rows[(rows["share"] > 0) & ~_is_replaced_statement(rows)]
    counted = stood[stood["cohort"] == Cohort.COUNTED.value]
    early = rows["cohort"] == Cohort.HELD_BACK.value
    return CohortTable(
        first=add_event_weights(counted[counted["first"]].assign(share=1.0)),
        over_time=add_event_weights(counted),
        held_back=rows[early & (rows["status"] == Status.HELD_BACK.value)].reset_index(drop=True),
        undated=add_event_weights(stood[stood["scored_as"] == ScoredAs.UNDATED.value]),
        now=now,
    )


def _is_replaced_statement(rows: "pd.DataFrame") -> "pd.Series":
    """Whether a statement was followed by a later one of its speaker, or taken back."""
    gone = rows["status"].isin((Status.SUPERSEDED.value, Status.WITHDRAWN.value))
    return (rows["statement"] != "") & gone
