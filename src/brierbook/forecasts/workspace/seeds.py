"""Source documents on disk: their bytes, their hashes, and what is known of each."""

import tomllib
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from brierbook.errors import BookError, message_of_system
from brierbook.forecasts.frozen import frozen_record

__all__ = ["MAX_BYTES", "CatalogueEntry", "read_catalogue", "read_seed_text"]

MAX_BYTES = 10 * 2**20


@frozen_record
class CatalogueEntry:
    """One entry of seeds.toml."""

    file: str
    sha256: str
    language: str
    title: str | None
    published: str
    likeliest: str
    basis: str


@frozen_record
class DocumentText:
    """A document as decoded text, and the hash of its bytes."""

    sha256: str
    content: str

    @cached_property
    def characters(self) -> int:
        """Its length in Unicode code points."""
        return len(self.content)


def read_seed_text(path: Path, name: str) -> DocumentText:
    """Read a document; BookError names it if it is missing, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise BookError(
                name,
                None,
                None,
                "has more than {n} bytes; split it",
                code="seed.too_large",
                n=MAX_BYTES,
            )
        return DocumentText(sha256(raw).hexdigest(), raw.decode())
    except OSError as error:
        raise BookError(
            name,
            None,
            None,
            "cannot be read: {why}",
            code="file.unreadable",
            why=message_of_system(error),
        ) from error
    except UnicodeDecodeError as error:
        raise BookError(
            name,
            None,
            None,
            "is not UTF-8 at byte {at}; convert a copy, and keep the original",
            code="seed.not_utf8",
            at=error.start,
        ) from error


def read_catalogue(path: Path, name: str) -> list[CatalogueEntry]:
    """Read seeds.toml; BookError names the entry and the field that is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BookError(
            name,
            None,
            None,
            "cannot be read: {why}",
            code="file.unreadable",
            why=message_of_system(error),
        ) from error
    except (ValueError, RecursionError) as error:
        raise BookError(
            name, None, None, "is not TOML: {why}", code="file.no_toml", why=error
        ) from error
    entries = table.get("seed", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BookError(
            name, None, "seed", "must be tables, each under [[seed]]", code="seed.no_tables"
        )
    return [_parse_catalogue_entry(entry, name, i) for i, entry in enumerate(entries, start=1)]


def _parse_catalogue_entry(entry: dict[str, Any], name: str, number: int) -> CatalogueEntry:
    """Read one entry."""
    fields = {key: entry.get(key) for key in CatalogueEntry.__annotations__}
    for key, value in fields.items():
        if not isinstance(value, str) and not (key == "title" and value is None):
            raise BookError(
                name, None, f"seed {number}.{key}", "must be a text", code="entry.no_text"
            )
    if unknown := sorted(set(entry) - set(fields)):
        raise BookError(
            name,
            None,
            f"seed {number}.{unknown[0]}",
            "is not a field of a seed",
            code="seed.unknown_field",
        )
    return CatalogueEntry(**fields)  # type: ignore[arg-type]  # each was just seen to be a text
