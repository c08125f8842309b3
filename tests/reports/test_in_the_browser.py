"""The page in a real browser: no barrier that axe finds, and hostile text that does nothing."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.reports.chromium import DARK, accessibility, shown
from tests.reports.hostile import BIDI, TEXTS

from brierbook.forecasts.store.loading import open_book
from brierbook.reports.findings.retrospective import Retrospective, retrospect
from brierbook.reports.report import write_report
from brierbook.reports.writers.html import to_html


class Words(HTMLParser):
    """Collects the visible text, and the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a piece of text."""
        self.said.append(data)


def words(page: str) -> Words:
    found = Words()
    found.feed(page)
    return found


def without_breaks(found: Words) -> list[str]:
    return [tag for tag in found.tags if tag != "wbr"]


def page_of(r: Retrospective, language: str = "en") -> str:
    return to_html(write_report(r, language)).decode()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "uk", "ru"])
@pytest.mark.parametrize("look", [(), DARK], ids=["light", "dark"])
def test_axe_finds_no_violation(
    dry: Retrospective, language: str, look: tuple[str, ...], tmp_path: Path
) -> None:
    found = accessibility(page_of(dry, language), tmp_path, *look)
    assert found["violations"] == []
    assert found["passes"] > 20


@pytest.mark.browser
def test_axe_finds_what_is_wrong(dry: Retrospective, tmp_path: Path) -> None:
    spoilt = page_of(dry).replace('<html lang="en">', "<html>")
    found = accessibility(spoilt, tmp_path)
    assert [name for name, _ in found["violations"]] == ["html-has-lang"]


@pytest.mark.browser
@pytest.mark.parametrize("name", [*TEXTS])
def test_hostile_text_is_shown_and_does_nothing(
    workspace: Any,  # noqa: ANN401  # the draft of tests/conftest.py
    name: str,
    tmp_path: Path,
) -> None:
    workspace.save()
    harmless = words(page_of(retrospect(open_book(workspace.workspace), engine="grid")))
    for proposition in ("rain@7d", "opens", "collapses"):
        workspace.body("proposition", proposition)["text"] = {"en": TEXTS[name]}
    workspace.body("event", "storm")["title"] = {"en": TEXTS[name]}
    workspace.body("forecaster", "mayor")["name"] = {"en": TEXTS[name]}
    workspace.body("book")["title"] = {"en": TEXTS[name]}
    workspace.save()
    path = tmp_path / "page.html"
    path.write_text(
        page_of(retrospect(open_book(workspace.workspace), engine="grid")), encoding="utf-8"
    )
    found = words(shown(path, tmp_path / "profile"))
    said = "".join(found.said)
    expected = TEXTS[name] if name != "bidi" else BIDI.encode("ascii", "backslashreplace").decode()
    assert " ".join(expected.split()) in " ".join(said.split())
    assert said.count("pwned") == 2 * said.count("<script>")
    assert without_breaks(found) == without_breaks(harmless)
