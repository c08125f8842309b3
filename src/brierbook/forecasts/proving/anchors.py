"""Timestamps of an outside authority (RFC 3161), kept as entries of the book."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from brierbook.errors import IntegrityError, Message, message_of
from brierbook.forecasts.entries.records import Anchor
from brierbook.forecasts.integrity.checkpoint import Checkpoint
from brierbook.forecasts.integrity.timestamps import VerifiedTimestamp as Stamp
from brierbook.forecasts.integrity.timestamps import verify_timestamp
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.proving.checkpoint_comparison import changed_before
from brierbook.forecasts.store.appending import NewEntry

__all__ = [
    "CheckedAnchor",
    "check_anchor",
    "check_anchors",
    "decode_token",
    "latest_time",
    "make_anchor_entry",
]

KIND = "anchor"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class CheckedAnchor:
    """An anchor of a book; ``said`` tells what is wrong with it, and is empty if nothing is.

    ``verified`` says whether its token was verified against given roots.
    """

    anchor: Anchor
    verified: bool
    said: str = ""


def make_anchor_entry(head: Checkpoint, note: bytes, token: bytes, stamp: Stamp) -> NewEntry:
    """Make the entry of a timestamp that was verified."""
    return NewEntry(
        KIND,
        {
            "size": head.size,
            "root": head.root.hex(),
            "checkpoint": note.decode(),
            "authority": stamp.authority,
            "at": latest_time(stamp),
            "token": b64encode(token).decode(),
        },
    )


def latest_time(stamp: Stamp) -> str:
    """Give the latest time that a timestamp allows, as entries write it: in whole seconds."""
    end = stamp.at + stamp.accuracy
    # a fraction of a second is rounded up: no earlier time is proved
    whole = end.replace(microsecond=0) + (SECOND if end.microsecond else timedelta())
    return _format_whole_seconds(whole)


def _format_whole_seconds(at: datetime) -> str:
    """Write an instant as entries do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_anchors(
    tree: MerkleTree, anchors: Iterable[Anchor], roots: bytes | None
) -> list[CheckedAnchor]:
    """Hold the anchors of a book against its tree and, if roots are given, verify their tokens."""
    return [check_anchor(tree, anchor, roots) for anchor in anchors]


def check_anchor(tree: MerkleTree, anchor: Anchor, roots: bytes | None) -> CheckedAnchor:
    """Check one anchor."""
    if anchor.size > tree.size:
        return CheckedAnchor(
            anchor,
            verified=False,
            said=Message(
                "covers {size} entries, and {left} are left",
                "anchor.cut",
                {"size": anchor.size, "left": tree.size},
            ),
        )
    if tree.root_at(anchor.size).hex() != anchor.root:
        return CheckedAnchor(anchor, verified=False, said=changed_before(anchor.size + 1))
    if roots is None:
        return CheckedAnchor(anchor, verified=False)
    try:
        stamp = verify_timestamp(decode_token(anchor), anchor.checkpoint.encode(), roots)
    except IntegrityError as error:
        return CheckedAnchor(anchor, verified=False, said=message_of(error))
    if (latest_time(stamp), stamp.authority) != (anchor.at.text, anchor.authority):
        facts = {"at": latest_time(stamp), "authority": stamp.authority}
        said = Message(
            "its token says {at} by {authority}, not what the entry says", "anchor.other", facts
        )
        return CheckedAnchor(anchor, verified=False, said=said)
    return CheckedAnchor(anchor, verified=True)


def decode_token(anchor: Anchor) -> bytes:
    """Give the bytes of a timestamp."""
    try:
        return b64decode(anchor.token, validate=True)
    except ValueError as error:
        raise IntegrityError("its token is not base64", code="anchor.base64") from error
