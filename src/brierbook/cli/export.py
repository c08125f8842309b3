"""``brierbook export``: write the book as text."""

import json
import sys
from pathlib import Path

import click

from brierbook.cli.plain import plain
from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.beside import guard, look, remember
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.transfer import write_text
from brierbook.forecasts.workspace import Workspace, find_workspace

STDOUT = Path("-")


@click.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print what was written as data.")
@click.pass_context
def command(ctx: click.Context, file: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Write the book as text: one entry a line, the same bytes that are hashed.

    Without FILE the text beside the database is renewed; "-" writes to the standard output. A
    file that holds something else is not overwritten.
    """
    workspace = find_workspace(ctx.obj["book"])
    store = open_store(workspace)
    for said in store.warnings:
        click.echo(f"brierbook: {plain(said)}", err=True)
    size, root = store.frontier().size, store.frontier().root.hex()
    if file == STDOUT:
        sys.stdout.buffer.writelines(line + b"\n" for line in store.lines(last=size))
        return
    path = place(workspace, file)
    if path == workspace.book and workspace.server is None:
        renew(store, workspace, size)
    else:
        write(store, path, size)
    data = {"schema": "brierbook.export/1", "file": str(path), "entries": size, "root": root}
    click.echo(json.dumps(data) if as_json else f"{path}: {size} entries, root {root}")


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
