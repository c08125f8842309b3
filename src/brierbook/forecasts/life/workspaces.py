"""Making a workspace: its folders, its list of seeds, and a book that holds its name."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from brierbook.errors import InputError, WorkspaceError, message_of_system
from brierbook.forecasts.entries.envelopes import write_entry
from brierbook.forecasts.entries.source_readers import NAME
from brierbook.forecasts.life.forecasters import make_slug
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.when import Moment
from brierbook.forecasts.workspace.folders import BOOK, Workspace

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["make_workspace"]

ROOMS = ("seeds", "forecasts", "analysis", "reports")
SEEDS = """\
# The source documents, byte for byte, and what is known of each.
# brierbook source add FILE --language en --published 2027-01-31 --basis "..." writes an entry.
"""


def make_workspace(
    folder: Path, by: str, now: Moment, *, name: str | None = None, title: str | None = None
) -> Workspace:
    """Make a workspace in a folder that holds none; what is there already is left alone."""
    called = _choose_book_name(folder, name)
    made = Workspace(folder, folder / BOOK)
    for path in (made.book, made.database, made.seeds / "seeds.toml"):
        if path.exists():
            raise WorkspaceError(
                "{path}: is there already; a workspace is made where there is none",
                code="workspace.exists",
                path=path,
            )
    header = _header_line(called, title or called, by, now)
    try:
        for room in ROOMS:
            (folder / room).mkdir(parents=True, exist_ok=True)
        _write_new_file(made.seeds / "seeds.toml", SEEDS.encode())
        _write_new_file(made.book, header + b"\n")
    except OSError as error:
        raise WorkspaceError(
            "{folder}: cannot be made ({why})",
            code="workspace.not_made",
            folder=folder,
            why=message_of_system(error),
        ) from error
    return made


def _choose_book_name(folder: Path, name: str | None) -> str:
    """Give the short name of a book, which names folders."""
    if name is None:
        usable = "".join(each for each in make_slug(folder.resolve().name) if each.isascii())
        return usable if NAME.fullmatch(usable) else "book"
    if not NAME.fullmatch(name):
        raise InputError(
            "name",
            name,
            'takes small letters and digits, like "syria-2024-12"',
            code="workspace.name",
        )
    return name


def _header_line(name: str, title: str, by: str, now: Moment) -> bytes:
    """Write the first entry of a book."""
    check_text(title, "title")
    titles: dict[str, Json] = {language_of(title): title}
    body: dict[str, Json] = {"name": name, "title": titles}
    return write_entry("book", body, {"recorded_at": now.text, "by": by})


def _write_new_file(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, on disk before it is used."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
