"""All that a book holds of one proposition, in the order it was recorded."""

from datetime import datetime

from brierbook.errors import ConflictError
from brierbook.forecasts.book import Book
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.life.finding import find_id
from brierbook.forecasts.records import (
    Anchor,
    Proposition,
    Record,
    Redaction,
    Statement,
)
from brierbook.forecasts.standing import earliest_anchor
from brierbook.forecasts.store.slices import ANCHORS
from brierbook.forecasts.store.store import Store

KNOWN = "SELECT 1 FROM about WHERE subject = ? LIMIT 1"


@frozen
class Step:
    """An entry, whether it is in force, and until when an outside authority saw it exist."""

    record: Record
    in_force: bool
    anchored: datetime | None


@frozen
class History:
    """A proposition, the part of the book that decides about it, and its entries in order."""

    proposition: Proposition
    book: Book
    steps: tuple[Step, ...]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The quotes that its forecasts rest on, each once, in order."""
        named = [getattr(step.record, "statement", None) for step in self.steps]
        return tuple(self.book.statements[name] for name in dict.fromkeys(named) if name)


def history(store: Store, said: str) -> History:
    """Give the history of a proposition, even of one that was taken back."""
    taken_back = store.database.rows(KNOWN, f"proposition:{said}")
    name = said if taken_back else find_id(store, said)
    book = store.slice([f"proposition:{name}"])
    claims = [each for each in book.records if isinstance(each, Proposition) and each.id == name]
    if not claims:
        raise ConflictError(f"what {store.name} held of {name!r} was taken out of it")
    in_force = {record.origin.line for record in book.in_force}
    seen = anchors(store)
    filed = store.about([f"proposition:{name}"])
    gone = {each.entry for each, _ in filed.values() if isinstance(each, Redaction)}
    filed |= store.about(f"redaction:{leaf}" for leaf in gone)
    steps = [
        Step(each, each.origin.line in in_force, anchored(each, seen))
        for each in book.records
        if each.origin.line in filed
    ]
    return History(claims[-1], book, tuple(steps))


def anchors(store: Store) -> list[Anchor]:
    """List the outside timestamps that a book holds, in order."""
    found = store.about([ANCHORS])
    return [each for _, (each, _) in sorted(found.items()) if isinstance(each, Anchor)]


def anchored(record: Record, seen: list[Anchor]) -> datetime | None:
    """Give the earliest time at which an entry is known to have existed."""
    anchor = earliest_anchor(seen, record.origin.line)
    return anchor.at.last if anchor else None
