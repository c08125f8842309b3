"""One line of a book into one record."""

import re
from collections.abc import Callable
from typing import TypedDict

from brierbook.errors import BookError
from brierbook.forecasts.canonical import parse_canonical
from brierbook.forecasts.fields import FieldError, Fields, read_whole
from brierbook.forecasts.records import (
    LANGUAGES,
    Confidence,
    Cue,
    Document,
    Event,
    Evidence,
    Forecast,
    Forecaster,
    Header,
    Origin,
    Proposition,
    Record,
    Resolution,
    Source,
    Stated,
    Statement,
    Worded,
)
from brierbook.forecasts.when import Moment

VERSION = 1
NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)  # it names folders
FORECASTERS = ("person", "author", "speaker", "crowd", "market", "model")
MANNERS = ("author", "direct_quote", "reported_speech", "reported_thought", "reported_goal")
READINGS = ("primary", "horizon", "alternate")
OUTCOMES = ("yes", "no", "void", "ambiguous", "annulled")
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
        origin=origin, recorded_at=fields.moment("recorded_at"), by=fields.text("by")
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
    """Read a claim."""
    return Proposition(
        **envelope,
        id=body.text("id"),
        claim=body.text("claim"),
        reading=body.word("reading", READINGS),
        text=body.texts("text"),
        criteria=body.texts("criteria"),
        deadline=body.moment("deadline"),
        horizon=body.optional("horizon", body.texts),
        event=body.text("event"),
        condition=body.optional("condition", body.text),
        tags=body.words("tags"),
    )


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


def read_confidence(fields: Fields) -> Confidence:
    """Read a number, or words with their place in a lexicon."""
    if fields.word("how", ("stated", "worded")) == "stated":
        return read_whole(fields, read_stated)
    return read_whole(fields, read_worded)


def read_stated(fields: Fields) -> Stated:
    """Read a probability."""
    return Stated(fields.probability("p"))


def read_worded(fields: Fields) -> Worded:
    """Read a phrase and the distribution that its lexicon gives it."""
    worded = Worded(
        phrase=fields.text("phrase"),
        lexicon=fields.text("lexicon"),
        word=fields.text("word"),
        mean_logit=fields.decimal("mean_logit"),
        sd_logit=fields.decimal("sd_logit"),
    )
    if worded.sd_logit <= 0:
        raise fields.fail("sd_logit", f"is {worded.sd_logit}; a spread is above 0")
    return worded


def read_resolution(body: Fields, envelope: Envelope) -> Resolution:
    """Read what happened."""
    return Resolution(
        **envelope,
        proposition=body.text("proposition"),
        outcome=body.word("outcome", OUTCOMES),
        decided_at=body.optional("decided_at", body.moment),
        known_at=body.moment("known_at"),
        settled_by=body.optional("settled_by", body.text),
        certainty=body.optional("certainty", body.probability),
        note=body.optional("note", body.texts),
        evidence=body.many("evidence", read_evidence),
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


READERS: dict[str, Callable[[Fields, Envelope], Record]] = {
    "book": read_header,
    "document": read_document,
    "forecaster": read_forecaster,
    "event": read_event,
    "statement": read_statement,
    "proposition": read_proposition,
    "forecast": read_forecast,
    "resolution": read_resolution,
}
