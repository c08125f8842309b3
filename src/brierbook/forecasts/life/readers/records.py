"""Records of programs, one JSON object a line, into claims and beliefs.

A text is kept as it is, never read as a person's line; ``null`` and "" are as if absent. Numbers
are numbers, options an object, and times RFC 3339; a day may also be written as people do.
"""

from collections.abc import Mapping
from decimal import Decimal

from brierbook.errors import FormError, InputError
from brierbook.forecasts.frozen import frozen_record, replace_fields
from brierbook.forecasts.life.claims import EntryBody, ForecastBelief, PropositionClaim
from brierbook.forecasts.life.readers.confidences import (
    LEXICON,
    answers_body,
    is_about_days,
    range_body,
    worded_body,
)
from brierbook.forecasts.life.readers.python_values import checked_text, confidence_body, take_tags
from brierbook.forecasts.life.readers.reading import (
    WAYS,
    ForecastInput,
    ReadingContext,
    confidence_option,
    context_as_of,
    read_belief_options,
    read_confidence_options,
    read_optional_deadline,
    read_optional_moment,
)
from brierbook.forecasts.lines.bounds import read_bounds
from brierbook.forecasts.lines.dates import read_deadline, read_past_day
from brierbook.forecasts.lines.faults import unread
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.probability import strict_probability
from brierbook.forecasts.lines.stamps import parse_stamp
from brierbook.forecasts.when import Moment

__all__ = ["RecordRead", "read_confidence_record", "read_record"]

# the names of fields in JSON are those of the options
NAMES = {"as": "who", "if": "condition"}
TEXTS = (
    *("text", "by", "criteria", "source", "quote", "reason", "as", "made_at", "id", "if"),
    *("event", "unit", "bounds"),
)
FLAGS = ("ordered", "several")
KNOWN = (*TEXTS, "word", "lexicon", "p", "range", "options", "quantiles", "tags", *FLAGS)
EMPTY = (None, "")

type Fields = Mapping[str, object]


@frozen_record
class RecordRead:
    """A record as it was read; ``renamed`` holds tags that were made to fit, with what they are."""

    claim: PropositionClaim
    belief: ForecastBelief
    renamed: tuple[tuple[str, str], ...]


def read_record(record: Fields, shared: ForecastInput, context: ReadingContext) -> RecordRead:
    """Read a record; ``shared`` holds what it does not say."""
    fields = _checked_fields(record)
    told = replace_fields(shared, **{name: fields[name] for name in _plain_names(fields)})
    made_at = _moment(fields, "made_at", context, past=True)
    made_at = made_at or read_optional_moment(shared.made_at, context, "made-at")
    then = context if made_at is None else context_as_of(context, made_at)
    confidence = _confidence(fields, shared, then)
    tags, renamed = take_tags(_tags(fields, shared))
    deadline = _moment(fields, "by", then, past=False) or read_optional_deadline(shared.by, then)
    claim = PropositionClaim(
        text=told.text,
        language=language_of(told.text, context.language),
        deadline=deadline,
        tags=tags,
        criteria=told.criteria,
        answers=answers_body(
            confidence,
            ordered=told.ordered,
            several=told.several,
            unit=told.unit,
            bounds=read_bounds(
                told.bounds, days=is_about_days(confidence), today=then.today, zone=then.zone
            ),
        ),
        event=told.event,
        condition=told.condition,
        id=told.id,
    )
    belief = read_belief_options(replace_fields(told, made_at=None), confidence, context)
    return RecordRead(claim, replace_fields(belief, made_at=made_at), renamed)


def _checked_fields(record: Fields) -> dict[str, object]:
    """Leave out what is empty, and refuse unknown names and wrong types."""
    unknown = next((name for name in record if name not in KNOWN), None)
    if unknown is not None:
        raise InputError(
            "field",
            unknown,
            "is unknown; write one of {known}",
            code="record.unknown",
            known=", ".join(KNOWN),
        )
    said = {name: value for name, value in record.items() if value not in EMPTY}
    if "text" not in said:
        raise InputError(
            "text",
            record.get("text"),
            "is missing; write what will turn out true or false",
            code="record.no_text",
        )
    for name in (*TEXTS, "word", "lexicon"):
        _refuse_no_text(name, said.get(name, name))
    for name in FLAGS:
        if not isinstance(said.get(name, False), bool):
            raise _wrong_type(name, said[name])
    return {NAMES.get(name, name): value for name, value in said.items()}


def _refuse_no_text(name: str, value: object) -> None:
    """Refuse what is no text that can be kept."""
    if not isinstance(value, str):
        raise _wrong_type(name, value)
    checked_text(value, name)


def _wrong_type(name: str, value: object) -> InputError:
    """Say that a field holds what it cannot hold."""
    return InputError(
        name,
        value,
        "has the wrong type; write a text, tags as a list of texts",
        code="record.type",
    )


def _plain_names(fields: Fields) -> list[str]:
    """List the fields that are taken as they are."""
    typed = {"by", "made_at", "tags", *WAYS}
    return [name for name in fields if name not in typed]


def _tags(fields: Fields, shared: ForecastInput) -> list[str]:
    """Give the tags of a record, else those that are shared."""
    tags = fields.get("tags", shared.tags)
    if not isinstance(tags, list | tuple) or not all(isinstance(tag, str) for tag in tags):
        raise _wrong_type("tags", tags)
    return [tag for tag in tags if tag.strip()]


def _moment(fields: Fields, name: str, context: ReadingContext, *, past: bool) -> Moment | None:
    """Read a time as programs write it, else a day as people do."""
    said = fields.get(name)
    if not isinstance(said, str):
        return None
    try:
        return parse_stamp(said, context.zone)
    except FormError as error:
        if said[:4].isdecimal() and error.problem.code != "time.no_time":
            raise InputError(name, said, error.problem) from error
    if past:
        return read_past_day(said, today=context.today, zone=context.zone, field=name)
    return read_deadline(said, today=context.today, zone=context.zone)


def read_confidence_record(fields: Fields, context: ReadingContext, *, several: bool) -> EntryBody:
    """Read the one confidence of a record whose proposition is known, with its options."""
    ways = [name for name in WAYS if name in fields]
    if len(ways) != 1:
        raise unread("line", str(fields.get("id", "")), "no_probability")
    return _confidence_of(ways[0], {**fields, "several": several}, context)


def _confidence(fields: Fields, shared: ForecastInput, then: ReadingContext) -> EntryBody:
    """Read the one confidence of a record, else the one that is shared."""
    ways = [name for name in WAYS if name in fields]
    if len(ways) > 1:
        raise InputError(
            "confidence",
            fields["text"],
            "is given by {given}; keep one of them",
            code="confidence.several",
            given=", ".join(ways),
        )
    if ways:
        return _confidence_of(ways[0], fields, then)
    if confidence_option(shared) is None:
        raise unread("line", str(fields["text"]), "no_probability")
    return read_confidence_options(shared, then)


def _confidence_of(way: str, fields: Fields, then: ReadingContext) -> EntryBody:
    """Read a confidence that is given in one way; a text only where it is no plain number."""
    value, several = fields[way], fields.get("several", False) is True
    if way == "p":
        return confidence_body(strict_probability(value))
    if way == "word":
        return worded_body(str(value), str(fields.get("lexicon", LEXICON)))
    if isinstance(value, str):
        told = replace_fields(ForecastInput(text="", several=several), **{way: value})
        return read_confidence_options(told, then)
    if way == "range" and isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - two ends
        return range_body(strict_probability(value[0]), strict_probability(value[1]))
    if not isinstance(value, dict) or way == "range":
        raise _wrong_type(way, value)
    if way == "options":
        return confidence_body(options=value, several=several)
    return confidence_body(levels={Decimal(level): each for level, each in value.items()})
