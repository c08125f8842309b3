"""All of a book or none of it."""

from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.test_verify import tree_head

from brierbook.errors import BookError, WorkspaceError
from brierbook.forecasts.entries.records import Forecast, Statement
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.workspace.folders import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Draft


def test_a_valid_book_is_loaded_whole(workspace: "Draft") -> None:
    book = open_book(workspace.workspace)
    assert len(book.records) == len(workspace.entries) == 18
    assert book.header.name == "rain-2026"
    assert set(book.documents) == {"doc-uk", "doc-en"}
    assert set(book.forecasters) == {"author", "mayor"}
    assert set(book.events) == {"storm", "bridge"}
    assert set(book.statements) == {"s-rain", "s-bridge"}
    assert set(book.propositions) == {"rain@7d", "rain@30d", "opens", "collapses"}
    assert set(book.forecasts) == {"f-rain", "f-opens", "f-collapses"}
    assert {name: each.outcome for name, each in book.resolutions.items()} == {
        "rain@7d": "yes",
        "opens": "no",
    }
    assert [each.id for each in book.every(Forecast)] == ["f-rain", "f-opens", "f-collapses"]
    assert [each.id for each in book.every(Statement)] == ["s-rain", "s-bridge"]


def test_the_root_is_that_of_the_lines_on_disk(workspace: "Draft") -> None:
    lines = workspace.book.read_bytes().removesuffix(b"\n").split(b"\n")
    assert open_book(workspace.workspace).root == tree_head(lines).hex()


def test_the_last_resolution_recorded_is_in_force(workspace: "Draft") -> None:
    workspace.copy("resolution", "opens", outcome="ambiguous")
    workspace.save()
    assert open_book(workspace.workspace).resolutions["opens"].outcome == "ambiguous"


UNFOUNDED = "is empty, though the deadline has not passed; say what decided it"


def leave_unfounded(workspace: "Draft", name: str) -> None:
    """Say that an outcome was known before its deadline, and not why."""
    body = workspace.body("resolution", name)
    body.update(evidence=[], decided_at="2026-04-05[Europe/Kyiv]", known_at="2026-04-06T06:00:00Z")


def test_one_problem_is_raised_as_it_is(workspace: "Draft") -> None:
    leave_unfounded(workspace, "opens")
    workspace.save()
    line = workspace.line("resolution", "opens")
    with pytest.raises(BookError) as caught:
        open_book(workspace.workspace)
    assert str(caught.value) == f"forecasts/book.jsonl:{line}: evidence: {UNFOUNDED}"


def test_of_many_problems_the_first_is_raised_with_a_word_about_the_others(
    workspace: "Draft",
) -> None:
    for name in ("rain@7d", "opens"):
        leave_unfounded(workspace, name)
    workspace.save()
    line = workspace.line("resolution", "rain@7d")
    with pytest.raises(BookError) as caught:
        open_book(workspace.workspace)
    assert (caught.value.line, caught.value.field) == (line, "evidence")
    assert caught.value.problem == f"{UNFOUNDED} (and 1 more: brierbook check lists them)"


def test_rules_between_entries_wait_until_every_line_reads(workspace: "Draft") -> None:
    leave_unfounded(workspace, "opens")
    workspace.entries[4]["v"] = 3
    assert [field for _, field, _ in workspace.problems()] == ["v"]


def test_a_book_outside_its_root_is_shown_by_its_path(workspace: "Draft", tmp_path: "Path") -> None:
    elsewhere = tmp_path / "copy.jsonl"
    elsewhere.write_bytes(b"")
    [found] = examine_book(Workspace(workspace.root, elsewhere)).problems
    assert found.file == str(elsewhere)


def test_a_book_that_is_not_there_is_no_workspace(workspace: "Draft") -> None:
    workspace.book.unlink()
    with pytest.raises(WorkspaceError, match=r"cannot be read \(No such file or directory\); name"):
        open_book(workspace.workspace)
    assert not workspace.book.exists()
