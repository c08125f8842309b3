"""One line of a book into one record."""

import re
from collections.abc import Callable
from typing import TypedDict

from brierbook.errors import BookError
from brierbook.forecasts.canonical import canonical, parse_canonical
from brierbook.forecasts.confidence import read_confidence
from brierbook.forecasts.fields import FieldError, Fields, read_whole
from brierbook.forecasts.records import (
    BINARY,
    LANGUAGES,
    Anchor,
    Answers,
    Cue,
    Document,
    Event,
    Evidence,
    Forecast,
    Forecaster,
    Header,
    Key,
    Origin,
    Proposition,
    Record,
    Redacted,
    Redaction,
    Resolution,
    Retraction,
    Reveal,
    Source,
    Statement,
    Withdrawal,
)
from brierbook.forecasts.when import Moment

VERSION = 1
NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)  # it names folders
FORECASTERS = ("person", "author", "speaker", "crowd", "market", "model")
MANNERS = ("author", "direct_quote", "reported_speech", "reported_thought", "reported_goal")
READINGS = ("primary", "horizon", "alternate")
OUTCOMES = ("yes", "no", "option", "value", "void", "ambiguous", "annulled")
STATEMENTS = (
    "forecast",
    "conditional_forecast",
    "risk_warning",
    "intention",
    "commitment",
    "desire",
    "scheduled_event",
    "speculative_interpretation",
)


class Envelope(TypedDict):
    """What surrounds the body of every entry."""

    origin: Origin
    recorded_at: Moment
    by: str
    key: str | None


def parse_line(line: bytes, origin: Origin) -> Record:
    """Read one line of a book; BookError names file, line and field."""
    try:
        entry = Fields(parse_canonical(line))
        return read_whole(entry, lambda fields: read_entry(fields, origin))
    except FieldError as error:
        raise BookError(origin.file, origin.line, error.field, error.problem) from error
    except (ValueError, TypeError) as error:
        raise BookError(origin.file, origin.line, None, f"the line {error}") from error


def read_entry(fields: Fields, origin: Origin) -> Record:
    """Read the envelope, then the body by its kind."""
    if (version := fields.integer("v")) != VERSION:
        raise fields.fail("v", f"is {version}; this brierbook reads version {VERSION}")
    kind = fields.word("kind", tuple(READERS))
    envelope = Envelope(
        origin=origin,
        recorded_at=fields.moment("recorded_at"),
        by=fields.text("by"),
        key=fields.optional("key", fields.text),
    )
    body = Fields(fields.take("body"))
    return read_whole(body, lambda inner: READERS[kind](inner, envelope))


def read_header(body: Fields, envelope: Envelope) -> Header:
    """Read the name of a book."""
    return Header(**envelope, name=folder_name(body, "name"), title=body.texts("title"))


def folder_name(body: Fields, name: str) -> str:
    """Take a text that can name a folder and cannot lead anywhere else."""
    value = body.text(name)
    if not NAME.fullmatch(value):
        raise body.fail(name, f'is {value!r}; use small letters and digits, like "syria-2024-12"')
    return value


def read_document(body: Fields, envelope: Envelope) -> Document:
    """Read what is known of a source text."""
    return Document(
        **envelope,
        id=body.text("id"),
        file=body.text("file"),
        sha256=body.text("sha256"),
        characters=body.integer("characters"),
        language=body.word("language", LANGUAGES),
        title=body.optional("title", body.text),
        publisher=body.optional("publisher", body.text),
        published=body.moment("published"),
        likeliest=body.moment("likeliest"),
        basis=body.text("basis"),
    )


def read_forecaster(body: Fields, envelope: Envelope) -> Forecaster:
    """Read who forecasts."""
    return Forecaster(
        **envelope,
        id=body.text("id"),
        kind=body.word("kind", FORECASTERS),
        name=body.texts("name"),
        document=body.optional("document", body.text),
    )


def read_event(body: Fields, envelope: Envelope) -> Event:
    """Read a happening."""
    return Event(**envelope, id=body.text("id"), title=body.texts("title"))


def read_statement(body: Fields, envelope: Envelope) -> Statement:
    """Read a span of a document."""
    return Statement(
        **envelope,
        id=body.text("id"),
        document=body.text("document"),
        start=body.integer("start"),
        end=body.integer("end"),
        quote=body.text("quote"),
        prefix=raw_text(body, "prefix"),
        suffix=raw_text(body, "suffix"),
        kind=body.word("kind", STATEMENTS),
        manner=body.word("manner", MANNERS),
        attribution=at_least_one(body, "attribution"),
        cues=body.many("cues", read_cue),
        translation=body.optional("translation", body.texts),
        note=body.optional("note", body.text),
    )


def raw_text(body: Fields, name: str) -> str:
    """Take a text that may be blank."""
    value = body.take(name)
    if not isinstance(value, str):
        raise body.fail(name, "must be a text")
    return value


def at_least_one(body: Fields, name: str) -> tuple[str, ...]:
    """Take a list of texts that is not empty."""
    values = body.words(name)
    if not values:
        raise body.fail(name, "is empty; name at least one")
    return values


def read_cue(fields: Fields) -> Cue:
    """Read one wording that signals speculation."""
    return Cue(fields.text("text"), fields.integer("start"), fields.integer("end"))


def read_proposition(body: Fields, envelope: Envelope) -> Proposition:
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
        answers=body.optional("answers", lambda each: read_answers(inner(body, each))) or BINARY,
    )


def inner(body: Fields, name: str) -> Fields:
    """Take an object within an entry."""
    return Fields(body.take(name), name)


def read_answers(fields: Fields) -> Answers:
    """Read what a proposition can turn out to be."""
    return read_whole(fields, ANSWERS[fields.word("kind", tuple(ANSWERS))])


def read_categorical(fields: Fields) -> Answers:
    """Read named options."""
    options = fields.words("options")
    if len(set(options)) < max(2, len(options)):
        raise fields.fail("options", "must be two or more, each named once")
    return Answers("categorical", options, fields.optional("ordered", fields.truth) or False)


def read_numeric(fields: Fields) -> Answers:
    """Read the unit of a number."""
    return Answers("numeric", unit=fields.optional("unit", fields.text))


def read_forecast(body: Fields, envelope: Envelope) -> Forecast:
    """Read a forecast."""
    return Forecast(
        **envelope,
        id=body.text("id"),
        proposition=body.text("proposition"),
        forecaster=body.text("forecaster"),
        statement=body.optional("statement", body.text),
        made_at=body.moment("made_at"),
        confidence=read_confidence(Fields(body.take("confidence"), "confidence")),
        reason=body.optional("reason", body.text),
    )


def read_resolution(body: Fields, envelope: Envelope) -> Resolution:
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
        evidence=body.optional("evidence", lambda name: body.many(name, read_evidence)) or (),
    )


def read_withdrawal(body: Fields, envelope: Envelope) -> Withdrawal:
    """Read that a forecaster holds no forecast any more."""
    return Withdrawal(
        **envelope,
        proposition=body.text("proposition"),
        forecaster=body.text("forecaster"),
        made_at=body.moment("made_at"),
        reason=body.optional("reason", body.text),
    )


def read_reveal(body: Fields, envelope: Envelope) -> Reveal:
    """Read what a sealed forecast hid; the exact JSON is kept, since that is what was hashed."""
    opening = inner(body, "opening")
    text = canonical(opening.values).decode()
    hidden = Fields(opening.take("body"), "opening.body")
    opening.digest("nonce")
    opening.done()
    return Reveal(
        **envelope,
        forecast=body.text("forecast"),
        proposition=hidden.text("proposition"),
        forecaster=hidden.text("forecaster"),
        confidence=read_whole(
            hidden, lambda each: read_confidence(Fields(each.take("confidence"), "confidence"))
        ),
        opening=text,
    )


def read_retraction(body: Fields, envelope: Envelope) -> Retraction:
    """Read that an earlier entry no longer holds."""
    reason = body.optional("reason", body.text)
    return Retraction(**envelope, entry=body.digest("entry"), reason=reason)


def read_redaction(body: Fields, envelope: Envelope) -> Redaction:
    """Read that the bytes of an earlier entry were taken out."""
    about = body.optional("proposition", body.text)
    kind = body.optional("kind", lambda name: body.word(name, READERS))
    entry, reason = body.digest("entry"), body.text("reason")
    return Redaction(**envelope, entry=entry, reason=reason, proposition=about, kind=kind)


def read_redacted(body: Fields, envelope: Envelope) -> Redacted:
    """Read the leaf hash that is left of an entry."""
    return Redacted(**envelope, leaf=body.digest("leaf"))


def read_anchor(body: Fields, envelope: Envelope) -> Anchor:
    """Read an outside timestamp."""
    return Anchor(
        **envelope,
        size=body.integer("size"),
        root=body.digest("root"),
        checkpoint=body.text("checkpoint"),
        authority=body.text("authority"),
        at=body.moment("at"),
        token=body.text("token"),
    )


def read_key(body: Fields, envelope: Envelope) -> Key:
    """Read that a signing key is taken into use or no longer trusted."""
    return Key(
        **envelope,
        verifier=body.text("verifier"),
        state=body.word("state", ("trusted", "retired", "compromised")),
        reason=body.optional("reason", body.text),
    )


def read_evidence(fields: Fields) -> Evidence:
    """Read a fact and its sources."""
    return Evidence(fields.text("says"), fields.text("when"), fields.many("sources", read_source))


def read_source(fields: Fields) -> Source:
    """Read where something was published; only web addresses are taken."""
    source = Source(fields.text("name"), fields.text("url"))
    if not source.url.startswith(("https://", "http://")) or not source.url.isprintable():
        raise fields.fail("url", f"is {source.url!r}; give an http or https address")
    return source


ANSWERS: dict[str, Callable[[Fields], Answers]] = {
    "categorical": read_categorical,
    "numeric": read_numeric,
    "date": lambda _: Answers("date"),
}
READERS: dict[str, Callable[[Fields, Envelope], Record]] = {
    "book": read_header,
    "document": read_document,
    "forecaster": read_forecaster,
    "event": read_event,
    "statement": read_statement,
    "proposition": read_proposition,
    "forecast": read_forecast,
    "resolution": read_resolution,
    "withdrawal": read_withdrawal,
    "reveal": read_reveal,
    "retraction": read_retraction,
    "redaction": read_redaction,
    "redacted": read_redacted,
    "anchor": read_anchor,
    "key": read_key,
}
