"""How much hangs on choices: the score under other ones, and its bounds under ambiguity."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.ambiguity import ambiguity_bounds
from brierbook.analysis.tables.forecast_rows import is_primary
from brierbook.analysis.tables.sensitivity import score_variants
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    SampleCounts,
    row_records,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import BAND, BLUE, INK, MUTED, Drawing, axes_for, style
from brierbook.reports.figures.kit.forest import (
    annotate_row,
    axis_limits,
    draw_interval,
    figure_height,
    label_rows,
    localize_number_ticks,
    place_legend_below,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_sensitivity"]

EVEN = 0.25  # the Brier score of always saying 50 %
BOUNDS = ("best", "worst")
RANGE = (0.0, 1.0)  # of the Brier score
WRAP = 42  # signs in a line of a name


def plot_sensitivity(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the mean Brier score under other choices, and between what ambiguous outcomes leave it.

    Parameters
    ----------
    data : DataFrame
        All forecasts, as made by :func:`brierbook.analysis.tables.forecast_rows.forecast_table`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words = _sensitivity_table(data), load_catalogue(lang)
    n = sample_counts(data[data["status"].isin(("scored", "ambiguous")) & is_primary(data)])
    with style():
        figure, axes = axes_for(ax, 7.6, figure_height(1.25 * len(table)))
        _draw_variants(axes, table, words)
        _label_sensitivity(axes, table, words, n)
    alt, caption = _sensitivity_alt_text(words, table, n), _sensitivity_caption(words, table)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"sensitivity-{lang}", figure, axes, table, alt, caption, lang)


def _sensitivity_table(data: pd.DataFrame) -> pd.DataFrame:
    """Give one row a choice, the bounds last."""
    return pd.concat([score_variants(data), ambiguity_bounds(data)], ignore_index=True)


def _draw_variants(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the bounds as a bar behind, and each choice as a point with limits."""
    axes.set_xlim(
        *axis_limits(table["brier"], table["brier_lower"], table["brier_upper"], hold=EVEN)
    )
    axes.axvline(EVEN, color=MUTED, lw=1.3, ls=(0, (1, 1.5)), label=words.say("figure.even"))
    ends = table.loc[table["variant"].isin(BOUNDS), "brier"]
    if len(ends):
        text = words.say("figure.sensitivity.between")
        axes.axvspan(ends.min(), ends.max(), color=BAND, linewidth=0, label=text, zorder=0)
    for place, row in enumerate(row_records(table)):
        bound = row["variant"] in BOUNDS
        colour, marker = (INK, "D") if bound else (BLUE, "o")
        draw_interval(
            axes, place, (row["brier_lower"], row["brier_upper"]), color=colour, linewidth=1.5
        )
        axes.plot(row["brier"], place, marker, color=colour, markersize=6, mec="white")
        annotate_row(axes, place, _variant_size_text(row, words))


def _variant_size_text(row: dict[str, Any], words: Catalogue) -> str:
    """Write the score, and what it rests on."""
    size = (
        words.count("forecasts", int(row["forecasts"])),
        words.count("events", int(row["events"])),
    )
    return f"{words.number(row['brier'], 3)}; {', '.join(size)}"


def _variant_name(variant: str, words: Catalogue) -> str:
    """Name a choice."""
    from textwrap import fill  # short names need none

    key = f"figure.sensitivity.{variant}" if variant in BOUNDS else f"choices.{variant}"
    return fill(words.say(key), WRAP)


def _label_sensitivity(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles, names and the legend."""
    label_rows(axes, [_variant_name(each, words) for each in table["variant"]])
    localize_number_ticks(axes, words)
    axes.set_xlabel(words.say("figure.score_over_time.y"))
    write_finding(
        axes, words, "sensitivity", sample_size_line(words, n), _sensitivity_finding(words, table)
    )
    place_legend_below(axes, 2)


def _sensitivity_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say between what the score lies, whatever one chooses."""
    ends = table["brier"].min(), table["brier"].max()
    low, high = (words.number(each, 2) for each in ends)
    return words.say("figure.sensitivity.finding", low=low, high=high)


def _sensitivity_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the limits and the bounds are."""
    caption = words.say("figure.sensitivity.caption", level=words.percent(LEVEL))
    key = "bounds" if table["variant"].isin(BOUNDS).any() else "none"
    single = words.say("groups.note") if (table["events"] == 1).any() else ""
    return " ".join(filter(None, [caption, words.say(f"figure.sensitivity.{key}"), single]))


def _sensitivity_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.sensitivity.row",
            name=" ".join(_variant_name(row["variant"], words).split()),
            score=words.number(row["brier"], 3),
            limits=words.between(row["brier_lower"], row["brier_upper"], 3),
        )
        for row in row_records(table)
    ]
    return words.say(
        "figure.sensitivity.alt", size=sample_size_line(words, n), rows="; ".join(rows)
    )
