"""Files that are given for import: their bytes, within limits, out of folders and archives."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

from brierbook.errors import InputError, WorkspaceError, message_of_system
from brierbook.forecasts.exchange.encodings import Decoded, decode_bytes

__all__ = ["MOST_BYTES", "InputFile", "load_json", "open_inputs"]

MEGA = 2**20
MOST_BYTES = 64 * MEGA  # of one file
MOST_TOTAL = 256 * MEGA
MOST_FILES = 10_000
ARCHIVE = ".zip"
BINARY = (".xlsx", ".xlsm", ".parquet", ".pq")


class InputFile:
    """A file by the name that places give it, with its bytes; what is made of them is kept."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters."""
        return Path(self.name).suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return sha256(self.data).hexdigest()

    @cached_property
    def decoded(self) -> Decoded:
        """Its text, with how it was encoded."""
        return decode_bytes(self.data, self.name)

    @property
    def is_text(self) -> bool:
        """Whether it is read as text."""
        return self.suffix not in BINARY

    @property
    def text(self) -> str:
        """Its text."""
        return self.decoded.text

    @cached_property
    def json(self) -> object:
        """Its value, if it is one JSON text; numbers are exact. None if it is not."""
        if self.data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
            return None
        try:
            return load_json(self.text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def first_object(self) -> dict[str, object]:
        """Its first line, if that is a JSON object."""
        try:
            start = self.text.lstrip()[:MEGA].partition("\n")[0]
            value = load_json(start) if start.startswith("{") else None
        except (ValueError, RecursionError):  # bytes that are no text, too
            return {}
        return value if isinstance(value, dict) else {}

    def at(self, unit: object) -> str:
        """Name a place in it."""
        return f"{self.name}#{unit}"


def load_json(text: str) -> object:
    """Read JSON; numbers with a point are exact, and NaN and infinities are refused."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_not_finite)


def _refuse_not_finite(text: str) -> NoReturn:
    """Refuse what is no number of JSON."""
    raise InputError("number", text, "is no number of JSON", code="import.no_json_number")


def open_inputs(paths: Iterable[Path]) -> list[InputFile]:
    """Read files, and those in folders and archives; hidden ones only where a folder is named."""
    found: list[InputFile] = []
    total = 0
    for path in paths:
        for file in _open_path(path):
            total += len(file.data)
            if total > MOST_TOTAL:
                raise _too_large(str(path), MOST_TOTAL)
            if len(found) == MOST_FILES:
                raise InputError(
                    "file",
                    str(path),
                    "holds more than {most} files; give a folder with fewer",
                    code="import.files",
                    most=MOST_FILES,
                )
            found.append(file)
    return found


def _open_path(path: Path) -> Iterator[InputFile]:
    """Read one path."""
    try:
        if path.is_dir():
            for each in _files_below(path):
                yield from _open_file(each, each.relative_to(path).as_posix())
        else:
            yield from _open_file(path, path.name)
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be read ({why})",
            code="import.unreadable",
            path=path,
            why=message_of_system(error),
        ) from error


def _files_below(folder: Path) -> list[Path]:
    """List the files of a folder, in the order of their names; links that lead out are not read."""
    root = folder.resolve()
    files: list[Path] = []
    for each in folder.rglob("*"):
        if ".git" in each.parts or not each.resolve().is_relative_to(root) or not each.is_file():
            continue
        files.append(each)
        if len(files) > MOST_FILES:
            raise InputError(
                "file",
                str(folder),
                "holds more than {most} files; give a folder with fewer",
                code="import.files",
                most=MOST_FILES,
            )
    return sorted(files)


def _open_file(path: Path, name: str) -> Iterator[InputFile]:
    """Read a file, or the files of an archive."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _too_large(name, MOST_BYTES)
    if path.suffix.lower() == ARCHIVE:
        yield from _open_archive(data, name)
    else:
        yield InputFile(name, data)


def _open_archive(data: bytes, name: str) -> Iterator[InputFile]:
    """Read the files of an archive, as many bytes as they say, within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_TOTAL:
                raise _too_large(name, MOST_TOTAL)
            for each in members:
                if each.file_size > MOST_BYTES:
                    raise _too_large(f"{name}/{each.filename}", MOST_BYTES)
                with archive.open(each) as member:
                    yield InputFile(each.filename, member.read(MOST_BYTES + 1))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(
            "file", name, "is no archive that can be read", code="import.archive"
        ) from error


def _too_large(name: str, most: int) -> InputError:
    """Say that there is too much."""
    return InputError(
        "file", name, "has more than {most} MB; split it", code="import.large", most=most // MEGA
    )
