"""Rows as entries write them: questions, forecasts, withdrawals and outcomes of a source."""

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from brierbook.forecasts.exchange.rows import ForecastRow, OutcomeRow, Person, QuestionRow, Time
from brierbook.forecasts.frozen import frozen_keyword_record
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.life.forecasters import make_slug
from brierbook.forecasts.life.readers.python_values import take_tags
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.store.appending import NewEntry
from brierbook.forecasts.when import Moment, parse_moment

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["RowWriter", "again_id", "event_id", "outcome_id", "platform_id", "withdrawal_id"]

LONGEST_SLUG = 60


def platform_id(source: str, name: str) -> EntryBody:
    """Name a thing as its source does."""
    return {"platform": source, "id": name}


def outcome_id(row: OutcomeRow) -> str:
    """Name an outcome: what it is, and when it was known, if the file says so."""
    said = " ".join(part for part in (row.outcome, row.answer) if part)
    known = row.known.exact if row.known else ""
    return " | ".join(part for part in (row.question, said, known) if part)


def withdrawal_id(row: ForecastRow) -> str:
    """Name the end of a forecast."""
    return f"{row.id} | withdrawn"


def again_id(row: ForecastRow) -> str:
    """Name a forecast that was held again."""
    return f"{row.id} | again"


def event_id(source: str, group: str) -> str:
    """Name the event of a group, the same for every import."""
    slug = make_slug(f"{source} {group}")
    if len(slug) <= LONGEST_SLUG and slug.replace("-", "").isalnum():
        return slug
    kept = "".join(sign if sign.isalnum() else "-" for sign in slug)[:LONGEST_SLUG]
    return f"{'-'.join(filter(None, kept.split('-')))}-{sha256(group.encode()).hexdigest()[:8]}"


@frozen_keyword_record
class RowWriter:
    """Writes rows of a source; ``export`` is the entry of the file, ``now`` when it is read."""

    source: str
    export: str
    now: Moment

    def proposition(
        self, row: QuestionRow, name: str, event: str | None, condition: str | None
    ) -> NewEntry:
        """Write a question."""
        language = language_of(row.text)
        tags, _ = take_tags(tag for tag in row.tags if any(map(str.isalnum, tag)))
        return _entry(
            "proposition",
            {
                "id": name,
                "text": {language: row.text},
                "criteria": {language_of(row.criteria): row.criteria} if row.criteria else None,
                "deadline": row.deadline.moment.text if row.deadline else None,
                "opened": row.opened.moment.text if row.opened else None,
                "tags": list(tags) or None,
                "answers": row.answers,
                "event": event,
                "condition": condition,
                "platform_id": platform_id(self.source, row.id),
            },
        )

    def forecast(
        self, row: ForecastRow, name: str, proposition: str, holder: str, *, again: bool = False
    ) -> NewEntry:
        """Write a forecast; one that was held again is a later one."""
        made = row.again if again and row.again else row.made
        return _entry(
            "forecast",
            {
                "id": name,
                "proposition": proposition,
                "forecaster": holder,
                "made_at": made.moment.text,
                "confidence": dict(row.confidence),
                "reason": row.reason,
                "witness": self.export,
                "platform_id": platform_id(self.source, again_id(row) if again else row.id),
            },
        )

    def withdrawal(self, row: ForecastRow, proposition: str, holder: str, until: Time) -> NewEntry:
        """Write that a forecast ended."""
        return _entry(
            "withdrawal",
            {
                "proposition": proposition,
                "forecaster": holder,
                "made_at": until.moment.text,
                "witness": self.export,
                "platform_id": platform_id(self.source, withdrawal_id(row)),
            },
        )

    def resolution(self, row: OutcomeRow, question: QuestionRow, proposition: str) -> NewEntry:
        """Write an outcome; where the file does not say when it was known, it is known by now."""
        known = row.known.moment if row.known else self._known_by_now(question)
        decided = row.decided.moment if row.decided else None
        if decided and not _can_be_decided(decided, known, question):
            decided = None
        happened = (decided or known).last_day.isoformat()
        return _entry(
            "resolution",
            {
                "proposition": proposition,
                "outcome": row.outcome,
                "answer": row.answer,
                "decided_at": decided.text if decided else None,
                "known_at": known.text,
                "evidence": [_evidence(row, happened)],
                "witness": self.export,
                "platform_id": platform_id(self.source, outcome_id(row)),
            },
        )

    def _known_by_now(self, question: QuestionRow) -> Moment:
        """Tell when an outcome was known: after the deadline, if that has passed, and by now."""
        if question.deadline is None:
            return self.now
        zone = question.deadline.moment.zone
        first = question.deadline.moment.last_day + timedelta(days=1)
        today = self.now.first.astimezone(ZoneInfo(zone)).date()
        if first > today:
            return self.now
        return parse_moment(f"{first.isoformat()}/{today.isoformat()}[{zone}]")

    def forecaster(self, person: Person, name: str, *, named: bool) -> NewEntry:
        """Write who forecasts."""
        shown = "".join(sign if sign.isprintable() else "?" for sign in person.name)
        return _entry(
            "forecaster",
            {
                "id": name,
                "kind": person.kind,
                "name": {language_of(shown): shown},
                "platform_id": platform_id(self.source, person.id) if named else None,
            },
        )


def _entry(kind: str, body: EntryBody) -> NewEntry:
    """Make an entry; fields without a value are left out."""
    return NewEntry(kind, {name: value for name, value in body.items() if value is not None})


def _can_be_decided(decided: Moment, known: Moment, question: QuestionRow) -> bool:
    """Whether an outcome can have been decided then: before it was known, by the deadline."""
    ends = question.deadline
    return decided.last <= known.last and not (ends and decided.first > ends.last)


def _evidence(row: OutcomeRow, happened: str) -> "Json":
    """Say what shows an outcome: what its source names, else the file itself."""
    said = row.evidence or ""
    words, _, last = said.rpartition(" ")
    if last.startswith(("https://", "http://")) and last.isprintable():
        host = last.split("/")[2] or last
        return {"says": words or host, "when": happened, "sources": [{"name": host, "url": last}]}
    answer = f" {row.answer}" if row.answer else ""
    return {
        "says": said or f"{row.outcome}{answer}: {row.at}",
        "when": happened,
        "sources": [],
    }
