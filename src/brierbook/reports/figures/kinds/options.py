"""The reliability of options: of what was said of each, how much came true."""

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import refuse_empty_table
from brierbook.reports.figures.kit.drawing import Drawing
from brierbook.reports.figures.reliability import draw_reliability

__all__ = ["plot_options"]


def plot_options(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the reliability diagram of all options together, each a forecast of its own.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.kinds.option_rows.option_rows`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data, Message("no forecast of options has resolved; log some", "nothing.options")
    )
    return draw_reliability(add_event_weights(data), "options", ax=ax, lang=lang)
