"""The text beside a database: whether it holds the same book, less of it, or more.

Its size and time of change are remembered, so that a text that did not change costs one look.
"""

from collections.abc import Sequence
from pathlib import Path

from brierbook.errors import ConflictError
from brierbook.forecasts.book import cut_off, leaf_of, read_file
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin
from brierbook.forecasts.store.database import Database

LEAVES = "SELECT leaf FROM entry ORDER BY seq"
# only an entry without bytes has a leaf that is not the hash of its line; no text holds this
WITHOUT_BYTES = b'"kind":"redacted"'

type Look = tuple[int, int]


def look(path: Path) -> Look | None:
    """Give the size of a text and when it changed; nothing if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def unchanged(database: Database, path: Path) -> bool:
    """Whether there is no text, or the one that was seen last."""
    now = look(path)
    return now is None or database.rows("SELECT size, modified FROM text_seen") == [now]


def remember(database: Database, seen: Look | None) -> None:
    """Note the text that was seen, within a transaction."""
    database.run("DELETE FROM text_seen")
    if seen:
        database.run("INSERT INTO text_seen VALUES (?, ?)", *seen)


def beyond(database: Database, content: bytes, name: str) -> int:
    """Tell how many entries a text has beyond the database.

    ConflictError names the first entry in which the two differ: neither continues the other then.
    """
    lines = content.split(b"\n")
    if lines.pop():
        raise cut_off(name, len(lines) + 1)
    held = [leaf for (leaf,) in database.rows(LEAVES)]
    refuse_fork(
        held, [leaf_of_line(line, name, n) for n, line in enumerate(lines, 1)], name, database.name
    )
    return max(0, len(lines) - len(held))


def guard(database: Database, path: Path) -> None:
    """Refuse to overwrite a text that the database does not continue, or another file."""
    if not path.exists():
        return
    more = beyond(database, read_file(path), str(path))
    if more:
        message = f"{path}: has {more} entries beyond {database.name}"
        raise ConflictError(f"{message}; take them in with brierbook import, or move it away")


def leaf_of_line(line: bytes, name: str, number: int) -> str:
    """Give the leaf hash of a line, in hexadecimal; it is read only if its bytes are gone."""
    if WITHOUT_BYTES in line:
        return leaf_of(parse_line(line, Origin(name, number)), line)
    return leaf_hash(line).hex()


def refuse_fork(held: Sequence[str], leaves: Sequence[str], name: str, database: str) -> None:
    """Refuse two books that went different ways."""
    for seq, (ours, theirs) in enumerate(zip(held, leaves, strict=False), start=1):
        if ours != theirs:
            message = f"{name}:{seq}: is not entry {seq} of {database}; the two have gone apart"
            raise ConflictError(f"{message}: move one of them away, and log again what it had more")
