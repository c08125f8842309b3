"""Whether a store still holds what was once written to it.

Every leaf is hashed again from its bytes, and the root over all of them is compared with the one
that is kept. Whoever owns the file can hash a changed book anew: only a root that somebody else
keeps, a checkpoint, shows that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from brierbook.errors import BookError
from brierbook.forecasts.book import Book, leaf_of, parse_book
from brierbook.forecasts.checks import problems_of
from brierbook.forecasts.integrity.merkle import Frontier
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin
from brierbook.forecasts.store.database import MADE, Row
from brierbook.forecasts.store.files import in_memory
from brierbook.forecasts.store.store import CHUNK, Store
from brierbook.forecasts.store.transfer import take_in

HEAD = "SELECT size, root, frontier FROM head"
ENTRIES = "SELECT seq, line, leaf FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"
ABOUT = "SELECT subject FROM about WHERE seq = ? ORDER BY subject DESC LIMIT 1"
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
    size, frontier, problems = hashed(store)
    problems += wrong_head(store, frontier) if len(problems) == 0 else []
    if not problems:
        book, problems = parse_book(b"".join(line + b"\n" for line in store.lines()), store.name)
        problems = problems or problems_of(book)
        if deep:
            problems += list(ailments(store)) + (list(stale(store, book)) if not problems else [])
    return Verified(size, frontier.root.hex(), tuple(problems))


def hashed(store: Store) -> tuple[int, Frontier, list[BookError]]:
    """Hash every entry again; give their number, the root, and those that do not fit."""
    frontier = Frontier()
    problems: list[BookError] = []
    last = 0
    while rows := store.database.rows(ENTRIES, last, CHUNK):
        for seq, line, leaf in rows:
            last += 1
            if seq != last:
                problems.append(missing(store, last, seq))
                last = seq
            digest = sha256(b"\x00" + line).digest()
            if digest.hex() != leaf:
                problems += altered(store, seq, line, leaf)
                digest = bytes.fromhex(leaf)
            frontier.append(digest)
    return frontier.size, frontier, problems


def missing(store: Store, first: int, seq: int) -> BookError:
    """Say that entries are gone from the middle."""
    message = f"is missing: entry {seq} follows on {first - 1}; restore a copy"
    return BookError(store.name, first, None, message)


def altered(store: Store, seq: int, line: bytes, leaf: str) -> list[BookError]:
    """Say that bytes changed, unless they were taken out and say so."""
    try:
        found = leaf_of(parse_line(line, Origin(store.name, seq)), line)
    except BookError:
        found = ""
    if found == leaf:
        return []
    about = store.database.rows(ABOUT, seq)
    whose = f" ({about[0][0]})" if about else ""
    message = f"its bytes{whose} are not those that were hashed as {leaf}; restore a copy"
    return [BookError(store.name, seq, None, message)]


def wrong_head(store: Store, frontier: Frontier) -> list[BookError]:
    """Compare the number of entries and their root with what is kept of them."""
    [(size, root, kept)] = store.database.rows(HEAD)
    if size > frontier.size:
        message = f"ends at entry {frontier.size}, but there were {size}; restore a copy"
    elif size < frontier.size:
        message = f"holds {frontier.size} entries, but {size} were written; restore a copy"
    elif (root, bytes(kept)) != (frontier.root.hex(), frontier.to_bytes()):
        message = f"has the root {frontier.root.hex()}, not {root} as it was; restore a copy"
    else:
        return []
    return [BookError(store.name, min(size, frontier.size), None, message)]


def ailments(store: Store) -> Iterator[BookError]:
    """Say what the database finds wrong with its own file."""
    for said in store.database.ailments():
        yield BookError(store.name, None, None, f"{said}; restore a copy")


def stale(store: Store, book: Book) -> Iterator[BookError]:
    """Compare the tables with those made anew; the first row that differs is named."""
    anew = Store(in_memory(store.name))
    take_in(anew, book)
    for table, columns in (*((name, "*") for name in MADE), ("entry", COLUMNS)):
        sql = f"SELECT {columns} FROM {table}"  # noqa: S608  # names from above
        kept, made = rows_of(store, sql), rows_of(anew, sql)
        if odd := sorted(kept ^ made, key=repr):
            said = "is not as its entries say" if odd[0] in kept else "lacks a row of its entries"
            message = f"the table {table} {said}: {odd[0]!r}; make it again with brierbook import"
            yield BookError(store.name, None, None, message)


def rows_of(store: Store, sql: str) -> set[Row]:
    """Give the rows of a table, in no order."""
    return set(store.database.rows(sql))
