"""The plane of miscalibration and discrimination: what a score is made of, for one or many."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.arrays import Floats
from brierbook.analysis.decomposition import corp_decomposition, corp_resamples
from brierbook.analysis.ellipse import ellipse
from brierbook.analysis.estimate import FEWEST_EVENTS
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
    LINES,
    MARKERS,
    MUTED,
    SERIES,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.groups import Group, groups_of, left_out, shown
from brierbook.reports.figures.parts import (
    LEVEL,
    RESAMPLES,
    SEED,
    Counts,
    beside,
    counts,
    few,
    headline,
    size_line,
)

MOST_GROUPS = 6
MARGIN, LEAST = 1.15, 0.05  # room beyond the furthest ellipse, and the least extent of an axis
STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
MOST_LINES = 9
SHORT, TAG = 0.08, 0.035  # of a line too short to draw, and of its value from the edge
APART = 0.07  # of a line from that of the base rate, so that their values do not meet
TERMS = ("mean_score", "mcb", "dsc", "unc")

type Row = dict[str, Any]


def plot_mcb_dsc(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en", by: str | None = None
) -> Drawing:
    """Draw miscalibration against discrimination, with lines of equal Brier score.

    The mean score is MCB - DSC + UNC (Dimitriadis, Gneiting, Jordan and Vogel 2024,
    doi 10.1016/j.ijforecast.2023.09.007): the best forecasts lie at the lower right.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.table.scored`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    by : str, optional
        The column of the groups that get a point each, such as ``forecaster``.
    """
    words, n = catalogue(lang), counts(data)
    groups = groups_of(data, by, words.say("figure.murphy.all"))
    drawn = groups[:MOST_GROUPS]
    table = mcb_dsc_table(drawn)
    with style():
        figure, axes = axes_for(ax, 5.8, 5.4)
        draw(axes, table, drawn, words)
        label(axes, words, n)
    alt, caption = describe(words, table, n), explain(words, table, groups)
    return Drawing(f"mcb_dsc-{lang}", figure, axes, table, alt, caption, lang)


def mcb_dsc_table(groups: list[Group]) -> pd.DataFrame:
    """Give one row a group: the score, its parts, and their limits."""
    return pd.DataFrame([parts_of(group) for group in groups])


def parts_of(group: Group) -> Row:
    """Split the score of one group."""
    rows = group.rows
    parts = corp_decomposition(rows["y"], rows["p"], **resampling(rows), level=LEVEL)
    limits = parts.intervals or {}
    ends = {
        f"{term}_{end}": limits[term][place]
        for term in TERMS
        for place, end in enumerate(("lower", "upper"))
    }
    values = {term: getattr(parts, term) for term in TERMS}
    return {"name": group.name, "forecasts": len(rows), "events": group.events} | values | ends


def resampling(rows: pd.DataFrame) -> dict[str, Any]:
    """Say how events are drawn anew."""
    weight, event = rows["weight"], rows["event"]
    return {"weight": weight, "cluster": event, "seed": SEED, "n_boot": RESAMPLES}


def outline(group: Group, row: Row) -> Floats:
    """Outline where resampled events put a group; nothing for a single event."""
    if group.events < FEWEST_EVENTS:
        return np.empty((0, 2))
    rows = group.rows
    draws = corp_resamples(rows["y"], rows["p"], **resampling(rows))
    return ellipse([row["dsc"], row["mcb"]], draws[["dsc", "mcb"]], level=LEVEL)


def draw(axes: Axes, table: pd.DataFrame, groups: list[Group], words: Catalogue) -> None:
    """Draw the ellipses and the points, then the lines of equal score behind them."""
    rows: list[Row] = [dict(row) for _, row in table.iterrows()]
    outlines = [outline(group, row) for group, row in zip(groups, rows, strict=True)]
    reach = np.concatenate([*outlines, table[["dsc", "mcb"]].to_numpy()]).max(axis=0)
    right, top = np.maximum(reach * MARGIN, LEAST)
    axes.set(xlim=(-0.02 * right, right), ylim=(-0.02 * top, top))
    isolines(axes, table, words)
    for place, (line, row) in enumerate(zip(outlines, rows, strict=True)):
        colour = SERIES[place]
        axes.plot(*line.T, color=colour, linewidth=1.1, linestyle=LINES[place])
        axes.fill(*line.T, color=colour, alpha=0.07, linewidth=0)
        point(axes, row, colour, MARKERS[place], words)


def point(axes: Axes, row: Row, colour: str, marker: str, words: Catalogue) -> None:
    """Draw one group with its name and score in the legend."""
    text = words.say(
        "figure.mcb_dsc.point",
        name=shown(str(row["name"]), words),
        score=words.number(row["mean_score"], 3),
        events=words.count("events", row["events"]),
    )
    axes.plot(row["dsc"], row["mcb"], marker, color=colour, markersize=7, mec="white", label=text)


def isolines(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw lines of equal score; where uncertainties differ, of equal distance to the base rate."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    middle = float(table["unc"].iloc[0]) if same_uncertainty(table) else 0.0
    values = levels(middle - right, middle + top)
    for value in values[np.abs(values - middle) > APART * right]:
        line(axes, value - middle, words.number(value, 2 if near(value, 2) else 3))
    line(axes, 0.0, words.number(middle, 3 if middle else 0), heavy=True)


def line(axes: Axes, gap: float, text: str, *, heavy: bool = False) -> None:
    """Draw where MCB - DSC is `gap`, with its value just inside the edge that the line meets."""
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    start, end = max(0.0, -gap), min(right, top - gap)
    if end - start < SHORT * right:
        return
    width, form = (1.2, "-") if heavy else (0.6, (0, (4, 3)))
    axes.plot([start, end], [start + gap, end + gap], color=MUTED, lw=width, ls=form, zorder=0)
    inside = end - TAG * right
    patch = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    look = {"ha": "center", "va": "center", "zorder": 1, "bbox": patch, "color": MUTED}
    beside(axes, text, (inside, inside + gap), (0, 0), **look)


def near(value: float, digits: int) -> bool:
    """Whether a value needs no more decimals."""
    return bool(np.isclose(value, round(value, digits), atol=1e-9))


def levels(lowest: float, highest: float) -> Floats:
    """Choose round values, not too many."""
    step = next(each for each in STEPS if (highest - lowest) / each <= MOST_LINES)
    return np.arange(np.ceil(lowest / step), np.floor(highest / step) + 1) * step


def same_uncertainty(table: pd.DataFrame) -> bool:
    """Whether all groups have the same base rate, so that lines of equal score are the same."""
    return bool(np.isclose(table["unc"], table["unc"].iloc[0], atol=1e-9).all())


def label(axes: Axes, words: Catalogue, n: Counts) -> None:
    """Write titles, axes and the legend."""
    for axis, (_, end) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        ticks = [tick for tick in axis.get_majorticklocs() if 0 <= tick <= end]
        digits = 2 if all(near(tick, 2) for tick in ticks) else 3
        axis.set_ticks(ticks, [words.number(tick, digits) for tick in ticks])
    axes.set_xlabel(words.say("figure.mcb_dsc.x"))
    axes.set_ylabel(words.say("figure.mcb_dsc.y"))
    headline(axes, words.say("figure.mcb_dsc.title"), size_line(words, n), *few(words, n.events))
    axes.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=2, borderaxespad=0)


def explain(words: Catalogue, table: pd.DataFrame, groups: list[Group]) -> str:
    """Say what the lines and the ellipses are."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    lines = "lines" if same_uncertainty(table) else "lines_apart"
    single = "single" if (table["events"] < FEWEST_EVENTS).any() else ""
    said = [words.say(f"figure.mcb_dsc.{key}", **how) for key in (lines, "caption", single) if key]
    return " ".join(filter(None, [*said, left_out(words, groups, MOST_GROUPS)]))


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    rows = [
        words.say(
            "figure.mcb_dsc.row",
            name=shown(row["name"], words),
            **{term: words.number(row[term], 3) for term in TERMS},
        )
        for row in table.to_dict("records")
    ]
    return words.say("figure.mcb_dsc.alt", size=size_line(words, n), rows=" ".join(rows))
