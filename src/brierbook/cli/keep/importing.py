"""``brierbook import``: take in the record of another program, or a book's own text."""

import re
import sys
from pathlib import Path
from typing import Any

import click

from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.errors import Message
from brierbook.forecasts.entries.book import read_book_bytes, read_bounded
from brierbook.forecasts.life.restoring import restore_book

__all__ = ["command"]

STDIN = Path("-")
HEADER = re.compile(rb'\A[^\n]{0,8000}"kind"\s*:\s*"book"')
HEAD_BYTES = 8192


EXAMPLES = """\b
Examples:
  brierbook import fatebook-forecasts.csv --dry-run
  brierbook import my_predictions.json
  brierbook import predictions.xlsx --me anna --column p="How sure"
  brierbook import ~/metaculus-export.zip --from metaculus
  brierbook import                what forecasts/book.jsonl has more
  brierbook import copy.jsonl     the same of another text of this book
"""


@click.command("import", epilog=EXAMPLES)
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--from", "format_name", metavar="FORMAT", help="The format; else told by its look.")
@click.option("--source", metavar="NAME", help="A name of the record; else that of the file.")
@click.option("--me", metavar="NAME", help="Take the rows of NAME alone; or whose they all are.")
@click.option("--made-at", metavar="DATE", help="When forecasts were made that do not say it.")
@click.option("--by", "deadline", metavar="DATE", help="The deadline of those that have none.")
@click.option("--day-first/--month-first", default=None, help="The order in 03/04/2026.")
@click.option(
    "--scale", type=click.Choice(["0-1", "percent"]), help="Whether 1 is certain, or one percent."
)
@click.option(
    "--dates",
    type=click.Choice(["excel-1900", "excel-1904"]),
    help="The system of serial days in a spreadsheet.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=NAME",
    help="The column of a field: text, p, outcome, made_at, deadline, known_at, who, id, side ...",
)
@click.option("--dry-run", is_flag=True, help="Check and show, and write nothing.")
@click.option("--strict", is_flag=True, help="Take nothing if any row cannot be taken.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where rows that cannot be taken are listed.",
)
@click.option("--no-copy", is_flag=True, help="Keep only the hash of the file, not its bytes.")
@add_zone_option
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> None:  # noqa: ANN401  # as click passes options
    """Take in the record of another program; each of its forecasts once.

    Formats are told by their look: fatebook, predictionbook, iqisa, metaculus, metaculus-api,
    manifold, cultivate (GJ Open, INFER), forecastbench, hubverse, forecast-ledger, acx, agent-log,
    magoo, front-matter, markdown-list, markdown-table, and tables (CSV, TSV, Excel, Parquet) whose
    columns are told by their names. What is assumed is said; rows that cannot be taken are listed
    with their reason, and the others are taken.

    The text of a book, or no FILE at all, takes in the entries that it has beyond this book: the
    text must continue the book, and "-" reads it from the standard input. Where there is no book
    yet, or one without entries, it becomes the book, with the documents that lie in its workspace.
    """
    session = Session(ctx)
    if given["format_name"] is None and _is_book_text(files):
        _take_in_text(session, files[0] if files else None, as_json=given["as_json"])
        return
    if not files:
        raise click.UsageError(Message("--from needs a FILE.", "usage.from_needs_file"))
    from brierbook.cli.keep.importing_source import import_record  # not for the text of a book

    import_record(session, files, given)


def _is_book_text(files: tuple[Path, ...]) -> bool:
    """Whether what is given is the text of a book."""
    if not files or files == (STDIN,):
        return True
    if len(files) > 1 or not files[0].is_file():
        return not files[0].exists()
    with files[0].open("rb") as file:
        return HEADER.match(file.read(HEAD_BYTES)) is not None


def _take_in_text(session: Session, file: Path | None, *, as_json: bool) -> None:
    """Take in the entries that a text has beyond the book, all of them or none."""
    workspace, words = session.workspace_or_here, session.words
    path = file or workspace.book
    content = read_bounded(sys.stdin.buffer, str(STDIN)) if path == STDIN else read_book_bytes(path)
    name = "standard input" if path == STDIN else str(file or workspace.shown(path))
    store = restore_book(workspace, content, name, None if path == STDIN else path)
    session.ctx.call_on_close(store.close)
    session.warn_of(store)
    size, root = store.frontier().size, store.frontier().root.hex()
    if as_json:
        facts = {"file": name, "taken_in": store.taken_in, "entries": size, "root": root}
        session.give("import", facts)
    else:
        entries = words.count("imported", store.taken_in)
        told = {
            "path": as_printable(name),
            "entries": entries,
            "n": words.number(size),
            "root": root,
        }
        session.say(words.say("done.imported", **told))
