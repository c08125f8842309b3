"""What every figure shares: its result, its style, and how it becomes bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from io import BytesIO
from math import ceil, sqrt
from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from brierbook.errors import ArgumentError, quote_value
from brierbook.forecasts.workspace.writing import write_file
from brierbook.reports.figures.kit.alt_text import shorten_alt
from brierbook.reports.figures.kit.compact_svg import shorten_svg
from brierbook.reports.figures.kit.face import FACE, FALLBACK, register_face
from brierbook.reports.figures.kit.svg_dress import dress_svg
from brierbook.speech.catalogue import load_catalogue

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
    "figure_size",
    "render_figure",
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
DPI = 192  # of a saved picture: two pixels for each of a page

STYLE: dict[Any, Any] = {
    "font.family": [FACE, FALLBACK],
    "font.size": 9.0,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "text.color": INK,
    "text.hinting": "none",  # so that texts are as wide at every resolution as they were laid out
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.pad": 5.0,
    "svg.fonttype": "none",
    "savefig.facecolor": "white",
}
FORMATS = ("svg", "png", "pdf")
NO_DATES: dict[str, dict[str, str | None]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None},
}
WORDS_IN: dict[str, dict[str, str]] = {
    "svg": {},
    "png": {"Title": "title", "Description": "caption"},
    "pdf": {"Title": "title", "Subject": "caption"},
}


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

    def __post_init__(self) -> None:
        """Keep the description short enough to be heard out; the table has the rest."""
        object.__setattr__(self, "alt", shorten_alt(self.alt, load_catalogue(self.lang)))

    @property
    def title(self) -> str:
        """What stands above the figure, in one line."""
        return " ".join(self.ax.get_title(loc="left").split())

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers that are drawn."""
        return self.table

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the figure, whole or not at all: .svg, .png or .pdf."""
        file = Path(path)
        if (form := file.suffix[1:].lower()) not in FORMATS:
            raise ArgumentError(
                "path",
                "is {path}; give a file that ends in .{known}",
                code="file.no_form",
                path=quote_value(str(file)),
                known=", .".join(FORMATS),
            )
        return write_file(file, render_figure(self, form))

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
    register_face()
    with mpl.rc_context(STYLE):
        yield


class _LaidOutFigure(Figure):
    """A figure of our own, which is laid out once; matplotlib's layout moves a bit at each draw."""

    def settle(self) -> None:
        """Lay out, and leave it so."""
        if engine := self.get_layout_engine():
            engine.execute(self)
            self.set_layout_engine("none")


SIZE: ContextVar[tuple[float, float] | None] = ContextVar("SIZE", default=None)


@contextmanager
def figure_size(size: tuple[float, float] | None) -> Iterator[None]:
    """Draw new figures inside in a size of the caller, in inches, rather than in their own."""
    token = SIZE.set(size)
    try:
        yield
    finally:
        SIZE.reset(token)


def axes_grid(number: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """Give a new figure with so many axes, in rows that are about as many as columns."""
    columns = ceil(sqrt(number))
    rows = ceil(number / columns)
    size = SIZE.get() or (width * columns, height * rows)
    figure = _LaidOutFigure(figsize=size, layout="constrained")
    return figure, [figure.add_subplot(rows, columns, place + 1) for place in range(number)]


def axes_for(ax: Axes | None, width: float = 5.6, height: float = 5.2) -> tuple[Figure, Axes]:
    """Give the axes to draw on: those of the caller, else new ones that no window knows of."""
    if ax is not None:
        figure = ax.figure
        return (figure if isinstance(figure, Figure) else figure.figure), ax
    figure = _LaidOutFigure(figsize=SIZE.get() or (width, height), layout="constrained")
    return figure, figure.add_subplot()


def render_figure(drawing: Drawing, form: str = "svg", dpi: float = DPI) -> bytes:
    """Turn a figure into bytes; the same figure gives the same bytes."""
    buffer = BytesIO()
    register_face()
    with mpl.rc_context(STYLE | {"svg.hashsalt": drawing.name}):
        if isinstance(drawing.fig, _LaidOutFigure):
            drawing.fig.settle()
        drawing.fig.savefig(buffer, format=form, dpi=dpi, metadata=_metadata(drawing, form))
    if form != "svg":
        return buffer.getvalue()
    svg = shorten_svg(buffer.getvalue().decode())
    return dress_svg(svg, drawing.title, f"{drawing.alt} {drawing.caption}".strip()).encode()


def _metadata(drawing: Drawing, form: str) -> dict[str, str | None]:
    """Give what a file says of itself: no time, and outside SVG the words of the figure."""
    words = {name: getattr(drawing, each) for name, each in WORDS_IN[form].items()}
    return NO_DATES[form] | words
