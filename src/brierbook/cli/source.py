"""``brierbook source``: the documents that forecasts rest on."""

from pathlib import Path

import click

from brierbook.cli.desk import Desk, common, zoned
from brierbook.cli.plain import plain
from brierbook.errors import InputError
from brierbook.forecasts.life.batch import Batch, ask
from brierbook.forecasts.life.documents import Origin, add_source, list_seed
from brierbook.forecasts.life.told import moment
from brierbook.forecasts.records import LANGUAGES, Document
from brierbook.forecasts.when import Moment, parse_moment

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
@zoned
@common
@click.pass_context
def add(  # noqa: PLR0913  # one for each option
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
    desk = Desk(ctx)
    when = days(desk, published)
    origin = Origin(
        language=language,
        published=when,
        likeliest=days(desk, likeliest) if likeliest else first_day(when),
        basis=basis,
        title=title,
        publisher=publisher,
    )

    def do(batch: Batch) -> None:
        add_source(batch, desk.workspace, file, origin, name)

    done = ask(desk.store, desk.request(["source", str(file), name]), do, workspace=desk.workspace)
    [made] = [each for each in done.records if isinstance(each, Document)]
    list_seed(desk.workspace, made)
    if as_json:
        data = {"id": made.id, "file": made.file, "sha256": made.sha256}
        desk.give("source", data | {"characters": made.characters})
    else:
        size = desk.words.number(made.characters)
        desk.say(
            desk.words.say(
                "done.source", id=plain(made.id), file=plain(made.file), n=size, sha256=made.sha256
            )
        )


def days(desk: Desk, said: str) -> Moment:
    """Read a day, or two days with a stroke between them."""
    first, stroke, last = said.partition("/")
    ends = [moment(each, desk.setting, "published") for each in (first, last if stroke else first)]
    start, end = (each.last_day.isoformat() if each else "" for each in ends)
    try:
        return parse_moment(f"{start}/{end}[{desk.zone}]" if stroke else f"{start}[{desk.zone}]")
    except ValueError as error:
        raise InputError("published", said, str(error)) from error


def first_day(when: Moment) -> Moment:
    """Take the first day of a stretch."""
    return parse_moment(f"{when.first_day.isoformat()}[{when.zone}]")
