"""What a retrospective says of the one before it."""

import json
from pathlib import Path
from typing import Any

import pytest

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.previous import Previous, read_previous
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.findings.selection import WHOLE
from brierbook.reports.publish import Edition, report_files
from brierbook.reports.writers.summary_files import summary_json

SELECTION = WHOLE.as_data()


# most tests start from the same book
KEPT: dict[tuple[str, ...], Retrospective] = {}


def made_anew(draft: Any, previous: Previous | None = None) -> Retrospective:  # noqa: ANN401  # of tests/conftest.py
    draft.save()
    return retrospect(open_book(draft.workspace), engine="grid", previous=previous)


def made(draft: Any, previous: Previous | None = None) -> Retrospective:  # noqa: ANN401  # the same
    key = (*draft.lines(), repr(previous))
    if key not in KEPT:
        KEPT[key] = made_anew(draft, previous)
    return KEPT[key]


def files(found: Retrospective, *formats: str) -> dict[str, bytes]:
    return dict(report_files(found, Edition(("en",), formats or ("md",))))


def previous_of(found: Retrospective, folder: Path, root: str) -> Previous | None:
    path = folder / "summary.json"
    path.write_text(summary_json(found), encoding="utf-8")
    return read_previous(path, root=root, selection=SELECTION)


@pytest.fixture
def before(workspace: Any) -> Retrospective:  # noqa: ANN401
    """Write a retrospective before the bridge was resolved."""
    last = workspace.entries.pop()
    found = made(workspace)
    workspace.entries.append(last)
    return found


def test_the_first_one_compares_with_nothing(workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    assert read_previous(tmp_path / "summary.json", root="", selection=SELECTION) is None
    assert b"Since the last" not in files(made(workspace))["report.en.md"]


def test_new_outcomes_are_listed(before: Retrospective, workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    previous = previous_of(before, tmp_path, "another")
    report = files(made(workspace, previous))["report.en.md"].decode()
    said = report[report.index("## Since the last retrospective") :]
    assert "| Entries of the book | 17 | 18 |" in said
    assert "| Scored forecasts | 1 | 2 |" in said
    assert "### New outcomes\n\n- opens happens. Did not happen." in said
    assert "Changed outcomes" not in said


def test_changed_outcomes_are_listed(workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    before = made(workspace)
    workspace.copy("resolution", "rain@7d", outcome="no")
    found = made(workspace, previous_of(before, tmp_path, "another"))
    report = files(found)["report.en.md"].decode()
    # the bridge's condition was that it rains, so that is void now
    changed = "- opens happens. Void.\n- rain@7d happens. Did not happen."
    assert f"### Changed outcomes\n\n{changed}" in report
    assert "New outcomes" not in report


def test_to_write_a_report_twice_changes_nothing(
    before: Retrospective,
    workspace: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    once = made_anew(workspace, previous_of(before, tmp_path, "another"))
    again = previous_of(once, tmp_path, once.book.root)
    assert files(made_anew(workspace, again), "html", "md") == files(once, "html", "md")
    first = made(workspace)
    assert previous_of(first, tmp_path, first.book.root) is None


def test_a_report_on_another_part_is_no_predecessor(workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "summary.json"
    path.write_text(summary_json(made(workspace)), encoding="utf-8")
    other = SELECTION | {"query": "tag:test"}
    assert read_previous(path, root="another", selection=other) is None


def test_a_summary_of_the_first_schema_has_no_outcomes(workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    path = tmp_path / "summary.json"
    old = json.loads(summary_json(made(workspace)))
    for name in ("outcomes", "previous", "selection", "made_at"):
        del old[name]
    path.write_text(json.dumps(old | {"schema": "brierbook.summary/1"}), encoding="utf-8")
    previous = read_previous(path, root="another", selection=SELECTION)
    assert previous is not None
    assert previous.outcomes is None
    report = files(made(workspace, previous))["report.en.md"]
    assert b"what is new since cannot be listed" in report


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"\xff",
    b'{"schema": "brierbook.summary/9"}',
    b'{"schema": "brierbook.summary/2"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", BROKEN, ids=[str(place) for place in range(len(BROKEN))])
def test_a_broken_summary_is_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="move it away, or write elsewhere with -o") as caught:
        read_previous(path, root="another", selection=SELECTION)
    assert "\n" not in str(caught.value)


def test_a_huge_summary_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    with path.open("wb") as opened:
        opened.truncate(2**27)  # a hole, which takes no room on disk
    with pytest.raises(WorkspaceError, match="is too large; move it away"):
        read_previous(path, root="another", selection=SELECTION)


SPOILT: list[tuple[str, object]] = [
    ("resolved_propositions", "3"),
    ("resolved_propositions", True),
    ("outcomes", {"a": 1}),
    ("outcomes", ["a"]),
    ("scored", {"forecasts": 1}),
    ("book", {"root": 5, "entries": 1}),
    ("scores", {"brier": {"value": "<b>", "lower": 0, "upper": 1}}),
    ("scores", {"brier": {"value": float("nan"), "lower": 0, "upper": 1}}),
]


@pytest.mark.parametrize(("field", "value"), SPOILT)
def test_a_summary_with_a_wrong_field_is_one_line(
    workspace: Any,  # noqa: ANN401
    tmp_path: Path,
    field: str,
    value: object,
) -> None:
    path = tmp_path / "summary.json"
    summary = json.loads(summary_json(made(workspace)))
    path.write_text(json.dumps(summary | {field: value}), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="lacks something that a summary has"):
        read_previous(path, root="another", selection=SELECTION)
