"""The forms of a civil day in text: a pattern for each, and what it says of the day meant.

Patterns are compiled when first tried, and the commonest forms come first.
"""

import re
from collections.abc import Callable
from datetime import date

from brierbook.forecasts.lines.civil import (
    after,
    end_of,
    last_of_month,
    make,
    next_such,
    next_weekday,
)
from brierbook.forecasts.lines.words import MONTHS, NEAR, UNITS, WEEKDAYS

type Reader = Callable[[re.Match[str], date], date | None]

LAST_MONTH = 12
ROMAN = ("i", "ii", "iii", "iv")


def day_of(text: str, today: date) -> date | None:
    """Try each form in turn."""
    if text in NEAR:
        return after(today, NEAR[text], "day")
    for form, read in FORMS:
        if (match := re.fullmatch(form, text)) and (day := read(match, today)):
            return make(day.year, day.month, day.day)
    return None


def numeric(match: re.Match[str], _: date) -> date:
    """Read 2024-12-31 or 31.12.2024."""
    return make(int(match["year"]), int(match["month"]), int(match["day"]))


def slashed(match: re.Match[str], today: date) -> date:
    """Read 31/12/2024; where the first number could be a month, ask."""
    first, second, year = (int(match[name]) for name in ("day", "month", "year"))
    if second > LAST_MONTH >= first:
        written = make(year, first, second)
        raise ValueError(f"has its month first; write {written:%d.%m.%Y} or {written}")
    if first != second and first <= LAST_MONTH:
        one, other = make(year, second, first), make(year, first, second)
        raise ValueError(f"is {one}, or {other}? write the one meant like this")
    return numeric(match, today)


def named(match: re.Match[str], today: date) -> date | None:
    """Read 31 December 2024 and December 31, with or without a year."""
    if not (month := MONTHS.get(match["month"])):
        return None
    if match["year"]:
        return make(int(match["year"]), month, int(match["day"]))
    return next_such(month, int(match["day"]), today)


def weekday(match: re.Match[str], today: date) -> date | None:
    """Read Friday; what people mean by next Friday differs."""
    number = WEEKDAYS.get(match["word"])
    if number and match["next"]:
        raise ValueError("is this week or the week after? write the date")
    return next_weekday(number, today) if number else None


def counted(match: re.Match[str], today: date) -> date | None:
    """Read in 3 weeks."""
    unit = UNITS.get(match["unit"])
    return after(today, int(match["count"] or 1), unit) if unit else None


def unit_end(match: re.Match[str], today: date) -> date | None:
    """Read end of year, end of next month."""
    unit = UNITS.get(match["unit"])
    return end_of(unit, after(today, 1, unit) if match["next"] else today) if unit else None


def year_end(match: re.Match[str], _: date) -> date:
    """Read end of 2024."""
    return make(int(match["year"]), 12, 31)


def month_end(match: re.Match[str], today: date) -> date | None:
    """Read end of December, with or without a year."""
    if not (month := MONTHS.get(match["month"])):
        return None
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    return last_of_month(make(year, month, 1).year, month)


def quarter_end(match: re.Match[str], _: date) -> date:
    """Read Q1 2025."""
    number = match["quarter"]
    quarter = int(number) if number.isdigit() else ROMAN.index(number) + 1
    return last_of_month(make(int(match["year"]), 1, 1).year, 3 * quarter)


def bare_year(match: re.Match[str], _: date) -> date:
    """Ask which end of a year is meant."""
    year = int(match["year"])
    raise ValueError(
        f"is to the start or the end of that year? write {year - 1:04}-12-31 or {year:04}-12-31"
    )


def bare_month(match: re.Match[str], today: date) -> date | None:
    """Ask which end of a month is meant."""
    if not (end := month_end(match, today)):
        return None
    start = end_of("month", after(end, -1, "month"))
    raise ValueError(f"is to the start or the end of that month? write {start} or {end}")


DAY = r"(?P<day>[0-9]{1,2})"
MONTH = r"(?P<month>[0-9]{1,2})"
YEAR = r"(?P<year>[0-9]{4})"
ORDINAL = DAY + r"(?:st|nd|rd|th|-?го|-?е|-?ого)?"
NAME = r"(?P<month>[^\W\d_]+)\.?"
UNIT = r"(?P<unit>[^\W\d_]+)"
THIS = r"(?:the |this |цього |этого )?"
NEXT = r"(?P<next>next |наступного |следующего |наступної |следующей )?"
END = r"(?:by )?(?:the )?(?:end of |кінець |кінця |кінцю |конец |конца |концу )"
QUARTER = r"(?P<quarter>[1-4]|i{1,3}|iv)(?:-?(?:й|го|му))? (?:квартал|кварталу|квартала)"
FORMS: tuple[tuple[str, Reader], ...] = (
    (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", numeric),
    (DAY + r"\." + MONTH + r"\." + YEAR, numeric),
    (DAY + "/" + MONTH + "/" + YEAR, slashed),
    (ORDINAL + " (?:of )?" + NAME + "(?:,? " + YEAR + ")?", named),
    (NAME + " " + ORDINAL + "(?:,? " + YEAR + ")?", named),
    (r"(?P<next>next )?(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)\.?", weekday),
    (r"(?:in|через) (?:(?P<count>[0-9]{1,4}) |an? |one |один |одну )?" + UNIT, counted),
    (END + YEAR, year_end),
    (END + THIS + NEXT + UNIT, unit_end),
    (END + NAME + "(?: " + YEAR + ")?", month_end),
    ("q(?P<quarter>[1-4]) " + YEAR, quarter_end),
    (YEAR + "-?q(?P<quarter>[1-4])", quarter_end),
    (END + "q(?P<quarter>[1-4]) " + YEAR, quarter_end),
    (QUARTER + " " + YEAR, quarter_end),
    (END + QUARTER + " " + YEAR, quarter_end),
    (YEAR, bare_year),
    (NAME + "(?: " + YEAR + ")?", bare_month),
)
