"""What levels of quantiles deserve: how often outcomes fell below them, and the map learnt."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.kinds.level_check import LevelSample
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
from brierbook.reports.figures.kit.drawing import (
    BAND,
    BLUE,
    MUTED,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.findings.level_text import check_sentence
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_quantile_levels"]

GRID = np.arange(1, 100) / 100


def plot_quantile_levels(data: LevelSample, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the share of outcomes at or below the quantiles of each level, and the map learnt.

    Parameters
    ----------
    data : LevelSample
        The quantiles of a book, see :mod:`brierbook.analysis.tables.kinds.level_check`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data.rows,
        Message(
            "no forecast of a number or a day, in quantiles, has resolved; log some",
            "nothing.quantiles",
        ),
    )
    curve, shares, words = _map_table(data), data.shares, load_catalogue(lang)
    n = sample_counts(data.rows)
    with style():
        figure, axes = axes_for(ax)
        _draw_map(axes, curve)
        _draw_shares(axes, shares)
        _label_levels(axes, words, n)
    table = pd.concat([shares, curve.rename(columns={"happened": "map"})], ignore_index=True)
    alt, caption = _levels_alt(words, shares, n), _levels_caption(words, data)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"quantile_levels-{lang}", figure, axes, table, alt, caption, lang)


def _map_table(data: LevelSample) -> pd.DataFrame:
    """Give the map with its limits at every hundredth."""
    if data.map is None:
        return pd.DataFrame(columns=["said", "happened", "lower", "upper"])
    return data.map.to_frame(GRID, coverage=LEVEL)


def _draw_map(axes: Axes, curve: pd.DataFrame) -> None:
    """Draw the diagonal, the band and the map."""
    said = float_column(curve, "said")
    lower, upper = float_column(curve, "lower"), float_column(curve, "upper")
    axes.fill_between(said, lower, upper, color=BAND, lw=0)
    axes.plot([0, 1], [0, 1], color=MUTED, lw=0.9, ls=(0, (4, 3)))
    axes.plot(said, float_column(curve, "happened"), color=BLUE, lw=1.8)


def _draw_shares(axes: Axes, shares: pd.DataFrame) -> None:
    """Draw what happened at each level that was stated, with limits."""
    said = float_column(shares, "said")
    lower, upper = shares["lower"].fillna(0.0), shares["upper"].fillna(1.0)
    axes.vlines(said, lower.to_numpy(), upper.to_numpy(), color=ORANGE, lw=1.3)
    axes.plot(said, float_column(shares, "share"), "s", color=ORANGE, markersize=5, mec="white")


def _label_levels(axes: Axes, words: Catalogue, n: SampleCounts) -> None:
    """Write titles and axes."""
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    label_shares(axes.xaxis, words)
    label_shares(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.quantile_levels.x"))
    axes.set_ylabel(words.say("figure.quantile_levels.y"))
    write_finding(axes, words, "quantile_levels", sample_size_line(words, n))


def _levels_caption(words: Catalogue, data: LevelSample) -> str:
    """Say what is drawn, and whether the map helped out of time."""
    said = [words.say("figure.quantile_levels.caption", level=words.percent(LEVEL))]
    if data.map is not None:
        p = words.number(data.map.p_changed, 2)
        said.append(words.say("figure.quantile_levels.changed", p=p))
    return " ".join([*said, *(check_sentence(row, words) for row in row_records(data.check))])


def _levels_alt(words: Catalogue, shares: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.quantile_levels.row",
            said=words.percent(row["said"]),
            share=words.percent(row["share"]),
        )
        for row in row_records(shares)
    ]
    size = sample_size_line(words, n)
    return words.say("figure.quantile_levels.alt", size=size, rows="; ".join(rows))
