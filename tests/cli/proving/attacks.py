"""What the owner of a file can do to a book: edit, cut, hash anew, continue an older copy."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.forecasts.store.test_verify import tree_head as head

TEXT = Path("forecasts") / "book.jsonl"
DATABASE = Path("forecasts") / "book.db"


def sql(book: Path, *statements: str) -> None:
    """Change the database by hand."""
    with closing(sqlite3.connect(book / DATABASE, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def lines_of(book: Path) -> list[bytes]:
    """Read the entries."""
    with closing(sqlite3.connect(book / DATABASE)) as connection:
        rows = connection.execute("SELECT line FROM entry ORDER BY seq")
        return [bytes(line) for (line,) in rows]


def make_anew(book: Path, lines: list[bytes]) -> None:
    """Replace the whole book by other entries, every hash made anew."""
    (book / DATABASE).unlink()
    (book / TEXT).write_bytes(b"".join(line + b"\n" for line in lines))
    forget_heads(book)


def forget_heads(book: Path) -> None:
    """Take away what this machine saw of its books, as on another one."""
    for home in book.parents:
        for path in (home / "config" / "brierbook" / "heads").glob("*"):
            path.unlink()


def edit(book: Path, old: bytes, new: bytes) -> None:
    """Change an entry, and hash the whole book anew."""
    lines = lines_of(book)
    changed = [line.replace(old, new) for line in lines]
    assert sum(a != b for a, b in zip(lines, changed, strict=True)) == 1
    assert head(changed) != head(lines)
    make_anew(book, changed)


def cut(book: Path, entries: int) -> None:
    """Keep the first entries, and hash them anew."""
    make_anew(book, lines_of(book)[:entries])


def copy(book: Path, name: str) -> Path:
    """Make a copy of a workspace, as a backup does."""
    return Path(shutil.copytree(book, book.with_name(name)))
