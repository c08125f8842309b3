"""Reading bodies: the book, its documents and exports, who forecasts, events, statements."""

import re

from brierbook.errors import quote_value
from brierbook.forecasts.entries.body_readers import BodyReader, Envelope, take_platform_id
from brierbook.forecasts.entries.fields import Fields
from brierbook.forecasts.entries.records import (
    LANGUAGES,
    Alias,
    Cue,
    Document,
    Event,
    Export,
    Forecaster,
    Header,
    Note,
    Statement,
    Story,
)

__all__ = ["FORECASTERS", "NAME", "NEVER_SCORED", "SOURCE_READERS", "STATEMENTS", "parse_event"]

NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*", re.ASCII)  # it names folders
FORECASTERS = ("person", "author", "speaker", "crowd", "market", "model")
MANNERS = ("author", "direct_quote", "reported_speech", "reported_thought", "reported_goal")
STATEMENTS = (
    "forecast",
    "conditional_forecast",
    "risk_warning",
    "intention",
    "commitment",
    "desire",
    "scheduled_event",
    "speculative_interpretation",
    "appeal",
    "unverified_claim",
    "normative",
)
# kinds of speech that say nothing about what will happen, and are never scored
NEVER_SCORED = ("unverified_claim", "normative")


def _parse_header(body: Fields, envelope: Envelope) -> Header:
    """Read the name of a book."""
    return Header(
        **envelope,
        name=_take_folder_name(body, "name"),
        title=body.texts("title"),
        story=body.optional("story", body.text),
    )


def _parse_story(body: Fields, envelope: Envelope) -> Story:
    """Read of which story events are that name none."""
    return Story(**envelope, name=body.optional("name", body.text))


def _parse_note(body: Fields, envelope: Envelope) -> Note:
    """Read what the keepers of a book say of it."""
    return Note(**envelope, text=body.texts("text"))


def _take_folder_name(body: Fields, name: str) -> str:
    """Take a text that can name a folder and cannot lead anywhere else."""
    value = body.text(name)
    if not NAME.fullmatch(value):
        raise body.fail(
            name,
            'is {value}; use small letters and digits, like "syria-2024-12"',
            code="entry.no_name",
            value=quote_value(value),
        )
    return value


def _parse_document(body: Fields, envelope: Envelope) -> Document:
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
        original=body.optional("original", body.text),
        original_sha256=body.optional("original_sha256", body.digest),
    )


def _parse_export(body: Fields, envelope: Envelope) -> Export:
    """Read what is known of the file that a platform wrote."""
    return Export(
        **envelope,
        id=body.text("id"),
        file=body.text("file"),
        sha256=body.digest("sha256"),
        platform=body.text("platform"),
        made_at=body.optional("made_at", body.moment),
    )


def _parse_forecaster(body: Fields, envelope: Envelope) -> Forecaster:
    """Read who forecasts."""
    return Forecaster(
        **envelope,
        id=body.text("id"),
        kind=body.word("kind", FORECASTERS),
        name=body.texts("name"),
        document=body.optional("document", body.text),
        platform_id=take_platform_id(body),
    )


def _parse_alias(body: Fields, envelope: Envelope) -> Alias:
    """Read that two forecasters are one."""
    return Alias(**envelope, forecaster=body.text("forecaster"), same_as=body.text("same_as"))


def parse_event(body: Fields, envelope: Envelope) -> Event:
    """Read a happening."""
    return Event(
        **envelope,
        id=body.text("id"),
        title=body.texts("title"),
        story=body.optional("story", body.text),
    )


def _parse_statement(body: Fields, envelope: Envelope) -> Statement:
    """Read a span of a document."""
    return Statement(
        **envelope,
        id=body.text("id"),
        document=body.text("document"),
        start=body.integer("start"),
        end=body.integer("end"),
        quote=body.text("quote"),
        prefix=_take_raw_text(body, "prefix"),
        suffix=_take_raw_text(body, "suffix"),
        kind=body.word("kind", STATEMENTS),
        manner=body.word("manner", MANNERS),
        attribution=_take_nonempty_texts(body, "attribution"),
        cues=body.many("cues", _parse_cue),
        translation=body.optional("translation", body.texts),
        note=body.optional("note", body.text),
    )


def _take_raw_text(body: Fields, name: str) -> str:
    """Take a text that may be blank."""
    value = body.take(name)
    if not isinstance(value, str):
        raise body.fail(name, "must be a text", code="entry.no_text")
    return value


def _take_nonempty_texts(body: Fields, name: str) -> tuple[str, ...]:
    """Take a list of texts that is not empty."""
    values = body.words(name)
    if not values:
        raise body.fail(name, "is empty; name at least one", code="entry.names_none")
    return values


def _parse_cue(fields: Fields) -> Cue:
    """Read one wording that signals speculation."""
    return Cue(fields.text("text"), fields.integer("start"), fields.integer("end"))


SOURCE_READERS: dict[str, BodyReader] = {
    "book": _parse_header,
    "story": _parse_story,
    "note": _parse_note,
    "document": _parse_document,
    "export": _parse_export,
    "forecaster": _parse_forecaster,
    "alias": _parse_alias,
    "event": parse_event,
    "statement": _parse_statement,
}
