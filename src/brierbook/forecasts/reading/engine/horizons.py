"""When a statement says that it will be seen: the words for it, and the day that they mean.

Whatever names a day goes through the grammar of deadlines that people type
(:mod:`brierbook.forecasts.lines.dates`); the phrases of running text are in ``phrases``, counted
from the publication. Without a publication the words are kept and no day is given.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from brierbook.errors import InputError
from brierbook.forecasts.lines.calendar import add_units, period_around
from brierbook.forecasts.lines.dates import read_deadline
from brierbook.forecasts.lines.words import MONTHS, UNITS, WEEKDAYS
from brierbook.forecasts.reading.engine.phrases import CORES, PHRASES, count_of, unit_of
from brierbook.forecasts.reading.engine.tokens import Sentence, fold_word

__all__ = ["Horizon", "find_horizons"]

ZONE = "UTC"
LONG_AGO = 2000  # a text without a date is taken to be younger
SEVERAL = 3  # how many units "the coming weeks" are taken to be
DATED = frozenset((*MONTHS, *UNITS, *WEEKDAYS))


@dataclass(frozen=True, slots=True)
class Horizon:
    """The words with their place in the sentence, the day by which, and how that was found.

    ``sense`` is ``ahead`` where the words point after the publication whatever the verb, ``behind``
    where they point before it, ``dated`` where the verb decides, ``since`` where they say a start.
    """

    start: int
    end: int
    text: str
    day: date | None
    basis: str
    sense: str


@cache
def _compile_phrases(language: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Compile the phrases of a language when they are first needed."""
    return tuple(
        (name, re.compile(rf"(?<!\w)(?:{form})(?!\w)"), sense)
        for name, form, sense in PHRASES.get(language, ())
    )


def find_horizons(sentence: Sentence, language: str, published: date | None) -> tuple[Horizon, ...]:
    """Find the phrases of time in a sentence, in their order, none within another."""
    cores = CORES.get(language, frozenset())
    if not any(
        word.key in cores or word.key in DATED or _is_year(word.key) for word in sentence.words
    ):
        return ()
    folded = fold_word(sentence.text)
    if len(folded) != len(sentence.text):
        return ()
    found: list[Horizon] = []
    for name, form, sense in _compile_phrases(language):
        for match in form.finditer(folded):
            if not any(each.start < match.end() and match.start() < each.end for each in found):
                found.append(_read_match(sentence.text, name, match, sense, published))
    return tuple(sorted(found, key=lambda each: each.start))


def _is_year(key: str) -> bool:
    """Whether a word is a year, as in 2030 or 2030-го."""
    return len(key) >= 4 and key[:4].isdigit() and key[:2] in ("19", "20", "21")  # noqa: PLR2004  # digits of a year


def _read_match(
    text: str, name: str, match: re.Match[str], sense: str, published: date | None
) -> Horizon:
    """Make a horizon of a phrase."""
    groups = match.groupdict()
    day, basis = None, "the publication is not dated"
    if published is not None:
        try:
            day, basis = _day_meant(name, groups, published)
        except (InputError, ValueError, OverflowError) as error:
            day, basis = None, getattr(error, "problem", str(error))
    return Horizon(
        match.start(),
        match.end(),
        text[match.start() : match.end()],
        day,
        basis,
        _sense_of(sense, groups.get("date"), day, published),
    )


def _day_meant(
    name: str, groups: dict[str, str | None], published: date
) -> tuple[date | None, str]:
    """Count the day that a phrase means."""
    unit = unit_of(groups.get("unit"))
    if said := groups.get("date"):
        words = f"end of {said}" if name == "end" else said
        return read_deadline(words, today=published, zone=ZONE).last_day, "the day named"
    if unit is None:
        return None, "names no day"
    if name == "end":
        return period_around(published, unit)[1], f"the last day of the {unit}"
    if name == "next":
        return period_around(add_units(published, 1, unit), unit)[
            1
        ], f"the last day of the next {unit}"
    count = count_of(groups.get("count"), groups.get("unit"), SEVERAL)
    return add_units(published, count, unit), f"publication and {count} {unit}s"


def _sense_of(sense: str, said: str | None, day: date | None, published: date | None) -> str:
    """Compare what is named with the publication; a year of long ago needs none."""
    year = re.search(r"(?:19|20|21)\d\d", said or "")
    if sense not in ("dated", "since") or year is None:
        return sense
    if published is None:
        return "behind" if int(year[0]) < LONG_AGO else sense
    if day is not None:
        return "ahead" if day > published else "behind"
    if int(year[0]) == published.year:
        return sense
    return "ahead" if int(year[0]) > published.year else "behind"
