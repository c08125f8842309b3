"""Named lexicons: what a phrase means as a distribution over probability; and published scales.

A lexicon gives each word a normal distribution on the log-odds scale, with the source of the
numbers. A word has no number without its lexicon, so every forecast in words names the one it used.
A published scale gives a range to each of its terms.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from brierbook.forecasts.frozen import frozen_record

__all__ = ["BASES", "SCALES", "Lexicon", "LexiconWord", "Scale", "load_lexicons", "parse_lexicon"]

BASES = ("survey", "inherited", "hand")


@frozen_record
class LexiconWord:
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


@frozen_record
class Lexicon:
    """A named set of words."""

    name: str
    about: str
    words: Mapping[str, LexiconWord]


@cache
def load_lexicons() -> Mapping[str, Lexicon]:
    """All lexicons that come with brierbook, by name."""
    folder = files("brierbook.forecasts") / "lexicons"
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    made = (parse_lexicon((folder / name).read_text(encoding="utf-8")) for name in found)
    return {lexicon.name: lexicon for lexicon in made}


def parse_lexicon(text: str) -> Lexicon:
    """Read one lexicon."""
    table = tomllib.loads(text)
    words = {entry["id"]: _parse_lexicon_word(entry) for entry in table["word"]}
    return Lexicon(table["name"], table["about"], words)


def _parse_lexicon_word(entry: dict[str, str | list[str]]) -> LexiconWord:
    """Read one word."""
    return LexiconWord(
        id=str(entry["id"]),
        language=str(entry["id"])[:2],
        phrases=tuple(entry["phrases"]),
        mean_logit=Decimal(str(entry["mean_logit"])),
        sd_logit=Decimal(str(entry["sd_logit"])),
        basis=str(entry["basis"]),
        source=str(entry["source"]),
    )


@frozen_record
class ScaleTerm:
    """One term of a scale, as the standard spells it, and its range."""

    phrase: str
    low: float
    high: float


@frozen_record
class Scale:
    """A standard; its terms ascend."""

    name: str
    source: str
    terms: tuple[ScaleTerm, ...]


SCALES = (
    Scale(
        "ICD 203",
        "Office of the Director of National Intelligence 2015, Intelligence Community Directive "
        "203, Analytic Standards, section D.6.e(2)(a)",
        (
            ScaleTerm("almost no chance", 0.01, 0.05),
            ScaleTerm("very unlikely", 0.05, 0.20),
            ScaleTerm("unlikely", 0.20, 0.45),
            ScaleTerm("roughly even chance", 0.45, 0.55),
            ScaleTerm("likely", 0.55, 0.80),
            ScaleTerm("very likely", 0.80, 0.95),
            ScaleTerm("almost certain", 0.95, 0.99),
        ),
    ),
    Scale(
        "Kent 1964",
        "Kent 1964, Words of Estimative Probability, Studies in Intelligence 8(4), 49-65; 93 % "
        "give or take about 6, and so on; certainty and impossibility have no range",
        (
            ScaleTerm("almost certainly not", 0.02, 0.12),
            ScaleTerm("probably not", 0.20, 0.40),
            ScaleTerm("chances about even", 0.40, 0.60),
            ScaleTerm("probable", 0.63, 0.87),
            ScaleTerm("almost certain", 0.87, 0.99),
        ),
    ),
)
