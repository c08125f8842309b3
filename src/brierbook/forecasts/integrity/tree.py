"""Proofs from a Merkle tree: that an entry is in it, and that a later tree only grew.

Which subtrees a proof names is arithmetic on sizes alone; a `MerkleTree` keeps the hashes of all
perfect subtrees, so that each proof takes steps in the logarithm of the size.
"""

from collections.abc import Iterable, Sequence

from brierbook.errors import ArgumentError
from brierbook.forecasts.integrity.merkle import (
    fold_peaks,
    hash_pairs,
    node_hash,
    require_hash_length,
)

__all__ = ["MerkleTree", "prove_consistency", "prove_inclusion"]

type _LeafRange = tuple[int, int]


class MerkleTree:
    """Every perfect subtree over leaf hashes; level k holds those of 2^k leaves, from the left.

    Parameters
    ----------
    hashes : iterable of bytes
        Leaf hashes, in order; two such trees of n leaves keep fewer than 2 n hashes.
    """

    __slots__ = ("_levels",)

    def __init__(self, hashes: Iterable[bytes] = ()) -> None:
        self._levels = [[require_hash_length(each) for each in hashes]]
        while len(self._levels[-1]) > 1:
            self._levels.append(hash_pairs(self._levels[-1]))

    @property
    def size(self) -> int:
        """The number of entries."""
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        """The tree head of all entries so far."""
        return self.root_at(self.size)

    def append(self, leaf: bytes) -> None:
        """Add the leaf hash of the next entry."""
        self._levels[0].append(require_hash_length(leaf))
        level = 0
        while len(self._levels[level]) % 2 == 0:
            left, right = self._levels[level][-2:]
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node_hash(left, right))

    def root_at(self, size: int) -> bytes:
        """Give the tree head of the first entries (RFC 6962, section 2.1)."""
        if not 0 <= size <= self.size:
            raise _outside("size", size, 0, self.size)
        return self._head((0, size))

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Prove that an entry is among the first `size` (RFC 6962, section 2.1.1).

        Parameters
        ----------
        index : int
            Place of the entry, from 0.
        size : int, optional
            Entries of the tree that it is proved against; all of them by default.

        Returns
        -------
        tuple of bytes
            Hashes from the sibling of the leaf up, at most ceil(log2(size)).

        Raises
        ------
        ArgumentError
            If not 0 <= index < size <= entries.
        """
        size = self.size if size is None else size
        if not 0 < size <= self.size:
            raise _outside("size", size, 1, self.size)
        if not 0 <= index < size:
            raise _outside("index", index, 0, size - 1)
        return tuple(map(self._head, _inclusion_ranges(index, size)))

    def consistency_proof(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Prove that a larger tree begins with a smaller one (RFC 6962, section 2.1.2).

        Parameters
        ----------
        first, second : int
            Entries of the smaller and of the larger tree, the latter all of them by default.

        Returns
        -------
        tuple of bytes
            Hashes in the order of the RFC, at most ceil(log2(second)) + 1.

        Raises
        ------
        ArgumentError
            If not 0 < first < second <= entries; equal trees have equal heads, which needs no
            proof (RFC 9162, section 2.1.4).
        """
        second = self.size if second is None else second
        if not 1 < second <= self.size:
            raise _outside("second", second, 2, self.size)
        if not 0 < first < second:
            raise _outside("first", first, 1, second - 1)
        return tuple(map(self._head, _consistency_ranges(first, second)))

    def _head(self, span: _LeafRange) -> bytes:
        """Hash the entries of one range from the perfect subtrees in it."""
        start, end = span
        peaks = []
        while start < end:
            level = (end - start).bit_length() - 1
            peaks.append(self._levels[level][start >> level])
            start += 1 << level
        return fold_peaks(peaks)


def prove_inclusion(hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Prove that one entry is in the tree of these leaf hashes; see `Tree.inclusion_proof`."""
    return MerkleTree(hashes).inclusion_proof(index)


def prove_consistency(hashes: Sequence[bytes], first: int, second: int) -> tuple[bytes, ...]:
    """Prove that the tree only grew from `first` to `second`; see `Tree.consistency_proof`."""
    return MerkleTree(hashes[:second]).consistency_proof(first, second)


def _outside(argument: str, value: int, low: int, high: int) -> ArgumentError:
    """Make the error of a number outside its bounds."""
    return ArgumentError(
        argument,
        "must be from {low} to {high}, not {value}",
        code="merkle.between",
        low=low,
        high=high,
        value=value,
    )


def _inclusion_ranges(index: int, size: int) -> list[_LeafRange]:
    """Name the subtrees of PATH(m, D[n]), the sibling of the leaf first (RFC 6962, 2.1.1)."""
    start, end = 0, size
    ranges = []
    while end - start > 1:
        middle = _split_point(start, end)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def _consistency_ranges(first: int, second: int) -> list[_LeafRange]:
    """Name the subtrees of PROOF(m, D[n]) in its order (RFC 6962, 2.1.2)."""
    start, end = 0, second
    ranges = []
    while first < end:
        middle = _split_point(start, end)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    # the head of the smaller tree is known to the verifier if that is a subtree of the larger one
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]


def _split_point(start: int, end: int) -> int:
    """Split after the largest power of two below the length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))
