"""``brierbook export``: write the book as text."""

import sys
from pathlib import Path

import click

from brierbook.cli.desk import Desk, common
from brierbook.cli.plain import plain
from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.beside import guard, look, remember
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import write_text
from brierbook.forecasts.workspace import Workspace

STDOUT = Path("-")


EXAMPLES = """\b
Examples:
  brierbook export                renew forecasts/book.jsonl
  brierbook export copy.jsonl
  brierbook export - | gzip > book.jsonl.gz
"""


@click.command("export", epilog=EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@common
@click.pass_context
def command(ctx: click.Context, /, file: Path | None, *, as_json: bool, **_: str | None) -> None:
    """Write the book as text: one entry a line, the same bytes that are hashed.

    Without FILE the text beside the database is renewed; "-" writes to the standard output. A
    file that holds something else is not overwritten.
    """
    desk = Desk(ctx)
    workspace, store = desk.workspace, desk.store
    size, root = store.frontier().size, store.frontier().root.hex()
    if file == STDOUT:
        sys.stdout.buffer.writelines(line + b"\n" for line in store.lines(last=size))
        return
    path = place(workspace, file)
    if path == workspace.book and workspace.server is None:
        renew(store, workspace, size)
    else:
        write(store, path, size)
    if as_json:
        desk.give("export", {"file": str(path), "entries": size, "root": root})
    else:
        entries = desk.words.count("entries", size)
        shown = plain(str(path))
        desk.say(desk.words.say("done.exported", path=shown, entries=entries, root=root))


def place(workspace: Workspace, file: Path | None) -> Path:
    """Choose where to write."""
    if file is None and workspace.server is not None:
        raise WorkspaceError("a book on a server has no text beside it; name a FILE to write")
    return file or workspace.book


def renew(store: Store, workspace: Workspace, size: int) -> None:
    """Write the text beside the database, and remember that it was seen."""
    with store.database.writing():
        write(store, workspace.book, size)
        remember(store.database, look(workspace.book))


def write(store: Store, path: Path, size: int) -> None:
    """Write a text, unless a file is there that the book does not continue."""
    guard(store.database, path)
    write_text(store.lines(last=size), path)
