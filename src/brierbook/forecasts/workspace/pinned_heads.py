"""The heads of books that this machine saw last, kept outside of the books, by their names.

Whoever owns a database can cut its tail or hash it anew; here stands how far it went. A file holds
lines with the place of a book of that name, its first leaf, size and root; the last one counts.
"""

import os
from contextlib import suppress
from pathlib import Path

from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.user_folder import config_folder

__all__ = ["PinnedHead", "pin_file", "pin_head", "read_pins"]

FIELDS = 4
LARGEST = 2**15  # bytes
SLASHES = str.maketrans("/\\", "__")


@frozen_record
class PinnedHead:
    """How far a book went at a place: its first leaf, the number of entries, and their root."""

    first: str
    size: int
    root: str
    place: str


def pin_file(name: str) -> Path:
    """Name the file that holds the heads of the books of a name."""
    return config_folder() / "heads" / name.translate(SLASHES)


def read_pins(name: str) -> list[PinnedHead]:
    """Read the heads of the books of a name, the last of each place; other lines are left out."""
    try:
        lines = pin_file(name).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except (OSError, RuntimeError):
        return []
    parts = (line.split(" ", FIELDS - 1) for line in lines)
    found = (
        PinnedHead(each[0], int(each[1]), each[2], each[3])
        for each in parts
        if len(each) == FIELDS and each[1].isascii() and each[1].isdigit()
    )
    return list({each.place: each for each in found}.values())


def pin_head(name: str, head: PinnedHead) -> None:
    """Keep the head of a book in place of the one before; where nothing can be kept, nothing is.

    It is appended, which costs a commit little; a file that has grown is written anew.
    """
    with suppress(OSError, RuntimeError):
        path = pin_file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="surrogateescape") as file:
            file.write(_pin_line(head))
            size = file.tell()
        if size > LARGEST:
            _keep_last_pins(name, path)


def _pin_line(head: PinnedHead) -> str:
    """Write a head as a line."""
    return f"{head.first} {head.size} {head.root} {head.place}\n"


def _keep_last_pins(name: str, path: Path) -> None:
    """Write only the last head of each place."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    lines = "".join(map(_pin_line, read_pins(name)))
    fresh.write_text(lines, encoding="utf-8", errors="surrogateescape")
    fresh.replace(path)
