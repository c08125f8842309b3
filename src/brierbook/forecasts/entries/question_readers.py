"""Reading bodies: propositions, forecasts of them, and how they turned out."""

from collections.abc import Callable
from decimal import Decimal

from brierbook.errors import quote_value
from brierbook.forecasts.entries.body_readers import (
    BodyReader,
    Envelope,
    take_inner_object,
    take_platform_id,
)
from brierbook.forecasts.entries.confidence import DAY, parse_confidence
from brierbook.forecasts.entries.fields import DECIMAL, Fields, read_object_whole
from brierbook.forecasts.entries.records import (
    BINARY,
    Answers,
    Forecast,
    Proposition,
    Resolution,
    ResolutionEvidence,
    Source,
)

__all__ = ["OUTCOMES", "QUESTION_READERS", "SETTLING", "parse_proposition"]

READINGS = ("primary", "horizon", "alternate")
# what settles a proposition of some kind, and what settles none
SETTLING = ("yes", "no", "fraction", "option", "options", "value", "below", "above")
OUTCOMES = (*SETTLING, "void", "ambiguous", "annulled")


def parse_proposition(body: Fields, envelope: Envelope) -> Proposition:
    """Read a claim; one that is logged in a line is the primary reading of itself."""
    name = body.text("id")
    return Proposition(
        **envelope,
        id=name,
        claim=body.optional("claim", body.text) or name,
        reading=body.optional("reading", lambda each: body.word(each, READINGS)) or READINGS[0],
        text=body.texts("text"),
        criteria=body.optional("criteria", body.texts),
        deadline=body.optional("deadline", body.moment),
        horizon=body.optional("horizon", body.texts),
        event=body.optional("event", body.text),
        condition=body.optional("condition", body.text),
        tags=body.optional("tags", body.words) or (),
        answers=body.optional("answers", lambda each: _parse_answers(take_inner_object(body, each)))
        or BINARY,
        opened=body.optional("opened", body.moment),
        platform_id=take_platform_id(body),
    )


def _parse_answers(fields: Fields) -> Answers:
    """Read what a proposition can turn out to be."""
    return read_object_whole(fields, ANSWERS[fields.word("kind", tuple(ANSWERS))])


def _parse_categorical(fields: Fields) -> Answers:
    """Read named options."""
    options = fields.words("options")
    if len(set(options)) < max(2, len(options)):
        raise fields.fail("options", "must be two or more, each named once", code="entry.options")
    ordered = fields.optional("ordered", fields.truth) or False
    exclusive = fields.optional("exclusive", fields.truth)
    if ordered and exclusive is False:
        raise fields.fail("ordered", "is for options of which one comes true; leave it out")
    return Answers("categorical", options, ordered, exclusive=exclusive is not False)


def _parse_numeric(fields: Fields) -> Answers:
    """Read the unit of a number, and the bounds of the question."""
    unit = fields.optional("unit", fields.text)
    low, high = (_take_bound(fields, name, _is_number) for name in ("low", "high"))
    if low is not None and high is not None and Decimal(low) >= Decimal(high):
        raise fields.fail("high", f"is {high}, not above the lower bound {low}")
    return Answers("numeric", unit=unit, low=low, high=high)


def _parse_date(fields: Fields) -> Answers:
    """Read the bounds of a question about a day."""
    low, high = (_take_bound(fields, name, _is_day) for name in ("low", "high"))
    if low is not None and high is not None and low >= high:
        raise fields.fail("high", f"is {high}, not after the first day {low}")
    return Answers("date", low=low, high=high)


def _take_bound(fields: Fields, name: str, fits: Callable[[str], bool]) -> str | None:
    """Take a bound of a question, if it states one."""
    value = fields.optional(name, fields.text)
    if value is not None and not fits(value):
        raise fields.fail(name, f'is {value!r}; write a decimal such as "12.5", or 2025-03-01')
    return value


def _is_number(text: str) -> bool:
    """Whether a text is a decimal number."""
    return DECIMAL.fullmatch(text) is not None


def _is_day(text: str) -> bool:
    """Whether a text is a day."""
    return DAY.fullmatch(text) is not None


def _parse_forecast(body: Fields, envelope: Envelope) -> Forecast:
    """Read a forecast."""
    return Forecast(
        **envelope,
        id=body.text("id"),
        proposition=body.text("proposition"),
        forecaster=body.text("forecaster"),
        statement=body.optional("statement", body.text),
        made_at=body.moment("made_at"),
        confidence=parse_confidence(Fields(body.take("confidence"), "confidence")),
        reason=body.optional("reason", body.text),
        witness=body.optional("witness", body.text),
        platform_id=take_platform_id(body),
    )


def _parse_resolution(body: Fields, envelope: Envelope) -> Resolution:
    """Read what happened."""
    return Resolution(
        **envelope,
        proposition=body.text("proposition"),
        outcome=body.word("outcome", OUTCOMES),
        answer=body.optional("answer", body.text),
        decided_at=body.optional("decided_at", body.moment),
        known_at=body.moment("known_at"),
        settled_by=body.optional("settled_by", body.text),
        certainty=body.optional("certainty", body.probability),
        note=body.optional("note", body.texts),
        evidence=body.optional("evidence", lambda name: body.many(name, _parse_evidence)) or (),
        chosen=body.optional("chosen", body.words) or (),
        criterion_shown=body.optional("criterion_shown", body.truth) is not False,
        witness=body.optional("witness", body.text),
        platform_id=take_platform_id(body),
    )


def _parse_evidence(fields: Fields) -> ResolutionEvidence:
    """Read a fact and its sources."""
    return ResolutionEvidence(
        fields.text("says"), fields.text("when"), fields.many("sources", _parse_source)
    )


def _parse_source(fields: Fields) -> Source:
    """Read where something was published; only web addresses are taken."""
    source = Source(fields.text("name"), fields.text("url"))
    if not source.url.startswith(("https://", "http://")) or not source.url.isprintable():
        raise fields.fail(
            "url",
            "is {url}; give an http or https address",
            code="entry.no_address",
            url=quote_value(source.url),
        )
    return source


ANSWERS: dict[str, Callable[[Fields], Answers]] = {
    "categorical": _parse_categorical,
    "numeric": _parse_numeric,
    "date": _parse_date,
}
QUESTION_READERS: dict[str, BodyReader] = {
    "proposition": parse_proposition,
    "forecast": _parse_forecast,
    "resolution": _parse_resolution,
}
