"""Which timestamps of outside authorities count: those that the reader can verify.

A timestamp counts if what it stamps is a checkpoint of this book, if its token fits that, and if
the token is signed under a certificate that the reader keeps. The others are kept and shown, and
prove nothing.
"""

from base64 import b64decode
from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta

from brierbook.errors import BrierbookError, IntegrityError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Anchor
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes
from brierbook.forecasts.user_folder import roots_folder

__all__ = ["earliest_anchored", "read_trusted_roots", "trusted_anchors"]

MOST = 2**20  # bytes of all certificates
SECOND = timedelta(seconds=1)


def trusted_anchors(book: Book) -> tuple[Anchor, ...]:
    """List the timestamps of a book that the reader can verify, in order."""
    roots = read_trusted_roots() if book.anchors else b""
    if not roots:
        return ()
    return tuple(each for each in book.anchors if _is_verified(book, each, roots))


def earliest_anchored(anchors: Iterable[Anchor], line: int) -> Anchor | None:
    """Give the earliest timestamp that covers an entry."""
    covering = (each for each in anchors if line <= each.size)
    return min(covering, key=lambda each: each.at.last, default=None)


def read_trusted_roots() -> bytes:
    """Read the certificates (PEM) in the folder of the user, one after the other."""
    try:
        files = sorted(roots_folder().glob("*.pem"))
        return b"\n".join(each.read_bytes()[:MOST] for each in files)[:MOST]
    except (OSError, RuntimeError):
        return b""


def _is_verified(book: Book, anchor: Anchor, roots: bytes) -> bool:
    """Whether a token stamps a head of this book, is signed, and says the time that is said."""
    from brierbook.forecasts.integrity.timestamps import verify_timestamp  # an extra

    if anchor.root not in _roots_at(book, anchor.size):
        return False
    try:
        token = b64decode(anchor.token, validate=True)
        stamp = verify_timestamp(token, anchor.checkpoint.encode(), roots)
    except (IntegrityError, BrierbookError, ValueError):
        return False
    end = stamp.at + stamp.accuracy
    whole = end.replace(microsecond=0) + (SECOND if end.microsecond else timedelta())
    said = whole.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (said, stamp.authority) == (anchor.at.text, anchor.authority)


def _roots_at(book: Book, size: int) -> set[str]:
    """Give the root over the first entries, and the one that they had in an older version."""
    records = book.records[:size]
    if len(records) < size or any(each.origin.line != at for at, each in enumerate(records, 1)):
        return set()
    old = [each.old_leaf for each in records]
    found = {_root_of(book.leaves[:size])}
    return found | ({_root_of([each for each in old if each])} if all(old) else set())


def _root_of(leaves: Sequence[str]) -> str:
    """Give the root over leaf hashes, all in hexadecimal."""
    return root_of_leaf_hashes([bytes.fromhex(each) for each in leaves]).hex()
