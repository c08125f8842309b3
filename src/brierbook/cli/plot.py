"""``brierbook plot``: draw a figure of the book, or all of them."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from brierbook.cli.desk import past
from brierbook.cli.language import messages, spoken_in_several
from brierbook.cli.plain import plain
from brierbook.cli.score import as_json_value
from brierbook.errors import BrierbookError, WorkspaceError
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import check_place, find_workspace
from brierbook.reports.columns import aligned
from brierbook.reports.figures.registry import FIGURES, Kind, draw, find_figure, names

if TYPE_CHECKING:
    from brierbook.forecasts.book import Book
    from brierbook.reports.figures.drawing import Drawing
    from brierbook.reports.figures.material import Material

SCHEMA = "brierbook.plot/1"
ZONE = "UTC"
EVERY = "all"
FORMS = ("svg", "png", "pdf")
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
# what Python itself puts into LC_CTYPE where the locale is C (PEP 538)
COERCED = ("C.UTF-8", "C.utf8", "UTF-8")
# click keeps the lines after a backspace as they are
EXAMPLES = """\b
Examples:
  brierbook plot --list
  brierbook plot reliability -o reliability.svg
  brierbook plot murphy 'tag:syria' --by forecaster --lang uk -o murphy.png
  brierbook plot timeline 'id:assad-leaves-office@90d' --text
  brierbook plot health --as-of 2026-12-31 -o health.svg
  brierbook plot all --lang en --lang uk --lang ru -o figures
"""


class Asked(TypedDict):
    """The options of the command."""

    output: Path | None
    languages: tuple[str, ...]
    by: str | None
    as_of: str | None
    as_text: bool
    as_list: bool
    as_json: bool


@click.command("plot", epilog=EXAMPLES)
@click.argument("name", required=False)
@click.argument("query", required=False, default="")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="FILE.svg, .png or .pdf.")
@spoken_in_several
@click.option("--by", metavar="COLUMN", help="Draw groups: forecaster, source, language, tag ...")
@past
@click.option("--text", "as_text", is_flag=True, help="Draw with letters: reliability, timeline.")
@click.option("--list", "as_list", is_flag=True, help="Name the figures there are.")
@click.option("--json", "as_json", is_flag=True, help="Print table, description and caption.")
@click.pass_context
def command(ctx: click.Context, name: str | None, query: str, **asked: Unpack[Asked]) -> None:
    """Draw the figure NAME of the forecasts that QUERY asks for, or 'all' into a folder."""
    if asked["as_list"]:
        click.echo(listed(asked["languages"][0], as_json=asked["as_json"]))
    elif name is None:
        raise click.UsageError("Name a figure, or 'all'; --list shows what there is.")
    elif name == EVERY:
        every(ctx.obj["book"], query, asked)
    else:
        one(find_figure(name), ctx.obj["book"], query, asked)


def listed(lang: str, *, as_json: bool) -> str:
    """Name every figure, with its title."""
    found = names()
    if as_json:
        return json.dumps({"schema": SCHEMA, "figures": found}, indent=2)
    from brierbook.reports.catalogue import catalogue  # noqa: PLC0415  # for people only

    titles = catalogue(lang).message("figure")
    about = [titles[name]["title"] if name in FIGURES else "" for name in found]
    return aligned([(plain(name), each) for name, each in zip(found, about, strict=True)], 2)


def one(kind: Kind, named: str | None, query: str, asked: Asked) -> None:
    """Draw one figure, to a file, as data or with letters."""
    if asked["by"] is not None and not kind.groups:
        raise click.UsageError("--by is for figures of groups, such as murphy and group_forest.")
    if len(asked["languages"]) > 1:
        raise click.UsageError("One figure has one language; several are for 'all'.")
    output, as_json = asked["output"], asked["as_json"]
    if output is None and not (as_json or asked["as_text"]):
        raise click.UsageError("Name the file with -o FILE.svg, or ask for --text or --json.")
    if output is not None:
        check_file(output)
    options = {"by": asked["by"]} if kind.groups else {}
    material = asked_for(named, query, asked["as_of"])
    drawing = draw(kind, material, lang=asked["languages"][0], **options)
    if output is not None:
        write(drawing, output)
    if asked["as_text"]:
        click.echo(in_letters(kind, drawing, material))
    elif as_json:
        click.echo(to_json(as_data(drawing)))


def check_file(path: Path) -> None:
    """Refuse a file of an unknown kind or in a place that cannot be written, before any work."""
    if path.suffix[1:].lower() not in FORMS:
        raise click.UsageError(f"{path}: name a file that ends in .{', .'.join(FORMS)}.")
    check_place(path.parent)


def every(named: str | None, query: str, asked: Asked) -> None:
    """Draw every figure that the book has something for, and say why the others are not."""
    folder = asked["output"]
    if folder is None or asked["as_text"] or asked["by"]:
        raise click.UsageError("'all' goes into a folder, -o DIR, without --text and --by.")
    check_place(folder)
    material = asked_for(named, query, asked["as_of"])
    made = []
    for name, lang in product(names(), asked["languages"]):
        try:
            drawing = draw(find_figure(name), material, lang=lang)
        except BrierbookError as error:
            click.echo(f"{plain(name)}: not drawn: {plain(str(error))}", err=True)
            continue
        write(drawing, folder / f"{name}.{lang}.svg")
        made.append(as_data(drawing))
    if not made:
        raise WorkspaceError("no figure could be drawn; the reasons stand above")
    if asked["as_json"]:
        click.echo(to_json({"figures": made}))


def asked_for(named: str | None, query: str, day: str | None) -> "Material":
    """Take the forecasts that a query asks for, as of a day or else of the last entry."""
    from brierbook.forecasts.lines.query import parse_query  # noqa: PLC0415  # after --list

    book = load_book(find_workspace(named))
    if day is not None:
        book = up_to(book, end_of(day))
    from brierbook.reports.figures.material import Material  # noqa: PLC0415  # heavy
    from brierbook.reports.selection import as_of  # noqa: PLC0415  # heavy

    now = as_of(book) if day is None else end_of(day)
    return Material.of(book, parse_query(query, today=now.date(), zone=ZONE), now=now)


def end_of(day: str) -> datetime:
    """Read an instant; a day means its last second, which is still that day."""
    from brierbook.forecasts.lines.dates import read_day  # noqa: PLC0415  # seldom needed

    said = read_day(day, today=datetime.now(UTC).date(), zone=ZONE)
    return said.last if said.first == said.last else said.last - timedelta(seconds=1)


def up_to(book: "Book", instant: datetime) -> "Book":
    """Keep the entries that were recorded up to an instant."""
    size = sum(record.recorded_at.last <= instant for record in book.records)
    if not size:
        message = f"the book has no entry up to {instant:%Y-%m-%d}; name a later day"
        raise WorkspaceError(message)
    return type(book)(book.file, book.records[:size], book.lines[:size])


def write(drawing: "Drawing", path: Path) -> None:
    """Write a figure with its caption, whole or not at all."""
    from brierbook.reports.figures.drawing import render_alone  # noqa: PLC0415  # heavy
    from brierbook.reports.publish import replace  # noqa: PLC0415  # heavy

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, render_alone(drawing, path.suffix[1:].lower()))
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); name another place with -o"
        raise WorkspaceError(message) from error
    click.echo(messages(drawing.lang).say("done.wrote", path=path), err=True)


def as_data(drawing: "Drawing") -> dict[str, object]:
    """Give a figure as data."""
    rows = [
        {str(name): as_value(value) for name, value in row.items()}
        for row in drawing.table.to_dict("records")
    ]
    texts = {"name": drawing.name, "lang": drawing.lang, "alt": drawing.alt}
    return texts | {"caption": drawing.caption, "table": rows}


def as_value(value: object) -> object:
    """Give a cell of a table as data; instants as ISO 8601 has them."""
    return value.isoformat() if isinstance(value, datetime) else as_json_value(value)


def to_json(data: dict[str, object]) -> str:
    """Write data in its envelope."""
    return json.dumps({"schema": SCHEMA} | data, ensure_ascii=False, indent=2, allow_nan=False)


def in_letters(kind: Kind, drawing: "Drawing", material: "Material") -> str:
    """Draw with letters; where the locale is not UTF-8, with those of ASCII."""
    from brierbook.reports import text_figures as letters  # noqa: PLC0415  # heavy
    from brierbook.reports.catalogue import catalogue  # noqa: PLC0415  # for people only

    words = catalogue(drawing.lang)
    fancy = in_utf8(os.environ)
    signs = letters.FANCY if fancy else letters.ASCII
    if kind.name == "reliability":
        text = letters.reliability_text(drawing.table, words, signs)
    elif kind.name == "timeline":
        text = letters.timeline_text(material.history, words, signs)
    else:
        raise click.UsageError(f"--text draws reliability and timeline; {kind.name} needs -o FILE.")
    shown = f"{text}\n\n{drawing.alt}"
    return shown if fancy else letters.in_ascii(shown)


def in_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the setting of the locale that counts says UTF-8."""
    settings = {name: environment.get(name, "") for name in LOCALE}
    if settings["LC_CTYPE"] in COERCED:
        settings["LC_CTYPE"] = ""
    chosen = next(filter(None, settings.values()), "")
    return "utf8" in chosen.lower().replace("-", "")
