"""One grammar of days, in three languages: of words, which days they mean, seen from a day.

A :class:`When` does not say yet whether it lies ahead or behind: the same "16 May" is the next one
for a deadline and the last one for what has happened. Its ``kind`` is

    day      one day, or a period that is meant to its end
    feast    a holiday
    near     today, tomorrow; weekday, short (2w): a day too
    end      the last day of a period
    whole    a period of which "by" may mean the start or the end: a year, a month
    season   one that begins on a day of its own
    start    the start of a period
    count    so many units from now, which needs a word such as "in" before it
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from brierbook.errors import FormError
from brierbook.forecasts.lines import calendar
from brierbook.forecasts.lines.calendar import Days
from brierbook.forecasts.lines.tokens import Word
from brierbook.forecasts.lines.words import (
    COUNTS,
    END,
    HALF_YEAR,
    HALVES,
    MONTHS_IN_FULL,
    MONTHS_SHORT,
    NEAR,
    ORDINALS,
    PARTS_OF_DAY,
    QUARTERS,
    SEASONS,
    SPANS,
    START,
    WEEKDAYS,
    WEEKENDS,
    WHICH,
    YEAR_WORDS,
    words_in,
)

__all__ = ["TwoDaysError", "When", "read_when"]

type Words = Sequence[Word]
type Finder = Callable[[date, bool], Days]  # of today, and whether to look back

MOST_COUNTED = 4  # digits
FIRST_YEAR, LAST_YEAR = 1000, 9999  # that a bare year may be
MONTHS_OF_YEAR = 12
MIDDLE_DAY = 15
CENTURY = 2000
HOURS = 24
STEPS = {"this": 0, "next": 1, "last": -1}
THE = words_in("the")
OF = words_in("of in the")
MIDDLE = words_in("mid middle середини середину середині середина середины середине")
YMD = r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
DMY = r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})"
COMPACT = r"(\d{4})(\d\d)(\d\d)"
DAY_AND_MONTH = r"(\d{1,2})\.(\d\d)"
YEAR = r"(\d{4})(?:-?(?:го|й|му|м|р|г))?"
ORDINAL = r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е|-?ого|-?му)?"
QUARTER = r"q([1-4])"
QUARTER_OF_YEAR = r"q([1-4])[-/]?(\d{4})|(\d{4})[-/]?q([1-4])"
HALF_OF_YEAR = r"h([12])"
SHORT_COUNT = r"\+?(\d{1,4})(d|w|wk|wks|mo|mos|m|y|yr|д|дн|т|тиж|нед|міс|мес)"
SHORT_UNITS = {
    **dict.fromkeys(("d", "д", "дн"), "day"),
    **dict.fromkeys(("w", "wk", "wks", "т", "тиж", "нед"), "week"),
    **dict.fromkeys(("m", "mo", "mos", "міс", "мес"), "month"),
    **dict.fromkeys(("y", "yr"), "year"),
}
ENDS = {"eod": "day", "eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
AGO = words_in("ago тому назад earlier")
LATER = words_in("later hence")


class TwoDaysError(FormError):
    """Words mean one day or another."""

    def __init__(self, one: date, other: date) -> None:
        super().__init__("is {one} or {other}", code="time.two_days", one=one, other=other)
        self.days = (one, other)


class When(NamedTuple):
    """Which days some words mean: ``stop`` is the place after the last of them."""

    stop: int
    kind: str
    find: Finder


def read_when(words: Words, at: int, *, short: bool = False) -> When | None:
    """Read the longest words from a place on that mean days; ``short`` takes 31.12 for a day."""
    if not _may_begin(_word(words, at)):
        return None
    found = [each for form in FORMS if (each := form(words, at))]
    if short and (day := _day_and_month(words, at)):
        found.append(day)
    whole = [each for each in found if _is_unbroken(words, at, each.stop)]
    return max(whole, key=lambda each: each.stop, default=None)


def _may_begin(word: str) -> bool:
    """Whether words that mean days can begin with this one: most words of a line cannot."""
    return word in BEGINNINGS or any(map(str.isdecimal, word[:2])) or "-" in word or "'" in word


def _is_unbroken(words: Words, at: int, stop: int) -> bool:
    """Whether no mark that ends a phrase stands within it."""
    return all(each.after in ("", ",", ".") for each in words[at : stop - 1])


def _word(words: Words, at: int) -> str:
    """Give a word, or nothing behind the last."""
    return words[at].word if 0 <= at < len(words) else ""


def _skip(words: Words, at: int, some: frozenset[str]) -> int:
    """Go on behind a word, if it is one of some."""
    return at + (_word(words, at) in some)


def _same_days(days: Days) -> Finder:
    """Mean the same days from whenever they are seen."""
    return lambda _today, _back: days


# days by number


def _numeric(words: Words, at: int) -> When | None:
    """Read 2027-12-31, 31.12.2027, 31/12/27, 20271231."""
    word = _word(words, at)
    if not word[:1].isdecimal():
        return None
    if match := re.fullmatch(YMD, word, re.ASCII):
        return _numbered_day(at + 1, int(match[1]), int(match[3]), int(match[4]))
    if match := re.fullmatch(COMPACT, word, re.ASCII):
        return _numbered_day(at + 1, *(int(each) for each in match.groups()))
    if match := re.fullmatch(DMY, word, re.ASCII):
        year = int(match[4]) + (CENTURY if len(match[4]) == 2 else 0)  # noqa: PLR2004 - digits
        stop = _skip(words, at + 1, YEAR_WORDS)
        return _day_or_month_first(stop, year, int(match[1]), int(match[3]), match[2])
    return None


def _numbered_day(stop: int, year: int, month: int, day: int) -> When:
    """Mean a day of the calendar; it is made when it is asked for, which may fail."""

    def find(_today: date, _back: bool) -> Days:  # noqa: FBT001 - as finders are
        made = calendar.make_day(year, month, day)
        return made, made

    return When(stop, "day", find)


def _day_or_month_first(stop: int, year: int, one: int, other: int, mark: str) -> When:
    """Take the day first after points; with other marks ask where both may be months."""
    if mark != "." and other > MONTHS_OF_YEAR >= one:
        return _numbered_day(stop, year, one, other)
    if mark == "." or one > MONTHS_OF_YEAR or one == other:
        return _numbered_day(stop, year, other, one)

    def find(_today: date, _back: bool) -> Days:  # noqa: FBT001 - as finders are
        raise TwoDaysError(calendar.make_day(year, other, one), calendar.make_day(year, one, other))

    return When(stop, "day", find)


def _day_and_month(words: Words, at: int) -> When | None:
    """Read 31.12, which elsewhere is a number."""
    if not (match := re.fullmatch(DAY_AND_MONTH, _word(words, at), re.ASCII)):
        return None
    day, month = int(match[1]), int(match[2])
    if not 1 <= day <= 31 or not 1 <= month <= MONTHS_OF_YEAR:  # noqa: PLR2004 - days
        return None
    return When(at + 1, "day", _day_in_some_year(month, day, None))


def _short_count(words: Words, at: int) -> When | None:
    """Read 2w, +14d, 6mo."""
    match = re.fullmatch(SHORT_COUNT, _word(words, at))
    if not match:
        return None
    return When(at + 1, "short", _days_away(int(match[1]), SHORT_UNITS[match[2]]))


# days by name

type YearFinder = Callable[[date], int]


def _year_after(words: Words, at: int) -> tuple[int, YearFinder | None]:
    """Read a year that follows a day or a month, if one does."""
    of = _skip(words, at, OF)
    if match := re.fullmatch(YEAR, _word(words, of), re.ASCII):
        year = int(match[1])
        return _skip(words, of + 1, YEAR_WORDS), lambda _today: year
    which = WHICH.get(_word(words, of))
    if which and SPANS.get(_word(words, of + 1)) == "year":
        return of + 2, lambda today: today.year + STEPS[which]
    return at, None


def _day_in_some_year(month: int, day: int, year: YearFinder | None) -> Finder:
    """Mean a day of the year named, else the next such day, or the last one."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        if year:
            made = calendar.make_day(year(today), month, day)
            return made, made
        days = [calendar.day_of_year(each, month, day) for each in calendar.years_around(today)]
        return _nearest([(each, each) for each in days if each], today, back=back)

    return find


def _nearest(periods: "list[Days]", today: date, *, back: bool) -> Days:
    """Give the first period that is not over, or the last that has begun."""
    if back:
        return [days for days in periods if days[0] <= today][-1]
    return next(days for days in periods if days[1] >= today)


def _month_at(words: Words, at: int) -> int | None:
    """Give the number of a month that is named beside a day."""
    return MONTHS_IN_FULL.get(_word(words, at)) or MONTHS_SHORT.get(_word(words, at))


def _day_then_month(words: Words, at: int) -> When | None:
    """Read 31 December 2027, the 31st of December, 31 грудня 2027 року."""
    place = _skip(words, at, THE)
    match = re.fullmatch(ORDINAL, _word(words, place), re.ASCII)
    if not match or not (month := _month_at(words, _skip(words, place + 1, OF))):
        return None
    stop, year = _year_after(words, _skip(words, place + 1, OF) + 1)
    return When(stop, "day", _day_in_some_year(month, int(match[1]), year))


def _month_then_day(words: Words, at: int) -> When | None:
    """Read December 31, 2027."""
    month = _month_at(words, at)
    match = month and re.fullmatch(ORDINAL, _word(words, _skip(words, at + 1, OF)), re.ASCII)
    if not match or not month:
        return None
    stop, year = _year_after(words, _skip(words, at + 1, OF) + 1)
    return When(stop, "day", _day_in_some_year(month, int(match[1]), year))


def _near(words: Words, at: int) -> When | None:
    """Read today, завтра, the day after tomorrow."""
    for length in (4, 3, 1):
        said = tuple(_word(words, each) for each in range(at, at + length))
        if said in NEAR:
            stop = _skip(words, at + length, PARTS_OF_DAY)
            return When(stop, "near", _days_away(NEAR[said], "day"))
    return None


def _weekday(words: Words, at: int) -> When | None:
    """Read Friday, this Friday, next Friday, наступної п'ятниці."""
    place = _skip(words, at, THE)
    which = WHICH.get(_word(words, place))
    number = WEEKDAYS.get(_word(words, place + bool(which)))
    if not number:
        return None
    stop = _skip(words, place + bool(which) + 1, PARTS_OF_DAY)
    exact = read_when(words, stop) if _word(words, stop)[:1].isdecimal() else None
    if exact and exact.kind == "day":
        return exact  # Friday, 5 March: the date says which
    return When(stop, "weekday", _day_of_week(number, which))


def _day_of_week(number: int, which: str | None) -> Finder:
    """Mean a day of this week or the next; where people differ, ask."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        near = calendar.add_weekdays(number, today)
        week = timedelta(days=7)
        if back:
            day = near if near < today else near - week
            if near == today and which != "last":
                raise TwoDaysError(near, near - week)
            return day, day
        day = near if near >= today else near + week
        if which == "next":
            coming = day if day > today else day + week
            raise TwoDaysError(coming, coming + week)
        if which is None and day == today:
            raise TwoDaysError(today, today + week)
        return day, day

    return find


def _weekend(words: Words, at: int) -> When | None:
    """Read this weekend, наступних вихідних: to its Sunday."""
    place = _skip(words, at, THE)
    which = WHICH.get(_word(words, place))
    if _word(words, place + bool(which)) not in WEEKENDS:
        return None
    return When(place + bool(which) + 1, "whole", _weekend_days(which))


def _weekend_days(which: str | None) -> Finder:
    """Mean a Saturday and a Sunday."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        sunday = calendar.add_weekdays(7, today)
        if back and sunday > today:
            sunday -= timedelta(days=7)
        if which == "next":
            raise TwoDaysError(sunday, sunday + timedelta(days=7))
        return sunday - timedelta(days=1), sunday

    return find


# periods


def _year(words: Words, at: int) -> When | None:
    """Read 2027, 2027 року."""
    match = re.fullmatch(YEAR, _word(words, at), re.ASCII)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    year = int(match[1])
    stop = _skip(words, at + 1, YEAR_WORDS)
    return When(stop, "whole", lambda _today, _back: calendar.year_of(year))


def _month(words: Words, at: int) -> When | None:
    """Read May, May 2027, next March, 2027-05, 05.2027."""
    if match := re.fullmatch(r"(\d{4})-(\d\d)|(\d\d)\.(\d{4})", _word(words, at), re.ASCII):
        year, month = (int(match[1] or match[4]), int(match[2] or match[3]))
        return When(at + 1, "whole", lambda _today, _back: calendar.month_of_year(year, month))
    which = WHICH.get(_word(words, at))
    place = at + bool(which)
    named = _month_at(words, place)
    stop, in_year = _year_after(words, place + 1)
    if not named or (_word(words, place) not in MONTHS_IN_FULL and not in_year):
        return None
    return When(stop, "whole", _month_days(named, in_year, which))


def _month_days(month: int, year: YearFinder | None, which: str | None) -> Finder:
    """Mean a month of the year named, else the next such month, or the last one."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        if year:
            return calendar.month_of_year(year(today), month)
        known = [calendar.month_of_year(each, month) for each in calendar.years_around(today)]
        days = _nearest(known, today, back=back)
        if which == "next" and days[0].year == today.year:
            raise TwoDaysError(days[1], calendar.month_of_year(today.year + 1, month)[1])
        return days

    return find


def _quarter(words: Words, at: int) -> When | None:
    """Read Q3 2027, 2027Q3, third quarter of 2027, III квартал 2027."""
    place = _skip(words, at, THE)
    if match := re.fullmatch(QUARTER_OF_YEAR, _word(words, place), re.ASCII):
        year, quarter = int(match[2] or match[3]), int(match[1] or match[4])
        find = _same_days(calendar.quarter_of_year(year, quarter))
        return When(place + 1, "day", find)
    number, stop = _numbered_part(words, place, QUARTER, QUARTERS)
    if not number or number > 4:  # noqa: PLR2004 - quarters
        return None
    stop, in_year = _year_after(words, stop)
    return When(stop, "day", _part_of_year(calendar.quarter_of_year, number, in_year))


def _half(words: Words, at: int) -> When | None:
    """Read H1 2027, first half of 2027, перше півріччя 2027."""
    place = _skip(words, at, THE)
    number, stop = _numbered_part(words, place, HALF_OF_YEAR, HALVES)
    stop, in_year = _year_after(words, stop)
    if not number or number > 2 or not in_year:  # noqa: PLR2004 - halves
        return None
    return When(stop, "day", _part_of_year(calendar.half_of_year, number, in_year))


def _numbered_part(
    words: Words, at: int, short: str, names: frozenset[str]
) -> tuple[int | None, int]:
    """Read q3, third quarter, 3-й квартал; give its number and where it stops."""
    if match := re.fullmatch(short, _word(words, at), re.ASCII):
        return int(match[1]), at + 1
    if _word(words, at + 1) not in names:
        return None, at
    number = ORDINALS.get(_word(words, at))
    if match := re.fullmatch(r"([1-4])(?:-?(?:й|го|му|м|е|st|nd|rd|th))?", _word(words, at)):
        number = int(match[1])
    return number, at + 2


def _part_of_year(part: Callable[[int, int], Days], number: int, year: YearFinder | None) -> Finder:
    """Mean a quarter or half of the year named, else the next one, or the last."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        if year:
            return part(year(today), number)
        known = [part(each, number) for each in calendar.years_around(today)]
        return _nearest(known, today, back=back)

    return find


def _season(words: Words, at: int) -> When | None:
    """Read summer 2027, влітку, next summer, цієї зими."""
    place = _skip(words, at, THE)
    which = WHICH.get(_word(words, place))
    season = SEASONS.get(_word(words, place + bool(which)))
    if not season or (season == "autumn" and _word(words, place) == "fall" and place == at):
        return None
    stop, in_year = _year_after(words, place + bool(which) + 1)
    return When(stop, "season", _season_days(season, in_year, which))


def _season_days(season: str, year: YearFinder | None, which: str | None) -> Finder:
    """Mean a season of the year named, else the next one, or the last; a winter has two years."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        if year:
            days = calendar.season_of_year(year(today), season)
            if season == "winter":
                raise TwoDaysError(calendar.season_of_year(year(today) - 1, season)[1], days[1])
            return days
        known = [calendar.season_of_year(each, season) for each in calendar.years_around(today)]
        days = _nearest(known, today, back=back)
        if which == "next" and days[0].year == today.year:
            raise TwoDaysError(days[1], known[known.index(days) + 1][1])
        return days

    return find


def _which_unit(words: Words, at: int) -> When | None:
    """Read this week, наступного місяця, the current year."""
    place = _skip(words, at, THE)
    which, unit = WHICH.get(_word(words, place)), SPANS.get(_word(words, place + 1))
    if not which or unit not in ("week", "month", "quarter", "half", "year"):
        return None
    steps = STEPS[which]
    kind = "day" if which == "this" else "whole"
    return When(place + 2, kind, lambda today, _: calendar.period_from(today, unit, steps))


# ends of periods


def _end(words: Words, at: int) -> When | None:
    """Read end of 2027, кінця наступного місяця, EOY, year-end, the end of the year."""
    place = _skip(words, at, THE)
    word = _word(words, place)
    if unit := ENDS.get(word):
        stop, year = _year_after(words, place + 1) if unit == "year" else (place + 1, None)
        return When(stop, "end", _last_of_unit(unit, year))
    if match := re.fullmatch(r"(year|month|week|quarter)(?:'s)?(-end)?", word):
        if not match[2] and _word(words, place + 1) != "end":
            return None
        return When(place + 1 + (not match[2]), "end", _last_of_unit(match[1], None))
    if word not in END and word not in START:
        return None
    inner = _within(words, _skip(words, _skip(words, place + 1, OF), OF))
    if not inner:
        return None
    return _edge_of(inner, "end" if word in END else "start")


def _middle(words: Words, at: int) -> When | None:
    """Read mid-January, the middle of January, середини січня: its 15th."""
    word = _word(words, at)
    if word.startswith("mid-"):
        named, place = MONTHS_IN_FULL.get(word.removeprefix("mid-")), at
    else:
        start = _skip(words, at, THE)
        if _word(words, start) not in MIDDLE:
            return None
        place = _skip(words, start + 1, OF)
        named = _month_at(words, place)
    if not named:
        return None
    stop, year = _year_after(words, place + 1)
    return When(stop, "day", _day_in_some_year(named, MIDDLE_DAY, year))


def _within(words: Words, at: int) -> When | None:
    """Read the period of which an end is meant; "the year" is this one."""
    unit = SPANS.get(_word(words, at))
    forms = (_month, _quarter, _half, _season, _which_unit, _year, _weekend)
    found = [each for form in forms if (each := form(words, at))]
    if unit in ("day", "week", "month", "quarter", "half", "year"):
        found.append(When(at + 1, "day", lambda today, _: calendar.period_around(today, unit)))
    return max(found, key=lambda each: each.stop, default=None)


def _edge_of(inner: When, kind: str) -> When:
    """Mean the last day of a period, or its first."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        try:
            first, last = inner.find(today, back)
        except TwoDaysError:
            if kind == "start":
                raise FormError(
                    "may start on two days; write the date", code="line.two_starts"
                ) from None
            raise
        return (first, first) if kind == "start" else (last, last)

    return When(inner.stop, kind, find)


def _last_of_unit(unit: str, year: YearFinder | None) -> Finder:
    """Mean the last day of the unit that holds today, or of a year."""

    def find(today: date, _back: bool) -> Days:  # noqa: FBT001 - as finders are
        days = calendar.year_of(year(today)) if year else calendar.period_around(today, unit)
        return days[1], days[1]

    return find


# counted from today


def _count(words: Words, at: int) -> When | None:
    """Read so many units: two weeks, the next six months, півроку, a year and a half."""
    place = _skip(words, at, THE)
    place += WHICH.get(_word(words, place)) in ("this", "next")
    counted = _half_year(words, place) or _whole_units(words, place)
    if not counted:
        return None
    stop, count, unit = counted
    return _behind_count(words, stop, count, unit)


def _half_year(words: Words, at: int) -> tuple[int, int, str] | None:
    """Read half a year, півроку, півтора року."""
    said = [_word(words, each) for each in range(at, at + 5)]
    if said[0] in HALF_YEAR:
        return at + 1, 6, "month"
    if said[:3] == ["half", "a", "year"]:
        return at + 3, 6, "month"
    year = SPANS.get(said[1]) == "year"
    if said[0] in ("пів", "пол", "half") and year:
        return at + 2, 6, "month"
    if said[0] in ("півтора", "полтора") and year:
        return at + 2, 18, "month"
    if said == ["a", "year", "and", "a", "half"]:
        return at + 5, 18, "month"
    return None


def _whole_units(words: Words, at: int) -> tuple[int, int, str] | None:
    """Read 3 weeks, two weeks, a couple of weeks; a unit alone is one of it."""
    word = _word(words, at)
    count, place = 1, at
    if word.isdecimal() and word.isascii() and len(word) <= MOST_COUNTED:
        count, place = int(word), at + 1
    elif word in COUNTS:
        count, place = COUNTS[word], at + 1
        if _word(words, place) in ("couple", "dozen"):
            count, place = COUNTS[_word(words, place)], place + 1
        place = _skip(words, place, words_in("of"))
    unit = SPANS.get(_word(words, place).removesuffix("'").removesuffix("'s"))
    if unit == "hour" and count % HOURS == 0 and count:
        return place + 1, count // HOURS, "day"
    if unit in (None, "hour", "half"):
        return None
    return place + 1, count, unit or "day"


def _behind_count(words: Words, stop: int, count: int, unit: str) -> When:
    """Read what may follow: from now, time, ago."""
    if _word(words, stop) in AGO:
        return When(stop + 1, "day", _days_away(-count, unit))
    if _word(words, stop) in LATER:
        return When(stop + 1, "day", _days_away(count, unit))
    if (_word(words, stop), _word(words, stop + 1)) in {("from", "now"), ("from", "today")}:
        return When(stop + 2, "day", _days_away(count, unit))
    if _word(words, stop) in ("time", "часу", "времени"):
        return When(stop + 1, "count", _days_away(count, unit))
    return When(stop, "count", _days_away(count, unit))


def _days_away(count: int, unit: str) -> Finder:
    """Mean the day so many units away."""

    def find(today: date, _back: bool) -> Days:  # noqa: FBT001 - as finders are
        day = calendar.add_units(today, count, unit)
        return day, day

    return find


# holidays

CHRISTMAS = (12, 25)
JULIAN_CHRISTMAS = (1, 7)
FEASTS: dict[tuple[str, ...], tuple[int, int]] = {
    ("christmas",): CHRISTMAS,
    ("christmas", "day"): CHRISTMAS,
    ("xmas",): CHRISTMAS,
    ("christmas", "eve"): (12, 24),
    ("new", "year's", "eve"): (12, 31),
    ("new", "years", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("halloween",): (10, 31),
    ("valentine's", "day"): (2, 14),
}
NEW_YEAR = {
    ("new", "year"),
    ("the", "new", "year"),
    ("new", "year's"),
    ("нового", "року"),
    ("новий", "рік"),
    ("новому", "року"),
    ("нового", "года"),
    ("новый", "год"),
    ("новому", "году"),
}
CHRISTMASES = words_in("різдво різдва різдву рождество рождества рождеству")
EASTERS = words_in("easter великдень великодня великодню пасха пасхи пасхе паски")
EASTER = "easter"


def _feast(words: Words, at: int) -> When | None:
    """Read Christmas, Easter and the new year; where churches differ, ask."""
    for length in (3, 2, 1):
        said = tuple(_word(words, each) for each in range(at, at + length))
        stop, year = _year_after(words, at + length)
        if said in NEW_YEAR:
            return When(at + length, "end", _day_in_some_year(12, 31, None))
        if said in FEASTS:
            return When(stop, "feast", _day_in_some_year(*FEASTS[said], year))
        if length == 1 and said[0] in EASTERS:
            return When(stop, "feast", _easter_days(year, said[0] == EASTER))
        if length == 1 and said[0] in CHRISTMASES:
            return When(stop, "feast", _two_christmases(year))
    return None


def _easter_days(year: YearFinder | None, western: bool) -> Finder:  # noqa: FBT001 - one of two
    """Mean Easter Sunday; in Ukrainian and Russian ask, unless both churches keep one day."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        years = [year(today)] if year else list(calendar.years_around(today))
        found = {make: [(make(each), make(each)) for each in years] for make in EASTER_OF}
        one, other = (
            known[0] if year else _nearest(known, today, back=back) for known in found.values()
        )
        if one != other and not western:
            raise TwoDaysError(one[0], other[0])
        return one

    return find


EASTER_OF = (calendar.easter, calendar.orthodox_easter)


def _two_christmases(year: YearFinder | None) -> Finder:
    """Ask for 25 December or 7 January."""

    def find(today: date, back: bool) -> Days:  # noqa: FBT001 - as finders are
        days = [
            _day_in_some_year(month, day, year)(today, back)[0]
            for month, day in (CHRISTMAS, JULIAN_CHRISTMAS)
        ]
        raise TwoDaysError(days[0], days[1])

    return find


BEGINNINGS = frozenset(
    [
        *(
            *MONTHS_IN_FULL,
            *MONTHS_SHORT,
            *WEEKDAYS,
            *WEEKENDS,
            *SEASONS,
            *WHICH,
            *END,
            *START,
            *SPANS,
        ),
        *(*COUNTS, *ORDINALS, *HALF_YEAR, *ENDS, *CHRISTMASES, *EASTERS),
        *(said[0] for said in (*NEAR, *NEW_YEAR, *FEASTS)),
        *MIDDLE,
        *("the", "half", "пів", "пол", "півтора", "полтора"),
    ]
)
FORMS: tuple[Callable[[Words, int], When | None], ...] = (
    _numeric,
    _day_then_month,
    _month_then_day,
    _near,
    _weekday,
    _weekend,
    _year,
    _month,
    _quarter,
    _half,
    _season,
    _which_unit,
    _end,
    _middle,
    _count,
    _short_count,
    _feast,
)
