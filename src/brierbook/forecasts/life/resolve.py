"""Saying how a proposition turned out; saying it again keeps both, and the latest counts."""

from brierbook.errors import InputError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import frozen_keyword_record
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.log import find_or_add_event
from brierbook.forecasts.when import Moment

__all__ = ["OutcomeFinding", "add_resolution"]

WEB = ("https://", "http://")


@frozen_keyword_record
class OutcomeFinding:
    """What happened, and what shows it."""

    outcome: str
    answer: str | None = None
    chosen: tuple[str, ...] = ()
    known_at: Moment
    decided_at: Moment | None = None
    settled_by: str | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None
    language: str = "en"


def add_resolution(batch: Batch, name: str, finding: OutcomeFinding) -> None:
    """Add what happened to a proposition, by its whole id."""
    said = finding.settled_by
    settled = find_or_add_event(batch, said, finding.language) if said else None
    happened = (finding.decided_at or finding.known_at).last_day.isoformat()
    batch.add(
        "resolution",
        {
            "proposition": name,
            "outcome": finding.outcome,
            "answer": finding.answer,
            "chosen": [*finding.chosen] or None,
            "decided_at": finding.decided_at.text if finding.decided_at else None,
            "known_at": finding.known_at.text,
            "settled_by": settled,
            "note": {finding.language: finding.note} if finding.note else None,
            "evidence": [_evidence_body(said, happened) for said in finding.evidence] or None,
        },
    )


def _evidence_body(said: str, when: str) -> Json:
    """Write a piece of evidence: an address, or words with or without one at their end."""
    words, _, last = said.strip().rpartition(" ")
    if not last.startswith(WEB):
        if not said.strip():
            raise InputError(
                "evidence",
                said,
                "is blank; write what shows it, or an address",
                code="resolve.blank",
            )
        return {"says": said.strip(), "when": when, "sources": []}
    host = last.split("/")[2]
    return {"says": words or host, "when": when, "sources": [{"name": host, "url": last}]}
