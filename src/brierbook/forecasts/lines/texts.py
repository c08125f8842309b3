"""What any typed text must be, and what about it a reader should be warned of.

Nothing is repaired: a text is kept as written, and what cannot be seen in it is reported.
"""

import re
from unicodedata import category, normalize

from brierbook.errors import InputError
from brierbook.forecasts.frozen import frozen_record

__all__ = ["LONGEST", "Oddity", "check_text", "find_oddities", "make_slug", "read_tag"]

LONGEST_TAG = 60
TAG = r"#[\w-]*[^\W\d_][\w-]*"
LONGEST = 10_000  # characters of a line
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LATIN = "[A-Za-z]"
CYRILLIC = "[\u0400-\u04ff]"


@frozen_record
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
        raise InputError(
            field,
            text,
            "has {n:,} characters; write at most {most:,}",
            code="text.too_long",
            n=len(text),
            most=LONGEST,
        )
    if "\0" in text:
        raise InputError(
            field,
            text,
            "has a NUL at character {at}; remove it",
            code="text.nul",
            at=text.index("\0") + 1,
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            field,
            text,
            "has half of a surrogate pair at character {at}; remove it",
            code="text.surrogate",
            at=error.start + 1,
        ) from error
    if not any(category(each)[0] in "LNPS" for each in text):
        raise InputError(
            field, text, "is blank; write what will turn out true or false", code="text.blank"
        )


def find_oddities(text: str) -> tuple[Oddity, ...]:
    """List what a reader does not see, in the order of the text."""
    if text.isascii() and text.isprintable():
        return ()
    single = [
        Oddity(kind, place, place + 1, each)
        for place, each in enumerate(text)
        if (kind := _why_unseen(each))
    ]
    return tuple(sorted(single + _mixed_words(text), key=lambda each: (each.start, each.end)))


def _why_unseen(character: str) -> str | None:
    """Say why a character is not seen, if it is not."""
    if character in BIDI:
        return "bidi"
    if character in "\t\r\n":
        return None
    return {"Cf": "invisible", "Cc": "control"}.get(category(character))


def _mixed_words(text: str) -> list[Oddity]:
    """List the words with letters of two scripts that look alike."""
    return [
        Oddity("mixed", word.start(), word.end(), word[0])
        for word in re.finditer(r"[^\W\d_]+", text)
        if re.search(LATIN, word[0]) and re.search(CYRILLIC, word[0])
    ]


def read_tag(word: str) -> str:
    """Read a tag, with its # or without, into the form in which it is stored.

    >>> read_tag("#Сирія")
    'сирія'
    """
    tag = normalize("NFC", normalize("NFC", word).casefold())
    marked = tag if tag.startswith("#") else f"#{tag}"
    if not re.fullmatch(TAG, marked) or len(marked) > LONGEST_TAG:
        raise InputError(
            "tag",
            word,
            "has letters, digits, - and _ only, a letter at least, and under {most}; "
            "write one such as #syria",
            code="text.tag",
            most=LONGEST_TAG,
        )
    return marked[1:]


def make_slug(name: str) -> str:
    """Make a tag of any name that a program gives: other signs become -, a year gets y before it.

    >>> make_slug("US politics"), make_slug("2024"), make_slug("AI & ML")
    ('us-politics', 'y2024', 'ai-ml')
    """
    folded = normalize("NFC", normalize("NFC", name).casefold())
    slug = re.sub(r"[^\w-]+", "-", folded).strip("-_")[: LONGEST_TAG - 2].strip("-_")
    named = slug if not slug or any(map(str.isalpha, slug)) else f"y{slug}"
    return read_tag(named or name)
