"""Between the text of a book and its database: the same entries, in the same order."""

import os
from collections.abc import Iterable
from pathlib import Path

from brierbook.errors import ConflictError
from brierbook.forecasts.book import Book
from brierbook.forecasts.store.appending import write_entries
from brierbook.forecasts.store.database import MADE, Database
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.tables import file_entries, fill


def take_in(store: Store, book: Book) -> int:
    """Append what a valid book has beyond the store, and tell how many entries that is.

    ConflictError names the first entry in which the two differ: neither continues the other then.
    """
    with store.database.writing():
        held = [leaf for (leaf,) in store.database.rows("SELECT leaf FROM entry ORDER BY seq")]
        refuse_fork(held, book, store.name)
        entries = enumerate(zip(book.records, book.lines, strict=True), start=1)
        new = {seq: pair for seq, pair in entries if seq > len(held)}
        if new:
            write_entries(store.database, store.frontier(), new)
            make_tables(store.database, book)
        return len(new)


def refuse_fork(held: list[str], book: Book, name: str) -> None:
    """Refuse two books that went different ways."""
    for seq, (ours, theirs) in enumerate(zip(held, book.leaves, strict=False), start=1):
        if ours != theirs:
            message = f"{book.file}:{seq}: is not entry {seq} of {name}; the two have gone apart"
            raise ConflictError(f"{message}: move one of them away, and log again what it had more")


def make_tables(database: Database, book: Book) -> None:
    """Make every table anew from the entries, within a transaction."""
    for table in MADE:
        if table != "head":
            database.run(f"DELETE FROM {table}")  # noqa: S608  # a name from the list above
    file_entries(database, book.records)
    fill(database, book, book.propositions.values())


def write_text(lines: Iterable[bytes], path: Path) -> None:
    """Write entries as text, whole or not at all, and on disk before it is said to be there."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.writelines(line + b"\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
