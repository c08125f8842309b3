"""The PDF: tagged, dated by the book, Cyrillic that can be selected, hostile text as text."""

import builtins
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.reports.chromium import tool
from tests.reports.hostile import BIDI, EMOJI, TEXTS

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.reports.figures.kit.legible import SUBSTITUTE
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.model import Heading, Report, Table
from brierbook.reports.report import write_report
from brierbook.reports.writers.pdf import legible_values, to_pdf

if TYPE_CHECKING:
    from tests.reports.conftest import Written


def said(program: str, content: bytes, folder: Path, *arguments: str) -> str:
    """Have a program of poppler-utils read a PDF."""
    path = folder / "report.pdf"
    path.write_bytes(content)
    command = [tool(program), *arguments, str(path), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def without_blanks(text: str) -> str:
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


@pytest.mark.parametrize(
    "language", ["uk", *(pytest.param(each, marks=pytest.mark.slow) for each in ("en", "ru"))]
)
def test_it_is_tagged_and_says_its_language(dry_report: "Written", language: str) -> None:
    content = to_pdf(dry_report(language))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert f"/Lang({language})/StructTreeRoot".encode() in content
    assert b"/MarkInfo" in content


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_its_text_can_be_selected_and_it_bears_the_time_of_the_book(
    dry: Retrospective, dry_report: "Written", language: str, tmp_path: Path
) -> None:
    report = dry_report(language)
    content = to_pdf(report)
    text = without_blanks(said("pdftotext", content, tmp_path))
    assert without_blanks(report.title) in text
    for name in dry.scored["statement"].head(3):
        cue = dry.book.statements[name].cues[0].text
        assert without_blanks(cue) in text
    info = said("pdfinfo", content, tmp_path, "-isodates")
    assert f"CreationDate:    {dry.made_at:%Y-%m-%dT%H:%M:%S}Z" in info
    assert "Tagged:          yes" in info


@pytest.mark.browser
@pytest.mark.parametrize("name", [*TEXTS])
def test_hostile_text_is_text(
    workspace: Any,  # noqa: ANN401  # the draft of tests/conftest.py
    name: str,
    tmp_path: Path,
) -> None:
    for proposition in ("rain@7d", "opens", "collapses"):
        workspace.body("proposition", proposition)["text"] = {"en": TEXTS[name]}
    workspace.body("book")["title"] = {"en": TEXTS[name]}
    workspace.save()
    found = retrospect(open_book(workspace.workspace), engine="grid")
    text = without_blanks(said("pdftotext", to_pdf(write_report(found, "en")), tmp_path))
    if name == "long":  # it goes over pages, with their numbers in between
        assert text.count("х" * 60) > 400
        return
    assert without_blanks(legible_values(TEXTS[name], 10**6)) in text


def test_an_empty_table_is_a_head_alone() -> None:
    table = Table("Nothing", ("a", "b"), ())
    report = Report("en", "Empty", (Heading(1, "Empty"), table))
    assert to_pdf(report).startswith(b"%PDF")


def test_what_typst_refuses_is_one_line() -> None:
    report = Report("en", "Deep", (Heading(1, "Deep"), Heading(4, "Too deep")))
    with pytest.raises(WorkspaceError, match=r"the PDF cannot be written: .*; try html"):
        to_pdf(report)


def test_what_the_font_lacks_is_shown_as_lacking() -> None:
    assert legible_values(EMOJI, 64).count(SUBSTITUTE) == 5
    assert legible_values(BIDI, 64) == r"12%\u202e%34\u202c\u2066"
    assert legible_values({"address": "https://example.org/🌧", "text": "їґёї₴🌧"}, 64) == {
        "address": "https://example.org/🌧",
        "text": f"їґёї₴{SUBSTITUTE}",
    }


def test_a_long_word_may_be_broken() -> None:
    broken = legible_values("x" * 50, 20).split("\N{ZERO WIDTH SPACE}")
    assert [len(part) for part in broken] == [20, 20, 10]


def test_without_typst_it_says_what_to_install(
    dry_report: "Written", monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = builtins.__import__

    def missing(name: str, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  # as Python calls it
        if name == "typst":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(WorkspaceError, match=r"pip install 'brierbook\[pdf\]'"):
        to_pdf(dry_report("en"))
