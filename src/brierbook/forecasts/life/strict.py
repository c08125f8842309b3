"""Values that a program gives, into what entries hold; nothing is taken for something else."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from brierbook.errors import InputError
from brierbook.forecasts.fields import DECIMAL
from brierbook.forecasts.life.confidences import quantiles, ranged, shares, stated, worded
from brierbook.forecasts.life.said import Body
from brierbook.forecasts.lines.grammar import read_tag
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.probability import strict_probability
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.records import LANGUAGES, Proposition
from brierbook.forecasts.when import Moment, parse_moment

type Probability = float | Decimal
type Time = date | datetime | Moment | str
type Value = float | Decimal | date

SAID = ("yes", "no", "void", "ambiguous", "annulled")
WAYS = "p, range, word, options or quantiles"


def confidence_of(
    p: Probability | None = None,
    *,
    range_: tuple[Probability, Probability] | None = None,
    word: str | None = None,
    options: Mapping[str, Probability] | None = None,
    levels: Mapping[Probability, Value] | None = None,
) -> Body:
    """Write the one confidence that is given; InputError if there is none, or more than one."""
    ways = [each for each in (p, range_, word, options, levels) if each is not None]
    if len(ways) != 1:
        raise InputError("confidence", len(ways), f"values are given; give one of {WAYS}")
    if p is not None:
        return stated(strict_probability(p))
    if range_ is not None:
        low, high = range_
        return ranged(strict_probability(low), strict_probability(high))
    if word is not None:
        return worded(word)
    if options is not None:
        return shares_of(options)
    return levels_of(levels or {})


def shares_of(options: Mapping[str, Probability]) -> Body:
    """Write a probability for each option; they must sum to exactly 1."""
    given = [(name, strict_probability(p)) for name, p in options.items()]
    total = sum((p for _, p in given), Decimal(0))
    if total != 1:
        raise InputError("options", f"{total:f}", "is what they sum to; change them to sum to 1")
    return shares(given)


def levels_of(levels: Mapping[Probability, Value]) -> Body:
    """Write quantiles of a number or a day, by rising level."""
    given = [(strict_probability(level), value_of(value)) for level, value in levels.items()]
    return quantiles(sorted(given))


def value_of(value: Value) -> str:
    """Write a number exactly, or a day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool | datetime) or not isinstance(value, int | float | Decimal):
        raise InputError("value", value, "is neither a number nor a date; give one of them")
    number = Decimal(repr(value)) if isinstance(value, int | float) else value
    text = f"{number:f}" if number.is_finite() else str(number)
    text = text.removeprefix("-") if number.is_zero() else text
    if not DECIMAL.fullmatch(text):
        raise InputError("value", value, "is not finite, or too long; round it")
    return text


def moment_of(time: Time | None, zone: str, field: str) -> Moment | None:
    """Take an instant with its offset, or a day, which ends with that civil day in the zone."""
    if time is None or isinstance(time, Moment):
        return time
    if isinstance(time, datetime):
        return instant_of(time, field)
    text = time.isoformat() if isinstance(time, date) else time
    try:
        return parse_moment(text if "T" in text or "[" in text else f"{text}[{zone}]")
    except ValueError as error:
        raise InputError(field, time, str(error)) from error


def instant_of(time: datetime, field: str) -> Moment:
    """Take an instant, to the second; one without an offset is refused."""
    if time.tzinfo is None:
        raise InputError(field, str(time), "has no time zone; give tzinfo, or a date for its end")
    whole = time.astimezone(UTC).replace(microsecond=0)
    try:
        return parse_moment(whole.strftime("%Y-%m-%dT%H:%M:%SZ"))
    except ValueError as error:
        raise InputError(field, str(time), str(error)) from error


def checked(text: str, field: str) -> str:
    """Refuse what is not a text that can be kept."""
    if not isinstance(text, str):
        raise InputError(field, text, "is no text; give a str")
    check_text(text, field)
    return text


def optional(text: str | None, field: str) -> str | None:
    """Do the same where there may be none."""
    return None if text is None else checked(text, field)


def texts_of(texts: Iterable[str], field: str) -> tuple[str, ...]:
    """Take several texts; one alone is not taken for its letters."""
    if isinstance(texts, str):
        raise InputError(field, texts, "is one text; give a list of texts")
    return tuple(checked(text, field) for text in texts)


def tags_of(tags: Iterable[str]) -> tuple[str, ...]:
    """Take tags, each once."""
    return tuple(dict.fromkeys(map(read_tag, texts_of(tags, "tags"))))


def in_language(text: str, language: str | None) -> str:
    """Give the language of a text: as said, else by its letters."""
    if language is None:
        return language_of(text)
    if language not in LANGUAGES:
        raise InputError("language", language, f"is none of {', '.join(LANGUAGES)}")
    return language


def outcome_of(outcome: object, claim: Proposition) -> tuple[str, str | None]:
    """Take an outcome, strictly: a number or a date only where the proposition asks for one."""
    if isinstance(outcome, bool):
        return ("yes" if outcome else "no"), None
    if not isinstance(outcome, str):
        return "value", value_of(outcome)  # type: ignore[arg-type]  # it refuses what is neither
    if outcome in claim.answers.options:
        return "option", outcome
    if outcome in SAID:
        return outcome, None
    listed = ", ".join((*claim.answers.options, *SAID))
    raise InputError("outcome", outcome, f"is unknown; give one of {listed}, a number or a date")
