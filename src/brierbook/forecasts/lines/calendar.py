"""Counting on the calendar: days, weeks, months, quarters, seasons and years, and their ends."""

from datetime import date, timedelta

from brierbook.errors import FormError
from brierbook.forecasts.when import parse_civil_day

__all__ = [
    "Days",
    "add_units",
    "add_weekdays",
    "day_of_year",
    "easter",
    "half_of_year",
    "make_day",
    "month_of_year",
    "orthodox_easter",
    "period_around",
    "period_from",
    "quarter_of_year",
    "season_of_year",
    "year_of",
    "years_around",
]

type Days = tuple[date, date]  # the first and the last of them

MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9}  # the month in which each begins
WEEK = timedelta(days=7)


def make_day(year: int, month: int, day: int) -> date:
    """Make a day; ValueError says that the calendar has none such."""
    return parse_civil_day(f"{year:04}-{month:02}-{day:02}")


def last_of_month(year: int, month: int) -> date:
    """Give the last day of a month."""
    return make_day(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def add_units(day: date, count: int, unit: str) -> date:
    """Count units from a day, back where negative; of a month too short take its last day."""
    if unit in DAYS_IN:
        return _refuse_far_day(day + timedelta(days=count * DAYS_IN[unit]))
    months = day.year * 12 + day.month - 1 + count * MONTHS_IN[unit]
    year, month = divmod(months, 12)
    longest = last_of_month(make_day(year, month + 1, 1).year, month + 1).day
    return make_day(year, month + 1, min(day.day, longest))


def _refuse_far_day(day: date) -> date:
    """Refuse a day outside the years that a book holds."""
    return make_day(day.year, day.month, day.day)


def period_around(day: date, unit: str) -> Days:
    """Give the week, month, quarter, half or year that holds a day."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    length = MONTHS_IN[unit]
    first = (day.month - 1) // length * length + 1
    return make_day(day.year, first, 1), last_of_month(day.year, first + length - 1)


def period_from(day: date, unit: str, steps: int) -> Days:
    """Give the period some steps after the one that holds a day."""
    first, _ = period_around(day, unit)
    return period_around(add_units(first, steps, unit), unit)


def month_of_year(year: int, month: int) -> Days:
    """Give a month."""
    return make_day(year, month, 1), last_of_month(year, month)


def quarter_of_year(year: int, quarter: int) -> Days:
    """Give a quarter, from 1 to 4."""
    return make_day(year, 3 * quarter - 2, 1), last_of_month(year, 3 * quarter)


def half_of_year(year: int, half: int) -> Days:
    """Give the first or the second half of a year."""
    return make_day(year, 6 * half - 5, 1), last_of_month(year, 6 * half)


def year_of(year: int) -> Days:
    """Give a year."""
    return make_day(year, 1, 1), make_day(year, 12, 31)


def season_of_year(year: int, season: str) -> Days:
    """Give the season that begins in a year: three whole months."""
    month = SEASONS[season]
    first = make_day(year, month, 1)
    return first, add_units(first, 3, "month") - timedelta(days=1)


def years_around(day: date) -> range:
    """Give the years in which the next or the last day of a name can be: 29 February may wait."""
    return range(day.year - 8, day.year + 9)  # 1896 to 1904 is the longest wait


def day_of_year(year: int, month: int, day: int) -> date | None:
    """Give a day of a year, None if only other years have it; ValueError if none has."""
    # 2000 is a leap year, so that only what no year has is refused
    if not 1 <= month <= 12 or not 1 <= day <= last_of_month(2000, month).day:  # noqa: PLR2004 - months
        raise FormError(
            "is a day that no year has; check the day and the month", code="line.no_day_of_year"
        )
    return make_day(year, month, day) if day <= last_of_month(year, month).day else None


def add_weekdays(number: int, today: date) -> date:
    """Give the Monday (1) to Sunday (7) of the week of a day."""
    return today + timedelta(days=number - today.isoweekday())


def easter(year: int) -> date:
    """Give Western Easter (Anonymous Gregorian algorithm: Meeus 1991, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return make_day(year, f // 31, f % 31 + 1)


def orthodox_easter(year: int) -> date:
    """Give Julian Easter as the day of the civil calendar (Meeus 1991, chapter 8)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    f = d + e + 114
    behind = year // 100 - year // 400 - 2  # days by which the Julian calendar is behind
    return make_day(year, f // 31, f % 31 + 1) + timedelta(days=behind)
