"""``brierbook export``: write the book as text."""

import sys
from pathlib import Path

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.opening import renew_text, write_text
from brierbook.forecasts.workspace.folders import Workspace

__all__ = ["command"]

STDOUT = Path("-")


EXAMPLES = """\b
Examples:
  brierbook export                renew forecasts/book.jsonl
  brierbook export copy.jsonl
  brierbook export - | gzip > book.jsonl.gz
  brierbook export mine.csv --to table
  brierbook export bench --to forecastbench     (a folder)
"""


@click.command("export", epilog=EXAMPLES)
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--to",
    "form",
    metavar="FORMAT",
    help="Write the forecasts as another program does: table, fatebook, predictionbook, "
    "forecast-ledger, hubverse, forecastbench, markdown-table.",
)
@click.option("--as", "who", metavar="NAME", help="With --to: the forecasts of NAME alone.")
@add_common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    file: Path | None,
    form: str | None,
    who: str | None,
    *,
    as_json: bool,
    **_: str | None,
) -> None:
    """Write the book as text: one entry a line, the same bytes that are hashed.

    Without FILE the text beside the database is renewed; "-" writes to the standard output. A
    file that holds something else is not overwritten. With --to the forecasts are written in the
    form of another program, and what that cannot hold is listed.
    """
    session = Session(ctx)
    if form is not None:
        _write_in_form(session, form, file, who, as_json=as_json)
        return
    workspace, store = session.workspace, session.store
    if file == STDOUT:
        sys.stdout.buffer.writelines(line + b"\n" for line in store.lines())
        return
    path = _choose_file(workspace, file)
    is_own = path == workspace.book and workspace.server is None
    size = renew_text(store, workspace) if is_own else write_text(store, path)
    root = store.frontier().root.hex()
    if as_json:
        session.give("export", {"file": str(path), "entries": size, "root": root})
    else:
        entries = session.words.count("entries", size)
        shown = as_printable(str(path))
        session.say(session.words.say("done.exported", path=shown, entries=entries, root=root))


def _write_in_form(
    session: Session, form: str, file: Path | None, who: str | None, *, as_json: bool
) -> None:
    """Write the forecasts as another program does, and list what is lost."""
    from brierbook.forecasts.exchange.exporting import write_record  # not for the text of a book
    from brierbook.forecasts.exchange.writers.selecting import of_forecaster  # the same
    from brierbook.speech.error_text import word_message_in  # the same

    book = of_forecaster(session.book, who) if who else session.book
    written = write_record(book, form)
    place = None if file in (None, STDOUT) else file
    paths = write_files(written.files, place)
    lost = [word_message_in(each, session.words.language) for each in written.lost]
    if as_json:
        session.give(
            "export", {"files": paths, "format": form, "lost": list(map(str, written.lost))}
        )
        return
    for path in paths:
        session.say(session.words.say("done.wrote", path=as_printable(path)))
    for each in lost:
        session.warn(session.words.say("exchange.lost", what=as_printable(each)))


def write_files(files: dict[str, str], place: Path | None) -> list[str]:
    """Write files: one to its place, several into a folder; without a place print them."""
    if place is None:
        for content in files.values():
            sys.stdout.write(content)
        return []
    if len(files) == 1:
        [content] = files.values()
        place.write_text(content, encoding="utf-8", newline="")
        return [str(place)]
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_text(content, encoding="utf-8", newline="")
    return [str(place / name) for name in files]


def _choose_file(workspace: Workspace, file: Path | None) -> Path:
    """Choose where to write."""
    if file is None and workspace.server is not None:
        raise WorkspaceError(
            "a book on a server has no text beside it; name a FILE to write",
            code="store.server_no_text",
        )
    return file or workspace.book
