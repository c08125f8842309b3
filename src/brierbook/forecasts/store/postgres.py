"""A book in PostgreSQL, for a team: the same tables, the same entries, the same root.

It has a schema of its own in the database that the address names. Needs the extra `postgresql`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.database import SCHEMA_VERSION, Row, create

try:
    import psycopg
except ImportError as error:
    message = "a book on a server needs psycopg: pip install 'brierbook[postgresql]'"
    raise WorkspaceError(message) from error

# texts compare by code point, whatever the database is set to
WORDS = {"blob": "BYTEA", "integer": "BIGINT", "text": 'TEXT COLLATE "C"', "without_rowid": ""}
SCHEMA = "brierbook"
LOCK = 0x62726965  # "brie"
WAIT = "30s"
SETTINGS = (
    f"SET search_path = {SCHEMA}",
    "SET synchronous_commit = on",  # durable before it is acknowledged
    f"SET lock_timeout = '{WAIT}'",
    "SET standard_conforming_strings = on",
)
HAS_SCHEMA = "SELECT 1 FROM pg_namespace WHERE nspname = ?"
HOLDER = """SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.objid = ? AND l.granted"""
FORM = "write postgresql://USER@HOST:PORT/DATABASE, with the password in ~/.pgpass"


class Postgres:
    """A connection to a book in PostgreSQL."""

    def __init__(self, connection: psycopg.Connection[Any], name: str) -> None:
        self.connection = connection
        self.name = name
        self.process = os.getpid()

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Read; question marks stand for the values."""
        with self.explained():
            return self.connection.execute(translated(sql), values).fetchall()

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""
        with self.explained():
            self.connection.execute(translated(sql), values)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""
        with self.explained():
            self.connection.cursor().executemany(translated(sql), rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""
        self.run("BEGIN")
        try:
            self.wait()
            yield
            self.run("COMMIT")
        except BaseException:
            if not self.connection.closed:
                self.connection.execute("ROLLBACK")
            raise

    def wait(self) -> None:
        """Wait until nobody else writes; who came first is served first."""
        try:
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except psycopg.errors.LockNotAvailable as error:
            self.connection.execute("ROLLBACK")
            holders = ", ".join(name for (name,) in self.rows(HOLDER, LOCK)) or "somebody"
            message = f"{self.name}: {holders} is writing; wait for it, or end it, and try again"
            raise WorkspaceError(message) from error

    def ailments(self) -> list[str]:
        """Leave the files of a server to the server."""
        return []

    def close(self) -> None:
        """Let go of the server."""
        self.connection.close()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Raise our own errors; refuse a connection that came through a fork."""
        if self.process != os.getpid():
            message = f"{self.name}: was opened before a fork; open it anew in each process"
            raise WorkspaceError(message)
        try:
            yield
        except psycopg.Error as error:
            message = f"{self.name}: {first_line(error)}; nothing was kept, see to the server"
            raise WorkspaceError(message) from error


@lru_cache(maxsize=256)
def translated(sql: str) -> Any:  # noqa: ANN401  # a literal, as psycopg asks, made of our own literals
    """Write question marks as psycopg does."""
    return sql.replace("%", "%%").replace("?", "%s")


def first_line(error: psycopg.Error) -> str:
    """Give the gist of what a server said."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def open_server(address: str) -> Postgres:
    """Connect to a book, and make its tables if there are none."""
    name = without_password(address)
    made = Postgres(connected(address, name), name)
    try:
        for setting in SETTINGS:
            made.run(setting)
        if not made.rows(HAS_SCHEMA, SCHEMA):
            make_schema(made)
        refuse_schema(made)
    except BaseException:
        made.close()
        raise
    return made


def connected(address: str, name: str) -> psycopg.Connection[Any]:
    """Connect; no message repeats the address, which may hold a password."""
    here = f"process {os.getpid()} on {os.uname().nodename}"
    try:
        return psycopg.connect(address, autocommit=True, application_name=here)
    except psycopg.OperationalError as error:
        message = f"{name}: cannot be reached ({first_line(error)}); see to the server"
        raise WorkspaceError(message) from error
    except psycopg.ProgrammingError:
        raise WorkspaceError(f"{name}: is not an address of PostgreSQL; {FORM}") from None


def without_password(address: str) -> str:
    """Show where a book is, and nothing of who reads it."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise WorkspaceError(f"the address of the server cannot be read; {FORM}") from None
    return f"postgresql://{parts.hostname or ''}{port}{parts.path}"


def make_schema(database: Postgres) -> None:
    """Make the tables, unless somebody else just did."""
    with database.writing():
        if not database.rows(HAS_SCHEMA, SCHEMA):
            database.run(f"CREATE SCHEMA {SCHEMA}")
            database.run("CREATE TABLE tables (version BIGINT NOT NULL)")
            database.run("INSERT INTO tables VALUES (?)", SCHEMA_VERSION)
            create(database, WORDS)


def refuse_schema(database: Postgres) -> None:
    """Refuse the tables of a newer brierbook."""
    [(version,)] = database.rows("SELECT version FROM tables")
    if version > SCHEMA_VERSION:
        message = f"{database.name}: has tables of version {version}; this brierbook knows"
        raise WorkspaceError(f"{message} {SCHEMA_VERSION}; install a newer one")
