"""The entries of a history, worded and as data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from brierbook.cli.shared import wording
from brierbook.cli.shared.printable import as_printable
from brierbook.cli.shared.texts.logged_text import forecaster_name
from brierbook.forecasts.entries.records import (
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
    from brierbook.cli.shared.session import Session
    from brierbook.forecasts.life.history import HistoryEntry, PropositionHistory

__all__ = ["entry_as_data", "entry_details", "entry_title", "resolution_as_data"]


def entry_title(session: "Session", told: "PropositionHistory", record: Record) -> str:
    """Say in a few words what an entry does."""
    key, by = f"show.{type(record).__name__.lower()}", as_printable(record.by)
    match record:
        case Forecast() | Reveal():
            who = forecaster_name(session, record.forecaster)
            return session.words.say(
                key, who=who, said=wording.confidence_text(record.confidence, session.words)
            )
        case Withdrawal():
            return session.words.say(key, who=forecaster_name(session, record.forecaster))
        case Resolution():
            happened = wording.outcome_text(record, session.words)
            return session.words.say(key, outcome=happened, by=by)
        case Retraction() | Redaction():
            return f"{session.words.say(key, by=by)} ({_entry_number(told, record.entry)})"
        case _:
            return session.words.say(key, by=by)


def _entry_number(told: "PropositionHistory", leaf: str) -> int | str:
    """Give the number of the entry that has a leaf hash."""
    leaves = zip(told.book.leaves, told.book.records, strict=True)
    places = {each: record.origin.line for each, record in leaves}
    return places.get(leaf, leaf[:12])


def entry_details(session: "Session", told: "PropositionHistory", record: Record) -> Iterator[str]:
    """Say what else stands in an entry."""
    if reason := getattr(record, "reason", None):
        yield f"{session.words.say('show.reason')}: {as_printable(reason)}"
    if isinstance(record, Resolution):
        yield from _resolution_details(session, told, record)


def _resolution_details(
    session: "Session", told: "PropositionHistory", record: Resolution
) -> Iterator[str]:
    """Say when something was known, and what shows it."""
    words = session.words
    if record.decided_at:
        decided = wording.moment_text(record.decided_at, words, session.zone)
        yield f"{words.say('show.decided')} {decided}"
    yield f"{words.say('show.known')} {wording.moment_text(record.known_at, words, session.zone)}"
    if record.settled_by:
        title_of = wording.text_in_language(told.book.events[record.settled_by].title, words)
        yield f"{words.say('show.settled')}: {title_of}"
    if record.note:
        yield f"{words.say('show.note')}: {wording.text_in_language(record.note, words)}"
    if not record.criterion_shown:
        yield words.say("show.criterion")
    for each in record.evidence:
        urls = " ".join(as_printable(source.url) for source in each.sources)
        yield f"{words.say('show.evidence')}: {as_printable(each.says)} {urls}".rstrip()


def entry_as_data(session: "Session", step: "HistoryEntry") -> dict[str, Any]:
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
        "said": wording.confidence_text(confidence, session.words) if confidence else None,
        "reason": getattr(record, "reason", None),
        "takes_back": getattr(record, "entry", None),
        "resolution": resolution_as_data(record) if isinstance(record, Resolution) else None,
    }


def resolution_as_data(record: Resolution) -> dict[str, Any]:
    """Give an outcome as data."""
    return {
        "outcome": record.outcome,
        "answer": record.answer,
        "chosen": [*record.chosen],
        "known_at": record.known_at.text,
        "decided_at": record.decided_at.text if record.decided_at else None,
        "settled_by": record.settled_by,
        "evidence": [
            {"says": each.says, "when": each.when, "urls": [source.url for source in each.sources]}
            for each in record.evidence
        ],
    }
