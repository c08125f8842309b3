"""Verify Merkle proofs: with the hashes of the proof alone, consuming every one of them.

Each function returns nothing if the proof holds and raises IntegrityError if it does not, so that a
forgotten check of a result cannot pass for a proof.
"""

from collections.abc import Sequence

from brierbook.errors import IntegrityError
from brierbook.forecasts.integrity.merkle import node_hash, require_hash_length

__all__ = ["verify_consistency", "verify_inclusion"]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Verify that a leaf hash stands at an index of a tree (RFC 9162, section 2.1.3.2).

    Parameters
    ----------
    leaf : bytes
        Leaf hash of the entry.
    index, size : int
        Place of the entry, from 0, and the number of entries.
    proof : sequence of bytes
        Hashes from the sibling of the leaf up.
    root : bytes
        The tree head, from a checkpoint that is trusted.

    Raises
    ------
    IntegrityError
        If the index is not in the tree, the proof has too few or too many hashes, a hash has not
        32 bytes, or another head comes out.
    """
    if not 0 <= index < size:
        raise IntegrityError(
            "entry {place} cannot be in a tree of {size} entries",
            code="proof.outside",
            place=index,
            size=size,
        )
    head, place, last = require_hash_length(leaf), index, size - 1
    for sibling in map(require_hash_length, proof):
        _refuse_long_proof(last)
        if place & 1 or place == last:
            head = node_hash(sibling, head)
            place, last = _rise_past_left_edge(place, last)
        else:
            head = node_hash(head, sibling)
        place, last = place >> 1, last >> 1
    _refuse_short_proof(last)
    if head != root:
        raise IntegrityError(
            "the proof leads to another root: the entry is not at this place",
            code="proof.other_root",
        )


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Verify that a tree only grew (RFC 9162, section 2.1.4.2).

    Parameters
    ----------
    first, second : int
        Entries of the smaller and of the larger tree, 0 < first < second.
    proof : sequence of bytes
        Hashes in the order of RFC 6962, section 2.1.2.
    first_root, second_root : bytes
        The two tree heads, from checkpoints that are trusted.

    Raises
    ------
    IntegrityError
        If the sizes are not in order, the proof has too few or too many hashes, a hash has not 32
        bytes, or another head comes out of it.
    """
    _refuse_sizes(first, second)
    path = [require_hash_length(each) for each in proof]
    if first.bit_count() == 1:
        # a perfect smaller tree is a subtree of the larger one, so its head is not in the proof
        path.insert(0, require_hash_length(first_root))
    if not path:
        _refuse_short_proof(second)
    place, last = _rise_past_right_edge(first - 1, second - 1)
    old, new = path[0], path[0]
    for each in path[1:]:
        _refuse_long_proof(last)
        if place & 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            place, last = _rise_past_left_edge(place, last)
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    _refuse_short_proof(last)
    _refuse_other_roots((old, new), (first_root, second_root))


def _rise_past_left_edge(place: int, last: int) -> tuple[int, int]:
    """Rise to where the node is a right child: the last node rose there without a partner."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _rise_past_right_edge(place: int, last: int) -> tuple[int, int]:
    """Rise to the largest subtree that ends with this node."""
    while place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _refuse_sizes(first: int, second: int) -> None:
    """Refuse sizes between which nothing can be proved."""
    if first == second:
        raise IntegrityError(
            "both trees have {size} entries: compare their roots instead",
            code="proof.same_size",
            size=first,
        )
    if not 0 < first < second:
        raise IntegrityError(
            "a tree of {first} entries cannot have grown to {second}",
            code="proof.shrunk",
            first=first,
            second=second,
        )


def _refuse_long_proof(last: int) -> None:
    """Refuse a hash that comes when the root is reached."""
    if last == 0:
        raise IntegrityError(
            "the proof has more hashes than the tree has levels", code="proof.long"
        )


def _refuse_short_proof(last: int) -> None:
    """Refuse a proof that ends below the root."""
    if last != 0:
        raise IntegrityError("the proof has too few hashes to reach the root", code="proof.short")


def _refuse_other_roots(found: tuple[bytes, bytes], wanted: tuple[bytes, bytes]) -> None:
    """Say which of the two heads does not come out."""
    if found[0] != wanted[0]:
        raise IntegrityError(
            "the proof leads to another earlier root: the history was changed",
            code="proof.other_earlier",
        )
    if found[1] != wanted[1]:
        raise IntegrityError("the proof leads to another later root", code="proof.other_later")
