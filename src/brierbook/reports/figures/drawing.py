"""What every figure shares: its result, its style, and how it becomes bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from textwrap import fill
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# blue and orange of the Okabe-Ito palette keep apart for every kind of colour vision, and in grey
BLUE, ORANGE, INK, MUTED = "#0072B2", "#D55E00", "#222222", "#767676"
BAND, FAINT = "#C9DCEB", "#E6EFF6"
# what lies side by side differs in all three: colour, line and marker
SERIES = (BLUE, ORANGE, INK, "#CC79A7", "#56B4E9", "#E69F00")
LINES = ("-", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P")
SMALL = 7.0  # the smallest print

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


@dataclass(frozen=True, slots=True, eq=False)
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

    def _repr_html_(self) -> str:
        from brierbook.reports.figures.notebook import to_html  # noqa: PLC0415  # only there

        return to_html(render(self), self.table, alt=self.alt, caption=self.caption, lang=self.lang)


@contextmanager
def style() -> Iterator[None]:
    """Use the house style inside, and leave matplotlib's settings as they were."""
    with mpl.rc_context(STYLE):
        yield


def axes_for(ax: Axes | None, width: float = 5.6, height: float = 5.2) -> tuple[Figure, Axes]:
    """Give the axes to draw on: those of the caller, else new ones that no window knows of."""
    if ax is not None:
        figure = ax.figure
        return (figure if isinstance(figure, Figure) else figure.figure), ax
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def render(drawing: Drawing, form: str = "svg") -> bytes:
    """Turn a figure into bytes; the same figure gives the same bytes."""
    buffer = BytesIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": drawing.name}):
        drawing.fig.savefig(buffer, format=form, dpi=160, metadata=NO_DATES[form])
    return buffer.getvalue()


def render_alone(drawing: Drawing, form: str = "svg") -> bytes:
    """Turn a figure into bytes for a file of its own: with the caption below it."""
    with captioned(drawing):
        return render(drawing, form)


@contextmanager
def captioned(drawing: Drawing) -> Iterator[None]:
    """Set the caption below a figure, which grows by its lines, and take it away afterwards."""
    if not drawing.caption:
        yield
        return
    width, height = drawing.fig.get_size_inches()
    text = fill(drawing.caption, int(width * SIGNS_AN_INCH))
    with style():
        below = drawing.fig.supxlabel(text, x=0.01, ha="left", fontsize=SMALL, color=INK)
    drawing.fig.set_size_inches(width, height + LINE * (text.count("\n") + 1))
    try:
        yield
    finally:
        below.set_text("")
        drawing.fig.set_size_inches(width, height)
