"""Merging two workspaces: the entries of the other copy of the book, and its documents."""

from hashlib import sha256
from pathlib import Path

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Document
from brierbook.forecasts.life.documents import CATALOGUE
from brierbook.forecasts.store.opening import longest_text
from brierbook.forecasts.store.transfer import parse_whole_text
from brierbook.forecasts.workspace.folders import Workspace

__all__ = ["copy_documents", "read_other_book"]

LARGEST = 2**26  # bytes of a document


def read_other_book(other: Workspace) -> Book:
    """Read the whole book of another workspace, which must be valid; nothing is written."""
    if other.server is None and not other.database.exists():
        from brierbook.forecasts.entries.book import read_book_bytes

        return parse_whole_text(read_book_bytes(other.book), str(other.book))
    content, name = longest_text(other)
    return parse_whole_text(content, name)


def copy_documents(workspace: Workspace, other: Workspace, book: Book) -> list[str]:
    """Copy the documents of a book that are not here; give the files that are in neither place.

    What is copied has the bytes that the book names, and lies in seeds/.
    """
    missing: list[str] = []
    for document in book.every(Document):
        pairs = ((document.file, document.sha256), (document.original, document.original_sha256))
        for file, digest in pairs:
            if file and digest and not _copy_file(workspace, other, file, digest):
                missing.append(file)
    _copy_catalogue(workspace, other)
    return missing


def _copy_file(workspace: Workspace, other: Workspace, file: str, digest: str) -> bool:
    """Copy one file, unless it is here; tell whether it is now."""
    here, there = _path_in_seeds(workspace, file), _path_in_seeds(other, file)
    if here is None or there is None:
        return False
    if here.exists():
        return True
    if not there.is_file() or there.stat().st_size > LARGEST:
        return False
    content = there.read_bytes()
    if sha256(content).hexdigest() != digest:
        return False
    here.parent.mkdir(parents=True, exist_ok=True)
    here.write_bytes(content)
    return True


def _path_in_seeds(workspace: Workspace, file: str) -> Path | None:
    """Give where a document lies; one that would lie elsewhere than in seeds/ has no place."""
    try:
        path = (workspace.root / file).resolve()
        inside = path.is_relative_to(workspace.seeds.resolve())
    except (OSError, RuntimeError, ValueError):
        return None
    return path if inside else None


def _copy_catalogue(workspace: Workspace, other: Workspace) -> None:
    """Copy the list of documents where there is none."""
    here, there = workspace.seeds / CATALOGUE, other.seeds / CATALOGUE
    if not here.exists() and there.is_file() and there.stat().st_size <= LARGEST:
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_bytes(there.read_bytes())
