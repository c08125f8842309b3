"""A book in PostgreSQL, for a team: the same tables, the same entries, the same root.

It has a schema of its own in the database that the address names. Needs the extra `postgresql`.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from brierbook.errors import LostCommitError, Message, WorkspaceError
from brierbook.forecasts.store.database import SCHEMA_VERSION, DatabaseRow, create_tables
from brierbook.forecasts.store.locks import name_of_process

__all__ = ["open_postgres"]

try:
    import psycopg
except ImportError as error:
    raise WorkspaceError(
        "a book on a server needs psycopg: pip install 'brierbook[postgresql]'",
        code="server.no_driver",
    ) from error

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
# classes of SQLSTATE: the connection broke, somebody intervened, the server failed
BROKEN_OFF = ("08", "57", "58", "XX")
FORM = Message(
    "write postgresql://USER@HOST:PORT/DATABASE, with the password in ~/.pgpass", "server.form"
)


class Postgres:
    """A connection to a book in PostgreSQL."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address  # may hold a password: never shown
        self.name = name
        self.process = os.getpid()
        self.is_writing = False
        self.connection = _connect_server(address, name)
        self._apply_settings()

    def __repr__(self) -> str:
        return f"Postgres({self.name})"

    def reconnect(self) -> None:
        """Open the connection anew, after it broke."""
        self.connection.close()
        self.connection = _connect_server(self.address, self.name)
        self._apply_settings()

    def _apply_settings(self) -> None:
        """Ask the server for what a book needs."""
        for setting in SETTINGS:
            self.run(setting)

    def rows(self, sql: str, *values: object) -> list[DatabaseRow]:
        """Read; question marks stand for the values."""
        with self.explained():
            return self.connection.execute(_translate_placeholders(sql), values).fetchall()

    def run(self, sql: str, *values: object) -> None:
        """Write one thing."""
        with self.explained():
            self.connection.execute(_translate_placeholders(sql), values)

    def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Write the same thing for many rows."""
        with self.explained():
            self.connection.cursor().executemany(_translate_placeholders(sql), rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; all or nothing is kept, and it is on disk at the end."""
        self.run("BEGIN")
        self.is_writing = True
        try:
            self.wait()
            yield
        except BaseException:
            self._roll_back()
            raise
        finally:
            self.is_writing = False
        self._commit()

    def _roll_back(self) -> None:
        """End a transaction; one whose connection broke was ended by the server."""
        with suppress(psycopg.Error):
            if not self.connection.closed:
                self.connection.execute("ROLLBACK")

    def _commit(self) -> None:
        """Keep what was written; if no answer comes, the server may have kept it or not."""
        try:
            self.connection.execute("COMMIT")
        except psycopg.Error as error:
            if _is_refusal(error):
                self._roll_back()
                raise self._refusal(error) from error
            raise LostCommitError(
                "{name}: {why}; it is not known whether this was kept: look with brierbook ls "
                "once the server is back",
                code="server.lost_commit",
                name=self.name,
                why=_server_message(error),
            ) from error

    def wait(self) -> None:
        """Wait until nobody else writes; who came first is served first."""
        try:
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except psycopg.errors.LockNotAvailable as error:
            self._roll_back()
            holders = ", ".join(name for (name,) in self.rows(HOLDER, LOCK)) or "somebody"
            raise WorkspaceError(
                "{path}: {holder} is writing; wait for it, or end it, and try again",
                code="store.busy",
                path=self.name,
                holder=holders,
            ) from error
        except psycopg.Error as error:
            raise self._failure(error) from error

    def renew_text(self) -> None:
        """Leave it: a book on a server has no text beside it."""

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
            raise WorkspaceError(
                "{name}: was opened before a fork; open it anew in each process",
                code="store.forked",
                name=self.name,
            )
        try:
            yield
        except psycopg.Error as error:
            raise self._failure(error) from error

    def _failure(self, error: psycopg.Error) -> WorkspaceError:
        """Say what the server could not do, and of what was being written that it is not kept."""
        if self.is_writing:
            return self._refusal(error)
        return WorkspaceError(
            "{name}: {why}; see to the server, then look with brierbook ls what it holds",
            code="server.broke_off",
            name=self.name,
            why=_server_message(error),
        )

    def _refusal(self, error: psycopg.Error) -> WorkspaceError:
        """Say that what was begun is not kept."""
        return WorkspaceError(
            "{name}: {why}; nothing was kept, see to the server",
            code="server.failed",
            name=self.name,
            why=_server_message(error),
        )


@lru_cache(maxsize=256)
def _translate_placeholders(sql: str) -> Any:  # noqa: ANN401  # a literal, as psycopg asks, made of our own literals
    """Write question marks as psycopg does."""
    return sql.replace("%", "%%").replace("?", "%s")


def _is_refusal(error: psycopg.Error) -> bool:
    """Whether a server said that it does not keep something; else it may have."""
    return error.sqlstate is not None and error.sqlstate[:2] not in BROKEN_OFF


def _server_message(error: psycopg.Error) -> str:
    """Give the gist of what a server said."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def open_postgres(address: str) -> Postgres:
    """Connect to a book, and make its tables if there are none."""
    name = _hide_password(address)
    made = Postgres(address, name)
    try:
        if not made.rows(HAS_SCHEMA, SCHEMA):
            _make_schema(made)
        _refuse_newer_schema(made)
    except BaseException:
        made.close()
        raise
    return made


def _connect_server(address: str, name: str) -> psycopg.Connection[Any]:
    """Connect; no message repeats the address, which may hold a password."""
    here = name_of_process()
    try:
        return psycopg.connect(address, autocommit=True, application_name=here)
    except psycopg.OperationalError as error:
        raise WorkspaceError(
            "{name}: cannot be reached ({why}); see to the server",
            code="server.unreachable",
            name=name,
            why=_server_message(error),
        ) from error
    except psycopg.ProgrammingError:
        raise WorkspaceError(
            "{name}: is not an address of PostgreSQL; {form}",
            code="server.no_address",
            name=name,
            form=FORM,
        ) from None


def _hide_password(address: str) -> str:
    """Show where a book is, and nothing of who reads it."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise WorkspaceError(
            "the address of the server cannot be read; {form}", code="server.unreadable", form=FORM
        ) from None
    return f"postgresql://{parts.hostname or ''}{port}{parts.path}"


def _make_schema(database: Postgres) -> None:
    """Make the tables, unless somebody else just did."""
    with database.writing():
        if not database.rows(HAS_SCHEMA, SCHEMA):
            database.run(f"CREATE SCHEMA {SCHEMA}")
            database.run("CREATE TABLE tables (version BIGINT NOT NULL)")
            database.run("INSERT INTO tables VALUES (?)", SCHEMA_VERSION)
            create_tables(database, WORDS)


def _refuse_newer_schema(database: Postgres) -> None:
    """Refuse the tables of a newer brierbook."""
    [(version,)] = database.rows("SELECT version FROM tables")
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            "{name}: has tables of version {version}; this brierbook knows {known}; "
            "install a newer one",
            code="store.newer",
            name=database.name,
            version=version,
            known=SCHEMA_VERSION,
        )
