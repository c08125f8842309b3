"""The site: it is built without a warning, and asks for nothing from elsewhere when it is read."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.pages import DOCS
from tests.reports.chromium import DARK, violations

# what a browser fetches by itself; a link that a reader follows is something else
FETCHED = re.compile(
    r"<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src|srcset)=\"((?:https?:)?//[^\"]+)"
)
IN_STYLES = re.compile(r"url\(['\"]?((?:https?:)?//[^)]+)|@import\s+['\"]((?:https?:)?//[^'\"]+)")


pytestmark = pytest.mark.slow  # the whole site is built


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going"]
    command += ["-d", str(folder / "trees"), str(DOCS), str(folder / "html")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def test_every_page_is_built(site: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix("") for path in DOCS.rglob("*.md")}
    made = {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}
    assert pages <= made


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    html = {path.name: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    css = {path.name: path.read_text(encoding="utf-8") for path in site.rglob("*.css")}
    assert html
    assert css
    assert {name: found for name, text in html.items() if (found := FETCHED.findall(text))} == {}
    assert {name: found for name, text in css.items() if (found := IN_STYLES.findall(text))} == {}
    assert FETCHED.search('<script src="https://example.org/a.js">')


# a page of prose, of pictures, of commands and of docstrings
LOOKED_AT = ("index", "gallery", "reference/commands", "reference/brierbook.analysis")


@pytest.mark.browser
@pytest.mark.parametrize("name", LOOKED_AT)
@pytest.mark.parametrize("look", [(), DARK], ids=["light", "dark"])
def test_axe_finds_no_violation(
    site: Path, name: str, look: tuple[str, ...], tmp_path: Path
) -> None:
    page = site / f"{name}.html"
    text = page.read_text(encoding="utf-8")
    found = violations(text, page.with_name("axe.htm"), tmp_path, *look)
    assert found["violations"] == []
    assert found["passes"] > 20  # of rules


def test_docstrings_reach_the_page(site: Path) -> None:
    text = (site / "reference" / "brierbook.analysis.html").read_text(encoding="utf-8")
    assert "Verification of forecasts expressed in terms of probability" in text
