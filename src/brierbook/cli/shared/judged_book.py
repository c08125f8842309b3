"""The book that a command judges, and the instant at which it does: now, or as of a day."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from brierbook.errors import WorkspaceError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.rules.windows import judging_time

if TYPE_CHECKING:
    from brierbook.cli.shared.session import Session

__all__ = ["JudgedBook", "book_to_judge"]

ZONE = "UTC"


@frozen_record
class JudgedBook:
    """A book, and the instant at which it is judged: deadlines up to it have passed."""

    book: Book
    now: datetime


def book_to_judge(session: "Session", day: str | None) -> JudgedBook:
    """Take the book as it was on a day; without one, as it is, at the last deadline that passed."""
    if day is None:
        return JudgedBook(session.book, judging_time(session.book, session.now))
    instant = _end_of_day(day)
    return JudgedBook(_book_up_to(session.book, instant), instant)


def _end_of_day(day: str) -> datetime:
    """Read an instant; a day means its last second, which is still that day."""
    from brierbook.forecasts.lines.dates import read_past_day  # seldom needed

    said = read_past_day(day, today=read_clock().date(), zone=ZONE)
    return said.last if said.first == said.last else said.last - timedelta(seconds=1)


def _book_up_to(book: Book, instant: datetime) -> Book:
    """Keep the entries that were recorded up to an instant."""
    size = sum(record.recorded_at.last <= instant for record in book.records)
    if not size:
        raise WorkspaceError(
            "the book has no entry up to {day:%Y-%m-%d}; name a later day",
            code="book.empty_then",
            day=instant,
        )
    return type(book)(book.file, book.records[:size], book.lines[:size])
