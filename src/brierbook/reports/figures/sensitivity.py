"""How much hangs on choices: the score under other ones, and its bounds under ambiguity."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.bounds import ambiguity_bounds
from brierbook.analysis.sensitivity import variants
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import BAND, BLUE, INK, MUTED, Drawing, axes_for, style
from brierbook.reports.figures.forest import (
    beside_row,
    height_for,
    legend_below,
    name_rows,
    reach,
    span,
    ticks_in_numbers,
)
from brierbook.reports.figures.parts import LEVEL, Counts, counts, few, headline, records, size_line

EVEN = 0.25  # the Brier score of always saying 50 %
BOUNDS = ("best", "worst")
RANGE = (0.0, 1.0)  # of the Brier score
WRAP = 36  # signs in a line of a name


def plot_sensitivity(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the mean Brier score under other choices, and between what ambiguous outcomes leave it.

    Parameters
    ----------
    data : DataFrame
        All forecasts, as made by :func:`brierbook.analysis.table.forecast_table`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words = sensitivity_table(data), catalogue(lang)
    n = counts(data[data["status"].isin(("scored", "ambiguous")) & (data["reading"] == "primary")])
    with style():
        figure, axes = axes_for(ax, 7.6, height_for(1.25 * len(table)))
        draw(axes, table, words)
        label(axes, table, words, n)
    alt, caption = describe(words, table, n), explain(words, table)
    return Drawing(f"sensitivity-{lang}", figure, axes, table, alt, caption, lang)


def sensitivity_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row a choice, the bounds last."""
    return pd.concat([variants(data), ambiguity_bounds(data)], ignore_index=True)


def draw(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the bounds as a bar behind, and each choice as a point with limits."""
    axes.set_xlim(*reach(table["brier"], table["brier_lower"], table["brier_upper"], hold=EVEN))
    axes.axvline(EVEN, color=MUTED, lw=1.3, ls=(0, (1, 1.5)), label=words.say("figure.even"))
    ends = table.loc[table["variant"].isin(BOUNDS), "brier"]
    if len(ends):
        text = words.say("figure.sensitivity.between")
        axes.axvspan(ends.min(), ends.max(), color=BAND, linewidth=0, label=text, zorder=0)
    for place, row in enumerate(records(table)):
        bound = row["variant"] in BOUNDS
        colour, marker = (INK, "D") if bound else (BLUE, "o")
        span(axes, place, (row["brier_lower"], row["brier_upper"]), color=colour, linewidth=1.5)
        axes.plot(row["brier"], place, marker, color=colour, markersize=6, mec="white")
        beside_row(axes, place, size_text(row, words))


def size_text(row: dict[str, Any], words: Catalogue) -> str:
    """Write the score, and what it rests on."""
    size = (
        words.count("forecasts", int(row["forecasts"])),
        words.count("events", int(row["events"])),
    )
    return f"{words.number(row['brier'], 3)}; {', '.join(size)}"


def name_of(variant: str, words: Catalogue) -> str:
    """Name a choice."""
    from textwrap import fill  # noqa: PLC0415  # short names need none

    key = f"figure.sensitivity.{variant}" if variant in BOUNDS else f"choices.{variant}"
    return fill(words.say(key), WRAP)


def label(axes: Axes, table: pd.DataFrame, words: Catalogue, n: Counts) -> None:
    """Write titles, names and the legend."""
    name_rows(axes, [name_of(each, words) for each in table["variant"]])
    ticks_in_numbers(axes, words)
    axes.set_xlabel(words.say("figure.score_over_time.y"))
    headline(
        axes, words.say("figure.sensitivity.title"), size_line(words, n), *few(words, n.events)
    )
    legend_below(axes, 2)


def explain(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the limits and the bounds are."""
    caption = words.say("figure.sensitivity.caption", level=words.percent(LEVEL))
    key = "bounds" if table["variant"].isin(BOUNDS).any() else "none"
    single = words.say("groups.note") if (table["events"] == 1).any() else ""
    return " ".join(filter(None, [caption, words.say(f"figure.sensitivity.{key}"), single]))


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.sensitivity.row",
            name=" ".join(name_of(row["variant"], words).split()),
            score=words.number(row["brier"], 3),
            limits=words.between(row["brier_lower"], row["brier_upper"], 3),
        )
        for row in records(table)
    ]
    return words.say("figure.sensitivity.alt", size=size_line(words, n), rows="; ".join(rows))
