"""Where things are: a folder with seeds/, forecasts/, analysis/ and reports/."""

import os
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.frozen import frozen_record

__all__ = ["BOOK", "VARIABLE", "Workspace", "check_output_folder", "find_workspace"]

BOOK = Path("forecasts") / "book.jsonl"
DATABASE = ".db"  # the book as a database, beside its text
VARIABLE = "BRIERBOOK_BOOK"
SERVERS = ("postgresql://", "postgres://")


@frozen_record
class Workspace:
    """A workspace by its root folder and the book within it, or on a server.

    ``book`` is the text of the book. ``server`` is the address of a PostgreSQL database; it may
    hold a password, so it is never shown.
    """

    root: Path
    book: Path
    server: str | None = None

    def __repr__(self) -> str:
        return f"Workspace({self.root}, {self.book})"

    @property
    def database(self) -> Path:
        """The book as a SQLite file, beside its text."""
        return self.book.with_suffix(DATABASE)

    @property
    def seeds(self) -> Path:
        """The source documents."""
        return self.root / "seeds"

    @property
    def analysis(self) -> Path:
        """What was computed."""
        return self.root / "analysis"

    @property
    def reports(self) -> Path:
        """What was written."""
        return self.root / "reports"

    def shown(self, path: Path) -> str:
        """Name a file as messages do: from the root where it lies inside."""
        return (
            path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
        )


def check_output_folder(folder: Path) -> None:
    """Refuse a folder that cannot be made or written, before any work is done for it."""
    place = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise WorkspaceError(
            "{place}: is no folder that can be written; name another place with -o",
            code="place_to_write.no_folder",
            place=place,
        )


def find_workspace(book: str | None = None, start: Path | None = None) -> Workspace:
    """Find the book: the one named, then $BRIERBOOK_BOOK, then the nearest workspace upward."""
    here = (start or Path.cwd()).absolute()
    if named := book or os.environ.get(VARIABLE):
        if named.startswith(SERVERS):
            place = _nearest_workspace(here) or here
            return Workspace(place, place / BOOK, named)
        return _workspace_at(Path(named))
    if found := _nearest_workspace(here):
        return Workspace(found, found / BOOK)
    raise WorkspaceError(
        "no {book} here or in a folder above; go to a workspace, name one with --book, "
        "or make one with brierbook init",
        code="workspace.none",
        book=BOOK,
    )


def _nearest_workspace(here: Path) -> Path | None:
    """Find the nearest folder upward that holds a book, as text or as a database."""
    return next((each for each in (here, *here.parents) if _names_a_book(each / BOOK)), None)


def _names_a_book(text: Path) -> bool:
    """Whether there is a book, as text or as a database."""
    return text.is_file() or text.with_suffix(DATABASE).is_file()


def _workspace_at(path: Path) -> Workspace:
    """Take a workspace by its folder or by its book."""
    if path.is_dir():
        return Workspace(path, path / BOOK)
    if path.is_file() or _names_a_book(path):
        text = path.with_suffix(BOOK.suffix) if path.suffix == DATABASE else path
        return Workspace(path.parent.resolve().parent, text)
    raise WorkspaceError(
        "{path}: no such book; name a workspace folder, a book.jsonl or a book.db",
        code="workspace.no_such_book",
        path=path,
    )
