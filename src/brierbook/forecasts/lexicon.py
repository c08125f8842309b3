"""Named lexicons: what a phrase means as a distribution over probability.

A lexicon gives each word a normal distribution on the log-odds scale, with the source of the
numbers. A word has no number without its lexicon, so every forecast in words names the one it used.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from brierbook.forecasts.frozen import frozen

BASES = ("survey", "inherited", "hand")


@frozen
class Word:
    """One word: its phrases, its distribution, and where the numbers come from.

    ``basis`` is ``survey`` (readers were asked), ``inherited`` (taken over from a survey of another
    language, with a wider spread) or ``hand`` (one reader's 90 % range).
    """

    id: str
    language: str
    phrases: tuple[str, ...]
    mean_logit: Decimal
    sd_logit: Decimal
    basis: str
    source: str


@frozen
class Lexicon:
    """A named set of words."""

    name: str
    about: str
    words: Mapping[str, Word]


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """All lexicons that come with brierbook, by name."""
    folder = files("brierbook.forecasts") / "lexicons"
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    made = (read_lexicon((folder / name).read_text(encoding="utf-8")) for name in found)
    return {lexicon.name: lexicon for lexicon in made}


def read_lexicon(text: str) -> Lexicon:
    """Read one lexicon."""
    table = tomllib.loads(text)
    words = {entry["id"]: read_word(entry) for entry in table["word"]}
    return Lexicon(table["name"], table["about"], words)


def read_word(entry: dict[str, str | list[str]]) -> Word:
    """Read one word."""
    return Word(
        id=str(entry["id"]),
        language=str(entry["id"])[:2],
        phrases=tuple(entry["phrases"]),
        mean_logit=Decimal(str(entry["mean_logit"])),
        sd_logit=Decimal(str(entry["sd_logit"])),
        basis=str(entry["basis"]),
        source=str(entry["source"]),
    )
