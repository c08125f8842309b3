"""One line of a book into one record."""

from brierbook.errors import BookError, FieldError, FormError
from brierbook.forecasts.canonical import Json, parse_canonical
from brierbook.forecasts.entries.body_readers import BodyReader, Envelope
from brierbook.forecasts.entries.change_readers import CHANGE_READERS
from brierbook.forecasts.entries.envelopes import (
    IN_ENVELOPE,
    PROPOSITION,
    SALT,
    VERSION,
    body_with_proposition,
)
from brierbook.forecasts.entries.fields import DIGEST, Fields, read_object_whole
from brierbook.forecasts.entries.moved import FIRST_BODY
from brierbook.forecasts.entries.proof_readers import PROOF_READERS
from brierbook.forecasts.entries.question_readers import QUESTION_READERS
from brierbook.forecasts.entries.records import Origin, Record, Redacted
from brierbook.forecasts.entries.source_readers import SOURCE_READERS
from brierbook.forecasts.integrity.leaves import hash_entry

__all__ = ["READERS", "REDACTED", "parse_line"]

REDACTED = "redacted"  # of an entry that lost its bytes in version 1; others keep their kind
READERS: dict[str, BodyReader] = SOURCE_READERS | QUESTION_READERS | CHANGE_READERS | PROOF_READERS


def parse_line(line: bytes, origin: Origin) -> Record:
    """Read one line of a book; BookError names file, line and field."""
    try:
        entry = Fields(parse_canonical(line))
        return read_object_whole(entry, lambda fields: _parse_entry(fields, origin, line))
    except FieldError as error:
        raise BookError(origin.file, origin.line, error.field, error.problem) from error
    except FormError as error:
        raise BookError(
            origin.file,
            origin.line,
            None,
            "the line {problem}",
            code="entry.line",
            problem=error.problem,
        ) from error


def _parse_entry(fields: Fields, origin: Origin, line: bytes) -> Record:
    """Read the envelope, then the body by its kind."""
    if (version := fields.integer("v")) != VERSION:
        raise fields.fail(
            "v",
            "is {version}; this brierbook reads version {known}",
            code="entry.version",
            version=version,
            known=VERSION,
        )
    kind = fields.word("kind", (*READERS, REDACTED))
    about = fields.optional(PROPOSITION, fields.text)
    if about is not None and kind not in IN_ENVELOPE and kind != REDACTED:
        raise fields.fail(
            PROPOSITION,
            "has no place in an entry of kind {kind}",
            code="entry.no_place",
            kind=repr(kind),
        )
    envelope = _take_envelope(fields, origin)
    body = fields.take("body")
    if isinstance(body, str) or kind == REDACTED:
        return _read_redacted(body, None if kind == REDACTED else kind, about, envelope, line)
    return read_object_whole(
        Fields(_without_salt(body_with_proposition(kind, body, about))),
        lambda inner: READERS[kind](inner, envelope),
    )


def _take_envelope(fields: Fields, origin: Origin) -> Envelope:
    """Take what surrounds a body."""
    return Envelope(
        origin=origin,
        recorded_at=fields.moment("recorded_at"),
        by=fields.text("by"),
        key=fields.optional("key", fields.text),
        first_recorded_at=fields.optional("first_recorded_at", fields.moment),
        old_leaf=fields.optional("old_leaf", fields.digest),
        first_body=fields.optional(FIRST_BODY, fields.digest),
    )


def _without_salt(body: Json) -> Json:
    """Leave out the random bytes of a body."""
    if not isinstance(body, dict) or SALT not in body:
        return body
    inner = Fields(body)
    salt = inner.text(SALT)
    if len(salt) % 2 or not salt.isascii() or not salt.isalnum():
        raise inner.fail(SALT, "must be random bytes, in hexadecimal digits", code="entry.salt")
    return inner.values


def _read_redacted(
    body: Json, kind: str | None, about: str | None, envelope: Envelope, line: bytes
) -> Redacted:
    """Read the envelope that is left of an entry."""
    if kind is None:
        inner = Fields(body)
        inner.digest("leaf")
        inner.done()
    elif not isinstance(body, str) or not DIGEST.fullmatch(body):
        raise FieldError("body", "is neither an object nor the hash of one", code="entry.no_body")
    leaf = hash_entry(line).hex()
    return Redacted(**envelope, leaf=leaf, kind=kind, proposition=about)
