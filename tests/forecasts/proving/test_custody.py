"""The folder of private keys: where it is, and what it remembers."""

from pathlib import Path

import pytest

from brierbook.errors import MalformedError, WorkspaceError
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.proving import custody


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def test_the_folder_is_that_of_the_standard(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert custody.folder() == home / ".config" / "brierbook" / "keys"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "elsewhere"))
    assert custody.folder() == home / "elsewhere" / "brierbook" / "keys"
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    assert custody.folder() == home / ".config" / "brierbook" / "keys"


def test_what_is_kept_is_held() -> None:
    one, two = KeyPair.generate("one"), KeyPair.generate("two")
    custody.keep(one)
    assert custody.held([two.verifier, one.verifier]) == [one]
    assert custody.is_here(one.verifier)
    assert not custody.is_here(two.verifier)


def test_a_key_is_never_written_over() -> None:
    key = KeyPair.generate("one")
    path = custody.keep(key)
    with pytest.raises(WorkspaceError, match="keys are never replaced"):
        custody.keep(key)
    assert KeyPair.load(path) == key


def test_names_that_one_file_cannot_tell_apart_have_files_of_their_own() -> None:
    names = ("a/b", "a_b", "a\\b")
    places = {custody.place(KeyPair.generate(name).verifier) for name in names}
    assert len(places) == 3
    assert {each.parent for each in places} == {custody.folder()}


def test_a_folder_that_cannot_be_made_is_named(home: Path) -> None:
    (home / ".config").write_text("a file", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"brierbook/keys: cannot be made \(Not a directory\)"):
        custody.keep(KeyPair.generate("one"))


def test_the_last_checkpoint_of_each_key_is_remembered() -> None:
    key, other = KeyPair.generate("one").verifier, VerifierKey("one", bytes(32))
    custody.keep(KeyPair.generate("two"))
    assert custody.last_signed(key) is None
    for note in (b"first\n", b"second\n"):
        custody.remember(key, note)
        assert custody.last_signed(key) == note
    assert custody.last_signed(other) is None
    assert [each.suffix for each in sorted(custody.folder().iterdir())] == [".checkpoint", ".key"]


def test_a_file_of_another_key_is_refused() -> None:
    key = KeyPair.generate("one").verifier
    custody.keep(KeyPair.generate("two")).rename(custody.place(key))
    with pytest.raises(MalformedError, match=r"holds two\+"):
        custody.held([key])
