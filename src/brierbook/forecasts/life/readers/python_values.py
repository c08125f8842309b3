"""Values that a program gives, into what entries hold; nothing is taken for something else."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation, localcontext
from warnings import warn

from brierbook.errors import FormError, InputError
from brierbook.forecasts.entries.fields import DECIMAL
from brierbook.forecasts.entries.records import LANGUAGES, Proposition
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.life.readers.confidences import (
    quantiles_body,
    range_body,
    shares_body,
    stated_body,
    worded_body,
)
from brierbook.forecasts.lines.bounds import NO_BOUNDS, Bounds
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.outcomes import OutcomeRead
from brierbook.forecasts.lines.probability import strict_probability
from brierbook.forecasts.lines.stamps import parse_stamp
from brierbook.forecasts.lines.texts import check_text, make_slug, read_tag
from brierbook.forecasts.when import Moment, parse_moment

__all__ = ["NumberOrDay", "checked_text", "confidence_body", "take_tags"]

type Probability = float | Decimal
type Time = date | datetime | Moment | str
type NumberOrDay = float | Decimal | date

SAID = ("yes", "no", "void", "ambiguous", "annulled", "below", "above")
ROUNDING = Decimal("1e-9")  # by which shares may miss 1
EXACT = 80  # digits with which sums are exact
WAYS = "p, range, word, options, quantiles"


def confidence_body(
    p: Probability | None = None,
    *,
    range_: tuple[Probability, Probability] | None = None,
    word: str | None = None,
    options: Mapping[str, Probability] | None = None,
    levels: Mapping[Probability, NumberOrDay] | None = None,
    several: bool = False,
) -> EntryBody:
    """Write the one confidence that is given; InputError if there is none, or more than one."""
    ways = [each for each in (p, range_, word, options, levels) if each is not None]
    if len(ways) != 1:
        raise InputError(
            "confidence",
            len(ways),
            "values are given; give one of {ways}",
            code="confidence.ways",
            ways=WAYS,
        )
    if p is not None:
        return stated_body(strict_probability(p))
    if range_ is not None:
        low, high = range_
        return range_body(strict_probability(low), strict_probability(high))
    if word is not None:
        return worded_body(word)
    if options is not None:
        return _checked_shares(options, several=several)
    return _checked_levels(levels or {})


def _checked_shares(options: Mapping[str, Probability], *, several: bool) -> EntryBody:
    """Write a probability for each option; what rounding left is put on the largest."""
    given = [(checked_text(name, "option"), strict_probability(p)) for name, p in options.items()]
    if several:
        return shares_body(given)
    with localcontext(prec=EXACT):
        rest = 1 - sum((p for _, p in given), Decimal(0))
        if abs(rest) > ROUNDING:
            raise InputError(
                "options",
                f"{1 - rest:f}",
                "is what they sum to; change them to sum to 1, or say that several may come true",
                code="options.sum",
            )
        largest = max(range(len(given)), key=lambda place: given[place][1])
        name, p = given[largest]
        given[largest] = (name, p + rest)
    return shares_body(given)


def _checked_levels(levels: Mapping[Probability, NumberOrDay]) -> EntryBody:
    """Write quantiles of a number or a day, by rising level."""
    given = [(strict_probability(level), _exact_value(value)) for level, value in levels.items()]
    return quantiles_body(sorted(given))


def _exact_value(value: NumberOrDay) -> str:
    """Write a number exactly, or a day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    number = _exact_number(value)
    if number is None:
        raise InputError(
            "value", value, "is neither a number nor a date; give one of them", code="value.type"
        )
    text = f"{number:f}" if number.is_finite() else str(number)
    text = text.removeprefix("-") if number.is_zero() else text
    if not DECIMAL.fullmatch(text):
        raise InputError(
            "value", value, "is not finite, or too long; round it", code="value.no_decimal"
        )
    return text


def _exact_number(value: object) -> Decimal | None:
    """Take the shortest decimal that reads back as a number; None for what is none."""
    if isinstance(value, bool | datetime):
        return None
    if isinstance(value, float | int):
        return Decimal(float.__repr__(value) if isinstance(value, float) else int.__repr__(value))
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind in ("f", "i", "u") and getattr(value, "ndim", 1) == 0:
        return Decimal(str(value))  # a scalar of NumPy, at its own width
    return value if isinstance(value, Decimal) else None


def checked_moment(time: Time | None, zone: str, field: str) -> Moment | None:
    """Take an instant with its offset, or a day, which ends with that civil day in the zone."""
    if time is None or isinstance(time, Moment):
        return time
    if isinstance(time, datetime):
        return _checked_instant(time, field)
    text = time.isoformat() if isinstance(time, date) else _written_time(time, field)
    try:
        return parse_stamp(text, zone)
    except FormError as error:
        raise InputError(field, time, error.problem) from error


def _written_time(time: object, field: str) -> str:
    """Give a time as it is written; NumPy's days and times are written so too."""
    if isinstance(time, str):
        return time
    if getattr(getattr(time, "dtype", None), "kind", "") == "M" and getattr(time, "ndim", 1) == 0:
        return str(time)
    raise InputError(
        field, time, "is no time; give a date, a datetime or a text", code="time.no_type"
    )


def _checked_instant(time: datetime, field: str) -> Moment:
    """Take an instant, to the second; one without an offset is refused."""
    if time.tzinfo is None:
        raise InputError(
            field,
            str(time),
            "has no time zone; give tzinfo, or a date for its end",
            code="time.no_tzinfo",
        )
    whole = time.astimezone(UTC).replace(microsecond=0)
    try:
        return parse_moment(whole.strftime("%Y-%m-%dT%H:%M:%SZ"))
    except FormError as error:
        raise InputError(field, str(time), error.problem) from error


def checked_text(text: str, field: str) -> str:
    """Refuse what is not a text that can be kept."""
    if not isinstance(text, str):
        raise InputError(field, text, "is no text; give a str", code="text.type")
    check_text(text, field)
    return text


def optional_text(text: str | None, field: str) -> str | None:
    """Do the same where there may be none."""
    return None if text is None else checked_text(text, field)


def checked_texts(texts: Iterable[str], field: str) -> tuple[str, ...]:
    """Take several texts; one alone is not taken for its letters."""
    if isinstance(texts, str):
        raise InputError(field, texts, "is one text; give a list of texts", code="text.one")
    return tuple(checked_text(text, field) for text in texts)


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Take tags, each once; of one that was made to fit a warning says what it is now."""
    taken, renamed = take_tags(checked_texts(tags, "tags"))
    for said, tag in renamed:
        warn(f"the tag {said!r} is kept as {tag}", stacklevel=3)
    return taken


def take_tags(tags: Iterable[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Take tags, each once; give also those that were made to fit, with what they are now."""
    taken: dict[str, None] = {}
    renamed: list[tuple[str, str]] = []
    for said in tags:
        try:
            tag = read_tag(said)
        except InputError:
            tag = make_slug(said)
            renamed.append((said, tag))
        taken[tag] = None
    return tuple(taken), tuple(renamed)


def text_language(text: str, language: str | None) -> str:
    """Give the language of a text: as said, else by its letters."""
    if language is None:
        return language_of(text)
    if language not in LANGUAGES:
        raise InputError(
            "language",
            language,
            "is none of {known}",
            code="language.none_of",
            known=", ".join(LANGUAGES),
        )
    return language


def checked_bounds(given: "tuple[NumberOrDay | None, NumberOrDay | None] | None") -> Bounds:
    """Take the bounds of a question; None where it states none."""
    low, high = given or NO_BOUNDS
    return (
        None if low is None else _exact_value(low),  # type: ignore[arg-type]  # it refuses texts
        None if high is None else _exact_value(high),  # type: ignore[arg-type]  # the same
    )


def checked_outcome(outcome: object, claim: Proposition) -> OutcomeRead:
    """Take an outcome, strictly: a number or a date only where the proposition asks for one."""
    if isinstance(outcome, bool):
        return OutcomeRead("yes" if outcome else "no")
    if isinstance(outcome, list | tuple):
        return OutcomeRead("options", None, tuple(map(str, outcome)))
    if not isinstance(outcome, str):
        value = _exact_value(outcome)  # type: ignore[arg-type]  # it refuses what is neither
        return (
            _checked_share(value) if claim.answers.kind == "binary" else OutcomeRead("value", value)
        )
    if outcome in claim.answers.options:
        return OutcomeRead("option", outcome)
    if outcome in SAID:
        return OutcomeRead(outcome)
    listed = ", ".join((*claim.answers.options, *SAID))
    raise InputError(
        "outcome",
        outcome,
        "is unknown; give one of {known}, a number or a date",
        code="outcome.unknown",
        known=listed,
    )


def _checked_share(value: str) -> OutcomeRead:
    """Take the share to which a question of yes or no came true; 1 is yes, and 0 no."""
    try:
        whole = {0: "no", 1: "yes"}.get(int(Decimal(value)) if Decimal(value) % 1 == 0 else -1)
    except InvalidOperation:  # a day, which the rules of the book refuse
        whole = None
    return OutcomeRead(whole) if whole else OutcomeRead("fraction", value)
