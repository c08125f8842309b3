"""Reading bodies: what was withdrawn, revealed, taken back, put otherwise, or taken out."""

from brierbook.forecasts.canonical import canonical_bytes
from brierbook.forecasts.entries.body_readers import (
    BodyReader,
    Envelope,
    take_inner_object,
    take_platform_id,
)
from brierbook.forecasts.entries.confidence import parse_confidence
from brierbook.forecasts.entries.fields import Fields, read_object_whole
from brierbook.forecasts.entries.question_readers import parse_proposition
from brierbook.forecasts.entries.records import (
    Decision,
    Event,
    Proposition,
    Redaction,
    Retraction,
    Reveal,
    Revision,
    Withdrawal,
)
from brierbook.forecasts.entries.source_readers import parse_event

__all__ = ["CHANGE_READERS"]

ACTIONS = ("accept", "edit", "reject", "split", "merge", "skip", "add")


def _parse_withdrawal(body: Fields, envelope: Envelope) -> Withdrawal:
    """Read that a forecaster holds no forecast any more."""
    return Withdrawal(
        **envelope,
        proposition=body.text("proposition"),
        forecaster=body.text("forecaster"),
        made_at=body.moment("made_at"),
        reason=body.optional("reason", body.text),
        witness=body.optional("witness", body.text),
        platform_id=take_platform_id(body),
    )


def _parse_reveal(body: Fields, envelope: Envelope) -> Reveal:
    """Read what a sealed forecast hid; the exact JSON is kept, since that is what was hashed."""
    opening = take_inner_object(body, "opening")
    text = canonical_bytes(opening.values).decode()
    hidden = Fields(opening.take("body"), "opening.body")
    opening.digest("nonce")
    opening.done()
    about = hidden.text("proposition")
    if about != body.text("proposition"):
        raise body.fail("opening", f"hides a forecast of {about!r}, another proposition")
    return Reveal(
        **envelope,
        forecast=body.text("forecast"),
        proposition=about,
        forecaster=hidden.text("forecaster"),
        confidence=read_object_whole(
            hidden, lambda each: parse_confidence(Fields(each.take("confidence"), "confidence"))
        ),
        opening=text,
    )


def _parse_retraction(body: Fields, envelope: Envelope) -> Retraction:
    """Read that an earlier entry no longer holds."""
    return Retraction(
        **envelope,
        entry=body.digest("entry"),
        reason=body.optional("reason", body.text),
        proposition=body.optional("proposition", body.text),
    )


def _parse_revision(body: Fields, envelope: Envelope) -> Revision:
    """Read what a proposition or an event is from now on: all of it, as it would be new."""
    about = body.optional("proposition", body.text)
    inner = take_inner_object(body, "proposition_body" if about else "event_body")
    reason = body.optional("reason", body.text)
    if about is not None:
        inner.values.setdefault("id", about)
    return Revision(**envelope, record=_parse_revised(inner, envelope, about), reason=reason)


def _parse_revised(inner: Fields, envelope: Envelope, about: str | None) -> Proposition | Event:
    """Read the body of what is put otherwise."""
    if about is None:
        return read_object_whole(inner, lambda fields: parse_event(fields, envelope))
    made = read_object_whole(inner, lambda fields: parse_proposition(fields, envelope))
    if made.id != about:
        raise inner.fail("id", f"is {made.id!r}, and the envelope names {about!r}")
    return made


def _parse_redaction(body: Fields, envelope: Envelope) -> Redaction:
    """Read that the bytes of an earlier entry were taken out."""
    about = body.optional("proposition", body.text)
    kind = body.optional("kind", body.text)
    entry, reason = body.digest("entry"), body.text("reason")
    return Redaction(**envelope, entry=entry, reason=reason, proposition=about, kind=kind)


def _parse_decision(body: Fields, envelope: Envelope) -> Decision:
    """Read what a reviewer decided."""
    return Decision(
        **envelope,
        candidate=body.text("candidate"),
        document=body.text("document"),
        start=body.integer("start"),
        end=body.integer("end"),
        quote=body.text("quote"),
        kind=body.text("kind"),
        action=body.word("action", ACTIONS),
        found_by=body.text("found_by"),
        reason=body.optional("reason", body.text),
        proposition=body.optional("proposition", body.text),
        changes=body.optional("changes", lambda name: body.many(name, _parse_change)) or (),
    )


def _parse_change(fields: Fields) -> tuple[str, str]:
    """Read a field that a reviewer changed."""
    return fields.text("field"), fields.text("value")


CHANGE_READERS: dict[str, BodyReader] = {
    "withdrawal": _parse_withdrawal,
    "reveal": _parse_reveal,
    "retraction": _parse_retraction,
    "revision": _parse_revision,
    "redaction": _parse_redaction,
    "decision": _parse_decision,
}
