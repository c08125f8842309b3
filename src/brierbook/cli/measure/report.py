"""``brierbook report``: write a retrospective."""

from pathlib import Path

import click

from brierbook.cli.shared.options import (
    ENGINES,
    add_as_of_option,
    add_languages_option,
    add_standing_option,
    read_grouping_columns,
    split_known_names,
)
from brierbook.cli.shared.report_files import ReportOptions, write_report_files
from brierbook.cli.shared.selecting import add_selection_options
from brierbook.cli.shared.session import Session

__all__ = ["command"]

STALE = 1


def _split_names(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Take names apart at commas."""
    said = (name.strip() for each in given for name in each.split(","))
    return tuple(dict.fromkeys(filter(None, said)))


def _read_speech_kinds(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    """Take kinds of speech apart at commas, and refuse unknown ones."""
    from brierbook.forecasts.entries.source_readers import STATEMENTS  # only when asked for

    return tuple(split_known_names(given, STATEMENTS))


@click.command("report")
@add_selection_options
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN,...",
    callback=read_grouping_columns,
    help="Groups to score; else source, language, phrase, tag.",
)
@click.option(
    "--without",
    multiple=True,
    metavar="KIND,...",
    callback=_read_speech_kinds,
    help="Leave out kinds of speech, such as appeal,intention.",
)
@add_standing_option
@add_as_of_option
@add_languages_option
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT,...",
    callback=_split_names,
    help="html, md, pdf (with brierbook[pdf]), json, ipynb; else html and md.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with texts, order of sections or page of one's own.",
)
@click.option(
    "--sampling/--no-sampling",
    default=True,
    help="Without, the Bayesian recalibration is --engine grid, whatever is asked for.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="How to compute it; all engines give the same curve, auto takes the fastest.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder instead of the workspace; reports/ and analysis/ are made in it.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; make it again and name what differs (exit 1)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as data.")
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> None:
    """Write a retrospective on what the book has resolved, or on what QUERY asks for.

    Reports go to reports/NAME as HTML and Markdown, with figures, scores.csv and summary.json;
    the posterior goes to analysis/NAME as netCDF. A report on a part of the book has a folder of
    its own. The book is judged at the last deadline that has passed, or at the last entry if that
    is later; --check judges it at the instant that the report there was written for. A query is
    written as in: tag:syria made<2024-12-08 -tag:war "fall of Damascus".
    """
    wish = ReportOptions(**options)  # type: ignore[arg-type]  # click has checked them
    write_report_files(Session(ctx), wish)
