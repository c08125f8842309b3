"""``brierbook import``: take in entries that were written as text."""

import sys
from pathlib import Path

import click

from brierbook.cli.desk import Desk, common
from brierbook.cli.plain import plain
from brierbook.forecasts.book import read_file
from brierbook.forecasts.store.opening import import_text

STDIN = Path("-")


EXAMPLES = """\b
Examples:
  brierbook import                take in what forecasts/book.jsonl has more
  brierbook import copy.jsonl
"""


@click.command("import", epilog=EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@common
@click.pass_context
def command(ctx: click.Context, /, file: Path | None, *, as_json: bool, **_: str | None) -> None:
    """Take in the entries that a text has beyond the book, all of them or none.

    Without FILE the text beside the database is read; "-" reads the standard input. The text must
    continue the book: one that went another way is refused, and its first other line is named.
    """
    desk = Desk(ctx)
    workspace, words = desk.workspace, desk.words
    path = file or workspace.book
    content = sys.stdin.buffer.read() if path == STDIN else read_file(path)
    name = "standard input" if path == STDIN else str(file or workspace.shown(path))
    store = import_text(workspace, content, name)
    desk.warn_of(store)
    size, root = store.frontier().size, store.frontier().root.hex()
    if as_json:
        facts = {"file": name, "taken_in": store.taken_in, "entries": size, "root": root}
        desk.give("import", facts)
    else:
        entries = words.count("imported", store.taken_in)
        told = {"path": plain(name), "entries": entries, "n": words.number(size), "root": root}
        desk.say(words.say("done.imported", **told))
