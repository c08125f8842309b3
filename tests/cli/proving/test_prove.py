"""`brierbook prove`, and `brierbook verify --proof` of what it wrote."""

import gzip
import json
from base64 import b64decode

import pytest
from tests.cli.proving import attacks
from tests.cli.proving.conftest import BOOK, Person
from tests.forecasts.integrity.trees import head, path, proof
from tests.forecasts.store.test_verify import envelope_of

from brierbook.forecasts.integrity.checkpoint import Checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.proofs import InclusionProof, format_proof
from brierbook.forecasts.store.appending import Request
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.workspace.folders import find_workspace


@pytest.fixture
def key(signing: Person) -> str:
    return signing.can("keys", "list").split()[0]


def hashes(text: str) -> list[bytes]:
    """Read the hashes that stand alone in a line above the first checkpoint."""
    top = text.partition("\n\n")[0].splitlines()[1:]
    return [b64decode(line) for line in top if " " not in line]


def test_an_inclusion_proof_holds_what_the_rfc_defines(signing: Person) -> None:
    text = signing.can("prove", "2")
    lines = attacks.lines_of(signing.book)
    top = text.splitlines()
    assert top[0] == "c2sp.org/tlog-proof@v1"
    assert b64decode(top[1].removeprefix("extra ")) == b"entry:" + lines[5]
    assert top[2] == "index 5"
    assert hashes(text) == path(5, list(map(envelope_of, lines)))
    assert text.endswith(signing.can("checkpoint"))


def test_a_consistency_proof_holds_what_the_rfc_defines(signing: Person) -> None:
    first = signing.home / "first"
    signing.can("checkpoint", "-o", str(first))
    signing.can("log", "Fog 40% by:2027-12-31")
    text = signing.can("prove", "--from", str(first))
    assert hashes(text) == proof(9, list(map(envelope_of, attacks.lines_of(signing.book))))


def test_the_text_of_the_claim_is_pointed_at(signing: Person) -> None:
    message = "entry 5 says what this is a forecast of; to prove it too: brierbook prove --entry 5"
    assert signing.does("prove", "2").err == f"brierbook: {message}\n"
    assert signing.does("prove", "--entry", "5").err == ""
    out = signing.can("prove", "--entry", "5")
    assert b'"Snow falls"' in b64decode(out.splitlines()[1].removeprefix("extra "))


def test_a_forecast_is_found_by_its_id_or_its_proposition(signing: Person) -> None:
    assert (
        signing.can("prove", "2")
        == signing.can("prove", "2/ada")
        == signing.can("prove", "--entry", "6")
    )
    signing.can("update", "2", "35%")
    assert signing.cannot(4, "prove", "2") == (
        "'2' has several forecasts: 2/ada, 2/ada/2; write one of them"
    )
    assert "index 9\n" in signing.can("prove", "2/ada/2")
    assert signing.cannot(4, "prove", "77").startswith("no proposition '77' in forecasts/book.db")
    assert signing.cannot(4, "prove", "--entry", "77") == (
        "forecasts/book.db: has 10 entries, and none at 77"
    )


def test_a_forecast_that_was_taken_back_can_still_be_proved(signing: Person) -> None:
    signing.can("undo", "2")
    assert "index 5\n" in signing.can("prove", "2/ada")


def test_a_redacted_entry_is_proved_by_its_hash(signing: Person, key: str) -> None:
    gone = attacks.lines_of(signing.book)[7]
    leaf = hash_entry(gone).hex()
    store = open_store(find_workspace(str(signing.book)))
    redact_by_leaf(store, Request("ada"), leaf, "It named a person.")
    store.database.close()
    signing.can("prove", "--entry", "8", "-o", "gone.proof")
    out = signing.can("verify", "--proof", "gone.proof", "--key", key)
    envelope = envelope_of(gone).decode()
    assert out.splitlines()[1] == f"  {envelope}"
    assert f"{hash_entry(gone).hex()}" == leaf


def test_a_packed_bare_proof_is_small_and_unpacks_to_the_text(signing: Person, key: str) -> None:
    packed = signing.home / "p.gz"
    assert signing.can("prove", "2", "--bare", "-o", str(packed)) == (
        f"{packed}: {packed.stat().st_size} bytes\n"
    )
    assert packed.stat().st_size < 500
    text = gzip.decompress(packed.read_bytes()).decode()
    assert text == signing.can("prove", "2", "--bare")
    signing.can("verify", "--proof", str(packed), "--key", key, at=signing.home)


def test_a_proof_against_an_older_checkpoint(signing: Person, key: str) -> None:
    old = signing.home / "old"
    signing.can("checkpoint", "-o", str(old))
    signing.can("log", "Fog 40% by:2027-12-31")
    signing.can("prove", "2", "--to", str(old), "-o", "p")
    assert "entry 6 of 9" in signing.can("verify", "--proof", "p", "--key", key)
    message = "entry 11 came after the 9 entries of the checkpoint; name a later one, or none"
    assert signing.cannot(4, "prove", "--entry", "11", "--to", str(old)) == message


def test_growth_needs_two_sizes(signing: Person) -> None:
    one = signing.home / "one"
    signing.can("checkpoint", "-o", str(one))
    message = (
        "the checkpoints have 9 and 9 entries; only growth from one entry or more can be proved"
    )
    assert signing.cannot(4, "prove", "--from", str(one)) == message
    assert signing.cannot(4, "prove", "--from", str(one), "--to", str(one)) == message


def test_proofs_are_data_too(signing: Person) -> None:
    data = json.loads(signing.can("prove", "2", "--json"))
    assert data["schema"] == "brierbook.prove/1"
    assert data["proof"] == signing.can("prove", "2")
    assert data["bytes"] == len(data["proof"].encode())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["2", "--entry", "6"],
        ["--entry", "0"],
        ["2", "--anchored"],
        ["2", "--anchored", "-o", "x", "--to", "kept"],
        ["--from", "kept", "--bare"],
        ["--from", "missing"],
    ],
)
def test_a_mistake_of_usage_is_told(signing: Person, words: list[str]) -> None:
    signing.can("checkpoint", "-o", "kept")
    assert signing.does("prove", *words).code == 2


def test_without_a_book_and_a_key_nothing_is_believed(signing: Person, key: str) -> None:
    proof_file = signing.home / "p"
    signing.can("prove", "2", "-o", str(proof_file))
    signer = "+".join(key.split("+")[:2])
    assert signing.cannot(1, "verify", "--proof", str(proof_file), at=signing.home) == (
        f"{proof_file}: no key that is trusted signed this; it is signed by {signer}; "
        "give its verifier key"
    )
    # beside the book its own keys are those that are trusted
    signing.can("verify", "--proof", str(proof_file))
    other = KeyPair.from_seed(BOOK, bytes(32)).verifier.text
    words = ("verify", "--proof", str(proof_file), "--key", other)
    assert "no key that is trusted signed this" in signing.cannot(1, *words)


def test_the_key_may_stand_in_a_file(signing: Person, key: str) -> None:
    (signing.home / "key.txt").write_text(key + "\n", encoding="utf-8")
    signing.can("prove", "2", "-o", str(signing.home / "p"))
    signing.can("verify", "--proof", "p", "--key", "key.txt", at=signing.home)


@pytest.mark.parametrize(
    ("spoil", "code", "problem"),
    [
        (lambda text: text.replace(b"index 5", b"index 4"), 1, "the proof leads to another root"),
        (lambda text: text.replace(b"\n9\n", b"\n8\n"), 1, "the signature of"),
        (lambda text: text[:-1], 3, "is cut off: it does not end in a line feed"),
        (lambda text: text.replace(b"index 5", b"index 05"), 3, "without leading zeroes"),
        (lambda _: b"", 3, "is empty"),
        (lambda _: b"\x1f\x8b nonsense", 3, "its gzip wrapper is damaged"),
    ],
)
def test_a_proof_that_was_tampered_with_is_refused(
    signing: Person, key: str, spoil: object, code: int, problem: str
) -> None:
    assert callable(spoil)
    file = signing.home / "p"
    file.write_bytes(spoil(signing.can("prove", "2").encode()))
    message = signing.cannot(code, "verify", "--proof", str(file), "--key", key, at=signing.home)
    assert str(file) in message
    assert problem in message


def test_hostile_text_in_a_proof_cannot_act_on_the_terminal(stranger: Person) -> None:
    evil = KeyPair.from_seed("evil\u202e", bytes(32))
    entry = b"\x1b[2J\nall valid \xff\xe2\x80\xae"
    leaf = hash_entry(entry)
    note = sign_checkpoint(Checkpoint("evil\u202e", 1, leaf), evil)
    file = stranger.home / "p"
    file.write_bytes(format_proof(InclusionProof(leaf, 0, (), note, entry)))
    words = ("verify", "--proof", str(file), "--key", evil.verifier.text)
    out = stranger.can(*words, at=stranger.home)
    assert len(out.splitlines()) == 2
    assert all(line.isprintable() for line in out.splitlines())
    json.loads(stranger.can(*words, "--json", at=stranger.home))


def test_proofs_as_data(signing: Person, key: str) -> None:
    signing.can("checkpoint", "-o", "one")
    signing.can("log", "Fog 40% by:2027-12-31")
    signing.can("prove", "2", "-o", "p")
    signing.can("prove", "--from", "one", "-o", "g")
    data = json.loads(signing.can("verify", "--proof", "p", "--proof", "g", "--key", key, "--json"))
    assert data["schema"] == "brierbook.proof/1"
    included, grown = data["proofs"]
    lines = attacks.lines_of(signing.book)
    assert (included["proves"], included["entry"], included["size"]) == ("inclusion", 6, 11)
    assert included["text"].encode() == lines[5]
    assert (grown["proves"], grown["from"], grown["to"]) == ("growth", 9, 11)
    assert grown["from_root"] == head(list(map(envelope_of, lines[:9]))).hex()
    assert grown["to_root"] == included["root"] == head(list(map(envelope_of, lines))).hex()
    assert included["existed"] is grown["existed"] is None


def test_a_proof_takes_no_option_of_a_book(signing: Person) -> None:
    signing.can("prove", "2", "-o", "p")
    signing.can("checkpoint", "-o", "c")
    assert signing.does("verify", "--proof", "p", "--deep").code == 2
    assert signing.does("verify", "--proof", "p", "--against", "c").code == 2
    assert signing.does("verify", "--proof", "p", "--roots", "c").code == 2
    assert signing.does("verify", "--timestamp", "c").code == 2
