"""The store of a workspace: its database, made from the text of the book where there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from brierbook.errors import WorkspaceError
from brierbook.forecasts.book import Book, read_file
from brierbook.forecasts.store.beside import beyond, look, remember, unchanged
from brierbook.forecasts.store.database import SCHEMA_VERSION
from brierbook.forecasts.store.files import in_memory, lock_of, make_file, open_file, schema_of
from brierbook.forecasts.store.locks import locked
from brierbook.forecasts.store.places import risk
from brierbook.forecasts.store.sqlite import SQLite
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import add, put, read_whole_text, sync, take_in
from brierbook.forecasts.workspace import Workspace

LEFT_BEHIND = ("-journal", "-wal")  # what SQLite writes beside a database


def open_store(workspace: Workspace) -> Store:
    """Open the database of a workspace, and make it from the text if it is missing.

    What a changed text has beyond the database is taken in; `Store.taken_in` counts it. Where
    nothing can be written the book is kept in memory, and can be read only.
    """
    if workspace.server is not None:
        from brierbook.forecasts.store.postgres import open_server  # noqa: PLC0415  # an extra

        return Store(open_server(workspace.server))
    is_new = not workspace.database.exists()
    if is_new:
        if not writable(workspace):
            return read_only(workspace, text_of(workspace))
        make_database(workspace)
    store = Store(open_workspace_file(workspace))
    if is_new and (said := risk(workspace.database.parent)):
        store.warnings.append(said)
    with closed_on_error(store):
        return store if unchanged(store.database, workspace.book) else follow(store, workspace)


@contextmanager
def closed_on_error(store: Store) -> Iterator[None]:
    """Let go of a store that nobody will get."""
    try:
        yield
    except BaseException:
        store.close()
        raise


def open_workspace_file(workspace: Workspace) -> SQLite:
    """Open the database of a workspace; tables of an older brierbook are brought up to date."""
    path, name = workspace.database, workspace.shown(workspace.database)
    database = open_file(path, name)
    if schema_of(database) == SCHEMA_VERSION:
        return database
    database.close()
    if not writable(workspace):
        message = f"{name}: has tables of an older brierbook; open it where it can be written"
        raise WorkspaceError(message)
    from brierbook.forecasts.store.migrating import migrate  # noqa: PLC0415  # seldom needed

    migrate(path, name)
    return open_file(path, name)


def follow(store: Store, workspace: Workspace) -> Store:
    """Take in what the text has beyond the database."""
    seen, content = look(workspace.book), read_file(workspace.book)
    more = beyond(store.database, content, workspace.shown(workspace.book))
    if not writable(workspace):
        return read_only(workspace, text_of(workspace)) if more else store
    if more:
        store.taken_in = take_in(store, text_of(workspace, content))
    with store.database.writing():
        remember(store.database, seen)
    return store


def text_of(workspace: Workspace, content: bytes | None = None) -> Book:
    """Read the text of a book, which must be valid."""
    content = read_file(workspace.book) if content is None else content
    return read_whole_text(content, workspace.shown(workspace.book))


def writable(workspace: Workspace) -> bool:
    """Whether the database may be made and changed."""
    path = workspace.database
    places = (path.parent, path) if path.exists() else (path.parent,)
    return all(os.access(place, os.W_OK) for place in places)


def read_only(workspace: Workspace, book: Book) -> Store:
    """Keep a book in memory."""
    database = in_memory(workspace.shown(workspace.database))
    take_in(Store(database), book)
    database.sealed = f"{database.name}: cannot be written; copy the workspace to where you may"
    return Store(database)


def make_database(workspace: Workspace, book: Book | None = None) -> None:
    """Make the database from the text, or from a book in memory, whole or not at all."""
    path = workspace.database
    fresh = path.with_name(path.name + ".new")
    with locked(lock_of(path)):
        if path.exists():
            return
        refuse_left_behind(workspace)
        seen = look(workspace.book) if book is None else None
        book = book or text_of(workspace)
        fresh.unlink(missing_ok=True)
        fill(make_file(fresh, workspace.shown(path)), book, seen)
        sync(fresh)
        put(fresh, path)


def import_text(workspace: Workspace, content: bytes, name: str) -> Store:
    """Take in what a text has beyond the book; a book that is not there yet is made from it."""
    book = read_whole_text(content, name)
    if workspace.server is None and not has_book(workspace):
        workspace.database.parent.mkdir(parents=True, exist_ok=True)
        make_database(workspace, book)
        store = open_store(workspace)
        store.taken_in = len(book.records)
        return store
    store = open_store(workspace)
    with closed_on_error(store):
        store.taken_in += take_in(store, book)
    return store


def has_book(workspace: Workspace) -> bool:
    """Whether there is a book to continue."""
    return workspace.book.exists() or workspace.database.exists()


def fill(database: SQLite, book: Book, seen: tuple[int, int] | None) -> None:
    """Write a book into a new database."""
    with database.writing():
        add(Store(database), book)
        remember(database, seen)
    database.close()


def refuse_left_behind(workspace: Workspace) -> None:
    """Refuse to make a database where another left its journal: SQLite would mix the two."""
    for ending in LEFT_BEHIND:
        path = workspace.database.with_name(workspace.database.name + ending)
        if path.exists():
            message = f"{workspace.shown(path)}: is left of a database that is gone; restore that,"
            raise WorkspaceError(f"{message} or move this away to make it again from the text")


def longest(workspace: Workspace) -> tuple[bytes, str]:
    """Give a book as text, with its name: from the database, or the text if that has more."""
    if workspace.server is not None:
        with open_store(workspace) as store:
            return joined(store), store.name
    with Store(open_workspace_file(workspace)) as store:
        if not unchanged(store.database, workspace.book):
            content, name = read_file(workspace.book), workspace.shown(workspace.book)
            if beyond(store.database, content, name):
                return content, name
        return joined(store), store.name


def joined(store: Store) -> bytes:
    """Give all entries as text."""
    return b"".join(line + b"\n" for line in store.lines())
