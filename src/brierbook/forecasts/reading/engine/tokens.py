"""Words and marks of a sentence with their places, each with its lemmas and features.

What a word can be does not depend on its neighbours, so each written form is looked up once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag, auto
from unicodedata import normalize

__all__ = ["Feature", "Sentence", "WordForm", "fold_word", "split_words"]

UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
LETTER = rf"[^\W\d_][\u0300-\u036f{UNSEEN}]*"
# 'll is a word of its own
WORD = rf"(?:{LETTER})+(?:(?:(?!['’]ll\b)['’ʼ‘`′-]|\.(?={LETTER}\.))(?:{LETTER})+)*"
TOKEN = re.compile(rf"\d+(?:[.,:/]\d+)*%?|['’]ll\b|{WORD}|[^\w\s{UNSEEN}]|_")
HIDDEN = re.compile(f"[{UNSEEN}]")
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "′": "'", "ё": "е"})
MOST_FORMS = 200_000  # after so many, forms are looked up anew


class Feature(IntFlag):
    """What a word may be; a form that can be several things has several."""

    NOUN = auto()
    ADJECTIVE = auto()
    VERB = auto()
    INFINITIVE = auto()
    FUTURE = auto()
    PRESENT = auto()
    PAST = auto()
    IMPERATIVE = auto()
    PARTICIPLE = auto()
    GERUND = auto()
    PREDICATIVE = auto()
    FIRST = auto()
    SECOND = auto()
    THIRD = auto()
    SINGULAR = auto()
    PLURAL = auto()
    PERFECTIVE = auto()
    ADVERB = auto()
    PREPOSITION = auto()
    CONJUNCTION = auto()
    PRONOUN = auto()
    DETERMINER = auto()
    NUMBER = auto()
    MARK = auto()
    CAPITAL = auto()
    NOMINATIVE = auto()
    SHORT = auto()
    FINITE = VERB | PREDICATIVE | SHORT


@dataclass(frozen=True, slots=True)
class WordForm:
    """A written form: as it is compared, what lemmas it may have, and what it may be."""

    key: str
    lemmas: frozenset[str]
    features: int


type Analyser = Callable[[str, str], WordForm]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place in the document, and the words and marks in it."""

    text: str
    start: int
    words: tuple[WordForm, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)


def fold_word(form: str) -> str:
    """Bring a form to what is compared: NFC, small letters, one apostrophe, е for ё."""
    if form.isascii():
        return form.lower()
    return normalize("NFC", HIDDEN.sub("", form)).casefold().translate(APOSTROPHES)


def split_words(text: str, start: int, analyse: Analyser, forms: dict[str, WordForm]) -> Sentence:
    """Split a sentence into words and marks; ``forms`` remembers what was looked up."""
    if len(forms) > MOST_FORMS:
        forms.clear()
    words: list[WordForm] = []
    spans: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text):
        form = match[0]
        word = forms.get(form)
        if word is None:
            word = forms[form] = analyse(form, fold_word(form))
        words.append(word)
        spans.append(match.span())
    return Sentence(text, start, tuple(words), tuple(spans))
