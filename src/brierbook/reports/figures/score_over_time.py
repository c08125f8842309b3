"""The score over time: how the mean score stood after each outcome."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.forecast_rows import scored_forecasts
from brierbook.analysis.tables.performance import with_scores
from brierbook.analysis.tables.running import running_score
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    SampleCounts,
    float_column,
    sample_counts,
    sample_size_line,
    with_few_note,
    write_finding,
)
from brierbook.reports.figures.kit.drawing import (
    BAND,
    BLUE,
    INK,
    MUTED,
    ORANGE,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.forest import place_legend_below
from brierbook.reports.figures.kit.time_axis import axis_positions, set_date_ticks
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_score_over_time", "update_times"]

WINDOW = 20  # events in the rolling mean
LOWEST_TOP, ROOM = 0.5, 1.15  # of the axis
ROUNDING = 1e-9  # a score apart by less is the same score
RUG = 0.03  # height of the mark of an update, as a share of the axis


def plot_score_over_time(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en"
) -> Drawing:
    """Draw the mean Brier score after each outcome, over all events so far and over the last ones.

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
    rows = with_scores(scored_forecasts(data))
    table, words, n = (
        running_score(rows, window=WINDOW, level=LEVEL),
        load_catalogue(lang),
        sample_counts(rows),
    )
    with style():
        figure, axes = axes_for(ax, 6.6, 4.4)
        _draw_running_score(axes, table, words)
        _mark_updates(axes, update_times(data), words)
        _label_running_score(axes, table, words, n)
    alt, caption = _running_score_alt_text(words, table, n), _running_score_caption(words, table)
    caption = with_few_note(words, caption, n.events)
    return Drawing(f"score_over_time-{lang}", figure, axes, table, alt, caption, lang)


def update_times(data: pd.DataFrame) -> list[datetime]:
    """List when a forecaster spoke of a proposition again."""
    ordered = data.sort_values("made_at", kind="stable")
    first = ordered.groupby(["forecaster", "proposition"])["made_at"].transform("min")
    return list(ordered.loc[ordered["made_at"] > first, "made_at"])


def _draw_running_score(axes: Axes, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the band, the running and the rolling mean, and the two baselines."""
    time = axis_positions(table["known_at"])
    axes.fill_between(
        time,
        float_column(table, "lower"),
        float_column(table, "upper"),
        color=BAND,
        lw=0,
        step="post",
    )
    curves = (
        ("even", MUTED, (0, (1, 1.5)), 1.3),
        ("base_rate", MUTED, (0, (4, 2)), 1.3),
        ("rolling", ORANGE, (0, (6, 1.2, 1, 1.2)), 1.6),
        ("score", BLUE, "-", 2.0),
    )
    for name, colour, line, width in curves:
        if table[name].isna().all():
            continue
        text = words.say(f"figure.{name}", window=words.number(WINDOW))
        axes.step(
            time,
            float_column(table, name),
            where="post",
            color=colour,
            ls=line,
            lw=width,
            label=text,
        )
    axes.vlines(
        time[-1],
        float_column(table, "lower")[-1],
        float_column(table, "upper")[-1],
        color=BLUE,
        lw=1,
    )
    axes.plot(time[-1], float_column(table, "score")[-1], "o", color=BLUE, markersize=5)


def _mark_updates(axes: Axes, times: Iterable[datetime], words: Catalogue) -> None:
    """Mark along the bottom when forecasts were updated, as far as the axis reaches."""
    low, high = axes.get_xlim()
    at = [each for each in axis_positions(times) if low <= each <= high]
    if at:
        # as one line with gaps, which keeps the file small
        x, y = np.repeat(at, 3), np.tile([0, RUG, np.nan], len(at))
        text, edge = words.say("figure.score_over_time.updates"), axes.get_xaxis_transform()
        axes.plot(x, y, transform=edge, color=INK, lw=0.6, alpha=0.6, label=text)


def _label_running_score(
    axes: Axes, table: pd.DataFrame, words: Catalogue, n: SampleCounts
) -> None:
    """Write titles, axes and the legend."""
    axes.set_ylim(0, _score_axis_top(table))
    ticks = [tick for tick in axes.get_yticks() if tick <= axes.get_ylim()[1]]
    axes.set_yticks(ticks, [words.number(tick, 2) for tick in ticks])
    set_date_ticks(axes.xaxis, words)
    axes.set_xlabel(words.say("figure.score_over_time.x"))
    axes.set_ylabel(words.say("figure.score_over_time.y"))
    write_finding(
        axes,
        words,
        "score_over_time",
        sample_size_line(words, n),
        _running_score_finding(words, table),
    )
    place_legend_below(axes, 2)


def _running_score_finding(words: Catalogue, table: pd.DataFrame) -> str:
    """Say where the score stands in the end, and whether that is better than saying 50 %."""
    end = table.iloc[-1]
    verdict = _compare_with_even(end["lower"], end["upper"], end["even"])
    return words.say(
        f"figure.score_over_time.finding_{verdict}",
        events=words.count("events", int(end["events"])),
        score=words.number(end["score"], 3),
    )


def _score_axis_top(table: pd.DataFrame) -> float:
    """Choose the top of the axis: it shows every mean, and may cut the first, widest bands."""
    highest = table[["score", "rolling", "even", "base_rate"]].max().max()
    return float(min(1.0, max(LOWEST_TOP, ROOM * highest)))


def _running_score_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what the band is, and how the last score stands to the baseline of 50 %."""
    end = table.iloc[-1]
    verdict = _compare_with_even(end["lower"], end["upper"], end["even"])
    said = [words.say("figure.score_over_time.caption", level=words.percent(LEVEL))]
    if table["upper"].max() > _score_axis_top(table):
        said.append(words.say("figure.cut"))
    return " ".join([*said, words.say(f"figure.score_over_time.{verdict}")])


def _compare_with_even(lower: float, upper: float, even: float) -> str:
    """Tell how limits lie to the score of always saying 50 %; a rounding apart is no difference."""
    if upper < even - ROUNDING:
        return "better"
    return "worse" if lower > even + ROUNDING else "unclear"


def _running_score_alt_text(words: Catalogue, table: pd.DataFrame, n: SampleCounts) -> str:
    """Say in words what the figure shows."""
    end = table.iloc[-1]
    return words.say(
        "figure.score_over_time.alt",
        size=sample_size_line(words, n),
        score=words.number(end["score"], 3),
        limits=words.between(end["lower"], end["upper"], 3),
        even=words.number(end["even"], 3),
        base_rate=words.number(end["base_rate"], 3),
        events=words.count("events", int(end["events"])),
    )
