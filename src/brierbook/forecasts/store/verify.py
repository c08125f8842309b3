"""Whether a store still holds what was once written to it.

Every leaf is hashed again from its bytes, and the root over all of them is compared with the one
that is kept. Whoever owns the file can hash a changed book anew: only a root that somebody else
keeps, a checkpoint, shows that.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from brierbook.errors import BookError, Message
from brierbook.forecasts.entries.book import Book, parse_book
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.store.database import MADE, DatabaseRow
from brierbook.forecasts.store.files import make_memory_book
from brierbook.forecasts.store.store import CHUNK, HEAD, Store, altered_entry_error
from brierbook.forecasts.store.transfer import append_missing

__all__ = ["StoreVerification", "hash_entries", "verify_store"]

ENTRIES = "SELECT seq, line, leaf FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"
ABOUT = "SELECT subject FROM about WHERE seq = ? ORDER BY subject DESC LIMIT 1"
COLUMNS = "seq, leaf, kind, recorded_at, author, request"  # of an entry, beside its bytes


@dataclass(frozen=True, slots=True)
class StoreVerification:
    """How many entries a store holds, the root over them, and everything that is wrong."""

    entries: int
    root: str
    problems: tuple[BookError, ...]


def verify_store(store: Store, *, deep: bool = False) -> StoreVerification:
    """Hash every entry, compare the root, then apply every rule.

    With `deep` the database looks after its own file, and every table is compared with what it
    would be if it were made anew from the entries.
    """
    leaves, problems = hash_entries(store)
    root = root_of_leaf_hashes(leaves).hex()
    problems = problems or _check_head(store, len(leaves), root)
    problems = problems or _find_pin_problems(store)
    if not problems:
        book, problems = parse_book(b"".join(line + b"\n" for line in store.lines()), store.name)
        problems = problems or find_book_problems(book)
        if deep:
            problems += list(_database_ailments(store)) + (
                list(_find_stale_rows(store, book)) if not problems else []
            )
    return StoreVerification(len(leaves), root, tuple(problems))


def _find_pin_problems(store: Store) -> list[BookError]:
    """Compare a book with what this machine saw of it."""
    try:
        store.require_head()
    except BookError as error:
        return [error]
    return []


def hash_entries(store: Store) -> tuple[list[bytes], list[BookError]]:
    """Hash every entry again; give the leaves, and what does not fit them."""
    leaves: list[bytes] = []
    problems: list[BookError] = []
    while rows := store.database.rows(ENTRIES, len(leaves), CHUNK):
        digests = [hash_entry(_raw_bytes(row)) for row in rows]
        problems += [
            _altered_bytes_error(store, row[0], row[2])
            for row, digest in zip(rows, digests, strict=True)
            if row[2] != digest.hex()
        ]
        leaves += digests
        if rows[-1][0] != len(leaves):
            return leaves, [*problems, _missing_entry_error(store, rows, len(leaves))]
    return leaves, problems


def _raw_bytes(row: DatabaseRow) -> bytes:
    """Give the bytes of an entry; of what is not bytes, as after an edit by hand, nothing."""
    return row[1] if isinstance(row[1], bytes) else b""


def _missing_entry_error(store: Store, rows: list[DatabaseRow], last: int) -> BookError:
    """Name the first entry that is gone from the middle."""
    places = enumerate((row[0] for row in rows), start=last - len(rows) + 1)
    gone = next(wanted for wanted, seq in places if seq != wanted)
    return BookError(
        store.name,
        gone,
        None,
        "is missing, and later entries are there; restore a copy",
        code="store.missing",
    )


def _altered_bytes_error(store: Store, seq: int, leaf: str) -> BookError:
    """Say that bytes are not those that were hashed."""
    about = store.database.rows(ABOUT, seq)
    whose = f" ({about[0][0]})" if about else ""
    return altered_entry_error(store.name, seq, leaf, whose)


def _check_head(store: Store, entries: int, root: str) -> list[BookError]:
    """Compare the number of entries and their root with what is kept of them."""
    [(size, kept)] = store.database.rows(HEAD)
    if size > entries:
        message = Message(
            "ends at entry {entries}, but there were {size}; restore a copy",
            "store.ends",
            {"entries": entries, "size": size},
        )
    elif size < entries:
        message = Message(
            "holds {entries} entries, but {size} were written; restore a copy",
            "store.holds",
            {"entries": entries, "size": size},
        )
    elif kept != root or store.frontier().root.hex() != root:
        message = Message(
            "has the root {root}, not {kept} as it was; restore a copy",
            "store.other_root",
            {"root": root, "kept": kept},
        )
    else:
        return []
    return [BookError(store.name, min(size, entries), None, message)]


def _database_ailments(store: Store) -> Iterator[BookError]:
    """Say what the database finds wrong with its own file."""
    for said in store.database.ailments():
        yield BookError(
            store.name, None, None, "{said}; restore a copy", code="store.ailment", said=said
        )


def _find_stale_rows(store: Store, book: Book) -> Iterator[BookError]:
    """Compare the tables with those made anew; the first row that differs is named."""
    with Store(make_memory_book(store.name)) as anew:
        append_missing(anew, book)
        for table, columns in (*((name, "*") for name in MADE), ("entry", COLUMNS)):
            sql = f"SELECT {columns} FROM {table}"  # noqa: S608  # names from above
            kept, made = _table_row_set(store, sql), _table_row_set(anew, sql)
            if odd := sorted(kept ^ made, key=repr):
                yield _stale_row_error(store.name, table, odd[0], lacking=odd[0] not in kept)


def _stale_row_error(name: str, table: str, row: DatabaseRow, *, lacking: bool) -> BookError:
    """Say which row of a table is not what the entries say."""
    if lacking:
        return BookError(
            name,
            None,
            None,
            "a row of the table {table} is missing: {row}; "
            "export the book, move the database away, and import it",
            code="store.row_lacks",
            table=table,
            row=repr(row),
        )
    return BookError(
        name,
        None,
        None,
        "a row of the table {table} is not as its entries say: {row}; "
        "export the book, move the database away, and import it",
        code="store.row_differs",
        table=table,
        row=repr(row),
    )


def _table_row_set(store: Store, sql: str) -> set[DatabaseRow]:
    """Give the rows of a table, in no order."""
    return set(store.database.rows(sql))
