"""The store of a workspace: its database, made from the text of the book where there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from brierbook.errors import Message, WorkspaceError
from brierbook.forecasts.entries.book import Book, read_book_bytes
from brierbook.forecasts.entries.versions import is_version_1, upgrade_text
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.store.database import SCHEMA_VERSION, Database
from brierbook.forecasts.store.files import (
    lock_file,
    make_memory_book,
    make_sqlite_file,
    open_sqlite_file,
    schema_version,
)
from brierbook.forecasts.store.following import TextFollower, note_text
from brierbook.forecasts.store.locks import hold_lock
from brierbook.forecasts.store.pins import require_pins
from brierbook.forecasts.store.risky_places import explain_folder_risk
from brierbook.forecasts.store.sqlite import SqliteDatabase
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.text_file import (
    TextStamp,
    compare_text,
    count_beyond,
    guard_overwrite,
    is_text_unchanged,
    remember_text,
    seen_text,
    stat_text,
)
from brierbook.forecasts.store.transfer import (
    append_missing,
    append_missing_within,
    fsync_path,
    parse_whole_text,
    rename_durably,
    write_entries_as_text,
)
from brierbook.forecasts.workspace.folders import Workspace

__all__ = [
    "find_text_lag",
    "hold_in_memory",
    "import_text",
    "longest_text",
    "open_store",
    "open_unchanged",
    "refuse_other_text",
    "renew_text",
    "require_seen_entries",
    "write_text",
]

FIRST_LEAVES = "SELECT leaf FROM entry ORDER BY seq LIMIT 2"
EMPTY = ".empty"  # what a book is called that gave way to another
LEFT_BEHIND = ("-journal", "-wal")  # what SQLite writes beside a database


def open_store(workspace: Workspace) -> Store:
    """Open the database of a workspace, and make it from the text if it is missing.

    What a changed text has beyond the database is taken in; `Store.taken_in` counts it. Where
    nothing can be written the book is kept in memory, and can be read only.
    """
    if workspace.server is not None:
        from brierbook.forecasts.store.postgres import open_postgres  # an extra

        return _place_store(Store(open_postgres(workspace.server)))
    is_new = not workspace.database.exists()
    if is_new:
        if not can_write_database(workspace):
            return open_read_only(workspace, read_text_alone(workspace))
        _make_database(workspace)
    database = open_workspace_file(workspace)
    database.follower = TextFollower(workspace.book, workspace.shown(workspace.book))
    store = _place_store(Store(database), workspace.database)
    if is_new and (said := explain_folder_risk(workspace.database.parent)):
        store.warnings.append(said)
    with _close_on_error(store):
        return (
            store if _is_text_settled(store.database, workspace) else _follow_text(store, workspace)
        )


def _is_text_settled(database: Database, workspace: Workspace) -> bool:
    """Whether the text is the one that was seen last, once nobody is writing to it."""
    if is_text_unchanged(database, workspace.book):
        return True
    if not can_write_database(workspace):
        return False
    with hold_lock(lock_file(workspace.database)):
        return is_text_unchanged(database, workspace.book)


def _place_store(store: Store, path: Path | None = None) -> Store:
    """Say where a book lies, so that its head is kept and compared there."""
    store.place = str(path.absolute()) if path else store.name
    return store


@contextmanager
def _close_on_error(store: Store) -> Iterator[None]:
    """Let go of a store that nobody will get."""
    try:
        yield
    except BaseException:
        store.close()
        raise


def open_workspace_file(workspace: Workspace) -> SqliteDatabase:
    """Open the database of a workspace; tables of an older brierbook are brought up to date."""
    path, name = workspace.database, workspace.shown(workspace.database)
    database = open_sqlite_file(path, name)
    if schema_version(database) == SCHEMA_VERSION:
        return database
    database.close()
    if not can_write_database(workspace):
        raise WorkspaceError(
            "{name}: has tables of an older brierbook; open it where it can be written",
            code="store.older",
            name=name,
        )
    from brierbook.forecasts.store.migrating import migrate_database  # seldom needed

    migrate_database(path, name)
    return open_sqlite_file(path, name)


def _follow_text(store: Store, workspace: Workspace) -> Store:
    """Take in what the text has beyond the database; a last line without an end is left."""
    name = workspace.shown(workspace.book)
    seen, content = stat_text(workspace.book), read_book_bytes(workspace.book)
    found = compare_text(store.database, content, name)
    if found.is_cut_off:
        store.warnings.append(_cut_off_warning(name))
        content = content[: content.rfind(b"\n") + 1]
    if not can_write_database(workspace):
        whole = parse_valid_text(workspace, content)
        return open_read_only(workspace, whole) if found.beyond else store
    if found.beyond:
        store.taken_in = append_missing(store, parse_valid_text(workspace, content))
    if not found.is_cut_off and not found.is_outdated:
        with hold_lock(lock_file(workspace.database)):
            note_text(store.database, seen, found.entries + found.beyond)
    return store


def _cut_off_warning(name: str) -> Message:
    """Say that a text is not whole, though the book is."""
    return Message(
        "{name}: its last line has no end; the book was read without it, ask again once the text "
        "is written whole",
        "store.text_unended",
        {"name": name},
    )


def parse_valid_text(workspace: Workspace, content: bytes | None = None) -> Book:
    """Read the text of a book, which must be valid."""
    content = read_book_bytes(workspace.book) if content is None else content
    return parse_whole_text(content, workspace.shown(workspace.book))


def _read_own_text(workspace: Workspace) -> tuple[Book, TextStamp | None]:
    """Read the text that a database is made from, and how it is known again."""
    seen, content = stat_text(workspace.book), read_book_bytes(workspace.book)
    book = read_text_alone(workspace, content)
    return book, None if is_version_1(content) else seen


def read_text_alone(workspace: Workspace, content: bytes | None = None) -> Book:
    """Read a text without a database, which must be valid and have all that was seen here."""
    book = parse_valid_text(workspace, content)
    require_seen_entries(workspace, book)
    return book


def require_seen_entries(workspace: Workspace, book: Book) -> None:
    """Refuse a text that lacks entries which this machine saw here."""
    name, place = workspace.shown(workspace.book), str(workspace.database.absolute())
    require_pins(name, book.header.name, place, book.leaves)


def can_write_database(workspace: Workspace) -> bool:
    """Whether the database may be made and changed."""
    path = workspace.database
    places = (path.parent, path) if path.exists() else (path.parent,)
    return all(os.access(place, os.W_OK) for place in places)


def hold_in_memory(book: Book, name: str | None = None) -> Store:
    """Make the tables of a book in memory; they are gone with the store."""
    store = Store(make_memory_book(name or book.file))
    append_missing(store, book)
    return store


def open_read_only(workspace: Workspace, book: Book) -> Store:
    """Keep a book in memory."""
    database = make_memory_book(workspace.shown(workspace.database))
    append_missing(Store(database), book)
    database.sealed = Message(
        "{name}: cannot be written; copy the workspace to where you may",
        "store.read_only",
        {"name": database.name},
    )
    return Store(database)


def _make_database(workspace: Workspace, book: Book | None = None) -> None:
    """Make the database from the text, or from a book in memory, whole or not at all."""
    path = workspace.database
    fresh = path.with_name(path.name + ".new")
    with hold_lock(lock_file(path)):
        if path.exists():
            return
        _refuse_stray_journal(workspace)
        book, seen = _read_own_text(workspace) if book is None else (book, None)
        fresh.unlink(missing_ok=True)
        _fill_new_database(make_sqlite_file(fresh, workspace.shown(path)), book, seen)
        fsync_path(fresh)
        rename_durably(fresh, path)


def import_text(workspace: Workspace, content: bytes, name: str) -> Store:
    """Take in what a text has beyond the book; a book that is not there yet is made from it."""
    book = parse_whole_text(content, name)
    if workspace.server is None:
        _set_empty_book_aside(workspace, book)
    if workspace.server is None and not _has_book_to_continue(workspace):
        workspace.database.parent.mkdir(parents=True, exist_ok=True)
        _make_database(workspace, book)
        store = open_store(workspace)
        with _close_on_error(store):
            renew_text(store, workspace)
            store.taken_in = len(book.records)
        return store
    store = open_store(workspace)
    with _close_on_error(store):
        store.taken_in += append_missing(store, book)
    return store


def _set_empty_book_aside(workspace: Workspace, book: Book) -> None:
    """Make room for a book where one lies that has nothing but its name."""
    held = {*_first_leaves_of_text(workspace), *_first_leaves_of_database(workspace)}
    if len(held) != 1 or held == {book.leaves[0]}:
        return
    for path in (workspace.database, workspace.book):
        if path.exists():
            path.replace(path.with_name(path.name + EMPTY))


def _first_leaves_of_text(workspace: Workspace) -> list[str]:
    """Give the first leaves of the text that is here, as many as tell whether it is empty."""
    if not workspace.book.exists():
        return []
    lines = upgrade_text(read_book_bytes(workspace.book), str(workspace.book)).split(b"\n")
    return [hash_entry(line).hex() for line in lines[:2] if line]


def _first_leaves_of_database(workspace: Workspace) -> list[str]:
    """Give the same of the database that is here."""
    if not workspace.database.exists():
        return []
    database = open_workspace_file(workspace)
    try:
        return [leaf for (leaf,) in database.rows(FIRST_LEAVES)]
    finally:
        database.close()


def _has_book_to_continue(workspace: Workspace) -> bool:
    """Whether there is a book to continue."""
    return workspace.book.exists() or workspace.database.exists()


def _fill_new_database(database: SqliteDatabase, book: Book, seen: TextStamp | None) -> None:
    """Write a book into a new database."""
    with database.writing():
        append_missing_within(Store(database), book)
        remember_text(database, seen, len(book.records))
    database.close()


def _refuse_stray_journal(workspace: Workspace) -> None:
    """Refuse to make a database where another left its journal: SQLite would mix the two."""
    for ending in LEFT_BEHIND:
        path = workspace.database.with_name(workspace.database.name + ending)
        if path.exists():
            raise WorkspaceError(
                "{path}: is left of a database that is gone; restore that, or move this away "
                "to make it again from the text",
                code="store.left_over",
                path=workspace.shown(path),
            )


def renew_text(store: Store, workspace: Workspace) -> int:
    """Write the text beside the database, remember that it was seen, and tell its entries."""
    with store.database.writing():
        size = write_text(store, workspace.book)
        remember_text(store.database, stat_text(workspace.book), size)
    return size


def write_text(store: Store, path: Path) -> int:
    """Write the book as text, unless a file is there that it does not continue; tell its entries.

    The file that was there stays until the new one is whole.
    """
    guard_overwrite(store.database, path)
    size = store.frontier().size
    write_entries_as_text(store.lines(last=size), path)
    return size


def open_unchanged(workspace: Workspace) -> Store:
    """Open a book without taking anything in; one that is only text is kept in memory."""
    if workspace.server is not None:
        return open_store(workspace)
    if workspace.database.exists():
        return Store(open_workspace_file(workspace))
    return open_read_only(workspace, read_text_alone(workspace))


def refuse_other_text(store: Store, workspace: Workspace) -> None:
    """Refuse a text beside a database that went another way."""
    beside = workspace.server is None and workspace.database.exists()
    if beside and not is_text_unchanged(store.database, workspace.book):
        content = read_book_bytes(workspace.book)
        count_beyond(store.database, content, workspace.shown(workspace.book))


def longest_text(workspace: Workspace) -> tuple[bytes, str]:
    """Give a book as text, with its name: from the database, or the text if that has more."""
    if workspace.server is not None:
        with open_store(workspace) as store:
            return _entries_as_text(store), store.name
    with _place_store(Store(open_workspace_file(workspace)), workspace.database) as store:
        if not is_text_unchanged(store.database, workspace.book):
            content, name = read_book_bytes(workspace.book), workspace.shown(workspace.book)
            if compare_text(store.database, content, name).beyond:
                return content[: content.rfind(b"\n") + 1], name
        return _entries_as_text(store), store.name


def find_text_lag(workspace: Workspace) -> int:
    """Tell how many entries of the book the text beside its database lacks."""
    if workspace.server is not None or not workspace.database.exists():
        return 0
    database = open_sqlite_file(workspace.database, workspace.shown(workspace.database))
    try:
        lag = _count_lacking(database, workspace)
        if lag and can_write_database(workspace):
            with hold_lock(lock_file(workspace.database)):  # nobody is about to write it
                lag = _count_lacking(database, workspace)
        return lag
    finally:
        database.close()


def _count_lacking(database: Database, workspace: Workspace) -> int:
    """Count the entries that a text lacks; one that was changed is read."""
    size, entries, seen = seen_text(database)
    now = stat_text(workspace.book)
    if now is None or now == seen:
        return size - (entries if now else 0)
    content, name = read_book_bytes(workspace.book), workspace.shown(workspace.book)
    return size - compare_text(database, content, name).entries


def _entries_as_text(store: Store) -> bytes:
    """Give all entries as text."""
    return b"".join(line + b"\n" for line in store.lines())
