"""``brierbook import``: take in entries that were written as text."""

import json
import sys
from pathlib import Path

import click

from brierbook.cli.plain import plain
from brierbook.forecasts.book import read_file
from brierbook.forecasts.store.opening import import_text
from brierbook.forecasts.workspace import find_workspace

STDIN = Path("-")


@click.command("import")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print what was taken in as data.")
@click.pass_context
def command(ctx: click.Context, file: Path | None, as_json: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Take in the entries that a text has beyond the book, all of them or none.

    Without FILE the text beside the database is read; "-" reads the standard input. The text must
    continue the book: one that went another way is refused, and its first other line is named.
    """
    workspace = find_workspace(ctx.obj["book"])
    path = file or workspace.book
    content = sys.stdin.buffer.read() if path == STDIN else read_file(path)
    name = "standard input" if path == STDIN else str(file or workspace.shown(path))
    store = import_text(workspace, content, name)
    for said in store.warnings:
        click.echo(f"brierbook: {plain(said)}", err=True)
    size, root = store.frontier().size, store.frontier().root.hex()
    data = {"schema": "brierbook.import/1", "file": name, "taken_in": store.taken_in}
    said = f"{name}: {store.taken_in} entries taken in, {size} in all, root {root}"
    click.echo(json.dumps(data | {"entries": size, "root": root}) if as_json else said)
