"""Rows with a name, a point and its limits: what several figures are made of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from brierbook.reports.figures.kit.axes import annotate_beside
from brierbook.reports.figures.kit.drawing import MUTED
from brierbook.speech.catalogue import Catalogue

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TICK_LINE",
    "annotate_row",
    "extra_tick_lines",
    "figure_height",
    "label_rows",
    "localize_number_ticks",
    "place_legend_below",
]

ROW, MARGINS = 0.27, 1.75  # inches of a row, and of titles and axes together
TICK_LINE = 0.17  # inches of a line of the names of ticks
ROOM = 0.06  # share of an axis beyond the furthest limit


def figure_height(rows: float) -> float:
    """Choose the height of a figure with so many rows."""
    return MARGINS + ROW * max(rows, 3)


def label_rows(axes: Axes, names: Sequence[str], at: Sequence[float] | None = None) -> None:
    """Name the rows from the top, and draw no ticks."""
    places = [*range(len(names))] if at is None else [*at]
    axes.set_yticks(places, [*names], fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(places) + 0.6, min(places) - 0.6)


def annotate_row(axes: Axes, place: float, text: str) -> None:
    """Write beside a row, right of the axes."""
    look: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
    annotate_beside(axes, text, (1, place), (6, 0), va="center", color=MUTED, **look)


def axis_limits(
    *columns: "pd.Series[float]", hold: float = 0.0, least: float = 0.02
) -> tuple[float, float]:
    """Choose an axis that holds all finite numbers, and a given one."""
    numbers = np.concatenate([column.to_numpy(dtype=float) for column in columns])
    finite = np.append(numbers[np.isfinite(numbers)], hold)
    low, high = float(finite.min()), float(finite.max())
    room = max(ROOM * (high - low), least)
    return low - room, high + room


def localize_number_ticks(axes: Axes, words: Catalogue, digits: int = 2) -> None:
    """Label the numbers of the horizontal axis as the language writes them."""
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    axes.set_xticks(ticks, [words.number(tick, digits) for tick in ticks])


def place_legend_below(axes: Axes, columns: int, inches: float = 0.55, left: float = -0.02) -> None:
    """Place the legend below the axis and its label, whatever the height of the axes."""
    figure = axes.get_figure(root=True)
    if figure is None or not axes.get_legend_handles_labels()[0]:
        return
    lower = inches + TICK_LINE * extra_tick_lines(axes)
    down = axes.transAxes + ScaledTranslation(0, -lower, figure.dpi_scale_trans)
    look: dict[str, Any] = {"bbox_to_anchor": (left, 0), "bbox_transform": down}
    axes.legend(loc="upper left", ncols=columns, borderaxespad=0, **look)


def extra_tick_lines(axes: Axes) -> int:
    """Count the lines that names of ticks have below their first."""
    return max((tick.get_text().count("\n") for tick in axes.get_xticklabels()), default=0)


def draw_interval(axes: Axes, place: float, limits: tuple[float, float], **look: Any) -> None:  # noqa: ANN401  # what matplotlib takes
    """Draw limits as a line; those beyond the axis run to its edge, and end in an arrow head."""
    low, high = axes.get_xlim()
    start, end = max(limits[0], low), min(limits[1], high)
    axes.hlines(place, start, end, **look)
    for edge, beyond, head in ((start, limits[0] < low, "<"), (end, limits[1] > high, ">")):
        if beyond:
            axes.plot(edge, place, head, color=look.get("color"), markersize=4, clip_on=False)
