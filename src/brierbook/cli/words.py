"""``brierbook words``: what words mean to readers, and what they came to."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brierbook.cli.language import language, messages, spoken
from brierbook.cli.plain import plain, plain_lines
from brierbook.cli.progress import bar
from brierbook.cli.score import as_json_value
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import check_place, find_workspace

if TYPE_CHECKING:
    from brierbook.analysis.calibration.words import WordsPosterior

SCHEMA = "brierbook.words/1"
FORMATS = ("svg", "png", "pdf")


def figure_file(_: click.Context, __: click.Parameter, given: Path | None) -> Path | None:
    """Refuse a figure of a kind that cannot be drawn."""
    if given is not None and given.suffix.removeprefix(".").lower() not in FORMATS:
        raise click.BadParameter(f"{given.name!r} does not end in .{', .'.join(FORMATS)}.")
    return given


@click.command("words")
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as data.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=figure_file,
    help="Draw the figure into this file: .svg, .png or .pdf.",
)
@click.option(
    "--engine",
    type=click.Choice(("auto", "grid", "pymc")),
    default="auto",
    show_default=True,
    help="How to compute; auto takes the grid while it is sound.",
)
@click.pass_context
def command(
    ctx: click.Context,
    lang: str | None,
    as_json: bool,  # noqa: FBT001  # click passes it by name
    output: Path | None,
    engine: str,
) -> None:
    """Write what readers take a word for beside how often it came true.

    Counted are the forecasts in words that can be scored, on primary readings, each event once.
    The meaning of a word comes from surveys of readers; what it deserves starts there and is
    learnt, for each source that used it, from what resolved.
    """
    words = messages(language(lang))
    book = load_book(find_workspace(ctx.obj["book"]))
    if output is not None:
        check_place(output.parent)
    from brierbook.analysis.calibration.words import book_words  # noqa: PLC0415  # heavy

    with bar(words.say("busy.words"), quiet=engine != "pymc") as progress:
        found = book_words(book, engine=engine, progress=progress)
    click.echo(to_json(found) if as_json else text(found, words.language))
    if output is not None:
        draw(found, output, words.language)
        click.echo(words.say("done.wrote", path=output), err=as_json)


def text(found: "WordsPosterior", lang: str) -> str:
    """Write the words for a person; names of sources come from the book."""
    from brierbook.reports.catalogue import catalogue  # noqa: PLC0415  # heavy
    from brierbook.reports.words import to_text  # noqa: PLC0415  # heavy

    table = found.to_frame()
    safe = table.assign(source=table["source"].map(plain))
    return plain_lines(to_text(found, safe, catalogue(lang)))


def draw(found: "WordsPosterior", output: Path, lang: str) -> None:
    """Draw the figure."""
    from brierbook.reports.figures.drawing import render_alone  # noqa: PLC0415  # heavy
    from brierbook.reports.figures.words import plot_words  # noqa: PLC0415  # heavy

    form = output.suffix.removeprefix(".").lower()
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(render_alone(plot_words(found, lang=lang), form))


def to_json(found: "WordsPosterior") -> str:
    """Give the words as data."""
    return json.dumps(as_data(found), ensure_ascii=False, indent=2, allow_nan=False)


def as_data(found: "WordsPosterior") -> dict[str, object]:
    """Give all numbers, and how they were made."""
    quality = found.draws.diagnostics
    return {
        "schema": SCHEMA,
        "level": 0.9,
        "forecasts": found.total.rows,
        "events": found.total.events,
        "engine": found.draws.engine.name,
        "why": found.draws.engine.explained,
        "problems": list(map(str, quality.problems)),
        "sensitivity": {
            factor: {name: as_json_value(value) for name, value in each.items()}
            for factor, each in quality.sensitivity.items()
        },
        "spread": interval(found, "spread", None),
        "offset": {
            str(language): interval(found, "offset", place)
            for place, language in enumerate(found.draws.coords["language"])
        },
        "rows": [
            {str(name): as_json_value(value) for name, value in row.items()}
            for row in found.to_frame().to_dict(orient="records")
        ],
    }


def interval(found: "WordsPosterior", name: str, place: int | None) -> dict[str, object]:
    """Give mean and limits of a number on the log-odds scale."""
    from brierbook.analysis.calibration.draws import summary  # noqa: PLC0415  # heavy

    drawn = found.draws[name] if place is None else found.draws[name][:, place]
    values = zip(("mean", "lower", "upper"), summary(drawn), strict=True)
    return {key: as_json_value(float(value)) for key, value in values}
