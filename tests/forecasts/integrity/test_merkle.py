"""The tree head against published vectors and a second implementation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forecasts.integrity.trees import HEADS, LEAVES, head, numbered

from brierbook.errors import IntegrityError, MalformedError
from brierbook.forecasts.integrity.merkle import Frontier, leaf_hash, root_hash, root_of_leaf_hashes

SIZES = 130


def test_no_leaf_gives_the_hash_of_nothing() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_hash([]).hex() == Frontier().root.hex() == empty


@pytest.mark.parametrize(("size", "head"), list(enumerate(HEADS, start=1)))
def test_the_published_heads_come_out(size: int, head: str) -> None:
    assert root_hash(LEAVES[:size]).hex() == head
    assert Frontier(map(leaf_hash, LEAVES[:size])).root.hex() == head


def test_every_size_gives_the_head_of_the_definition() -> None:
    entries, frontier = numbered(SIZES), Frontier()
    for size, entry in enumerate(entries, start=1):
        frontier.append(leaf_hash(entry))
        wanted = head(entries[:size])
        assert frontier.size == size
        assert frontier.root == wanted
        assert root_of_leaf_hashes([leaf_hash(each) for each in entries[:size]]) == wanted


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_head_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert root_hash(leaves) == Frontier(map(leaf_hash, leaves)).root == head(leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_a_changed_leaf_changes_the_head(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:at], leaves[at] + b"!", *leaves[at + 1 :]]
    assert root_hash(changed) != root_hash(leaves)
    assert root_hash(leaves[:at]) != root_hash(leaves)


def test_a_frontier_goes_on_from_its_bytes_at_every_size() -> None:
    entries = numbered(SIZES)
    for size in range(SIZES):
        frontier = Frontier(map(leaf_hash, entries[:size]))
        kept = frontier.to_bytes()
        again = Frontier.from_bytes(kept)
        assert again.to_bytes() == kept
        assert len(kept) == 8 + 32 * size.bit_count()
        again.append(leaf_hash(entries[size]))
        assert (again.size, again.root) == (size + 1, head(entries[: size + 1]))
        assert frontier.size == size


@pytest.mark.parametrize("kept", [b"", b"\0" * 7, b"\0" * 9, b"\0" * 7 + b"\1", b"\0" * 40])
def test_a_frontier_of_another_length_is_refused(kept: bytes) -> None:
    with pytest.raises(MalformedError, match="do not fit"):
        Frontier.from_bytes(kept)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_leaf_hash_of_another_length_is_refused(length: int) -> None:
    frontier = Frontier()
    with pytest.raises(IntegrityError, match=f"a hash has 32 bytes, not {length}"):
        frontier.append(b"x" * length)
    assert frontier.size == 0
