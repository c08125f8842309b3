"""The Merkle tree of RFC 6962: one hash that stands for every entry of a book, in order."""

from collections.abc import Sequence
from hashlib import sha256


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Give the tree head of the entries, as in RFC 6962, section 2.1.

    >>> root_hash([]).hex()[:16]
    'e3b0c44298fc1c14'
    """
    if not leaves:
        return sha256().digest()
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        level = paired(level)
    return level[0]


def paired(level: Sequence[bytes]) -> list[bytes]:
    """Join neighbours; a last one without a partner rises unchanged."""
    joined = [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(level[::2], level[1::2], strict=False)
    ]
    return joined if len(level) % 2 == 0 else [*joined, level[-1]]
