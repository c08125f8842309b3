"""Signed notes against the published ones of Go's sumdb/note and of C2SP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import ArgumentError, IntegrityError, MalformedError, UnknownSignerError
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.integrity.notes import (
    MAX_NOTE,
    NoteSignature,
    SignedNote,
    parse_note,
    sign_note,
    verified_signers,
)

# golang.org/x/mod/sumdb/note, package documentation and note_test.go
PETER = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
ENOCH = VerifierKey.parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
PETER_PAIR = KeyPair.parse(
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
)
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnW"
    "Lox33WWd1RvMc+QQ=\n"
)
# C2SP signed-note, its example: the text holds an empty line
QUASIMODO = """\
Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMou\
FSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
NOTE = (TEXT + "\n" + BY_PETER + BY_ENOCH).encode()


def test_the_published_note_is_signed_to_its_bytes() -> None:
    assert sign_note(TEXT, [PETER_PAIR]).to_bytes() == (TEXT + "\n" + BY_PETER).encode()


def test_the_published_signatures_verify() -> None:
    note = parse_note(NOTE)
    assert note.text == TEXT
    assert note.to_bytes() == NOTE
    assert verified_signers(note, [PETER]) == (PETER,)
    assert verified_signers(note, [ENOCH]) == (ENOCH,)
    assert set(verified_signers(note, [ENOCH, PETER])) == {ENOCH, PETER}


def test_the_text_goes_to_the_last_empty_line() -> None:
    note = parse_note(QUASIMODO.encode())
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [each.name for each in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.signatures[0].key_id.hex() == "367ba04b"
    assert note.to_bytes() == QUASIMODO.encode()


def test_signatures_of_unknown_keys_are_ignored_even_with_a_known_name_or_id() -> None:
    signature = parse_note(NOTE).signatures[0]
    same_name = NoteSignature(PETER.name, b"\0\0\0\0", signature.value)
    same_id = NoteSignature("somebody", PETER.id, signature.value)
    note = SignedNote(TEXT, (same_name, same_id, signature))
    assert verified_signers(parse_note(note.to_bytes()), [PETER]) == (PETER,)
    with pytest.raises(UnknownSignerError):
        verified_signers(SignedNote(TEXT, (same_name, same_id)), [PETER])


def test_a_note_without_a_known_signature_names_who_signed() -> None:
    with pytest.raises(UnknownSignerError, match=r"signed by PeterNeumann\+c74f20a3; give its"):
        verified_signers(parse_note((TEXT + "\n" + BY_PETER).encode()), [ENOCH])
    with pytest.raises(UnknownSignerError):
        verified_signers(parse_note(NOTE), [])


def test_one_bad_signature_of_a_known_key_spoils_the_note() -> None:
    changed = parse_note(NOTE.replace(b"answer", b"Answer"))
    with pytest.raises(IntegrityError, match="of PeterNeumann does not fit the text"):
        verified_signers(changed, [PETER])
    forged = NoteSignature(ENOCH.name, ENOCH.id, parse_note(NOTE).signatures[0].value)
    mixed = SignedNote(TEXT, (parse_note(NOTE).signatures[0], forged))
    assert verified_signers(mixed, [PETER]) == (PETER,)
    with pytest.raises(IntegrityError, match="of EnochRoot does not fit"):
        verified_signers(mixed, [PETER, ENOCH])


def test_the_same_signature_twice_is_one_signer() -> None:
    twice = (TEXT + "\n" + BY_PETER + BY_PETER).encode()
    assert verified_signers(parse_note(twice), [PETER, PETER]) == (PETER,)


def test_keys_that_cannot_be_told_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # a collision of four bytes of hash takes 2^32 tries, so it is made by hand
    monkeypatch.setattr(VerifierKey, "id", b"same")
    with pytest.raises(IntegrityError, match="two verifier keys share the name"):
        verified_signers(parse_note(NOTE), [PETER, VerifierKey(PETER.name, ENOCH.public)])


def test_every_flipped_byte_is_refused_or_unknown() -> None:
    note = (TEXT + "\n" + BY_PETER).encode()
    for at in range(len(note)):
        changed = note[:at] + bytes([note[at] ^ 1]) + note[at + 1 :]
        with pytest.raises(IntegrityError):
            verified_signers(parse_note(changed), [PETER])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "signed note: is empty"),
        (b"\xff\n", "signed note: is not UTF-8 at byte 0"),
        (TEXT.encode(), "line 1: has no text with an empty line after it"),
        (("\n" + BY_PETER).encode(), "line 1: has no text with an empty line after it"),
        ((TEXT + "\n").encode(), "line 3: is empty, but no signature"),
        (NOTE[:-1], "line 5: is cut off"),
        (NOTE + b"\n", "line 6: is empty, but no signature"),
        (NOTE.replace(b"\n", b"\r\n"), "line 1: has a control character"),
        (NOTE.replace(b"problem is", b"problem\tis"), "line 2: has a control character"),
        (NOTE.replace("— E".encode(), b"- E"), "line 5: is not a signature"),
        (NOTE.replace(b"EnochRoot ", b"Enoch+Root "), "line 5: is not a signature"),
        (NOTE.replace(b"EnochRoot ", b" "), "line 5: is not a signature"),
        (NOTE.replace(b"+QQ=", b"+QR="), "line 5: is not base64"),
        (NOTE.replace(b"+QQ=", b"+QQ"), "line 5: is not base64"),
        (NOTE.replace(b"rwz+eBzm", b"rwz-eBzm"), "line 5: is not base64"),
        ((TEXT + "\n— a AAAAAA==\n").encode(), "line 4: holds no signature after the id"),
        (b"x" * (MAX_NOTE + 1), f"has more than {MAX_NOTE} bytes"),
    ],
)
def test_a_malformed_note_is_refused_by_line(content: bytes, message: str) -> None:
    with pytest.raises(MalformedError) as caught:
        parse_note(content)
    assert message in str(caught.value)


def test_sixteen_large_signatures_fit() -> None:
    many = tuple(NoteSignature(f"witness{at}", b"abcd", bytes(5000)) for at in range(16))
    assert parse_note(SignedNote(TEXT, many).to_bytes()).signatures == many


@pytest.mark.parametrize("text", ["", "no end", "a\rb\n", "\ud800\n", "a\0\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    with pytest.raises(ArgumentError, match="text"):
        sign_note(text, [PETER_PAIR])


def test_nobody_cannot_sign() -> None:
    with pytest.raises(ArgumentError, match="at least one key"):
        sign_note(TEXT, [])


printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=20)


@given(st.lists(printable, min_size=1, max_size=5))
def test_any_text_is_read_back_as_it_was_signed(lines: list[str]) -> None:
    text = "".join(line + "\n" for line in lines)
    note = sign_note(text, [PETER_PAIR])
    assert parse_note(note.to_bytes()) == note
    assert verified_signers(note, [PETER]) == (PETER,)


pieces = st.sampled_from([*NOTE.decode().splitlines(keepends=True), "\n", "— ", "a", "\r", "=", ""])


@given(st.one_of(st.binary(), st.lists(pieces).map(lambda found: "".join(found).encode())))
def test_any_bytes_are_a_note_or_malformed(content: bytes) -> None:
    try:
        note = parse_note(content)
    except MalformedError:
        return
    assert note.to_bytes() == content
