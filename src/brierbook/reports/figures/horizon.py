"""Skill by horizon: the score of forecasts by the days that were left until the deadline."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.horizon import BANDWIDTH, horizon_counts, horizon_curve, with_horizon
from brierbook.analysis.performance import with_scores
from brierbook.analysis.table import weighted
from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
    BAND,
    BLUE,
    MUTED,
    SMALL,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.forest import legend_below
from brierbook.reports.figures.parts import (
    LEVEL,
    RESAMPLES,
    SEED,
    Counts,
    counts,
    few,
    headline,
    records,
    refuse_nothing,
    size_line,
)

EVEN = 0.25  # the Brier score of always saying 50 %
TICKS = (0, 1, 3, 7, 14, 30, 60, 120, 240, 480, 1000, 2000, 4000)  # days
LOWEST_TOP, STRIP = 0.4, 0.13  # of the axis, and the share below 0 that bears the counts
APART = 0.03  # share of the axis between two counts


def plot_horizon(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the mean Brier score by days to the deadline, with the forecasts behind it.

    Parameters
    ----------
    data : DataFrame
        Forecasts with their dates, whatever became of them, as
        :func:`brierbook.analysis.dates.with_dates` makes it.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    rows = with_horizon(data)
    refuse_nothing(rows, "no forecast that resolved yes or no had a deadline ahead of it")
    rows, words, n = with_scores(weighted(rows)), catalogue(lang), counts(rows)
    table, strip = horizon_table(rows), horizon_counts(rows["days"], rows["event"])
    with style():
        figure, axes = axes_for(ax, 6.4, 4.2)
        draw(axes, table, words)
        draw_counts(axes, strip)
        label(axes, table, words, n)
    alt, caption = describe(words, table, n), explain(words, table)
    return Drawing(f"horizon-{lang}", figure, axes, table, alt, caption, lang)


def horizon_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the curve, with the skill against always saying 50 %."""
    curve = horizon_curve(
        rows["brier"],
        rows["days"],
        event=rows["event"],
        weight=rows["weight"],
        level=LEVEL,
        n_resamples=RESAMPLES,
        seed=SEED,
    )
    return curve.assign(skill=1 - curve["score"] / EVEN)


def draw(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the band, the curve and the baseline."""
    x, score = np.log1p(table["days"].to_numpy()), table["score"].to_numpy()
    lower, upper = table["lower"].to_numpy(), table["upper"].to_numpy()
    axes.axhline(EVEN, color=MUTED, lw=1.3, ls=(0, (1, 1.5)), label=words.say("figure.even"))
    text = words.say("figure.horizon.curve")
    if len(table) == 1:
        axes.vlines(x, lower, upper, color=BLUE, lw=1.2)
        axes.plot(x, score, "o", color=BLUE, label=text)
        return
    axes.fill_between(x, lower, upper, color=BAND, lw=0)
    axes.plot(x, score, color=BLUE, lw=2, label=text)


def draw_counts(axes: Axes, strip: pd.DataFrame) -> None:
    """Write below the curve how many forecasts there are in each stretch of days."""
    low, high = axes.get_xlim()
    last = -np.inf
    for row in records(strip):
        start, end = np.log1p(row["from"]), np.log1p(row["to"])
        at = (max(start, low) + min(end, high)) / 2
        if at - last < APART * (high - low):
            continue
        last = at
        place: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL}
        axes.text(at, 0, f"{row['forecasts']:.0f}", **place, gid="count")
        axes.axvline(start, color=MUTED, lw=0.4, alpha=0.35) if low < start < high else None


def label(axes: Axes, table: pd.DataFrame, words: Catalogue, n: Counts) -> None:
    """Write titles and axes; the strip lies below 0."""
    top = top_for(table)
    axes.set_ylim(-STRIP * top, top)
    for text in axes.texts:
        if text.get_gid() == "count":
            text.set_y(-STRIP * top / 2)
    axes.axhline(0, color=MUTED, lw=0.8)
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= top]
    axes.set_yticks(ticks, [words.number(tick, 2) for tick in ticks])
    low, high = axes.get_xlim()
    days = [each for each in TICKS if low <= np.log1p(each) <= high]
    axes.set_xticks(np.log1p(days), [words.number(each) for each in days])
    axes.text(
        -0.015,
        -STRIP * top / 2,
        "n",
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=SMALL,
    )
    axes.set_xlabel(words.say("figure.horizon.x"))
    axes.set_ylabel(words.say("figure.score_over_time.y"))
    headline(axes, words.say("figure.horizon.title"), size_line(words, n), *few(words, n.events))
    legend_below(axes, 2)


def top_for(table: pd.DataFrame) -> float:
    """Choose the top of the axis: it shows the whole curve, and may cut the widest bands."""
    return float(min(1.0, max(LOWEST_TOP, 1.3 * max(table["score"].max(), EVEN))))


def apart(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Keep the points whose limits lie below, and above, the score of always saying 50 %."""
    sides = {"better": table[table["upper"] < EVEN], "worse": table[table["lower"] > EVEN]}
    return {side: rows for side, rows in sides.items() if len(rows)}


def explain(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the curve and the band are, and where the forecasts can be told from 50 %."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    bandwidth = words.number(float(np.exp(BANDWIDTH)), 1)
    said = [words.say("figure.horizon.caption", **how, bandwidth=bandwidth)]
    if table["upper"].max() > top_for(table):
        said.append(words.say("figure.cut"))
    found = apart(table)
    for side, rows in found.items():
        share = words.percent(len(rows) / len(table))
        days = days_between(words, rows["days"].min(), rows["days"].max())
        said.append(words.say(f"figure.horizon.{side}", share=share, days=days))
    if not found:
        said.append(words.say("figure.horizon.nowhere"))
    return " ".join(said)


def days_between(words: Catalogue, low: float, high: float) -> str:
    """Write two horizons."""
    ends = round(low), round(high)
    return words.number(ends[0]) if ends[0] == ends[1] else words.between(*ends, 0)


def describe(words: Catalogue, table: pd.DataFrame, n: Counts) -> str:
    """Say in words what the figure shows."""
    ends = {
        f"{name}_{key}": words.number(row[key], digits)
        for name, row in (("near", table.iloc[0]), ("far", table.iloc[-1]))
        for key, digits in (("days", 0), ("score", 3), ("skill", 2))
    }
    return words.say("figure.horizon.alt", size=size_line(words, n), **ends)
