"""Draw every figure, and write docs/gallery.md.

Figures come from the book of this repository; those that it cannot fill come from a simulated one,
which the page says. Run it with ``uv run python tools/gallery.py``.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import simulated_book

from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.drawing import Drawing, render_figure
from brierbook.reports.figures.registry import FIGURES, draw_figure
from brierbook.reports.writers.markdown import escape_markdown
from brierbook.speech.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "gallery.md"
FOLDER = ROOT / "docs" / "gallery"
# figures that need more forecasters, outcomes or updates than the real book has
SIMULATED = (
    "murphy",
    "mcb_dsc",
    "score_over_time",
    "timeline",
    "horizon",
    "leaderboard",
    "coverage",
    "surprises",
    "events",
    "health",
    "evidence",
    "sensitivity",
    "pit",
    "options",
    "quantile_levels",
    "kinds_over_time",
    "leaderboard_kinds",
)
# what the real book has nothing for: numbers and options that resolved
SIMULATED_ONLY = (
    "coverage",
    "pit",
    "options",
    "quantile_levels",
    "kinds_over_time",
    "leaderboard_kinds",
)

HEAD = """\
# All figures

`brierbook plot NAME [QUERY] -o FILE` draws one of these, `brierbook plot all -o DIR` all of them;
`--lang uk` and `--lang ru` draw them in Ukrainian and Russian.
Each gives its table and its description as data, with `--json`.
This page is made by `make gallery`, from the book of this repository on Syria; where the page says
so, from a simulated book, in which nothing happened and which `tools/simulated_book.py` makes.
"""


def main() -> None:
    """Write the page and its pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        made = simulated_book.write(Path(folder))
        real, simulated = (as_it_ended(root) for root in (ROOT, made))
    parts = [HEAD]
    for name in FIGURES:
        parts.append(f"## {load_catalogue('en').say(f'figure.{name}.title')}\n")
        if name not in SIMULATED_ONLY:
            parts.append(section(name, real, "real"))
        if name in SIMULATED:
            parts.append(section(name, simulated, "simulated"))
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


def as_it_ended(root: Path) -> FigureData:
    """Look at a book at the time of its last entry, so that pictures stay as they are."""
    return FigureData.of(open_book(find_workspace(str(root))))


def section(name: str, material: FigureData, source: str) -> str:
    """Draw a figure, and write its part of the page."""
    kind = FIGURES[name]
    options: dict[str, Any] = {"by": "forecaster"} if kind.groups and source == "simulated" else {}
    drawing = draw_figure(kind, material, **options)
    path = FOLDER / f"{name}.{source}.svg"
    path.write_bytes(render_figure(drawing))
    return described(name, drawing, path, source)


def described(name: str, drawing: Drawing, path: Path, source: str) -> str:
    """Show a figure, with its description for those who do not see it."""
    of = "" if source == "real" else ", from the simulated book"
    picture = f"![{escape_markdown(drawing.alt)}]({path.relative_to(PAGE.parent).as_posix()})"
    return f"{picture}\n\n`brierbook plot {name}`{of}.\n"


if __name__ == "__main__":
    main()
