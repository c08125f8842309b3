"""Between an entry as it is thought of and its line: what of the body stands in the envelope.

The proposition that an entry tells of is in its envelope, so that it stays known when the body is
taken out. A salt in the body keeps what was taken out from being guessed from its hash.
"""

import os
from collections.abc import Mapping

from brierbook.errors import FormError
from brierbook.forecasts.canonical import Json, encode_utf8

__all__ = ["IN_ENVELOPE", "PROPOSITION", "salted_body", "write_entry"]

VERSION = 2
SALT_BYTES = 16
SALT = "salt"
PROPOSITION = "proposition"
# the field of the body, by kind of entry, that is kept in the envelope
IN_ENVELOPE = {
    "proposition": "id",
    **dict.fromkeys(
        ("forecast", "resolution", "withdrawal", "reveal", "retraction", "redaction", "revision"),
        PROPOSITION,
    ),
}


def write_entry(kind: str, body: Mapping[str, Json], shared: Mapping[str, Json]) -> bytes:
    """Write an entry in canonical form; FormError says why it has none."""
    field = IN_ENVELOPE.get(kind)
    about = body.get(field) if field else None
    inner = {name: value for name, value in body.items() if name != field}
    named: dict[str, Json] = {} if about is None else {PROPOSITION: about}
    return encode_utf8({**shared, **named, "v": VERSION, "kind": kind, "body": inner})


def salted_body(body: Mapping[str, Json]) -> dict[str, Json]:
    """Add random bytes to a body."""
    return {**body, SALT: os.urandom(SALT_BYTES).hex()}


def body_with_proposition(kind: str, body: Json, about: str | None) -> Json:
    """Put the proposition of the envelope back into the body, where readers look for it."""
    field = IN_ENVELOPE.get(kind)
    if field is None or about is None or not isinstance(body, dict):
        return body
    if field in body:
        raise FormError(
            "has {field} in its body; it stands in the envelope, as {name}",
            code="entry.in_envelope",
            field=field,
            name=PROPOSITION,
        )
    return {**body, field: about}
