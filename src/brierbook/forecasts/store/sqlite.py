"""A connection to a book in SQLite: one writer at a time, durable before it is acknowledged."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from brierbook.errors import Message, WorkspaceError
from brierbook.forecasts.store.database import DatabaseRow
from brierbook.forecasts.store.locks import hold_lock

__all__ = ["WORDS", "SqliteDatabase", "connect_sqlite", "sqlite_failure"]

WORDS = {"blob": "BLOB", "integer": "INTEGER", "text": "TEXT", "without_rowid": " WITHOUT ROWID"}
# what to do, by the primary code of an error
ADVICE = {
    sqlite3.SQLITE_FULL: Message(
        "nothing was kept; make room on the disk, and ask again", "sqlite.full"
    ),
    sqlite3.SQLITE_IOERR: Message(
        "nothing was kept; look after the disk, and ask again", "sqlite.disk"
    ),
    sqlite3.SQLITE_READONLY: Message(
        "it can only be read here; copy the workspace to where you may write", "sqlite.read_only"
    ),
    sqlite3.SQLITE_CORRUPT: Message(
        "the file is damaged; move it away and keep it: the book is made again from its text, "
        "or brierbook says how many entries that lacks",
        "sqlite.damaged",
    ),
    sqlite3.SQLITE_BUSY: Message(
        "another program holds it; close that, and ask again", "sqlite.busy"
    ),
    sqlite3.SQLITE_CANTOPEN: Message(
        "see that the file and its folder can be read", "sqlite.not_opened"
    ),
}
OTHERWISE = Message(
    "move the file away and keep it: the book is made again from its text, "
    "or brierbook says how many entries that lacks",
    "sqlite.anew",
)
ADVICE[sqlite3.SQLITE_NOTADB] = ADVICE[sqlite3.SQLITE_CORRUPT]


class Follower(Protocol):
    """What a transaction takes along: the text beside a database."""

    is_outdated: bool

    def prepare(self, database: "SqliteDatabase") -> None:
        """Note within a transaction what will be."""

    def follow(self, database: "SqliteDatabase") -> None:
        """Do it once the transaction is on disk; nothing is raised."""


class SqliteDatabase:
    """A connection to a book in SQLite.

    ``sealed`` says why nothing can be written through it, and ``follower`` is the text that every
    transaction is added to.
    """

    def __init__(self, connection: sqlite3.Connection, name: str, lock: Path | None = None) -> None:
        self.connection = connection
        self.name = name
        self.lock = lock
        self.sealed: str | None = None
        self.follower: Follower | None = None
        self.process = os.getpid()

    def rows(self, sql: str, *values: object) -> list[DatabaseRow]:
        """Read; question marks stand for the values."""
        self.refuse_fork()
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise sqlite_failure(self.name, error) from error

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""
        self.refuse_fork()
        try:
            self.connection.execute(sql, values)
        except sqlite3.Error as error:
            raise sqlite_failure(self.name, error) from error

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""
        self.refuse_fork()
        try:
            self.connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise sqlite_failure(self.name, error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""
        if self.sealed:
            raise WorkspaceError(self.sealed)
        with hold_lock(self.lock) if self.lock else nullcontext():
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                if self.follower:
                    self.follower.prepare(self)
                self.run("COMMIT")
            except BaseException:
                # a full disk may have ended the transaction already
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise
            if self.follower:
                self.follower.follow(self)

    def reconnect(self) -> None:
        """Leave it: a file does not break off."""

    def renew_text(self) -> None:
        """Have the text beside the database written anew when the transaction ends."""
        if self.follower:
            self.follower.is_outdated = True

    def ailments(self) -> list[str]:
        """Say what SQLite finds wrong with its own file."""
        return [said for (said,) in self.rows("PRAGMA integrity_check(5)") if said != "ok"]

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def refuse_fork(self) -> None:
        """Refuse a connection that came through a fork: two processes would spoil the file."""
        if self.process != os.getpid():
            raise WorkspaceError(
                "{name}: was opened before a fork; open it anew in each process",
                code="store.forked",
                name=self.name,
            )


def sqlite_failure(name: str, error: sqlite3.Error) -> WorkspaceError:
    """Say what SQLite could not do, and what helps."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    advice = ADVICE.get(code, OTHERWISE)
    return WorkspaceError(
        "{name}: {error}; {advice}", code="sqlite.failed", name=name, error=error, advice=advice
    )


def connect_sqlite(address: str) -> sqlite3.Connection:
    """Connect without transactions of Python's own."""
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
