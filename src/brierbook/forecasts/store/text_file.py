"""The text beside a database: whether it holds the same book, less of it, or more.

Its size and time of change are remembered, so that a text that did not change costs one look.
"""

from collections.abc import Sequence
from pathlib import Path

from brierbook.errors import ConflictError, WorkspaceError
from brierbook.forecasts.entries.book import cut_off_error, read_book_bytes
from brierbook.forecasts.entries.versions import is_version_1, upgrade_text
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.store.database import Database

__all__ = [
    "LEAVES",
    "TextComparison",
    "TextStamp",
    "compare_text",
    "count_beyond",
    "refuse_fork",
    "seen_text",
    "stat_text",
]

LEAVES = "SELECT leaf FROM entry ORDER BY seq"
SEEN = "SELECT size, text_entries, text_size, text_modified FROM head"
REMEMBER = "UPDATE head SET text_entries = ?, text_size = ?, text_modified = ?"
LINE = "SELECT line FROM entry WHERE seq = ?"
GONE = "SELECT seq, line FROM entry WHERE kind = 'redacted' ORDER BY seq"

type TextStamp = tuple[int, int]


@frozen_record
class TextComparison:
    """How a text stands to a database that it does not contradict.

    ``entries`` are those of the book that the text holds, ``beyond`` those that it has more.
    ``is_cut_off`` says that more begins and does not end, and ``is_outdated`` that the text must
    be written anew before anything is appended: it is of an older version, holds bytes that were
    taken out, or ends within an entry.
    """

    entries: int
    beyond: int
    is_cut_off: bool
    is_outdated: bool


def stat_text(path: Path) -> TextStamp | None:
    """Give the size of a text and when it changed; nothing if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def is_text_unchanged(database: Database, path: Path) -> bool:
    """Whether there is no text, or the one that was seen last."""
    now = stat_text(path)
    return now is None or seen_text(database)[2] == now


def seen_text(database: Database) -> tuple[int, int, TextStamp | None]:
    """Give the number of entries, how many of them the text had, and that text."""
    [(size, entries, text_size, modified)] = database.rows(SEEN)
    return size, entries or 0, None if text_size is None else (text_size, modified)


def remember_text(database: Database, seen: TextStamp | None, entries: int = 0) -> None:
    """Note the text that was seen and how many entries it holds, within a transaction."""
    kept = (None, None, None) if seen is None else (entries, *seen)
    database.run(REMEMBER, *kept)


def compare_text(database: Database, content: bytes, name: str) -> TextComparison:
    """Compare a text with the database.

    ConflictError names the first entry in which the two differ: neither continues the other then.
    """
    *lines, rest = upgrade_text(content, name).split(b"\n")
    held = [leaf for (leaf,) in database.rows(LEAVES)]
    refuse_fork(held, [hash_entry(line).hex() for line in lines], name, database.name)
    begun = bool(rest) and _begins_entry(database, len(lines) + 1, rest)
    outdated = begun or is_version_1(content) or _holds_redacted(database, lines)
    beyond = max(0, len(lines) - len(held))
    return TextComparison(len(lines) - beyond, beyond, bool(rest) and not begun, outdated)


def _begins_entry(database: Database, seq: int, rest: bytes) -> bool:
    """Whether a last line without an end is the beginning of the entry that belongs there."""
    return any(bytes(line).startswith(rest) for (line,) in database.rows(LINE, seq))


def _holds_redacted(database: Database, lines: Sequence[bytes]) -> bool:
    """Whether a text holds the body of an entry that was taken out of the database."""
    gone = database.rows(GONE)
    return any(lines[seq - 1] != bytes(line) for seq, line in gone if seq <= len(lines))


def count_beyond(database: Database, content: bytes, name: str) -> int:
    """Tell how many entries a text has beyond the database.

    ConflictError names the first entry in which the two differ; BookError if the text ends within
    an entry that the database does not have.
    """
    found = compare_text(database, content, name)
    if found.is_cut_off:
        raise cut_off_error(name, found.entries + found.beyond + 1)
    return found.beyond


def guard_overwrite(database: Database, path: Path) -> None:
    """Refuse to overwrite a text that the database does not continue, or another file."""
    if not path.exists():
        return
    if not path.is_file():
        raise WorkspaceError(
            "{path}: is no plain file; name another, or - for the standard output",
            code="store.no_plain_file",
            path=path,
        )
    more = count_beyond(database, read_book_bytes(path), str(path))
    if more:
        raise ConflictError(
            "{path}: has {n} entries beyond {name}; take them in with brierbook import, "
            "or move it away",
            code="store.text_ahead",
            path=path,
            n=more,
            name=database.name,
        )


def refuse_fork(held: Sequence[str], leaves: Sequence[str], name: str, database: str) -> None:
    """Refuse two books that went different ways."""
    for seq, (ours, theirs) in enumerate(zip(held, leaves, strict=False), start=1):
        if ours != theirs:
            raise ConflictError(
                "{name}:{seq}: is not entry {seq} of {database}; the two have gone apart: "
                "keep one as the book, and take in the other with brierbook merge",
                code="store.apart",
                name=name,
                seq=seq,
                database=database,
            )
