"""A deadline as a person writes it, in English, Ukrainian or Russian, into the moment meant.

    2024-12-31   31.12.2024   31/12/2024              the day comes first, the year last or first
    31 December 2024   December 31, 2024   31 грудня 2024 року   31 декабря 2024 г.
    31 December                                       the next such day, today included
    today   завтра   послезавтра   Friday   п'ятниці  the next such day
    in 3 weeks   через 2 тижні   через месяц          counted from today
    end of 2024   кінця року   конца декабря   end of next month   Q1 2025   I квартал 2025
    2024-12-31T18:00Z   2024-12-31 18:00+02:00   31.12.2024 18:00

A day without a time covers the whole civil day in the zone, to its last moment. Months and years
are added by the calendar: a month from 31 January is the last day of February. Whatever can be read
in two ways is refused with both: 05/06/2024, a bare year or month, Friday on a Friday.
"""

import re
from datetime import date

from brierbook.errors import InputError
from brierbook.forecasts.lines.clocks import instant
from brierbook.forecasts.lines.forms import day_of
from brierbook.forecasts.lines.words import fold, without_endings
from brierbook.forecasts.when import Moment, parse_moment, time_zone

LONGEST = 80  # characters of the longest date that can be meant
HOW = "write 2024-12-31, 31.12.2024, 31 December 2024, Friday, in 3 weeks or end of 2024"
TIMED = (
    r"(?P<day>.*?[^ ,])(?:t|,? (?:at |о |об |в )?)(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
    r" ?(?P<offset>z|utc|[+-][0-9]{2}:?[0-9]{2})?"
)


def read_day(text: str, *, today: date, zone: str) -> Moment:
    """Read a deadline; InputError says what is wrong and what to write instead."""
    moment = find_day(text, today=today, zone=zone)
    if moment is None:
        raise InputError("deadline", text, f"is no date; {HOW}")
    return moment


def find_day(text: str, *, today: date, zone: str) -> Moment | None:
    """Read a deadline, or give None for what does not look like one."""
    if len(text) > LONGEST:
        return None
    check_zone(zone)
    try:
        return moment_of(without_endings(fold(text)), today, zone)
    except (ValueError, OverflowError) as error:
        raise InputError("deadline", text, str(error)) from error


def check_zone(zone: str) -> None:
    """Refuse a zone that is not known."""
    try:
        time_zone(zone)
    except ValueError as error:
        raise InputError("zone", zone, "is no IANA time zone such as Europe/Kyiv") from error


def moment_of(text: str, today: date, zone: str) -> Moment | None:
    """Read a day, or a day and a time on it."""
    if ":" in text and (timed := re.fullmatch(TIMED, text)):
        day = day_of(without_endings(timed["day"]), today)
        return instant(day, timed["time"], timed["offset"], zone) if day else None
    day = day_of(text, today)
    return whole_day(day, zone) if day else None


def whole_day(day: date, zone: str) -> Moment:
    """Take a civil day to its last moment; a zone that moved over the date line skipped one."""
    moment = parse_moment(f"{day.isoformat()}[{zone}]")
    if moment.first == moment.last:
        raise ValueError(f"is a day that {zone} skipped; write the one before or after")
    return moment
