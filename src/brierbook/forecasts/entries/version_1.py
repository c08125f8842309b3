"""Books of version 1 of the format: taking them over, and what each of their entries was.

In version 1 a leaf was the hash of the whole line, and the proposition stood in the body. Who takes
a book over keeps every time and author, notes the old leaf of each entry in its envelope, and adds
an entry with the old root. An entry can be written in version 1 again, so the old leaf, and with it
every old proof and timestamp, is bound to what the entry says now.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from brierbook.errors import BookError, FormError
from brierbook.forecasts.canonical import Json, canonical_bytes, parse_canonical
from brierbook.forecasts.entries.envelopes import IN_ENVELOPE, PROPOSITION, write_entry
from brierbook.forecasts.entries.parsing import REDACTED
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import leaf_hash, root_of_leaf_hashes

__all__ = ["FIRST_RECORDED", "OLD_VERSION", "upgrade_lines", "upgrade_old_text", "version_1_line"]

OLD_VERSION = 1
MIGRATOR = "brierbook"
OLD_LEAF, FIRST_RECORDED = "old_leaf", "first_recorded_at"
TARGET = "entry"  # the field that names an earlier entry by its leaf
# kinds whose body did not name the proposition
SILENT = ("reveal", "retraction")

type _Object = dict[str, Json]


def upgrade_old_text(content: bytes, name: str) -> bytes:
    """Write a whole text of version 1 in this version; BookError names a line that has none."""
    *lines, rest = content.split(b"\n")
    upgraded = upgrade_lines(lines, name) if lines else []
    # what is cut off is not an entry, and stays so
    return b"".join(line + b"\n" for line in upgraded) + rest


def upgrade_lines(lines: Sequence[bytes], name: str) -> list[bytes]:
    """Write the entries of a book of version 1 in this version, and one that says so."""
    objects = [_read_old_entry(line, name, at) for at, line in enumerate(lines, start=1)]
    leaves = [_old_leaf(each, line) for each, line in zip(objects, lines, strict=True)]
    abouts = _propositions_by_leaf(objects, leaves)
    now: dict[str, str] = {}
    made: list[bytes] = []
    for each, leaf in zip(objects, leaves, strict=True):
        made.append(_upgrade_entry(each, leaf, abouts, now))
        now[leaf] = hash_entry(made[-1]).hex()
    return [*made, _migration_line(objects[-1], leaves)]


def _read_old_entry(line: bytes, name: str, number: int) -> _Object:
    """Read an entry of version 1."""
    try:
        entry = parse_canonical(line)
    except FormError as error:
        raise BookError(
            name, number, None, "the line {problem}", code="entry.line", problem=error.problem
        ) from error
    if entry.get("v") != OLD_VERSION or not isinstance(entry.get("body"), dict):
        raise BookError(
            name,
            number,
            "v",
            "is not 1, as on the first line; a book is of one version",
            code="entry.two_versions",
        )
    return entry


def _body_of(entry: _Object) -> _Object:
    """Give the body of an entry, which is an object."""
    body = entry["body"]
    return dict(body) if isinstance(body, dict) else {}


def _old_leaf(entry: _Object, line: bytes) -> str:
    """Give the leaf that an entry had; one without bytes told its own."""
    if entry.get("kind") == REDACTED:
        return str(_body_of(entry).get("leaf"))
    return leaf_hash(line).hex()


def _propositions_by_leaf(objects: Sequence[_Object], leaves: Sequence[str]) -> _Object:
    """Find the proposition that each entry told of, by its leaf."""
    found: _Object = {
        leaf: about
        for each, leaf in zip(objects, leaves, strict=True)
        if (about := _proposition_of(each)) is not None
    }
    said = (_body_of(each) for each in objects if each.get("kind") == "redaction")
    gone: _Object = {
        str(body.get(TARGET)): body[PROPOSITION]
        for body in said
        if body.get(PROPOSITION) is not None
    }
    return gone | found


def _proposition_of(entry: _Object) -> Json:
    """Give the proposition that an entry of version 1 names."""
    body = _body_of(entry)
    if entry.get("kind") == "reveal":
        opening = body.get("opening")
        hidden = opening.get("body") if isinstance(opening, dict) else None
        return hidden.get(PROPOSITION) if isinstance(hidden, dict) else None
    field = IN_ENVELOPE.get(str(entry.get("kind")))
    return body.get(field) if field else None


def _upgrade_entry(
    entry: _Object, leaf: str, abouts: Mapping[str, Json], now: Mapping[str, str]
) -> bytes:
    """Write one entry in this version."""
    kind, body = str(entry.get("kind")), _body_of(entry)
    shared: _Object = {name: entry[name] for name in ("by", "recorded_at", "key") if name in entry}
    shared[OLD_LEAF] = leaf
    about = _proposition_of(entry)
    if TARGET in body and kind in IN_ENVELOPE:
        target = str(body[TARGET])
        body[TARGET] = now.get(target, target)
        about = about if kind == "redaction" else abouts.get(target)
    if kind == REDACTED:
        gone = abouts.get(leaf)
        return write_entry(kind, body, shared | ({PROPOSITION: gone} if gone else {}))
    if about is not None and kind in IN_ENVELOPE:
        body[IN_ENVELOPE[kind]] = about
    return write_entry(kind, body, shared)


def _migration_line(last: _Object, leaves: Sequence[str]) -> bytes:
    """Say under which root the entries stood; everybody who does it says it alike."""
    root = root_of_leaf_hashes([bytes.fromhex(leaf) for leaf in leaves]).hex()
    shared: _Object = {"by": MIGRATOR, "recorded_at": last["recorded_at"]}
    body: _Object = {"version": OLD_VERSION, "size": len(leaves), "root": root}
    return write_entry("migration", body, shared)


def version_1_line(line: bytes, old_leaves: Mapping[str, str]) -> bytes:
    """Write an entry as it was in version 1; `old_leaves` gives the old leaf for each new one."""
    entry: _Object = json.loads(line)
    kind, body, about = str(entry["kind"]), _body_of(entry), entry.pop(PROPOSITION, None)
    entry.pop(OLD_LEAF)
    if TARGET in body and kind in IN_ENVELOPE:
        body[TARGET] = old_leaves.get(str(body[TARGET]), body[TARGET])
    if about is not None and kind in IN_ENVELOPE and kind not in SILENT:
        body[IN_ENVELOPE[kind]] = about
    if (first := entry.pop(FIRST_RECORDED, None)) is not None:
        entry["recorded_at"] = first
    return canonical_bytes(entry | {"v": OLD_VERSION, "body": body})


def old_leaf_pairs(lines: Sequence[bytes], leaves: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the new and the old leaf of each entry that has one."""
    for line, leaf in zip(lines, leaves, strict=True):
        if b'"old_leaf":"' in line:
            yield leaf, str(json.loads(line).get(OLD_LEAF, ""))
