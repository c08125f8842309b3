"""The Merkle tree of RFC 6962: one hash that stands for every entry of a book, in order.

A leaf hash is SHA-256(0x00 || entry), the hash of a node SHA-256(0x01 || left || right), so that a
leaf can never pass for a node (RFC 6962, section 2.1; RFC 9162, section 2.1.1). Every hash has 32
bytes, every index counts from 0.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Self

from brierbook.errors import IntegrityError, MalformedError

__all__ = [
    "HASH_BYTES",
    "Frontier",
    "fold_peaks",
    "leaf_hash",
    "node_hash",
    "require_hash_length",
    "root_hash",
    "root_of_leaf_hashes",
]

HASH_BYTES = 32
SIZE_BYTES = 8


def leaf_hash(entry: bytes) -> bytes:
    """Hash one entry (RFC 6962, section 2.1).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """Give the tree head of the entries (RFC 6962, section 2.1).

    >>> root_hash([]).hex()[:16]
    'e3b0c44298fc1c14'
    """
    return root_of_leaf_hashes([leaf_hash(leaf) for leaf in leaves])


def root_of_leaf_hashes(hashes: Sequence[bytes]) -> bytes:
    """Give the tree head of entries whose leaf hashes are known (RFC 6962, section 2.1)."""
    if not hashes:
        return sha256().digest()
    level = hashes
    while len(level) > 1:
        lone = level[-1:] if len(level) % 2 else []
        # a last one without a partner rises unchanged
        level = [*hash_pairs(level), *lone]
    return level[0]


def hash_pairs(level: Sequence[bytes]) -> list[bytes]:
    """Hash the neighbours of one level in pairs; a last one without a partner is left out."""
    # written out, because a call for each of a million nodes is most of the time
    return [
        sha256(b"\x01" + left + right).digest()
        for left, right in zip(level[::2], level[1::2], strict=False)
    ]


def fold_peaks(peaks: Sequence[bytes]) -> bytes:
    """Join perfect subtrees, the largest first, into one head."""
    if not peaks:
        return sha256().digest()
    *others, head = peaks
    for peak in reversed(others):
        head = node_hash(peak, head)
    return head


class Frontier:
    r"""The least that must be kept to go on appending: one hash for each bit set in the size.

    These are the heads of the perfect subtrees from left to right, the largest first (the stack of
    RFC 9162, section 2.1.2). Appending costs one node hash on average, log2(size) at most.

    >>> frontier = Frontier()
    >>> for entry in (b"", b"\x00"):
    ...     frontier.append(leaf_hash(entry))
    >>> frontier.size, frontier.root.hex()[:16]
    (2, 'fac54203e7cc696c')
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self._size = 0
        self._peaks: list[bytes] = []
        for each in hashes:
            self.append(each)

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._size

    @property
    def root(self) -> bytes:
        """The tree head of all entries so far."""
        return fold_peaks(self._peaks)

    def append(self, leaf: bytes) -> None:
        """Add the leaf hash of the next entry."""
        head, carry = require_hash_length(leaf), self._size
        while carry & 1:
            head = node_hash(self._peaks.pop(), head)
            carry >>= 1
        self._peaks.append(head)
        self._size += 1

    def to_bytes(self) -> bytes:
        """Write the size as 8 bytes, big end first, then the hashes from left to right."""
        return self._size.to_bytes(SIZE_BYTES) + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """Read what `to_bytes` wrote; MalformedError if its length does not fit its size."""
        size, hashes = int.from_bytes(kept[:SIZE_BYTES]), kept[SIZE_BYTES:]
        if len(kept) < SIZE_BYTES or len(hashes) != HASH_BYTES * size.bit_count():
            raise MalformedError(
                "frontier",
                None,
                "{n} bytes do not fit {size} entries",
                code="merkle.frontier",
                n=len(kept),
                size=size,
            )
        made = cls()
        made._size = size
        made._peaks = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
        return made


def require_hash_length(value: bytes) -> bytes:
    """Refuse what cannot be a SHA-256 hash: pieces of other lengths could be joined at will."""
    if len(value) != HASH_BYTES:
        raise IntegrityError(
            "a hash has {bytes} bytes, not {n}", code="merkle.hash", bytes=HASH_BYTES, n=len(value)
        )
    return value
