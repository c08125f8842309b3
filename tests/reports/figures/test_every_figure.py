"""What holds for every figure: glyphs, settings, words, data, and the same bytes each time."""

import re
import subprocess
import sys
import warnings
from html.parser import HTMLParser
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from brierbook.errors import WorkspaceError
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.kit.alt_text import LONGEST
from brierbook.reports.figures.kit.axes import wrap_evenly
from brierbook.reports.figures.kit.drawing import (
    DPI,
    FORMATS,
    SMALL,
    Drawing,
    render_figure,
    style,
)
from brierbook.reports.figures.kit.svg_dress import DARK
from brierbook.reports.figures.outcomes import plot_outcomes
from brierbook.reports.figures.registry import FIGURES, draw_figure

ROOT = Path(__file__).resolve().parents[3]
LANGUAGES = ["en", "uk", "ru"]

# draws every figure of a book in every format, and prints a hash of each
HASHES = """
import sys
from hashlib import sha256
from pathlib import Path
sys.path.insert(0, str(Path(sys.argv[1]) / "tests" / "reports" / "figures"))
from conftest import NOW, with_draws
from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import find_workspace
from brierbook.reports.figures.kit.drawing import FORMATS, render_figure
from brierbook.reports.figures.figure_data import FigureData
from brierbook.reports.figures.registry import FIGURES, draw_figure
material = with_draws(FigureData.of(open_book(find_workspace(sys.argv[2])), now=NOW))
for name, kind in FIGURES.items():
    try:
        drawing = draw_figure(kind, material, lang="uk")
    except WorkspaceError:
        continue
    for form in FORMATS:
        print(name, form, sha256(render_figure(drawing, form)).hexdigest())
"""


@pytest.fixture
def material(name: str, syrian: FigureData, simulated: FigureData) -> FigureData:
    """Give the real book, or the simulated one to a figure that finds nothing in it."""
    return simulated if ("syrian", name) in NOTHING else syrian


BOOKS = ("syrian", "simulated")
# what a book has nothing for: the real one no numbers that resolved, the simulated one no words
OF_KINDS = {
    *("leaderboard_kinds", "options", "kinds_over_time", "coverage", "pit", "quantile_levels"),
}
NOTHING = {("syrian", name) for name in OF_KINDS} | {("simulated", "words")}


def test_what_a_book_cannot_show_is_said_in_a_line(
    syrian: FigureData, simulated: FigureData
) -> None:
    for material, name in (*((syrian, each) for each in sorted(OF_KINDS)), (simulated, "words")):
        with pytest.raises(WorkspaceError) as caught:
            draw_figure(FIGURES[name], material)
        assert "\n" not in str(caught.value)


# the longest texts are those of the simulated book; the real one has few events
CASES = [
    pytest.param(
        *(book, name, language),
        marks=pytest.mark.slow if (book, language) == ("simulated", "en") else (),
    )
    for book in BOOKS
    for name in FIGURES
    for language in (LANGUAGES if book == "simulated" else ("uk",))
    if (book, name) not in NOTHING
]


@pytest.mark.parametrize(("book", "name", "language"), CASES)
def test_a_figure_is_legible_and_leaves_no_trace(
    request: pytest.FixtureRequest, book: str, name: str, language: str
) -> None:
    material = request.getfixturevalue(book)
    before = dict(mpl.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawing = draw_figure(FIGURES[name], material, lang=language)
        picture = render_figure(drawing, "png")
    assert picture.startswith(b"\x89PNG")
    assert dict(mpl.rcParams) == before
    assert len(drawing.table)
    assert drawing.lang == language
    assert len(drawing.alt) <= LONGEST
    for text in (drawing.alt, drawing.caption):
        assert text.endswith(".")
        assert not {"{", "}"} & set(text)
        assert "nan" not in text
    for shown in texts(drawing):
        assert float(shown.get_fontsize()) >= SMALL
        assert not shown.get_parse_math()
    assert outside(drawing) == []
    assert overlapping(drawing) == []


def texts(drawing: Drawing) -> list[Text]:
    found = drawing.fig.findobj(Text)
    return [each for each in found if each.get_text().strip() and each.get_visible()]


def outside(drawing: Drawing) -> list[str]:
    """List the texts that reach beyond the edge of the picture."""
    edge = drawing.fig.bbox
    return [
        text
        for text, box in boxes(drawing)
        if box.x0 < edge.x0 or box.x1 > edge.x1 or box.y0 < edge.y0 or box.y1 > edge.y1
    ]


def overlapping(drawing: Drawing) -> list[tuple[str, str]]:
    """List the pairs of texts that cover each other."""
    return [
        (one, other)
        for (one, box), (other, second) in combinations(boxes(drawing), 2)
        if box.padded(-0.5).overlaps(second.padded(-0.5))
    ]


def boxes(drawing: Drawing) -> list[tuple[str, Bbox]]:
    """Give each text with its place at the resolution of a saved picture."""
    drawing.fig.set_dpi(DPI)
    with style():
        drawing.fig.draw_without_rendering()
    return [(each.get_text(), each.get_window_extent()) for each in texts(drawing)]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_drawn_on_given_axes(material: FigureData, name: str) -> None:
    figure = Figure()
    axes = figure.add_subplot()
    kind = FIGURES[name]
    drawing: Drawing = kind.load()(getattr(material, kind.takes), ax=axes)
    assert drawing.fig is figure
    assert drawing.ax is axes
    assert axes.get_title(loc="left")


def hashes(root: Path, seed: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", HASHES, str(ROOT), str(root)],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONHASHSEED": seed, "PATH": "", "HOME": str(root)},
    )
    return done.stdout.splitlines()


@pytest.mark.slow
def test_two_processes_with_other_hash_seeds_draw_the_same_bytes(simulated_root: Path) -> None:
    first, second = (hashes(simulated_root, seed) for seed in ("1", "2"))
    assert len(first) == (len(FIGURES) - 1) * len(FORMATS)
    assert first == second


def test_texts_are_as_wide_at_every_resolution(syrian: FigureData) -> None:
    drawing = draw_figure(FIGURES["surprises"], syrian)
    widths = []
    for dpi in (72, 100, 160):
        drawing.fig.set_dpi(dpi)
        with style():
            drawing.fig.draw_without_rendering()
        widths.append([each.get_window_extent().width / dpi for each in texts(drawing)])
    for other in widths[1:]:
        assert other == pytest.approx(widths[0], abs=0.02)


def test_a_line_that_is_broken_leaves_no_word_alone() -> None:
    text = "20 January 2023 - 22 March 2025: 452 forecasts, 126 propositions, 90 events"
    assert wrap_evenly(text, 72) == [
        "20 January 2023 - 22 March 2025: 452",
        "forecasts, 126 propositions, 90 events",
    ]
    assert wrap_evenly(text, 80) == [text]
    assert wrap_evenly("", 80) == []


def test_a_file_bears_its_name_its_words_and_its_face(syrian: FigureData) -> None:
    drawing = draw_figure(FIGURES["outcomes"], syrian, lang="uk")
    svg = ET.fromstring(render_figure(drawing))  # noqa: S314  # made here
    space = {"s": "http://www.w3.org/2000/svg"}
    assert svg.get("role") == "img"
    assert svg.findtext("s:title", namespaces=space) == drawing.title
    said = svg.findtext("s:desc", namespaces=space) or ""
    assert drawing.alt in said
    assert drawing.caption in said
    rules = svg.findtext("s:style", namespaces=space) or ""
    assert rules.count("@font-face") == 2
    assert "prefers-color-scheme:dark" in rules
    shown = {"".join(each.itertext()) for each in svg.iterfind(".//s:text", space)}
    assert {words for text in texts(drawing) for words in text.get_text().split("\n")} == shown
    assert drawing.caption.encode() in render_figure(drawing, "png")


def test_no_colour_of_a_figure_stays_light_in_the_dark(
    syrian: FigureData, simulated: FigureData
) -> None:
    kept = {"#cc79a7", "#e69f00"}
    for name in FIGURES:
        material = simulated if ("syrian", name) in NOTHING else syrian
        svg = render_figure(draw_figure(FIGURES[name], material)).decode()
        body = svg.partition("</style>")[2]
        used = set(re.findall(r"(?:fill|stroke):(#[0-9a-f]{6})", body))
        assert used <= set(DARK) | kept, name


def test_a_figure_of_the_caller_is_left_as_it_is(syrian: FigureData) -> None:
    figure = Figure()
    drawing = plot_outcomes(syrian.scored, ax=figure.add_subplot())
    render_figure(drawing)
    assert figure.get_size_inches().tolist() == [6.4, 4.8]


class Seen(HTMLParser):
    """Collects the tags, and the text, of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.text += data


@pytest.mark.parametrize("name", FIGURES)
def test_a_notebook_shows_picture_description_and_numbers(material: FigureData, name: str) -> None:
    drawing = draw_figure(FIGURES[name], material, lang="ru")
    seen = Seen()
    seen.feed(drawing._repr_html_())  # as a notebook calls it
    tags = dict(seen.tags)
    assert tags["figure"] == {"lang": "ru"}
    assert tags["img"]["alt"] == drawing.alt
    assert str(tags["img"]["src"]).startswith("data:image/svg+xml;base64,")
    assert [tag for tag, _ in seen.tags].count("th") == len(drawing.table.columns)
    assert drawing.caption in seen.text
