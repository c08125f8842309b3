"""``brierbook score``: the scores of the book, by groups."""

import json
import math
from typing import TYPE_CHECKING

import click

from brierbook.analysis.grouping import GROUPS, TAG, tagged
from brierbook.cli.language import language, messages, spoken
from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import find_workspace

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.baselines import Baseline
    from brierbook.forecasts.book import Book

SCHEMA = "brierbook.score/1"
BASELINES = ("base_rate", "even", "others")
DIGITS = 10


def columns(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Take columns apart at commas, and refuse those that make no groups."""
    return split(given, GROUPS)


def split(given: tuple[str, ...], known: tuple[str, ...]) -> list[str]:
    """Take names apart at commas, each once, and refuse those that are not known."""
    names = list(dict.fromkeys(name.strip() for each in given for name in each.split(",")))
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none of {', '.join(known)}.")
    return names


def baseline_of(_: click.Context, __: click.Parameter, given: str) -> "Baseline":
    """Take a baseline by its name, or as a probability."""
    if given in BASELINES:
        return given
    try:
        p = float(given)
    except ValueError:
        p = math.nan
    if not 0 <= p <= 1:
        names = ", ".join(BASELINES)
        raise click.BadParameter(f"{given!r} is none of {names}, nor a number from 0 to 1.")
    return p


@click.command("score")
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN,...",
    callback=columns,
    help=f"Score groups: {', '.join(GROUPS)}; may be given more than once. A forecast whose "
    "proposition has two tags counts in both.",
)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    metavar="NAME",
    default=["brier", "log"],
    help="brier, log, spherical; mcb, dsc, unc (parts of the Brier score); ece, smooth_ece "
    "(calibration errors); auc (more is better). May be given more than once; else brier and log.",
)
@click.option(
    "--baseline",
    metavar="NAME",
    default="base_rate",
    callback=baseline_of,
    help="What scores are set beside: base_rate (of the group; the default), even (50 %), others "
    "(what other forecasters said on average of the same proposition), or a number from 0 to 1.",
)
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as data.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all numbers as comma-separated values.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    by: list[str],
    metrics: tuple[str, ...],
    baseline: "Baseline",
    lang: str | None,
    as_json: bool,  # noqa: FBT001  # click passes it by name
    as_csv: bool,  # noqa: FBT001  # the same
) -> None:
    """Write the scores of the forecasts, with 90 % limits by event.

    Primary readings are scored; below the scores stand the counts of what could not be. A
    difference below 0 is better than the baseline.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other; give one of them.")
    words = messages(language(lang), "scores")
    asked = tuple(dict.fromkeys(metrics))
    found = scores(load_book(find_workspace(ctx.obj["book"])), by, asked, baseline)
    if as_json:
        click.echo(
            json.dumps(as_data(found, baseline), ensure_ascii=False, indent=2, allow_nan=False)
        )
    elif as_csv:
        from brierbook.analysis.commas import to_commas  # noqa: PLC0415  # seldom asked for

        click.echo(to_commas(found), nl=False)
    else:
        from brierbook.cli.score_text import as_text  # noqa: PLC0415  # heavy

        click.echo(as_text(found, by, baseline, words))


def scores(
    book: "Book", by: list[str], metrics: tuple[str, ...], baseline: "Baseline"
) -> "pd.DataFrame":
    """Score the primary readings of a book."""
    from brierbook.analysis.metrics import find_metrics  # noqa: PLC0415  # heavy
    from brierbook.analysis.score_table import score  # noqa: PLC0415  # heavy
    from brierbook.analysis.table import forecast_table  # noqa: PLC0415  # heavy

    try:
        find_metrics(metrics)
    except ArgumentError as error:
        raise click.BadParameter(f"{error.problem}.", param_hint="'--metric'") from error
    table = forecast_table(book, redacted=True)
    rows = table[table["reading"] == "primary"]
    if rows.empty:
        raise WorkspaceError("the book has no forecast on a primary reading yet; log one")
    try:
        return score(tagged(book, rows) if TAG in by else rows, metrics, by, baseline=baseline)
    except ArgumentError as error:
        if error.argument != "proposition":
            raise
        raise click.BadParameter(f"{error.problem}.", param_hint="'--baseline'") from error


def as_data(found: "pd.DataFrame", baseline: "Baseline") -> dict[str, object]:
    """Give the scores as data."""
    rows = [
        {str(name): as_json_value(value) for name, value in row.items()}
        for row in found.to_dict(orient="records")
    ]
    return {"schema": SCHEMA, "level": 0.9, "baseline": baseline, "rows": rows}


def as_json_value(value: object) -> object:
    """Round to ten digits; what is not known is null, and the infinite is spelled out."""
    if not isinstance(value, float):
        return value
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return None if math.isnan(value) else float(f"{value:.{DIGITS}g}")
