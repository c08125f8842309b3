"""Every page of the documentation: what it shows is carried out, and what it links is there."""

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.docs.pages import DOCS, carry_out, commands, fits, steps, surroundings

ROOT = DOCS.parent
# they need more than a folder, and have tests of their own
ELSEWHERE = ("integrity", "howto/team", "howto/plug-ins")
MADE = {"gallery.md", "commands.md", "brierbook.md", "brierbook.analysis.md"}
# pages on the book of this repository are carried out in a copy of it
ON_SYRIA = "explanation"


def pages() -> list[Path]:
    """List the pages that are written by hand."""
    return [path for path in sorted(DOCS.rglob("*.md")) if path.name not in MADE]


def name_of(page: Path) -> str:
    """Name a page as the list of pages does."""
    return page.relative_to(DOCS).with_suffix("").as_posix()


def carried_out() -> list[Path]:
    """List the pages with something to carry out, in a folder alone."""
    return [path for path in pages() if steps(path) and name_of(path) not in ELSEWHERE]


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
    for name in "init", "source add", "log", "resolve", "score", "calibrate", "plot", "report":
        assert f"brierbook {name}" in said


def test_the_numbers_of_the_demo_are_those_of_the_report() -> None:
    summary = json.loads((ROOT / "reports/syria-2024-12/summary.json").read_text(encoding="utf-8"))
    scored, brier = summary["scored"], summary["scores"]["brier"]
    (shown,) = re.findall(r":class: demo\n\n(.*?)```", text_of(DOCS / "tutorial.md"), re.DOTALL)
    assert [float(each) for each in re.findall(r"[\d.]*\d", shown)] == [
        *(scored[each] for each in ("forecasts", "propositions", "events")),
        *(round(100 * summary[each]) for each in ("said", "happened")),
        *(round(brier["value"], 3), 90, round(brier["lower"], 3), round(brier["upper"], 3)),
    ]


def text_of(page: Path) -> str:
    """Read a page."""
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", text_of(page))
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
