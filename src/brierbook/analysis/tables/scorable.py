"""The door from a book to numbers: one typed table that every command, report and figure uses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from math import log
from typing import TYPE_CHECKING, Self

from brierbook.analysis.tables.forecast_dates import add_date_columns
from brierbook.analysis.tables.forecast_rows import is_primary, scored_forecasts, tabulate_judged
from brierbook.analysis.tables.grouping import TAG, repeat_by_tag
from brierbook.analysis.tables.standing.cohorts import CohortTable, cohort
from brierbook.analysis.tables.standing.time_columns import STOOD, add_time_columns
from brierbook.errors import WorkspaceError
from brierbook.forecasts.rules.standing import Status, headline_basis, judge_forecasts
from brierbook.forecasts.rules.timing import Basis
from brierbook.forecasts.rules.windows import book_time

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.query.matching import MatchedIds

__all__ = ["ScorableTable", "scorable"]


@dataclass(frozen=True, eq=False)
class ScorableTable:
    """The forecasts of a book, judged; each part is made when it is first used.

    ``judged`` holds a row for every forecast, whatever became of it, and last one for each whose
    bytes were taken out: columns as `brierbook.analysis.tables.forecast_rows.forecast_table`, then
    those of `brierbook.analysis.tables.standing.time_columns.STANDING`. ``now`` is the instant for
    which they were judged, and ``basis`` what shows that those which count were made in time.
    """

    book: "Book"
    judged: "pd.DataFrame"
    now: datetime
    basis: Basis = Basis.SHOWN

    @cached_property
    def forecasts(self) -> "pd.DataFrame":
        """Every forecast that is in the book."""
        there = self.judged["status"] != Status.REDACTED.value
        return self.judged[there].reset_index(drop=True)

    @cached_property
    def dated(self) -> "pd.DataFrame":
        """Every forecast that is in the book, with the times that figures need."""
        return add_date_columns(self.forecasts, self.book)

    @cached_property
    def counted(self) -> "pd.DataFrame":
        """The forecasts that count, on primary readings, with the weight of each."""
        return scored_forecasts(self.forecasts)

    @cached_property
    def cohort(self) -> CohortTable:
        """What counts by now, the first forecasts that stood, and what is held back."""
        return cohort(self.forecasts, now=self.now)

    @property
    def taken_out(self) -> "pd.DataFrame":
        """A row for each forecast whose bytes are gone; nobody knows whose they were."""
        gone = self.judged["status"] == Status.REDACTED.value
        return self.judged[gone].reset_index(drop=True)

    def clip(self, margin: float) -> Self:
        """Move stated probabilities that are nearer to 0 or 1 than a margin to that margin."""
        rows = self.judged
        stated = rows["sd_logit"] == 0
        p = rows["p"].where(~stated, rows["p"].clip(margin, 1 - margin))
        ends = log(margin / (1 - margin)), log((1 - margin) / margin)
        mean = rows["mean_logit"].where(~stated, rows["mean_logit"].clip(*ends))
        return replace(self, judged=rows.assign(p=p, mean_logit=mean))

    def primary_in_groups(self, by: Sequence[str]) -> "pd.DataFrame":
        """Give the primary readings, scored or not, in as many groups as each is in."""
        rows = self.judged[is_primary(self.judged)]
        if rows.empty:
            raise WorkspaceError(
                "the book has no forecast on a primary reading yet; log one", code="book.no_primary"
            )
        return repeat_by_tag(self.book, rows) if TAG in by else rows


def scorable(
    book: "Book",
    *,
    now: datetime | None = None,
    basis: Basis | None = None,
    asked: "MatchedIds | None" = None,
) -> ScorableTable:
    """Judge every forecast of a book at an instant, and give the table that numbers are made from.

    Without ``now`` the instant is that of the last entry, so that the same book says the same.
    Without ``basis`` those count whose time is shown; where there is none, those that a platform
    witnessed; where there is none, those of whose time only their maker tells. What counts on a
    stronger basis than the one asked for is not in the table. With ``asked`` it holds the forecasts
    that a query asks for, and the basis is the first on which any of those counts.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> scorable(Book("book.jsonl", records=(), lines=())).forecasts.empty
    True
    """
    at = now or (book_time(book) if book.records else datetime.min.replace(tzinfo=UTC))
    only = None if asked is None else asked.forecasts
    chosen = basis or headline_basis(book, now=at, only=only)
    judged = [
        row
        for row in judge_forecasts(book, chosen, now=at)
        if row.basis in (chosen, None) or row.status not in STOOD
    ]
    table = tabulate_judged(book, judged, redacted=True)
    rows = add_time_columns(table, book, judged, at)
    return ScorableTable(book, rows if asked is None else _rows_asked(rows, asked), at, chosen)


def _rows_asked(rows: "pd.DataFrame", asked: "MatchedIds") -> "pd.DataFrame":
    """Keep some forecasts; of what was taken out, only what it was about is known."""
    named = rows["forecast"].isin(asked.forecasts) | (rows["status"] == Status.REDACTED.value)
    return rows[named & rows["proposition"].isin(asked.propositions)].reset_index(drop=True)
