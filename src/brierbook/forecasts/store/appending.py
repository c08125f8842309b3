"""Appending to a book: all entries of a request or none, valid, in order, and on disk."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from brierbook.errors import (
    BookError,
    ConflictError,
    FormError,
    InputError,
    LostCommitError,
    WorkspaceError,
    quote_value,
)
from brierbook.forecasts.canonical import Json, encode_utf8
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.book import Book, refuse_overlong
from brierbook.forecasts.entries.envelopes import salted_body, write_entry
from brierbook.forecasts.entries.records import Record
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import Frontier
from brierbook.forecasts.rules.checks import find_rule_problems
from brierbook.forecasts.store.database import Database, DatabaseRow
from brierbook.forecasts.store.slices import (
    PlacedEntries,
    entry_subjects,
    referenced_subjects,
    subject_closure,
)
from brierbook.forecasts.store.store import Store, assemble_book, parse_cached
from brierbook.forecasts.store.tables import file_entries, refresh_rows, touched_propositions

__all__ = [
    "FORM",
    "MOST_AHEAD",
    "Appended",
    "NewEntry",
    "Request",
    "append_entries",
    "last_recording",
    "write_entries",
]

MARK = "#"  # between the hashes of the name of a request and of what it asked for
NAME_DIGITS, ASKED_DIGITS = 32, 16
LONGEST_KEY = 1000  # characters
LAST = "SELECT recorded_at FROM entry ORDER BY seq DESC LIMIT 1"
FORM = "%Y-%m-%dT%H:%M:%SZ"
MOST_AHEAD = 86_400.0  # seconds by which the last entry may be ahead of the clock
ENTRY = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)"
REQUEST = "SELECT seq, line FROM entry WHERE request = ? ORDER BY seq"


@frozen_record
class NewEntry:
    """An entry to be: what its kind says, before the ledger gives it a time and a place."""

    kind: str
    body: dict[str, Json]


@frozen_record
class Request:
    """Who asks, and for what; a name makes asking twice the same as asking once.

    ``asked`` is what the caller wants, in any JSON form that is the same when it asks again.
    Entries keep hashes of both, the second made with the name: who does not know the name cannot
    try out what was asked, even after the body of the entry was taken out.
    """

    by: str
    key: str | None = None
    asked: Json = None

    @property
    def name(self) -> str | None:
        """The hash of the name, which finds its entries again."""
        return None if self.key is None else _hash_text(encode_utf8(self.key))[:NAME_DIGITS]

    @property
    def mark(self) -> str | None:
        """The hash of the name, and one of what was asked, as entries keep them."""
        if self.key is None:
            return None
        asked = _hash_text(encode_utf8([self.key, self.asked]))
        return f"{self.name}{MARK}{asked[:ASKED_DIGITS]}"


def _hash_text(content: bytes) -> str:
    """Hash bytes, in hexadecimal."""
    return sha256(content).hexdigest()


@frozen_record
class Appended:
    """The entries of a request, whether they were new, and how far the clock stood back."""

    records: tuple[Record, ...]
    repeated: bool = False
    clock_behind: float = 0.0  # seconds


type Compose = Callable[[Store], Sequence[NewEntry]]


def append_entries(
    store: Store, request: Request, compose: Compose, *, now: datetime | None = None
) -> Appended:
    """Append what `compose` makes of the book as it is once nobody else writes.

    Raises
    ------
    BookError
        If an entry is not valid beside those that the book holds; nothing is kept.
    ConflictError
        If the name of the request was used for another one.
    LostCommitError
        If a server broke off, and it cannot be asked whether it kept them.
    """
    refuse_long_key(request)
    try:
        appended = _append_once(store, request, compose, now)
    except LostCommitError as error:
        appended = _look_up_answer(store, request, error)
    store.pin()
    return appended


def refuse_long_key(request: Request) -> None:
    """Refuse a name of a request that is no name any more."""
    if request.key is not None and len(request.key) > LONGEST_KEY:
        raise InputError(
            "key",
            f"{request.key[:20]}…",
            "has {n:,} characters; write at most {most:,}",
            code="key.too_long",
            n=len(request.key),
            most=LONGEST_KEY,
        )


def _append_once(
    store: Store, request: Request, compose: Compose, now: datetime | None
) -> Appended:
    """Append in one transaction, unless the request was answered before."""
    with store.database.writing():
        if request.key is not None and (before := find_answered_request(store, request)):
            return Appended(before, repeated=True)
        recorded, behind = recording_time(store, now or read_clock())
        lines = encode_entries(store.name, compose(store), request, recorded)
        records = write_valid_entries(store, lines)
    return Appended(records, clock_behind=behind)


def _look_up_answer(store: Store, request: Request, lost: LostCommitError) -> Appended:
    """Ask a server that broke off whether it kept a request, by the name of that."""
    if request.key is None:
        raise lost
    try:
        store.database.reconnect()
        with store.database.writing():  # whoever still works at it has ended then
            found = find_answered_request(store, request)
    except WorkspaceError as error:
        raise LostCommitError(
            "{why}; it is not known whether this was kept: once the server is back, ask again with "
            "--key {key}, which logs it once",
            code="server.ask_again",
            why=error.problem,
            key=request.key,
        ) from lost
    if not found:
        raise WorkspaceError(
            "{name}: the server broke off, and nothing was kept; ask again",
            code="server.not_kept",
            name=store.name,
        ) from lost
    return Appended(found)


def find_answered_request(store: Store, request: Request) -> tuple[Record, ...]:
    """Give the entries of an earlier request of the same name."""
    found = store.database.rows(REQUEST, request.name)
    records = tuple(store.entry(seq, line) for seq, line in found)
    if records and records[0].key != request.mark:
        raise ConflictError(
            "the key {key} was used for another request; choose a new one",
            code="store.key_used",
            key=quote_value(request.key),
        )
    return records


def recording_time(store: Store, now: datetime) -> tuple[str, float]:
    """Give the time of new entries, never before the last one, and how far the clock is behind.

    ConflictError if that is more than a day: one of the two clocks was wrong.
    """
    last, behind = last_recording(store, now)
    if behind > MOST_AHEAD:
        raise ConflictError(
            "{name}: the last entry is stamped {last}, and the clock of this machine says {now}; "
            "if this clock is right, run brierbook clock, else set it",
            code="clock.ahead",
            name=store.name,
            last=last,
            now=now.astimezone(UTC).strftime(FORM),
        )
    return (last, behind) if behind > 0 else (now.astimezone(UTC).strftime(FORM), 0.0)


def last_recording(store: Store, now: datetime) -> tuple[str, float]:
    """Give when the last entry was recorded, and by how many seconds that is ahead of an instant.

    A part of a second counts for nothing, since entries have whole seconds.
    """
    [(last,)] = store.database.rows(LAST) or [("",)]
    if now.astimezone(UTC).strftime(FORM) >= last:
        return last, 0.0
    return last, (datetime.strptime(last, "%Y-%m-%dT%H:%M:%S%z") - now).total_seconds()


def encode_entries(
    name: str, drafts: Sequence[NewEntry], request: Request, recorded: str
) -> list[bytes]:
    """Write entries in canonical form; BookError if one has none."""
    shared: dict[str, Json] = {"recorded_at": recorded, "by": request.by}
    try:
        if request.mark is not None:
            shared["key"] = request.mark
        return [write_entry(each.kind, salted_body(each.body), shared) for each in drafts]
    except FormError as error:
        raise BookError(
            name, None, None, "the new entry {problem}", code="entry.new", problem=error.problem
        ) from error


def write_valid_entries(store: Store, lines: Sequence[bytes]) -> tuple[Record, ...]:
    """Write entries with their tables, unless they break a rule: then the transaction ends."""
    frontier = store.frontier()
    new: PlacedEntries = {
        seq: (parse_cached(refuse_overlong(line, store.name, seq), store.name, seq), line)
        for seq, line in enumerate(lines, start=frontier.size + 1)
    }
    records = tuple(record for record, _ in new.values())
    write_entries(store.database, frontier, new)
    names = touched_propositions(store.database, records)
    # the new ones are at hand, and need not be found again among those that are filed
    book = _slice_with_new(store, new, names)
    file_entries(store.database, records)
    refresh_rows(store.database, book, names)
    return records


def _slice_with_new(store: Store, new: PlacedEntries, names: Iterable[str]) -> Book:
    """Give the part of the book that new entries belong to; refuse those that break a rule."""
    start = {
        name
        for each, _ in new.values()
        for name in (*entry_subjects(each), *referenced_subjects(each))
    }
    start |= {f"proposition:{name}" for name in names}
    book = assemble_book(store.name, subject_closure(start, store.about) | new)
    found = find_rule_problems(book)
    if found:
        first = found[0]
        refused = BookError(store.name, None, first.field, first.problem)
        refused.entry = (first.line or 0) - min(new) if first.line in new else None
        raise refused
    return book


def write_entries(database: Database, frontier: Frontier, new: PlacedEntries) -> None:
    """Write the entries themselves, and the root over all."""
    rows: list[DatabaseRow] = []
    for seq, (record, line) in new.items():
        leaf = hash_entry(line)
        frontier.append(leaf)
        name = record.key.rpartition(MARK)[0] if record.key else None
        kind = type(record).__name__.lower()
        rows.append((seq, line, leaf.hex(), kind, record.recorded_at.text, record.by, name))
    database.many(ENTRY, rows)
    sql = "UPDATE head SET size = ?, frontier = ?, root = ?"
    database.run(sql, frontier.size, frontier.to_bytes(), frontier.root.hex())
