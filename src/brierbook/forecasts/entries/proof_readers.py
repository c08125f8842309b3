"""Reading bodies: timestamps, keys, roles, clocks, and books that were joined or moved."""

from brierbook.forecasts.entries.body_readers import BodyReader, Envelope
from brierbook.forecasts.entries.fields import Fields
from brierbook.forecasts.entries.records import Anchor, Clock, Key, Merge, Migration, Role

__all__ = ["PROOF_READERS"]

ROLES = ("owner", "resolver")
# what may be called otherwise in a book that takes it in
RENAMED = (
    *("document", "export", "forecaster", "event", "statement", "proposition", "forecast", "claim"),
)


def _parse_anchor(body: Fields, envelope: Envelope) -> Anchor:
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


def _parse_key(body: Fields, envelope: Envelope) -> Key:
    """Read that a signing key is taken into use or no longer trusted."""
    return Key(
        **envelope,
        verifier=body.text("verifier"),
        state=body.word("state", ("trusted", "retired", "compromised")),
        reason=body.optional("reason", body.text),
    )


def _parse_role(body: Fields, envelope: Envelope) -> Role:
    """Read what somebody may do from now on, or no more."""
    return Role(
        **envelope,
        who=body.text("who"),
        role=body.word("role", ROLES),
        state=body.word("state", ("given", "ended")),
        verifier=body.optional("verifier", body.text),
    )


def _parse_clock(body: Fields, envelope: Envelope) -> Clock:
    """Read that a clock ran ahead."""
    return Clock(**envelope, since=body.integer("since"), reason=body.text("reason"))


def _parse_merge(body: Fields, envelope: Envelope) -> Merge:
    """Read that entries of another book follow."""
    return Merge(
        **envelope,
        common=body.integer("common"),
        size=body.integer("size"),
        root=body.digest("root"),
        renamed=body.optional("renamed", lambda name: body.many(name, _parse_renamed)) or (),
    )


def _parse_renamed(fields: Fields) -> tuple[str, str, str]:
    """Read what something was called in the other book, and is called here."""
    return fields.word("kind", RENAMED), fields.text("there"), fields.text("here")


def _parse_migration(body: Fields, envelope: Envelope) -> Migration:
    """Read under which root the entries before stood in an older version."""
    return Migration(
        **envelope,
        version=body.integer("version"),
        size=body.integer("size"),
        root=body.digest("root"),
    )


PROOF_READERS: dict[str, BodyReader] = {
    "anchor": _parse_anchor,
    "key": _parse_key,
    "role": _parse_role,
    "clock": _parse_clock,
    "merge": _parse_merge,
    "migration": _parse_migration,
}
