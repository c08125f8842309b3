"""Adding a source document: its bytes into seeds/, an entry in seeds.toml and one in the book."""

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.records import Document
from brierbook.forecasts.frozen import frozen_keyword_record
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.when import Moment
from brierbook.forecasts.workspace.folders import Workspace
from brierbook.forecasts.workspace.seeds import read_seed_text

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["CATALOGUE", "DocumentFacts"]

CATALOGUE = "seeds.toml"
RESERVED = (CATALOGUE, f"{CATALOGUE}.new")


@frozen_keyword_record
class DocumentFacts:
    """What is known of a document besides its bytes."""

    language: str
    published: Moment
    likeliest: Moment
    basis: str
    title: str | None = None
    publisher: str | None = None


def add_source_document(
    batch: Batch, workspace: Workspace, file: Path, origin: DocumentFacts, name: str | None = None
) -> None:
    """Add a document, and copy its bytes; `append_to_catalogue` lists it once the book has it."""
    text = read_seed_text(file, str(file))
    check_text(origin.basis, "basis")
    place = _place_in_seeds(workspace, file)
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
    _copy_into_seeds(file, place, batch)


def add_extracted_document(
    batch: Batch,
    workspace: Workspace,
    text: tuple[str, bytes],
    origin: DocumentFacts,
    original: tuple[str, bytes] | None = None,
) -> str:
    """Add a text by its name and bytes, with the bytes that it was taken from; give its id."""
    name, data = text
    place = _write_into_seeds(batch, workspace, name, data)
    kept = _write_into_seeds(batch, workspace, *original) if original else None
    stem = place.name.removesuffix(".txt").removesuffix(".md")
    called = batch.free_id("document", f"doc-{'-'.join(stem.split())}"[:90])
    batch.add(
        "document",
        {
            "id": called,
            "file": place.relative_to(workspace.root).as_posix(),
            "sha256": sha256(data).hexdigest(),
            "characters": len(data.decode()),
            "language": origin.language,
            "title": origin.title,
            "publisher": origin.publisher,
            "published": origin.published.text,
            "likeliest": origin.likeliest.text,
            "basis": origin.basis,
            "original": kept.relative_to(workspace.root).as_posix() if kept else None,
            "original_sha256": sha256(original[1]).hexdigest() if original else None,
        },
    )
    return called


def _write_into_seeds(batch: Batch, workspace: Workspace, name: str, data: bytes) -> Path:
    """Write bytes into seeds/ under a name that nothing else has there."""
    name = f"document-{name}" if name in RESERVED else name
    stem, dot, ending = name.rpartition(".")
    for number in range(1, 1000):
        numbered = name if number == 1 else f"{stem or name}-{number}{dot}{ending if dot else ''}"
        place = workspace.seeds / numbered
        if not place.exists():
            batch.kept.append(place)
            place.write_bytes(data)
            return place
        if place.read_bytes() == data:
            return place
    raise WorkspaceError(
        "{name}: a thousand other documents have that name; rename it",
        code="document.thousand",
        name=name,
    )


def _place_in_seeds(workspace: Workspace, file: Path) -> Path:
    """Say where in seeds/ a document goes: where it is, if it is there already."""
    if file.name in RESERVED:
        raise WorkspaceError(
            "{file}: is the name of the list of documents; rename it first",
            code="document.reserved",
            file=file.name,
        )
    seeds = workspace.seeds.resolve()
    if file.resolve().is_relative_to(seeds):
        return workspace.seeds / file.resolve().relative_to(seeds)
    place = workspace.seeds / file.name
    if place.exists() and place.read_bytes() != file.read_bytes():
        raise WorkspaceError(
            "{place}: is another document; rename the new one first",
            code="document.other",
            place=place,
        )
    return place


def _copy_into_seeds(file: Path, place: Path, batch: Batch) -> None:
    """Copy the bytes into seeds/, if they are not there."""
    if not place.exists():
        batch.kept.append(place)
        place.write_bytes(file.read_bytes())


def append_to_catalogue(workspace: Workspace, document: Document) -> None:
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
    entry = "\n[[seed]]\n" + "".join(
        f"{name} = {_quote_toml(each)}\n" for name, each in given.items()
    )
    fresh = path.with_name(f"{CATALOGUE}.new")
    fresh.write_bytes(before + entry.encode())
    fresh.replace(path)


def _quote_toml(text: str) -> str:
    """Write a text as TOML does: as JSON, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
