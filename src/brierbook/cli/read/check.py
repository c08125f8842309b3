"""``brierbook check``: verify the seeds, the spans and every entry of the book."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.exit_codes import INVALID
from brierbook.cli.shared.options import add_language_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.rules.standing import count_by_status
from brierbook.forecasts.store.loading import ExaminedBook, examine_book
from brierbook.speech.error_text import describe_error

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book
    from brierbook.speech.catalogue import Catalogue

__all__ = ["command"]


@click.command("check")
@add_language_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
@click.pass_context
def command(ctx: click.Context, /, as_json: bool, **_: str | None) -> None:  # noqa: FBT001  # click passes it by name
    """Verify the seeds, the spans and every entry of the book.

    Every problem is one line with file, line and field; the exit code is then 3.
    """
    session = Session(ctx)
    found = examine_book(session.workspace)
    shown = (
        json.dumps(_examination_as_data(found), ensure_ascii=False, indent=2) if as_json else None
    )
    click.echo(shown or _examination_text(found, session.scores))
    if found.problems:
        ctx.exit(INVALID)


def _examination_text(found: ExaminedBook, words: "Catalogue") -> str:
    """Say what was found, for a person."""
    if found.problems:
        return "\n".join(
            as_printable(describe_error(each, words.language)) for each in found.problems
        )
    book = found.book
    entries = words.count("valid", len(book.lines))
    first = words.say("check.book", name=book.header.name, entries=entries)
    return "\n  ".join([first, *_book_counts(book, words), words.say("check.root", root=book.root)])


def _book_counts(book: "Book", words: "Catalogue") -> Iterator[str]:
    """Count what the book holds; of what it has none it does not speak."""
    if book.documents:
        documents = words.count("documents", len(book.documents))
        statements = words.count("statements", len(book.statements))
        yield words.say("check.sources", documents=documents, statements=statements)
    if book.propositions:
        n, resolved = len(book.propositions), words.number(len(book.resolutions))
        propositions = words.count("propositions", n)
        yield words.say("check.propositions", propositions=propositions, resolved=resolved)
    counted = count_by_status(book)
    if not any(counted.values()):
        yield words.say("check.nothing")
        return
    forecasts = words.count("forecasts", sum(counted.values()))
    yield words.say("check.forecasts", forecasts=forecasts, states=_list_counts(counted, words))


def _list_counts(counted: dict[str, int], words: "Catalogue") -> str:
    """List the counts that are not zero."""
    return ", ".join(
        words.say("check.state", n=words.number(n), state=words.say(f"state.{name}"))
        for name, n in counted.items()
        if n
    )


def _examination_as_data(found: ExaminedBook) -> dict[str, object]:
    """Give what was found, as data."""
    problems = [
        {"file": each.file, "line": each.line, "field": each.field, "problem": each.problem}
        for each in found.problems
    ]
    root = None if problems else found.book.root
    entries = len(found.book.lines)
    return {"schema": "brierbook.check/1", "entries": entries, "root": root, "problems": problems}
