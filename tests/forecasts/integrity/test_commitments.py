"""Seals: what they hash, that they bind, and that a guess without the nonce shows nothing."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import ArgumentError, MalformedError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.integrity.commitments import SealOpening, opens_seal, seal_body
from brierbook.forecasts.integrity.merkle import leaf_hash

BODY: dict[str, Json] = {"proposition": "rain@7d", "p": "0.37", "why": "Хмари, “очевидно”"}
OPENING = SealOpening(BODY, bytes(range(32)))


def by_hand(opening: SealOpening) -> bytes:
    """Hash what the documentation says, with the JSON of the standard library."""
    value = {"nonce": opening.nonce.hex(), "body": opening.body}
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(b"brierbook/sealed-forecast@v1\n" + text.encode()).digest()


def test_a_seal_is_the_hash_that_is_documented() -> None:
    sealed, opening = seal_body(BODY)
    assert sealed == by_hand(opening)
    assert opens_seal(sealed, opening)
    assert opening.body == BODY


def test_the_nonce_is_fresh_and_has_32_bytes() -> None:
    seals = [seal_body(BODY) for _ in range(50)]
    assert len({sealed for sealed, _ in seals}) == 50
    assert {len(opening.nonce) for _, opening in seals} == {32}


def test_another_body_or_nonce_does_not_open_it() -> None:
    sealed = by_hand(OPENING)
    assert opens_seal(sealed, OPENING)
    assert not opens_seal(sealed, replace_fields(OPENING, body=BODY | {"p": "0.38"}))
    assert not opens_seal(sealed, replace_fields(OPENING, body=BODY | {"more": None}))
    assert not opens_seal(sealed, replace_fields(OPENING, nonce=bytes(32)))
    assert not opens_seal(sealed[:-1], OPENING)
    assert not opens_seal(b"", OPENING)


def test_every_guess_fails_without_the_nonce() -> None:
    sealed, _ = seal_body(BODY)
    for nonce in (b"", bytes(32)):
        guesses = (
            replace_fields(OPENING, body=BODY | {"p": f"0.{n:02}"}, nonce=nonce) for n in range(100)
        )
        assert not any(opens_seal(sealed, guess) for guess in guesses)


def test_a_seal_is_no_leaf_of_a_book() -> None:
    assert by_hand(OPENING) != leaf_hash(OPENING.to_bytes())
    assert by_hand(OPENING) != sha256(OPENING.to_bytes()).digest()


def test_an_opening_comes_back_from_its_bytes() -> None:
    content = OPENING.to_bytes()
    assert SealOpening.from_bytes(content) == SealOpening.from_bytes(content + b"\n") == OPENING
    assert OPENING.to_bytes() == content


@pytest.mark.parametrize(
    "body",
    [
        {"p": 0.37},
        {"p": float("nan")},
        {"p": 2**53},
        {"p": "\ud800"},
        {1: "one"},
        {"a": (1, 2)},
        {"a": {None: 1}},
    ],
)
def test_a_body_without_canonical_form_is_not_sealed(body: dict[str, Json]) -> None:
    with pytest.raises(ArgumentError, match="body"):
        seal_body(body)


NONCE = bytes(range(32)).hex()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not JSON"),
        (b"[]", "is not a JSON object"),
        (b"\xff", "is not UTF-8"),
        (b"{}", "must hold an object"),
        (b'{"body":[],"nonce":"00"}', "must hold an object"),
        (b'{"body":{},"nonce":7}', "must hold an object"),
        (b'{"body":{},"nonce":"00"}', "has 1 bytes, not 32"),
        (b'{"body":{},"nonce":"zz"}', "is not hexadecimal"),
        (f'{{"body":{{}},"nonce":"{NONCE}","z":1}}'.encode(), "must hold an object"),
        (f'{{"body":{{}},"nonce":"{NONCE.upper()}"}}'.encode(), "small hex"),
        (f'{{"body":{{}},"nonce":"{NONCE[:2]} {NONCE[2:]}"}}'.encode(), "small hex"),
        (f'{{"nonce":"{NONCE}","body":{{}}}}'.encode(), "not in canonical form"),
        (f'{{"body":{{"p":0.5}},"nonce":"{NONCE}"}}'.encode(), "write fractions as strings"),
        (f'{{"body":{{"a":1,"a":2}},"nonce":"{NONCE}"}}'.encode(), "twice"),
        (b'{"body":' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_opening_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match="opening") as caught:
        SealOpening.from_bytes(content)
    assert message in str(caught.value)


texts = st.text(st.characters(codec="utf-8"), max_size=5)
keys = st.text("abcdefgh_", min_size=1, max_size=5)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(keys, values, max_size=4))
def test_any_body_is_sealed_and_opened(body: dict[str, Json]) -> None:
    sealed, opening = seal_body(body)
    assert opens_seal(sealed, SealOpening.from_bytes(opening.to_bytes()))
    assert sealed == by_hand(opening)


@given(st.binary())
def test_any_bytes_are_an_opening_or_malformed(content: bytes) -> None:
    try:
        SealOpening.from_bytes(content)
    except MalformedError:
        return
