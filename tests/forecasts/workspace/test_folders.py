"""Finding the workspace: by name, by variable, from below."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import VARIABLE, Workspace, find_workspace

if TYPE_CHECKING:
    from tests.conftest import Draft


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_the_rooms_stand_below_the_root(workspace: "Draft") -> None:
    found = find_workspace(str(workspace.root))
    assert found == Workspace(workspace.root, workspace.book)
    rooms = (found.seeds, found.analysis, found.reports)
    assert rooms == tuple(workspace.root / name for name in ("seeds", "analysis", "reports"))


def test_the_nearest_workspace_above_is_found(workspace: "Draft") -> None:
    below = workspace.root / "analysis" / "deep" / "down"
    below.mkdir(parents=True)
    assert find_workspace(start=below) == workspace.workspace


def test_a_start_that_is_relative_is_taken_from_here(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root / "seeds")
    assert find_workspace(start=Path()) == workspace.workspace
    assert find_workspace() == workspace.workspace


def test_the_variable_names_the_book_and_an_argument_goes_before_it(
    workspace: "Draft", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(workspace.root))
    assert find_workspace() == workspace.workspace
    other = tmp_path / "other"
    other.mkdir()
    assert find_workspace(str(other)).root == other


@pytest.mark.parametrize(
    ("here", "name"),
    [
        (".", "forecasts/book.jsonl"),
        ("forecasts", "book.jsonl"),
        ("forecasts/sub", "../book.jsonl"),
        ("seeds", "../forecasts/book.jsonl"),
    ],
)
def test_a_book_named_from_anywhere_finds_its_seeds(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch, here: str, name: str
) -> None:
    (workspace.root / here).mkdir(exist_ok=True)
    monkeypatch.chdir(workspace.root / here)
    found = find_workspace(name)
    assert found.root.samefile(workspace.root)
    assert len(open_book(found).records) == len(workspace.entries)


def test_no_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        WorkspaceError, match="name one with --book, or make one with brierbook init"
    ):
        find_workspace(start=tmp_path)


def test_a_name_that_is_not_there_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"no such book; name a workspace folder, a book"):
        find_workspace(str(tmp_path / "nowhere"))
