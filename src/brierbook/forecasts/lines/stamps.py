"""Times as programs write them: RFC 3339 with fractions and offsets, days, and our own form.

    2027-12-31T23:59:59.123Z   2027-12-31T23:59:59.064849+00:00   2027-12-31 23:59:59+02:00
    2027-12-31                 a civil day, which ends with it in the zone
    2027-12-31[Europe/Kyiv]    as entries write it

A time is kept to the second; the rest of it is cut off, as datetime does.
"""

import re
from datetime import date

from brierbook.errors import FormError
from brierbook.forecasts.lines.clocks import read_instant
from brierbook.forecasts.when import Moment, parse_civil_day, parse_moment

__all__ = ["parse_stamp"]

STAMP = r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?"
DAY = r"\d{4}-\d\d-\d\d"
LONGEST = 80


def parse_stamp(text: str, zone: str) -> Moment:
    """Read a time or a day; FormError says what is wrong."""
    written = text.strip()
    if len(written) <= LONGEST and re.fullmatch(DAY, written, re.ASCII):
        return parse_moment(f"{written}[{zone}]")
    match = re.fullmatch(STAMP, written, re.ASCII) if len(written) <= LONGEST else None
    if match is None:
        return parse_moment(written)
    if match[3] is None:
        raise FormError("has no time zone; write an offset such as Z behind it", code="time.naive")
    return _instant(parse_civil_day(match[1]), match[2], match[3].lower())


def _instant(day: date, time: str, offset: str) -> Moment:
    """Take a time with its offset; +02 is +02:00."""
    whole = offset if len(offset) != len("+02") else f"{offset}:00"
    return read_instant(day, time, whole, "UTC")
