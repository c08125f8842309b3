"""``brierbook check``: verify the seeds, the spans and every entry of the book."""

import json

import click

from brierbook.cli.main import INVALID
from brierbook.cli.plain import plain
from brierbook.forecasts.loading import Examined, examine
from brierbook.forecasts.standing import counts, judge
from brierbook.forecasts.workspace import find_workspace


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:  # noqa: FBT001  # click passes it by name
    """Verify the seeds, the spans and every entry of the book.

    Every problem is one line with file, line and field; the exit code is then 3.
    """
    found = examine(find_workspace(ctx.obj["book"]))
    click.echo(json.dumps(as_data(found), ensure_ascii=False, indent=2) if as_json else text(found))
    if found.problems:
        ctx.exit(INVALID)


def text(found: Examined) -> str:
    """Say what was found, for a person."""
    if found.problems:
        return "\n".join(plain(str(each)) for each in found.problems)
    book = found.book
    parts = [
        f"{book.header.name}: {len(book.lines)} entries, all valid",
        f"  {len(book.documents)} documents, {len(book.statements)} statements at their spans",
        f"  {len(book.propositions)} propositions, {len(book.resolutions)} resolved",
        f"  {len(book.forecasts)} forecasts: {listed(counts(judge(book)))}",
        f"  root {book.root}",
    ]
    return "\n".join(parts)


def listed(counted: dict[str, int]) -> str:
    """List the counts that are not zero."""
    return ", ".join(f"{n} {name}" for name, n in counted.items() if n)


def as_data(found: Examined) -> dict[str, object]:
    """Give what was found, as data."""
    problems = [
        {"file": each.file, "line": each.line, "field": each.field, "problem": each.problem}
        for each in found.problems
    ]
    root = None if problems else found.book.root
    entries = len(found.book.lines)
    return {"schema": "brierbook.check/1", "entries": entries, "root": root, "problems": problems}
