"""Files on disk: written whole, made again and compared, and said on a terminal."""

from pathlib import Path
from typing import Any

import pytest

from brierbook.errors import WorkspaceError
from brierbook.forecasts.frozen import replace_fields
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.publish import Edition, ReportFiles, stale_files
from brierbook.reports.terminal import retrospective_text
from brierbook.speech.catalogue import load_catalogue

EDITION = Edition(("en", "ru"), ("html", "md", "pdf", "json", "ipynb"))


@pytest.fixture
def found(workspace: Any) -> Retrospective:  # noqa: ANN401  # the draft of tests/conftest.py
    workspace.save()
    return retrospect(open_book(workspace.workspace), engine="grid")


def test_what_is_written_is_current(found: Retrospective, workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    target = replace_fields(workspace.workspace, root=tmp_path)
    publication = ReportFiles(found, target, EDITION)
    paths = list(publication.write())
    assert len(paths) == len(publication) == 2 + 2 * 8 + 1
    folder = tmp_path / "reports" / "rain-2026"
    posterior = tmp_path / "analysis" / "rain-2026" / "posterior.nc"
    assert sorted(paths) == sorted([*folder.iterdir(), posterior])
    assert list(stale_files(found, folder, EDITION, load_catalogue("en"))) == []


def test_differences_are_named(found: Retrospective, workspace: Any, tmp_path: Path) -> None:  # noqa: ANN401
    target = replace_fields(workspace.workspace, root=tmp_path)
    list(ReportFiles(found, target, EDITION).write())
    folder = tmp_path / "reports" / "rain-2026"
    (folder / "report.ru.html").unlink()
    content = (folder / "report.en.pdf").read_bytes()
    (folder / "report.en.pdf").write_bytes(content[:-1])
    with (folder / "scores.csv").open("a", encoding="utf-8") as opened:
        opened.write("more\n")
    size = f"{len(content) - 1:,} bytes there, {len(content):,} now"
    assert list(stale_files(found, folder, EDITION, load_catalogue("en"))) == [
        "scores.csv: differs in 2 lines, the first is line 4",
        f"report.en.pdf: differs: {size}",
        "report.ru.html: is missing",
    ]
    ukrainian = [*stale_files(found, folder, EDITION, load_catalogue("uk"))]
    assert (
        ukrainian[0] == "scores.csv: відрізняється у 2\N{NO-BREAK SPACE}рядках, перший із них — 4"
    )
    assert ukrainian[2] == "report.ru.html: файлу немає"


def test_a_folder_that_cannot_be_written_is_one_line(
    found: Retrospective,
    workspace: Any,  # noqa: ANN401
    tmp_path: Path,
) -> None:
    (tmp_path / "reports").write_text("a file", encoding="utf-8")
    target = replace_fields(workspace.workspace, root=tmp_path)
    with pytest.raises(WorkspaceError, match=r"cannot be written .* try -o DIR"):
        list(ReportFiles(found, target, EDITION).write())


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("en", "All 2 resolved propositions, on 2 events, can be scored."),
        ("uk", "Підсумок відомий для 2 тверджень про 2 події, і всі їх можна оцінити."),
        ("ru", "Исход известен для 2 утверждений по 2 событиям, и все их можно оценить."),
    ],
)
def test_the_answer_on_a_terminal(found: Retrospective, language: str, answer: str) -> None:
    said = retrospective_text(found, load_catalogue(language)).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(answer)
    *prose, _ = said.split("\n\n")
    assert all(len(line) <= 88 for text in prose for line in text.splitlines())
