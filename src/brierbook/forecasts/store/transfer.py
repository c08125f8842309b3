"""Between the text of a book and its database: the same entries, in the same order."""

import os
from collections.abc import Iterable
from pathlib import Path

from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.book import Book, parse_book
from brierbook.forecasts.entries.problems import first_problem
from brierbook.forecasts.entries.records import Redacted
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.future import find_future_entries
from brierbook.forecasts.store.appending import write_entries
from brierbook.forecasts.store.database import MADE, Database
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.tables import file_entries, fill_tables
from brierbook.forecasts.store.text_file import LEAVES, refuse_fork

__all__ = [
    "append_missing",
    "fsync_path",
    "make_tables",
    "parse_whole_text",
    "rename_durably",
    "write_entries_as_text",
]


def parse_whole_text(content: bytes, name: str) -> Book:
    """Read the text of a book; BookError names the first line that is not valid."""
    book, problems = parse_book(content, name)
    problems = problems or find_book_problems(book)
    if problems:
        raise first_problem(tuple(problems))
    return book


def append_missing(store: Store, book: Book) -> int:
    """Append what a valid book has beyond the store, and tell how many entries that is.

    ConflictError names the first entry in which the two differ: neither continues the other then.
    """
    with store.database.writing():
        return append_missing_within(store, book)


def append_missing_within(store: Store, book: Book) -> int:
    """Append what a book has beyond the store, within a transaction."""
    held = [leaf for (leaf,) in store.database.rows(LEAVES)]
    refuse_fork(held, book.leaves, book.file, store.name)
    entries = list(enumerate(zip(book.records, book.lines, strict=True), start=1))
    new = dict(entries[len(held) :])
    if new:
        _refuse_future(book, len(held))
        gone = [
            (line, "redacted", seq)
            for seq, (record, line) in entries[: len(held)]
            if isinstance(record, Redacted)
        ]
        if gone:
            store.database.renew_text()
        store.database.many("UPDATE entry SET line = ?, kind = ? WHERE seq = ?", gone)
        write_entries(store.database, store.frontier(), new)
        make_tables(store.database, book)
    return len(new)


def _refuse_future(book: Book, held: int) -> None:
    """Refuse entries that a clock stamped which runs ahead of this machine's."""
    found = find_future_entries(book.records, read_clock())
    if problems := tuple(each for each in found if (each.line or 0) > held):
        raise first_problem(problems)


def make_tables(database: Database, book: Book) -> None:
    """Make every table anew from the entries, within a transaction."""
    for table in MADE:
        database.run(f"DELETE FROM {table}")  # noqa: S608  # a name from the list above
    file_entries(database, book.records)
    fill_tables(database, book)


def write_entries_as_text(lines: Iterable[bytes], path: Path) -> None:
    """Write entries as text, whole or not at all, and on disk before it is said to be there."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            file.writelines(line + b"\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        rename_durably(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def rename_durably(fresh: Path, path: Path) -> None:
    """Give a file that is on disk its name, on disk too."""
    fresh.replace(path)
    fsync_path(path.parent)


def fsync_path(path: Path) -> None:
    """Wait until a file or a folder is on disk; of folders some systems take care themselves."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
