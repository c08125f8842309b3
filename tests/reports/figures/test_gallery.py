"""The gallery shows every figure, in files that a page can carry."""

import re
from pathlib import Path

from brierbook.reports.figures.registry import FIGURES

DOCS = Path(__file__).resolve().parents[3] / "docs"
LARGEST = 150_000
PICTURE = re.compile(r"!\[(.+)\]\((gallery/[\w.]+\.svg)\)")


def test_every_figure_is_shown_with_a_description() -> None:
    shown = PICTURE.findall((DOCS / "gallery.md").read_text(encoding="utf-8"))
    assert {path.split("/")[1].split(".")[0] for _, path in shown} == set(FIGURES)
    assert all(len(alt) > 40 for alt, _ in shown)
    assert {path for _, path in shown} == {
        f"gallery/{path.name}" for path in (DOCS / "gallery").iterdir()
    }


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (DOCS / "gallery").iterdir()}
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


def test_every_figure_says_what_it_is_for_and_what_not() -> None:
    page = (DOCS / "gallery.md").read_text(encoding="utf-8")
    assert page.count("**For:** ") == page.count("**Not for:** ") >= 23
    for name in FIGURES:
        assert f"$ brierbook plot {name} " in page
