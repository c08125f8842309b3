"""The door from a book to the scores of options, numbers and days: one table for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from brierbook.analysis.tables.forecast_rows import PRIMARY
from brierbook.analysis.tables.standing.choices import POOLED, Standing, choose_rows
from brierbook.analysis.tables.standing.time_columns import STOOD, add_time_columns
from brierbook.forecasts.entries.records import Answers, Resolution
from brierbook.forecasts.rules.standing import (
    OTHER_OUTCOMES,
    JudgedForecast,
    Status,
    headline_basis,
    judge_forecasts,
)
from brierbook.forecasts.rules.timing import Basis
from brierbook.forecasts.rules.windows import book_time

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = ["COLUMNS", "KINDS", "ScorableKinds", "scorable_kinds"]

OPTIONS, ORDERED, SEPARATE = "options", "ordered", "separate"
NUMBER, DAY = "number", "day"
KINDS = (OPTIONS, ORDERED, SEPARATE, NUMBER, DAY)
DAYS = "days"
COLUMNS = (
    *("forecast", "proposition", "claim", "reading", "event", "source", "language", "forecaster"),
    *("statement", "phrase", "status", "kind", "unit", "outcome"),
)


@dataclass(frozen=True, eq=False)
class ScorableKinds:
    """The forecasts of options, numbers and days on primary readings, judged at an instant.

    ``rows`` holds a row for each of ``judged``: the columns of COLUMNS, then those of
    `brierbook.analysis.tables.standing.time_columns.STANDING`. ``kind`` is ``options``, ``ordered``
    (options with an order), ``separate`` (options of which any may come true), ``number`` or
    ``day``; numbers have a ``unit``. ``basis`` is what shows that those which count were made in
    time.
    """

    book: "Book"
    judged: tuple[JudgedForecast, ...]
    rows: "pd.DataFrame"
    now: datetime
    basis: Basis

    def counted(
        self, standing: Standing = POOLED, *, undated: bool = False
    ) -> Iterator[tuple[dict[str, object], JudgedForecast, Resolution]]:
        """Give the forecasts that count under a standing: row, forecast and resolution.

        Those on questions without a deadline are among them only if asked for: no curve or claim
        counts them.
        """
        chosen = choose_rows(self.rows, standing)
        counting = {Status.SCORED.value} | ({Status.UNDATED.value} if undated else set())
        counts = chosen["status"].isin(counting) & (chosen["share"] > 0)
        for row, judged, asked in zip(
            chosen.to_dict("records"), self.judged, counts.tolist(), strict=True
        ):
            if asked and judged.resolution is not None:
                yield {str(name): row[name] for name in row}, judged, judged.resolution

    @property
    def held_back(self) -> "pd.DataFrame":
        """The last word on questions that are decided, and count when their deadline has passed."""
        return self.rows[self.rows["status"] == Status.HELD_BACK.value].reset_index(drop=True)


def scorable_kinds(
    book: "Book",
    *,
    now: datetime | None = None,
    basis: Basis | None = None,
    only: "Container[str] | None" = None,
) -> ScorableKinds:
    """Judge the forecasts of options, numbers and days of a book at an instant.

    As `brierbook.analysis.tables.scorable.scorable` does for yes or no: what was revised counts for
    the time in which it stood, what is decided before its deadline is held back, and without
    ``basis`` those count that have the first basis of time on which any of them does. ``only``
    holds the ids of the forecasts that are asked for.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> scorable_kinds(Book("book.jsonl", records=(), lines=())).rows.empty
    True
    """
    import pandas as pd

    at = now or (book_time(book) if book.records else datetime.min.replace(tzinfo=UTC))
    chosen = basis or headline_basis(book, OTHER_OUTCOMES, now=at, only=only)
    judged = [
        row
        for row in judge_forecasts(book, chosen, OTHER_OUTCOMES, now=at)
        if _is_asked(row, chosen, only)
    ]
    made = [_kind_row(book, each) for each in judged]
    table = pd.DataFrame(made, columns=[*COLUMNS]).astype("str")
    return ScorableKinds(book, tuple(judged), add_time_columns(table, book, judged, at), at, chosen)


def _is_asked(row: JudgedForecast, basis: Basis, only: "Container[str] | None") -> bool:
    """Whether a forecast is of another kind than yes or no, primary, and asked for."""
    if row.proposition.answers.kind == "binary" or row.proposition.reading != PRIMARY:
        return False
    elsewhere = row.status in STOOD and row.basis not in (basis, None)
    return not elsewhere and (only is None or row.forecast.id in only)


def _kind_row(book: "Book", judged: JudgedForecast) -> dict[str, str]:
    """Say of a forecast whose it is, of what, and what became of it."""
    forecast, proposition = judged.forecast, judged.proposition
    statement = book.statements.get(forecast.statement or "")
    document = book.documents.get(statement.document) if statement else None
    resolution = judged.resolution
    return {
        "forecast": forecast.id,
        "proposition": proposition.id,
        "claim": proposition.claim,
        "reading": proposition.reading,
        "event": judged.event.id,
        "source": document.id if document else forecast.forecaster,
        "language": document.language if document else "",
        "forecaster": forecast.forecaster,
        "statement": forecast.statement or "",
        "phrase": "",
        "status": judged.status.value,
        "kind": _kind_of(proposition.answers),
        "unit": DAYS if proposition.answers.kind == "date" else proposition.answers.unit or "",
        "outcome": (resolution.answer or resolution.outcome) if resolution else "open",
    }


def _kind_of(answers: Answers) -> str:
    """Name the kind of a question, as its scores need it."""
    if answers.kind != "categorical":
        return DAY if answers.kind == "date" else NUMBER
    if not answers.exclusive:
        return SEPARATE
    return ORDERED if answers.ordered else OPTIONS
