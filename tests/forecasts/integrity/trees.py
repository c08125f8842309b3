"""Published vectors of Certificate Transparency, and RFC 6962 written down as its definition."""

from hashlib import sha256

# the leaves and tree heads of the reference tests of Certificate Transparency
# in google/certificate-transparency, file merkle_tree_test.cc
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
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


def split(size: int) -> int:
    """Give the largest power of two below a size."""
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def head(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + head(leaves[:k]) + head(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), head(leaves[k:])]
    return [*path(m - k, leaves[k:]), head(leaves[:k])]


def proof(m: int, leaves: list[bytes], *, known: bool = True) -> list[bytes]:
    """PROOF, and SUBPROOF if not known, of RFC 6962, section 2.1.2."""
    if m == len(leaves):
        return [] if known else [head(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*proof(m, leaves[:k], known=known), head(leaves[k:])]
    return [*proof(m - k, leaves[k:], known=False), head(leaves[:k])]


def numbered(size: int) -> list[bytes]:
    """Make entries that all differ."""
    return [b"entry %d" % at for at in range(size)]
