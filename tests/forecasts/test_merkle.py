"""The tree head against published vectors and a second implementation."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.forecasts.merkle import root_hash

# the leaves and tree heads of the reference tests of Certificate Transparency
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1: split at the largest power of two below n."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def test_no_leaf_gives_the_hash_of_nothing() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_hash([]).hex() == empty


@pytest.mark.parametrize(("size", "head"), list(enumerate(HEADS, start=1)))
def test_the_published_heads_come_out(size: int, head: str) -> None:
    assert root_hash([bytes.fromhex(leaf) for leaf in LEAVES[:size]]).hex() == head


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_head_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert root_hash(leaves) == by_definition(leaves)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_a_changed_leaf_changes_the_head(leaves: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:at], leaves[at] + b"!", *leaves[at + 1 :]]
    assert root_hash(changed) != root_hash(leaves)
    assert root_hash(leaves[:at]) != root_hash(leaves)
