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

# of each figure: what it is for, and when another does better
USES = {
    "reliability": (
        "Whether things said with 70% happened 70% of the time, without choosing bins.",
        "Under some twenty events the band fills the picture: show `outcomes`.",
    ),
    "recalibration": (
        "What to make of the next forecast by the same sources.",
        "It is no record of what happened; for that take `reliability`.",
    ),
    "reliability_binned": (
        "Readers who know the usual calibration chart, such as that of a platform.",
        "The choice of bins moves the dots; a claim should rest on `reliability`.",
    ),
    "outcomes": (
        "A first look at few forecasts: each is a dot.",
        "It shows separation, not calibration.",
    ),
    "murphy": (
        "Readers who act at a threshold of their own and ask whom to listen to there.",
        "For a lay public: the axes need a minute.",
    ),
    "mcb_dsc": (
        "Several forecasters: is a bad score a matter of honesty about odds, or of knowledge?",
        "With few events both parts are mostly chance, as the hollow marks show.",
    ),
    "score_over_time": (
        "Whether a score has settled, or hangs on the last outcomes.",
        "It does not show that somebody learns: questions differ over time.",
    ),
    "timeline": (
        "The story of one question: who said what when, and what happened.",
        "More than six forecasters; then only the busiest have names.",
    ),
    "group_forest": (
        "Which languages, sources, topics or wordings lean too high or too low.",
        "Groups of one or two events say nothing, however wide the difference.",
    ),
    "words": (
        "What “likely” meant to readers, and what it came to in this book.",
        "A book of numbers alone has no words.",
    ),
    "horizon": (
        "Whether forecasts get better as the deadline comes near.",
        "Questions with one deadline each: near and far are then other questions.",
    ),
    "leaderboard": (
        "Forecasters who answered the same questions.",
        "Forecasters who share few questions; a rank then says nothing.",
    ),
    "leaderboard_kinds": (
        "The same for options, numbers and days.",
        "Few shared questions.",
    ),
    "options": ("Calibration of options of which one comes true.", "Few events."),
    "kinds_over_time": (
        "Whether scores of options, numbers and days have settled.",
        "Comparing kinds with each other: their scores have other units.",
    ),
    "coverage": (
        "Whether intervals of 80% hold 80% of the time.",
        "A lay public; the panel on the right alone will do.",
    ),
    "pit": (
        "Whether numbers and days come out too high, too low or too wide.",
        "Under some fifty outcomes the bars are mostly chance.",
    ),
    "quantile_levels": (
        "What a quantile of each level was worth.",
        "Forecasts that give a median alone.",
    ),
    "surprises": (
        "The forecasts that a reader will ask about: the worst and the best.",
        "Judging anybody: it shows the extremes.",
    ),
    "health": (
        "Whether outcomes are missing before anything is scored.",
        "It says nothing about how good forecasts are.",
    ),
    "evidence": (
        "Those who look after every outcome and want to stop when it is shown.",
        "A single look; limits of the score are narrower then.",
    ),
    "events": (
        "The whole story on one screen: what was said of each event, and what happened.",
        "More than a dozen events; then take `reliability`.",
    ),
    "sensitivity": (
        "Whether the result hangs on a choice that others would make in another way.",
        "A book with nothing ambiguous and one way of counting.",
    ),
}

HEAD = """\
# All figures

`brierbook plot NAME [QUERY] -o FILE` draws one of these, `brierbook plot all -o DIR` all of them;
`--lang uk` and `--lang ru` draw them in Ukrainian and Russian, and `--size card` for sharing.
A PNG has two pixels for each of a page; an SVG holds its text, its name and its description,
and turns dark with the page.
Each gives its table, its description and how it was made as data, with `--json`.

Titles say what was found in the book at hand.
This page is made by `make gallery`, from the book of this repository on Syria; where the page
says so, from a simulated book, in which nothing happened and which `tools/simulated_book.py` makes.
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
        if name in USES:
            purpose, not_when = USES[name]
            parts.append(f"**For:** {purpose}\n**Not for:** {not_when}\n")
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
    by = " --by forecaster" if FIGURES[name].groups and source == "simulated" else ""
    code = f"```console\n$ brierbook plot {name}{by} -o {name}.svg\n```"
    of = "*From the simulated book.*\n\n" if of else ""
    return f"{picture}\n\n{of}{escape_markdown(drawing.caption)}\n\n{code}\n"


if __name__ == "__main__":
    main()
