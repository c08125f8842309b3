"""Propositions and statements that a candidate may be the same as, in whatever language.

Within a language, near is what shares its pieces of words. Across languages names, numbers and
days are compared as they sound, which is enough to offer a person what may be the same event.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from brierbook.forecasts.entries.records import LANGUAGES, Proposition, Statement
from brierbook.forecasts.lines.similar import similarity
from brierbook.forecasts.reading.review.items import QueueItem

__all__ = ["NearThing", "near_propositions", "same_sentences"]

LEAST = 0.28
SAME = 0.8  # share of pieces from which a sentence is the same one published again
MOST = 5
WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщыэ"
LATIN = str.maketrans(
    {
        **dict(zip(CYRILLIC, "abvhgdeezzyiijklmnoprstufhccssye", strict=True)),
        "ю": "u", "я": "a", "ь": "", "ъ": "", "ё": "e", "'": "", "’": "",
    }
)  # fmt: skip
SOUNDS = (
    ("kh", "h"),
    ("ph", "f"),
    ("ck", "k"),
    ("ch", "c"),
    ("sh", "s"),
    ("th", "t"),
    ("w", "v"),
    ("q", "k"),
    ("x", "ks"),
    ("g", "h"),
    ("y", "i"),
    ("j", "i"),
    ("c", "k"),
    ("ou", "u"),
)
PREFIX = 4
COMMON = 2


@dataclass(frozen=True, slots=True)
class NearThing:
    """The id of a proposition or statement, its text, and how near it is from 0 to 1."""

    id: str
    text: str
    nearness: float


def near_propositions(
    item: QueueItem, context: str, propositions: Iterable[Proposition]
) -> list[NearThing]:
    """List the propositions that a candidate may be one more statement of, the nearest first."""
    ours = _sounds(f"{item.quote} {context}")
    found: list[NearThing] = []
    for each in propositions:
        texts = [text for name in LANGUAGES if (text := getattr(each.text, name))]
        near = max(_nearness(item.quote, ours, text) for text in texts)
        if near >= LEAST:
            found.append(NearThing(each.id, each.text.pick(item.language)[0], round(near, 3)))
    return sorted(found, key=lambda each: (-each.nearness, each.id))[:MOST]


def _nearness(quote: str, ours: frozenset[str], text: str) -> float:
    """Compare a quote with a text: by pieces, and by the names and numbers that sound alike."""
    theirs = _sounds(text)
    shared = len(ours & theirs)
    if not theirs or shared < COMMON:
        return similarity(quote, text)
    return max(similarity(quote, text), shared / len(theirs))


def _sounds(text: str) -> frozenset[str]:
    """Give names (by their capitals) and numbers as they sound in Latin letters."""
    found: set[str] = set()
    for match in WORD.finditer(text):
        word = match[0]
        if word[0].isdigit():
            found.add(word)
        elif word[0].isupper() and len(word) > 2:  # noqa: PLR2004  # articles and the like
            found.add(_sound(word))
    return frozenset(found)


def _sound(word: str) -> str:
    """Write the beginning of a word as it sounds, vowels left out after the first letter."""
    latin = normalize("NFKD", normalize("NFC", word).casefold().translate(LATIN))
    plain = "".join(each for each in latin if each.isalpha() and each.isascii())
    for written, heard in SOUNDS:
        plain = plain.replace(written, heard)
    head, rest = plain[:1], re.sub("[aeiouy]", "", plain[1:])
    return re.sub(r"(.)\1", r"\1", head + rest)[:PREFIX]


def same_sentences(
    item: QueueItem, sentence: str, statements: Mapping[str, tuple[Statement, str]]
) -> list[NearThing]:
    """List statements of other documents whose sentence was published again in this one."""
    found = [
        NearThing(name, other, round(near, 3))
        for name, (statement, other) in statements.items()
        if statement.document != item.document and (near := similarity(sentence, other)) >= SAME
    ]
    return sorted(found, key=lambda each: (-each.nearness, each.id))[:MOST]
