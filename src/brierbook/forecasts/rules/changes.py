"""What was changed after the fact: every deed that could improve a score once an outcome is known.

Each is listed, whether it changes a score or came too late to; what it changed is what a score is
set beside that leaves it undone (`brierbook.analysis.tables.changed_after`).
"""

from collections.abc import Iterator
from enum import StrEnum

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    Alias,
    Clock,
    Event,
    Merge,
    Record,
    Redaction,
    Resolution,
    Retraction,
    Revision,
    Withdrawal,
)
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.rules.checks_of_history import told_proposition
from brierbook.forecasts.rules.roles import find_breaches
from brierbook.forecasts.rules.standing import Status, judge_forecasts
from brierbook.forecasts.rules.timing import (
    Timing,
    deeds_with_base,
    find_void_deeds,
    is_about_outcome,
    is_late,
)

__all__ = ["ChangeKind", "LateChange", "find_late_changes"]

SPOKEN = ("forecast", "resolution", "withdrawal", "reveal", "proposition", None)


class ChangeKind(StrEnum):
    """What was done after the fact."""

    OUTCOME_CHANGED = "outcome_changed"  # another outcome, or another time of it
    OUTCOME_UNDONE = "outcome_undone"
    OUTCOME_PREDATED = "outcome_predated"  # to before forecasts that the ledger had recorded
    OTHER_EVENT = "other_event"  # the outcome was laid to another event than was planned
    TAKEN_BACK = "taken_back"
    RESTORED = "restored"  # what was taken back holds again
    REVISED = "revised"  # the proposition was put otherwise
    LATE_WITHDRAWAL = "late_withdrawal"
    REDACTED = "redacted"
    CLOCK = "clock"  # a clock was set right
    JOINED = "joined"  # two forecasters became one
    MERGED = "merged"  # entries came from another copy of the book
    OUT_OF_ROLE = "out_of_role"  # somebody did what the book lets others do


@frozen_record
class LateChange:
    """One deed: its entry, the proposition that it is about, and whether it changes a score."""

    kind: ChangeKind
    record: Record
    proposition: str | None
    counts: bool


def find_late_changes(book: Book) -> list[LateChange]:
    """List what was changed after the fact, in the order of the entries."""
    timing = Timing(book)
    found = [
        *_changed_outcomes(book),
        *_predated_outcomes(book),
        *_outcomes_of_other_events(book),
        *_late_deeds(book, timing),
        *_late_withdrawals(book, timing),
        *_other_changes(book, timing),
        *_deeds_out_of_role(book),
    ]
    return sorted(found, key=lambda each: each.record.origin.line)


def _changed_outcomes(book: Book) -> Iterator[LateChange]:
    """Find what was resolved anew."""
    before: dict[str, Resolution] = {}
    for record in book.records:
        if isinstance(record, Resolution):
            earlier = before.get(record.proposition)
            if earlier is not None and _outcome_of(earlier) != _outcome_of(record):
                kind = ChangeKind.OUTCOME_CHANGED
                yield LateChange(kind, record, record.proposition, counts=True)
            before[record.proposition] = record


def _outcome_of(resolution: Resolution) -> tuple[object, ...]:
    """Give what of an outcome can change a score."""
    decided = resolution.decided_at.text if resolution.decided_at else None
    return (
        *(resolution.outcome, resolution.answer, resolution.chosen),
        *(decided, resolution.known_at.text, resolution.settled_by),
    )


def _predated_outcomes(book: Book) -> Iterator[LateChange]:
    """Find outcomes that are said to have been decided before forecasts that stood by then."""
    seen: set[int] = set()
    for row in judge_forecasts(book):
        if row.status is not Status.HINDSIGHT or row.resolution is None:
            continue
        stood = row.forecast.recorded_at.surely_before(row.resolution.known_at)
        line = row.resolution.origin.line
        if stood and line not in seen:
            seen.add(line)
            kind = ChangeKind.OUTCOME_PREDATED
            yield LateChange(kind, row.resolution, row.proposition.id, counts=True)


def _outcomes_of_other_events(book: Book) -> Iterator[LateChange]:
    """Find outcomes that are laid to another event than the question hung on.

    Events count the same, so that misses which are laid to one event weigh less.
    """
    for name, resolution in book.resolutions.items():
        first = book.first_propositions[name]
        settled = resolution.settled_by
        if settled is not None and settled != book.event_of(first).id:
            yield LateChange(ChangeKind.OTHER_EVENT, resolution, name, counts=True)


def _late_deeds(book: Book, timing: Timing) -> Iterator[LateChange]:
    """Find what was taken back, restored or put otherwise once an outcome was known."""
    void = {each.origin.line for each in find_void_deeds(book, timing)}
    targets = dict(zip(book.leaves, book.records, strict=True))
    for deed, base in deeds_with_base(book):
        about = told_proposition(base)
        if is_about_outcome(base):
            yield LateChange(ChangeKind.OUTCOME_UNDONE, deed, about, counts=True)
        elif is_late(timing, deed, base):
            counts = deed.origin.line not in void
            yield LateChange(_kind_of(deed, targets), deed, about, counts=counts)


def _kind_of(deed: Retraction | Revision, targets: dict[str, Record]) -> ChangeKind:
    """Name what a deed does."""
    if isinstance(deed, Revision):
        return ChangeKind.REVISED
    again = isinstance(targets.get(deed.entry), Retraction)
    return ChangeKind.RESTORED if again else ChangeKind.TAKEN_BACK


def _late_withdrawals(book: Book, timing: Timing) -> Iterator[LateChange]:
    """Find withdrawals that were recorded once the outcome was known."""
    for record in book.every(Withdrawal):
        about = record.proposition
        instant = timing.outcomes.get(about)
        if instant is not None and not timing.is_recorded_before(record, instant, about):
            kind = ChangeKind.LATE_WITHDRAWAL
            yield LateChange(kind, record, about, counts=record.witness is not None)


def _deeds_out_of_role(book: Book) -> Iterator[LateChange]:
    """Find what was recorded, at any time, without the role for it."""
    for record in find_breaches(book):
        about = told_proposition(record)
        yield LateChange(ChangeKind.OUT_OF_ROLE, record, about, counts=True)


def _other_changes(book: Book, timing: Timing) -> Iterator[LateChange]:
    """Find what was taken out, clocks that were set right, who was joined, what was merged."""
    for record in book.in_force:
        match record:
            case Redaction(kind=kind, proposition=about) if kind in SPOKEN:
                yield LateChange(ChangeKind.REDACTED, record, about, counts=True)
            case Clock():
                yield LateChange(ChangeKind.CLOCK, record, None, counts=True)
            case Merge():
                yield LateChange(ChangeKind.MERGED, record, None, counts=True)
            case Revision(record=Event() as event):
                about = _decided_before(book, timing, record, event)
                if about is not None:
                    yield LateChange(ChangeKind.REVISED, record, about, counts=True)
            case Alias() if timing.outcomes:
                yield LateChange(ChangeKind.JOINED, record, None, counts=False)


def _decided_before(book: Book, timing: Timing, deed: Revision, event: Event) -> str | None:
    """Name a proposition on an event whose outcome came before the event was put otherwise."""
    for proposition in book.first_propositions.values():
        instant = timing.outcomes.get(proposition.id)
        hangs = book.event_of(proposition).id == event.id
        if hangs and instant and not timing.is_recorded_before(deed, instant, proposition.id):
            return proposition.id
    return None
