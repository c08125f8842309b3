"""Source documents on disk: their bytes, their hashes, and what is known of each."""

import tomllib
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from brierbook.errors import BookError
from brierbook.forecasts.frozen import frozen

MAX_BYTES = 10 * 2**20


@frozen
class Seed:
    """One entry of seeds.toml."""

    file: str
    sha256: str
    language: str
    title: str | None
    published: str
    likeliest: str
    basis: str


@frozen
class Text:
    """A document as decoded text, and the hash of its bytes."""

    sha256: str
    content: str

    @cached_property
    def characters(self) -> int:
        """Its length in Unicode code points."""
        return len(self.content)


def read_text(path: Path, name: str) -> Text:
    """Read a document; BookError names it if it is missing, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise BookError(name, None, None, f"has more than {MAX_BYTES} bytes; split it")
        return Text(sha256(raw).hexdigest(), raw.decode())
    except OSError as error:
        raise BookError(name, None, None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 at byte {error.start}; convert a copy, and keep the original"
        raise BookError(name, None, None, problem) from error


def read_catalogue(path: Path, name: str) -> list[Seed]:
    """Read seeds.toml; BookError names the entry and the field that is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BookError(name, None, None, f"cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BookError(name, None, None, f"is not TOML: {error}") from error
    entries = table.get("seed", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BookError(name, None, "seed", "must be tables, each under [[seed]]")
    return [read_seed(entry, name, i) for i, entry in enumerate(entries, start=1)]


def read_seed(entry: dict[str, Any], name: str, number: int) -> Seed:
    """Read one entry."""
    fields = {key: entry.get(key) for key in Seed.__annotations__}
    for key, value in fields.items():
        if not isinstance(value, str) and not (key == "title" and value is None):
            raise BookError(name, None, f"seed {number}.{key}", "must be a text")
    if unknown := sorted(set(entry) - set(fields)):
        raise BookError(name, None, f"seed {number}.{unknown[0]}", "is not a field of a seed")
    return Seed(**fields)  # type: ignore[arg-type]  # each was just seen to be a text
