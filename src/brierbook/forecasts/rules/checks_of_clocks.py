"""Whether the times of recording run forward, but for a clock that was found to run ahead."""

from itertools import pairwise

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import Clock, Entry

__all__ = ["check_clocks", "check_recording_order"]


def check_recording_order(book: Book) -> Problems:
    """11. The ledger's clock does not run backwards, unless a clock is set right."""
    for before, after in pairwise(book.records):
        last = _last_before_jump(book, after) if isinstance(after, Clock) else before
        if last is not None and after.recorded_at.last < last.recorded_at.first:
            yield field_error(
                after,
                "recorded_at",
                "is before that of line {line}; entries are only ever appended",
                code="rule.not_appended",
                line=last.origin.line,
            )


def _last_before_jump(book: Book, clock: Clock) -> Entry | None:
    """Give the last entry that was stamped before a clock ran ahead."""
    earlier = (each for each in book.records if each.origin.line < clock.since)
    return max(earlier, key=lambda each: each.origin.line, default=None)


def check_clocks(book: Book) -> Problems:
    """20. A clock that ran ahead stamped entries after the header, later than it was set right.

    It was set right no earlier than an outside authority had stamped entries before it.
    """
    by_line = {record.origin.line: record for record in book.records}
    before = 1
    for clock in book.every(Clock):
        first = by_line.get(clock.since)
        is_ahead = first is None or first.recorded_at.first > clock.recorded_at.last
        if not before < clock.since < clock.origin.line or not is_ahead:
            yield field_error(
                clock,
                "since",
                "is {since}; name the first line that was stamped too late",
                code="rule.clock_since",
                since=clock.since,
            )
        before = clock.origin.line
        yield from _check_against_authorities(book, clock)


def _check_against_authorities(book: Book, clock: Clock) -> Problems:
    """Compare a clock with the timestamps that were taken before it was set right."""
    for anchor in book.anchors:
        if anchor.origin.line < clock.origin.line and clock.recorded_at.last < anchor.at.first:
            yield field_error(
                clock,
                "recorded_at",
                "is before the timestamp of line {line}; that clock was not right either",
                code="rule.clock_anchor",
                line=anchor.origin.line,
            )
