"""When things were said, when they were changed, and when they were decided."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from brierbook.forecasts.entries.records import Forecast, Withdrawal
from brierbook.forecasts.rules.standing import taken_back_forecasts
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import (
    Block,
    Bullets,
    Cell,
    Heading,
    Paragraph,
    Table,
    TextLine,
    TextSpan,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.answer import event_title
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.sections.scored_propositions import confidence_lines, foreign_span
from brierbook.speech.catalogue import Catalogue

__all__ = []

HEAD = ("event", "said", "decided", "lead")
ARROW = " \N{RIGHTWARDS ARROW} "


def timelines_blocks(r: Retrospective, words: Catalogue) -> list[Block]:
    """Write the section, if something was decided or changed."""
    events, changed = list(dict.fromkeys(r.scored["event"])), _changed_forecasts(r)
    if not events and not changed:
        return []
    made: list[Block] = [Heading(2, words.say("timelines.heading"))]
    if events:
        made += _decided_events_table(r, words, events)
    if not changed:
        # who took something back, or changed an outcome, is named in a section of its own
        untouched = not r.changed_after.changes and not taken_back_forecasts(r.book)
        said = [Paragraph(line(words.say("timelines.unchanged")))] if untouched else []
        return [*made, *said]
    shown, rest = truncate_list(changed, words)
    items = tuple(_change_line(r, words, each) for each in shown)
    return [*made, Paragraph(line(words.say("timelines.changed"))), Bullets(items), *rest]


def _decided_events_table(r: Retrospective, words: Catalogue, events: list[str]) -> list[Block]:
    """Write when each event was spoken of, and when it was decided."""
    rows = [_event_row(r, words, event) for event in events]
    shown, rest = truncate_list(sorted(rows, key=lambda each: each[0]), words)
    head = tuple(words.say(f"timelines.{name}") for name in HEAD)
    return [Table(words.say("timelines.caption"), head, tuple(each[1] for each in shown)), *rest]


def _event_row(r: Retrospective, words: Catalogue, event: str) -> tuple[str, tuple[Cell, ...]]:
    """Write one event, with the key it is sorted by."""
    names = r.scored[r.scored["event"] == event]
    said = [r.book.forecasts[name].made_at for name in names["forecast"]]
    settled = [r.book.resolutions[name] for name in names["proposition"]]
    ends = [each.decided_at or each.known_at for each in settled]
    first_said, last_said = min(m.first_day for m in said), max(m.last_day for m in said)
    lead = min(end.first for end in ends) - max(moment.last for moment in said)
    return first_said.isoformat() + event, (
        text_cell(event_title(r, event, words)),
        text_cell(words.days(first_said, last_said)),
        text_cell(words.days(min(m.first_day for m in ends), max(m.last_day for m in ends))),
        numeric_cell(words.number(max(lead, timedelta(0)).days)),
    )


def _changed_forecasts(r: Retrospective) -> list[list[Forecast | Withdrawal]]:
    """Find what one forecaster said of one proposition more than once, in the order of time."""
    told: list[Forecast | Withdrawal] = [r.book.forecasts[name] for name in r.forecasts["forecast"]]
    spoken = {_series_key(each) for each in told}
    told += [each for each in r.book.every(Withdrawal) if _series_key(each) in spoken]
    told.sort(key=lambda each: (_series_key(each), each.made_at.last))
    series = [list(group) for _, group in groupby(told, _series_key)]
    return [each for each in series if len({one.made_at.text for one in each}) > 1]


def _series_key(each: Forecast | Withdrawal) -> tuple[str, str]:
    """Say whose word it is, of what."""
    return each.proposition, each.forecaster


def _change_line(
    r: Retrospective, words: Catalogue, told: Sequence[Forecast | Withdrawal]
) -> TextLine:
    """Write how a forecaster changed a forecast, and what came of it."""
    proposition = r.book.propositions[told[0].proposition]
    name = r.book.forecasters[told[0].forecaster].name
    resolution = r.book.resolutions.get(proposition.id)
    outcome = resolution.outcome if resolution else "open"
    return line(
        foreign_span(proposition.text.pick(words.language), words),
        " ",
        foreign_span(name.pick(words.language), words),
        f": {ARROW.join(_change_step(each, words) for each in told)}. ",
        TextSpan(words.sentence(f"outcome.{outcome}"), strong=True),
    )


def _change_step(each: Forecast | Withdrawal, words: Catalogue) -> str:
    """Write one step: the day, and what was said."""
    day = words.moment(each.made_at)
    if isinstance(each, Withdrawal):
        return f"{words.say('timelines.withdrawn')} ({day})"
    return f"{'; '.join(confidence_lines(each, words))} ({day})"
