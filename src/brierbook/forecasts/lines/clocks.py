"""A civil day with a time of day, in a zone or with an offset, into an instant in UTC.

What is wrong is raised as FormError, which the reader of dates turns into its own error.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from brierbook.errors import FormError
from brierbook.forecasts.when import Moment, find_time_zone, parse_clock, parse_moment

__all__ = ["read_instant"]

MOST_HOURS = 14  # the widest offset of a civil clock
OFFSET = r"([+-])([0-9]{2}):?([0-5][0-9])"
SECOND = timedelta(seconds=1)


def read_instant(day: date, time: str, offset: str | None, zone: str) -> Moment:
    """Read an instant to the second; the result is in UTC."""
    seconds = "" if time.count(":") == 2 else ":00"  # noqa: PLR2004 - hours, minutes, seconds
    local = datetime.combine(day, parse_clock(time.rjust(5, "0") + seconds))
    aware = (
        local.replace(tzinfo=_fixed_offset(offset))
        if offset
        else _in_zone(local, find_time_zone(zone))
    )
    return parse_moment(aware.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z")


def _fixed_offset(offset: str) -> timezone:
    """Read Z or an offset such as +02:00."""
    if offset in {"z", "utc"}:
        return UTC
    match = re.fullmatch(OFFSET, offset)
    if not match or int(match[2]) > MOST_HOURS:
        raise FormError(
            "has the offset {offset}; write one such as +02:00, or Z",
            code="line.offset",
            offset=offset,
        )
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-ahead if match[1] == "-" else ahead)


def _in_zone(local: datetime, zone: ZoneInfo) -> datetime:
    """Put a time on the clocks of a zone; refuse one that they skip, or show twice."""
    # PEP 495: fold 0 takes the offset before a change of the clocks, fold 1 that after it
    old, new = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    forward = (new.utcoffset() or timedelta()) - (old.utcoffset() or timedelta())
    if not forward:
        return old
    if forward < timedelta():
        raise FormError(
            "comes twice on the clocks of {zone}; write {one} or {other}",
            code="line.twice",
            zone=zone.key,
            one=old.isoformat(),
            other=new.isoformat(),
        )
    last, first = _around_gap(new.astimezone(UTC), old.astimezone(UTC), zone)
    raise FormError(
        "is skipped by the clocks of {zone}; the nearest times are {one} and {other}",
        code="line.skipped",
        zone=zone.key,
        one=last.isoformat(),
        other=first.isoformat(),
    )


def _around_gap(before: datetime, after: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the last second before a change of the clocks and the first one after it."""
    old = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return before.astimezone(zone), after.astimezone(zone)
