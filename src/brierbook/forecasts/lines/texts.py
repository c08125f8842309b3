"""What any typed text must be, and what about it a reader should be warned of.

Nothing is repaired: a text is kept as written, and what cannot be seen in it is reported.
"""

import re
from unicodedata import category

from brierbook.errors import InputError
from brierbook.forecasts.frozen import frozen

LONGEST = 10_000  # characters of a line
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LATIN = "[A-Za-z]"
CYRILLIC = "[\u0400-\u04ff]"


@frozen
class Oddity:
    """Something in a text that a reader does not see.

    ``kind`` is "bidi" (turns the direction of what follows), "invisible" (takes no room), "control"
    or "mixed" (one word with Latin and Cyrillic letters); ``start`` and ``end`` are code points.
    """

    kind: str
    start: int
    end: int
    characters: str


def check_text(text: str, field: str = "text") -> None:
    """Refuse a text that is blank, too long, or holds what cannot be stored."""
    if len(text) > LONGEST:
        problem = f"has {len(text):,} characters; write at most {LONGEST:,}"
        raise InputError(field, text, problem)
    if "\0" in text:
        raise InputError(field, text, f"has a NUL at character {text.index('\0') + 1}; remove it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        problem = f"has half of a surrogate pair at character {error.start + 1}; remove it"
        raise InputError(field, text, problem) from error
    if not any(category(each)[0] in "LNPS" for each in text):
        raise InputError(field, text, "is blank; write what will turn out true or false")


def oddities(text: str) -> tuple[Oddity, ...]:
    """List what a reader does not see, in the order of the text."""
    if text.isascii() and text.isprintable():
        return ()
    single = [
        Oddity(kind, place, place + 1, each)
        for place, each in enumerate(text)
        if (kind := unseen(each))
    ]
    return tuple(sorted(single + mixed(text), key=lambda each: (each.start, each.end)))


def unseen(character: str) -> str | None:
    """Say why a character is not seen, if it is not."""
    if character in BIDI:
        return "bidi"
    if character in "\t\r\n":
        return None
    return {"Cf": "invisible", "Cc": "control"}.get(category(character))


def mixed(text: str) -> list[Oddity]:
    """List the words with letters of two scripts that look alike."""
    return [
        Oddity("mixed", word.start(), word.end(), word[0])
        for word in re.finditer(r"[^\W\d_]+", text)
        if re.search(LATIN, word[0]) and re.search(CYRILLIC, word[0])
    ]
