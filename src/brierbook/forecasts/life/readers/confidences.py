"""Confidences as entries write them: every number is the decimal that was said."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from brierbook.errors import InputError
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.lines.bounds import NO_BOUNDS, Bounds

if TYPE_CHECKING:
    from brierbook.forecasts.canonical import Json

__all__ = ["LEXICON", "answers_body", "quantiles_body", "range_body", "stated_body", "worded_body"]

LEXICON = "brierbook-words-2"


def stated_body(p: Decimal) -> EntryBody:
    """Write a probability."""
    return {"how": "stated", "p": f"{p:f}"}


def range_body(low: Decimal, high: Decimal) -> EntryBody:
    """Write a range, taken as the central 90 %."""
    if not 0 < low < high < 1:
        said = f"{low:f}..{high:f}"
        raise InputError(
            "range", said, "must rise, from above 0% to below 100%", code="confidence.range"
        )
    return {"how": "range", "low": f"{low:f}", "high": f"{high:f}"}


def worded_body(phrase: str, lexicon: str = LEXICON) -> EntryBody:
    """Write a phrase with the distribution that a named lexicon gives it."""
    from brierbook.forecasts.lexicon import load_lexicons  # reads TOML; seldom needed

    if lexicon not in load_lexicons():
        known = ", ".join(load_lexicons())
        raise InputError(
            "lexicon",
            lexicon,
            "is unknown; name one of {known}",
            code="confidence.lexicon",
            known=known,
        )
    found = [
        word
        for word in load_lexicons()[lexicon].words.values()
        if phrase.casefold() in (word.id, *(each.casefold() for each in word.phrases))
    ]
    if len(found) != 1:
        names = ", ".join(word.id for word in found) or _similar_phrases(phrase, lexicon)
        raise _phrase_error(phrase, lexicon, names, several=bool(found))
    [word] = found
    return {
        "how": "worded",
        "phrase": phrase,
        "lexicon": lexicon,
        "word": word.id,
        "mean_logit": f"{word.mean_logit:f}",
        "sd_logit": f"{word.sd_logit:f}",
    }


def _phrase_error(phrase: str, lexicon: str, names: str, *, several: bool) -> InputError:
    """Say that a phrase is none of a lexicon, or more than one."""
    if several:
        return InputError(
            "word",
            phrase,
            "is two words of {lexicon}; write one of {names}",
            code="confidence.two_words",
            lexicon=lexicon,
            names=names,
        )
    return InputError(
        "word",
        phrase,
        "is no word of {lexicon}; write one of {names}",
        code="confidence.no_word",
        lexicon=lexicon,
        names=names,
    )


def _similar_phrases(phrase: str, lexicon: str) -> str:
    """List the phrases of a lexicon that are spelled most alike."""
    from difflib import get_close_matches  # for the error alone

    from brierbook.forecasts.lexicon import load_lexicons  # as above

    phrases = [each for word in load_lexicons()[lexicon].words.values() for each in word.phrases]
    return ", ".join(get_close_matches(phrase, phrases, n=5, cutoff=0))


def shares_body(options: Iterable[tuple[str, Decimal]]) -> EntryBody:
    """Write a probability for each option."""
    return {"how": "shares", "shares": [{"option": name, "p": f"{p:f}"} for name, p in options]}


def quantiles_body(pairs: Iterable[tuple[Decimal, str]]) -> EntryBody:
    """Write levels with their values, which are decimals or days."""
    return {"how": "quantiles", "at": [{"p": f"{p:f}", "value": value} for p, value in pairs]}


def answers_body(
    confidence: EntryBody,
    *,
    ordered: bool = False,
    several: bool = False,
    unit: str | None = None,
    bounds: Bounds = NO_BOUNDS,
) -> EntryBody | None:
    """Say what a proposition can turn out to be, from the confidence in it; None for yes or no."""
    listed, at = confidence.get("shares"), confidence.get("at")
    if bounds != NO_BOUNDS and not isinstance(at, list):
        said = "..".join(end or "" for end in bounds)
        problem = "are for quantiles of a number or a day; leave them out"
        raise InputError("bounds", said, problem, code="bounds.kind")
    if isinstance(listed, list):
        names: list[Json] = [each["option"] for each in listed if isinstance(each, dict)]
        options: EntryBody = {"kind": "categorical", "options": names}
        told_of_options = {"ordered": ordered or None, "exclusive": False if several else None}
        return options | {name: told for name, told in told_of_options.items() if told is not None}
    if not isinstance(at, list):
        return None
    days = is_about_days(confidence)
    answers: EntryBody = {"kind": "date" if days else "numeric"}
    told = {"unit": None if days else unit, "low": bounds[0], "high": bounds[1]}
    return answers | {name: end for name, end in told.items() if end}


def is_about_days(confidence: EntryBody) -> bool:
    """Whether a confidence gives quantiles of a day."""
    at = confidence.get("at")
    return isinstance(at, list) and all(
        isinstance(each, dict) and _is_civil_day(str(each["value"])) for each in at
    )


def _is_civil_day(value: str) -> bool:
    """Tell a day from a number."""
    return "-" in value[1:]
