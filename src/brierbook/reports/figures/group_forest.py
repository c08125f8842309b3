"""Groups of forecasts: how each is off as seen by itself, and as partial pooling has it."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from brierbook.analysis.tables.fitted.factor_effects import ALONE
from brierbook.errors import ArgumentError, Message, quote_value
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    annotate_beside,
    refuse_empty_table,
    row_records,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import BLUE, MUTED, ORANGE, Drawing, axes_for, style
from brierbook.reports.figures.kit.forest import (
    annotate_row,
    axis_limits,
    draw_interval,
    figure_height,
    label_rows,
    place_legend_below,
)
from brierbook.reports.figures.kit.groups import MOST_SIGNS
from brierbook.reports.figures.kit.legible import legible_line
from brierbook.reports.figures.kit.names import known_name
from brierbook.reports.figures.kit.panels import let_titles_cross, split_axes
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["MOST", "group_label", "plot_group_forest"]

MOST_TICKS = 6
MOST = 24  # groups in all, shared out between factors
HEAD, BETWEEN = 0.85, 0.6  # rows from the name of a factor to its first group, and before it
SIDE = 0.62  # width of the second panel, as a share of the first
RAW, POOLED = -0.16, 0.16  # of a row, above and below its middle
FEWEST = 0.02  # an arrow shorter than this share of the axis is not drawn
MARKS: dict[str, dict[str, Any]] = {
    "raw": {"marker": "s", "color": ORANGE, "mfc": "white", "ms": 5},
    "pooled": {"marker": "o", "color": BLUE, "ms": 5.5},
}
MOST_IN_TITLE = 3  # names
SLOPES = (0.25, 0.5, 1, 2, 4)
DIGITS = {0.25: 2, 0.5: 1}  # of those below 1


def plot_group_forest(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en", by: str | None = None
) -> Drawing:
    """Draw bias and slope of each group, with arrows from the raw to the partially pooled bias.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.fitted.group_effects.group_effects`; any table
        with its columns will do.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The one factor to draw; by default all.

    Raises
    ------
    ArgumentError
        If the table has no such factor.
    """
    refuse_empty_table(
        data, Message("there are no groups with forecasts that count", "nothing.groups")
    )
    chosen = _rows_of_factor(data, by)
    table, words = _place_groups(chosen), load_catalogue(lang)
    with style():
        figure, axes = axes_for(
            ax, 8.0, figure_height(1.15 * float(table["place"].max() + 1 + HEAD))
        )
        _draw_group_biases(axes, table, words)
        _label_group_forest(axes, table, words)
        let_titles_cross(axes, 1)
        _draw_slope_panel(split_axes(axes, SIDE), axes, table, words)
    alt, caption = (
        _group_forest_alt_text(words, table),
        _group_forest_caption(words, table, _count_undrawn_groups(chosen, table)),
    )
    return Drawing(f"group_forest-{lang}", figure, axes, table, alt, caption, lang)


def _rows_of_factor(data: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Keep the groups of one factor, if one is asked for."""
    known = data["factor"].unique()
    if by is None:
        return data
    if by not in known:
        raise ArgumentError(
            "by",
            "is {by}; the groups there are: {known}",
            code="plot.no_group",
            by=quote_value(by),
            known=", ".join(known),
        )
    return data[data["factor"] == by]


def _place_groups(data: pd.DataFrame) -> pd.DataFrame:
    """Keep the largest groups of each factor, and give each its row; factors stand apart."""
    levels = data.groupby("factor")["group"].transform("size")
    # a factor with one group compares nothing, unless there is no other
    several = data[levels > 1] if (levels > 1).any() else data
    ordered = several.sort_values(["events", "forecasts"], ascending=False, kind="stable")
    most = MOST // ordered["factor"].nunique()
    parts = [rows.head(most) for _, rows in ordered.groupby("factor", sort=False)]
    first = {factor: place for place, factor in enumerate(dict.fromkeys(data["factor"]))}
    parts.sort(key=lambda rows: first[rows["factor"].iloc[0]])
    table = pd.concat(parts, ignore_index=True)
    fresh = (table["factor"] != table["factor"].shift()).cumsum() - 1
    return table.assign(place=table.index + (HEAD + BETWEEN) * fresh)


def _count_undrawn_groups(data: pd.DataFrame, table: pd.DataFrame) -> int:
    """Count the groups of the factors drawn that are too many to draw."""
    return int(data["factor"].isin(table["factor"]).sum()) - len(table)


def _draw_group_biases(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw for each group the raw bias, the pooled one, and an arrow from one to the other."""
    shown_limits = (table["pooled_bias_lower"], table["pooled_bias_upper"])
    axes.set_xlim(*axis_limits(table["raw_bias"], *shown_limits, least=0.05))
    axes.axvline(0, color=MUTED, lw=1.2, ls=(0, (4, 3)))
    for row in row_records(table):
        _draw_raw_and_pooled(axes, row, "bias")
        _draw_pooling_arrow(axes, row)
    for name, mark in MARKS.items():
        axes.plot([], [], ls="", label=words.say(f"figure.group_forest.{name}"), **mark)


def _draw_raw_and_pooled(axes: Axes, row: dict[str, Any], term: str) -> None:
    """Draw the raw and the pooled value of a group, as far as they lie within the axis."""
    low, high = axes.get_xlim()
    for name, shift, width in (("raw", RAW, 0.9), ("pooled", POOLED, 2.2)):
        value, *limits = (row[f"{name}_{term}{end}"] for end in ("", "_lower", "_upper"))
        mark, height = MARKS[name], row["place"] + shift
        if np.isfinite(limits).all():
            draw_interval(
                axes, height, (limits[0], limits[1]), color=mark["color"], linewidth=width
            )
        if low <= value <= high:
            axes.plot(value, height, ls="", **mark)


def _draw_pooling_arrow(axes: Axes, row: dict[str, Any]) -> None:
    """Draw the way from the raw to the pooled bias, unless it is very short."""
    low, high = axes.get_xlim()
    start, end = (row["raw_bias"], row["place"] + RAW), (row["pooled_bias"], row["place"] + POOLED)
    if abs(start[0] - end[0]) > FEWEST * (high - low):
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": MUTED, "lw": 0.9})


def _draw_slope_panel(side: Axes, axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the second panel: slopes on a logarithmic axis, and what each group rests on."""
    side.set_xscale("log")
    low = min(SLOPES[1], float(table["pooled_slope_lower"].min())) / 1.1
    high = max(SLOPES[3], float(table["pooled_slope_upper"].max())) * 1.1
    side.set_xlim(low, high)
    side.axvline(1, color=MUTED, lw=1.2, ls=(0, (4, 3)))
    for row in row_records(table):
        _draw_raw_and_pooled(side, row, "slope")
        annotate_row(side, row["place"], f"{int(row['forecasts'])} / {int(row['events'])}")
    ticks = [tick for tick in SLOPES if low <= tick <= high]
    side.set_xticks(ticks, [words.number(tick, DIGITS.get(tick, 0)) for tick in ticks])
    side.set_xticks([], minor=True)
    side.set_yticks([])
    side.set_ylim(axes.get_ylim())
    side.set_xlabel(words.say("figure.group_forest.slope"))


def _label_group_forest(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Write titles, names and the legend."""
    names = [group_label(row, words) for row in row_records(table)]
    label_rows(axes, names, table["place"].tolist())
    _write_factor_headings(axes, table, words)
    axes.xaxis.set_major_locator(MaxNLocator(MOST_TICKS))
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    axes.set_xticks(ticks, [words.percent(tick) for tick in ticks])
    axes.set_xlabel(words.say("figure.group_forest.x"))
    size = _group_forest_size(words, table)
    write_finding(axes, words, "group_forest", size, _group_forest_finding(words, table))
    place_legend_below(axes, 2)


def _write_factor_headings(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Name each factor above its groups, aligned as their names are."""
    look: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "annotation_clip": False}
    for factor, rows in table.groupby("factor", sort=False):
        place = (0, rows["place"].min() - HEAD)
        name = words.say(f"groups.{factor}")
        annotate_beside(axes, name, place, (-4, 0), ha="right", va="center", color=MUTED, **look)
    low, _ = axes.get_ylim()
    axes.set_ylim(low, table["place"].min() - HEAD - 0.5)


def group_label(row: dict[str, Any], words: Catalogue) -> str:
    """Name a group: a language by its name, a wording in quotation marks, none by what it is."""
    name, factor = str(row["group"]), str(row["factor"])
    if not name:
        return words.say(f"groups.no_{factor}")
    if factor == "language" and name in words.message("language"):
        return words.say(f"language.{name}")
    name = name.replace("-", " ") if factor == "tag" else known_name(name, words.language)
    short = legible_line(name, MOST_SIGNS)
    return words.quote(short) if factor == "phrase" else short


def _group_forest_size(words: Catalogue, table: pd.DataFrame) -> str:
    """Say how much stands behind the first factor, which parts all forecasts."""
    rows = table[table["factor"] == table["factor"].iloc[0]]
    return words.count("forecasts", int(rows["forecasts"].sum()))


def _group_forest_caption(words: Catalogue, table: pd.DataFrame, missing: int) -> str:
    """Say what the points, the limits and the arrows are, and which groups stand out."""
    caption = words.say("figure.group_forest.caption", level=words.percent(LEVEL))
    sizes = f"{words.say('figure.group_forest.sizes')}."
    sizes = sizes[0].upper() + sizes[1:]
    single = words.say("figure.group_forest.single") if (table["events"] == 1).any() else ""
    more = words.say("figure.left_out", n=words.number(missing)) if missing else ""
    own = words.say("figure.group_forest.alone") if table["factor"].isin(ALONE).any() else ""
    return " ".join(
        filter(None, [caption, sizes, own, single, _name_outlying_groups(words, table), more])
    )


def _outlying_groups(words: Catalogue, table: pd.DataFrame, term: str, right: float) -> list[str]:
    """Name the groups whose pooled limits leave out what is right."""
    lower, upper = table[f"pooled_{term}_lower"], table[f"pooled_{term}_upper"]
    rows = row_records(table[(lower > right) | (upper < right)])
    return [group_label(row, words) for row in rows]


def _group_forest_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Name the groups that clearly lean too high or too low."""
    names = _outlying_groups(words, table, "bias", 0)
    if not names:
        return words.say("figure.group_forest.finding_nobody")
    return words.say("figure.group_forest.finding_off", names=", ".join(names[:MOST_IN_TITLE]))


def _name_outlying_groups(words: Catalogue, table: pd.DataFrame) -> str:
    """Name the groups whose bias or slope can be told from that of calibrated forecasts."""
    said = []
    for key, term, right in (("off", "bias", 0), ("off_slope", "slope", 1)):
        if names := _outlying_groups(words, table, term, right):
            said.append(words.say(f"figure.group_forest.{key}", names=", ".join(names)))
    return " ".join(said) or words.say("figure.group_forest.nobody")


def _group_forest_alt_text(words: Catalogue, table: pd.DataFrame) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.group_forest.row",
            name=group_label(row, words),
            raw=words.percent(row["raw_bias"]),
            pooled=words.percent(row["pooled_bias"]),
            limits=words.percents(row["pooled_bias_lower"], row["pooled_bias_upper"]),
            slope=words.number(row["pooled_slope"], 2),
            events=words.count("events", int(row["events"])),
        )
        for row in row_records(table)
    ]
    return words.say(
        "figure.group_forest.alt", size=_group_forest_size(words, table), rows=" ".join(rows)
    )
