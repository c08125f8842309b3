"""The text follows every commit: what was acknowledged stands in both files."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import log

from brierbook.errors import BookError
from brierbook.forecasts.store import following
from brierbook.forecasts.store.appending import Request
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.store.opening import (
    find_text_lag,
    import_text,
    open_store,
    renew_text,
)
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace.folders import find_workspace

if TYPE_CHECKING:
    from tests.conftest import Draft


def text_of(store: Store) -> bytes:
    return b"".join(line + b"\n" for line in store.lines())


def test_every_commit_is_appended_to_the_text(workspace: "Draft", store: Store) -> None:
    for name in ("snow", "hail", "fog"):
        log(store, name)
        assert workspace.book.read_bytes() == text_of(store)
    assert find_text_lag(workspace.workspace) == 0
    assert open_store(workspace.workspace).taken_in == 0


def test_only_what_is_new_is_written(
    workspace: "Draft", store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        raise AssertionError("the whole text was read or written")

    monkeypatch.setattr(following, "read_book_bytes", refuse)
    monkeypatch.setattr(following, "write_entries_as_text", refuse)
    log(store, "snow")
    assert workspace.book.read_bytes() == text_of(store)


@pytest.mark.parametrize("lost", ["all", "tail", "half a line", "time"])
def test_a_text_that_lacks_entries_gets_them_with_the_next_commit(
    workspace: "Draft", store: Store, lost: str
) -> None:
    log(store, "snow")
    whole = workspace.book.read_bytes()
    match lost:
        case "all":
            workspace.book.unlink()
        case "tail":
            workspace.save()
        case "half a line":
            workspace.book.write_bytes(whole[:-20])
        case _:
            os.utime(workspace.book, ns=(1, 1))
    with open_store(workspace.workspace) as again:
        log(again, "hail")
        assert workspace.book.read_bytes() == text_of(again)
    assert find_text_lag(workspace.workspace) == 0


def test_what_cannot_be_written_to_the_text_is_kept_and_said(
    workspace: "Draft", store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workspace.book.read_bytes()

    def half(handle: int, content: bytes) -> None:
        os.write(handle, content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(following, "_write_all", half)
    log(store, "snow")
    assert store.frontier().size == 20
    assert workspace.book.read_bytes() == before
    assert find_text_lag(workspace.workspace) == 2
    monkeypatch.undo()
    log(store, "hail")
    assert workspace.book.read_bytes() == text_of(store)


def test_a_text_that_goes_further_or_differs_is_not_touched(
    workspace: "Draft", store: Store
) -> None:
    workspace.add("proposition", {"id": "fog", "text": {"en": "Fog."}})
    workspace.save()
    further = workspace.book.read_bytes()
    log(store, "snow")
    assert workspace.book.read_bytes() == further


def test_a_redaction_takes_the_bytes_out_of_the_text_too(workspace: "Draft", store: Store) -> None:
    log(store, "snow", p="0.123")
    [(leaf,)] = store.database.rows("SELECT leaf FROM entry WHERE seq = 20")
    assert b"0.123" in workspace.book.read_bytes()
    redact_by_leaf(store, Request("tester"), leaf, "It named a person.")
    assert b"0.123" not in workspace.book.read_bytes()
    assert workspace.book.read_bytes() == text_of(store)


def test_a_redaction_that_did_not_reach_the_text_is_made_good(
    workspace: "Draft", store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(store, "snow", p="0.123")
    [(leaf,)] = store.database.rows("SELECT leaf FROM entry WHERE seq = 20")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(following, "write_entries_as_text", fail)
    redact_by_leaf(store, Request("tester"), leaf, "It named a person.")
    store.close()
    monkeypatch.undo()
    assert b"0.123" in workspace.book.read_bytes()
    with open_store(workspace.workspace) as again:
        log(again, "hail")
        assert workspace.book.read_bytes() == text_of(again)


def test_a_book_that_is_made_from_an_import_has_a_text(workspace: "Draft", tmp_path: Path) -> None:
    place = find_workspace(str(workspace.root)).root
    elsewhere = tmp_path / "fresh"
    (elsewhere / "forecasts").mkdir(parents=True)
    other = type(workspace.workspace)(elsewhere, elsewhere / "forecasts" / "book.jsonl")
    with import_text(other, workspace.book.read_bytes(), "copy") as made:
        assert other.book.read_bytes() == text_of(made)
    assert place != elsewhere


def test_a_database_is_not_made_from_a_text_that_lacks_what_was_seen_here(
    workspace: "Draft", store: Store
) -> None:
    log(store, "snow")
    store.close()
    workspace.save()
    workspace.workspace.database.rename(workspace.root / "kept.db")
    with pytest.raises(BookError, match="has 18 entries, and had 20 here before"):
        open_store(workspace.workspace)
    with pytest.raises(BookError, match="has 18 entries, and had 20 here before"):
        open_book(workspace.workspace)
    assert not workspace.workspace.database.exists()


def test_a_lost_database_is_made_again_from_its_text(workspace: "Draft", store: Store) -> None:
    for name in ("snow", "hail"):
        log(store, name)
    root = store.frontier().root
    store.close()
    workspace.workspace.database.unlink()
    with open_store(workspace.workspace) as again:
        assert again.frontier().root == root


def test_a_last_line_without_an_end_is_left_and_said(workspace: "Draft", store: Store) -> None:
    with workspace.book.open("ab") as file:
        file.write(b'{"body":{"id":"fog"')
    with open_store(workspace.workspace) as again:
        assert again.warnings[0].endswith("is written whole")
        assert again.frontier().size == store.frontier().size
    assert len(open_book(workspace.workspace).records) == 18


def test_export_writes_what_is_lacking(workspace: "Draft", store: Store) -> None:
    log(store, "snow")
    workspace.save()
    assert renew_text(store, workspace.workspace) == 20
    assert find_text_lag(workspace.workspace) == 0
