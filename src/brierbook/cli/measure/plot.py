"""``brierbook plot``: draw a figure of the book, or all of them."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from brierbook.cli.shared.figure_sizes import read_figure_size
from brierbook.cli.shared.json_values import as_json_value
from brierbook.cli.shared.judged_book import book_to_judge
from brierbook.cli.shared.options import (
    add_as_of_option,
    add_languages_option,
    add_standing_option,
)
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.basis_text import warn_of_basis
from brierbook.errors import BrierbookError, Message, WorkspaceError
from brierbook.forecasts.workspace.folders import check_output_folder
from brierbook.reports.figures.registry import (
    FIGURES,
    FigureKind,
    draw_figure,
    figure_names,
    find_figure,
)
from brierbook.speech.error_text import describe_error
from brierbook.speech.text_columns import align_columns

if TYPE_CHECKING:
    from brierbook.analysis.tables.standing.choices import Standing
    from brierbook.reports.figures.figure_data import FigureData
    from brierbook.reports.figures.kit.drawing import Drawing

__all__ = ["command"]

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
  brierbook plot outcomes --size card -o card.png
  brierbook plot health --as-of 2026-12-31 -o health.svg
  brierbook plot all --lang en --lang uk --lang ru -o figures
"""


class PlotOptions(TypedDict):
    """The options of the command."""

    output: Path | None
    languages: tuple[str, ...]
    by: str | None
    size: tuple[float, float] | None
    form: str
    as_of: str | None
    standing: "Standing"
    as_text: bool
    as_list: bool
    as_json: bool


@click.command("plot", epilog=EXAMPLES)
@click.argument("name", required=False)
@click.argument("query", required=False, default="")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="FILE.svg, .png or .pdf.")
@add_languages_option
@click.option("--by", metavar="COLUMN", help="Draw groups: forecaster, source, language, tag ...")
@click.option(
    "--size",
    callback=read_figure_size,
    metavar="WxH",
    help="Pixels of a PNG, such as 1200x630; or card, square, wide, story.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="svg",
    show_default=True,
    help="Of the files of 'all'.",
)
@add_as_of_option
@add_standing_option
@click.option("--text", "as_text", is_flag=True, help="Draw with letters: reliability, timeline.")
@click.option("--list", "as_list", is_flag=True, help="Name the figures there are.")
@click.option("--json", "as_json", is_flag=True, help="Print table, description and caption.")
@click.pass_context
def command(ctx: click.Context, name: str | None, query: str, **asked: Unpack[PlotOptions]) -> None:
    """Draw the figure NAME of the forecasts that QUERY asks for, or 'all' into a folder."""
    if asked["as_list"]:
        click.echo(_list_figures(asked["languages"][0], as_json=asked["as_json"]))
    elif name is None:
        raise click.UsageError(
            Message("Name a figure, or 'all'; --list shows what there is.", "usage.name_figure")
        )
    elif name == EVERY:
        _draw_every_figure(Session(ctx), query, asked)
    else:
        _draw_one_figure(find_figure(name), Session(ctx), query, asked)


def _list_figures(lang: str, *, as_json: bool) -> str:
    """Name every figure, with its title."""
    found = figure_names()
    if as_json:
        return json.dumps({"schema": SCHEMA, "figures": found}, indent=2)
    from brierbook.speech.catalogue import load_catalogue  # for people only

    titles = load_catalogue(lang).message("figure")
    about = [titles[name]["title"] if name in FIGURES else "" for name in found]
    return align_columns(
        [(as_printable(name), each) for name, each in zip(found, about, strict=True)], 2
    )


def _draw_one_figure(kind: FigureKind, session: Session, query: str, asked: PlotOptions) -> None:
    """Draw one figure, to a file, as data or with letters."""
    if asked["by"] is not None and not kind.groups:
        raise click.UsageError(
            Message(
                "--by is for figures of groups, such as murphy and group_forest.", "usage.by_groups"
            )
        )
    if len(asked["languages"]) > 1:
        raise click.UsageError(
            Message("One figure has one language; several are for 'all'.", "usage.one_language")
        )
    output, as_json = asked["output"], asked["as_json"]
    if output is None and not (as_json or asked["as_text"]):
        raise click.UsageError(
            Message(
                "Name the file with -o FILE.svg, or ask for --text or --json.", "usage.name_file"
            )
        )
    if output is not None:
        _check_figure_file(output)
    options = {"size": asked["size"]} | ({"by": asked["by"]} if kind.groups else {})
    material = _material_of_query(session, query, asked)
    drawing = _draw_or_name_others(kind, material, asked["languages"][0], options)
    if output is not None:
        _write_figure(session, drawing, output)
    if asked["as_text"]:
        click.echo(_draw_in_letters(kind, drawing, material))
    elif as_json:
        click.echo(_figures_as_json(_figure_as_data(drawing)))


def _draw_or_name_others(
    kind: FigureKind, material: "FigureData", lang: str, options: dict[str, Any]
) -> "Drawing":
    """Draw a figure; where a book has nothing for it, name those that it has something for."""
    try:
        return draw_figure(kind, material, lang=lang, **options)
    except WorkspaceError as error:
        others = [name for name in material.fitting_kind_figures if name != kind.name]
        if material.has_binary or not others:
            raise
        raise WorkspaceError(
            "{problem}; of its options, numbers and days this book has {names}",
            code="plot.others",
            problem=error.problem,
            names=", ".join(others),
        ) from error


def _check_figure_file(path: Path) -> None:
    """Refuse a file of an unknown kind or in a place that cannot be written, before any work."""
    if path.suffix[1:].lower() not in FORMS:
        raise click.UsageError(
            Message(
                "{path}: name a file that ends in .{known}.",
                "usage.file_form",
                {"path": path, "known": ", .".join(FORMS)},
            )
        )
    check_output_folder(path.parent)


def _draw_every_figure(session: Session, query: str, asked: PlotOptions) -> None:
    """Draw every figure that the book has something for, and say why the others are not."""
    folder = asked["output"]
    if folder is None or asked["as_text"] or asked["by"]:
        raise click.UsageError(
            Message(
                "'all' goes into a folder, -o DIR, without --text and --by.", "usage.all_folder"
            )
        )
    check_output_folder(folder)
    material = _material_of_query(session, query, asked)
    made = []
    for name, lang in product(figure_names(), asked["languages"]):
        try:
            drawing = draw_figure(find_figure(name), material, lang=lang, size=asked["size"])
        except BrierbookError as error:
            problem = as_printable(describe_error(error, session.words.language))
            said = session.words.say("warn.not_drawn", name=as_printable(name), problem=problem)
            click.echo(said, err=True)
            continue
        _write_figure(session, drawing, folder / f"{name}.{lang}.{asked['form']}")
        made.append(_figure_as_data(drawing))
    if not made:
        raise WorkspaceError("no figure could be drawn; the reasons stand above", code="plot.none")
    if asked["as_json"]:
        click.echo(_figures_as_json({"figures": made}))


def _material_of_query(session: Session, query: str, asked: PlotOptions) -> "FigureData":
    """Take the forecasts that a query asks for, as of a day or else as of now."""
    from brierbook.forecasts.query.matching import match_query  # after --list
    from brierbook.forecasts.query.syntax import parse_query  # the same
    from brierbook.reports.figures.figure_data import FigureData  # heavy

    judged = book_to_judge(session, asked["as_of"])
    read = parse_query(query, today=judged.now.date(), zone=ZONE)
    only = match_query(judged.book, read, now=judged.now) if read.terms else None
    warn_of_basis(session, judged, only)
    return FigureData.of(judged.book, only, now=judged.now, standing=asked["standing"])


def _write_figure(session: Session, drawing: "Drawing", path: Path) -> None:
    """Write a figure, whole or not at all."""
    drawing.save(path)
    click.echo(session.words.say("done.wrote", path=path), err=True)


def _figure_as_data(drawing: "Drawing") -> dict[str, object]:
    """Give a figure as data."""
    rows = [
        {str(name): _cell_as_value(value) for name, value in row.items()}
        for row in drawing.table.to_dict("records")
    ]
    texts = {"name": drawing.name, "lang": drawing.lang, "alt": drawing.alt}
    return texts | {"caption": drawing.caption, "table": rows}


def _cell_as_value(value: object) -> object:
    """Give a cell of a table as data; instants as ISO 8601 has them."""
    return value.isoformat() if isinstance(value, datetime) else as_json_value(value)


def _figures_as_json(data: dict[str, object]) -> str:
    """Write data in its envelope."""
    return json.dumps({"schema": SCHEMA} | data, ensure_ascii=False, indent=2, allow_nan=False)


def _draw_in_letters(kind: FigureKind, drawing: "Drawing", material: "FigureData") -> str:
    """Draw with letters; where the locale is not UTF-8, with those of ASCII."""
    from brierbook.reports import text_figures as letters  # heavy
    from brierbook.speech.catalogue import load_catalogue  # for people only

    words = load_catalogue(drawing.lang)
    fancy = _locale_is_utf8(os.environ)
    signs = letters.FANCY if fancy else letters.ASCII
    if kind.name == "reliability":
        text = letters.reliability_text(drawing.table, words, signs)
    elif kind.name == "timeline":
        text = letters.timeline_text(material.history, words, signs)
    else:
        raise click.UsageError(
            Message(
                "--text draws reliability and timeline; {name} needs -o FILE.",
                "usage.in_letters",
                {"name": kind.name},
            )
        )
    shown = f"{text}\n\n{drawing.alt}"
    return shown if fancy else letters.ascii_punctuation(shown)


def _locale_is_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the setting of the locale that counts says UTF-8."""
    settings = {name: environment.get(name, "") for name in LOCALE}
    if settings["LC_CTYPE"] in COERCED:
        settings["LC_CTYPE"] = ""
    chosen = next(filter(None, settings.values()), "")
    return "utf8" in chosen.lower().replace("-", "")
