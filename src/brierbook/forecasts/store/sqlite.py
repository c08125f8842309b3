"""A connection to a book in SQLite: one writer at a time, durable before it is acknowledged."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.database import Row
from brierbook.forecasts.store.locks import locked

WORDS = {"blob": "BLOB", "integer": "INTEGER", "text": "TEXT", "without_rowid": " WITHOUT ROWID"}
# what to do, by the primary code of an error
ADVICE = {
    sqlite3.SQLITE_FULL: "nothing was kept; make room on the disk, and ask again",
    sqlite3.SQLITE_IOERR: "nothing was kept; look after the disk, and ask again",
    sqlite3.SQLITE_READONLY: "it can only be read here; copy the workspace to where you may write",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a copy, or move it away to make it again "
    "from the text of the book",
    sqlite3.SQLITE_BUSY: "another program holds it; close that, and ask again",
    sqlite3.SQLITE_CANTOPEN: "see that the file and its folder can be read",
}
ADVICE[sqlite3.SQLITE_NOTADB] = ADVICE[sqlite3.SQLITE_CORRUPT]


class SQLite:
    """A connection to a book in SQLite; ``sealed`` says why nothing can be written through it."""

    def __init__(self, connection: sqlite3.Connection, name: str, lock: Path | None = None) -> None:
        self.connection = connection
        self.name = name
        self.lock = lock
        self.sealed: str | None = None
        self.process = os.getpid()

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Read; question marks stand for the values."""
        self.refuse_fork()
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise failure(self.name, error) from error

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""
        self.refuse_fork()
        try:
            self.connection.execute(sql, values)
        except sqlite3.Error as error:
            raise failure(self.name, error) from error

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""
        self.refuse_fork()
        try:
            self.connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise failure(self.name, error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""
        if self.sealed:
            raise WorkspaceError(self.sealed)
        with locked(self.lock) if self.lock else nullcontext():
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                # a full disk may have ended the transaction already
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def ailments(self) -> list[str]:
        """Say what SQLite finds wrong with its own file."""
        return [said for (said,) in self.rows("PRAGMA integrity_check(5)") if said != "ok"]

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    def refuse_fork(self) -> None:
        """Refuse a connection that came through a fork: two processes would spoil the file."""
        if self.process != os.getpid():
            message = f"{self.name}: was opened before a fork; open it anew in each process"
            raise WorkspaceError(message)


def failure(name: str, error: sqlite3.Error) -> WorkspaceError:
    """Say what SQLite could not do, and what helps."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    advice = ADVICE.get(code, "move the file away to make it again from the text of the book")
    return WorkspaceError(f"{name}: {error}; {advice}")


def connect(address: str) -> sqlite3.Connection:
    """Connect without transactions of Python's own."""
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)
