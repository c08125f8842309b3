"""Skill by horizon: the score of forecasts by the days that were left until the deadline."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.comparison.horizon import (
    BANDWIDTH,
    add_horizon_days,
    count_by_horizon,
    horizon_curve,
)
from brierbook.analysis.numeric.limits.ranges import bounds_of
from brierbook.analysis.scores.binary import brier_score
from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.performance import score_losses, with_scores
from brierbook.errors import Message
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    RESAMPLES,
    SEED,
    SampleCounts,
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
    SMALL,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.forest import place_legend_below
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_horizon"]

EVEN = 0.25  # the Brier score of always saying 50 %
TICKS = (0, 1, 3, 7, 14, 30, 60, 120, 240, 480, 1000, 2000, 4000)  # days
LOWEST_TOP, STRIP = 0.4, 0.16  # of the axis, and the share below 0 that bears the counts
LOW = 0.65  # where in the strip the counts stand
APART = 0.03  # share of the axis between two counts


def plot_horizon(data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the mean Brier score by days to the deadline, with the forecasts behind it.

    Parameters
    ----------
    data : DataFrame
        Forecasts with their dates, whatever became of them, as
        :func:`brierbook.analysis.tables.forecast_dates.add_date_columns` makes it.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    rows = add_horizon_days(data)
    refuse_empty_table(
        rows,
        Message(
            "no forecast that resolved yes or no had a deadline ahead of it", "nothing.horizon"
        ),
    )
    rows, words, n = with_scores(add_event_weights(rows)), load_catalogue(lang), sample_counts(rows)
    table, strip = _horizon_table(rows), count_by_horizon(rows["days"], rows["event"])
    with style():
        figure, axes = axes_for(ax, 6.4, 4.2)
        _draw_horizon(axes, table, words)
        _draw_horizon_counts(axes, strip)
        _label_horizon(axes, table, words, n)
    alt, caption = _horizon_alt_text(words, table, n), _horizon_caption(words, table)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"horizon-{lang}", figure, axes, table, alt, caption, lang)


def _horizon_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the curve, with the skill against always saying 50 %."""
    curve = horizon_curve(
        rows["brier"],
        rows["days"],
        event=rows["event"],
        weight=rows["weight"],
        bounds=bounds_of(score_losses(rows, brier_score)),
        level=LEVEL,
    )
    return curve.assign(skill=1 - curve["score"] / EVEN)


def _draw_horizon(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
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


def _draw_horizon_counts(axes: Axes, strip: pd.DataFrame) -> None:
    """Write below the curve how many forecasts there are in each stretch of days."""
    low, high = axes.get_xlim()
    last = -np.inf
    for row in row_records(strip):
        start, end = np.log1p(row["from"]), np.log1p(row["to"])
        at = (max(start, low) + min(end, high)) / 2
        if at - last < APART * (high - low):
            continue
        last = at
        place: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL}
        axes.text(at, 0, f"{row['forecasts']:.0f}", **place, gid="count")
        axes.axvline(start, color=MUTED, lw=0.4, alpha=0.35) if low < start < high else None


def _label_horizon(axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts) -> None:
    """Write titles and axes; the strip lies below 0."""
    top = _horizon_axis_top(table)
    axes.set_ylim(-STRIP * top, top)
    for text in axes.texts:
        if text.get_gid() == "count":
            text.set_y(-STRIP * top * LOW)
    axes.axhline(0, color=MUTED, lw=0.8)
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= top]
    axes.set_yticks(ticks, [words.number(tick, 2) for tick in ticks])
    low, high = axes.get_xlim()
    days = [each for each in TICKS if low <= np.log1p(each) <= high]
    axes.set_xticks(np.log1p(days), [words.number(each) for each in days])
    axes.text(
        -0.015,
        -STRIP * top * LOW,
        "n",
        transform=axes.get_yaxis_transform(),
        ha="right",
        va="center",
        fontsize=SMALL,
    )
    axes.set_xlabel(words.say("figure.horizon.x"))
    axes.set_ylabel(words.say("figure.score_over_time.y"))
    write_finding(
        axes, words, "horizon", sample_size_line(words, n), _horizon_finding(words, table)
    )
    place_legend_below(axes, 2)


def _horizon_axis_top(table: pd.DataFrame) -> float:
    """Choose the top of the axis: it shows the whole curve, and may cut the widest bands."""
    return float(min(1.0, max(LOWEST_TOP, 1.3 * max(table["score"].max(), EVEN))))


def _horizons_apart_from_even(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Keep the points whose limits lie below, and above, the score of always saying 50 %."""
    sides = {"better": table[table["upper"] < EVEN], "worse": table[table["lower"] > EVEN]}
    return {side: rows for side, rows in sides.items() if len(rows)}


def _horizon_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say at which distances the forecasts can be told from always saying 50 %."""
    for side, rows in _horizons_apart_from_even(table).items():
        days = _format_day_range(words, rows["days"].min(), rows["days"].max())
        return words.say(f"figure.horizon.finding_{side}", days=days)
    return words.say("figure.horizon.finding_nowhere")


def _horizon_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the curve and the band are, and where the forecasts can be told from 50 %."""
    how = {"level": words.percent(LEVEL), "draws": words.number(RESAMPLES), "seed": SEED}
    bandwidth = words.number(float(np.exp(BANDWIDTH)), 1)
    said = [words.say("figure.horizon.caption", **how, bandwidth=bandwidth)]
    if table["upper"].max() > _horizon_axis_top(table):
        said.append(words.say("figure.cut"))
    found = _horizons_apart_from_even(table)
    for side, rows in found.items():
        share = words.percent(len(rows) / len(table))
        days = _format_day_range(words, rows["days"].min(), rows["days"].max())
        said.append(words.say(f"figure.horizon.{side}", share=share, days=days))
    if not found:
        said.append(words.say("figure.horizon.nowhere"))
    return " ".join(said)


def _format_day_range(words: Catalogue, low: float, high: float) -> str:
    """Write two horizons."""
    ends = round(low), round(high)
    return words.number(ends[0]) if ends[0] == ends[1] else words.between(*ends, 0)


def _horizon_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    ends = {
        f"{name}_{key}": words.number(row[key], digits)
        for name, row in (("near", table.iloc[0]), ("far", table.iloc[-1]))
        for key, digits in (("days", 0), ("score", 3), ("skill", 2))
    }
    return words.say("figure.horizon.alt", size=sample_size_line(words, n), **ends)
