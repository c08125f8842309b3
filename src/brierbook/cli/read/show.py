"""``brierbook show``: a proposition with its whole history."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from brierbook.cli.shared import wording
from brierbook.cli.shared.completers import complete_proposition
from brierbook.cli.shared.options import add_as_of_option, add_common_options, add_zone_option
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.session import Session
from brierbook.cli.shared.texts.history_text import entry_as_data as step_as_data
from brierbook.cli.shared.texts.history_text import entry_details, entry_title
from brierbook.cli.shared.texts.logged_text import INDENT, forecaster_name
from brierbook.forecasts.entries.records import Statement
from brierbook.forecasts.life.history import HistoryEntry, PropositionHistory, proposition_history
from brierbook.speech.text_columns import display_width

__all__ = ["command"]

EXAMPLES = """\b
Examples:
  brierbook show 41
  brierbook show 41 --as-of 2026-12-31
  brierbook show suwayda --json
"""


@click.command("show", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=complete_proposition)
@add_as_of_option
@add_zone_option
@add_common_options
@click.pass_context
def command(ctx: click.Context, /, proposition: str, *, as_json: bool, **_: str | None) -> None:
    """Show a proposition with its whole history.

    Of each entry three times stand apart: claimed (by the forecaster), recorded (by the ledger's
    clock) and anchored (no later than which an outside authority saw it).
    """
    session = Session(ctx)
    told = proposition_history(session.store, proposition)
    if as_json:
        session.give("show", _history_as_data(session, told))
    else:
        session.say("\n".join(_proposition_lines(session, told)))


def _proposition_lines(session: Session, told: PropositionHistory) -> Iterator[str]:
    """Write a proposition: what it says, what it rests on, what happened to it."""
    words, claim = session.words, told.proposition
    yield click.style(
        f"{as_printable(claim.id)}  {wording.text_in_language(claim.text, words)}", bold=True
    )
    yield from _label_facts(session, list(_proposition_facts(session, told)))
    for statement in told.statements:
        yield ""
        yield from _quote_in_context(session, told, statement)
    yield ""
    yield words.say("show.history")
    for step in told.steps:
        yield from _entry_lines(session, told, step)


def _proposition_facts(session: Session, told: PropositionHistory) -> Iterator[tuple[str, str]]:
    """List what is known of a proposition, each with its name."""
    words, claim = session.words, told.proposition
    yield "status", _outcome_or_status(session, told)
    yield "kind", wording.answers_text(claim.answers, words)
    until = claim.deadline
    yield (
        "deadline",
        wording.deadline_in_words(until, session.now, words)
        if until
        else words.say("log.no_deadline"),
    )
    if claim.criteria:
        yield "criteria", wording.text_in_language(claim.criteria, words)
    if claim.event:
        yield "event", wording.text_in_language(told.book.events[claim.event].title, words)
    if claim.condition:
        condition = told.book.propositions.get(claim.condition)
        text = wording.text_in_language(condition.text, words) if condition else ""
        yield "condition", f"{as_printable(claim.condition)}: {text}"
    if claim.tags:
        yield "tags", " ".join(f"#{as_printable(tag)}" for tag in claim.tags)
    for name, held in _standing_forecasts(told):
        yield (
            "standing",
            f"{forecaster_name(session, name)}: {wording.confidence_text(held, words)}",
        )


def _standing_forecasts(told: PropositionHistory) -> Iterator[tuple[str, Any]]:
    """Give the last forecast of each forecaster who did not withdraw it."""
    from brierbook.forecasts.store.rows import standing_forecast_rows  # of one proposition

    for row in standing_forecast_rows(told.book, told.proposition.id):
        yield row[1], told.book.forecasts[row[2]].confidence


def _outcome_or_status(session: Session, told: PropositionHistory) -> str:
    """Say what became of a proposition."""
    name = told.proposition.id
    if name not in told.book.propositions:
        return session.words.say("show.retracted")
    found = told.book.resolutions.get(name)
    if found:
        return wording.outcome_text(found, session.words)
    until = told.proposition.deadline
    late = until is not None and until.last <= session.now
    return session.words.say("status.due" if late else "status.open")


def _label_facts(session: Session, pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Set facts below each other behind their names, each name once."""
    names = [session.words.say(f"show.{name}") for name, _ in pairs]
    most, before = max(map(display_width, names)), ""
    for name, (_, fact) in zip(names, pairs, strict=True):
        label = "" if name == before else name
        yield f"{INDENT}{label}{' ' * (most - display_width(label))}  {fact}"
        before = name


def _quote_in_context(
    session: Session, told: PropositionHistory, statement: Statement
) -> Iterator[str]:
    """Show a quote in its context."""
    document = told.book.documents[statement.document]
    place = f"{as_printable(document.file)}:{statement.start}-{statement.end}"
    speakers = " → ".join(forecaster_name(session, name) for name in statement.attribution)
    yield f"{session.words.say('show.source')}: {place}, {speakers}"
    quote = session.words.quote(as_printable(statement.quote))
    marked = click.style(quote, bold=True)
    yield f"{INDENT}…{as_printable(statement.prefix)}{marked}{as_printable(statement.suffix)}…"


def _entry_lines(session: Session, told: PropositionHistory, step: HistoryEntry) -> Iterator[str]:
    """Show one entry: what it says, its times, and what stands in it besides."""
    gone = "" if step.in_force else f" [{session.words.say('show.retracted')}]"
    number = f"{step.record.origin.line:>6}"
    yield click.style(
        f"{number}  {entry_title(session, told, step.record)}{gone}", dim=not step.in_force
    )
    yield f"{INDENT * 2}{_entry_times(session, step)}"
    for line in entry_details(session, told, step.record):
        yield f"{INDENT * 2}{line}"


def _entry_times(session: Session, step: HistoryEntry) -> str:
    """Show three times apart."""
    words = session.words
    made = getattr(step.record, "made_at", None)
    shown = (
        f"{words.say('show.anchored')} {_local_instant(step.anchored, session)}"
        if step.anchored
        else None
    )
    parts = [
        *(
            [f"{words.say('show.claimed')} {wording.moment_text(made, words, session.zone)}"]
            if made
            else []
        ),
        *_recording_times(step, session),
        shown or words.say("show.unanchored"),
    ]
    return " · ".join(parts)


def _recording_times(step: HistoryEntry, session: Session) -> Iterator[str]:
    """Show when an entry was recorded, and when it was taken in if it came from another copy."""
    words, here = session.words, step.record.recorded_at
    first = step.record.first_recorded_at
    yield f"{words.say('show.recorded')} {_local_instant((first or here).last, session)}"
    if first is not None:
        yield f"{words.say('show.merged')} {_local_instant(here.last, session)}"


def _local_instant(instant: datetime, session: Session) -> str:
    """Write an instant in the zone of the reader, to the minute."""
    local = instant.astimezone(ZoneInfo(session.zone))
    return f"{session.words.day(local.date())}, {local:%H:%M}"


def _history_as_data(session: Session, told: PropositionHistory) -> dict[str, Any]:
    """Give a proposition and its history as data."""
    claim, found = told.proposition, told.book.resolutions.get(told.proposition.id)
    text, language = claim.text.pick(session.words.language)
    return {
        "id": claim.id,
        "text": text,
        "language": language,
        "kind": claim.answers.kind,
        "options": list(claim.answers.options),
        "unit": claim.answers.unit,
        "low": claim.answers.low,
        "high": claim.answers.high,
        "criteria": claim.criteria.pick(session.words.language)[0] if claim.criteria else None,
        "deadline": claim.deadline.text if claim.deadline else None,
        "event": claim.event,
        "condition": claim.condition,
        "tags": list(claim.tags),
        "taken_back": claim.id not in told.book.propositions,
        "outcome": found.outcome if found else None,
        "answer": found.answer if found else None,
        "standing": [
            {"forecaster": name, "said": wording.confidence_text(held, session.words)}
            for name, held in _standing_forecasts(told)
        ],
        "statements": [
            {"id": each.id, "document": each.document, "start": each.start, "end": each.end}
            | {"prefix": each.prefix, "quote": each.quote, "suffix": each.suffix}
            | {"attribution": list(each.attribution)}
            for each in told.statements
        ],
        "history": [step_as_data(session, step) for step in told.steps],
    }
