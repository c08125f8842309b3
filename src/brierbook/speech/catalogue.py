"""Saying things in English, Ukrainian and Russian: messages, plurals, numbers and dates."""

import math
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date
from functools import reduce
from typing import Any

from brierbook.forecasts.when import Moment
from brierbook.speech.messages import Messages, merge_messages, read_messages

__all__ = ["CHANGED", "NO_BREAK", "PLURALS", "Catalogue", "load_catalogue", "load_words"]

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"
RANGE = "\N{EN DASH}"


class Catalogue:
    """The messages of one language, with its rules for plurals, numbers and dates."""

    def __init__(self, language: str, messages: Messages) -> None:
        self.language = language
        self.messages = messages

    def say(self, key: str, **values: object) -> str:
        """Give a message with its values filled in."""
        return str(self.message(key)).format_map(values)

    def message(self, key: str) -> Any:  # noqa: ANN401  # TOML holds texts, lists and tables
        """Find a message by its dotted key."""
        found: Any = self.messages
        for part in key.split("."):
            found = found[part]
        return found

    def count(self, key: str, n: int) -> str:
        """Give a number with its noun in the right form."""
        form = PLURALS[self.language](n)
        return self.say(f"count.{key}.{form}", n=self.number(n))

    def sentence(self, key: str) -> str:
        """Give a message as a sentence of its own."""
        text = self.say(key)
        return f"{text[0].upper()}{text[1:]}."

    def quote(self, text: str) -> str:
        """Put quotation marks around a text; the same marks inside it become inner ones."""
        outer, inner = self.say("form.quotes"), self.say("form.inner_quotes")
        return f"{outer[0]}{text.translate(str.maketrans(outer, inner))}{outer[1]}"

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with the decimal mark of the language and a real minus sign."""
        if math.isinf(value):
            return "\N{INFINITY}" if value > 0 else f"{MINUS}\N{INFINITY}"
        text = f"{value:,.{digits}f}".replace("-", MINUS)
        text = text.removeprefix(MINUS) if not text.strip(f"{MINUS}0.") else text
        return text.translate(self.marks(value))

    def marks(self, value: float) -> dict[int, str]:
        """Give the decimal mark and that of thousands, which four digits may do without."""
        long = abs(value) >= self.message("form.thousands_from")
        mark = self.say("form.thousands_mark") if long else ""
        return {ord("."): self.say("form.decimal_mark"), ord(","): mark}

    def percent(self, value: float, digits: int = 0) -> str:
        """Write a share as a percentage."""
        return self.say("form.percent", number=self.number(100 * value, digits))

    def between(self, lower: float, upper: float, digits: int = 2) -> str:
        """Write an interval of numbers, or that there is none."""
        if math.isnan(lower) or math.isnan(upper):
            return self.say("form.no_limits")
        ends = (self.number(lower, digits), self.number(upper, digits))
        if lower >= 0:
            return RANGE.join(ends)
        return self.say("form.range", lower=ends[0], upper=ends[1])

    def percents(self, lower: float, upper: float) -> str:
        """Write an interval of shares, or that there is none."""
        if math.isnan(lower) or math.isnan(upper):
            return self.say("form.no_limits")
        return self.say("form.percent", number=self.between(100 * lower, 100 * upper, 0))

    def day(self, day: date) -> str:
        """Write a day."""
        month = self.message("form.months")[day.month - 1]
        return self.say("form.day", day=day.day, month=month, year=day.year)

    def moment(self, moment: Moment) -> str:
        """Write the day, or the days, that a moment covers."""
        return self.days(moment.first_day, moment.last_day)

    def days(self, first: date, last: date) -> str:
        """Write the days from one to another."""
        if (first.year, first.month) == (last.year, last.month) and first != last:
            text = self.day(last)
            return f"{first.day}{RANGE}{text}"
        if first == last:
            return self.day(last)
        return f"{self.day(first)}{NO_BREAK}{RANGE} {self.day(last)}"


def _english_plural(n: int) -> str:
    """Give the plural form of English."""
    return "one" if n == 1 else "other"


def _east_slavic_plural(n: int) -> str:
    """Give the plural form of Ukrainian and Russian (Unicode CLDR)."""
    tens, ones = n % 100, n % 10
    if ones == 1 and tens != 11:  # noqa: PLR2004  # eleven takes the form of many
        return "one"
    if 2 <= ones <= 4 and not 12 <= tens <= 14:  # noqa: PLR2004  # so do twelve to fourteen
        return "few"
    return "many"


PLURALS = {"en": _english_plural, "uk": _east_slavic_plural, "ru": _east_slavic_plural}


# what a template puts in place of our texts, for as long as it is in use
CHANGED: ContextVar[Mapping[str, Messages]] = ContextVar("CHANGED")


def load_catalogue(language: str) -> Catalogue:
    """Load the messages of reports, with those of the template in use."""
    changed = CHANGED.get({}).get(language)
    return Catalogue(language, read_messages(language, "reports") if changed is None else changed)


def load_words(language: str, *rooms: str) -> Catalogue:
    """Load the messages of some rooms; a later room adds to the sections of earlier ones."""
    found = [read_messages(language, room) for room in rooms]
    return Catalogue(language, reduce(merge_messages, found))
