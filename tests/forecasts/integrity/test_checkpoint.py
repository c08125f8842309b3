"""Checkpoints against the published ones of C2SP and of Go's checksum database."""

from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import ArgumentError, IntegrityError, MalformedError, UnknownSignerError
from brierbook.forecasts.integrity.checkpoint import (
    Checkpoint,
    note_text_lines,
    open_checkpoint,
    parse_checkpoint_lines,
    sign_checkpoint,
)
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.integrity.notes import parse_note, sign_note, verified_signers

# C2SP tlog-checkpoint, its example
C2SP = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhc\
yv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
# the database of Go's checksums, as in google/trillian-examples; key of cmd/go/internal/modfetch
SUMDB_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB = """\
go.sum database tree
6476701
mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=

— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvi\
mWEPWL+o3GeoWwOoAw=
"""
PAIR = KeyPair.from_seed("example.org/book", bytes(range(32)))
OTHER = KeyPair.from_seed("example.org/witness", bytes(32))
HEAD = Checkpoint("example.org/book", 5, sha256(b"a tree").digest())
ROOT = "/7q02gVCFjSvqPwC+qTlpzb6Y4sMZvTlqM4SPN7vVgI="


def test_the_example_of_c2sp_is_read() -> None:
    read = parse_checkpoint_lines(note_text_lines(parse_note(C2SP.encode())))
    root = b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert read == Checkpoint("example.com/behind-the-sofa", 20852163, root)
    assert C2SP.startswith(read.text + "\n")


def test_a_head_of_the_checksum_database_of_go_verifies() -> None:
    note = parse_note(SUMDB.encode())
    key = VerifierKey.parse(SUMDB_KEY)
    assert verified_signers(note, [key]) == (key,)
    assert parse_checkpoint_lines(note_text_lines(note)).size == 6476701


def test_a_key_of_another_name_does_not_speak_for_a_log() -> None:
    with pytest.raises(UnknownSignerError, match=r"sum\.golang\.org signed this, but go\.sum data"):
        open_checkpoint(SUMDB.encode(), [VerifierKey.parse(SUMDB_KEY)])


def test_what_is_signed_is_opened() -> None:
    content = sign_checkpoint(HEAD, PAIR)
    assert open_checkpoint(content, [PAIR.verifier]) == HEAD
    assert content.decode().startswith(HEAD.text + "\n— example.org/book ")
    assert sign_checkpoint(HEAD, PAIR) == content


def test_others_may_sign_beside_the_log() -> None:
    content = sign_checkpoint(HEAD, PAIR, OTHER)
    assert open_checkpoint(content, [PAIR.verifier]) == HEAD
    assert open_checkpoint(content, [OTHER.verifier, PAIR.verifier]) == HEAD
    with pytest.raises(UnknownSignerError, match=r"witness signed this, but example\.org/book"):
        open_checkpoint(content, [OTHER.verifier])


def test_a_bad_signature_of_any_known_key_is_refused() -> None:
    good = sign_checkpoint(HEAD, PAIR)
    [stale] = sign_note(replace(HEAD, size=4).text, [OTHER]).signatures
    content = good + stale.line.encode()
    assert open_checkpoint(content, [PAIR.verifier]) == HEAD
    with pytest.raises(IntegrityError, match=r"of example\.org/witness does not fit"):
        open_checkpoint(content, [PAIR.verifier, OTHER.verifier])


def test_a_key_of_the_same_name_is_not_the_key() -> None:
    impostor = KeyPair.from_seed(PAIR.verifier.name, bytes(32))
    with pytest.raises(UnknownSignerError, match="give its verifier key"):
        open_checkpoint(sign_checkpoint(HEAD, impostor), [PAIR.verifier])


def test_extension_lines_are_kept_and_signed() -> None:
    head = replace(HEAD, extensions=("opaque", "two words"))
    content = sign_checkpoint(head, PAIR)
    assert open_checkpoint(content, [PAIR.verifier]) == head
    with pytest.raises(IntegrityError, match="does not fit"):
        open_checkpoint(content.replace(b"opaque", b"opaquE"), [PAIR.verifier])
    with pytest.raises(IntegrityError, match="does not fit"):
        open_checkpoint(content.replace(b"opaque\n", b""), [PAIR.verifier])


def test_an_empty_book_has_a_checkpoint() -> None:
    head = Checkpoint("example.org/book", 0, sha256().digest())
    assert open_checkpoint(sign_checkpoint(head, PAIR), [PAIR.verifier]) == head


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_cut_checkpoint_is_refused(cut: int) -> None:
    content = sign_checkpoint(HEAD, PAIR)
    for part in (content[:-cut], content[cut:]):
        with pytest.raises(IntegrityError):
            open_checkpoint(part, [PAIR.verifier])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["a"], "line 1: ends before"),
        (["a", "5"], "line 2: ends before"),
        (["", "5", ROOT], "line 1: is empty"),
        (["a", "5", ROOT, ""], "line 4: is empty"),
        (["a", "05", ROOT], "line 2: is not a decimal"),
        (["a", "+5", ROOT], "line 2: is not a decimal"),
        (["a", "-5", ROOT], "line 2: is not a decimal"),
        (["a", " 5", ROOT], "line 2: is not a decimal"),
        (["a", "5_0", ROOT], "line 2: is not a decimal"),
        (["a", "٥", ROOT], "line 2: is not a decimal"),
        (["a", "²", ROOT], "line 2: is not a decimal"),
        (["a", "1e3", ROOT], "line 2: is not a decimal"),
        (["a", "9" * 20, ROOT], "line 2: is not a decimal"),
        (["a", "9" * 5000, ROOT], "line 2: is not a decimal"),
        (["a", "5", "AAAA"], "line 3: a hash has 32 bytes, not 3"),
        (["a", "5", ROOT[:-1]], "line 3: is not base64"),
        (["a", "5", ROOT.replace("gI=", "gJ=")], "line 3: is not base64"),
        (["a", "0", ROOT], "line 3: is not the root of an empty tree"),
    ],
)
def test_a_malformed_checkpoint_is_refused_by_line(lines: list[str], message: str) -> None:
    pair = KeyPair.from_seed("a", bytes(32))
    content = sign_note("".join(line + "\n" for line in lines), [pair]).to_bytes()
    with pytest.raises(MalformedError) as caught:
        open_checkpoint(content, [pair.verifier])
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"size": -1},
        {"size": 10**19},
        {"size": 0},
        {"root": b"short"},
        {"extensions": ("",)},
        {"extensions": ("a\nb",)},
        {"extensions": ("a\rb",)},
    ],
)
def test_a_head_that_no_note_can_hold_is_not_signed(changes: dict[str, object]) -> None:
    fields = {"origin": HEAD.origin, "size": HEAD.size, "root": HEAD.root} | changes
    with pytest.raises(ArgumentError):
        sign_checkpoint(Checkpoint(**fields), PAIR)  # type: ignore[arg-type]  # of each field


def test_only_the_log_signs_for_its_origin() -> None:
    with pytest.raises(ArgumentError, match=r"name of the origin, example\.org/book"):
        sign_checkpoint(HEAD, OTHER)
    with pytest.raises(ArgumentError, match="name of the origin"):
        sign_checkpoint(HEAD)


CONTENT = sign_checkpoint(HEAD, PAIR)


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_no_changed_byte_is_accepted(at: int, change: int) -> None:
    content = CONTENT[:at] + bytes([CONTENT[at] ^ change]) + CONTENT[at + 1 :]
    with pytest.raises(IntegrityError):
        open_checkpoint(content, [PAIR.verifier])


@given(st.integers(1, 10**19 - 1), st.binary(min_size=32, max_size=32))
def test_any_head_comes_back(size: int, root: bytes) -> None:
    head = replace(HEAD, size=size, root=root)
    assert open_checkpoint(sign_checkpoint(head, PAIR), [PAIR.verifier]) == head
