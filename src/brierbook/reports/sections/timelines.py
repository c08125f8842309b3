"""When things were said, when they were changed, and when they were decided."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from brierbook.forecasts.records import Forecast, Withdrawal
from brierbook.reports.catalogue import Catalogue
from brierbook.reports.model import (
    Block,
    Bullets,
    Cell,
    Heading,
    Line,
    Paragraph,
    Span,
    Table,
    cell,
    line,
    number,
)
from brierbook.reports.retrospective import Retrospective
from brierbook.reports.sections.answer import title_of
from brierbook.reports.sections.said import confidence_lines, span
from brierbook.reports.sections.shown import first

HEAD = ("event", "said", "decided", "lead")
ARROW = " \N{RIGHTWARDS ARROW} "


def blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, if something was decided or changed."""
    events, changed = list(dict.fromkeys(r.scored["event"])), changes(r)
    if not events and not changed:
        return []
    made: list[Block] = [Heading(2, words.say("timelines.heading"))]
    if events:
        made += decided(r, words, events)
    if not changed:
        return [*made, Paragraph(line(words.say("timelines.unchanged")))]
    shown, rest = first(changed, words)
    items = tuple(history(r, words, each) for each in shown)
    return [*made, Paragraph(line(words.say("timelines.changed"))), Bullets(items), *rest]


def decided(r: Retrospective, words: Catalogue, events: list[str]) -> list[Block]:
    """Write when each event was spoken of, and when it was decided."""
    rows = [row(r, words, event) for event in events]
    shown, rest = first(sorted(rows, key=lambda each: each[0]), words)
    head = tuple(words.say(f"timelines.{name}") for name in HEAD)
    return [Table(words.say("timelines.caption"), head, tuple(each[1] for each in shown)), *rest]


def row(r: Retrospective, words: Catalogue, event: str) -> tuple[str, tuple[Cell, ...]]:
    """Write one event, with the key it is sorted by."""
    names = r.scored[r.scored["event"] == event]
    said = [r.book.forecasts[name].made_at for name in names["forecast"]]
    settled = [r.book.resolutions[name] for name in names["proposition"]]
    ends = [each.decided_at or each.known_at for each in settled]
    first_said, last_said = min(m.first_day for m in said), max(m.last_day for m in said)
    lead = min(end.first for end in ends) - max(moment.last for moment in said)
    return first_said.isoformat() + event, (
        cell(title_of(r, event, words)),
        cell(words.days(first_said, last_said)),
        cell(words.days(min(m.first_day for m in ends), max(m.last_day for m in ends))),
        number(words.number(max(lead, timedelta(0)).days)),
    )


def changes(r: Retrospective) -> list[list[Forecast | Withdrawal]]:
    """Find what one forecaster said of one proposition more than once, in the order of time."""
    told: list[Forecast | Withdrawal] = [r.book.forecasts[name] for name in r.forecasts["forecast"]]
    spoken = {key(each) for each in told}
    told += [each for each in r.book.every(Withdrawal) if key(each) in spoken]
    told.sort(key=lambda each: (key(each), each.made_at.last))
    series = [list(group) for _, group in groupby(told, key)]
    return [each for each in series if len({one.made_at.text for one in each}) > 1]


def key(each: Forecast | Withdrawal) -> tuple[str, str]:
    """Say whose word it is, of what."""
    return each.proposition, each.forecaster


def history(r: Retrospective, words: Catalogue, told: Sequence[Forecast | Withdrawal]) -> Line:
    """Write how a forecaster changed a forecast, and what came of it."""
    proposition = r.book.propositions[told[0].proposition]
    name = r.book.forecasters[told[0].forecaster].name
    resolution = r.book.resolutions.get(proposition.id)
    outcome = resolution.outcome if resolution else "open"
    return line(
        span(proposition.text.pick(words.language), words),
        " ",
        span(name.pick(words.language), words),
        f": {ARROW.join(step(each, words) for each in told)}. ",
        Span(words.sentence(f"outcome.{outcome}"), strong=True),
    )


def step(each: Forecast | Withdrawal, words: Catalogue) -> str:
    """Write one step: the day, and what was said."""
    day = words.moment(each.made_at)
    if isinstance(each, Withdrawal):
        return f"{words.say('timelines.withdrawn')} ({day})"
    return f"{'; '.join(confidence_lines(each, words))} ({day})"
