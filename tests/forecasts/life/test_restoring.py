"""A book is restored from its text, with its documents, and scores from a copy of its folder."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import claim

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.life.restoring import restore_book
from brierbook.forecasts.rules.standing import count_by_status
from brierbook.forecasts.store.appending import Request, append_entries
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import BOOK, Workspace
from brierbook.forecasts.workspace.sources import find_missing_documents

if TYPE_CHECKING:
    from tests.conftest import Draft


def restore(workspace: "Draft", root: Path) -> Workspace:
    root.mkdir(exist_ok=True)
    made = Workspace(root, root / BOOK)
    content = workspace.book.read_bytes()
    restore_book(made, content, "copy", workspace.book).close()
    return made


def test_a_fresh_folder_becomes_the_workspace_with_its_documents(
    workspace: "Draft", tmp_path: Path
) -> None:
    made = restore(workspace, tmp_path / "fresh")
    assert examine_book(made).problems == ()
    assert made.book.read_bytes() == workspace.book.read_bytes()
    assert sorted(path.name for path in made.seeds.iterdir()) == [
        "rain.en.txt",
        "rain.uk.txt",
        "seeds.toml",
    ]


def test_a_book_that_has_nothing_but_its_name_gives_way(workspace: "Draft", tmp_path: Path) -> None:
    root = tmp_path / "empty"
    (root / "forecasts").mkdir(parents=True)
    header = workspace.lines()[0].replace("rain-2026", "snow-2026")
    (root / BOOK).write_text(header + "\n", encoding="utf-8")
    made = restore(workspace, root)
    assert open_book(made).header.name == "rain-2026"
    assert "snow-2026" in (root / "forecasts" / "book.jsonl.empty").read_text(encoding="utf-8")


def test_a_book_that_has_entries_does_not(workspace: "Draft", tmp_path: Path) -> None:
    root = tmp_path / "other"
    (root / "forecasts").mkdir(parents=True)
    header = workspace.lines()[0].replace("rain-2026", "snow-2026")
    (root / BOOK).write_text(header + "\n", encoding="utf-8")
    with open_store(Workspace(root, root / BOOK)) as store:
        append_entries(store, Request("tester"), lambda _: [claim("snow")])
    with pytest.raises(ConflictError, match="1: is not entry 1 of"):
        restore(workspace, root)


def test_a_document_with_other_bytes_is_not_copied(workspace: "Draft", tmp_path: Path) -> None:
    (workspace.root / "seeds" / "rain.en.txt").write_text("forged", encoding="utf-8")
    made = restore(workspace, tmp_path / "fresh")
    assert find_missing_documents(open_book(made), made) == ["seeds/rain.en.txt"]


def test_the_folder_of_the_book_alone_gives_a_book_that_scores(
    workspace: "Draft", tmp_path: Path
) -> None:
    shutil.copytree(workspace.root / "forecasts", tmp_path / "copy" / "forecasts")
    copy = Workspace(tmp_path / "copy", tmp_path / "copy" / BOOK)
    assert count_by_status(open_book(copy)) == count_by_status(open_book(workspace.workspace))
    assert len(find_missing_documents(open_book(copy), copy)) == 2
    assert len(examine_book(copy).problems) == 3  # both documents and their list


def test_a_document_that_is_there_and_differs_is_refused(workspace: "Draft") -> None:
    (workspace.root / "seeds" / "rain.en.txt").write_text("forged", encoding="utf-8")
    with pytest.raises(BookError, match="has changed: its SHA-256"):
        open_book(workspace.workspace)
