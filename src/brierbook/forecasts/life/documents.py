"""Adding a source document: its bytes into seeds/, an entry in seeds.toml and one in the book."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from brierbook.errors import WorkspaceError
from brierbook.forecasts.frozen import frozen_by_name
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.records import Document
from brierbook.forecasts.seeds import read_text
from brierbook.forecasts.when import Moment
from brierbook.forecasts.workspace import Workspace

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

CATALOGUE = "seeds.toml"


@frozen_by_name
class Origin:
    """What is known of a document besides its bytes."""

    language: str
    published: Moment
    likeliest: Moment
    basis: str
    title: str | None = None
    publisher: str | None = None


def add_source(
    batch: Batch, workspace: Workspace, file: Path, origin: Origin, name: str | None = None
) -> None:
    """Add a document, and copy its bytes; `list_seed` lists it once the book has it."""
    text = read_text(file, str(file))
    check_text(origin.basis, "basis")
    place = placed(workspace, file)
    called = batch.new_id("document", name or f"doc-{place.stem}".replace(" ", "-"))
    body: dict[str, Json] = {
        "id": called,
        "file": place.relative_to(workspace.root).as_posix(),
        "sha256": text.sha256,
        "characters": text.characters,
        "language": origin.language,
        "title": origin.title,
        "publisher": origin.publisher,
        "published": origin.published.text,
        "likeliest": origin.likeliest.text,
        "basis": origin.basis,
    }
    batch.add("document", body)
    copy(file, place, batch)


def placed(workspace: Workspace, file: Path) -> Path:
    """Say where in seeds/ a document goes: where it is, if it is there already."""
    seeds = workspace.seeds.resolve()
    if file.resolve().is_relative_to(seeds):
        return workspace.seeds / file.resolve().relative_to(seeds)
    place = workspace.seeds / file.name
    if place.exists() and place.read_bytes() != file.read_bytes():
        raise WorkspaceError(f"{place}: is another document; rename the new one first")
    return place


def copy(file: Path, place: Path, batch: Batch) -> None:
    """Copy the bytes into seeds/, if they are not there."""
    if not place.exists():
        batch.kept.append(place)
        place.write_bytes(file.read_bytes())


def list_seed(workspace: Workspace, document: Document) -> None:
    """Append a document of the book to seeds.toml; the file is replaced whole."""
    path = workspace.seeds / CATALOGUE
    before = path.read_bytes() if path.exists() else b""
    known = {
        "file": document.file.removeprefix("seeds/"),
        "sha256": document.sha256,
        "language": document.language,
        "title": document.title,
        "published": document.published.text,
        "likeliest": document.likeliest.text,
        "basis": document.basis,
    }
    given = {name: value for name, value in known.items() if value is not None}
    entry = "\n[[seed]]\n" + "".join(f"{name} = {quoted(each)}\n" for name, each in given.items())
    fresh = path.with_name(f"{CATALOGUE}.new")
    fresh.write_bytes(before + entry.encode())
    fresh.replace(path)


def quoted(text: str) -> str:
    """Write a text as TOML does: as JSON, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
