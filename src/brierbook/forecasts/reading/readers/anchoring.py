"""Where a quote stands in a text: word for word, white space and quotation marks aside."""

import re

__all__ = ["find_quote"]

SHORTEST, LONGEST = 8, 2_000  # characters of a quote
MARKS = {"'": "['’ʼ‘`]", '"': '["“”„«»]', "-": "[-‐‑–—]"}


def find_quote(
    text: str, quote: str, used: list[tuple[int, int]] | None = None
) -> tuple[int, int] | None:
    """Give start and end of a quote; the next one, if the first is taken already."""
    trimmed = quote.strip().strip('“”"«»„').strip()
    if not SHORTEST <= len(trimmed) <= LONGEST:
        return None
    spans = _exact(text, trimmed) or _loose(text, trimmed)
    free = [span for span in spans if span not in (used or [])]
    return next(iter(free or spans), None)


def _exact(text: str, quote: str) -> list[tuple[int, int]]:
    """Find a quote as it is."""
    found: list[tuple[int, int]] = []
    start = text.find(quote)
    while start >= 0:
        found.append((start, start + len(quote)))
        start = text.find(quote, start + len(quote))
    return found


def _loose(text: str, quote: str) -> list[tuple[int, int]]:
    """Find a quote whose white space, apostrophes, dashes or quotation marks were changed."""
    words = ["".join(_one_of(each) for each in word) for word in quote.split()]
    form = re.compile(r"\s+".join(words))
    return [match.span() for match in form.finditer(text)]


def _one_of(character: str) -> str:
    """Give the pattern of a character and those that look alike."""
    for marks in MARKS.values():
        if character in marks[1:-1]:
            return marks
    return re.escape(character)
