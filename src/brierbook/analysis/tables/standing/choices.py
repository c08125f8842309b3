"""Which of the forecasts that somebody revised are scored: all over time, or one of them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.claims.cohorts import Cohort
from brierbook.analysis.tables.standing.time_columns import STOOD, ScoredAs
from brierbook.errors import ArgumentError, quote_value
from brierbook.forecasts.rules.standing import Status

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "OTHERS",
    "POOLED",
    "Standing",
    "choose_rows",
    "headline_rows",
    "read_standing",
    "rows_scored_as",
]

_AT = re.compile(r"at:([0-9]{1,5})d", re.ASCII)
# what became of forecasts that stood, and were not open
_KNOWN = tuple(each.value for each in STOOD if each is not Status.OPEN)


@dataclass(frozen=True, slots=True)
class Standing:
    """Pooled over time, the first, the last, or the one that stood some days before the deadline.

    ``name`` is ``pooled``, ``first``, ``last`` or ``at``; ``days`` belongs to the last of these.
    """

    name: str
    days: int | None = None

    @property
    def text(self) -> str:
        """The standing as one writes it."""
        return self.name if self.days is None else f"{self.name}:{self.days}d"


POOLED = Standing("pooled")
FIRST, LAST = Standing("first"), Standing("last")
# those that stand beside the pooled score
OTHERS = (FIRST, Standing("at", 30), LAST)


def read_standing(text: str) -> Standing:
    """Read a standing.

    Raises
    ------
    ArgumentError
        If it is none.

    Examples
    --------
    >>> read_standing("at:30d")
    Standing(name='at', days=30)
    """
    if text in ("pooled", "first", "last"):
        return Standing(text)
    found = _AT.fullmatch(text)
    if found is None:
        raise ArgumentError(
            "standing",
            "{standing} is unknown; use pooled, first, last, or at:30d",
            code="score.standing",
            standing=quote_value(text),
        )
    return Standing("at", int(found[1]))


def choose_rows(forecasts: "pd.DataFrame", standing: Standing = POOLED) -> "pd.DataFrame":
    """Give the rows with the status and the ``share`` that a standing gives them.

    Statements of documents are as said under every standing. Of live forecasts those that are
    chosen become ``scored``, also where a later one replaced them; the others that stood are
    ``superseded``. ``share`` is that of the planned window where they are pooled, else 1.
    """
    live = (forecasts["statement"] == "") & forecasts["status"].isin(_KNOWN)
    live &= forecasts["cohort"].isin((Cohort.COUNTED.value, Cohort.UNDATED.value))
    chosen = live & _is_chosen(forecasts, standing)
    status = forecasts["status"].mask(live & ~chosen, Status.SUPERSEDED.value)
    undated = forecasts["scored_as"] == ScoredAs.UNDATED.value
    counts = np.where(undated, Status.UNDATED.value, Status.SCORED.value)
    share = forecasts["share"].where(chosen & (standing == POOLED), 1.0)
    return forecasts.assign(status=status.mask(chosen, counts), share=share)


def _is_chosen(rows: "pd.DataFrame", standing: Standing) -> "pd.Series":
    """Whether a live forecast is scored."""
    stood = rows["share"] > 0
    if standing.name == "at":
        instant = rows["planned_end"] - np.timedelta64(standing.days or 0, "D")
        return stood & (rows["stood_from"] <= instant) & (instant < rows["stood_until"])
    if standing == LAST:
        return rows["status"].isin((Status.SCORED.value, Status.UNDATED.value))
    return stood & rows["first"] if standing == FIRST else stood


def rows_scored_as(forecasts: "pd.DataFrame", scored_as: ScoredAs) -> "pd.DataFrame":
    """Take the rows of one way to be scored; those without a deadline count among themselves."""
    rows = forecasts[forecasts["scored_as"] == scored_as.value]
    if scored_as is not ScoredAs.UNDATED:
        return rows
    counts = rows["status"] == Status.UNDATED.value
    return rows.assign(status=rows["status"].mask(counts, Status.SCORED.value))


def headline_rows(forecasts: "pd.DataFrame") -> "pd.DataFrame":
    """Take the rows that the headline scores: those over time, or as said where there are none.

    The rows were chosen by `choose_rows`. Without either it gives no row: questions without a
    deadline make no headline.
    """
    counts = forecasts[forecasts["status"] == Status.SCORED.value]
    if not (counts["scored_as"] == ScoredAs.OVER_TIME.value).any():
        return counts
    return counts[counts["scored_as"] != ScoredAs.AS_SAID.value]
