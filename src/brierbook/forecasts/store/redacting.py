"""Taking the bytes of an entry out of the book, while its leaf hash and the root stay.

Only this file forgets them: backups, old exports and copies of other people keep the bytes, and so
may free blocks of a disk. The whole book is checked and its tables are made anew, since anything
may rest on the entry; that is slow, and seldom needed.
"""

from datetime import UTC, datetime

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.book import Book
from brierbook.forecasts.canonical import Json, encoded, parse_canonical
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import (
    Document,
    Event,
    Forecast,
    Forecaster,
    Origin,
    Proposition,
    Record,
    Resolution,
    Reveal,
    Statement,
    Withdrawal,
)
from brierbook.forecasts.store.appending import (
    Appended,
    NewEntry,
    Request,
    answered,
    recorded_at,
    write_entries,
    written,
)
from brierbook.forecasts.store.database import held_bytes
from brierbook.forecasts.store.store import ITSELF, Store
from brierbook.forecasts.store.transfer import make_tables

# without the others the book would lose its name, its keys, or what was taken back
REDACTABLE = (
    Document,
    Forecaster,
    Event,
    Statement,
    Proposition,
    Forecast,
    Resolution,
    Withdrawal,
    Reveal,
)
REPLACE = "UPDATE entry SET line = ?, kind = 'redacted' WHERE seq = ?"


def redact(
    store: Store, request: Request, leaf: str, reason: str, *, now: datetime | None = None
) -> Appended:
    """Replace the bytes of the entry with this leaf hash, and append why.

    Raises
    ------
    BookError
        If something in force rests on the entry; the message names it.
    ConflictError
        If there is no such entry, or one that must stay.
    """
    with store.database.writing():
        if request.key is not None and (before := answered(store, request)):
            return Appended(before, repeated=True)
        found = targets(store, leaf)
        gone = {seq: redacted(line, leaf) for seq, line in found}
        recorded, behind = recorded_at(store, now or datetime.now(UTC))
        entry = said_why(store.entry(*found[0]), leaf, reason)
        [line] = written(store.name, [entry], request, recorded)
        book = changed(store, gone, line)
        store.database.many(REPLACE, [(new, seq) for seq, new in gone.items()])
        last = book.records[-1]
        write_entries(store.database, store.frontier(), {last.origin.line: (last, line)})
        make_tables(store.database, book)
        return Appended((last,), clock_behind=behind)


def targets(store: Store, leaf: str) -> list[tuple[int, bytes]]:
    """Find the entries with a leaf hash; equal bytes may have been written twice."""
    rows = store.database.rows(ITSELF, leaf)
    found = [(seq, held_bytes(line, store.name, seq)) for seq, line in rows]
    if not found:
        raise ConflictError(f"{store.name}: has no entry with the leaf hash {leaf}")
    for seq, line in found:
        if not isinstance(parse_line(line, Origin(store.name, seq)), REDACTABLE):
            message = f"{store.name}:{seq}: is an entry that the book cannot do without"
            raise ConflictError(f"{message}; take out what it is about")
    return found


def said_why(gone: Record, leaf: str, reason: str) -> NewEntry:
    """Say why an entry is gone, of what kind it was, and what proposition's history tells of it."""
    kind = type(gone).__name__.lower()
    about = None if isinstance(gone, Proposition) else getattr(gone, "proposition", None)
    body: dict[str, Json] = {"entry": leaf, "reason": reason, "kind": kind}
    return NewEntry("redaction", body | ({"proposition": about} if about else {}))


def redacted(line: bytes, leaf: str) -> bytes:
    """Keep of an entry when it was recorded, by whom, and its leaf hash."""
    body: dict[str, Json] = {"leaf": leaf}
    return encoded(parse_canonical(line) | {"kind": "redacted", "body": body})


def changed(store: Store, gone: dict[int, bytes], new: bytes) -> Book:
    """Give the book as it will be, if it is valid."""
    lines = [gone.get(seq, line) for seq, line in enumerate(store.lines(), start=1)]
    lines.append(new)
    records: list[Record] = [
        parse_line(line, Origin(store.name, seq)) for seq, line in enumerate(lines, start=1)
    ]
    book = Book(store.name, tuple(records), tuple(lines))
    for found in problems_of(book):
        message = f"rests on what would be taken out ({found.problem}); take this back first"
        raise BookError(found.file, found.line, found.field, message)
    return book
