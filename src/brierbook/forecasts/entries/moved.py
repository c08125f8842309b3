"""Between an entry of another copy of the book and the same entry here.

Here it has the time of the merge, and keeps the time at which it was recorded there. What it names
may have another name here, where both copies gave the same one to different things; then it keeps
the hash of the body that it had. So its leaf there can be computed from what it is here, even after
its body was taken out.
"""

import json
from collections.abc import Mapping

from brierbook.forecasts.canonical import Json, canonical_bytes
from brierbook.forecasts.entries.envelopes import PROPOSITION
from brierbook.forecasts.integrity.leaves import body_hash, hash_entry
from brierbook.forecasts.integrity.merkle import leaf_hash

__all__ = ["FIRST_BODY", "LEAF", "Names", "move_entry", "original_leaf"]

FIRST_RECORDED, FIRST_BODY, RECORDED = "first_recorded_at", "first_body", "recorded_at"
LEAF = "leaf"  # of entries, which other entries name
CLAIM = "claim"
# what the fields of a body name, by the kind of the entry
FIELDS: dict[str, dict[str, str]] = {
    "document": {"id": "document"},
    "export": {"id": "export"},
    "forecaster": {"id": "forecaster", "document": "document"},
    "alias": {"forecaster": "forecaster", "same_as": "forecaster"},
    "event": {"id": "event"},
    "statement": {"id": "statement", "document": "document", "attribution": "forecaster"},
    "proposition": {CLAIM: CLAIM, "event": "event", "condition": PROPOSITION, "id": PROPOSITION},
    "forecast": {
        "id": "forecast",
        "forecaster": "forecaster",
        "statement": "statement",
        "witness": "export",
    },
    "resolution": {"settled_by": "event", "witness": "export"},
    "withdrawal": {"forecaster": "forecaster", "witness": "export"},
    "reveal": {"forecast": "forecast"},
    "retraction": {"entry": LEAF},
    "redaction": {"entry": LEAF},
    "decision": {"document": "document", PROPOSITION: PROPOSITION},
}
# bodies within a body, by the kind whose fields they have
INNER = {"revision": {"proposition_body": "proposition", "event_body": "event"}}

# for each kind of thing, the name that it gets in place of the one it has
type Names = Mapping[str, Mapping[str, str]]


def move_entry(line: bytes, names: Names, recorded: str) -> bytes:
    """Write an entry of another copy as it stands here."""
    entry: dict[str, Json] = json.loads(line)
    body = entry["body"]
    entry |= {FIRST_RECORDED: entry[RECORDED], RECORDED: recorded}
    entry = _rename_in_envelope(entry, names)
    renamed = _rename(str(entry["kind"]), body, names)
    if renamed != body:
        entry |= {"body": renamed, FIRST_BODY: body_hash(canonical_bytes(body))}
    return canonical_bytes(entry)


def original_leaf(line: bytes, names: Names) -> bytes:
    """Give the leaf hash that an entry had in the other copy; nothing if it is not that entry.

    `names` gives what everything was called there.
    """
    entry: dict[str, Json] = json.loads(line)
    entry[RECORDED] = entry.pop(FIRST_RECORDED, entry[RECORDED])
    kept = entry.pop(FIRST_BODY, None)
    entry = _rename_in_envelope(entry, names)
    body = entry["body"]
    if isinstance(body, str):
        return hash_entry(canonical_bytes(entry | {"body": kept or body}))
    hashed = body_hash(canonical_bytes(_rename(str(entry["kind"]), body, names)))
    if kept not in (None, hashed):
        return b""
    return leaf_hash(canonical_bytes(entry | {"body": hashed}))


def _rename_in_envelope(entry: dict[str, Json], names: Names) -> dict[str, Json]:
    """Give the proposition of an envelope its other name."""
    if PROPOSITION not in entry:
        return entry
    return entry | {PROPOSITION: _other_name(entry[PROPOSITION], PROPOSITION, names)}


def _rename(kind: str, body: Json, names: Names) -> Json:
    """Give what a body names its other names."""
    if not isinstance(body, dict):
        return body
    made = dict(body)
    for field, named in FIELDS.get(kind, {}).items():
        if field in made:
            made[field] = _other_name(made[field], named, names)
    for field, inner in INNER.get(kind, {}).items():
        if field in made:
            made[field] = _rename(inner, made[field], names)
    return made


def _other_name(value: Json, kind: str, names: Names) -> Json:
    """Give the other name of one thing, or of each of several."""
    if isinstance(value, list):
        return [_other_name(each, kind, names) for each in value]
    return names.get(kind, {}).get(value, value) if isinstance(value, str) else value
