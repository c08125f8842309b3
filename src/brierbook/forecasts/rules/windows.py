"""When a question was open as planned, and from when on a forecast is shown to have stood.

The window of a question is what was planned when it was first recorded: from its opening to its
deadline. What is put otherwise later, a deadline above all, moves no window.
"""

from collections.abc import Iterable
from datetime import datetime

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Document, Forecast, Proposition, Withdrawal
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.rules.timing import Basis, Timing
from brierbook.forecasts.when import Moment

__all__ = ["PlannedWindow", "book_time", "judging_time", "plan_windows", "stands_from"]


@frozen_record
class PlannedWindow:
    """When a question was opened, and the first instant after its deadline, if it has one."""

    opened: datetime
    deadline: datetime | None


def book_time(book: Book) -> datetime:
    """Give the time of a book: that of its last entry, so that the same book says the same."""
    return max(record.recorded_at.last for record in book.records)


def judging_time(book: Book, clock: datetime) -> datetime:
    """Give the instant at which a book is judged that is looked at now.

    It is the last deadline that has passed by the clock, or the last entry, if that is later: what
    counts is what counts now, and the same book says the same until another deadline passes.
    """
    if not book.records:
        return clock
    ends = (each.deadline.last for each in book.first_propositions.values() if each.deadline)
    return max([book_time(book), *(each for each in ends if each <= clock)])


def plan_windows(timing: Timing) -> dict[str, PlannedWindow]:
    """Give the window of each proposition, as planned when it was first recorded.

    It opens when that was given, by its maker or a platform; else with the latest document that
    was published before the deadline and recorded before the proposition that speaks of it; else
    when the proposition was recorded. What was recorded after its own deadline, or after its
    outcome was decided, opens with the first forecast that was made of it.
    """
    book = timing.book
    published = _publications(book)
    return {
        name: _plan_window(timing, first, published.get(name, []))
        for name, first in book.first_propositions.items()
    }


def _plan_window(
    timing: Timing, first: Proposition, documents: Iterable[Document]
) -> PlannedWindow:
    """Give the window of one proposition."""
    end = first.deadline.last if first.deadline else None
    if first.opened is not None:
        return PlannedWindow(first.opened.first, end)
    known = [each.published.last for each in documents if each.origin.line < first.origin.line]
    begun = max(
        (each for each in known if end is None or each < end),
        default=timing.recorded(first).last,
    )
    ends = [*filter(None, (end, _decision(timing.book, first.id)))]
    if all(begun < each for each in ends):
        return PlannedWindow(begun, end)
    made = (each.made_at.last for each in timing.book.forecasts_of.get(first.id, []))
    return PlannedWindow(min(made, default=begun), end)


def _decision(book: Book, name: str) -> datetime | None:
    """Give the instant by which an outcome was decided, as far as one is known."""
    resolution = book.resolutions.get(name)
    decided = (resolution.decided_at or resolution.known_at) if resolution else None
    return decided.last if decided else None


def _publications(book: Book) -> dict[str, list[Document]]:
    """List the documents whose statements speak of each proposition."""
    found: dict[str, list[Document]] = {}
    for forecast in book.forecasts.values():
        statement = book.statements.get(forecast.statement or "")
        if statement is not None:
            document = book.documents[statement.document]
            found.setdefault(forecast.proposition, []).append(document)
    return found


def stands_from(timing: Timing, record: Forecast | Withdrawal, basis: Basis) -> datetime:
    """Give the instant from which something is shown to have been said, on a basis.

    What was recorded stands from the recording, whatever time it claims, so that a forecast that is
    dated back gains no time; what was anchored or documented earlier stands from then. On another
    basis the time counts that was claimed.
    """
    if basis is not Basis.SHOWN:
        return record.made_at.last
    shown = min(_shown_moments(timing, record), key=lambda each: each.last)
    return max(record.made_at.last, shown.last)


def _shown_moments(timing: Timing, record: Forecast | Withdrawal) -> list[Moment]:
    """List the times by which something is shown to have been said."""
    anchored, published = timing.anchored(record), timing.published(record)
    return [timing.recorded(record), *filter(None, (anchored, published))]
