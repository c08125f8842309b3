"""More panels than one in the place that the first had alone: beside it, or below."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text

__all__ = ["let_titles_cross", "split_axes", "stack_axes"]

TITLE, LINE = 10, 11  # points that a title takes above the lines of a subtitle, and each of those
GAP = 0.12  # between two panels that no layout places, as a share of their width


def split_axes(axes: Axes, ratio: float) -> Axes:
    """Give a part of the place of the axes to new ones on the right, `ratio` times as wide."""
    figure = axes.figure
    spec = axes.get_subplotspec()
    if spec is None:
        return _split_position(axes, figure, ratio)
    parts = spec.subgridspec(1, 2, width_ratios=(1, ratio))
    axes.set_subplotspec(parts[0])
    return figure.add_subplot(parts[1])


def _split_position(axes: Axes, figure: Figure | SubFigure, ratio: float) -> Axes:
    """Share out a place that was given as numbers."""
    left, low, width, height = axes.get_position().bounds
    part = width * (1 - GAP) / (1 + ratio)
    axes.set_position((left, low, part, height))
    return figure.add_axes((left + part + GAP * width, low, part * ratio, height))


def let_titles_cross(axes: Axes, lines: int) -> None:
    """Let titles reach over the next panel: only their height counts for the layout."""
    for text in axes.findobj(Text, include_self=False):
        if text.get_text() and text.get_window_extent().y0 >= axes.bbox.y1:
            text.set_in_layout(False)
    height = TITLE + lines * LINE
    axes.annotate(" ", (0, 1), (0, height), xycoords="axes fraction", textcoords="offset points")


def stack_axes(axes: Axes, heights: Sequence[float]) -> list[Axes]:
    """Give the place of the axes to several below each other, the first of them the same."""
    figure, spec = axes.figure, axes.get_subplotspec()
    if len(heights) == 1:
        return [axes]
    if spec is None:
        return _stack_positions(axes, figure, heights)
    parts = spec.subgridspec(len(heights), 1, height_ratios=[*heights])
    axes.set_subplotspec(parts[0])
    return [axes, *(figure.add_subplot(parts[place]) for place in range(1, len(heights)))]


def _stack_positions(
    axes: Axes, figure: Figure | SubFigure, heights: Sequence[float]
) -> list[Axes]:
    """Share out a place that was given as numbers, from the top."""
    left, low, width, height = axes.get_position().bounds
    gap = GAP * height / len(heights)
    unit = (height - gap * (len(heights) - 1)) / sum(heights)
    top, made = low + height, []
    for place, each in enumerate(heights):
        box = (left, top - unit * each, width, unit * each)
        top -= unit * each + gap
        made.append(figure.add_axes(box) if place else axes)
        made[-1].set_position(box)
    return made
