"""Taking the body of an entry out of the book, while its envelope, its leaf and the root stay.

Only this file forgets them: backups, old exports and copies of other people keep the bytes, and so
may free blocks of a disk. The whole book is checked and its tables are made anew, since anything
may rest on the entry; that is slow, and seldom needed.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import (
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
from brierbook.forecasts.integrity.leaves import entry_envelope
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.checks_of_history import told_proposition
from brierbook.forecasts.store.appending import (
    Appended,
    NewEntry,
    Request,
    encode_entries,
    find_answered_request,
    recording_time,
    write_entries,
)
from brierbook.forecasts.store.database import require_line_bytes
from brierbook.forecasts.store.store import ITSELF, Store
from brierbook.forecasts.store.transfer import make_tables

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["redact_by_leaf"]

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


def redact_by_leaf(
    store: Store, request: Request, leaf: str, reason: str, *, now: datetime | None = None
) -> Appended:
    """Take out the body of the entry with this leaf hash, and append why.

    Raises
    ------
    BookError
        If something in force rests on the entry; the message names it.
    ConflictError
        If there is no such entry, or one that must stay.
    """
    with store.database.writing():
        if request.key is not None and (before := find_answered_request(store, request)):
            return Appended(before, repeated=True)
        found = _entries_with_leaf(store, leaf)
        gone = {seq: entry_envelope(line) for seq, line in found}
        recorded, behind = recording_time(store, now or read_clock())
        entry = _redaction_entry(store.entry(*found[0]), leaf, reason)
        [line] = encode_entries(store.name, [entry], request, recorded)
        book = _book_after_redaction(store, gone, line)
        store.database.renew_text()
        store.database.many(REPLACE, [(new, seq) for seq, new in gone.items()])
        last = book.records[-1]
        write_entries(store.database, store.frontier(), {last.origin.line: (last, line)})
        make_tables(store.database, book)
    store.pin()
    return Appended((last,), clock_behind=behind)


def _entries_with_leaf(store: Store, leaf: str) -> list[tuple[int, bytes]]:
    """Find the entries with a leaf hash; equal bytes may have been written twice."""
    rows = store.database.rows(ITSELF, leaf)
    found = [(seq, require_line_bytes(line, store.name, seq)) for seq, line, _ in rows]
    if not found:
        raise ConflictError(
            "{name}: has no entry with the leaf hash {leaf}",
            code="redact.no_leaf",
            name=store.name,
            leaf=leaf,
        )
    for seq, line in found:
        if not isinstance(parse_line(line, Origin(store.name, seq)), REDACTABLE):
            raise ConflictError(
                "{name}:{seq}: is an entry that the book cannot do without; take out what it "
                "is about",
                code="redact.needed",
                name=store.name,
                seq=seq,
            )
    return found


def _redaction_entry(gone: Record, leaf: str, reason: str) -> NewEntry:
    """Say why a body is gone; kind and proposition are those of its envelope."""
    kind = type(gone).__name__.lower()
    about = told_proposition(gone)
    body: dict[str, Json] = {"entry": leaf, "reason": reason, "kind": kind}
    return NewEntry("redaction", body | ({"proposition": about} if about else {}))


def _book_after_redaction(store: Store, gone: dict[int, bytes], new: bytes) -> Book:
    """Give the book as it will be, if it is valid."""
    lines = [gone.get(seq, line) for seq, line in enumerate(store.lines(), start=1)]
    lines.append(new)
    records: list[Record] = [
        parse_line(line, Origin(store.name, seq)) for seq, line in enumerate(lines, start=1)
    ]
    book = Book(store.name, tuple(records), tuple(lines))
    for found in find_book_problems(book):
        raise BookError(
            found.file,
            found.line,
            found.field,
            "rests on what would be taken out ({problem}); take this back first",
            code="redact.rests",
            problem=found.problem,
        )
    return book
