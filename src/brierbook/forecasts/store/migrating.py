"""Bringing the tables of an older brierbook up to date: the entries stay, all else is made anew."""

import sqlite3
from pathlib import Path

from brierbook.forecasts.book import Book
from brierbook.forecasts.parsing import parse_line
from brierbook.forecasts.records import Origin
from brierbook.forecasts.store.appending import write_entries
from brierbook.forecasts.store.database import SCHEMA_VERSION, create, held_bytes
from brierbook.forecasts.store.files import address, lock_of, open_file, schema_of
from brierbook.forecasts.store.locks import locked
from brierbook.forecasts.store.sqlite import WORDS, SQLite, connect, failure
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import make_tables, put, sync

OLD = "old_entry"
OTHERS = """SELECT type, name FROM sqlite_master
    WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' AND name <> 'old_entry'"""


def migrate(path: Path, name: str) -> None:
    """Copy the file to one named after its version, then change it in one transaction."""
    with locked(lock_of(path)):
        # the lock is held already
        database = SQLite(open_file(path, name).connection, name)
        if (old := schema_of(database)) < SCHEMA_VERSION:
            [(entries,)] = database.rows("SELECT count(*) FROM entry")
            back_up(database, path.with_name(f"{path.name}.v{old}-{entries}"))
            rebuild(database)
        database.close()


def back_up(database: SQLite, path: Path) -> None:
    """Copy a database as it is, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    copy = connect(address(fresh, "rwc"))
    try:
        database.connection.backup(copy)
    except sqlite3.Error as error:
        raise failure(database.name, error) from error
    finally:
        copy.close()
    sync(fresh)
    put(fresh, path)


def rebuild(database: SQLite) -> None:
    """Make every table anew from the bytes of the entries."""
    with database.writing():
        database.run(f"ALTER TABLE entry RENAME TO {OLD}")
        # indexes of a table that is gone are gone with it
        for kind, name in sorted(database.rows(OTHERS)):
            database.run(f'DROP {kind} IF EXISTS "{name}"')
        create(database, WORDS)
        rows = database.rows(f"SELECT seq, line FROM {OLD} ORDER BY seq")  # noqa: S608  # the name above
        lines = tuple(held_bytes(line, database.name, seq) for seq, line in rows)
        pairs = enumerate(lines, start=1)
        records = tuple(parse_line(line, Origin(database.name, seq)) for seq, line in pairs)
        entries = dict(enumerate(zip(records, lines, strict=True), start=1))
        write_entries(database, Store(database).frontier(), entries)
        make_tables(database, Book(database.name, records, lines))
        database.run(f"DROP TABLE {OLD}")
        database.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
