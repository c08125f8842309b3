"""``brierbook merge``: take in what another copy of the book recorded."""

import click

from brierbook.cli.shared.options import add_common_options
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.life.merge import copy_documents, read_other_book
from brierbook.forecasts.store.rewriting.merging import MergedBook, merge_book
from brierbook.forecasts.workspace.folders import find_workspace

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook merge ../laptop
  brierbook merge /media/stick/forecasts/book.jsonl
"""


@click.command("merge", epilog=EXAMPLES)
@click.argument("other", metavar="OTHER")
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, other: str, *, as_json: bool, **_: str | None) -> None:
    """Take in what another copy of the book recorded after the two went apart.

    OTHER is a workspace, or its book.jsonl or book.db. Its entries keep the times at which they
    were recorded there, with the root that proves them; its documents are copied. What both copies
    call alike and is not the same gets a new name here. Go on from the merged book on both sides.
    """
    session = Session(ctx)
    there = find_workspace(other)
    book = read_other_book(there)
    request = session.request(["merge", book.root])
    done = merge_book(session.store, book, request)
    missing = copy_documents(session.workspace, there, book)
    if as_json:
        session.give("merge", _merge_as_data(session, done, missing))
        return
    for line in _merge_lines(session, done, missing):
        session.say(line)


def _merge_as_data(session: Session, done: MergedBook, missing: list[str]) -> dict[str, object]:
    """Give what was taken in as data."""
    names = [{"kind": kind, "there": there, "here": here} for kind, there, here in done.renamed]
    root = session.store.frontier().root.hex()
    facts = {"common": done.common, "taken_in": done.taken_in, "root": root}
    return facts | {"renamed": names, "missing": missing}


def _merge_lines(session: Session, done: MergedBook, missing: list[str]) -> list[str]:
    """Say what was taken in, what has another name now, and which documents are missing."""
    words = session.words
    entries = words.count("imported", done.taken_in)
    first = words.say(
        "done.merged",
        entries=entries,
        n=words.number(done.common),
        root=session.store.frontier().root.hex(),
    )
    names = [
        words.say("merge.renamed", there=as_printable(there), here=as_printable(here))
        for kind, there, here in done.renamed
        if kind == "proposition"
    ]
    return [first, *names, *(words.say("merge.missing", file=as_printable(x)) for x in missing)]
