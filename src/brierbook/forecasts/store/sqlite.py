"""A book in one SQLite file, durable before an entry is acknowledged.

The journal follows the version of SQLite: before 3.51.3 write-ahead logs have a rare race that can
corrupt the file, so those use a rollback journal with EXTRA synchronisation (FULL would not sync
the folder after the journal is gone); later ones use a write-ahead log with FULL.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.database import SCHEMA_VERSION, Row, create
from brierbook.forecasts.store.locks import locked

APPLICATION = 0x62726965  # "brie", so that a file says what it is
WORDS = {"blob": "BLOB", "integer": "INTEGER", "without_rowid": " WITHOUT ROWID"}
SAFE_LOG = (3, 51, 3)


class SQLite:
    """A connection to a book in SQLite."""

    def __init__(self, connection: sqlite3.Connection, name: str, lock: Path | None) -> None:
        self.connection = connection
        self.name = name
        self.lock = lock

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Read; question marks stand for the values."""
        return self.connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""
        self.connection.execute(sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""
        self.connection.executemany(sql, rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""
        with locked(self.lock) if self.lock else nullcontext():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def make_file(path: Path) -> None:
    """Make an empty book; FileExistsError if there is one."""
    path.open("xb").close()
    connection = connect(f"{path.absolute().as_uri()}?mode=rw")
    for pragma in (f"application_id = {APPLICATION}", f"user_version = {SCHEMA_VERSION}"):
        connection.execute(f"PRAGMA {pragma}")
    create(SQLite(connection, str(path), None), WORDS)
    connection.close()


def open_file(path: Path, name: str) -> SQLite:
    """Open a book; WorkspaceError says why a file cannot be one."""
    try:
        refuse_stranger(path, name)
        connection = connect(f"{path.absolute().as_uri()}?mode=rw")
        refuse_schema(connection, name)
        settle(connection)
    except (OSError, sqlite3.Error) as error:
        raise WorkspaceError(f"{name}: cannot be opened: {error}") from error
    return SQLite(connection, name, path.with_name(path.name + ".lock"))


def in_memory(name: str) -> SQLite:
    """Make an empty book that lives as long as its connection."""
    made = SQLite(connect(":memory:"), name, None)
    create(made, WORDS)
    return made


def connect(address: str) -> sqlite3.Connection:
    """Connect without transactions of Python's own."""
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=30)


def refuse_stranger(path: Path, name: str) -> None:
    """Refuse a file that is empty or cut off: SQLite would take it for a new database."""
    if path.stat().st_size < 512:  # noqa: PLR2004  # the smallest page
        message = f"{name}: is empty or cut off; restore it, or make it again with brierbook import"
        raise WorkspaceError(message)


def refuse_schema(connection: sqlite3.Connection, name: str) -> None:
    """Refuse another program's file and the file of a newer brierbook."""
    [(application,)] = connection.execute("PRAGMA application_id").fetchall()
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    if application != APPLICATION:
        raise WorkspaceError(f"{name}: is a database of another program; name a book")
    if version > SCHEMA_VERSION:
        message = f"{name}: has tables of version {version}; this brierbook knows {SCHEMA_VERSION}"
        raise WorkspaceError(f"{message}; install a newer one")


def settle(connection: sqlite3.Connection) -> None:
    """Ask for a durable journal; the mode stays with the file, the level with the connection."""
    log = sqlite3.sqlite_version_info >= SAFE_LOG
    connection.execute(f"PRAGMA journal_mode = {'WAL' if log else 'DELETE'}")
    connection.execute(f"PRAGMA synchronous = {'FULL' if log else 'EXTRA'}")
    connection.execute("PRAGMA trusted_schema = OFF")
