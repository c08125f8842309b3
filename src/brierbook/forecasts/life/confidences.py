"""Confidences as entries write them: every number is the decimal that was said."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from brierbook.errors import InputError
from brierbook.forecasts.life.said import Body

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

LEXICON = "brierbook-words-1"


def stated(p: Decimal) -> Body:
    """Write a probability."""
    return {"how": "stated", "p": f"{p:f}"}


def ranged(low: Decimal, high: Decimal) -> Body:
    """Write a range, taken as the central 90 %."""
    if not 0 < low < high < 1:
        said = f"{low:f}..{high:f}"
        raise InputError("range", said, "must rise, from above 0% to below 100%")
    return {"how": "range", "low": f"{low:f}", "high": f"{high:f}"}


def worded(phrase: str, lexicon: str = LEXICON) -> Body:
    """Write a phrase with the distribution that a named lexicon gives it."""
    from brierbook.forecasts.lexicon import lexicons  # noqa: PLC0415  # reads TOML; seldom needed

    if lexicon not in lexicons():
        known = ", ".join(lexicons())
        raise InputError("lexicon", lexicon, f"is unknown; name one of {known}")
    found = [
        word
        for word in lexicons()[lexicon].words.values()
        if phrase.casefold() in (word.id, *(each.casefold() for each in word.phrases))
    ]
    if len(found) != 1:
        names = ", ".join(word.id for word in found) or near(phrase, lexicon)
        problem = f"is {'two words' if found else 'no word'} of {lexicon}; write one of {names}"
        raise InputError("word", phrase, problem)
    [word] = found
    return {
        "how": "worded",
        "phrase": phrase,
        "lexicon": lexicon,
        "word": word.id,
        "mean_logit": f"{word.mean_logit:f}",
        "sd_logit": f"{word.sd_logit:f}",
    }


def near(phrase: str, lexicon: str) -> str:
    """List the phrases of a lexicon that are spelled most alike."""
    from difflib import get_close_matches  # noqa: PLC0415  # for the error alone

    from brierbook.forecasts.lexicon import lexicons  # noqa: PLC0415  # as above

    phrases = [each for word in lexicons()[lexicon].words.values() for each in word.phrases]
    return ", ".join(get_close_matches(phrase, phrases, n=5, cutoff=0))


def shares(options: Iterable[tuple[str, Decimal]]) -> Body:
    """Write a probability for each option."""
    return {"how": "shares", "shares": [{"option": name, "p": f"{p:f}"} for name, p in options]}


def quantiles(pairs: Iterable[tuple[Decimal, str]]) -> Body:
    """Write levels with their values, which are decimals or days."""
    return {"how": "quantiles", "at": [{"p": f"{p:f}", "value": value} for p, value in pairs]}


def answers_of(confidence: Body, *, ordered: bool = False, unit: str | None = None) -> Body | None:
    """Say what a proposition can turn out to be, from the confidence in it; None for yes or no."""
    listed, at = confidence.get("shares"), confidence.get("at")
    if isinstance(listed, list):
        names: list[Json] = [each["option"] for each in listed if isinstance(each, dict)]
        options: Body = {"kind": "categorical", "options": names}
        return options | ({"ordered": True} if ordered else {})
    if not isinstance(at, list):
        return None
    days = all(isinstance(each, dict) and is_day(str(each["value"])) for each in at)
    number: Body = {"kind": "numeric"}
    return {"kind": "date"} if days else number | ({"unit": unit} if unit else {})


def is_day(value: str) -> bool:
    """Tell a day from a number."""
    return "-" in value[1:]
