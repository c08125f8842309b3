"""Words as intervals: what readers take them for, against what they came to."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import BLUE, INK, MUTED, ORANGE, Drawing, axes_for, style
from brierbook.reports.words import first, in_order, sizes

if TYPE_CHECKING:
    from brierbook.analysis.calibration.words import WordsPosterior

TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]
GAP = 0.16  # between the two intervals of a word, in rows
BETWEEN = 0.8  # between languages, in rows
ROW, MARGIN = 0.34, 1.5  # inches a row, and for title and axis


def plot_words(data: "WordsPosterior", *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw, for each word, the readers' survey and the posterior of how often it comes true.

    Parameters
    ----------
    data : WordsPosterior
        As made by :func:`brierbook.analysis.calibration.words.fit_words`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table = words_table(data)
    words = catalogue(lang)
    with style():
        height = MARGIN + ROW * float(table["place"].max() + 1)
        figure, axes = axes_for(ax, 7.2, height)
        draw(axes, table, words)
        label(axes, table, words)
    return Drawing(f"words-{lang}", figure, axes, table, describe(data, table, words))


def words_table(data: "WordsPosterior") -> pd.DataFrame:
    """Give the rows in the order of the figure, with the height at which each is drawn."""
    table = in_order(data.to_frame())
    fresh = table["language"] != table["language"].shift()
    rows = (table["source"] == "").cumsum() - 1
    return table.assign(place=rows + BETWEEN * (fresh.cumsum() - 1))


def draw(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw both intervals of each word, and the means of its single sources."""
    own = table[table["source"] == ""]
    for name, colour, mark, turn in (("survey", ORANGE, "s", -1), ("learnt", BLUE, "o", 1)):
        height = own["place"].to_numpy() + turn * GAP
        lower, mean, upper = (own[name + end].to_numpy() for end in ("_lower", "", "_upper"))
        text = words.say(f"figure.words.{name}")
        axes.hlines(height, lower, upper, color=colour, linewidth=2.2)
        axes.scatter(mean, height, s=26, color=colour, marker=mark, zorder=3, label=text)
    single = table[table["source"] != ""]
    single = single[single.groupby("word")["source"].transform("size") > 1]
    if not single.empty:
        axes.scatter(
            single["learnt"].to_numpy(),
            single["place"].to_numpy() + GAP,
            s=34,
            facecolor="none",
            edgecolor=INK,
            linewidth=0.8,
            zorder=4,
            label=words.say("figure.words.source"),
        )


def label(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Write titles, words and counts."""
    own = table[table["source"] == ""]
    axes.set(xlim=(0, 1), ylim=(float(own["place"].max()) + 0.7, -0.7))
    axes.set_xticks(TICKS, [words.percent(tick) for tick in TICKS])
    axes.set_yticks(own["place"].to_numpy(), [first(each) for each in own["phrases"]])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=MUTED, alpha=0.25, linewidth=0.6)
    for place, rows, events in own[["place", "rows", "events"]].itertuples(index=False, name=None):
        size = f"{words.count('forecasts', rows)}, {words.count('events', events)}"
        axes.text(1.02, place, size, va="center", fontsize=7, color=MUTED, clip_on=False)
    axes.set_xlabel(words.say("figure.words.x"))
    axes.set_title(words.say("figure.words.title"), pad=24)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, handletextpad=0.2)


def describe(data: "WordsPosterior", table: pd.DataFrame, words: Catalogue) -> str:
    """Say in words what the figure shows."""
    own = table[table["source"] == ""]
    furthest = np.abs(own["learnt"].to_numpy() - own["survey"].to_numpy()).argmax()
    row = own.iloc[int(furthest)]
    return words.say(
        "figure.words.alt",
        **sizes(data, words),
        word=first(row["phrases"]),
        survey=words.percent(row["survey"]),
        learnt=words.percent(row["learnt"]),
        interval=words.percents(row["learnt_lower"], row["learnt_upper"]),
    )
