"""Restoring a book from its text, into a workspace that is new or has nothing in it yet."""

from pathlib import Path

from brierbook.forecasts.life.merge import copy_documents
from brierbook.forecasts.store.opening import import_text
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import parse_whole_text
from brierbook.forecasts.workspace.folders import BOOK, Workspace

__all__ = ["restore_book"]

FOLDERS = ("seeds", "analysis", "reports")


def restore_book(workspace: Workspace, content: bytes, name: str, file: Path | None) -> Store:
    """Take in the text of a book, with the documents that lie beside its file.

    Raises
    ------
    BookError
        If the text is not valid.
    ConflictError
        If it went another way than the book that is here.
    """
    store = import_text(workspace, content, name)
    if workspace.server is None:
        for each in FOLDERS:
            (workspace.root / each).mkdir(exist_ok=True)
    if file is not None and (there := _workspace_of(file)).root != workspace.root:
        copy_documents(workspace, there, parse_whole_text(content, name))
    return store


def _workspace_of(file: Path) -> Workspace:
    """Give the workspace in which the text of a book lies."""
    folder = file.absolute().parent
    root = folder.parent if folder.name == BOOK.parent.name else folder
    return Workspace(root, file)
