"""`brierbook keys`: the book names verifier keys, the private halves are elsewhere."""

import json
import os

import pytest
from tests.cli.proving.attacks import lines_of
from tests.cli.proving.conftest import BOOK, Person

from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey


def keys(person: Person) -> list[str]:
    return person.can("keys", "list").splitlines()


def test_a_new_key_is_in_the_book_and_its_private_half_is_not(ada: Person) -> None:
    key = VerifierKey.parse(ada.can("keys", "new"))
    assert key.name == BOOK
    [path] = ada.keys.iterdir()
    assert path.name == f"{BOOK}+{key.id.hex()}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    pair = KeyPair.load(path)
    assert pair.verifier == key
    everything = b"".join(each.read_bytes() for each in ada.book.rglob("*") if each.is_file())
    assert pair.text[-20:].encode() not in everything
    body = json.loads(lines_of(ada.book)[-1])["body"]
    assert len(bytes.fromhex(body.pop("salt"))) == 16
    assert body == {"verifier": key.text, "state": "trusted"}
    assert keys(ada) == [f"{key.text}  in use, signs here"]


def test_keys_are_data_too(ada: Person) -> None:
    made = json.loads(ada.can("keys", "new", "--json"))
    listed = json.loads(ada.can("keys", "list", "--json"))
    assert made["schema"] == listed["schema"] == "brierbook.keys/1"
    assert listed["keys"] == [made["key"]]
    assert made["key"]["state"] == "trusted"
    assert made["key"]["here"] is True
    assert KeyPair.load(ada.keys / os.path.basename(made["file"])).verifier.text in str(listed)  # noqa: PTH119  # a name


def test_a_book_without_keys_says_so(ada: Person) -> None:
    done = ada.does("keys", "list")
    assert (done.code, done.out) == (0, "")
    assert done.err == "brierbook: no keys yet; brierbook keys new makes one\n"


def test_a_rotation_keeps_what_the_old_key_signed(signing: Person) -> None:
    path = signing.home / "old.checkpoint"
    signing.can("checkpoint", "-o", str(path))
    [old] = keys(signing)
    old = "+".join(old.split("+")[:2])
    signing.can("keys", "new")
    assert signing.can("keys", "retire", old, "--reason", "A new laptop.") == f"{old}: retired\n"
    assert keys(signing)[0].endswith("  retired, signs here, A new laptop.")
    note = signing.can("checkpoint")
    assert note.count("\n— ") == 1
    assert old.split("+")[1] not in note
    signing.can("verify", "--against", str(path))


def test_what_a_compromised_key_signed_is_trusted_no_more(signing: Person) -> None:
    path = signing.home / "old.checkpoint"
    signing.can("checkpoint", "-o", str(path))
    signing.can("keys", "compromised", BOOK, "--reason", "A stolen laptop.")
    done = signing.does("verify", "--against", str(path))
    assert done.code == 1
    assert done.out.startswith(f"{path}: no key that is trusted signed this; it is signed by ")
    message = signing.cannot(4, "checkpoint")
    assert message.startswith(f"forecasts/book.db: no key in use that bears its name, {BOOK}, ")
    assert signing.cannot(4, "keys", "retire", BOOK, "--reason", "x").endswith(
        " is compromised; it cannot be retired now"
    )
    text = keys(signing)[0].split()[0]
    assert signing.cannot(4, "keys", "trust", text).endswith("; it cannot be trusted now")


def test_the_key_of_somebody_else_is_trusted_but_does_not_sign_here(signing: Person) -> None:
    other = KeyPair.from_seed("witness.example.org", bytes(32)).verifier
    path = signing.home / "witness.key"
    path.write_text(other.text + "\n", encoding="utf-8")
    assert signing.can("keys", "trust", str(path)) == (
        f"witness.example.org+{other.id.hex()}: in use\n"
    )
    assert keys(signing)[1] == f"{other.text}  in use"
    assert signing.can("checkpoint").count("\n— ") == 1
    assert signing.cannot(4, "keys", "trust", other.text).endswith("it cannot be trusted now")
    signing.can("keys", "retire", "witness.example.org", "--reason", "Gone.")
    signing.can("keys", "trust", other.text)


def test_several_keys_of_one_name_are_told_apart_by_their_ids(signing: Person) -> None:
    signing.can("keys", "new")
    message = signing.cannot(4, "keys", "retire", BOOK, "--reason", "x")
    assert message.startswith(f"'{BOOK}' names several keys: {BOOK}+")
    assert signing.cannot(4, "keys", "retire", "nobody", "--reason", "x") == (
        "no key 'nobody' in forecasts/book.db; brierbook keys list shows them"
    )


@pytest.mark.parametrize("name", ["a b", "a+b", "", "a\n"])
def test_a_name_that_no_key_can_bear_is_refused(ada: Person, name: str) -> None:
    assert "must be a word without spaces and plus" in ada.cannot(3, "keys", "new", name)
    assert not ada.keys.exists()


@pytest.mark.parametrize("name", ["../../evil", "a/b", "a\\b", "..", "ключ"])
def test_a_name_leads_to_no_other_folder(ada: Person, name: str) -> None:
    ada.can("keys", "new", name)
    [path] = ada.keys.iterdir()
    assert KeyPair.load(path).verifier.name == name


def test_a_mistyped_verifier_key_is_refused(ada: Person) -> None:
    text = KeyPair.from_seed("ada", bytes(32)).verifier.text
    mistyped = text[:-2] + ("AA" if text[-2:] != "AA" else "AQ")
    assert "mistyped?" in ada.cannot(3, "keys", "trust", mistyped)
    assert ada.cannot(3, "keys", "trust", "ada") == ("verifier key: is not of the form name+id+key")


def test_a_key_that_others_can_read_does_not_sign(signing: Person) -> None:
    [path] = signing.keys.iterdir()
    path.chmod(0o640)
    assert signing.cannot(1, "checkpoint") == f"{path} can be read by others; run chmod 600 on it"


def test_a_key_file_that_holds_another_key_does_not_sign(signing: Person) -> None:
    [path] = signing.keys.iterdir()
    path.unlink()
    KeyPair.from_seed(BOOK, bytes(32)).save(path)
    assert signing.cannot(3, "checkpoint").startswith(f"private key: {path} holds {BOOK}+")


def test_a_key_whose_entry_is_not_kept_is_not_kept_either(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    # the disk is what is outside here
    monkeypatch.setattr("brierbook.forecasts.store.appending.write_entries", fail)
    assert ada.does("keys", "new").code == 1
    assert list(ada.keys.iterdir()) == []
    assert len(lines_of(ada.book)) == 8


def test_a_relative_config_folder_is_ignored_as_the_standard_says(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "here")
    ada.can("keys", "new")
    assert len(list((ada.home / ".config" / "brierbook" / "keys").iterdir())) == 1
    assert not (ada.book / "here").exists()


def test_what_becomes_of_a_key_is_data_too(signing: Person) -> None:
    words = ("keys", "retire", BOOK, "--reason", "A new laptop.", "--json")
    data = json.loads(signing.can(*words))["key"]
    assert (data["name"], data["state"], data["reason"]) == (BOOK, "retired", "A new laptop.")
