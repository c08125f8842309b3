"""All that a book holds of one proposition, in the order it was recorded."""

from datetime import datetime

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    Anchor,
    Proposition,
    Record,
    Redaction,
    Statement,
)
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.finding import find_proposition_id
from brierbook.forecasts.rules.trusted_anchors import earliest_anchored
from brierbook.forecasts.store.slices import ANCHORS
from brierbook.forecasts.store.store import Store

__all__ = ["HistoryEntry", "PropositionHistory", "list_anchors", "proposition_history"]

KNOWN = "SELECT 1 FROM about WHERE subject = ? LIMIT 1"


@frozen_record
class HistoryEntry:
    """An entry, whether it is in force, and until when an outside authority saw it exist."""

    record: Record
    in_force: bool
    anchored: datetime | None


@frozen_record
class PropositionHistory:
    """A proposition, the part of the book that decides about it, and its entries in order."""

    proposition: Proposition
    book: Book
    steps: tuple[HistoryEntry, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The quotes that its forecasts rest on, each once, in order."""
        named = [getattr(step.record, "statement", None) for step in self.steps]
        return tuple(self.book.statements[name] for name in dict.fromkeys(named) if name)


def proposition_history(store: Store, said: str) -> PropositionHistory:
    """Give the history of a proposition, even of one that was taken back."""
    taken_back = store.database.rows(KNOWN, f"proposition:{said}")
    name = said if taken_back else find_proposition_id(store, said)
    book = store.slice([f"proposition:{name}"])
    claims = [each for each in book.records if isinstance(each, Proposition) and each.id == name]
    if not claims:
        raise ConflictError(
            "what {book} held of {name} was taken out of it",
            code="proposition.taken_out",
            book=store.name,
            name=quote_value(name),
        )
    in_force = {record.origin.line for record in book.in_force}
    seen = list_anchors(store)
    filed = store.about([f"proposition:{name}"])
    gone = {each.entry for each, _ in filed.values() if isinstance(each, Redaction)}
    filed |= store.about(f"redaction:{leaf}" for leaf in gone)
    steps = [
        HistoryEntry(each, each.origin.line in in_force, _earliest_anchor_time(each, seen))
        for each in book.records
        if each.origin.line in filed
    ]
    return PropositionHistory(claims[-1], book, tuple(steps))


def list_anchors(store: Store) -> list[Anchor]:
    """List the outside timestamps that a book holds, in order."""
    found = store.about([ANCHORS])
    return [each for _, (each, _) in sorted(found.items()) if isinstance(each, Anchor)]


def _earliest_anchor_time(record: Record, seen: list[Anchor]) -> datetime | None:
    """Give the earliest time at which an entry is known to have existed."""
    anchor = earliest_anchored(seen, record.origin.line)
    return anchor.at.last if anchor else None
