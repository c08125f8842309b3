"""A book beside checkpoints kept elsewhere: what changed is found by exactly those it came before.

The roots are those of the definition in RFC 6962, not of the code under test.
"""

from hypothesis import event, given
from hypothesis import strategies as st
from tests.forecasts.integrity.trees import head, numbered

from brierbook.forecasts.integrity.checkpoint import Checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.proving.checkpoint_comparison import compare_checkpoints

BOOK = "rain-2027"
KEY = KeyPair.from_seed(BOOK, bytes(32))
OTHER = KeyPair.from_seed("snow-2027", bytes(32))
SIZES = st.lists(st.integers(0, 33) | st.sampled_from([0, 1, 32, 33]), min_size=1, max_size=5)


def tree(entries: list[bytes]) -> MerkleTree:
    return MerkleTree(map(leaf_hash, entries))


def notes(entries: list[bytes], sizes: list[int], key: KeyPair = KEY) -> list[tuple[str, bytes]]:
    name = key.verifier.name
    return [
        (str(size), sign_checkpoint(Checkpoint(name, size, head(entries[:size])), key))
        for size in sizes
    ]


def verdicts(book: list[bytes], kept: list[tuple[str, bytes]]) -> list[tuple[str, str]]:
    found = compare_checkpoints(tree(book), BOOK, kept, [KEY.verifier])
    return [(each.name, each.verdict) for each in found]


@given(SIZES)
def test_a_book_continues_every_checkpoint_of_it(sizes: list[int]) -> None:
    entries = numbered(33)
    wanted = [(str(size), "same") for size in sorted(sizes)]
    assert verdicts(entries, notes(entries, sizes)) == wanted


@given(SIZES, st.integers(0, 32))
def test_a_changed_entry_is_seen_from_every_checkpoint_after_it(sizes: list[int], at: int) -> None:
    entries = numbered(33)
    changed = [*entries[:at], b"changed", *entries[at + 1 :]]
    found = verdicts(changed, notes(entries, sizes))
    fits = any(0 < size <= at for size in sizes)
    bad = "forked" if fits else "changed"
    event(bad)
    assert found == [(str(size), "same" if size <= at else bad) for size in sorted(sizes)]


@given(SIZES, st.integers(0, 33))
def test_a_cut_tail_is_seen_from_every_checkpoint_beyond_it(sizes: list[int], left: int) -> None:
    entries = numbered(33)
    found = verdicts(entries[:left], notes(entries, sizes))
    assert found == [(str(size), "same" if size <= left else "cut") for size in sorted(sizes)]


@given(st.integers(0, 32), st.integers(1, 33))
def test_two_entries_that_changed_places_are_seen(one: int, other: int) -> None:
    entries = numbered(34)
    swapped = list(entries)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    verdict = "same" if one == other else "changed"
    assert verdicts(swapped, notes(entries, [34])) == [("34", verdict)]


def gone_apart(after: int, before: int) -> str:
    place = f"after entry {after} and before entry {before}"
    return f"it forked or was changed {place}; an older copy may have been continued"


def test_the_words_name_the_place() -> None:
    entries = numbered(20)
    edited = [*entries[:12], b"changed", *entries[13:]]
    found = compare_checkpoints(tree(edited), BOOK, notes(entries, [5, 10, 15, 20]), [KEY.verifier])
    assert [each.said for each in found] == ["", "", gone_apart(10, 16), gone_apart(10, 21)]
    [found_one] = compare_checkpoints(tree(edited), BOOK, notes(entries, [15]), [KEY.verifier])
    assert found_one.said == "the book was changed before entry 16"
    [cut] = compare_checkpoints(tree(entries[:9]), BOOK, notes(entries, [15]), [KEY.verifier])
    assert cut.said == "the tail was cut: 9 entries are left of 15"


def test_a_checkpoint_of_another_book_or_another_signer_is_told_apart() -> None:
    entries = numbered(5)
    [foreign] = compare_checkpoints(
        tree(entries), BOOK, notes(entries, [5], OTHER), [OTHER.verifier]
    )
    assert (foreign.verdict, foreign.said) == ("foreign", "is of another book, snow-2027")
    [unsigned] = compare_checkpoints(tree(entries), BOOK, notes(entries, [5]), [OTHER.verifier])
    assert unsigned.verdict == "unsigned"
    assert unsigned.said.startswith("no key that is trusted signed this")
    note = notes(entries, [5])[0][1]
    forged = note[:-6] + (b"AAAA" if note[-6:-2] != b"AAAA" else b"BBBB") + note[-2:]
    [bad] = compare_checkpoints(tree(entries), BOOK, [("5", forged)], [KEY.verifier])
    assert (bad.verdict, bad.said) == (
        "unsigned",
        "the signature of rain-2027 does not fit the text",
    )
