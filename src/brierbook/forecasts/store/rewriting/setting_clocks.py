"""Setting a clock right: entries that it stamped too late no longer hold up those that follow."""

from datetime import UTC, datetime

from brierbook.errors import ConflictError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.store.appending import (
    FORM,
    MOST_AHEAD,
    Appended,
    NewEntry,
    Request,
    encode_entries,
    find_answered_request,
    last_recording,
    write_valid_entries,
)
from brierbook.forecasts.store.store import Store

__all__ = ["set_clock_right"]

FIRST_AHEAD = """SELECT min(seq) FROM entry WHERE recorded_at > ?
    AND seq > (SELECT coalesce(max(seq), 0) FROM entry WHERE kind = 'clock')"""


def set_clock_right(
    store: Store, request: Request, reason: str, *, now: datetime | None = None
) -> Appended:
    """Append that the last entries were stamped by a clock that ran ahead of this one.

    They stood by now, and nothing shows that they stood earlier. Entries that follow have the time
    of this clock again.

    Raises
    ------
    ConflictError
        If the last entry is no more than a day ahead: then nothing is held up for long.
    BookError
        If this clock is behind entries of before, or behind the timestamp of an authority.
    """
    with store.database.writing():
        if request.key is not None and (before := find_answered_request(store, request)):
            return Appended(before, repeated=True)
        instant = now or read_clock()
        last, behind = last_recording(store, instant)
        if behind <= MOST_AHEAD:
            raise ConflictError(
                "{name}: the last entry, of {last}, is no more than a day ahead of this clock; "
                "there is nothing to set right",
                code="clock.fine",
                name=store.name,
                last=last,
            )
        recorded = instant.astimezone(UTC).strftime(FORM)
        [(since,)] = store.database.rows(FIRST_AHEAD, recorded)
        entry = NewEntry("clock", {"since": since, "reason": reason})
        records = write_valid_entries(store, encode_entries(store.name, [entry], request, recorded))
    store.pin()
    return Appended(records)
