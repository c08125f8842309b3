"""The store of a workspace: its database, made from the text of the book where there is none."""

from brierbook.forecasts.loading import load_book
from brierbook.forecasts.store.sqlite import make_file, open_file
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import take_in
from brierbook.forecasts.workspace import Workspace


def open_store(workspace: Workspace) -> Store:
    """Open the database of a workspace, and make it from the text if it is missing."""
    path = workspace.book.with_suffix(".db")
    if path.exists():
        return Store(open_file(path, path.name))
    book = load_book(workspace)
    make_file(path)
    store = Store(open_file(path, path.name))
    take_in(store, book)
    return store
