"""Time the Merkle log and weigh its proofs, beside bare hashlib over the same bytes.

Run it with ``python benchmarks/integrity.py``; it fails if a bound is broken.
"""

import gc
import sys
import time
from collections.abc import Callable
from hashlib import sha256

from brierbook.forecasts.integrity.checkpoint import Checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.merkle import Frontier, leaf_hash, root_hash, root_of_leaf_hashes
from brierbook.forecasts.integrity.proofs import (
    ConsistencyProof,
    InclusionProof,
    format_proof,
    gzip_proof,
    parse_proof,
    verify_proof,
)
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.integrity.verification import verify_consistency, verify_inclusion

N = 1_000_000
REPEATS = 3
ENTRY_BYTES = 300
ORIGIN = "forecasts.example.org/2026"
# entries whose proofs are as long as any
INDEX, EARLIER = 345_678, 654_321

SPEED_BOUND = 200_000
# times of hashing each entry and as many pairs of hashes, by hashlib alone
WORK_BOUND = 2.0
FILE_BOUND = 1_000


def best(task: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of the fastest of several runs."""
    times = []
    gc.collect()
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def bare(entries: list[bytes]) -> None:
    """Hash the same bytes as a tree does: each entry, and 64 bytes for each node, in a loop."""
    pair = bytes(65)
    for entry in entries:
        sha256(entry).digest()
        sha256(pair).digest()


def speed(entries: list[bytes]) -> list[bool]:
    """Count entries a second for the root of all, and for appending one by one."""
    floor = best(lambda: bare(entries))
    root = best(lambda: root_hash(entries))
    append = best(lambda: Frontier(map(leaf_hash, entries)))
    print(f"hashlib alone          {N / floor:10,.0f} entries/s of {ENTRY_BYTES} bytes")
    print(f"root_hash              {N / root:10,.0f} entries/s  {root / floor:5.2f} x hashlib")
    print(f"Frontier.append        {N / append:10,.0f} entries/s  {append / floor:5.2f} x hashlib")
    return [N / root > SPEED_BOUND, N / append > SPEED_BOUND, root < WORK_BOUND * floor]


def proving(leaves: list[bytes]) -> MerkleTree:
    """Keep a tree, and time making and verifying one proof."""
    build = best(lambda: MerkleTree(leaves), 1)
    tree = MerkleTree(leaves)
    root, old = tree.root, tree.root_at(EARLIER)
    within, grown = tree.inclusion_proof(INDEX), tree.consistency_proof(EARLIER)
    print(f"Tree                   {N / build:10,.0f} leaf hashes/s")
    for name, hashes, make, check in (
        (
            "inclusion",
            within,
            lambda: tree.inclusion_proof(INDEX),
            lambda: verify_inclusion(leaves[INDEX], INDEX, N, within, root),
        ),
        (
            "consistency",
            grown,
            lambda: tree.consistency_proof(EARLIER),
            lambda: verify_consistency(EARLIER, N, grown, old, root),
        ),
    ):
        made, checked = 1e6 * best(make, 1000), 1e6 * best(check, 1000)
        size = f"{len(hashes)} hashes, {32 * len(hashes)} bytes"
        print(f"{name:12} of {N:,}  {size}, made in {made:.0f} us, verified in {checked:.0f} us")
    return tree


def files(tree: MerkleTree, leaf: bytes) -> list[bool]:
    """Weigh the files, and time reading and verifying them with their signatures."""
    pair = KeyPair.generate(ORIGIN)
    later = sign_checkpoint(Checkpoint(ORIGIN, N, tree.root), pair)
    earlier = sign_checkpoint(Checkpoint(ORIGIN, EARLIER, tree.root_at(EARLIER)), pair)
    inclusion = InclusionProof(leaf, INDEX, tree.inclusion_proof(INDEX), later)
    consistency = ConsistencyProof(tree.consistency_proof(EARLIER), earlier, later)
    sizes = []
    for name, proof in (("inclusion", inclusion), ("consistency", consistency)):
        text = format_proof(proof)
        packed = gzip_proof(text)
        checked = 1e6 * best(
            lambda file=packed: verify_proof(parse_proof(file), [pair.verifier]), 100
        )
        sizes.append(len(packed))
        print(
            f"{name:12} file: {len(text)} bytes of text, {len(packed)} packed, "
            f"read and verified in {checked:.0f} us"
        )
    return [sizes[0] < FILE_BOUND]


if __name__ == "__main__":
    book = [b"%0*d" % (ENTRY_BYTES, at) for at in range(N)]
    kept = speed(book)
    hashes = [leaf_hash(entry) for entry in book]
    grown = proving(hashes)
    kept.append(grown.root == root_of_leaf_hashes(hashes))
    kept += files(grown, hashes[INDEX])
    sys.exit(not all(kept))
