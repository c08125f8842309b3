"""``brierbook check``: verify the seeds, the spans and every entry of the book."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from brierbook.cli.language import language, messages, spoken
from brierbook.cli.main import INVALID
from brierbook.cli.plain import plain
from brierbook.forecasts.loading import Examined, examine
from brierbook.forecasts.standing import counts
from brierbook.forecasts.workspace import find_workspace

if TYPE_CHECKING:
    from brierbook.forecasts.book import Book
    from brierbook.reports.catalogue import Catalogue


@click.command("check")
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
@click.pass_context
def command(ctx: click.Context, lang: str | None, as_json: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Verify the seeds, the spans and every entry of the book.

    Every problem is one line with file, line and field; the exit code is then 3.
    """
    words = messages(language(lang), "scores")
    found = examine(find_workspace(ctx.obj["book"]))
    shown = json.dumps(as_data(found), ensure_ascii=False, indent=2) if as_json else None
    click.echo(shown or text(found, words))
    if found.problems:
        ctx.exit(INVALID)


def text(found: Examined, words: "Catalogue") -> str:
    """Say what was found, for a person."""
    if found.problems:
        return "\n".join(plain(str(each)) for each in found.problems)
    book = found.book
    entries = words.count("valid", len(book.lines))
    first = words.say("check.book", name=book.header.name, entries=entries)
    return "\n  ".join([first, *parts(book, words), words.say("check.root", root=book.root)])


def parts(book: "Book", words: "Catalogue") -> Iterator[str]:
    """Count what the book holds; of what it has none it does not speak."""
    if book.documents:
        documents = words.count("documents", len(book.documents))
        statements = words.count("statements", len(book.statements))
        yield words.say("check.sources", documents=documents, statements=statements)
    if book.propositions:
        n, resolved = len(book.propositions), words.number(len(book.resolutions))
        propositions = words.count("propositions", n)
        yield words.say("check.propositions", propositions=propositions, resolved=resolved)
    counted = counts(book)
    if not any(counted.values()):
        yield words.say("check.nothing")
        return
    forecasts = words.count("forecasts", sum(counted.values()))
    yield words.say("check.forecasts", forecasts=forecasts, states=states(counted, words))


def states(counted: dict[str, int], words: "Catalogue") -> str:
    """List the counts that are not zero."""
    return ", ".join(
        words.say("check.state", n=words.number(n), state=words.say(f"state.{name}"))
        for name, n in counted.items()
        if n
    )


def as_data(found: Examined) -> dict[str, object]:
    """Give what was found, as data."""
    problems = [
        {"file": each.file, "line": each.line, "field": each.field, "problem": each.problem}
        for each in found.problems
    ]
    root = None if problems else found.book.root
    entries = len(found.book.lines)
    return {"schema": "brierbook.check/1", "entries": entries, "root": root, "problems": problems}
