"""The folder of private keys: where it is, and what it remembers."""

from pathlib import Path

import pytest

from brierbook.errors import MalformedError, WorkspaceError
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.proving import private_keys as custody


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def test_the_folder_is_that_of_the_standard(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert custody.key_folder() == home / ".config" / "brierbook" / "keys"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "elsewhere"))
    assert custody.key_folder() == home / "elsewhere" / "brierbook" / "keys"
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    assert custody.key_folder() == home / ".config" / "brierbook" / "keys"


def test_what_is_kept_is_held() -> None:
    one, two = KeyPair.generate("one"), KeyPair.generate("two")
    custody.write_private_key(one)
    assert custody.read_key_pairs([two.verifier, one.verifier]) == [one]
    assert custody.has_private_key(one.verifier)
    assert not custody.has_private_key(two.verifier)


def test_a_key_is_never_written_over() -> None:
    key = KeyPair.generate("one")
    path = custody.write_private_key(key)
    with pytest.raises(WorkspaceError, match="keys are never replaced"):
        custody.write_private_key(key)
    assert KeyPair.load(path) == key


def test_names_that_one_file_cannot_tell_apart_have_files_of_their_own() -> None:
    names = ("a/b", "a_b", "a\\b")
    places = {custody.key_file(KeyPair.generate(name).verifier) for name in names}
    assert len(places) == 3
    assert {each.parent for each in places} == {custody.key_folder()}


def test_a_folder_that_cannot_be_made_is_named(home: Path) -> None:
    (home / ".config").write_text("a file", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"brierbook/keys: cannot be made \(Not a directory\)"):
        custody.write_private_key(KeyPair.generate("one"))


def test_the_last_checkpoint_of_each_key_is_remembered() -> None:
    key, other = KeyPair.generate("one").verifier, VerifierKey("one", bytes(32))
    custody.write_private_key(KeyPair.generate("two"))
    assert custody.last_signed_checkpoint(key) is None
    for note in (b"first\n", b"second\n"):
        custody.remember_checkpoint(key, note)
        assert custody.last_signed_checkpoint(key) == note
    assert custody.last_signed_checkpoint(other) is None
    assert [each.suffix for each in sorted(custody.key_folder().iterdir())] == [
        ".checkpoint",
        ".key",
    ]


def test_a_file_of_another_key_is_refused() -> None:
    key = KeyPair.generate("one").verifier
    custody.write_private_key(KeyPair.generate("two")).rename(custody.key_file(key))
    with pytest.raises(MalformedError, match=r"holds two\+"):
        custody.read_key_pairs([key])
