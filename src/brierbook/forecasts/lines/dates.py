"""Deadlines and past days as a person writes them, in English, Ukrainian or Russian.

    2027-12-31   31.12.2027   31/12/27   12/31/2027   2027/12/31   20271231
    31 December 2027   December 31   31 грудня 2027 року   31 декабря 2027 г.   Friday, 5 March
    today   завтра   послезавтра   Friday   до п'ятниці   this Friday
    in 3 weeks   2w   через два тижні   через полгода   within six months
    end of 2027   EOY   кінця наступного місяця   Q1 2027   I квартал 2027   до літа
    before 2027   until March 1   no later than 31.12
    2027-12-31T18:00Z   2027-12-31 18:00+02:00   31.12.2027 18:00
    yesterday   3 days ago   два тижні тому           for what has happened

Both readers share one grammar. A deadline without a year is the next such day, a past day the last
one, today included. A day without a time covers the whole civil day in the zone. Months and years
are added by the calendar: a month from 31 January is the last day of February. Whatever can be read
in two ways is asked with both: 05/06/2027, by May, by 2027, Friday on a Friday.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from brierbook.errors import FormError, InputError
from brierbook.forecasts.lines.clocks import read_instant
from brierbook.forecasts.lines.faults import ambiguous, unread
from brierbook.forecasts.lines.periods import TwoDaysError, When, read_when
from brierbook.forecasts.lines.tokens import Word, split_words
from brierbook.forecasts.lines.words import INCLUSIVE, words_in
from brierbook.forecasts.when import Moment, find_time_zone, parse_moment

__all__ = [
    "COUNTING",
    "Phrase",
    "deadline_moment",
    "read_deadline",
    "read_past_day",
    "read_phrase",
    "refuse_unknown_zone",
]

type Words = Sequence[Word]

LONGEST = 80  # characters of the longest date that can be meant
DAY = timedelta(days=1)
# what stands before a deadline, and how it takes the days behind it; the longest come first
PREPOSITIONS: tuple[tuple[tuple[str, ...], str], ...] = (
    *((tuple(said.split()), "by") for said in (
        "by no later than", "by not later than", "no later than", "not later than",
        "on or before", "не пізніше ніж", "не пізніше", "не пізніш", "не позднее", "не позже",
        "by", "до", "к", "ко",
    )),
    *((tuple(said.split()), "until") for said in ("up until", "until", "till", "til")),
    *((tuple(said.split()), "before") for said in ("prior to", "before", "перед")),
    *((tuple(said.split()), "within") for said in (
        "at some point in", "some time in", "sometime in",
        "in the course of", "в течение", "в течении", "на протязі", "на протяжении",
        "протягом", "впродовж", "упродовж", "during", "within", "inside", "throughout", "over",
        "через", "за", "on", "in", "at", "у", "в", "во", "на",
    )),
)  # fmt: skip
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _said, _how in PREPOSITIONS:
    _BY_FIRST.setdefault(_said[0], []).append((_said, _how))
# a span of time from now needs one of these before it
COUNTING = words_in(
    "in within during over inside throughout течение течении протязі протяжении протягом впродовж "
    "упродовж через за"
)
AT = words_in("at о об в у")
TIME = r"(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d{1,9})?(z|utc|[+-]\d{2}:?\d{2})?"
STAMP = rf"(\d{{4}}-\d\d-\d\d)t{TIME}"
OFFSET = r"z|utc|[+-]\d{2}:?\d{2}"


class Phrase(NamedTuple):
    """Words that say a time: ``stop`` is the place after them, ``how`` what stands before them.

    ``how`` is by, until, before, within or bare; ``loose`` is a time of day that could be odds.
    """

    start: int
    stop: int
    how: str
    when: When
    time: str | None
    offset: str | None
    loose: str | None
    latin: bool


def read_deadline(text: str, *, today: date, zone: str) -> Moment:
    """Read a deadline; InputError says what is wrong and what to write instead."""
    phrase = _read_whole(text, "deadline", zone)
    return deadline_moment(phrase, text, today=today, zone=zone)


def read_past_day(text: str, *, today: date, zone: str, field: str = "day") -> Moment:
    """Read the day or instant of what has happened; without a year it is the last such day."""
    phrase = _read_whole(text, field, zone)
    if phrase.when.kind in ("count", "short"):
        raise unread(field, text, "no_date")
    try:
        first, last = phrase.when.find(today, True)
        if phrase.when.kind == "whole" and first != last:
            raise TwoDaysError(first, last)
        return _moment(phrase, last, zone)
    except (ValueError, OverflowError) as error:
        raise _fault(field, text, error) from error


def _read_whole(text: str, field: str, zone: str) -> Phrase:
    """Read a text that must be a date and nothing else."""
    refuse_unknown_zone(zone)
    words = split_words(text) if len(text) <= LONGEST else []
    phrase = read_phrase(words, 0, short=True)
    if phrase is None or phrase.stop != len(words):
        raise unread(field, text, "no_date")
    return phrase


def refuse_unknown_zone(zone: str) -> None:
    """Refuse a zone that is not known."""
    try:
        find_time_zone(zone)
    except ValueError as error:
        raise InputError(
            "zone", zone, "is no IANA time zone such as Europe/Kyiv", code="time.zone_unknown"
        ) from error


def read_phrase(
    words: Words, at: int, *, short: bool = False, how: str | None = None
) -> Phrase | None:
    """Read the longest words from a place on that say a time, with what stands before them.

    ``how`` is given where a marker such as by: stood before; ``short`` takes 31.12 for a day.
    """
    begin, preposition = _preposition(words, at)
    used = how or preposition or "bare"
    stamp = re.fullmatch(STAMP, words[begin].word) if begin < len(words) else None
    if stamp:
        day = split_words(stamp[1])
        when = read_when(day, 0)
        return when and Phrase(at, begin + 1, used, when, stamp[2], stamp[3], None, True)
    when = read_when(words, begin, short=short or used in ("by", "until", "before"))
    if when is None:
        return None
    latin = words[begin].word.isascii()
    stop, time, offset, loose = _time_behind(words, when.stop)
    while stop < len(words) and words[stop].word in INCLUSIVE:
        stop += 1
    return Phrase(at, stop, used, when, time, offset, loose, latin)


def _preposition(words: Words, at: int) -> tuple[int, str | None]:
    """Read what stands before a date, if something does."""
    if at >= len(words):
        return at, None
    for said, how in _BY_FIRST.get(words[at].word, ()):
        if all(
            at + place < len(words) and words[at + place].word == each
            for place, each in enumerate(said)
        ):
            return at + len(said), how
    return at, None


def _time_behind(words: Words, at: int) -> tuple[int, str | None, str | None, str | None]:
    """Read a time of day behind a day: where it stops, the time, its offset, and if it is loose."""
    place = at + (at < len(words) and words[at].word in AT)
    match = re.fullmatch(TIME, words[place].word, re.ASCII) if place < len(words) else None
    if not match or (at and words[at - 1].after.strip(",.")):
        return at, None, None, None
    offset, stop = match[2], place + 1
    if not offset and stop < len(words) and re.fullmatch(OFFSET, words[stop].word, re.ASCII):
        offset, stop = words[stop].word, stop + 1
    loose = words[place].word if place == at and not offset else None
    return stop, match[1], offset, loose


def deadline_moment(phrase: Phrase, said: str, *, today: date, zone: str) -> Moment:
    """Give the moment at which a deadline ends; ``said`` is how errors name it."""
    try:
        return _moment(phrase, _last_day(phrase, today), zone)
    except (ValueError, OverflowError) as error:
        raise _fault("deadline", said, error) from error


def _last_day(phrase: Phrase, today: date) -> date:
    """Give the last day that a deadline includes; TwoDaysError where there are two readings."""
    first, last = phrase.when.find(today, False)
    kind, how = phrase.when.kind, phrase.how
    begins = how == "before" or (kind == "season" and how != "within" and not phrase.latin)
    if begins and kind != "end" and first - DAY < today and not phrase.time:
        first, last = phrase.when.find(last + DAY, False)  # it has begun: before the next one
    if how == "before" and kind != "end" and not phrase.time:
        return first - DAY
    if how == "within" or kind not in ("whole", "season", "start"):
        return last
    if kind == "season" and not phrase.latin:
        return first - DAY
    raise TwoDaysError(first - DAY, last)


def _moment(phrase: Phrase, day: date, zone: str) -> Moment:
    """Take a day to its last moment, or to the time on it; ValueError says what is wrong."""
    if phrase.time:
        return read_instant(day, phrase.time, phrase.offset, zone)
    moment = parse_moment(f"{day.isoformat()}[{zone}]")
    if moment.first == moment.last:  # a zone that moved over the date line skipped it
        raise FormError(
            "is a day that {zone} skipped; write the one before or after",
            code="line.skipped_day",
            zone=zone,
        )
    return moment


def _fault(field: str, said: str, error: ValueError | OverflowError) -> InputError:
    """Word what is wrong with a date."""
    if isinstance(error, TwoDaysError):
        one, other = (each.isoformat() for each in error.days)
        return ambiguous(field, said, "two_days", one=one, other=other)
    reason = getattr(error, "problem", str(error))
    return unread(field, said, "no_such_day", reason=reason)
