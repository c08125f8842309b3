"""``brierbook calibrate``: what the forecasts of the book deserve."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from brierbook.cli.language import language, messages, spoken
from brierbook.cli.progress import bar
from brierbook.cli.readings import LEVEL, SAID, calibrated, groups_of
from brierbook.cli.score import split
from brierbook.forecasts.frozen import replaced
from brierbook.forecasts.loading import load_book
from brierbook.forecasts.workspace import check_place, find_workspace

if TYPE_CHECKING:
    from brierbook.analysis.calibration.posterior import CalibrationCurve, CalibrationPosterior
    from brierbook.analysis.calibration.resolved import Resolved
    from brierbook.forecasts.book import Book
    from brierbook.reports.catalogue import Catalogue

SCHEMA = "brierbook.calibrate/1"
FACTORS = ("forecaster", "language", "phrase", "source", "tag")
MODELS = ("cox", "extremizing", "beta", "monotone")
ENGINES = ("auto", "grid", "quadrature", "pymc")
DIGITS = 10


def columns(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Take columns apart at commas, and refuse those that make no groups."""
    return split(given, FACTORS)


@click.command("calibrate")
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN,...",
    callback=columns,
    help=f"Let groups differ, and learn from each other: {', '.join(FACTORS)}.",
)
@click.option(
    "--model", type=click.Choice(MODELS), default="cox", show_default=True, help="Kind of curve."
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="auto",
    show_default=True,
    help="How to compute; auto takes the fastest that is exact enough, and says why.",
)
@click.option("--event-effect", is_flag=True, help="Let events move what hangs on them.")
@click.option("--clip", type=float, help="Where to move forecasts of 0 and 1; else left out.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the draws.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder instead of the workspace; analysis/ is made in it.",
)
@spoken
@click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401  # click passes them by name
    """Say what to read when the forecasts of this book say so much.

    The answer is a posterior with 90 % intervals in which an event counts once, however many
    propositions hang on it. The curve goes to analysis/NAME/calibration.csv, the draws to
    calibration.nc.
    """
    words = messages(language(options["lang"]))
    workspace = find_workspace(ctx.obj["book"])
    book = load_book(workspace)
    target = replaced(workspace, root=options["output"]) if options["output"] else workspace
    folder = target.analysis / book.header.name
    check_place(folder)
    learnt, found = calibrate(book, options, words)
    if options["as_json"]:
        click.echo(json.dumps(as_data(learnt, found), ensure_ascii=False, indent=2))
    else:
        click.echo(calibrated(learnt, found, words.language))
    for path in save(found, folder):
        click.echo(words.say("done.wrote", path=path), err=options["as_json"])


def calibrate(
    book: "Book", options: dict[str, Any], words: "Catalogue"
) -> "tuple[Resolved, CalibrationPosterior]":
    """Fit the book."""
    from brierbook.analysis.calibration.calibrator import BayesianCalibrator  # noqa: PLC0415  # heavy
    from brierbook.analysis.calibration.resolved import resolved  # noqa: PLC0415  # heavy

    effect, clip = options["event_effect"], options["clip"]
    learnt = resolved(book, options["by"], event_effect=effect, clip=clip)
    calibrator = BayesianCalibrator(
        options["model"], engine=options["engine"], clip=clip, seed=options["seed"]
    )
    with bar(words.say("busy.calibration"), quiet=options["engine"] == "grid") as progress:
        found = calibrator.fit_sample(learnt.sample, progress).result_
    return learnt, found


def as_data(learnt: "Resolved", found: "CalibrationPosterior") -> dict[str, object]:
    """Give the answer as data."""
    from brierbook.analysis.calibration.beliefs import p_calibrated  # noqa: PLC0415  # heavy

    known = found.log_evidence is not None
    diagnostics = found.diagnostics
    return {
        "schema": SCHEMA,
        "forecasts": learnt.forecasts,
        "events": learnt.sample.events,
        "left_out_as_certain": learnt.certain,
        "clipped": learnt.sample.clipped,
        "model": found.model.name,
        "engine": {"name": found.engine.name, "why": found.engine.explained},
        "level": LEVEL,
        "readings": records(found.curve(SAID, levels=(LEVEL,))),
        "groups": [
            group | {"readings": records(found.curve(SAID, group=group, levels=(LEVEL,)))}
            for group in groups_of(found)
        ],
        "p_overconfident": rounded(found.overconfident),
        "p_says_too_little": rounded(found.says_too_little),
        "p_calibrated": {
            "method": "integral",
            "prior": 0.5,
            "value": rounded(p_calibrated(found)) if known else None,
        },
        "diagnostics": {
            "effective_draws": rounded(diagnostics.ess),
            "r_hat": rounded(diagnostics.r_hat),
            "divergences": diagnostics.divergences,
            "pareto_k": rounded(diagnostics.pareto_k),
            "sensitivity": {
                factor: {name: rounded(value) for name, value in each.items()}
                for factor, each in diagnostics.sensitivity.items()
            },
            "problems": list(map(str, diagnostics.problems)),
        },
    }


def records(curve: "CalibrationCurve") -> list[dict[str, object]]:
    """Give a curve as plain records."""
    lower, upper = curve.limits[LEVEL]
    return [
        {"said": rounded(s), "read": rounded(m), "lower": rounded(low), "upper": rounded(high)}
        for s, m, low, high in zip(curve.said, curve.mean, lower, upper, strict=True)
    ]


def rounded(value: float | None) -> float | None:
    """Round to ten digits; what is not known or not finite is null."""
    if value is None or value != value or value in (float("inf"), -float("inf")):  # noqa: PLR0124  # the test for NaN
        return None
    return float(f"{value:.{DIGITS}g}")


def save(found: "CalibrationPosterior", folder: Path) -> list[Path]:
    """Write the curve and the draws."""
    import numpy as np  # noqa: PLC0415  # heavy

    from brierbook.analysis.calibration.tree import to_tree  # noqa: PLC0415  # heavy

    folder.mkdir(parents=True, exist_ok=True)
    table, draws = folder / "calibration.csv", folder / "calibration.nc"
    curve = found.curve(np.arange(1, 100) / 100).to_frame()
    table.write_text(curve.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n"))
    to_tree(found).to_netcdf(draws)
    return [table, draws]
