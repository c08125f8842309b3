"""``brierbook words``: what words mean to readers, and what they came to."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brierbook.cli.shared.json_values import as_json_value
from brierbook.cli.shared.judged_book import book_to_judge
from brierbook.cli.shared.options import add_language_option
from brierbook.cli.shared.printable import as_printable, as_printable_lines
from brierbook.cli.shared.progress import progress_bar
from brierbook.cli.shared.session import Session
from brierbook.errors import Message, quote_value
from brierbook.forecasts.workspace.folders import check_output_folder

if TYPE_CHECKING:
    from brierbook.analysis.calibration.models.words import WordsPosterior

__all__ = ["command"]

SCHEMA = "brierbook.words/1"
FORMATS = ("svg", "png", "pdf")


def _check_figure_form(_: click.Context, __: click.Parameter, given: Path | None) -> Path | None:
    """Refuse a figure of a kind that cannot be drawn."""
    if given is not None and given.suffix.removeprefix(".").lower() not in FORMATS:
        raise click.BadParameter(
            Message(
                "{name} does not end in .{known}.",
                "usage.figure_form",
                {"name": quote_value(given.name), "known": ", .".join(FORMATS)},
            )
        )
    return given


@click.command("words")
@add_language_option
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as data.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_check_figure_form,
    help="Draw the figure into this file: .svg, .png or .pdf.",
)
@click.option(
    "--engine",
    type=click.Choice(("auto", "importance", "pymc")),
    default="auto",
    show_default=True,
    help="How to compute; auto samples by importance while that is sound.",
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    as_json: bool,  # noqa: FBT001  # click passes it by name
    output: Path | None,
    engine: str,
    **_: str | None,
) -> None:
    """Write what readers take a word for beside how often it came true.

    Counted are the forecasts in words that can be scored, on primary readings, each event once.
    The meaning of a word comes from surveys of readers; what it deserves starts there and is
    learnt, for each source that used it, from what resolved.
    """
    session = Session(ctx)
    judged, words = book_to_judge(session, None), session.words
    if output is not None:
        check_output_folder(output.parent)
    from brierbook.analysis.tables.fitted.book_words import book_words  # heavy

    with progress_bar(words.say("busy.words"), quiet=engine != "pymc") as progress:
        found = book_words(judged.book, engine=engine, progress=progress, now=judged.now)
    click.echo(_words_as_json(found) if as_json else _words_text(found, words.language))
    if output is not None:
        _draw_words_figure(found, output, words.language)
        click.echo(words.say("done.wrote", path=output), err=as_json)


def _words_text(found: "WordsPosterior", lang: str) -> str:
    """Write the words for a person; names of sources come from the book."""
    from brierbook.reports.findings.words_text import words_text  # heavy
    from brierbook.speech.catalogue import load_catalogue  # heavy

    table = found.to_frame()
    safe = table.assign(source=table["source"].map(as_printable))
    return as_printable_lines(words_text(found, safe, load_catalogue(lang)))


def _draw_words_figure(found: "WordsPosterior", output: Path, lang: str) -> None:
    """Draw the figure."""
    from brierbook.reports.figures.kit.drawing import render_figure  # heavy
    from brierbook.reports.figures.words import plot_words  # heavy

    form = output.suffix.removeprefix(".").lower()
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(render_figure(plot_words(found, lang=lang), form))


def _words_as_json(found: "WordsPosterior") -> str:
    """Give the words as data."""
    return json.dumps(_words_as_data(found), ensure_ascii=False, indent=2, allow_nan=False)


def _words_as_data(found: "WordsPosterior") -> dict[str, object]:
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
        "spread": _parameter_limits(found, "spread", None),
        "offset": {
            str(language): _parameter_limits(found, "offset", place)
            for place, language in enumerate(found.draws.coords["language"])
        },
        "rows": [
            {str(name): as_json_value(value) for name, value in row.items()}
            for row in found.to_frame().to_dict(orient="records")
        ],
    }


def _parameter_limits(found: "WordsPosterior", name: str, place: int | None) -> dict[str, object]:
    """Give mean and limits of a number on the log-odds scale."""
    from brierbook.analysis.calibration.sampling.draws import summarise_draws  # heavy

    drawn = found.draws[name] if place is None else found.draws[name][:, place]
    values = zip(("mean", "lower", "upper"), summarise_draws(drawn), strict=True)
    return {key: as_json_value(float(value)) for key, value in values}
