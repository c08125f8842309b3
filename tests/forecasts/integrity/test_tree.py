"""Proofs against published vectors and against the recursive definition of RFC 6962."""

import pytest
from tests.forecasts.integrity.trees import HEADS, LEAVES, head, numbered, path, proof

from brierbook.errors import ArgumentError
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.integrity.tree import MerkleTree, prove_consistency, prove_inclusion

SIZES = 130

# inclusion proofs of the reference tests: index, size, hashes
PATHS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]

# consistency proofs of the reference tests: first, second, hashes
GROWTHS = [
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


@pytest.mark.parametrize(("index", "size", "hashes"), PATHS)
def test_the_published_inclusion_proofs_come_out(index: int, size: int, hashes: list[str]) -> None:
    found = prove_inclusion([leaf_hash(leaf) for leaf in LEAVES[:size]], index)
    assert [each.hex() for each in found] == hashes


@pytest.mark.parametrize(("first", "second", "hashes"), GROWTHS)
def test_the_published_consistency_proofs_come_out(
    first: int, second: int, hashes: list[str]
) -> None:
    found = prove_consistency([leaf_hash(leaf) for leaf in LEAVES], first, second)
    assert [each.hex() for each in found] == hashes


def test_every_entry_of_every_size_has_the_path_of_the_definition() -> None:
    entries = numbered(SIZES)
    tree = MerkleTree(map(leaf_hash, entries))
    for size in range(1, SIZES + 1):
        for index in range(size):
            assert list(tree.inclusion_proof(index, size)) == path(index, entries[:size])


def test_every_pair_of_sizes_has_the_proof_of_the_definition() -> None:
    entries = numbered(SIZES)
    tree = MerkleTree(map(leaf_hash, entries))
    for second in range(2, SIZES + 1):
        for first in range(1, second):
            assert list(tree.consistency_proof(first, second)) == proof(first, entries[:second])


def test_a_tree_grows_to_what_it_would_be_if_made_at_once() -> None:
    entries, grown = numbered(SIZES), MerkleTree()
    for size, entry in enumerate(entries, start=1):
        grown.append(leaf_hash(entry))
        made = MerkleTree(map(leaf_hash, entries[:size]))
        assert (grown.size, grown.root) == (made.size, made.root) == (size, head(entries[:size]))
        assert grown.inclusion_proof(size // 2) == made.inclusion_proof(size // 2)
    assert [grown.root_at(size).hex() for size in (0, 1)] == [
        head([]).hex(),
        leaf_hash(entries[0]).hex(),
    ]


def test_the_root_at_every_size_is_kept() -> None:
    tree = MerkleTree(map(leaf_hash, LEAVES))
    assert [tree.root_at(size).hex() for size in range(1, 9)] == HEADS


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, 9), (0, -1)])
def test_an_entry_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ArgumentError, match="must be from"):
        MerkleTree(map(leaf_hash, LEAVES)).inclusion_proof(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (3, 3), (4, 3), (-1, 3), (1, 9), (0, 1)])
def test_sizes_out_of_order_have_no_proof(first: int, second: int) -> None:
    with pytest.raises(ArgumentError, match="must be from"):
        MerkleTree(map(leaf_hash, LEAVES)).consistency_proof(first, second)


def test_a_root_beyond_the_tree_is_refused() -> None:
    with pytest.raises(ArgumentError, match="size: must be from 0 to 8, not 9"):
        MerkleTree(map(leaf_hash, LEAVES)).root_at(9)


def test_sizes_up_to_the_whole_are_taken_by_default() -> None:
    tree = MerkleTree(map(leaf_hash, LEAVES))
    assert tree.consistency_proof(6) == tree.consistency_proof(6, 8)
    assert tree.inclusion_proof(5) == tree.inclusion_proof(5, 8)
