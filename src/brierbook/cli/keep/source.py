"""``brierbook source``: the documents that forecasts rest on."""

from pathlib import Path

import click

from brierbook.cli.shared.days import read_days
from brierbook.cli.shared.options import add_common_options, add_zone_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.forecasts.entries.records import LANGUAGES, Document
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.documents import (
    DocumentFacts,
    add_source_document,
    append_to_catalogue,
)
from brierbook.forecasts.when import Moment, parse_moment

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook source add report.txt --language en --published 2027-01-31 --basis "Its dateline."
  brierbook source add лист.txt --language uk --published 2027-01-30/2027-01-31 --basis "..."
"""


@click.group("source")
def command() -> None:
    """Add source documents to the workspace."""


@command.command("add", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), required=True, help="Its language.")
@click.option(
    "--published", required=True, metavar="DAY[/DAY]", help="The day, or the days between which."
)
@click.option("--likeliest", metavar="DAY", help="The likeliest day, if --published has two.")
@click.option("--basis", required=True, help="How that is known.")
@click.option("--title", help="Its title.")
@click.option("--publisher", help="Who published it.")
@click.option("--id", "name", help="The id of the document; else made of its name.")
@add_zone_option
@add_common_options
@click.pass_context
def _add_source(  # noqa: PLR0913  # one for each option
    ctx: click.Context,
    /,
    file: Path,
    *,
    language: str,
    published: str,
    likeliest: str | None,
    basis: str,
    title: str | None,
    publisher: str | None,
    name: str | None,
    as_json: bool,
    **_: str | None,
) -> None:
    """Copy a text into seeds/, byte for byte, and list it in seeds.toml and in the book."""
    session = Session(ctx)
    when = read_days(session, published)
    origin = DocumentFacts(
        language=language,
        published=when,
        likeliest=read_days(session, likeliest) if likeliest else _first_day(when),
        basis=basis,
        title=title,
        publisher=publisher,
    )

    def do(batch: Batch) -> None:
        add_source_document(batch, session.workspace, file, origin, name)

    done = append_batch(
        session.store, session.request(["source", str(file), name]), do, workspace=session.workspace
    )
    [made] = [each for each in done.records if isinstance(each, Document)]
    append_to_catalogue(session.workspace, made)
    if as_json:
        data = {"id": made.id, "file": made.file, "sha256": made.sha256}
        session.give("source", data | {"characters": made.characters})
    else:
        size = session.words.number(made.characters)
        session.say(
            session.words.say(
                "done.source",
                id=as_printable(made.id),
                file=as_printable(made.file),
                n=size,
                sha256=made.sha256,
            )
        )


def _first_day(when: Moment) -> Moment:
    """Take the first day of a stretch."""
    return parse_moment(f"{when.first_day.isoformat()}[{when.zone}]")
