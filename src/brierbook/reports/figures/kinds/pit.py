"""The histogram of PIT values: in which tenth of its forecast each number or day fell."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import withhold_limits
from brierbook.analysis.numeric.limits.event_mean import event_mean
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    SampleCounts,
    float_column,
    label_shares,
    refuse_empty_table,
    row_records,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import BLUE, INK, MUTED, Drawing, axes_for, style
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["pit_histogram", "plot_pit"]

BINS = 10


def plot_pit(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the share of outcomes in each tenth of their forecasts, with limits over events.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.kinds.kind_rows.pit_rows`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data,
        Message(
            "no forecast of a number or a day, in quantiles, has resolved; log some",
            "nothing.quantiles",
        ),
    )
    table, words, n = pit_histogram(data), load_catalogue(lang), sample_counts(data)
    with style():
        figure, axes = axes_for(ax, 6.0, 4.0)
        _draw_bars(axes, table)
        _label_pit(axes, table, words, n)
    alt, caption = _pit_alt(words, table, n), _pit_caption(words, table)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"pit-{lang}", figure, axes, table, alt, caption, lang)


def pit_histogram(data: pd.DataFrame) -> pd.DataFrame:
    r"""Give the share of outcomes in each tenth, spread evenly between the levels next to them.

    .. math:: s_b = \sum_i w_i \frac{|[l_i, h_i] \cap b|}{h_i - l_i}

    References
    ----------
    Czado, Gneiting and Held (2009), doi:10.1111/j.1541-0420.2009.01191.x (the form that is not
    randomised)
    """
    rows = add_event_weights(data)
    edges = np.linspace(0, 1, BINS + 1)
    parts = np.diff(_share_below(rows, edges), axis=1)
    found = [
        withhold_limits(
            event_mean(
                np.clip(part, 0, 1),
                event=rows["event"],
                weight=rows["weight"],
                bounds=(0, 1),
                level=LEVEL,
            )
        )
        for part in parts.T
    ]
    return pd.DataFrame(
        {
            "from": edges[:-1],
            "to": edges[1:],
            "share": [each.value for each in found],
            "lower": [each.lower for each in found],
            "upper": [each.upper for each in found],
        }
    )


def _share_below(rows: pd.DataFrame, edges: Floats) -> Floats:
    """Say how much of each transform lies below each edge."""
    low, high = (rows[name].to_numpy(dtype=np.float64)[:, None] for name in ("low", "high"))
    width = np.where(high > low, high - low, 1.0)
    return np.where(high > low, np.clip((edges - low) / width, 0, 1), edges > low)


def _draw_bars(axes: Axes, table: pd.DataFrame) -> None:
    """Draw a bar for each tenth, its limits, and where all would be equal."""
    middle = (float_column(table, "from") + float_column(table, "to")) / 2
    share, width = float_column(table, "share"), 0.9 / BINS
    axes.bar(middle, share, width, facecolor="white", edgecolor=BLUE, linewidth=1.3)
    axes.vlines(middle, float_column(table, "lower"), float_column(table, "upper"), color=INK, lw=1)
    axes.axhline(1 / BINS, color=MUTED, lw=1.1, ls=(0, (4, 3)))


def _label_pit(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles and axes."""
    top = max(float(table[["share", "upper"]].max().max()) * 1.1, 0.2)
    axes.set(xlim=(0, 1), ylim=(0, top))
    label_shares(axes.xaxis, words)
    ticks = [tick for tick in axes.get_yticks() if tick <= top]
    axes.set_yticks(ticks, [words.percent(tick) for tick in ticks])
    axes.set_xlabel(words.say("figure.coverage.x"))
    axes.set_ylabel(words.say("figure.pit.y"))
    write_finding(axes, words, "pit", sample_size_line(words, n), _pit_finding(words, table))


def _off_bins(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the tenths whose limits leave out a tenth."""
    due = 1 / BINS
    return table[(table["lower"] > due) | (table["upper"] < due)]


def _pit_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say whether any tenth stands out."""
    off = _off_bins(table)
    key = "figure.pit.finding_" + ("together" if off.empty else "apart")
    return words.say(key, n=words.number(len(off)))


def _pit_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what bars and lines are, and whether any tenth stands out."""
    off = _off_bins(table)
    said = words.say("figure.pit.caption", level=words.percent(LEVEL))
    key = "figure.pit.together" if off.empty else "figure.pit.apart"
    return f"{said} {words.say(key, n=words.number(len(off)))}"


def _pit_alt(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.pit.row",
            place=words.percents(row["from"], row["to"]),
            share=words.percent(row["share"]),
        )
        for row in row_records(table)
    ]
    return words.say("figure.pit.alt", size=sample_size_line(words, n), rows="; ".join(rows))
