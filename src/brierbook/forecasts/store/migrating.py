"""Bringing a database of an older brierbook up to date.

Entries of an older version of the format are taken over, and all tables are made anew.
"""

import sqlite3
from pathlib import Path

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.parsing import parse_line
from brierbook.forecasts.entries.records import Origin
from brierbook.forecasts.entries.version_1 import upgrade_lines
from brierbook.forecasts.entries.versions import is_version_1
from brierbook.forecasts.store.appending import write_entries
from brierbook.forecasts.store.database import SCHEMA_VERSION, create_tables, require_line_bytes
from brierbook.forecasts.store.files import (
    lock_file,
    open_sqlite_file,
    schema_version,
    sqlite_address,
)
from brierbook.forecasts.store.locks import hold_lock
from brierbook.forecasts.store.sqlite import WORDS, SqliteDatabase, connect_sqlite, sqlite_failure
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import fsync_path, make_tables, rename_durably

__all__ = ["migrate_database"]

OLD = "old_entry"
OTHERS = """SELECT type, name FROM sqlite_master
    WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' AND name <> 'old_entry'"""


def migrate_database(path: Path, name: str) -> None:
    """Copy the file to one named after its version, then change it in one transaction."""
    with hold_lock(lock_file(path)):
        # the lock is held already
        database = SqliteDatabase(open_sqlite_file(path, name).connection, name)
        if (old := schema_version(database)) < SCHEMA_VERSION:
            [(entries,)] = database.rows("SELECT count(*) FROM entry")
            _back_up_database(database, path.with_name(f"{path.name}.v{old}-{entries}"))
            _rebuild_tables(database)
        database.close()


def _back_up_database(database: SqliteDatabase, path: Path) -> None:
    """Copy a database as it is, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    copy = connect_sqlite(sqlite_address(fresh, "rwc"))
    try:
        database.connection.backup(copy)
    except sqlite3.Error as error:
        raise sqlite_failure(database.name, error) from error
    finally:
        copy.close()
    fsync_path(fresh)
    rename_durably(fresh, path)


def _rebuild_tables(database: SqliteDatabase) -> None:
    """Make every table anew from the bytes of the entries."""
    with database.writing():
        database.run(f"ALTER TABLE entry RENAME TO {OLD}")
        # indexes of a table that is gone are gone with it
        for kind, name in sorted(database.rows(OTHERS)):
            database.run(f'DROP {kind} IF EXISTS "{name}"')
        create_tables(database, WORDS)
        rows = database.rows(f"SELECT seq, line FROM {OLD} ORDER BY seq")  # noqa: S608  # the name above
        lines = tuple(require_line_bytes(line, database.name, seq) for seq, line in rows)
        if lines and is_version_1(lines[0]):
            lines = tuple(upgrade_lines(lines, database.name))
        pairs = enumerate(lines, start=1)
        records = tuple(parse_line(line, Origin(database.name, seq)) for seq, line in pairs)
        entries = dict(enumerate(zip(records, lines, strict=True), start=1))
        write_entries(database, Store(database).frontier(), entries)
        make_tables(database, Book(database.name, records, lines))
        database.run(f"DROP TABLE {OLD}")
        database.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
