"""What every figure shares: its result, its style, and how it becomes bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt
from os import PathLike
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from brierbook.errors import ArgumentError, quote_value
from brierbook.forecasts.workspace.writing import write_file
from brierbook.reports.figures.kit.compact_svg import shorten_svg

__all__ = [
    "BAND",
    "BLUE",
    "DPI",
    "FORMATS",
    "INK",
    "LINES",
    "MUTED",
    "ORANGE",
    "SMALL",
    "STYLE",
    "Drawing",
    "axes_for",
    "render_figure",
    "render_with_caption",
    "style",
]

# blue and orange of the Okabe-Ito palette keep apart for every kind of colour vision, and in grey
BLUE, ORANGE, INK, MUTED = "#0072B2", "#D55E00", "#222222", "#767676"
BAND, FAINT = "#C9DCEB", "#E6EFF6"
# what lies side by side differs in all three: colour, line and marker
SERIES = (BLUE, ORANGE, INK, "#CC79A7", "#56B4E9", "#E69F00")
LINES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P")
SMALL = 7.0  # the smallest print
DPI = 160  # of a saved picture

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10.0,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "text.color": INK,
    "text.hinting": "none",  # so that texts are as wide at every resolution as they were laid out
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "path",
    "savefig.facecolor": "white",
}
FORMATS = ("svg", "png", "pdf")
NO_DATES = {"svg": {"Date": None}, "png": {"Software": None}, "pdf": {"CreationDate": None}}
SIGNS_AN_INCH = 16  # of the smallest print, in the widest of the three languages
LINE = 1.3 * SMALL / 72  # inches that a line of it takes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawing:
    """A figure with its axes, a tidy table of what is drawn, and its description in words.

    ``alt`` says what the figure shows, for those who do not see it; ``caption`` says how it was
    made, and how far it can be trusted.
    """

    name: str
    fig: Figure
    ax: Axes
    table: pd.DataFrame
    alt: str
    caption: str = ""
    lang: str = "en"

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers that are drawn."""
        return self.table

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the figure with its caption, whole or not at all: .svg, .png or .pdf."""
        file = Path(path)
        if (form := file.suffix[1:].lower()) not in FORMATS:
            raise ArgumentError(
                "path",
                "is {path}; give a file that ends in .{known}",
                code="file.no_form",
                path=quote_value(str(file)),
                known=", .".join(FORMATS),
            )
        return write_file(file, render_with_caption(self, form))

    def __repr__(self) -> str:
        return f"Drawing({self.name!r}): {self.alt}"

    def _repr_html_(self) -> str:
        from brierbook.reports.figures.kit.notebook import figure_html  # only there

        return figure_html(
            render_figure(self), self.table, alt=self.alt, caption=self.caption, lang=self.lang
        )


@contextmanager
def style() -> Iterator[None]:
    """Use the house style inside, and leave matplotlib's settings as they were."""
    with mpl.rc_context(STYLE):
        yield


class _LaidOutFigure(Figure):
    """A figure of our own, which is laid out once; matplotlib's layout moves a bit at each draw."""

    def settle(self) -> None:
        """Lay out, and leave it so."""
        if engine := self.get_layout_engine():
            engine.execute(self)
            self.set_layout_engine("none")


def axes_grid(number: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """Give a new figure with so many axes, in rows that are about as many as columns."""
    columns = ceil(sqrt(number))
    rows = ceil(number / columns)
    figure = _LaidOutFigure(figsize=(width * columns, height * rows), layout="constrained")
    return figure, [figure.add_subplot(rows, columns, place + 1) for place in range(number)]


def axes_for(ax: Axes | None, width: float = 5.6, height: float = 5.2) -> tuple[Figure, Axes]:
    """Give the axes to draw on: those of the caller, else new ones that no window knows of."""
    if ax is not None:
        figure = ax.figure
        return (figure if isinstance(figure, Figure) else figure.figure), ax
    figure = _LaidOutFigure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def render_figure(drawing: Drawing, form: str = "svg") -> bytes:
    """Turn a figure into bytes; the same figure gives the same bytes."""
    buffer = BytesIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": drawing.name}):
        if isinstance(drawing.fig, _LaidOutFigure):
            drawing.fig.settle()
        drawing.fig.savefig(buffer, format=form, dpi=DPI, metadata=NO_DATES[form])
    made = buffer.getvalue()
    return shorten_svg(made.decode()).encode() if form == "svg" else made


def render_with_caption(drawing: Drawing, form: str = "svg") -> bytes:
    """Turn a figure into bytes for a file of its own: a figure of ours gets its caption below."""
    if not isinstance(drawing.fig, _LaidOutFigure) or not drawing.caption:
        return render_figure(drawing, form)
    with style():
        drawing.fig.settle()
        with _caption_below(drawing.fig, drawing.caption):
            return render_figure(drawing, form)


@contextmanager
def _caption_below(figure: Figure, caption: str) -> Iterator[None]:
    """Set a caption below a figure, which grows by its lines, and take it away afterwards."""
    width, height = figure.get_size_inches()
    lines = wrap(caption, int(width * SIGNS_AN_INCH))
    below = LINE * (len(lines) + 1)
    places = [(axes, axes.get_position(original=True)) for axes in figure.axes]
    figure.set_size_inches(width, height + below)
    for axes, place in places:
        axes.set_position(_raise_axes(place, height, below))
    text = figure.text(0.01, LINE / 2 / (height + below), "\n".join(lines), fontsize=SMALL)
    try:
        yield
    finally:
        text.remove()
        figure.set_size_inches(width, height)
        for axes, place in places:
            axes.set_position(place)


def _raise_axes(place: Bbox, height: float, below: float) -> Bbox:
    """Keep axes as large and as far from the top as they are where a figure grows below."""
    whole = height + below
    return Bbox.from_extents(
        place.x0, (place.y0 * height + below) / whole, place.x1, (place.y1 * height + below) / whole
    )
