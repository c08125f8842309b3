"""Instants, civil days and ranges of days, in one text form.

    2026-11-24T10:30:00Z                     an instant
    2024-12-07[Asia/Damascus]                a civil day in a zone, to its last moment
    2024-12-06/2024-12-07[Asia/Damascus]     from the first moment of one day to the last of another

The form follows ISO 8601 with the zone suffix of RFC 9557.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from brierbook.errors import FormError, Message, quote_value
from brierbook.forecasts.frozen import frozen_record

__all__ = [
    "LAST_YEAR",
    "Moment",
    "find_time_zone",
    "parse_civil_day",
    "parse_clock",
    "parse_moment",
]

FORM = Message(
    "use 2024-12-07[Asia/Damascus], 2024-12-06/2024-12-07[Asia/Damascus] or 2024-12-07T09:30:00Z",
    "time.form",
)
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
DAYS = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?\[([A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*)\]", re.ASCII
)
LAST_YEAR = 9990  # later dates overflow once a zone is applied


@frozen_record
class Moment:
    """A point or stretch of time: the text as written, and what it covers in UTC.

    ``last`` is the first instant after a day or range, so that a day ends where the next begins;
    for an instant ``first`` equals ``last``.
    """

    text: str
    first: datetime
    last: datetime
    zone: str

    @property
    def first_day(self) -> date:
        """The civil day, in its zone, on which it begins."""
        return self.first.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date:
        """The civil day, in its zone, on which it ends."""
        end = self.last if self.first == self.last else self.last - timedelta(microseconds=1)
        return end.astimezone(ZoneInfo(self.zone)).date()

    def surely_before(self, other: "Moment") -> bool:
        """Whether every instant of this one is at or before every instant of the other."""
        return self.last <= other.first


def parse_moment(text: str) -> Moment:
    """Read the text form; FormError says what is wrong and what to write."""
    if INSTANT.fullmatch(text):
        return _parse_instant(text)
    if match := DAYS.fullmatch(text):
        return _moment_over_days(text, match[1], match[2] or match[1], match[3])
    raise FormError(
        "{text} is not a time; {form}", code="time.no_time", text=quote_value(text), form=FORM
    )


def _parse_instant(text: str) -> Moment:
    """Read an instant in UTC."""
    instant = datetime.combine(parse_civil_day(text[:10]), parse_clock(text[11:19]), UTC)
    return Moment(text, instant, instant, "UTC")


def _moment_over_days(text: str, start: str, end: str, zone: str) -> Moment:
    """Read a day or a range of days in a zone."""
    info = find_time_zone(zone)
    begins, ends = parse_civil_day(start), parse_civil_day(end)
    if ends < begins:
        raise FormError(
            "{text} ends before it begins; put the earlier day first",
            code="time.reversed",
            text=quote_value(text),
        )
    first = datetime.combine(begins, datetime.min.time(), info)
    last = datetime.combine(ends + timedelta(days=1), datetime.min.time(), info)
    return Moment(text, first.astimezone(UTC), last.astimezone(UTC), zone)


def parse_civil_day(text: str) -> date:
    """Read YYYY-MM-DD."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise FormError(
            "{text} is not a day of the calendar",
            code="time.no_day",
            text=quote_value(text),
        ) from error
    if not 1 < day.year < LAST_YEAR:
        raise FormError(
            "{text} has a year outside 2 to {last}",
            code="time.year",
            text=quote_value(text),
            last=LAST_YEAR - 1,
        )
    return day


def parse_clock(text: str) -> time:
    """Read HH:MM:SS; 24:00 and leap seconds are refused."""
    try:
        return time(int(text[:2]), int(text[3:5]), int(text[6:8]))
    except ValueError as error:
        raise FormError(
            "{text} is not a time of day between 00:00:00 and 23:59:59",
            code="time.no_clock",
            text=quote_value(text),
        ) from error


def find_time_zone(name: str) -> ZoneInfo:
    """Find an IANA time zone."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError, RecursionError) as error:  # one step for each slash
        raise FormError(
            "{name} is not an IANA time zone such as Europe/Kyiv",
            code="time.no_zone",
            name=quote_value(name),
        ) from error
