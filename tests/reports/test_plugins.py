"""Formats and sections that another package announces."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from brierbook.errors import ArgumentError, WorkspaceError
from brierbook.reports.findings.retrospective import Retrospective
from brierbook.reports.model import Heading
from brierbook.reports.plugins import VARIABLE
from brierbook.reports.publish import Edition, report_files
from brierbook.reports.report import write_report
from brierbook.reports.writers.formats import find_writer

MODULE = """
from brierbook.reports.model import Heading, Paragraph, line

def to_txt(report):
    return report.title.encode()

def weather(r, words):
    return [Heading(2, "Weather"), Paragraph(line(f"{len(r.scored)} under the sun"))]
"""
POINTS = """
[brierbook.reports]
format.txt = another_package:to_txt
format.html = another_package:to_txt
format.broken = another_package:nothing
section.weather = another_package:weather
section.answer = another_package:weather
"""


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a package, as an installer would leave it."""
    (tmp_path / "another_package.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "another_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: another-package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("another_package", None)


@pytest.mark.usefixtures("another")
def test_a_format_of_another_package_is_written(small: Retrospective) -> None:
    made = dict(report_files(small, Edition(("uk",), ("txt",))))
    assert made["report.uk.txt"].decode() == "Ретроспектива: Дощ"


@pytest.mark.usefixtures("another")
def test_a_section_of_another_package_stands_before_the_method(small: Retrospective) -> None:
    blocks = write_report(small, "en").blocks
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    assert titles[titles.index("Weather") + 1] == "Method"
    assert titles.count("Weather") == 1  # ours is never replaced


@pytest.mark.usefixtures("another")
def test_ours_are_never_replaced() -> None:
    assert find_writer("html").__module__ == "brierbook.reports.writers.html"


@pytest.mark.usefixtures("another")
def test_what_does_not_load_is_one_line() -> None:
    with pytest.raises(WorkspaceError, match=f"'format.broken' of another .* set {VARIABLE}=1"):
        find_writer("broken")


@pytest.mark.usefixtures("another")
def test_one_variable_leaves_them_out(
    small: Retrospective, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1")
    with pytest.raises(ArgumentError, match=r"'txt' is unknown; use html, md, pdf, json, ipynb$"):
        find_writer("txt")
    assert all(getattr(each, "text", "") != "Weather" for each in write_report(small, "en").blocks)


@pytest.mark.usefixtures("another")
def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(ArgumentError, match=r"'docx' is unknown; use html, .*ipynb, .*txt"):
        find_writer("docx")
