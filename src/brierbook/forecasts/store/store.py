"""A book kept in a database: reading it, whole or in slices."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import batched
from typing import Self

from brierbook.forecasts.book import Book
from brierbook.forecasts.integrity.merkle import Frontier
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin, Record
from brierbook.forecasts.store.database import Database, held_bytes
from brierbook.forecasts.store.slices import Found, closure

CHUNK = 4096  # entries read at once
ENTRY = "entry:"  # the subject that is an entry itself, by its leaf hash
WIDTH = 64  # subjects asked for at once
ABOUT = "SELECT e.seq, e.line FROM about a JOIN entry e ON e.seq = a.seq WHERE a.subject IN ({})"
ITSELF = "SELECT seq, line FROM entry WHERE leaf = ?"


class Store:
    """A book in a database, which holds the tables of `brierbook.forecasts.store.database`.

    ``taken_in`` counts the entries that were taken from the text of the book when it was opened,
    and ``warnings`` says what a user should know of the place where it was made.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.taken_in = 0
        self.warnings: list[str] = []

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
        sql = "SELECT seq, line FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq"
        for start in range(first, end, CHUNK):
            for seq, line in self.database.rows(sql, start, min(start + CHUNK, end)):
                yield held_bytes(line, self.name, seq)

    def about(self, subjects: Iterable[str]) -> Found:
        """Give the entries that say something of the subjects, by their place."""
        wanted = sorted(subjects)
        hashes = [each.removeprefix(ENTRY) for each in wanted if each.startswith(ENTRY)]
        rows = [row for leaf in hashes for row in self.database.rows(ITSELF, leaf)]
        for chunk in batched((each for each in wanted if not each.startswith(ENTRY)), WIDTH):
            marks = ", ".join("?" * len(chunk))
            rows += self.database.rows(ABOUT.format(marks), *chunk)
        pairs = ((seq, held_bytes(line, self.name, seq)) for seq, line in rows)
        return {seq: (parsed(line, self.name, seq), line) for seq, line in pairs}

    def entry(self, seq: int, line: object) -> Record:
        """Read an entry as the database hands it over."""
        return parsed(held_bytes(line, self.name, seq), self.name, seq)

    def slice(self, subjects: Iterable[str]) -> Book:
        """Give the part of the book that decides about some subjects."""
        return as_book(self.name, closure(subjects, self.about))


@lru_cache(maxsize=4096)
def parsed(line: bytes, name: str, seq: int) -> Record:
    """Read an entry; whoever appends one after the other meets the same ones again."""
    return parse_line(line, Origin(name, seq))


def as_book(name: str, found: Found) -> Book:
    """Put entries in the order of their places."""
    pairs = [found[seq] for seq in sorted(found)]
    return Book(name, tuple(record for record, _ in pairs), tuple(line for _, line in pairs))
