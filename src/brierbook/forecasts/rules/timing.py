"""What was shown in time: one rule for every deed, be it a forecast, a withdrawal or an undo.

An instant is the outcome's: when it was decided, else known. What was recorded, anchored or
documented before it counts. Times are kept in seconds: of what happened in the very second of an
outcome, only what stands before it in the book counts. What was done later to an entry that stood
before it changes no score; what was done later to an entry that itself came later does, and
`changes` counts both.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    Clock,
    Entry,
    Forecast,
    Record,
    Redacted,
    Resolution,
    Retraction,
    Revision,
    Withdrawal,
)
from brierbook.forecasts.rules.checks_of_history import told_proposition
from brierbook.forecasts.rules.trusted_anchors import earliest_anchored, trusted_anchors
from brierbook.forecasts.when import Moment

__all__ = [
    "STAMPING",
    "Basis",
    "Timing",
    "decided_moment",
    "is_late",
    "retracted_base",
    "without_void_deeds",
]

# platforms that stamp forecasts with a clock of their own
STAMPING = ("fatebook", "predictionbook", "metaculus", "manifold", "cultivate", "forecastbench")


class Basis(StrEnum):
    """What shows that something was done in time, the strongest first."""

    SHOWN = "shown"  # recorded, in a document of its time, or anchored
    WITNESSED = "witnessed"  # in the export of a platform that stamps its own clock
    CLAIMED = "claimed"  # only its maker says so


class Timing:
    """The times of a book: of outcomes, and by which each entry is shown to have stood."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.outcomes = _first_outcomes(book)
        self.resolved_on = _first_resolved_lines(book)
        self.anchors = trusted_anchors(book)
        self.set_right = dict(_corrected_times(book))

    def recorded(self, record: Entry) -> Moment:
        """Give when an entry was recorded: here, in the book it was merged from, by a right clock.

        An entry that a clock stamped too late stood when the clock was set right.
        """
        corrected = self.set_right.get(record.origin.line)
        return corrected or record.first_recorded_at or record.recorded_at

    def is_recorded_before(self, record: Entry, instant: Moment, about: str) -> bool:
        """Whether the ledger or an outside authority shows an entry before an outcome's instant."""
        times = filter(None, (self.recorded(record), self.anchored(record)))
        return any(self.is_before(each, instant, record, about) for each in times)

    def is_before(self, moment: Moment, instant: Moment, record: Entry, about: str) -> bool:
        """Whether an entry's time precedes an outcome; in one second the order in the book says."""
        if moment.first == moment.last == instant.first == instant.last:
            return record.origin.line < self.resolved_on.get(about, record.origin.line + 1)
        return moment.surely_before(instant)

    def anchored(self, record: Entry) -> Moment | None:
        """Give when an outside authority first stamped an entry, if one did."""
        found = earliest_anchored(self.anchors, record.origin.line)
        return found.at if found else None

    def basis_of(self, record: Forecast | Withdrawal, instant: Moment) -> Basis:
        """Tell what shows that something was said before an instant."""
        published = self.published(record)
        documented = published is not None and published.surely_before(instant)
        export = self.book.exports.get(record.witness or "")
        # what came in together with its outcome stood no earlier
        together = export is not None and self.recorded(record).last == instant.first
        recorded = self.is_recorded_before(record, instant, record.proposition) and not together
        if documented or recorded:
            return Basis.SHOWN
        if export is not None and export.platform in STAMPING:
            return Basis.WITNESSED
        return Basis.CLAIMED

    def published(self, record: Forecast | Withdrawal) -> Moment | None:
        """Give when a document came out that quotes somebody as saying this, if one does."""
        statement = self.book.statements.get(getattr(record, "statement", None) or "")
        if statement is None or record.forecaster not in statement.attribution:
            return None
        return self.book.documents[statement.document].published


def decided_moment(resolution: Resolution) -> Moment:
    """Give when an outcome could no longer change, as far as that is known."""
    return resolution.decided_at or resolution.known_at


def _first_outcomes(book: Book) -> dict[str, Moment]:
    """Find the earliest outcome that was ever recorded of each proposition."""
    first: dict[str, Moment] = {}
    for record in book.records:
        if isinstance(record, Resolution):
            moment = decided_moment(record)
            before = first.setdefault(record.proposition, moment)
            first[record.proposition] = min(before, moment, key=lambda each: each.first)
    return first


def _first_resolved_lines(book: Book) -> dict[str, int]:
    """Find the line on which each proposition was first resolved."""
    first: dict[str, int] = {}
    for record in book.records:
        if isinstance(record, Resolution):
            first.setdefault(record.proposition, record.origin.line)
    return first


def _corrected_times(book: Book) -> Iterator[tuple[int, Moment]]:
    """Give the lines that a clock stamped too late, with the time when it was set right."""
    for record in book.records:
        if isinstance(record, Clock):
            lines = range(record.since, record.origin.line)
            yield from ((line, record.recorded_at) for line in lines)


def without_void_deeds(book: Book, timing: Timing | None = None) -> Book:
    """Give no effect to what was changed after the outcome and had stood before it."""
    timing = timing or Timing(book)
    void = frozenset(each.origin.line for each in find_void_deeds(book, timing))
    return book if void == book.void else Book(book.file, book.records, book.lines, void)


def find_void_deeds(book: Book, timing: Timing) -> list[Record]:
    """List the deeds that came too late to change a score."""
    bases = deeds_with_base(book)
    return [deed for deed, base in bases if _is_void(timing, deed, base)]


def _is_void(timing: Timing, deed: Record, base: Record) -> bool:
    """Whether a deed came after the outcome, and what it changes stood before."""
    about = told_proposition(base) or ""
    instant = timing.outcomes.get(about)
    if instant is None or is_about_outcome(base):
        return False
    before = timing.is_recorded_before
    return not before(deed, instant, about) and before(base, instant, about)


def is_late(timing: Timing, deed: Record, base: Record) -> bool:
    """Whether a deed came after the outcome of what it changes."""
    about = told_proposition(base) or ""
    instant = timing.outcomes.get(about)
    return instant is not None and not timing.is_recorded_before(deed, instant, about)


def is_about_outcome(record: Record) -> bool:
    """Whether an entry says how something turned out, or said so before its body was taken out."""
    return isinstance(record, Resolution) or (
        isinstance(record, Redacted) and record.kind == "resolution"
    )


def deeds_with_base(book: Book) -> list[tuple[Retraction | Revision, Record]]:
    """Give what takes back or puts otherwise, each with the entry that it changes in the end."""
    by_leaf = dict(zip(book.leaves, book.records, strict=True)) if _has_deeds(book) else {}
    return [
        (record, base)
        for record in by_leaf.values()
        if isinstance(record, Retraction | Revision)
        and (base := _base_of(book, by_leaf, record)) is not None
    ]


def _has_deeds(book: Book) -> bool:
    """Whether anything was taken back or put otherwise."""
    return any(isinstance(record, Retraction | Revision) for record in book.records)


def _base_of(book: Book, by_leaf: dict[str, Record], deed: Retraction | Revision) -> Record | None:
    """Find what a deed changes in the end."""
    if isinstance(deed, Retraction):
        return retracted_base(by_leaf, deed)
    about = told_proposition(deed)
    return _first_with_id(book.records, about) if about else None


def retracted_base(by_leaf: dict[str, Record], deed: Retraction) -> Record | None:
    """Follow retractions of retractions to the entry that they are about."""
    target = by_leaf.get(deed.entry)
    while isinstance(target, Retraction):
        target = by_leaf.get(target.entry)
    if isinstance(target, Revision):
        return by_leaf.get(deed.entry)
    return target


def _first_with_id(records: Iterable[Record], name: str) -> Record | None:
    """Find the proposition that has an id."""
    for record in records:
        if told_proposition(record) == name and not isinstance(record, Retraction):
            return record
    return None
