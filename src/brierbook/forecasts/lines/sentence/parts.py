"""The parts of a line: words, amounts, marked probabilities, days, phrases, tags, mentions."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from brierbook.errors import InputError
from brierbook.forecasts.lines.amounts import Amount
from brierbook.forecasts.lines.dates import Phrase
from brierbook.forecasts.lines.sentence.phrases import Found
from brierbook.forecasts.lines.tokens import Word
from brierbook.forecasts.when import Moment

__all__ = [
    "AROUND",
    "Day",
    "Marked",
    "Part",
    "Sought",
    "Words",
    "amount_of",
    "day_of",
    "kind_of_word",
]

type Words = Sequence[Word]

AROUND = "([.,;:!?)]"  # marks that may stand around a tag


class Marked(NamedTuple):
    """An amount that is marked as a probability; ``amount`` is None where it is none."""

    amount: Amount | None
    named: str
    odds: bool = False
    against: bool = False


class Day(NamedTuple):
    """Words that say a day: the moment, or what is wrong with it.

    ``explicit`` stood behind a marker with a colon; ``firm`` behind by or its like; ``apart`` says
    that it is a deadline only where it stands apart from the sentence.
    """

    phrase: Phrase | None
    said: str
    moment: Moment | None
    error: InputError | None
    explicit: bool = False
    firm: bool = False
    apart: bool = False


class Part(NamedTuple):
    """Some words of a line, from one place to that after them, and what they could be.

    ``kind`` is word, joint, tag, mention, amount, marked, day or phrase.
    """

    start: int
    stop: int
    kind: str
    value: Amount | Marked | Day | Found | None = None


class Sought(NamedTuple):
    """What is sought in a line, and the day and zone in which it is read."""

    today: date
    zone: str
    probability: bool
    deadline: bool


def kind_of_word(word: Word) -> str:
    """Tell a tag and a mention from a word."""
    text = word.text.strip(AROUND)
    if text[:1] not in ("#", "@") or not any(map(str.isalpha, text)):
        return "word"
    if word.after.strip(AROUND):  # it closes a quotation
        return "word"
    return "tag" if text[0] == "#" else "mention"


def amount_of(part: Part) -> Amount:
    """Give the amount of a part of that kind."""
    assert isinstance(part.value, Amount)  # noqa: S101 - as its kind says
    return part.value


def day_of(part: Part) -> Day:
    """Give the day of a part of that kind."""
    assert isinstance(part.value, Day)  # noqa: S101 - as its kind says
    return part.value
