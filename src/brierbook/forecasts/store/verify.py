"""Whether a store still holds what was once written to it.

Every leaf is hashed again from its bytes, and the root over all of them is compared with the one
that is kept. Whoever owns the file can hash a changed book anew: only a root that somebody else
keeps, a checkpoint, shows that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from brierbook.errors import BookError
from brierbook.forecasts.book import Book, parse_book
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.integrity.merkle import root_of_hashes
from brierbook.forecasts.store.beside import leaf_of_line
from brierbook.forecasts.store.database import MADE, Row
from brierbook.forecasts.store.files import in_memory
from brierbook.forecasts.store.store import CHUNK, Store
from brierbook.forecasts.store.transfer import take_in

HEAD = "SELECT size, root FROM head"
ENTRIES = "SELECT seq, line, leaf FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"
ABOUT = "SELECT subject FROM about WHERE seq = ? ORDER BY subject DESC LIMIT 1"
ANEW = "export the book, move the database away, and import it"
COLUMNS = "seq, leaf, kind, recorded_at, author, request"  # of an entry, beside its bytes


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries a store holds, the root over them, and everything that is wrong."""

    entries: int
    root: str
    problems: tuple[BookError, ...]


def verify_store(store: Store, *, deep: bool = False) -> Verified:
    """Hash every entry, compare the root, then apply every rule.

    With `deep` the database looks after its own file, and every table is compared with what it
    would be if it were made anew from the entries.
    """
    leaves, problems = hashed(store)
    root = root_of_hashes(leaves).hex()
    problems = problems or wrong_head(store, len(leaves), root)
    if not problems:
        book, problems = parse_book(b"".join(line + b"\n" for line in store.lines()), store.name)
        problems = problems or problems_of(book)
        if deep:
            problems += list(ailments(store)) + (list(stale(store, book)) if not problems else [])
    return Verified(len(leaves), root, tuple(problems))


def hashed(store: Store) -> tuple[list[bytes], list[BookError]]:
    """Hash every entry again; give the leaves, and what does not fit them."""
    leaves: list[bytes] = []
    problems: list[BookError] = []
    while rows := store.database.rows(ENTRIES, len(leaves), CHUNK):
        digests = [sha256(b"\x00" + line).digest() for _, line, _ in rows]
        if [row[2] for row in rows] != [digest.hex() for digest in digests]:
            problems += [found for row in rows for found in altered(store, *row)]
            digests = [bytes.fromhex(leaf) for *_, leaf in rows]
        leaves += digests
        if rows[-1][0] != len(leaves):
            return leaves, [*problems, missing(store, rows, len(leaves))]
    return leaves, problems


def missing(store: Store, rows: list[Row], last: int) -> BookError:
    """Name the first entry that is gone from the middle."""
    places = enumerate((row[0] for row in rows), start=last - len(rows) + 1)
    gone = next(wanted for wanted, seq in places if seq != wanted)
    return BookError(
        store.name, gone, None, "is missing, and later entries are there; restore a copy"
    )


def altered(store: Store, seq: int, line: bytes, leaf: str) -> list[BookError]:
    """Say that bytes changed, unless they were taken out and say so."""
    try:
        found = leaf_of_line(line, store.name, seq)
    except BookError:
        found = ""
    if found == leaf:
        return []
    about = store.database.rows(ABOUT, seq)
    whose = f" ({about[0][0]})" if about else ""
    message = f"its bytes{whose} are not those that were hashed as {leaf}; restore a copy"
    return [BookError(store.name, seq, None, message)]


def wrong_head(store: Store, entries: int, root: str) -> list[BookError]:
    """Compare the number of entries and their root with what is kept of them."""
    [(size, kept)] = store.database.rows(HEAD)
    if size > entries:
        message = f"ends at entry {entries}, but there were {size}; restore a copy"
    elif size < entries:
        message = f"holds {entries} entries, but {size} were written; restore a copy"
    elif kept != root or store.frontier().root.hex() != root:
        message = f"has the root {root}, not {kept} as it was; restore a copy"
    else:
        return []
    return [BookError(store.name, min(size, entries), None, message)]


def ailments(store: Store) -> Iterator[BookError]:
    """Say what the database finds wrong with its own file."""
    for said in store.database.ailments():
        yield BookError(store.name, None, None, f"{said}; restore a copy")


def stale(store: Store, book: Book) -> Iterator[BookError]:
    """Compare the tables with those made anew; the first row that differs is named."""
    with Store(in_memory(store.name)) as anew:
        take_in(anew, book)
        for table, columns in (*((name, "*") for name in MADE), ("entry", COLUMNS)):
            sql = f"SELECT {columns} FROM {table}"  # noqa: S608  # names from above
            kept, made = rows_of(store, sql), rows_of(anew, sql)
            if odd := sorted(kept ^ made, key=repr):
                said = "is not as its entries say" if odd[0] in kept else "lacks one"
                message = f"a row of the table {table} {said}: {odd[0]!r}"
                yield BookError(store.name, None, None, f"{message}; {ANEW}")


def rows_of(store: Store, sql: str) -> set[Row]:
    """Give the rows of a table, in no order."""
    return set(store.database.rows(sql))
