"""A line cut into words, and these into parts.

A part says what its words could be; what they are in this line is decided elsewhere. Words in
quotation marks are words.
"""

import re

from brierbook.forecasts.lines.amounts import read_amount
from brierbook.forecasts.lines.sentence.days import read_explicit_day, read_worded_day
from brierbook.forecasts.lines.sentence.marks import read_marked
from brierbook.forecasts.lines.sentence.parts import Part, Sought, Words, kind_of_word
from brierbook.forecasts.lines.sentence.phrases import read_words
from brierbook.forecasts.lines.tokens import QUOTED, Word, is_joint, split_words

__all__ = ["split_parts"]

QUOTES = '"“«„'
BULLETS = r"\s*(?:(?:[-*•–—+·‣◦▪▫☐□☑✓✔]|\[[ xX✓]?\])\s+)+"
FUNCTION = r"\s*[PpРр]\("
CLOSING = r"\)(?=\s*[=≈])"


def split_parts(line: str, sought: Sought) -> tuple[list[Word], list[Part]]:
    """Cut a line into words and parts."""
    words = split_words(_without_frame(line))
    quoted = _quoted_places(line, words)
    parts: list[Part] = []
    at = 0
    while at < len(words):
        part = _part_at(words, at, sought)
        if any(place in quoted for place in range(at, part.stop)):
            part = Part(at, at + 1, "word")
        parts.append(part)
        at = part.stop
    return words, parts


def _without_frame(line: str) -> str:
    """Put spaces for bullets and boxes, and for what encloses the text in P(text) = 30%."""
    if match := re.match(BULLETS, line):
        line = " " * match.end() + line[match.end() :]
    opening = re.match(FUNCTION, line)
    closing = re.search(CLOSING, line) if opening else None
    if not opening or not closing:
        return line
    inside = line[opening.end() : closing.start()]
    behind = re.sub("[=≈]", "p", line[closing.end() :], count=1)
    return " " * opening.end() + inside + " " + behind


def _quoted_places(line: str, words: Words) -> frozenset[int]:
    """Give the places of the words that stand in quotation marks."""
    if not any(mark in line for mark in QUOTES):
        return frozenset()
    spans = [match.span() for match in re.finditer(QUOTED, line)]
    found: set[int] = set()
    span = 0
    for place, word in enumerate(words):
        while span < len(spans) and spans[span][1] <= word.start:
            span += 1
        if span < len(spans) and spans[span][0] < word.end:
            found.add(place)
    return frozenset(found)


def _part_at(words: Words, at: int, sought: Sought) -> Part:
    """Read the part that begins at a place."""
    if is_joint(words[at]):
        return Part(at, at + 1, "joint")
    days, chances = sought.deadline, sought.probability
    part = days and read_explicit_day(words, at, sought)
    part = part or (chances and read_marked(words, at))
    part = part or (days and read_worded_day(words, at, sought))
    part = part or (chances and (_phrase(words, at) or _amount(words, at)))
    return part or Part(at, at + 1, kind_of_word(words[at]))


def _phrase(words: Words, at: int) -> Part | None:
    """Read a phrase of probability."""
    found = read_words(words, at)
    return found and Part(at, found.stop, "phrase", found)


def _amount(words: Words, at: int) -> Part | None:
    """Read an amount; a number such as 3.5 without a sign of percent is a word."""
    amount = read_amount(words, at)
    if amount is None or (amount.form == "bare" and not amount.named.isdecimal()):
        return None
    return Part(at, amount.stop, "amount", amount)
