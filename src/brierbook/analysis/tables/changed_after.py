"""What was changed after the fact, and what the Brier score would be had it been left undone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from brierbook.analysis.tables.forecast_rows import add_event_weights, is_primary
from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.standing.choices import (
    choose_rows,
    headline_rows,
    rows_scored_as,
)
from brierbook.analysis.tables.standing.time_columns import ScoredAs
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Record, Resolution
from brierbook.forecasts.frozen import frozen_record, replace_fields
from brierbook.forecasts.rules.changes import ChangeKind, LateChange, find_late_changes
from brierbook.forecasts.rules.standing import Status
from brierbook.forecasts.rules.windows import book_time

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.when import Moment

__all__ = ["ChangedAfter", "KindOfChange", "changed_after_as_data", "summarize_late_changes"]

DIGITS = 10


@frozen_record
class KindOfChange:
    """How often something was done after the fact, how often that changes a score, and the score.

    ``undone`` is the mean Brier score had none of it been done; of forecasts whose bodies were
    taken out it takes the worst that they can have said.
    """

    kind: ChangeKind
    n: int
    counting: int
    undone: float | None


@frozen_record
class ChangedAfter:
    """The mean Brier score as it is, had nothing been changed, and what was changed."""

    brier: float | None
    undone: float | None
    kinds: tuple[KindOfChange, ...]
    changes: tuple[LateChange, ...]


def summarize_late_changes(book: Book, *, now: datetime | None = None) -> ChangedAfter:
    """Count what was changed after the fact, and score the book without it.

    The score is the headline's, of the mean probabilities on primary readings, or where no question
    has a deadline that of the others; without any forecast that counts there is none. Those count
    whose deadline had passed ``now``, by default at the last entry.
    """
    changes = find_late_changes(book)
    now = now or book_time(book)
    brier = _mean_brier(book, [], now)
    if not changes:
        return ChangedAfter(brier, brier, (), ())
    kinds = tuple(
        KindOfChange(
            kind, len(each), sum(change.counts for change in each), _mean_brier(book, each, now)
        )
        for kind in ChangeKind
        if (each := [change for change in changes if change.kind is kind])
    )
    return ChangedAfter(brier, _mean_brier(book, changes, now), kinds, tuple(changes))


def changed_after_as_data(found: ChangedAfter) -> dict[str, object]:
    """Give what was changed after the fact as plain data, each deed with its entry."""
    return {
        "brier": _round_score(found.brier),
        "brier_undone": _round_score(found.undone),
        "kinds": [
            {
                "kind": each.kind.value,
                "n": each.n,
                "counting": each.counting,
                "brier_undone": _round_score(each.undone),
            }
            for each in found.kinds
        ],
        "changes": [
            {
                "kind": each.kind.value,
                "entry": each.record.origin.line,
                "proposition": each.proposition,
                "recorded_at": each.record.recorded_at.text,
                "by": each.record.by,
                "counts": each.counts,
            }
            for each in found.changes
        ],
    }


def _round_score(score: float | None) -> float | None:
    """Round a score; where no forecast counts there is none."""
    return None if score is None else round(score, DIGITS)


def _mean_brier(book: Book, undone: Iterable[LateChange], now: datetime | None) -> float | None:
    """Score a book without some deeds."""
    changes = [each for each in undone if each.counts]
    table = choose_rows(scorable(_book_without(book, changes), now=now).judged)
    if any(each.kind is ChangeKind.REDACTED for each in changes):
        table = _with_worst_redacted(table)
    primary = table[is_primary(table)]
    rows = headline_rows(primary)
    if rows.empty:  # without a deadline there is no headline, but a score
        undated = rows_scored_as(primary, ScoredAs.UNDATED)
        rows = undated[undated["status"] == Status.SCORED.value]
    if rows.empty:
        return None
    rows = add_event_weights(rows)
    losses = (rows["p"] - rows["y"]) ** 2
    return float((losses * rows["weight"]).sum() / rows["weight"].sum())


def _with_worst_redacted(table: "pd.DataFrame") -> "pd.DataFrame":
    """Let forecasts that were taken out have said the opposite of what happened."""
    gone = (table["status"] == Status.REDACTED.value) & table["y"].notna()
    series = table["series"].where(~gone, table["proposition"])
    share = table["share"].where(~gone, 1.0)
    made = table.assign(p=table["p"].where(~gone, 1 - table["y"]), series=series, share=share)
    return made.assign(status=table["status"].where(~gone, Status.SCORED.value))


def _book_without(book: Book, changes: list[LateChange]) -> Book:
    """Give a book as it would be without some deeds."""
    gone = {each.record.origin.line for each in changes if each.kind not in KEPT}
    outcomes = {
        kind: {each.record.origin.line for each in changes if each.kind is kind}
        for kind in (ChangeKind.OUTCOME_PREDATED, ChangeKind.OTHER_EVENT)
    }
    merged = any(each.kind is ChangeKind.MERGED for each in changes)
    clocks = any(each.kind is ChangeKind.CLOCK for each in changes)
    pairs = [
        (_as_recorded(_as_known(record, outcomes), merged=merged), line)
        for record, line in zip(book.records, book.lines, strict=True)
        if record.origin.line not in gone
    ]
    records = [each for each, _ in pairs]
    if clocks:
        records = list(_as_held_up(records))
    return Book(book.file, tuple(records), tuple(line for _, line in pairs))


def _as_held_up(records: Iterable[Record]) -> Iterator[Record]:
    """Give entries the times they would have had, had no clock been set right."""
    last: Moment | None = None
    for each in records:
        if last is None or each.recorded_at.first >= last.first:
            last = each.recorded_at
        yield each if each.recorded_at == last else replace_fields(each, recorded_at=last)


def _as_known(record: Record, outcomes: dict[ChangeKind, set[int]]) -> Record:
    """Give an outcome as of when it was known, and as of the event that was planned."""
    if not isinstance(record, Resolution):
        return record
    if record.origin.line in outcomes[ChangeKind.OUTCOME_PREDATED]:
        record = replace_fields(record, decided_at=None)
    if record.origin.line in outcomes[ChangeKind.OTHER_EVENT]:
        record = replace_fields(record, settled_by=None)
    return record


def _as_recorded(record: Record, *, merged: bool) -> Record:
    """Give an entry as it was recorded here."""
    if merged and record.first_recorded_at is not None:
        return replace_fields(record, first_recorded_at=None)
    return record


# deeds whose entry stays: what they did cannot be undone by leaving it out
KEPT = (
    *(ChangeKind.OUTCOME_PREDATED, ChangeKind.OTHER_EVENT, ChangeKind.REDACTED),
    ChangeKind.MERGED,
)
