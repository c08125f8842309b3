"""A book kept in a database: reading it, whole or in slices."""

from collections.abc import Iterable, Iterator
from typing import Self

from brierbook.forecasts.book import Book
from brierbook.forecasts.integrity.merkle import Frontier
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin
from brierbook.forecasts.store.database import Database
from brierbook.forecasts.store.slices import Found, closure

CHUNK = 4096  # entries read at once
ENTRY = "entry:"  # the subject that is an entry itself, by its leaf hash
ABOUT = "SELECT e.seq, e.line FROM about a JOIN entry e ON e.seq = a.seq WHERE a.subject = ?"
ITSELF = "SELECT seq, line FROM entry WHERE leaf = ?"


class Store:
    """A book in a database, which holds the tables of `brierbook.forecasts.store.database`.

    ``taken_in`` counts the entries that were taken from the text of the book when it was opened.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.taken_in = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.database.name

    def frontier(self) -> Frontier:
        """Give the number of entries and the root over them, ready to be appended to."""
        [(kept,)] = self.database.rows("SELECT frontier FROM head")
        return Frontier.from_bytes(bytes(kept))

    def lines(self, first: int = 1, last: int | None = None) -> Iterator[bytes]:
        """Give the canonical bytes of the entries in order, from one place to another."""
        end = (self.frontier().size if last is None else last) + 1
        sql = "SELECT line FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq"
        for start in range(first, end, CHUNK):
            for (line,) in self.database.rows(sql, start, min(start + CHUNK, end)):
                yield bytes(line)

    def about(self, subjects: Iterable[str]) -> Found:
        """Give the entries that say something of the subjects, by their place."""
        found: Found = {}
        for subject in sorted(subjects):
            itself = subject.startswith(ENTRY)
            value = subject.removeprefix(ENTRY) if itself else subject
            for seq, line in self.database.rows(ITSELF if itself else ABOUT, value):
                raw = bytes(line)
                found[seq] = parse_line(raw, Origin(self.name, seq)), raw
        return found

    def slice(self, subjects: Iterable[str]) -> Book:
        """Give the part of the book that decides about some subjects."""
        return as_book(self.name, closure(subjects, self.about))


def as_book(name: str, found: Found) -> Book:
    """Put entries in the order of their places."""
    pairs = [found[seq] for seq in sorted(found)]
    return Book(name, tuple(record for record, _ in pairs), tuple(line for _, line in pairs))
