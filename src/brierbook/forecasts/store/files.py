"""Making and opening the SQLite file of a book.

The journal follows the version of SQLite: before 3.51.3 write-ahead logs have a rare race that can
corrupt the file (https://sqlite.org/changes.html), so those use a rollback journal with EXTRA
synchronisation (FULL would not sync the folder after the journal is gone); later ones use a
write-ahead log with FULL.
"""

import os
import sqlite3
from pathlib import Path

from brierbook.errors import WorkspaceError, message_of_system
from brierbook.forecasts.store.database import SCHEMA_VERSION, create_tables
from brierbook.forecasts.store.sqlite import WORDS, SqliteDatabase, connect_sqlite, sqlite_failure

__all__ = [
    "APPLICATION",
    "SAFE_LOG",
    "choose_journal",
    "lock_file",
    "make_memory_book",
    "sqlite_address",
]

APPLICATION = 0x62726965  # "brie", so that a file says what it is
SAFE_LOG = (3, 51, 3)
ASCII = 128
SMALLEST = 512  # bytes of a page, at least


def make_sqlite_file(path: Path, name: str) -> SqliteDatabase:
    """Make an empty book that nobody else knows yet; it is not on disk until somebody syncs it."""
    path.open("xb").close()
    made = SqliteDatabase(connect_sqlite(sqlite_address(path)), name)
    for pragma in (
        f"application_id = {APPLICATION}",
        f"user_version = {SCHEMA_VERSION}",
        "journal_mode = MEMORY",
        "synchronous = OFF",
    ):
        made.rows(f"PRAGMA {pragma}")
    with made.writing():
        create_tables(made, WORDS)
    return made


def open_sqlite_file(path: Path, name: str) -> SqliteDatabase:
    """Open a book of this version or of an older one; WorkspaceError says why it cannot be."""
    try:
        _refuse_not_a_database(path, name)
        connection = connect_sqlite(sqlite_address(path))
        _refuse_sqlite_schema(connection, name)
        _set_durable_journal(connection)
    except OSError as error:
        raise WorkspaceError(
            "{name}: cannot be opened: {why}",
            code="store.not_opened",
            name=name,
            why=message_of_system(error),
        ) from error
    except sqlite3.Error as error:
        raise sqlite_failure(name, error) from error
    return SqliteDatabase(connection, name, lock_file(path))


def schema_version(database: SqliteDatabase) -> int:
    """Give the version of the tables."""
    [(version,)] = database.rows("PRAGMA user_version")
    return int(version)


def make_memory_book(name: str) -> SqliteDatabase:
    """Make an empty book that lives as long as its connection."""
    made = SqliteDatabase(connect_sqlite(":memory:"), name)
    with made.writing():
        create_tables(made, WORDS)
    return made


def sqlite_address(path: Path, mode: str = "rw") -> str:
    """Name a file, which must be there: SQLite would make a missing one.

    Written out, since ``Path.as_uri`` loads four modules for it, and every command opens a book.
    """
    plain = b"/._-~"
    letters = os.fsencode(path.absolute())
    named = "".join(
        chr(each) if each in plain or (chr(each).isalnum() and each < ASCII) else f"%{each:02x}"
        for each in letters
    )
    return f"file://{named}?mode={mode}"


def lock_file(path: Path) -> Path:
    """Name the file whose lock makes a writer the only one."""
    return path.with_name(path.name + ".lock")


def _refuse_not_a_database(path: Path, name: str) -> None:
    """Refuse a file that is empty or cut off: SQLite would take it for a new database."""
    with path.open("rb") as file:
        head = file.read(SMALLEST)
    if len(head) < SMALLEST:
        raise WorkspaceError(
            "{name}: is empty or cut off; move it away and keep it: the book is made again from "
            "its text, or brierbook says how many entries that lacks",
            code="store.cut_off",
            name=name,
        )


def _refuse_sqlite_schema(connection: sqlite3.Connection, name: str) -> None:
    """Refuse another program's file and the file of a newer brierbook."""
    [(application,)] = connection.execute("PRAGMA application_id").fetchall()
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    if application != APPLICATION:
        raise WorkspaceError(
            "{name}: is a database of another program; name a book", code="store.foreign", name=name
        )
    if version > SCHEMA_VERSION:
        raise WorkspaceError(
            "{name}: has tables of version {version}; this brierbook knows {known}; "
            "install a newer one",
            code="store.newer",
            name=name,
            version=version,
            known=SCHEMA_VERSION,
        )


def choose_journal(version: tuple[int, ...]) -> tuple[str, str]:
    """Choose the journal and its level of synchronisation by the version of SQLite."""
    return ("WAL", "FULL") if version >= SAFE_LOG else ("DELETE", "EXTRA")


def _set_durable_journal(connection: sqlite3.Connection) -> None:
    """Ask for a durable journal; the mode stays with the file, the level with the connection."""
    mode, level = choose_journal(sqlite3.sqlite_version_info)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute(f"PRAGMA synchronous = {level}")
    connection.execute("PRAGMA trusted_schema = OFF")
    # what is deleted is overwritten: redacted bytes must not stay in free pages
    connection.execute("PRAGMA secure_delete = ON")
