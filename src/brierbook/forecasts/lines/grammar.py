"""One line that logs a forecast.

    TEXT P% by:DATE #tag ...

The last three may come in any order, with any number of tags, in any of the three languages:

    Assad's government loses Damascus 12% by:2024-12-31 #syria
    Режим впаде до кінця року 12,5% #сирія
    Алеппо падет #сирия к 31 декабря 1:7

Probability. A percentage at the end, or odds, a fraction or a decimal as the very last word.
    Other percentages outside quotation marks make it ambiguous, and so does a word such as
    "above" before it: then it must be given by option, and the text stays whole.
Deadline. ``by:DATE`` (``до:``, ``к:``) or, when it closes the line, a phrase: by 31 December,
    до 31.12.2024, к концу года. A phrase that is no date is part of the text. The day is included.
Tags. ``#`` and letters, digits, ``-`` and ``_``, at least one of them a letter. They are stored in
    NFC, in lower case (``str.casefold``), each once, in the order written.

Words are compared in NFC; the text is kept as written.
"""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from unicodedata import normalize

from brierbook.errors import InputError
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.lines.dates import find_day, read_day
from brierbook.forecasts.lines.probability import read_probability
from brierbook.forecasts.lines.texts import Oddity, check_text, oddities
from brierbook.forecasts.lines.words import BY, COMPARING, FROM, fold
from brierbook.forecasts.when import Moment

LONGEST_DATE = 8  # words of the longest phrase for a deadline
LONGEST_TAG = 60
NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
PERCENT = NUMBER + "%"
LAST = r"[0-9]+[:/][0-9]+|0[.,][0-9]+"
TAG = r"#[\w-]*[^\W\d_][\w-]*"
# no opening mark within, so that a row of them is read once
QUOTED = '"[^"]*"|“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]'
CLOSING = '"”“»'
STOPS = ".,;"  # may follow a word
JOINING = ",;:—–-"  # may stand between the text and what follows it
APART = "give the probability with --p, or put the statement's percentages in quotation marks"


@frozen
class Draft:
    """A line as it was understood; what it did not say is None or empty.

    ``said_p`` and ``said_by`` are the words that were read as probability and deadline.
    """

    text: str
    probability: Decimal | None = None
    deadline: Moment | None = None
    tags: tuple[str, ...] = ()
    said_p: str | None = None
    said_by: str | None = None
    warnings: tuple[Oddity, ...] = ()


class Word(NamedTuple):
    """A word as written, with its place in the line."""

    text: str
    start: int
    end: int


class Tail:
    """The words that follow the text; it grows from the end of the line towards the front."""

    def __init__(self, start: int) -> None:
        self.start = start  # the number of words before it
        self.p: Word | None = None
        self.by: Word | None = None
        self.deadline: Moment | None = None
        self.tags: tuple[str, ...] = ()


def read_line(
    text: str, *, today: date, zone: str, p_given: bool = False, by_given: bool = False
) -> Draft:
    """Read a line; what ``p_given`` or ``by_given`` says is given by option is not sought in it."""
    check_text(text)
    words = words_of(text)
    tail = Tail(len(words))
    while tail.start and (
        take_tag(words, tail)
        or (not p_given and take_probability(words, tail))
        or (not by_given and take_deadline(text, words, tail, today, zone))
        or take_joint(words, tail)
    ):
        pass
    if tail.p:
        check_probability(text, words, tail.p)
    if not by_given:
        check_deadline(words[: tail.start], today, zone)
    return drafted(text, words, tail)


def drafted(line: str, words: list[Word], tail: Tail) -> Draft:
    """Put together what was understood."""
    text = line.strip()
    if tail.start < len(words):
        text = line[: words[tail.start].start].strip().rstrip(JOINING).rstrip()
    check_text(text)
    return Draft(
        text=text,
        probability=read_probability(tail.p.text.rstrip(STOPS)) if tail.p else None,
        deadline=tail.deadline,
        tags=tuple(dict.fromkeys(tail.tags)),
        said_p=line[tail.p.start : tail.p.end].rstrip(STOPS) if tail.p else None,
        said_by=tail.by.text if tail.by else None,
        warnings=oddities(text),
    )


def words_of(line: str) -> list[Word]:
    """Split at white space, and join a number to the sign of percent that follows it."""
    words: list[Word] = []
    for match in re.finditer(r"\S+", line):
        word = Word(match[0], match.start(), match.end())
        if word.text.rstrip(STOPS) == "%" and words and re.fullmatch(NUMBER, words[-1].text):
            number = words.pop()
            word = Word(number.text + word.text, number.start, word.end)
        words.append(word)
    return words


def take_joint(words: list[Word], tail: Tail) -> bool:
    """Take a dash or the like that stands alone before what was taken."""
    joint = tail.start < len(words) and not words[tail.start - 1].text.strip(JOINING)
    tail.start -= joint
    return joint


def take_tag(words: list[Word], tail: Tail) -> bool:
    """Take a tag from the end; one that closes a quotation is part of the text."""
    word = words[tail.start - 1].text.rstrip(STOPS)
    if word[:1] != "#" or word[-1] in CLOSING or not any(map(str.isalpha, word)):
        return False
    tail.tags = (read_tag(word), *tail.tags)
    tail.start -= 1
    return True


def read_tag(word: str) -> str:
    """Read a tag, with its # or without, into the form in which it is stored."""
    tag = normalize("NFC", normalize("NFC", word).casefold())
    marked = tag if tag.startswith("#") else f"#{tag}"
    if not re.fullmatch(TAG, marked) or len(marked) > LONGEST_TAG:
        problem = f"has letters, digits, - and _ only, a letter at least, and under {LONGEST_TAG}"
        raise InputError("tag", word, f"{problem}; write one such as #syria")
    return marked[1:]


def take_probability(words: list[Word], tail: Tail) -> bool:
    """Take a percentage from the end, or another form that is the last word of the line."""
    word = words[tail.start - 1]
    if tail.p or not (stands_for_p(word) or (tail.start == len(words) and is_last_form(word))):
        return False
    tail.p = word
    tail.start -= 1
    return True


def stands_for_p(word: Word) -> bool:
    """Whether a word is a percentage."""
    return bool(re.fullmatch(PERCENT, word.text.rstrip(STOPS)))


def is_last_form(word: Word) -> bool:
    """Whether a word is odds, a fraction or a decimal."""
    return bool(re.fullmatch(LAST, word.text.rstrip(STOPS)))


def check_probability(line: str, words: list[Word], p: Word) -> None:
    """Refuse a probability that may be a number of the statement."""
    open_text = re.sub(QUOTED, lambda match: " " * len(match[0]), line)
    others = [
        word.text
        for word in words
        if word != p and re.search(r"[0-9]\s*%", open_text[word.start : word.end])
    ]
    if others:
        raise InputError("probability", line, f"is {others[0]} or {p.text}? {APART}")
    before = words[: words.index(p)]
    if before and fold(before[-1].text) in COMPARING:
        said = f"{before[-1].text} {p.text}"
        raise InputError("probability", said, f"may be part of the statement; {APART}")


def take_deadline(line: str, words: list[Word], tail: Tail, today: date, zone: str) -> bool:
    """Take the shortest phrase at the end that says a deadline."""
    last = tail.start - 1
    for first in range(last, max(last - LONGEST_DATE, -1), -1):
        phrase = phrase_of(line, words[first], words[last])
        moment: Moment | None = None
        if is_explicit(words[first]):
            moment = explicit_day(phrase, tail.by, today, zone)
        elif tail.by is None and first < last and fold(words[first].text) in BY:
            moment = worded_day(phrase, words[max(0, first - LONGEST_DATE) : first], today, zone)
        if moment is not None:
            tail.by, tail.deadline, tail.start = phrase, moment, first
            return True
    return False


def phrase_of(line: str, first: Word, last: Word) -> Word:
    """Take the words from one to another as written."""
    return Word(line[first.start : last.end].rstrip(STOPS + JOINING), first.start, last.end)


def explicit_day(phrase: Word, other: Word | None, today: date, zone: str) -> Moment:
    """Read what follows by: as a deadline, which it must be."""
    if other:
        raise InputError("deadline", phrase.text, f"is one of two; the other is {other.text}")
    return read_day(phrase.text.partition(":")[2].strip(), today=today, zone=zone)


def worded_day(phrase: Word, before: list[Word], today: date, zone: str) -> Moment | None:
    """Read what follows "by" as a deadline, unless it ends a range: з 6 до 15 грудня."""
    starts = [place for place, word in enumerate(before) if fold(word.text) in FROM]
    if starts and any(word.text[0].isdigit() for word in before[starts[-1] + 1 :][:1]):
        return None
    _, _, said = " ".join(phrase.text.split()).partition(" ")
    return find_day(said, today=today, zone=zone)


def is_explicit(word: Word) -> bool:
    """Whether a word begins with by: or its fellows."""
    before, colon, _ = word.text.partition(":")
    return bool(colon) and fold(before) in BY


def check_deadline(words: list[Word], today: date, zone: str) -> None:
    """Refuse a deadline that stands within the text."""
    for word in words:
        after = word.text.partition(":")[2].rstrip(STOPS)
        if is_explicit(word) and find_day(after, today=today, zone=zone) is not None:
            raise InputError("deadline", word.text, "stands within the text; put it after the text")
