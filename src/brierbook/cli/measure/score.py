"""``brierbook score``: the scores of the book, by groups."""

import json
import math
from datetime import datetime
from typing import TYPE_CHECKING, NotRequired, TypedDict, Unpack

import click

from brierbook.analysis.tables.grouping import GROUPS
from brierbook.cli.shared.json_values import round_or_null, table_as_records
from brierbook.cli.shared.judged_book import JudgedBook, book_to_judge
from brierbook.cli.shared.options import (
    add_as_of_option,
    add_language_option,
    add_standing_option,
    read_grouping_columns,
)
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.selecting import add_selection_options, select_asked
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.basis_text import bases_as_text, basis_heading
from brierbook.cli.shared.texts.shown_text import shown_line
from brierbook.errors import ArgumentError, Message, quote_value
from brierbook.forecasts.rules.timing import Basis

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.analysis.claims.sentences import SentenceClaims
    from brierbook.analysis.tables.baselines import Baseline
    from brierbook.analysis.tables.changed_after import ChangedAfter
    from brierbook.analysis.tables.kinds.scorable_kinds import ScorableKinds
    from brierbook.analysis.tables.scorable import ScorableTable
    from brierbook.analysis.tables.standing.book_scores import BookScores, HeldBack
    from brierbook.analysis.tables.standing.choices import Standing
    from brierbook.forecasts.query.matching import MatchedIds
    from brierbook.speech.catalogue import Catalogue

__all__ = ["BASELINES", "command"]

SCHEMA = "brierbook.score/1"
BASELINES = ("even", "base_rate", "others")


class ScoreCommandOptions(TypedDict):
    """The options of the command."""

    query: tuple[str, ...]
    since: str | None
    until: str | None
    by: list[str]
    metrics: tuple[str, ...]
    baseline: "Baseline"
    standing: "Standing"
    as_of: str | None
    clip: float | None
    events: bool
    kinds: bool
    basis: str | None
    as_json: bool
    as_csv: bool
    lang: NotRequired[str | None]


def _read_baseline(_: click.Context, __: click.Parameter, given: str) -> "Baseline":
    """Take a baseline by its name, or as a probability."""
    if given in BASELINES:
        return given
    share = given.strip()
    try:
        p = float(share[:-1]) / 100 if share.endswith("%") else float(share)
    except ValueError:
        p = math.nan
    if not 0 <= p <= 1:
        names = ", ".join(BASELINES)
        raise click.BadParameter(
            Message(
                "{given} is none of {names}, nor a number from 0 to 1.",
                "usage.baseline",
                {"given": quote_value(given), "names": names},
            )
        )
    return p


@click.command("score")
@add_selection_options
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN,...",
    callback=read_grouping_columns,
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
    default="even",
    callback=_read_baseline,
    help="What scores are set beside: even (50 %; the default), base_rate (the share of the group "
    "that came true, known only afterwards), others (what other forecasters said on average of the "
    "same proposition), or a rate that was known beforehand, such as 0.3 or 30%.",
)
@add_standing_option
@add_as_of_option
@click.option(
    "--clip",
    type=click.FloatRange(0, 0.5, min_open=True, max_open=True),
    metavar="MARGIN",
    help="Score yes-or-no forecasts nearer to 0 or 1 than this as if they kept it, such as 0.001; "
    "how many were moved is said.",
)
@click.option("--events", is_flag=True, help="Also the share of the weight that each event has.")
@click.option(
    "--kinds",
    is_flag=True,
    help="Only options, numbers and days, which have scores of their own.",
)
@click.option(
    "--basis",
    type=click.Choice([each.value for each in Basis]),
    help="What shows that forecasts were made in time; else the first that has forecasts.",
)
@add_language_option
@click.option("--json", "as_json", is_flag=True, help="Print all numbers as data.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all numbers as comma-separated values.")
@click.pass_context
def command(ctx: click.Context, /, **asked: Unpack[ScoreCommandOptions]) -> None:
    """Write the scores of the forecasts that QUERY asks for, with 90 % limits by event.

    A query is written as in: tag:weather made<2027-01-01. Primary readings are scored whose
    deadline has passed, now or as of a day; what resolved before its deadline is held back,
    whatever it is, and shown as resolved so far. What was revised is scored over the time in which
    it stood; statements of documents as said; questions without a deadline apart. A difference
    below 0 is better than the baseline. Below stands what may be claimed of all that is asked for,
    or what could have been found. Options, numbers and days stand below, each kind by itself;
    --csv prints one table, of yes-or-no questions or, with --kinds, of the others.
    """
    if asked["as_json"] and asked["as_csv"]:
        raise click.UsageError(
            Message("--json and --csv exclude each other; give one of them.", "usage.json_csv")
        )
    session = Session(ctx)
    judged = book_to_judge(session, asked["as_of"])
    only = select_asked(judged, asked["query"], asked["since"], asked["until"])
    bases = _score_bases(judged, only, asked["clip"])
    table = _table_to_score(judged, only, asked["basis"])
    moved = 0 if asked["kinds"] else _count_clipped(table, asked)
    found = None if asked["kinds"] else _score_book(table, asked)
    kinds = _kinds_to_score(judged, only, asked["basis"])
    others = _score_kinds(kinds, asked)
    claims = None if asked["kinds"] or asked["as_csv"] else _judge_claims(table)
    if asked["as_json"]:
        data = _scores_as_data(found, others, asked["baseline"], _late_changes(judged))
        data |= {} if claims is None else {"claims": _claims_as_data(claims)}
        data |= {"kinds_held_back": int(kinds.held_back["proposition"].nunique())}
        data |= {"kinds_basis": kinds.basis.value}
        data |= {"basis": table.basis.value, "bases": table_as_records(bases)}
        data |= {name: asked[name] for name in ("since", "until", "clip")}
        data |= {"query": " ".join(asked["query"]), "clipped": moved}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))
    elif asked["as_csv"]:
        from brierbook.analysis.numeric.csv_text import write_rounded_csv  # seldom asked for

        if moved:
            session.warn(_clipped_in_words(session.scores, asked["clip"], moved))
        click.echo(write_rounded_csv(others if found is None else found.lines), nl=False)
    else:
        words = session.scores
        shown = shown_line(claims, words.language)
        scores = _scores_for_a_person(words, judged, found, (kinds, others), asked)
        heading = basis_heading(table.basis, words) if found is not None else ""
        if len(others) and (found is None or kinds.basis is not table.basis):
            scores[1:] = [basis_heading(kinds.basis, words), *scores[1:]]
        told = (*_asked_in_words(words, judged, asked, moved), heading)
        blocks = [*told, *scores[:1], shown, bases_as_text(bases, words), *scores[1:]]
        click.echo("\n\n".join(filter(None, blocks)) or words.say("kinds.nothing"))


def _asked_in_words(
    words: "Catalogue", judged: JudgedBook, asked: ScoreCommandOptions, moved: int
) -> list[str]:
    """Say of which day the scores are, of which part of the book, and what was clipped."""
    said = []
    if asked["as_of"]:
        said.append(words.say("score.as_of", day=words.day(judged.now.date())))
    period = {"since": asked["since"], "until": asked["until"]}
    part = [*asked["query"], *(f"--{name} {day}" for name, day in period.items() if day)]
    if part:
        said.append(words.say("score.only", asked=as_printable(" ".join(part))))
    if asked["clip"] and not asked["kinds"]:
        said.append(_clipped_in_words(words, asked["clip"], moved))
    return said


def _clipped_in_words(words: "Catalogue", margin: float | None, moved: int) -> str:
    """Say how many forecasts were moved, and whereto."""
    digits = len(f"{margin:.10f}".rstrip("0").partition(".")[2])
    shown = words.number(margin or 0.0, digits)
    return words.say("score.clipped", margin=shown, n=words.number(moved))


def _scores_for_a_person(
    words: "Catalogue",
    judged: JudgedBook,
    found: "BookScores | None",
    others: "tuple[ScorableKinds, pd.DataFrame]",
    asked: ScoreCommandOptions,
) -> list[str]:
    """Write the scores of yes or no, then those of other kinds."""
    from brierbook.cli.measure.kinds_text import held_back_kinds, kinds_as_text  # heavy
    from brierbook.cli.measure.score_text import scores_as_text  # the same

    binary = ""
    if found is not None:
        changed, events = _late_changes(judged), asked["events"]
        binary = scores_as_text(
            found, asked["by"], asked["baseline"], words, changed, events=events
        )
    kinds, rows = others
    return [binary, kinds_as_text(rows, asked["by"], words), held_back_kinds(kinds, words)]


def _table_to_score(
    judged: JudgedBook, only: "MatchedIds | None", basis: str | None
) -> "ScorableTable":
    """Take the forecasts that are asked for, on a basis of time."""
    from brierbook.analysis.tables.scorable import scorable  # heavy

    chosen = Basis(basis) if basis else None
    return scorable(judged.book, now=judged.now, basis=chosen, asked=only)


def _judge_claims(table: "ScorableTable") -> "SentenceClaims | None":
    """Judge the sentences about the first forecasts that stood on passed deadlines."""
    from brierbook.analysis.tables.fitted.book_claims import judge_rows  # heavy

    return judge_rows(table.cohort.first, table.book)


def _claims_as_data(claims: "SentenceClaims") -> dict[str, object]:
    """Give the sentences as data."""
    from brierbook.analysis.tables.fitted.book_claims import claims_as_data  # heavy

    return claims_as_data(claims)


def _count_clipped(table: "ScorableTable", asked: ScoreCommandOptions) -> int:
    """Count the forecasts in the score that are moved away from 0 and 1."""
    from brierbook.analysis.tables.forecast_rows import is_counted  # heavy
    from brierbook.analysis.tables.standing.choices import choose_rows  # the same

    margin = asked["clip"]
    if margin is None:
        return 0
    rows = choose_rows(table.primary_in_groups(()), asked["standing"])
    stated = rows[is_counted(rows) & (rows["sd_logit"] == 0)]["p"]
    return int(((stated < margin) | (stated > 1 - margin)).sum())


def _kinds_to_score(
    judged: JudgedBook, only: "MatchedIds | None", basis: str | None
) -> "ScorableKinds":
    """Take the options, numbers and days that are asked for, on a basis of time."""
    from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds  # heavy

    forecasts = None if only is None else only.forecasts
    chosen = Basis(basis) if basis else None
    return scorable_kinds(judged.book, now=judged.now, basis=chosen, only=forecasts)


def _score_kinds(kinds: "ScorableKinds", asked: ScoreCommandOptions) -> "pd.DataFrame":
    """Score the options, numbers and days of a book."""
    from brierbook.analysis.tables.kinds.kind_scores import score_kinds  # heavy

    return score_kinds(kinds, asked["by"], standing=asked["standing"])


def _score_book(table: "ScorableTable", asked: ScoreCommandOptions) -> "BookScores":
    """Score the primary readings of a book."""
    from brierbook.analysis.tables.metrics import find_metrics  # heavy
    from brierbook.analysis.tables.standing.book_scores import score_book  # heavy

    metrics = tuple(dict.fromkeys(asked["metrics"]))
    try:
        find_metrics(metrics)
    except ArgumentError as error:
        raise click.BadParameter(
            Message("{problem}.", "usage.sentence", {"problem": error.problem}),
            param_hint="'--metric'",
        ) from error
    clip = asked["clip"]
    try:
        return score_book(
            table.clip(clip) if clip else table,
            metrics,
            asked["by"],
            baseline=asked["baseline"],
            standing=asked["standing"],
        )
    except ArgumentError as error:
        if error.argument != "proposition":
            raise
        raise click.BadParameter(
            Message("{problem}.", "usage.sentence", {"problem": error.problem}),
            param_hint="'--baseline'",
        ) from error


def _score_bases(
    judged: JudgedBook, only: "MatchedIds | None", clip: float | None
) -> "pd.DataFrame":
    """Score each basis of time."""
    from brierbook.analysis.tables.bases import score_bases  # heavy

    return score_bases(judged.book, now=judged.now, asked=only, clip=clip)


def _late_changes(judged: JudgedBook) -> "ChangedAfter":
    """Find what was changed after the fact."""
    from brierbook.analysis.tables.changed_after import summarize_late_changes  # heavy

    return summarize_late_changes(judged.book, now=judged.now)


def _scores_as_data(
    found: "BookScores | None",
    others: "pd.DataFrame",
    baseline: "Baseline",
    changed: "ChangedAfter",
) -> dict[str, object]:
    """Give the scores as data."""
    from brierbook.analysis.tables.changed_after import changed_after_as_data  # heavy

    binary = {} if found is None else {"baseline": baseline} | _binary_as_data(found)
    rest = {"kinds": table_as_records(others), "changed_after": changed_after_as_data(changed)}
    return {"schema": SCHEMA, "level": 0.9} | binary | rest


def _binary_as_data(found: "BookScores") -> dict[str, object]:
    """Give the scores of yes-or-no questions as data, with the events and what is held back."""
    return {
        "standing": found.standing.text,
        "as_of": found.now.isoformat(),
        "rows": table_as_records(found.lines),
        "standings": table_as_records(found.standings),
        "events": table_as_records(found.events),
        "held_back": _held_back_as_data(found.held_back),
        "by_now": [_with_iso_times(row) for row in table_as_records(found.by_now)],
        "pace": table_as_records(found.pace),
    }


def _with_iso_times(row: dict[str, object]) -> dict[str, object]:
    """Write instants as ISO 8601 has them."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _held_back_as_data(held: "HeldBack | None") -> dict[str, object] | None:
    """Give what is held back as data."""
    if held is None:
        return None
    names = ["forecast", "proposition", "forecaster", "p", "outcome", "brier", "missed"]
    rows = held.rows[names].assign(counts_on=[each.isoformat() for each in held.rows.planned_end])
    return {
        "questions": held.questions,
        "yes": held.yes,
        "missed": held.missed,
        "brier_so_far": round_or_null(held.brier),
        "next_counts": held.next_counts.isoformat(),
        "forecasts": table_as_records(rows),
    }
