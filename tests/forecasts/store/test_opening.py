"""Which is the book: its database where there is one, the text where there is none."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import claim, log

from brierbook.errors import BookError, ConflictError, WorkspaceError
from brierbook.forecasts.store import opening
from brierbook.forecasts.store.appending import Request, append_entries
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.store.opening import find_text_lag, open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.folders import find_workspace

if TYPE_CHECKING:
    from tests.conftest import Draft


def extend(workspace: "Draft", name: str) -> None:
    """Write one more entry into the text."""
    workspace.add("proposition", {"id": name, "text": {"en": f"{name} happens."}})
    workspace.save()


def test_the_database_is_made_from_the_text_with_the_same_root(workspace: "Draft") -> None:
    root = open_book(workspace.workspace).root
    store = open_store(workspace.workspace)
    assert store.frontier().root.hex() == root
    assert b"".join(line + b"\n" for line in store.lines()) == workspace.book.read_bytes()
    assert store.taken_in == 0
    assert verify_store(store, deep=True).problems == ()


def test_a_text_that_is_not_valid_makes_no_database(workspace: "Draft") -> None:
    workspace.body("forecast", "f-opens")["forecaster"] = "nobody"
    workspace.save()
    with pytest.raises(BookError, match=r"forecasts/book.jsonl:15: forecaster: 'nobody' names no"):
        open_store(workspace.workspace)
    assert {path.suffix for path in workspace.book.parent.iterdir()} == {".jsonl", ".lock"}


def test_what_was_logged_is_read_by_everybody(workspace: "Draft", store: Store) -> None:
    log(store, "snow")
    book = open_book(workspace.workspace)
    assert "snow" in book.propositions
    assert book.root == store.frontier().root.hex()
    assert examine_book(workspace.workspace).problems == ()


def test_a_text_that_goes_on_is_taken_in_and_counted(workspace: "Draft", store: Store) -> None:
    extend(workspace, "snow")
    extend(workspace, "hail")
    assert set(open_book(workspace.workspace).propositions) >= {"snow", "hail"}
    assert store.frontier().size == 18  # reading wrote nothing
    again = open_store(workspace.workspace)
    assert (again.taken_in, again.frontier().size) == (2, 20)
    assert open_store(workspace.workspace).taken_in == 0
    assert verify_store(again, deep=True).problems == ()


def test_a_text_that_goes_on_badly_changes_nothing(workspace: "Draft", store: Store) -> None:
    workspace.add("forecast", {"id": "odd"})
    workspace.save()
    with pytest.raises(BookError, match=r"book.jsonl:19: proposition: is missing"):
        open_store(workspace.workspace)
    assert store.frontier().size == 18


def test_reading_leaves_an_older_text_alone_and_says_what_it_lacks(
    workspace: "Draft", store: Store
) -> None:
    log(store, "snow")
    workspace.save()
    again = open_store(workspace.workspace)
    assert (again.taken_in, again.frontier().size) == (0, 20)
    assert len(workspace.book.read_bytes().splitlines()) == 18
    assert find_text_lag(workspace.workspace) == 2
    workspace.book.unlink()
    assert open_store(workspace.workspace).frontier().size == 20
    assert find_text_lag(workspace.workspace) == 20


def test_an_unchanged_text_is_not_read_again(
    workspace: "Draft", store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise AssertionError("the text was read")

    monkeypatch.setattr(opening, "read_book_bytes", refuse)
    assert open_store(workspace.workspace).frontier().size == store.frontier().size
    os.utime(workspace.book, ns=(1, 1))
    with pytest.raises(AssertionError, match="the text was read"):
        open_store(workspace.workspace)


def test_two_books_that_went_apart_are_told_by_the_first_entry_that_differs(
    workspace: "Draft", store: Store
) -> None:
    log(store, "snow")
    extend(workspace, "hail")
    wanted = r"forecasts/book.jsonl:19: is not entry 19 of forecasts/book.db; the two have gone"
    with pytest.raises(ConflictError, match=wanted):
        open_store(workspace.workspace)
    with pytest.raises(ConflictError, match=wanted):
        open_book(workspace.workspace)


def test_an_old_backup_that_was_continued_is_found(workspace: "Draft", store: Store) -> None:
    store.database.close()
    backup = workspace.root / "backup.db"
    shutil.copy(workspace.workspace.database, backup)
    log(open_store(workspace.workspace), "snow")
    text = b"".join(line + b"\n" for line in open_store(workspace.workspace).lines())
    shutil.copy(backup, workspace.workspace.database)
    workspace.save()
    log(open_store(workspace.workspace), "hail")
    workspace.book.write_bytes(text)
    with pytest.raises(ConflictError, match="19: is not entry 19 of"):
        open_store(workspace.workspace)


def test_two_books_put_together_clash_in_their_ids(workspace: "Draft") -> None:
    workspace.book.write_bytes(workspace.book.read_bytes() * 2)
    found = [str(each) for each in examine_book(workspace.workspace).problems]
    assert "forecasts/book.jsonl:19: kind: a book has one header; this is a second one" in found
    wanted = "forecasts/book.jsonl:28: id: 'rain@7d' is taken by line 10; choose another"
    assert wanted in found


def test_a_workspace_may_have_a_database_only(workspace: "Draft", store: Store) -> None:
    store.database.close()
    workspace.book.unlink()
    assert find_workspace(start=workspace.root / "seeds") == workspace.workspace
    for name in (workspace.root, workspace.workspace.database, workspace.book):
        found = find_workspace(str(name))
        assert found.root.samefile(workspace.root)
        assert len(open_book(found).records) == 18


def test_a_database_that_is_gone_leaves_no_journal_to_mix_with(workspace: "Draft") -> None:
    left = workspace.workspace.database.with_name("book.db-journal")
    left.write_bytes(b"x" * 1024)
    with pytest.raises(WorkspaceError, match=r"forecasts/book.db-journal: is left of a database"):
        open_store(workspace.workspace)
    left.unlink()
    assert open_store(workspace.workspace).frontier().size == 18


def test_a_making_that_was_killed_is_begun_again(workspace: "Draft") -> None:
    half = workspace.workspace.database.with_name("book.db.new")
    half.write_bytes(b"half of a database")
    assert open_store(workspace.workspace).frontier().size == 18
    assert not half.exists()


def test_where_nothing_can_be_written_the_book_is_read_from_memory(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(workspace.book.parent.iterdir())
    monkeypatch.setattr(opening, "can_write_database", lambda _: False)
    store = open_store(workspace.workspace)
    assert store.database.rows("SELECT id FROM proposition WHERE id = 'opens'") == [("opens",)]
    with pytest.raises(WorkspaceError, match=r"forecasts/book.db: cannot be written; copy the"):
        append_entries(store, Request("tester"), lambda _: [claim("snow")])
    assert sorted(workspace.book.parent.iterdir()) == before


def test_the_database_of_a_book_with_another_name_stands_beside_it(workspace: "Draft") -> None:
    other = workspace.book.with_name("other.jsonl")
    shutil.copy(workspace.book, other)
    store = open_store(find_workspace(str(other)))
    log(store, "snow")
    assert len(open_book(find_workspace(str(other.with_suffix(".db")))).records) == 20
    assert len(open_book(workspace.workspace).records) == 18
