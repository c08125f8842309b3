"""Whether a book that comes from elsewhere was recorded by clocks that ran ahead of the reader's.

Its times cannot be told from an attempt to make later entries worthless, so such entries are not
taken in before the clock that stamped them was set right in that book.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import Clock, Record

__all__ = ["find_future_entries"]

MOST_AHEAD = timedelta(days=1)


def find_future_entries(records: Iterable[Record], now: datetime) -> Problems:
    """Name the entries that were recorded more than a day after now, and are not set right."""
    entries = list(records)
    clocks = [each for each in entries if isinstance(each, Clock)]
    right = {line for each in clocks for line in range(each.since, each.origin.line)}
    for each in entries:
        if each.recorded_at.first > now + MOST_AHEAD and each.origin.line not in right:
            yield field_error(
                each,
                "recorded_at",
                "{time} is more than a day ahead of the clock of this machine; set that, or the "
                "clock of the other book with brierbook clock",
                code="rule.future",
                time=each.recorded_at.text,
            )
