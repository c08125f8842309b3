"""Where things are: a folder with seeds/, forecasts/, analysis/ and reports/."""

import os
from pathlib import Path

from brierbook.errors import WorkspaceError
from brierbook.forecasts.frozen import frozen

BOOK = Path("forecasts") / "book.jsonl"
VARIABLE = "BRIERBOOK_BOOK"


@frozen
class Workspace:
    """A workspace by its root folder and the book within it."""

    root: Path
    book: Path

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


def check_place(folder: Path) -> None:
    """Refuse a folder that cannot be made or written, before any work is done for it."""
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        message = f"{nearest}: is no folder that can be written; name another place with -o"
        raise WorkspaceError(message)


def find_workspace(book: str | None = None, start: Path | None = None) -> Workspace:
    """Find the book: the one named, then $BRIERBOOK_BOOK, then the nearest workspace upward."""
    if named := book or os.environ.get(VARIABLE):
        return around(Path(named))
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / BOOK).is_file():
            return Workspace(folder, folder / BOOK)
    message = f"no {BOOK} here or in a folder above; go to a workspace, or name one with --book"
    raise WorkspaceError(message)


def around(path: Path) -> Workspace:
    """Take a workspace by its folder or by its book."""
    if path.is_dir():
        return Workspace(path, path / BOOK)
    if path.is_file():
        return Workspace(path.parent.resolve().parent, path)
    raise WorkspaceError(f"{path}: no such book; name a workspace folder or a book.jsonl")
