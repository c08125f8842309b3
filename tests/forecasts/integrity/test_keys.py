"""Keys as text against those that Go's sumdb/note and transparency-dev publish."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import ArgumentError, MalformedError, WorkspaceError
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey

# golang.org/x/mod/sumdb/note, package documentation and note_test.go
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
# transparency-dev/formats, note_cosigv1_test.go: base64 with a plus, and a key of type 04
PLUS = "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"
COSIGNER = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
# RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
            "cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
            "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
            "984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize("text", [PETER, ENOCH, PLUS])
def test_published_verifier_keys_are_read_and_written_back(text: str) -> None:
    key = VerifierKey.parse(text)
    assert (key.text, key.name, key.id.hex()) == (text, *text.split("+")[:2])


def test_the_published_private_key_gives_the_published_verifier_key() -> None:
    pair = KeyPair.parse(PETER_PRIVATE)
    assert pair.text == PETER_PRIVATE
    assert pair.verifier == VerifierKey.parse(PETER)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(
    secret: str, public: str, message: str, signature: str
) -> None:
    pair = KeyPair.from_seed("rfc8032", bytes.fromhex(secret))
    assert pair.verifier.public.hex() == public
    assert pair.sign(bytes.fromhex(message)).hex() == signature
    assert pair.verifier.verifies(bytes.fromhex(message), bytes.fromhex(signature))
    assert not pair.verifier.verifies(bytes.fromhex(message) + b"!", bytes.fromhex(signature))


def test_a_signature_of_another_length_does_not_verify() -> None:
    assert not VerifierKey.parse(PETER).verifies(b"text", b"short")


def test_generated_keys_differ_and_survive_their_text() -> None:
    first, second = (KeyPair.generate("example.org/book") for _ in range(2))
    assert first != second
    assert KeyPair.parse(first.text) == first
    assert VerifierKey.parse(first.verifier.text) == first.verifier


def test_a_key_does_not_show_its_seed() -> None:
    pair = KeyPair.parse(PETER_PRIVATE)
    assert "seed" not in repr(pair)
    assert pair.seed.hex() not in repr(pair)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\n", "a\x00", "a\x7f", "a\xa0b", "a\u2003b", "\ud800"]
)
def test_a_name_that_no_note_can_hold_is_refused(name: str) -> None:
    with pytest.raises(ArgumentError, match="without spaces and plus"):
        KeyPair.generate(name)


@pytest.mark.parametrize("name", ["example.org/книга", "оксана", "a"])
def test_names_of_any_script_are_taken(name: str) -> None:
    pair = KeyPair.generate(name)
    assert VerifierKey.parse(pair.verifier.text).name == name


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "name+id+key"),
        ("PeterNeumann", "name+id+key"),
        ("PeterNeumann+c74f20a3", "name+id+key"),
        ("a b+c74f20a3+AAAA", "name+id+key"),
        (PETER + "=", "not base64"),
        (PETER.replace("ARpc", "AR-c"), "not base64"),
        (PETER[:-4], "not an Ed25519 key"),
        (COSIGNER, "not an Ed25519 key"),
        (PETER.replace("PeterNeumann", "PeterNewman"), "its id is"),
        (PETER.replace("c74f20a3", "c74f20a4"), "its id is"),
        (PETER.replace("c74f20a3", "C74F20A3"), "its id is"),
    ],
)
def test_a_damaged_verifier_key_is_refused(text: str, problem: str) -> None:
    with pytest.raises(MalformedError, match="verifier key") as caught:
        VerifierKey.parse(text)
    assert problem in str(caught.value)


def test_every_cut_and_every_other_letter_of_a_key_is_refused() -> None:
    for start in range(len(PETER)):
        for end in range(start, len(PETER) + 1):
            if (start, end) != (0, len(PETER)):
                assert refused(PETER[start:end])
    for at, letter in enumerate(PETER):
        assert refused(PETER[:at] + chr(ord(letter) + 1) + PETER[at + 1 :])


def refused(text: str) -> bool:
    try:
        VerifierKey.parse(text)
    except MalformedError:
        return True
    return False


@pytest.mark.parametrize(
    "text",
    [PETER, PETER_PRIVATE.replace("c74f20a3", "c74f20a4"), PETER_PRIVATE[:-4], "PRIVATE+KEY+"],
)
def test_a_damaged_private_key_is_refused(text: str) -> None:
    with pytest.raises(MalformedError, match="private key"):
        KeyPair.parse(text)


@given(st.text())
def test_any_text_is_a_key_or_malformed(text: str) -> None:
    for parse in (VerifierKey.parse, KeyPair.parse):
        try:
            parse(text)
        except MalformedError:
            continue


def test_a_private_key_is_saved_for_its_owner_alone(tmp_path: Path) -> None:
    pair, path = KeyPair.parse(PETER_PRIVATE), tmp_path / "key"
    before = os.umask(0)
    try:
        pair.save(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == PETER_PRIVATE.encode() + b"\n"
    assert KeyPair.load(path) == pair


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("mine")
    with pytest.raises(WorkspaceError, match="never replaced"):
        KeyPair.generate("a").save(path)
    assert path.read_text() == "mine"


def test_a_place_that_cannot_hold_a_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"cannot be written \(No such file"):
        KeyPair.generate("a").save(tmp_path / "none" / "key")
    with pytest.raises(WorkspaceError, match=r"cannot be read \(No such file"):
        KeyPair.load(tmp_path / "none")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    KeyPair.generate("a").save(path)
    path.chmod(mode)
    with pytest.raises(WorkspaceError, match="chmod 600"):
        KeyPair.load(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"secret", PETER.encode()])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(MalformedError, match="private key"):
        KeyPair.load(path)
