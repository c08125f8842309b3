"""``brierbook.plot_reliability`` of a data frame."""

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from brierbook.analysis.tables.claimed_rows import ColumnNames, read_claimed_rows
from brierbook.frames.headings import claimed_heading
from brierbook.reports.figures import reliability
from brierbook.reports.figures.kit.drawing import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_reliability"]


def plot_reliability(
    data: object,
    *,
    by: str | None = None,
    ax: "Axes | None" = None,
    lang: str = "en",
    **columns: Unpack[ColumnNames],
) -> Drawing:
    """Draw what happened against what was said, of the forecasts of a data frame.

    The figure is that of ``brierbook plot reliability``: isotonic regression with equal forecasts
    pooled, and the band where the curve would lie if all forecasts were calibrated. ``save`` of
    what comes back writes it, ``to_frame`` gives its numbers, and ``fig`` and ``ax`` are those of
    matplotlib.

    Parameters
    ----------
    data : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
    by : str, optional
        The column of the groups that get a diagram each.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    **columns : str
        How columns are called; see :func:`brierbook.score`.

    Raises
    ------
    ArgumentError
        If a column is missing.
    """
    rows = read_claimed_rows(data, [by] if by else [], **columns).counted
    drawing = reliability.plot_reliability(rows, by=by, ax=ax, lang=lang)
    return replace(drawing, caption=f"{claimed_heading(lang)}. {drawing.caption}")
