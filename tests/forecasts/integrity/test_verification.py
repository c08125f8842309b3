"""What holds is accepted; what was altered, cut, lengthened, swapped or moved is refused."""

from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forecasts.integrity.trees import HEADS, LEAVES, head, numbered, path, proof

from brierbook.errors import IntegrityError
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.integrity.verification import verify_consistency, verify_inclusion

SIZES = 130
STRANGE = sha256(b"strange").digest()


def refused[**P](verify: Callable[P, None], *given: P.args, **named: P.kwargs) -> bool:
    """Tell whether a verification raises its error."""
    try:
        verify(*given, **named)
    except IntegrityError:
        return True
    return False


def flipped(value: bytes) -> bytes:
    """Flip the last bit."""
    return value[:-1] + bytes([value[-1] ^ 1])


def altered(hashes: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """Spoil a proof in each way at each place."""
    for at, each in enumerate(hashes):
        yield (*hashes[:at], flipped(each), *hashes[at + 1 :])
        yield (*hashes[:at], *hashes[at + 1 :])
        yield (*hashes[:at], each, *hashes[at:])
        yield (*hashes[:at], each[:-1], *hashes[at + 1 :])
        if at and hashes[at - 1] != each:
            yield (*hashes[: at - 1], each, hashes[at - 1], *hashes[at + 1 :])
    yield (*hashes, STRANGE)
    yield (STRANGE, *hashes)


def test_every_entry_of_every_size_is_proved_and_nothing_else() -> None:
    entries = numbered(SIZES)
    leaves = [leaf_hash(entry) for entry in entries]
    tree = MerkleTree(leaves)
    for size in range(1, SIZES + 1):
        root = tree.root_at(size)
        for index in range(size):
            hashes = tree.inclusion_proof(index, size)
            verify_inclusion(leaves[index], index, size, hashes, root)
            other = leaves[(index + 1) % SIZES]
            assert refused(verify_inclusion, other, index, size, hashes, root)
            assert refused(verify_inclusion, leaves[index], index, size, hashes, flipped(root))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 9, 31, 33, 64, 129])
def test_every_altered_inclusion_proof_is_refused(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in numbered(size)]
    tree = MerkleTree(leaves)
    for index in range(size):
        for hashes in altered(tree.inclusion_proof(index)):
            assert refused(verify_inclusion, leaves[index], index, size, hashes, tree.root)


@pytest.mark.parametrize("size", range(1, 34))
def test_an_inclusion_proof_holds_at_no_other_index(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in numbered(size)]
    tree = MerkleTree(leaves)
    for index in range(size):
        hashes = tree.inclusion_proof(index)
        for place in {*range(-1, size + 2)} - {index}:
            assert refused(verify_inclusion, leaves[index], place, size, hashes, tree.root)


def test_every_pair_of_sizes_is_proved_and_no_other_root() -> None:
    tree = MerkleTree(map(leaf_hash, numbered(SIZES)))
    roots = [tree.root_at(size) for size in range(SIZES + 1)]
    for second in range(2, SIZES + 1):
        for first in range(1, second):
            hashes = tree.consistency_proof(first, second)
            verify_consistency(first, second, hashes, roots[first], roots[second])
            old, new = flipped(roots[first]), flipped(roots[second])
            assert refused(verify_consistency, first, second, hashes, old, roots[second])
            assert refused(verify_consistency, first, second, hashes, roots[first], new)


@pytest.mark.parametrize("second", [2, 3, 5, 7, 8, 9, 31, 33, 64, 129])
def test_every_altered_consistency_proof_is_refused(second: int) -> None:
    tree = MerkleTree(map(leaf_hash, numbered(second)))
    for first in range(1, second):
        old = tree.root_at(first)
        for hashes in altered(tree.consistency_proof(first)):
            assert refused(verify_consistency, first, second, hashes, old, tree.root)


@pytest.mark.parametrize("second", range(2, 34))
def test_a_consistency_proof_holds_for_no_other_sizes_of_other_shape(second: int) -> None:
    tree = MerkleTree(map(leaf_hash, numbered(second)))
    for first in range(1, second):
        hashes, old = tree.consistency_proof(first), tree.root_at(first)
        for size in {*range(-1, second + 2)} - {first}:
            assert refused(verify_consistency, size, second, hashes, old, tree.root)
        assert refused(verify_consistency, second, first, hashes, tree.root, old)


def test_a_changed_history_is_refused() -> None:
    before = MerkleTree(map(leaf_hash, LEAVES[:6]))
    after = MerkleTree(map(leaf_hash, [LEAVES[0], b"changed", *LEAVES[2:]]))
    hashes = after.consistency_proof(6)
    with pytest.raises(IntegrityError, match="history was changed"):
        verify_consistency(6, 8, hashes, before.root, after.root)


def test_published_heads_are_consistent_by_the_definition() -> None:
    for second in range(2, 9):
        for first in range(1, second):
            hashes = proof(first, LEAVES[:second])
            old, new = (bytes.fromhex(HEADS[size - 1]) for size in (first, second))
            verify_consistency(first, second, hashes, old, new)


@pytest.mark.parametrize("hashes", [[], [STRANGE]])
@pytest.mark.parametrize("size", [0, 1, 2, 6])
def test_equal_sizes_prove_nothing(size: int, hashes: list[bytes]) -> None:
    root = MerkleTree(map(leaf_hash, LEAVES)).root_at(size)
    with pytest.raises(IntegrityError, match="compare their roots"):
        verify_consistency(size, size, hashes, root, root)


@pytest.mark.parametrize("hashes", [[], [STRANGE], [bytes.fromhex(HEADS[4])]])
def test_the_empty_tree_proves_nothing(hashes: list[bytes]) -> None:
    nothing, root = head([]), bytes.fromhex(HEADS[4])
    with pytest.raises(IntegrityError, match="cannot have grown"):
        verify_consistency(0, 5, hashes, nothing, root)
    with pytest.raises(IntegrityError, match="cannot be in a tree of 0"):
        verify_inclusion(nothing, 0, 0, hashes, nothing)


@pytest.mark.parametrize("first", [1, 2, 3, 4, 6])
def test_an_empty_proof_of_growth_is_refused(first: int) -> None:
    roots = [bytes.fromhex(each) for each in HEADS]
    with pytest.raises(IntegrityError, match="too few hashes"):
        verify_consistency(first, 8, [], roots[first - 1], roots[7])


def test_the_whole_of_the_second_size_is_consumed() -> None:
    # the hashes of 3 to 4 lead to both roots; only the claimed later size is too large
    roots = [bytes.fromhex(each) for each in HEADS]
    hashes = proof(3, LEAVES[:4])
    verify_consistency(3, 4, hashes, roots[2], roots[3])
    for second in (5, 6, 7, 8, 9, 2**40):
        with pytest.raises(IntegrityError, match="too few hashes"):
            verify_consistency(3, second, hashes, roots[2], roots[3])


def test_a_proof_from_a_larger_tree_is_refused_for_a_smaller_size() -> None:
    # the head of two entries comes out, but a tree of one has no level for the hash
    first, second = (leaf_hash(entry) for entry in LEAVES[:2])
    root = bytes.fromhex(HEADS[1])
    verify_inclusion(second, 1, 2, [first], root)
    with pytest.raises(IntegrityError, match="more hashes than the tree has levels"):
        verify_inclusion(second, 0, 1, [first], root)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_piece_that_is_no_hash_is_named(length: int) -> None:
    root, piece = bytes.fromhex(HEADS[1]), b"x" * length
    for verify, facts in (
        (verify_inclusion, (root, 0, 2, [piece], root)),
        (verify_inclusion, (piece, 0, 2, [root], root)),
        (verify_consistency, (1, 2, [piece], root, root)),
        (verify_consistency, (1, 2, [root], piece, root)),
    ):
        with pytest.raises(IntegrityError, match=f"a hash has 32 bytes, not {length}"):
            verify(*facts)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_any_entries_are_proved_by_the_definition(
    entries: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    hashes, root = path(index, entries), head(entries)
    verify_inclusion(leaf_hash(entries[index]), index, len(entries), hashes, root)
    first = data.draw(st.integers(1, len(entries)))
    if first < len(entries):
        hashes = proof(first, entries)
        verify_consistency(first, len(entries), hashes, head(entries[:first]), root)
