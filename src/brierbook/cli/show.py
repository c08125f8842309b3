"""``brierbook show``: a proposition with its whole history."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from brierbook.cli import wording
from brierbook.cli.completing import propositions
from brierbook.cli.desk import Desk, common, past, zoned
from brierbook.cli.echo import INDENT, name_of
from brierbook.cli.plain import plain
from brierbook.cli.steps import as_data as step_as_data
from brierbook.cli.steps import title, under
from brierbook.forecasts.life.history import History, Step, history
from brierbook.forecasts.records import Statement
from brierbook.reports.columns import width

EXAMPLES = """\b
Examples:
  brierbook show 41
  brierbook show 41 --as-of 2026-12-31
  brierbook show suwayda --json
"""


@click.command("show", epilog=EXAMPLES)
@click.argument("proposition", metavar="ID", shell_complete=propositions)
@past
@zoned
@common
@click.pass_context
def command(ctx: click.Context, /, proposition: str, *, as_json: bool, **_: str | None) -> None:
    """Show a proposition with its whole history.

    Of each entry three times stand apart: claimed (by the forecaster), recorded (by the ledger's
    clock) and anchored (no later than which an outside authority saw it).
    """
    desk = Desk(ctx)
    told = history(desk.store, proposition)
    if as_json:
        desk.give("show", as_data(desk, told))
    else:
        desk.say("\n".join(lines(desk, told)))


def lines(desk: Desk, told: History) -> Iterator[str]:
    """Write a proposition: what it says, what it rests on, what happened to it."""
    words, claim = desk.words, told.proposition
    yield click.style(f"{plain(claim.id)}  {wording.text_of(claim.text, words)}", bold=True)
    yield from labelled(desk, list(facts(desk, told)))
    for statement in told.statements:
        yield ""
        yield from quoted(desk, told, statement)
    yield ""
    yield words.say("show.history")
    for step in told.steps:
        yield from entry(desk, told, step)


def facts(desk: Desk, told: History) -> Iterator[tuple[str, str]]:
    """List what is known of a proposition, each with its name."""
    words, claim = desk.words, told.proposition
    yield "status", status(desk, told)
    yield "kind", wording.kind(claim.answers, words)
    until = claim.deadline
    yield (
        "deadline",
        wording.deadline(until, desk.now, words) if until else words.say("log.no_deadline"),
    )
    if claim.criteria:
        yield "criteria", wording.text_of(claim.criteria, words)
    if claim.event:
        yield "event", wording.text_of(told.book.events[claim.event].title, words)
    if claim.condition:
        condition = told.book.propositions.get(claim.condition)
        text = wording.text_of(condition.text, words) if condition else ""
        yield "condition", f"{plain(claim.condition)}: {text}"
    if claim.tags:
        yield "tags", " ".join(f"#{plain(tag)}" for tag in claim.tags)
    for name, held in standing(told):
        yield "standing", f"{name_of(desk, name)}: {wording.said(held, words)}"


def standing(told: History) -> Iterator[tuple[str, Any]]:
    """Give the last forecast of each forecaster who did not withdraw it."""
    from brierbook.forecasts.store.rows import standing_rows  # noqa: PLC0415  # of one proposition

    for row in standing_rows(told.book, told.proposition.id):
        yield row[1], told.book.forecasts[row[2]].confidence


def status(desk: Desk, told: History) -> str:
    """Say what became of a proposition."""
    name = told.proposition.id
    if name not in told.book.propositions:
        return desk.words.say("show.retracted")
    found = told.book.resolutions.get(name)
    if found:
        return wording.outcome(found.outcome, found.answer, desk.words)
    until = told.proposition.deadline
    late = until is not None and until.last <= desk.now
    return desk.words.say("status.due" if late else "status.open")


def labelled(desk: Desk, pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Set facts below each other behind their names, each name once."""
    names = [desk.words.say(f"show.{name}") for name, _ in pairs]
    most, before = max(map(width, names)), ""
    for name, (_, fact) in zip(names, pairs, strict=True):
        label = "" if name == before else name
        yield f"{INDENT}{label}{' ' * (most - width(label))}  {fact}"
        before = name


def quoted(desk: Desk, told: History, statement: Statement) -> Iterator[str]:
    """Show a quote in its context."""
    document = told.book.documents[statement.document]
    place = f"{plain(document.file)}:{statement.start}-{statement.end}"
    speakers = " → ".join(name_of(desk, name) for name in statement.attribution)
    yield f"{desk.words.say('show.source')}: {place}, {speakers}"
    quote = desk.words.quote(plain(statement.quote))
    marked = click.style(quote, bold=True)
    yield f"{INDENT}…{plain(statement.prefix)}{marked}{plain(statement.suffix)}…"


def entry(desk: Desk, told: History, step: Step) -> Iterator[str]:
    """Show one entry: what it says, its times, and what stands in it besides."""
    gone = "" if step.in_force else f" [{desk.words.say('show.retracted')}]"
    number = f"{step.record.origin.line:>6}"
    yield click.style(f"{number}  {title(desk, told, step.record)}{gone}", dim=not step.in_force)
    yield f"{INDENT * 2}{times(desk, step)}"
    for line in under(desk, told, step.record):
        yield f"{INDENT * 2}{line}"


def times(desk: Desk, step: Step) -> str:
    """Show three times apart."""
    words = desk.words
    made = getattr(step.record, "made_at", None)
    shown = f"{words.say('show.anchored')} {at(step.anchored, desk)}" if step.anchored else None
    parts = [
        *([f"{words.say('show.claimed')} {wording.day(made, words, desk.zone)}"] if made else []),
        f"{words.say('show.recorded')} {at(step.record.recorded_at.last, desk)}",
        shown or words.say("show.unanchored"),
    ]
    return " · ".join(parts)


def at(instant: datetime, desk: Desk) -> str:
    """Write an instant in the zone of the reader, to the minute."""
    local = instant.astimezone(ZoneInfo(desk.zone))
    return f"{desk.words.day(local.date())}, {local:%H:%M}"


def as_data(desk: Desk, told: History) -> dict[str, Any]:
    """Give a proposition and its history as data."""
    claim, found = told.proposition, told.book.resolutions.get(told.proposition.id)
    text, language = claim.text.pick(desk.words.language)
    return {
        "id": claim.id,
        "text": text,
        "language": language,
        "kind": claim.answers.kind,
        "options": list(claim.answers.options),
        "unit": claim.answers.unit,
        "criteria": claim.criteria.pick(desk.words.language)[0] if claim.criteria else None,
        "deadline": claim.deadline.text if claim.deadline else None,
        "event": claim.event,
        "condition": claim.condition,
        "tags": list(claim.tags),
        "taken_back": claim.id not in told.book.propositions,
        "outcome": found.outcome if found else None,
        "answer": found.answer if found else None,
        "standing": [
            {"forecaster": name, "said": wording.said(held, desk.words)}
            for name, held in standing(told)
        ],
        "statements": [
            {"id": each.id, "document": each.document, "start": each.start, "end": each.end}
            | {"prefix": each.prefix, "quote": each.quote, "suffix": each.suffix}
            | {"attribution": list(each.attribution)}
            for each in told.statements
        ],
        "history": [step_as_data(desk, step) for step in told.steps],
    }
