"""Between the text of a book and its database: the same entries, in the same order."""

import os
from collections.abc import Iterable
from pathlib import Path

from brierbook.forecasts.book import Book, parse_book
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.problems import first_of
from brierbook.forecasts.records import Redacted
from brierbook.forecasts.store.appending import write_entries
from brierbook.forecasts.store.beside import LEAVES, refuse_fork
from brierbook.forecasts.store.database import MADE, Database
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.tables import file_entries, fill


def read_whole_text(content: bytes, name: str) -> Book:
    """Read the text of a book; BookError names the first line that is not valid."""
    book, problems = parse_book(content, name)
    problems = problems or problems_of(book)
    if problems:
        raise first_of(tuple(problems))
    return book


def take_in(store: Store, book: Book) -> int:
    """Append what a valid book has beyond the store, and tell how many entries that is.

    ConflictError names the first entry in which the two differ: neither continues the other then.
    """
    with store.database.writing():
        return add(store, book)


def add(store: Store, book: Book) -> int:
    """Append what a book has beyond the store, within a transaction."""
    held = [leaf for (leaf,) in store.database.rows(LEAVES)]
    refuse_fork(held, book.leaves, book.file, store.name)
    entries = list(enumerate(zip(book.records, book.lines, strict=True), start=1))
    new = dict(entries[len(held) :])
    if new:
        gone = [
            (line, "redacted", seq)
            for seq, (record, line) in entries[: len(held)]
            if isinstance(record, Redacted)
        ]
        store.database.many("UPDATE entry SET line = ?, kind = ? WHERE seq = ?", gone)
        write_entries(store.database, store.frontier(), new)
        make_tables(store.database, book)
    return len(new)


def make_tables(database: Database, book: Book) -> None:
    """Make every table anew from the entries, within a transaction."""
    for table in MADE:
        database.run(f"DELETE FROM {table}")  # noqa: S608  # a name from the list above
    file_entries(database, book.records)
    fill(database, book)


def write_text(lines: Iterable[bytes], path: Path) -> None:
    """Write entries as text, whole or not at all, and on disk before it is said to be there."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.writelines(line + b"\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        put(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def put(fresh: Path, path: Path) -> None:
    """Give a file that is on disk its name, on disk too."""
    fresh.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
