"""Appending to a book: all entries of a request or none, valid, in order, and on disk."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.book import Book, leaf_of, short
from brierbook.forecasts.canonical import Json, canonical, encoded
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.integrity.merkle import Frontier
from brierbook.forecasts.parsing import VERSION
from brierbook.forecasts.records import Record
from brierbook.forecasts.store.database import Database, Row
from brierbook.forecasts.store.slices import Found, closure, referred, subjects
from brierbook.forecasts.store.store import Store, as_book, parsed
from brierbook.forecasts.store.tables import file_entries, refresh, touched

MARK = "#"  # between the name of a request and what it asked for
LAST = "SELECT recorded_at FROM entry ORDER BY seq DESC LIMIT 1"
ENTRY = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)"
REQUEST = "SELECT seq, line FROM entry WHERE request = ? ORDER BY seq"


@frozen
class NewEntry:
    """An entry to be: what its kind says, before the ledger gives it a time and a place."""

    kind: str
    body: dict[str, Json]


@frozen
class Request:
    """Who asks, and for what; a name makes asking twice the same as asking once.

    ``asked`` is what the caller wants, in any JSON form that is the same when it asks again.
    """

    by: str
    key: str | None = None
    asked: Json = None

    @property
    def mark(self) -> str | None:
        """The name with a hash of what was asked, as entries keep it."""
        if self.key is None:
            return None
        return f"{self.key}{MARK}{sha256(canonical(self.asked)).hexdigest()[:16]}"


@frozen
class Appended:
    """The entries of a request, whether they were new, and how far the clock stood back."""

    records: tuple[Record, ...]
    repeated: bool = False
    clock_behind: float = 0.0  # seconds


type Compose = Callable[[Store], Sequence[NewEntry]]


def append(
    store: Store, request: Request, compose: Compose, *, now: datetime | None = None
) -> Appended:
    """Append what `compose` makes of the book as it is once nobody else writes.

    Raises
    ------
    BookError
        If an entry is not valid beside those that the book holds; nothing is kept.
    ConflictError
        If the name of the request was used for another one.
    """
    with store.database.writing():
        if request.key is not None and (before := answered(store, request)):
            return Appended(before, repeated=True)
        instant = now or datetime.now(UTC)
        recorded, behind = recorded_at(store, instant)
        lines = written(store.name, compose(store), request, recorded)
        return Appended(keep(store, lines), clock_behind=behind)


def answered(store: Store, request: Request) -> tuple[Record, ...]:
    """Give the entries of an earlier request of the same name."""
    found = store.database.rows(REQUEST, request.key)
    records = tuple(store.entry(seq, line) for seq, line in found)
    if records and records[0].key != request.mark:
        message = f"the key {request.key!r} was used for another request; choose a new one"
        raise ConflictError(message)
    return records


def recorded_at(store: Store, now: datetime) -> tuple[str, float]:
    """Give the time of new entries, never before the last one, and how far the clock is behind."""
    last = store.database.rows(LAST)
    text = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if not last or text >= last[0][0]:
        return text, 0.0
    ahead = datetime.strptime(last[0][0], "%Y-%m-%dT%H:%M:%S%z")
    return last[0][0], (ahead - now).total_seconds()


def written(name: str, drafts: Sequence[NewEntry], request: Request, recorded: str) -> list[bytes]:
    """Write entries in canonical form; BookError if one has none."""
    shared: dict[str, Json] = {"v": VERSION, "recorded_at": recorded, "by": request.by}
    if request.mark is not None:
        shared["key"] = request.mark
    try:
        return [encoded(shared | {"kind": draft.kind, "body": draft.body}) for draft in drafts]
    except ValueError as error:
        raise BookError(name, None, None, f"the new entry {error}") from error


def keep(store: Store, lines: Sequence[bytes]) -> tuple[Record, ...]:
    """Write entries with their tables, unless they break a rule: then the transaction ends."""
    frontier = store.frontier()
    new: Found = {
        seq: (parsed(short(line, store.name, seq), store.name, seq), line)
        for seq, line in enumerate(lines, start=frontier.size + 1)
    }
    records = tuple(record for record, _ in new.values())
    write_entries(store.database, frontier, new)
    file_entries(store.database, records)
    names = touched(store.database, records)
    refresh(store.database, decided(store, new, names), names)
    return records


def decided(store: Store, new: Found, names: Iterable[str]) -> Book:
    """Give the part of the book that new entries belong to; refuse those that break a rule."""
    start = {name for each, _ in new.values() for name in (*subjects(each), *referred(each))}
    start |= {f"proposition:{name}" for name in names}
    book = as_book(store.name, closure(start, store.about) | new)
    found = problems_of(book)
    if found:
        first = found[0]
        refused = BookError(store.name, None, first.field, first.problem)
        refused.entry = (first.line or 0) - min(new) if first.line in new else None
        raise refused
    return book


def write_entries(database: Database, frontier: Frontier, new: Found) -> None:
    """Write the entries themselves, and the root over all."""
    rows: list[Row] = []
    for seq, (record, line) in new.items():
        leaf = leaf_of(record, line)
        frontier.append(bytes.fromhex(leaf))
        name = record.key.rpartition(MARK)[0] if record.key else None
        kind = type(record).__name__.lower()
        rows.append((seq, line, leaf, kind, record.recorded_at.text, record.by, name))
    database.many(ENTRY, rows)
    sql = "UPDATE head SET size = ?, frontier = ?, root = ?"
    database.run(sql, frontier.size, frontier.to_bytes(), frontier.root.hex())
