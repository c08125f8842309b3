"""The text beside a database follows it: what a commit adds to the book is appended to the text.

An entry is acknowledged when it is on disk in both files. Where the text cannot be written it
lacks entries until the next commit or `brierbook export`, and every command says how many.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from brierbook.errors import BrierbookError, Message, message_of_system
from brierbook.forecasts.entries.book import read_book_bytes
from brierbook.forecasts.entries.versions import is_version_1
from brierbook.forecasts.store.database import Database
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.text_file import (
    TextStamp,
    compare_text,
    remember_text,
    seen_text,
    stat_text,
)
from brierbook.forecasts.store.transfer import fsync_path, write_entries_as_text

__all__ = ["TextFollower", "note_text"]

NEW = "SELECT seq, line, leaf FROM entry WHERE seq > ? ORDER BY seq"
TICK = 1000  # nanoseconds; file systems keep times no coarser than they are rounded here
OLD_COPY = ".v1"


class TextFollower:
    """What appends to the text of a book when a transaction ends.

    ``problem`` says why the text could not follow the last one.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.is_outdated = False  # earlier lines change: the text must be written anew
        self.problem: str | None = None
        self.content = b""
        self.wanted: TextStamp | None = None
        self.before = 0

    def prepare(self, database: Database) -> None:
        """Note what the text will be, within the transaction that makes it so."""
        size, entries, seen = seen_text(database)
        self.wanted = None
        if self.is_outdated:
            remember_text(database, None)  # nobody may append to what must be written anew
            return
        if seen is None or stat_text(self.path) != seen:
            return
        self.content = b"".join(line + b"\n" for line in _new_lines(database, entries))
        self.before = seen[0]
        self.wanted = seen
        if self.content:
            now = time.time_ns() // TICK * TICK
            self.wanted = (self.before + len(self.content), now)
            remember_text(database, self.wanted, size)

    def follow(self, database: Database) -> None:
        """Write what the transaction added; nothing that goes wrong here undoes that."""
        self.problem = None
        try:
            if self.wanted is None:
                self._mend(database)
            elif self.content:
                self._append()
        except OSError as error:
            self.problem = message_of_system(error)
        except BrierbookError as error:
            self.problem = str(error)
        finally:
            self.content = b""

    def _append(self) -> None:
        """Append lines, on disk when this ends, or none of them."""
        assert self.wanted is not None  # noqa: S101  # follow looked
        with self.path.open("ab", buffering=0) as file:
            try:
                _write_all(file.fileno(), self.content)
                os.utime(self.path, ns=(self.wanted[1], self.wanted[1]))
                os.fsync(file.fileno())
            except OSError:
                file.truncate(self.before)
                raise

    def _mend(self, database: Database) -> None:
        """Bring a text up to date that is not the one that was seen last."""
        entries = Store(database).frontier().size
        if self.path.exists():
            content = read_book_bytes(self.path)
            found = compare_text(database, content, self.name)
            if found.beyond or found.is_cut_off:
                self.problem = Message(
                    "{name}: is not as it was left; see brierbook ls",
                    "store.text_changed",
                    {"name": self.name},
                )
                return
            if found.entries < entries or found.is_outdated or self.is_outdated:
                self._keep_old_version(content)
                write_entries_as_text(Store(database).lines(), self.path)
        else:
            write_entries_as_text(Store(database).lines(), self.path)
        self.is_outdated = False
        note_text(database, stat_text(self.path), entries)

    def _keep_old_version(self, content: bytes) -> None:
        """Keep a text of an older version beside the new one."""
        copy = self.path.with_name(self.path.name + OLD_COPY)
        if is_version_1(content) and not copy.exists():
            copy.write_bytes(content)
            fsync_path(copy)


def _new_lines(database: Database, entries: int) -> Iterable[bytes]:
    """Give the entries from one place on, as they were hashed."""
    store = Store(database)
    return [store.require_leaf(*row) for row in database.rows(NEW, entries)]


def _write_all(handle: int, content: bytes) -> None:
    """Write bytes to the last one."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def note_text(database: Database, seen: TextStamp | None, entries: int) -> None:
    """Note the text that was seen, in a transaction of its own under a lock that is held."""
    database.run("BEGIN IMMEDIATE")
    try:
        remember_text(database, seen, entries)
        database.run("COMMIT")
    except BaseException:
        database.run("ROLLBACK")
        raise
