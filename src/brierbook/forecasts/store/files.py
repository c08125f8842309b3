"""Making and opening the SQLite file of a book.

The journal follows the version of SQLite: before 3.51.3 write-ahead logs have a rare race that can
corrupt the file (https://sqlite.org/changes.html), so those use a rollback journal with EXTRA
synchronisation (FULL would not sync the folder after the journal is gone); later ones use a
write-ahead log with FULL.
"""

import os
import sqlite3
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.database import SCHEMA_VERSION, create
from brierbook.forecasts.store.sqlite import WORDS, SQLite, connect, failure

APPLICATION = 0x62726965  # "brie", so that a file says what it is
SAFE_LOG = (3, 51, 3)
ASCII = 128
SMALLEST = 512  # bytes of a page, at least


def make_file(path: Path, name: str) -> SQLite:
    """Make an empty book that nobody else knows yet; it is not on disk until somebody syncs it."""
    path.open("xb").close()
    made = SQLite(connect(address(path)), name)
    for pragma in (
        f"application_id = {APPLICATION}",
        f"user_version = {SCHEMA_VERSION}",
        "journal_mode = MEMORY",
        "synchronous = OFF",
    ):
        made.rows(f"PRAGMA {pragma}")
    with made.writing():
        create(made, WORDS)
    return made


def open_file(path: Path, name: str) -> SQLite:
    """Open a book of this version or of an older one; WorkspaceError says why it cannot be."""
    try:
        refuse_stranger(path, name)
        connection = connect(address(path))
        refuse_schema(connection, name)
        settle(connection)
    except OSError as error:
        raise WorkspaceError(f"{name}: cannot be opened: {error.strerror}") from error
    except sqlite3.Error as error:
        raise failure(name, error) from error
    return SQLite(connection, name, lock_of(path))


def schema_of(database: SQLite) -> int:
    """Give the version of the tables."""
    [(version,)] = database.rows("PRAGMA user_version")
    return int(version)


def in_memory(name: str) -> SQLite:
    """Make an empty book that lives as long as its connection."""
    made = SQLite(connect(":memory:"), name)
    with made.writing():
        create(made, WORDS)
    return made


def address(path: Path, mode: str = "rw") -> str:
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


def lock_of(path: Path) -> Path:
    """Name the file whose lock makes a writer the only one."""
    return path.with_name(path.name + ".lock")


def refuse_stranger(path: Path, name: str) -> None:
    """Refuse a file that is empty or cut off: SQLite would take it for a new database."""
    with path.open("rb") as file:
        head = file.read(SMALLEST)
    if len(head) < SMALLEST:
        message = f"{name}: is empty or cut off; restore a copy, or move it away to make it again"
        raise WorkspaceError(f"{message} from the text of the book")


def refuse_schema(connection: sqlite3.Connection, name: str) -> None:
    """Refuse another program's file and the file of a newer brierbook."""
    [(application,)] = connection.execute("PRAGMA application_id").fetchall()
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    if application != APPLICATION:
        raise WorkspaceError(f"{name}: is a database of another program; name a book")
    if version > SCHEMA_VERSION:
        message = f"{name}: has tables of version {version}; this brierbook knows {SCHEMA_VERSION}"
        raise WorkspaceError(f"{message}; install a newer one")


def journal(version: tuple[int, ...]) -> tuple[str, str]:
    """Choose the journal and its level of synchronisation by the version of SQLite."""
    return ("WAL", "FULL") if version >= SAFE_LOG else ("DELETE", "EXTRA")


def settle(connection: sqlite3.Connection) -> None:
    """Ask for a durable journal; the mode stays with the file, the level with the connection."""
    mode, level = journal(sqlite3.sqlite_version_info)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.execute(f"PRAGMA synchronous = {level}")
    connection.execute("PRAGMA trusted_schema = OFF")
    # what is deleted is overwritten: redacted bytes must not stay in free pages
    connection.execute("PRAGMA secure_delete = ON")
