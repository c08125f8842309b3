"""Lines, then sentences, with true places in the text.

A heading without a full stop would stick to the next sentence, so lines are split first. A line
longer than can be a paragraph is cut at white space, so that no rule meets more than it can bear.
"""

import re
from collections.abc import Iterator

from brierbook.forecasts.reading.extras import import_extra

__all__ = ["split_sentences"]

LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
LONGEST_LINE = 20_000
LONGEST_SENTENCE = 1_500
# a mark that ends a sentence, with what may close after it; without one a line is one sentence
END = re.compile(r"[.!?…][»”\"')\]]*\s")


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Give the start and end of each sentence."""
    for line in LINE.finditer(text):
        for start, end in _cut_stretch(text, line.start(), line.end(), LONGEST_LINE):
            yield from _split_line(text, start, end)


def _split_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a line where a sentence ends."""
    line = text[start:end]
    if END.search(line) is None:
        spans = [(0, len(line))]
    else:
        spans = [(each.start, each.stop) for each in import_extra("razdel").sentenize(line)]
    for first, last in spans:
        for place in _cut_stretch(text, start + first, start + last, LONGEST_SENTENCE):
            if stripped := _strip(text, *place):
                yield stripped


def _cut_stretch(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch into pieces of a bounded length, at white space where there is some."""
    while end - start > longest:
        place = text.rfind(" ", start + 1, start + longest)
        place = place if place > 0 else start + longest
        yield start, place
        start = place
    yield start, end


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Leave off white space around a sentence; None for an empty one."""
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return (first, last) if first < last else None
