"""A book as it was at a past instant: its entries up to then."""

from datetime import datetime

from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import Origin
from brierbook.forecasts.rules.timing import without_void_deeds
from brierbook.forecasts.store.opening import hold_in_memory
from brierbook.forecasts.store.store import Store

__all__ = ["read_book_until", "store_as_of"]

SIZE = "SELECT coalesce(max(seq), 0) FROM entry WHERE recorded_at <= ?"


def store_as_of(store: Store, instant: datetime) -> Store:
    """Give a store in memory with what was recorded up to an instant."""
    return hold_in_memory(read_book_until(store, instant), store.name)


def read_book_until(store: Store, instant: datetime | None = None) -> Book:
    """Give the whole book, or what was recorded up to an instant."""
    lines = tuple(store.lines(1, None if instant is None else _count_entries_until(store, instant)))
    records = (parse_line(line, Origin(store.name, seq)) for seq, line in enumerate(lines, 1))
    return without_void_deeds(Book(store.name, tuple(records), lines))


def _count_entries_until(store: Store, instant: datetime) -> int:
    """Count the entries up to the last of an instant; a clock that was set right counts as set."""
    written = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    [(size,)] = store.database.rows(SIZE, written)
    if not size:
        raise WorkspaceError(
            "{name} has no entry up to {written}; name a later instant",
            code="book.empty_until",
            name=store.name,
            written=written,
        )
    return int(size)
