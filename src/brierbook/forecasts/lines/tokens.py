"""A line cut into words, each with its place, the marks around it and the form that is compared."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from brierbook.forecasts.lines.words import fold

__all__ = [
    "CLOSING",
    "JOINTS",
    "OPENING",
    "QUOTED",
    "STOPS",
    "Word",
    "is_joint",
    "join_words",
    "split_words",
]

OPENING = "([{\"“„«‘'"
CLOSING = ")]}\"”“»’'"
STOPS = ".,;:!?…"
JOINTS = ",;:—–-|"  # may stand between the sentence and what follows it
# no opening mark within, so that a row of them is read once
QUOTED = '"[^"]*"|“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]'
# what is written to a deadline or a probability without a space: by:2027-12-31, p=0.3
MARKER = r"(?:by|due|deadline|until|till|before|on|до|к|ко|дедлайн|термін|строк|срок)[:=]"
PIECE = rf"{MARKER}(?=\S)|\S+"
NUMBER = r"[0-9]+(?:[.,][0-9]+)?"


class Word(NamedTuple):
    """A word: as written, where it stands, how it is compared, and the marks around it."""

    text: str
    start: int
    end: int
    word: str
    before: str
    after: str


def split_words(line: str) -> list[Word]:
    """Cut a line at white space, and behind a marker such as by:."""
    words: list[Word] = []
    for match in re.finditer(PIECE, line, re.IGNORECASE):
        word = _word(match[0], match.start())
        if words and word.word == "%" and re.fullmatch(NUMBER, words[-1].word):
            word = _word(line[words.pop().start : match.end()], 0, match.end())
        words.append(word)
    return words


def _word(text: str, start: int, end: int | None = None) -> Word:
    """Part a word from the marks around it."""
    begin = end - len(text) if end is not None else start
    core = text.lstrip(OPENING)
    before = text[: len(text) - len(core)]
    bare = core.rstrip(STOPS + CLOSING)
    after = core[len(bare) :]
    if not bare.strip(JOINTS + "*•"):  # a dash, or a row of dots
        return Word(text, begin, begin + len(text), "", "", text)
    return Word(text, begin, begin + len(text), _plain(bare), before, after)


def _plain(text: str) -> str:
    """Fold a word; digits and signs of other widths become those of a keyboard."""
    if text.isascii():
        return "".join(text.lower().split())
    return "".join(fold(normalize("NFKC", text)).split())


def join_words(words: Sequence[Word]) -> str:
    """Write words as they stood, one space for any; marks around them are left out."""
    said = "".join(
        (" " if place and words[place - 1].end < each.start else "") + each.text
        for place, each in enumerate(words)
    )
    return said.lstrip(OPENING).rstrip(STOPS + CLOSING)


def is_joint(word: Word) -> bool:
    """Whether it is a mark that stands alone, such as a dash."""
    return not word.word
