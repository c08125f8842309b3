"""What every figure shares: its result, its style, and how it becomes bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# blue and orange of the Okabe-Ito palette keep apart for every kind of colour vision, and in grey
BLUE, ORANGE, INK, MUTED = "#0072B2", "#D55E00", "#222222", "#767676"
BAND, FAINT = "#C9DCEB", "#E6EFF6"

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


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A figure with its axes, a tidy table of what is drawn, and its description in words."""

    name: str
    fig: Figure
    ax: Axes
    table: pd.DataFrame
    alt: str


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
