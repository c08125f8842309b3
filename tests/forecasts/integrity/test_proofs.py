"""Proofs as files: they come back byte for byte, hold for strangers, and break when touched."""

import gzip
import tracemalloc
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forecasts.integrity.trees import head, numbered, path, proof

from brierbook.errors import ArgumentError, IntegrityError, MalformedError, UnknownSignerError
from brierbook.forecasts.integrity.checkpoint import Checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.integrity.proofs import (
    MAX_HASHES,
    MAX_PROOF,
    ConsistencyProof,
    InclusionProof,
    ProofFile,
    ProvedGrowth,
    ProvedInclusion,
    format_proof,
    gzip_proof,
    parse_proof,
    verify_proof,
)

PAIR = KeyPair.from_seed("example.org/book", bytes(range(32)))
OTHER = KeyPair.from_seed("example.org/other", bytes(32))
KEYS = [PAIR.verifier]
ENTRIES = numbered(20)


def checkpoint(size: int, pair: KeyPair = PAIR) -> Checkpoint:
    return Checkpoint(pair.verifier.name, size, head(ENTRIES[:size]))


def signed(size: int, pair: KeyPair = PAIR) -> bytes:
    return sign_checkpoint(checkpoint(size, pair), pair)


def inclusion(index: int, size: int, *, shown: bool = True) -> InclusionProof:
    hashes = tuple(path(index, ENTRIES[:size]))
    entry = ENTRIES[index]
    return InclusionProof(leaf_hash(entry), index, hashes, signed(size), entry if shown else None)


def consistency(first: int, second: int) -> ConsistencyProof:
    return ConsistencyProof(tuple(proof(first, ENTRIES[:second])), signed(first), signed(second))


SHOWN, HIDDEN, GROWTH = inclusion(7, 13), inclusion(7, 13, shown=False), consistency(6, 13)
ALL: list[ProofFile] = [SHOWN, HIDDEN, GROWTH, inclusion(0, 1), consistency(8, 20)]


def test_an_inclusion_proof_tells_what_it_proves() -> None:
    leaf = leaf_hash(ENTRIES[7])
    assert verify_proof(SHOWN, KEYS) == ProvedInclusion(leaf, ENTRIES[7], 7, checkpoint(13))
    assert verify_proof(HIDDEN, KEYS) == ProvedInclusion(leaf, None, 7, checkpoint(13))


def test_a_consistency_proof_tells_what_it_proves() -> None:
    assert verify_proof(GROWTH, KEYS) == ProvedGrowth(checkpoint(6), checkpoint(13))


@pytest.mark.parametrize("each", ALL)
@pytest.mark.parametrize("packed", [False, True])
def test_a_proof_comes_back_from_its_file(each: ProofFile, *, packed: bool) -> None:
    content = format_proof(each)
    assert parse_proof(gzip_proof(content) if packed else content) == each
    assert format_proof(parse_proof(content)) == content
    verify_proof(parse_proof(content), KEYS)


def test_a_packed_proof_is_gzip() -> None:
    content = format_proof(SHOWN)
    assert gzip.decompress(gzip_proof(content)) == content
    assert parse_proof(gzip.compress(content)) == SHOWN
    assert gzip_proof(content) == gzip_proof(content)


def test_the_text_is_that_of_c2sp() -> None:
    lines = format_proof(SHOWN).decode().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert b64decode(lines[1].removeprefix("extra ")) == b"entry:" + ENTRIES[7]
    assert lines[2] == "index 7"
    assert [b64decode(each) for each in lines[3:7]] == list(SHOWN.hashes)
    assert lines[7] == ""
    assert "\n".join(lines[8:]).encode() == SHOWN.checkpoint


def test_one_of_a_million_fits_in_a_kilobyte() -> None:
    # the sizes are those of a proof in the middle; its hashes are random, as hashes look
    size = 10**6
    hashes = tuple(leaf_hash(b"%d" % at) for at in range(20))
    note = sign_checkpoint(Checkpoint(PAIR.verifier.name, size, leaf_hash(b"root")), PAIR)
    content = format_proof(InclusionProof(leaf_hash(b""), 345_678, hashes, note))
    assert len(gzip_proof(content)) < 1000


@pytest.mark.parametrize("each", ALL)
def test_without_a_trusted_key_nothing_is_proved(each: ProofFile) -> None:
    for keys in ([], [OTHER.verifier]):
        with pytest.raises(UnknownSignerError):
            verify_proof(each, keys)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SHOWN, index=6),
        replace(SHOWN, index=13),
        replace(SHOWN, leaf=leaf_hash(ENTRIES[6]), entry=ENTRIES[6]),
        replace(HIDDEN, leaf=leaf_hash(ENTRIES[6])),
        replace(SHOWN, hashes=SHOWN.hashes[:-1]),
        replace(SHOWN, hashes=SHOWN.hashes[1:]),
        replace(SHOWN, hashes=SHOWN.hashes[::-1]),
        replace(SHOWN, hashes=(*SHOWN.hashes, SHOWN.hashes[0])),
        replace(SHOWN, checkpoint=signed(14)),
        replace(SHOWN, checkpoint=signed(0)),
        replace(GROWTH, hashes=GROWTH.hashes[:-1]),
        replace(GROWTH, hashes=GROWTH.hashes[1:]),
        replace(GROWTH, hashes=GROWTH.hashes[::-1]),
        replace(GROWTH, hashes=(*GROWTH.hashes, GROWTH.hashes[0])),
        replace(GROWTH, earlier=GROWTH.later, later=GROWTH.earlier),
        replace(GROWTH, earlier=signed(5)),
        replace(GROWTH, earlier=signed(0)),
        replace(GROWTH, later=signed(12)),
        replace(GROWTH, later=GROWTH.earlier),
    ],
)
def test_a_changed_proof_is_refused(changed: ProofFile) -> None:
    with pytest.raises(IntegrityError):
        verify_proof(changed, KEYS)
    with pytest.raises(IntegrityError):
        verify_proof(parse_proof(format_proof(changed)), KEYS)


def test_an_entry_and_the_hash_of_another_are_no_proof() -> None:
    with pytest.raises(ArgumentError, match="its hash is not the leaf"):
        replace(SHOWN, entry=ENTRIES[6])


def test_two_books_are_not_one_that_grew() -> None:
    mixed = replace(GROWTH, later=signed(13, OTHER))
    with pytest.raises(
        IntegrityError, match=r"two books, example\.org/book and example\.org/other"
    ):
        verify_proof(mixed, [PAIR.verifier, OTHER.verifier])


def test_a_checkpoint_in_a_proof_is_named_in_messages() -> None:
    spoilt = replace(GROWTH, later=GROWTH.later.replace(b"\n13\n", b"\n013\n"))
    with pytest.raises(MalformedError, match="later checkpoint, line 2: is not a decimal"):
        verify_proof(spoilt, KEYS)


def spoil(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new, 1)


INDEX_7, EXTRA = b"index 7\n", b"extra "


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (spoil(b"v1", b"v2"), "line 1: is not c2sp.org/tlog-proof@v1"),
        (lambda _: b"", "proof: is empty"),
        (lambda _: b"\n", "line 1: is an empty line too many"),
        (lambda _: b"c2sp.org/tlog-proof@v1\n", "line 1: is not c2sp.org/tlog-proof@v1 with one"),
        (lambda content: content[:-1], "is cut off"),
        (lambda content: content + b"\n", "is an empty line too many"),
        (
            lambda content: content + SHOWN.checkpoint,
            "is an empty line too many, or a checkpoint is missing",
        ),
        (lambda content: content + b"\n" + SHOWN.checkpoint, "with one or"),
        (spoil(EXTRA, b"other "), "line 2: has no extra line"),
        (spoil(EXTRA, EXTRA + b"!"), "line 2: is not base64"),
        (spoil(EXTRA, EXTRA + b"AAAA"), "line 2: holds neither an entry nor the hash"),
        (spoil(INDEX_7, b""), "line 3: does not begin with index"),
        (spoil(INDEX_7, b"index 07\n"), "line 3: is not a decimal"),
        (spoil(INDEX_7, b"index -7\n"), "line 3: is not a decimal"),
        (spoil(INDEX_7, b"index 7\nAAAA\n"), "line 4: a hash has 32 bytes, not 3"),
        (spoil(INDEX_7, INDEX_7 + b"hash\n"), "line 4: a hash has 32 bytes, not 3"),
        (spoil(b"\n", b"\r\n"), "line 1: has a control character"),
        (lambda content: content + bytes(MAX_PROOF), f"has more than {MAX_PROOF} bytes"),
        (lambda content: b"\xff" + content, "is not UTF-8 at byte 0"),
    ],
)
def test_a_malformed_proof_is_refused_by_line(
    change: Callable[[bytes], bytes], message: str
) -> None:
    content = change(format_proof(SHOWN))
    for each in (content, gzip_proof(content)):
        with pytest.raises(MalformedError) as caught:
            parse_proof(each)
        assert message in str(caught.value)


def test_a_proof_has_no_more_hashes_than_any_tree_needs() -> None:
    many = replace(SHOWN, hashes=SHOWN.hashes[:1] * MAX_HASHES)
    assert parse_proof(format_proof(many)) == many
    more = replace(SHOWN, hashes=SHOWN.hashes[:1] * (MAX_HASHES + 1))
    with pytest.raises(MalformedError, match=f"line {4 + MAX_HASHES}: a proof has at most"):
        parse_proof(format_proof(more))


def test_a_leaf_of_another_length_is_refused() -> None:
    with pytest.raises(MalformedError, match="line 2: holds neither"):
        parse_proof(format_proof(replace(HIDDEN, leaf=b"short")))


@pytest.mark.parametrize("cut", [2, 3, 10, 11, 100, -1, -8, -9])
def test_a_cut_wrapper_is_refused(cut: int) -> None:
    with pytest.raises(MalformedError, match="gzip wrapper"):
        parse_proof(gzip_proof(format_proof(SHOWN))[:cut])


def test_a_wrapper_with_something_after_it_is_refused() -> None:
    packed = gzip_proof(format_proof(SHOWN))
    for more in (b"\0", packed):
        with pytest.raises(MalformedError, match="something after it"):
            parse_proof(packed + more)


def test_a_wrapper_with_a_wrong_checksum_is_refused() -> None:
    packed = bytearray(gzip_proof(format_proof(SHOWN)))
    packed[-5] ^= 1
    with pytest.raises(MalformedError, match="is damaged"):
        parse_proof(bytes(packed))


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(2**26))
    assert len(bomb) < MAX_PROOF
    tracemalloc.start()
    try:
        with pytest.raises(MalformedError, match=f"has more than {MAX_PROOF} bytes"):
            parse_proof(bomb)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_PROOF
    finally:
        tracemalloc.stop()


TEXTS = [format_proof(each) for each in ALL]
pieces = st.sampled_from(
    [line for text in TEXTS for line in text.decode().splitlines(keepends=True)] + ["\n", "a\n"]
)


@given(st.one_of(st.binary(), st.lists(pieces).map(lambda found: "".join(found).encode())))
def test_any_bytes_are_a_proof_or_malformed(content: bytes) -> None:
    try:
        read = parse_proof(content)
    except MalformedError:
        return
    assert format_proof(read) == content


@given(st.binary())
def test_any_packed_bytes_are_a_proof_or_malformed(content: bytes) -> None:
    for each in (b"\x1f\x8b" + content, gzip_proof(content)):
        try:
            parse_proof(each)
        except MalformedError:
            continue


@given(st.sampled_from(TEXTS), st.data())
def test_no_changed_byte_proves_the_same_or_anything_else(text: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    change = data.draw(st.integers(1, 255))
    with pytest.raises(IntegrityError):
        verify_proof(parse_proof(text[:at] + bytes([text[at] ^ change]) + text[at + 1 :]), KEYS)


@given(st.data())
def test_every_cut_and_swap_of_lines_is_refused(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(TEXTS)).splitlines(keepends=True)
    moved = data.draw(st.permutations(lines))[: data.draw(st.integers(0, len(lines)))]
    if moved != lines:
        with pytest.raises(IntegrityError):
            verify_proof(parse_proof(b"".join(moved)), KEYS)
