"""Which of the three languages a text is written in."""

import re

from brierbook.forecasts.lines.words import words_in

__all__ = ["language_of"]

UKRAINIAN = re.compile("[іїєґ]|[а-щьюя]['’ʼ](?=[яюєї])")
RUSSIAN = re.compile("[ыэъё]")
CYRILLIC = re.compile("[а-яіїєґё]")
# short words that often stand in a sentence of one of the two languages, and never in the other
UKRAINIAN_WORDS = words_in("що або це як буде й від щодо має може чи вже ще якщо цього")
RUSSIAN_WORDS = words_in("и что или это как будет от из может к ко уже если этого")
# and endings of words that are common in one, and rare in the other
UKRAINIAN_ENDING = re.compile(r"\w(?:уть|ють|ати|ити|ння|ття|ої|ій)$")
RUSSIAN_ENDING = re.compile(r"\w(?:ет|ит|ут|ют|ая|ое|ие|ой)$")


def language_of(text: str, otherwise: str = "uk") -> str:
    """Tell the language by its letters, then by its words; in doubt take the other value.

    >>> language_of("Режим впаде до кінця року")
    'uk'
    """
    folded = text.casefold()
    if not CYRILLIC.search(folded):
        return "en"
    if bool(UKRAINIAN.search(folded)) != bool(RUSSIAN.search(folded)):
        return "uk" if UKRAINIAN.search(folded) else "ru"
    words = re.findall(r"\w+", folded)
    ours = sum(word in UKRAINIAN_WORDS or bool(UKRAINIAN_ENDING.search(word)) for word in words)
    theirs = sum(word in RUSSIAN_WORDS or bool(RUSSIAN_ENDING.search(word)) for word in words)
    if ours != theirs:
        return "uk" if ours > theirs else "ru"
    return otherwise if otherwise in ("uk", "ru") else "uk"
