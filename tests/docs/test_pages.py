"""Every page of the documentation: what it shows is carried out, and what it links is there."""

import re
import shutil
from pathlib import Path

import pytest
from tests.docs.pages import DOCS, carry_out, commands, fits, steps, surroundings

ROOT = DOCS.parent
# they need more than a folder, and have tests of their own
ELSEWHERE = [DOCS / "integrity.md", *(DOCS / "howto" / name for name in ("team.md", "figures-of-your-own.md"))]
MADE = {"gallery.md", "commands.md", "brierbook.md", "brierbook.analysis.md"}
# pages on the book of this repository are carried out in a copy of it
ON_SYRIA = "explanation"


def pages() -> list[Path]:
    """List the pages that are written by hand."""
    return [path for path in sorted(DOCS.rglob("*.md")) if path.name not in MADE]


def carried_out() -> list[Path]:
    """List the pages with something to carry out, in a folder alone."""
    return [path for path in pages() if path not in ELSEWHERE and steps(path)]


@pytest.mark.parametrize("page", carried_out(), ids=lambda page: page.stem)
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    place = tmp_path / "here"
    place.mkdir()
    if page.parent.name == ON_SYRIA:
        for name in ("seeds", "forecasts/book.jsonl", "reports/syria-2024-12/summary.json"):
            copy(ROOT / name, place / name)
    assert carry_out(page, place, surroundings(tmp_path)) > 0


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder, with the folders above it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)


def test_the_tutorial_goes_from_a_document_to_a_retrospective() -> None:
    said = " ".join(text for step in steps(DOCS / "tutorial.md") for text, _ in commands(step))
    for name in "init", "source add", "log", "resolve", "score", "calibrate", "plot":
        assert f"brierbook {name}" in said


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).is_file()] == []


def test_the_comparison_can_fail(tmp_path: Path) -> None:
    assert fits("a …\n…\n", "a b\nc\nd\n")
    assert not fits("a …\n", "a b\nc\n")
    assert not fits("a\n", "b\n")
    page = tmp_path / "page.md"
    for wrong in (
        "```console\n$ echo yes\nno\n```\n",
        "```console\n$ false\n```\n",
        "```pycon\n>>> 1 + 1\n3\n```\n",
        "```sh\nrm\n```\n",
    ):
        page.write_text(wrong, encoding="utf-8")
        with pytest.raises(AssertionError):
            carry_out(page, tmp_path, surroundings(tmp_path))
