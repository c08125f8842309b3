"""Words as intervals: what readers take them for, what they came to, and what standards say."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.forecasts.lexicon import SCALES, Scale
from brierbook.reports.figures.kit.axes import label_shares, with_few_note, write_finding
from brierbook.reports.figures.kit.drawing import (
    BAND,
    BLUE,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.forest import annotate_row, place_legend_below
from brierbook.reports.findings.words_text import first_phrase, sort_words, word_sample_sizes
from brierbook.speech.catalogue import Catalogue, load_catalogue

if TYPE_CHECKING:
    from brierbook.analysis.calibration.models.words import WordsPosterior

__all__ = ["plot_words"]

LEVEL = 0.9
GAP = 0.16  # between the two intervals of a word, in rows
BETWEEN = 0.8  # between languages, in rows
ROW, MARGIN = 0.3, 1.6  # inches a row, and for title and axis
RULER, AFTER, HEIGHT = 2.2, 1.3, 0.5  # rows from one scale to the next, from the words, of a box
LINES = (0.55, 1.0)  # rows below the middle of a box at which its term stands, in turn


def plot_words(data: "WordsPosterior", *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw, for each word, the readers' survey and the posterior of how often it comes true.

    Parameters
    ----------
    data : WordsPosterior
        As made by :func:`brierbook.analysis.calibration.models.words.fit_words`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table = _words_table(data)
    words = load_catalogue(lang)
    with style():
        figure, axes = axes_for(ax, 7.2, MARGIN + ROW * (_lowest_row(table) + 1))
        _draw_word_intervals(axes, table, words)
        for number, scale in enumerate(SCALES):
            _draw_scale(axes, scale, float(table["place"].max()) + AFTER + RULER * number)
        _label_words(axes, data, table, words)
    alt, caption = _words_alt_text(data, table, words), _words_caption(data, words)
    return Drawing(f"words-{lang}", figure, axes, table, alt, caption, lang)


def _lowest_row(table: pd.DataFrame) -> float:
    """Give the lowest place, with the scales below the words."""
    return float(table["place"].max()) + AFTER + RULER * len(SCALES) - 1.2


def _words_table(data: "WordsPosterior") -> pd.DataFrame:
    """Give the rows in the order of the figure, with the height at which each is drawn."""
    table = sort_words(data.to_frame())
    fresh = table["language"] != table["language"].shift()
    rows = (table["source"] == "").cumsum() - 1
    return table.assign(place=rows + BETWEEN * (fresh.cumsum() - 1))


def _draw_word_intervals(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw both intervals of each word, and the means of its single sources."""
    own = table[table["source"] == ""]
    for name, colour, mark, turn in (("survey", ORANGE, "s", -1), ("learnt", BLUE, "o", 1)):
        height = own["place"].to_numpy() + turn * GAP
        lower, mean, upper = (own[name + end].to_numpy() for end in ("_lower", "", "_upper"))
        text = words.say(f"figure.words.{name}")
        axes.hlines(height, lower, upper, color=colour, linewidth=2.2)
        axes.scatter(mean, height, s=26, color=colour, marker=mark, zorder=3, label=text)
    text = words.say("figure.words.happened")
    look: dict[str, Any] = {
        "color": INK,
        "marker": "x",
        "linewidth": 1.1,
        "zorder": 5,
        "clip_on": False,
    }
    axes.scatter(own["happened"].to_numpy(), own["place"].to_numpy(), s=22, label=text, **look)
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


def _draw_scale(axes: Axes, scale: Scale, place: float) -> None:
    """Draw the ranges of a standard as boxes, with their terms below in two lines by turns."""
    edge: dict[str, Any] = {"edgecolor": MUTED, "linewidth": 0.6}
    for number, term in enumerate(scale.terms):
        width = term.high - term.low
        axes.barh(place, width, HEIGHT, term.low, color=BAND, **edge)
        side = {0: "left", len(scale.terms) - 1: "right"}.get(number, "center")
        at = {"left": term.low, "right": term.high}.get(side, (term.low + term.high) / 2)
        height = place + LINES[number % 2]
        axes.text(at, height, term.phrase, ha=side, va="center", fontsize=SMALL)
    axes.text(-0.04, place, scale.name, ha="right", va="center", fontsize=9)


def _label_words(axes: Axes, data: "WordsPosterior", table: pd.DataFrame, words: Catalogue) -> None:
    """Write titles, words and counts."""
    own = table[table["source"] == ""]
    axes.set(xlim=(-0.03, 1.03), ylim=(_lowest_row(table) + 0.7, -0.7))
    label_shares(axes.xaxis, words)
    axes.set_yticks(own["place"].to_numpy(), [first_phrase(each) for each in own["phrases"]])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=MUTED, alpha=0.25, linewidth=0.6)
    for place, rows, events in own[["place", "rows", "events"]].itertuples(index=False, name=None):
        annotate_row(axes, place, f"{rows} / {events}")
    axes.set_xlabel(words.say("figure.words.x"))
    size = words.say("words.size", **word_sample_sizes(data, words))
    write_finding(axes, words, "words", size, _words_finding(words, table))
    place_legend_below(axes, 4, left=-0.2)


def _furthest_word(table: pd.DataFrame) -> "pd.Series[Any]":
    """Take the word whose meaning and worth are furthest apart."""
    own = table[table["source"] == ""]
    return own.iloc[int(np.abs(own["learnt"].to_numpy() - own["survey"].to_numpy()).argmax())]


def _words_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say which word readers take for something else than it came to."""
    row = _furthest_word(table)
    return words.say(
        "figure.words.finding",
        word=words.quote(first_phrase(row["phrases"])),
        survey=words.percent(row["survey"]),
        learnt=words.percent(row["learnt"]),
    )


def _words_caption(data: "WordsPosterior", words: Catalogue) -> str:
    """Say what the intervals are, and where the numbers are from."""
    bases = {word.basis for word in data.words}
    notes = [words.say(f"figure.words.{name}") for name in ("inherited", "hand") if name in bases]
    level, draws = words.percent(LEVEL), words.number(len(data.draws["spread"]))
    caption = words.say("figure.words.caption", level=level, draws=draws)
    sizes = f"{words.say('figure.words.sizes')}."
    said = " ".join(
        [caption, sizes[0].upper() + sizes[1:], *notes, words.say("figure.words.scales")]
    )
    return with_few_note(words, said, data.total.events)


def _words_alt_text(data: "WordsPosterior", table: pd.DataFrame, words: Catalogue) -> str:
    """Say in words what the figure shows."""
    row = _furthest_word(table)
    return words.say(
        "figure.words.alt",
        **word_sample_sizes(data, words),
        word=first_phrase(row["phrases"]),
        survey=words.percent(row["survey"]),
        learnt=words.percent(row["learnt"]),
        interval=words.percents(row["learnt_lower"], row["learnt_upper"]),
    )
