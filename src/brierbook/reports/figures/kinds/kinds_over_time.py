"""Scores of options, numbers and days over time: how each mean stood after each outcome."""

import math

import pandas as pd
from matplotlib.axes import Axes

from brierbook.analysis.tables.kinds.kind_course import running_kind_scores
from brierbook.errors import Message
from brierbook.reports.figures.kinds.leaderboard_kinds import panels_left_out
from brierbook.reports.figures.kit.axes import (
    LEVEL,
    few_events_note,
    float_column,
    refuse_empty_table,
    sample_counts,
    sample_size_line,
    write_headline,
)
from brierbook.reports.figures.kit.drawing import BAND, BLUE, Drawing, axes_for, style
from brierbook.reports.figures.kit.kinds import (
    MOST_PANELS,
    headline_scores,
    kind_and_unit,
    kind_parts,
    name_panel,
    tick_digits,
)
from brierbook.reports.figures.kit.panels import stack_axes
from brierbook.reports.figures.kit.time_axis import axis_positions, set_date_ticks
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_kinds_over_time"]

PANEL, MARGINS = 1.35, 1.2  # inches
ROOM = 1.15  # of the axis
TICKS = 3


def plot_kinds_over_time(
    data: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en"
) -> Drawing:
    """Draw the mean score after each outcome, a panel for each kind and unit.

    Parameters
    ----------
    data : DataFrame
        As made by :func:`brierbook.analysis.tables.kinds.kind_rows.loss_rows`, with dates.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    refuse_empty_table(
        data,
        Message(
            "no forecast of options, a number or a day has resolved; log some", "nothing.kinds"
        ),
    )
    rows = headline_scores(data)
    table, words, n = (
        running_kind_scores(rows, level=LEVEL),
        load_catalogue(lang),
        sample_counts(rows),
    )
    parts = list(kind_parts(table))[:MOST_PANELS]
    with style():
        figure, axes = axes_for(ax, 6.6, MARGINS + PANEL * len(parts))
        panels = stack_axes(axes, [1.0] * len(parts))
        for panel, (names, part) in zip(panels, parts, strict=True):
            _draw_course(panel, part, words)
            name_panel(panel, kind_and_unit(*names, words), first=panel is axes)
        write_headline(
            axes,
            words.say("figure.kinds_over_time.title"),
            sample_size_line(words, n),
            *few_events_note(words, n.events),
            kind_and_unit(*parts[0][0], words),
        )
        panels[-1].set_xlabel(words.say("figure.score_over_time.x"))
    caption = " ".join([_course_caption(words, table), *panels_left_out(words, table)])
    alt = _course_alt(words, table)
    return Drawing(f"kinds_over_time-{lang}", figure, axes, table, alt, caption, lang)


def _draw_course(axes: Axes, part: pd.DataFrame, words: Catalogue) -> None:
    """Draw the band and the running mean of one kind."""
    time, score = axis_positions(part["known_at"]), float_column(part, "score")
    lower, upper = float_column(part, "lower"), float_column(part, "upper")
    axes.fill_between(time, lower, upper, color=BAND, lw=0, step="post")
    axes.step(time, score, where="post", color=BLUE, lw=1.8)
    axes.plot(time[-1], score[-1], "o", color=BLUE, markersize=4)
    finite = [each for each in (*score, *upper) if math.isfinite(each)]
    top = ROOM * max(finite, default=1.0) or 1.0
    axes.set_ylim(0, top)
    ticks = [top * place / (TICKS * ROOM) for place in range(TICKS + 1)]
    axes.set_yticks(ticks, [words.number(tick, tick_digits(top)) for tick in ticks])
    set_date_ticks(axes.xaxis, words)


def _course_caption(words: Catalogue, table: pd.DataFrame) -> str:
    """Say what is drawn, and which limits are approximate."""
    said = [words.say("figure.kinds_over_time.caption", level=words.percent(LEVEL))]
    if (table["rule"] == "approximate").any():
        said.append(words.say("figure.leaderboard_kinds.approximate"))
    return " ".join(said)


def _course_alt(words: Catalogue, table: pd.DataFrame) -> str:
    """Say in words how each kind stands in the end."""
    rows = [
        words.say(
            "figure.kinds_over_time.row",
            kind=kind_and_unit(kind, unit, words),
            score=words.number(part["score"].iloc[-1], 3),
            limits=words.between(part["lower"].iloc[-1], part["upper"].iloc[-1], 3),
            events=words.count("events", int(part["events"].iloc[-1])),
        )
        for (kind, unit), part in kind_parts(table)
    ]
    return words.say("figure.kinds_over_time.alt", rows=" ".join(rows))
