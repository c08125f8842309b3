"""``brierbook calibrate``: what the forecasts of the book deserve."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from brierbook.cli.shared.fitting import curve_as_records, fit_book
from brierbook.cli.shared.json_values import round_or_null
from brierbook.cli.shared.judged_book import JudgedBook, book_to_judge
from brierbook.cli.shared.options import (
    ENGINES,
    add_as_of_option,
    add_language_option,
    add_standing_option,
    split_known_names,
)
from brierbook.cli.shared.selecting import add_selection_options, select_asked
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.basis_text import warn_of_basis
from brierbook.cli.shared.texts.calibration_text import (
    LEVEL,
    SAID,
    describe_calibration,
    list_groups,
)
from brierbook.cli.shared.texts.quantile_text import level_sample_as_data, level_sample_as_text
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.workspace.folders import check_output_folder

if TYPE_CHECKING:
    from brierbook.analysis.calibration.curve.posterior import (
        CalibrationPosterior,
    )
    from brierbook.analysis.claims.sentences import SentenceClaims
    from brierbook.analysis.tables.fitted.book_sample import ResolvedSample
    from brierbook.analysis.tables.kinds.level_check import LevelSample
    from brierbook.forecasts.query.matching import MatchedIds

__all__ = ["command"]

SCHEMA = "brierbook.calibrate/1"
FACTORS = ("forecaster", "language", "phrase", "source", "tag")
MODELS = ("cox", "extremizing", "beta", "monotone")
DIGITS = 10


def _read_group_columns(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> list[str]:
    """Take columns apart at commas, and refuse those that make no groups."""
    return split_known_names(given, FACTORS)


@click.command("calibrate")
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN,...",
    callback=_read_group_columns,
    help=f"Let three groups or more differ, and learn from each other: {', '.join(FACTORS)}.",
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
@add_selection_options
@add_standing_option
@add_as_of_option
@click.option("--event-effect", is_flag=True, help="Let events move what hangs on them.")
@click.option("--clip", type=float, help="Where to move forecasts of 0 and 1; else left out.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the draws.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder instead of the workspace; analysis/ is made in it.",
)
@add_language_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as data.")
@click.pass_context
def command(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401  # click passes them by name
    """Say what to read when the forecasts that QUERY asks for say so much.

    A query is written as in: tag:weather made<2027-01-01. The answer is a posterior with 90 %
    intervals in which an event counts once, however many propositions hang on it: the curve of
    these forecasts, over the groups that there are. What was revised counts for the share of the
    planned window in which it stood, and a question counts once its deadline has passed. Below
    stands what may be claimed, and what could have been found. The curve goes to
    analysis/NAME/calibration.csv, the draws to calibration.nc. Quantiles of numbers and days stand
    beside it: how often the outcome was at or below the quantile of each level, what to read
    instead, and whether that would have helped.
    """
    session = Session(ctx)
    workspace, words = session.workspace, session.words
    judged = book_to_judge(session, options["as_of"])
    book = judged.book
    target = replace_fields(workspace, root=options["output"]) if options["output"] else workspace
    folder = target.analysis / book.header.name
    check_output_folder(folder)
    from brierbook.analysis.tables.fitted.book_claims import judge_book  # heavy
    from brierbook.analysis.tables.kinds.level_check import LevelSample  # heavy
    from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds  # heavy

    only = select_asked(judged, options["query"], options["since"], options["until"])
    warn_of_basis(session, judged, only)
    asked = None if only is None else only.forecasts
    quantiles = LevelSample(scorable_kinds(book, now=judged.now, only=asked))
    if len(quantiles.rows) and not _any_binary(judged, only):
        _print_levels(session, quantiles, as_json=options["as_json"])
        return
    learnt, found = fit_book(book, options, words, judged.now, only)
    claims = judge_book(book, now=judged.now, asked=only)
    if options["as_json"]:
        data = _calibration_as_data(learnt, found, claims) | level_sample_as_data(quantiles)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(describe_calibration(learnt, found, claims, words.language))
        if len(quantiles.rows):
            click.echo("\n" + level_sample_as_text(quantiles, session.scores))
    for path in _save_curve_and_draws(found, folder):
        click.echo(words.say("done.wrote", path=path), err=options["as_json"])


def _any_binary(judged: JudgedBook, only: "MatchedIds | None") -> bool:
    """Whether a forecast of yes or no that is asked for counts."""
    from brierbook.analysis.tables.forecast_rows import is_counted  # heavy
    from brierbook.analysis.tables.scorable import scorable  # the same

    table = scorable(judged.book, now=judged.now, asked=only)
    return bool(is_counted(table.judged).any())


def _print_levels(session: Session, quantiles: "LevelSample", *, as_json: bool) -> None:
    """Print what quantiles deserve, where nothing else can be said."""
    if as_json:
        data = {"schema": SCHEMA, "level": LEVEL} | level_sample_as_data(quantiles)
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(level_sample_as_text(quantiles, session.scores))


def _calibration_as_data(
    learnt: "ResolvedSample", found: "CalibrationPosterior", claims: "SentenceClaims | None"
) -> dict[str, object]:
    """Give the answer as data."""
    from brierbook.analysis.calibration.engines.beliefs import p_calibrated  # heavy
    from brierbook.analysis.tables.fitted.book_claims import claims_as_data  # heavy

    known = found.log_evidence is not None
    diagnostics = found.diagnostics
    return {
        "schema": SCHEMA,
        "forecasts": learnt.forecasts,
        "events": learnt.sample.events,
        "left_out_as_certain": learnt.certain,
        "left_out_as_shares": learnt.shares,
        "clipped": learnt.sample.clipped,
        "model": found.model.name,
        "engine": {"name": found.engine.name, "why": found.engine.explained},
        "level": LEVEL,
        "dropped": [asdict(each) for each in learnt.dropped],
        "readings": curve_as_records(found.curve(SAID, levels=(LEVEL,))),
        "groups": [
            group | {"readings": curve_as_records(found.curve(SAID, group=group, levels=(LEVEL,)))}
            for group in list_groups(found)
        ],
        "p_overconfident": round_or_null(found.overconfident),
        "p_says_too_little": round_or_null(found.says_too_little),
        "claims": claims_as_data(claims) if claims else None,
        "p_calibrated": {
            "method": "integral",
            "prior": 0.5,
            "value": round_or_null(p_calibrated(found)) if known else None,
        },
        "diagnostics": {
            "effective_draws": round_or_null(diagnostics.ess),
            "r_hat": round_or_null(diagnostics.r_hat),
            "divergences": diagnostics.divergences,
            "pareto_k": round_or_null(diagnostics.pareto_k),
            "sensitivity": {
                factor: {name: round_or_null(value) for name, value in each.items()}
                for factor, each in diagnostics.sensitivity.items()
            },
            "problems": list(map(str, diagnostics.problems)),
        },
    }


def _save_curve_and_draws(found: "CalibrationPosterior", folder: Path) -> list[Path]:
    """Write the curve and the draws."""
    import numpy as np  # heavy

    from brierbook.analysis.calibration.curve.arviz_tree import posterior_as_tree  # heavy

    folder.mkdir(parents=True, exist_ok=True)
    table, draws = folder / "calibration.csv", folder / "calibration.nc"
    curve = found.curve(np.arange(1, 100) / 100).to_frame()
    table.write_text(curve.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n"))
    posterior_as_tree(found).to_netcdf(draws)
    return [table, draws]
