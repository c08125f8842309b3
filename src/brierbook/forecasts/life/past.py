"""A book as it was at a past instant: its entries up to then."""

from datetime import datetime

from brierbook.errors import WorkspaceError
from brierbook.forecasts.book import Book
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin
from brierbook.forecasts.store.files import in_memory
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import take_in

SIZE = "SELECT count(*) FROM entry WHERE recorded_at <= ?"


def as_of(store: Store, instant: datetime) -> Store:
    """Give a store in memory with what was recorded up to an instant."""
    past = Store(in_memory(store.name))
    take_in(past, book_of(store, instant))
    return past


def book_of(store: Store, instant: datetime | None = None) -> Book:
    """Give the whole book, or what was recorded up to an instant."""
    lines = tuple(store.lines(1, None if instant is None else size_at(store, instant)))
    records = (parse_line(line, Origin(store.name, seq)) for seq, line in enumerate(lines, 1))
    return Book(store.name, tuple(records), lines)


def size_at(store: Store, instant: datetime) -> int:
    """Count the entries up to an instant; the clock of a ledger never runs backwards."""
    written = instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    [(size,)] = store.database.rows(SIZE, written)
    if not size:
        raise WorkspaceError(f"{store.name} has no entry up to {written}; name a later instant")
    return int(size)
