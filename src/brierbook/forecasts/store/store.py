"""A book kept in a database: reading it, whole or in slices."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property, lru_cache
from itertools import batched
from typing import Self

from brierbook.errors import BookError, WorkspaceError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import Origin, Record
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import Frontier
from brierbook.forecasts.store.database import Database, require_line_bytes
from brierbook.forecasts.store.pins import require_pins, root_of_hex
from brierbook.forecasts.store.slices import PlacedEntries, subject_closure
from brierbook.forecasts.workspace.pinned_heads import PinnedHead, pin_head

__all__ = [
    "CHUNK",
    "HEAD",
    "ITSELF",
    "Store",
    "altered_entry_error",
    "assemble_book",
    "parse_cached",
]

CHUNK = 4096  # entries read at once
ENTRY = "entry:"  # the subject that is an entry itself, by its leaf hash
WIDTH = 64  # subjects asked for at once
ABOUT = """SELECT e.seq, e.line, e.leaf FROM about a JOIN entry e ON e.seq = a.seq
    WHERE a.subject IN ({})"""
ITSELF = "SELECT seq, line, leaf FROM entry WHERE leaf = ?"
RANGE = "SELECT seq, line, leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq"
LEAVES = "SELECT leaf FROM entry ORDER BY seq"
HEAD = "SELECT size, root FROM head"


class Store:
    """A book in a database, which holds the tables of `brierbook.forecasts.store.database`.

    ``taken_in`` counts the entries that were taken from the text of the book when it was opened,
    and ``warnings`` says what a user should know of the place where it was made.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.taken_in = 0
        self.place: str | None = None  # where it lies; what is in memory lies nowhere
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
        """Give the canonical bytes of the entries in order, from one place to another.

        Every line is hashed as it is read, and the hashes must give the head that is kept.

        Raises
        ------
        BookError
            If bytes are not those that were hashed, or an entry is missing; the first is named.
        """
        self.require_head()
        end = (self.frontier().size if last is None else last) + 1
        for start in range(first, end, CHUNK):
            rows = self.database.rows(RANGE, start, min(start + CHUNK, end))
            yield from (self.require_leaf(*row) for row in rows)

    def require_head(self) -> None:
        """Refuse a book whose hashes do not give the number of entries and the root it keeps."""
        [(size, root)] = self.database.rows(HEAD)
        leaves = [leaf for (leaf,) in self.database.rows(LEAVES)]
        if len(leaves) != size:
            raise BookError(
                self.name,
                min(size, len(leaves)),
                None,
                "the book has {n} entries, and {size} were written; restore a copy",
                code="store.size",
                n=len(leaves),
                size=size,
            )
        if root_of_hex(leaves) != root:
            raise BookError(
                self.name,
                None,
                None,
                "its hashes do not give the root {root} that was kept; run brierbook verify",
                code="store.root",
                root=root,
            )
        if self.place is not None and leaves:
            require_pins(self.name, self.book_name, self.place, leaves)
            self.pin()

    @cached_property
    def book_name(self) -> str:
        """The name of the book, by its first entry; while there is none it has no name."""
        rows = self.database.rows("SELECT seq, line FROM entry WHERE seq = 1")
        name: str = getattr(self.entry(*rows[0]), "name", "") if rows else ""
        return name

    def pin(self) -> None:
        """Keep the head outside of the book, if the book lies anywhere.

        It comes after a commit, so that nothing which goes wrong here is an error: what was kept
        would be said not to be.
        """
        with suppress(WorkspaceError):
            if self.place is None or not self.book_name:
                return
            [(first,)] = self.database.rows("SELECT leaf FROM entry WHERE seq = 1")
            [(size, root)] = self.database.rows(HEAD)
            pin_head(self.book_name, PinnedHead(first, size, root, self.place))

    def require_leaf(self, seq: int, line: object, leaf: str) -> bytes:
        """Give the bytes of an entry; BookError if they are not those that were hashed."""
        checked = require_line_bytes(line, self.name, seq)
        if hash_entry(checked).hex() != leaf:
            raise altered_entry_error(self.name, seq, leaf)
        return checked

    def about(self, subjects: Iterable[str]) -> PlacedEntries:
        """Give the entries that say something of the subjects, by their place."""
        wanted = sorted(subjects)
        hashes = [each.removeprefix(ENTRY) for each in wanted if each.startswith(ENTRY)]
        rows = [row for leaf in hashes for row in self.database.rows(ITSELF, leaf)]
        for chunk in batched((each for each in wanted if not each.startswith(ENTRY)), WIDTH):
            marks = ", ".join("?" * len(chunk))
            rows += self.database.rows(ABOUT.format(marks), *chunk)
        pairs = ((seq, self.require_leaf(seq, line, leaf)) for seq, line, leaf in rows)
        return {seq: (parse_cached(line, self.name, seq), line) for seq, line in pairs}

    def entry(self, seq: int, line: object) -> Record:
        """Read an entry as the database hands it over."""
        return parse_cached(require_line_bytes(line, self.name, seq), self.name, seq)

    def slice(self, subjects: Iterable[str]) -> Book:
        """Give the part of the book that decides about some subjects."""
        return assemble_book(self.name, subject_closure(subjects, self.about))


def altered_entry_error(name: str, seq: int, leaf: str, whose: str = "") -> BookError:
    """Say that the bytes of an entry are not those that were hashed."""
    return BookError(
        name,
        seq,
        None,
        "its bytes{whose} are not those that were hashed as {leaf}; restore a copy",
        code="store.altered",
        whose=whose,
        leaf=leaf,
    )


@lru_cache(maxsize=4096)
def parse_cached(line: bytes, name: str, seq: int) -> Record:
    """Read an entry; whoever appends one after the other meets the same ones again."""
    return parse_line(line, Origin(name, seq))


def assemble_book(name: str, found: PlacedEntries) -> Book:
    """Put entries in the order of their places."""
    pairs = [found[seq] for seq in sorted(found)]
    return Book(name, tuple(record for record, _ in pairs), tuple(line for _, line in pairs))
