"""The entries of a history, worded and as data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brierbook.cli import wording
from brierbook.cli.echo import name_of
from brierbook.cli.plain import plain
from brierbook.forecasts.records import (
    Forecast,
    Proposition,
    Record,
    Redaction,
    Resolution,
    Retraction,
    Reveal,
    Stated,
    Withdrawal,
)

if TYPE_CHECKING:
    from brierbook.cli.desk import Desk
    from brierbook.forecasts.life.history import History, Step


def title(desk: "Desk", told: "History", record: Record) -> str:
    """Say in a few words what an entry does."""
    key, by = f"show.{type(record).__name__.lower()}", plain(record.by)
    match record:
        case Forecast() | Reveal():
            who = name_of(desk, record.forecaster)
            return desk.words.say(key, who=who, said=wording.said(record.confidence, desk.words))
        case Withdrawal():
            return desk.words.say(key, who=name_of(desk, record.forecaster))
        case Resolution():
            happened = wording.outcome(record.outcome, record.answer, desk.words)
            return desk.words.say(key, outcome=happened, by=by)
        case Retraction() | Redaction():
            return f"{desk.words.say(key, by=by)} ({place(told, record.entry)})"
        case _:
            return desk.words.say(key, by=by)


def place(told: "History", leaf: str) -> int | str:
    """Give the number of the entry that has a leaf hash."""
    leaves = zip(told.book.leaves, told.book.records, strict=True)
    places = {each: record.origin.line for each, record in leaves}
    return places.get(leaf, leaf[:12])


def under(desk: "Desk", told: "History", record: Record) -> Iterator[str]:
    """Say what else stands in an entry."""
    if reason := getattr(record, "reason", None):
        yield f"{desk.words.say('show.reason')}: {plain(reason)}"
    if isinstance(record, Resolution):
        yield from of_resolution(desk, told, record)


def of_resolution(desk: "Desk", told: "History", record: Resolution) -> Iterator[str]:
    """Say when something was known, and what shows it."""
    words = desk.words
    if record.decided_at:
        yield f"{words.say('show.decided')} {wording.day(record.decided_at, words, desk.zone)}"
    yield f"{words.say('show.known')} {wording.day(record.known_at, words, desk.zone)}"
    if record.settled_by:
        title_of = wording.text_of(told.book.events[record.settled_by].title, words)
        yield f"{words.say('show.settled')}: {title_of}"
    if record.note:
        yield f"{words.say('show.note')}: {wording.text_of(record.note, words)}"
    for each in record.evidence:
        urls = " ".join(plain(source.url) for source in each.sources)
        yield f"{words.say('show.evidence')}: {plain(each.says)} {urls}".rstrip()


def as_data(desk: "Desk", step: "Step") -> dict[str, Any]:
    """Give one entry as data; what it does not say is null."""
    record = step.record
    made = getattr(record, "made_at", None)
    confidence = getattr(record, "confidence", None)
    return {
        "entry": record.origin.line,
        "kind": type(record).__name__.lower(),
        "by": record.by,
        "in_force": step.in_force,
        "claimed": made.text if made else None,
        "recorded": record.recorded_at.text,
        "anchored": step.anchored.strftime("%Y-%m-%dT%H:%M:%SZ") if step.anchored else None,
        "id": record.id if isinstance(record, Proposition | Forecast) else None,
        "forecaster": getattr(record, "forecaster", None),
        "p": f"{confidence.p:f}" if isinstance(confidence, Stated) else None,
        "said": wording.said(confidence, desk.words) if confidence else None,
        "reason": getattr(record, "reason", None),
        "takes_back": getattr(record, "entry", None),
        "resolution": outcome(record) if isinstance(record, Resolution) else None,
    }


def outcome(record: Resolution) -> dict[str, Any]:
    """Give an outcome as data."""
    return {
        "outcome": record.outcome,
        "answer": record.answer,
        "known_at": record.known_at.text,
        "decided_at": record.decided_at.text if record.decided_at else None,
        "settled_by": record.settled_by,
        "evidence": [
            {"says": each.says, "when": each.when, "urls": [source.url for source in each.sources]}
            for each in record.evidence
        ],
    }
