"""The timeline of a proposition: what was said of it when, and what that cost."""

from datetime import datetime, timedelta
from itertools import pairwise
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, Transform

from brierbook.reports.figures.kit.axes import (
    annotate_beside,
    float_column,
    label_shares,
    write_headline,
)
from brierbook.reports.figures.kit.drawing import (
    INK,
    LINES,
    MARKERS,
    MUTED,
    SERIES,
    SMALL,
    Drawing,
    axes_for,
    style,
)
from brierbook.reports.figures.kit.forest import TICK_LINE, extra_tick_lines
from brierbook.reports.figures.kit.groups import group_display_name
from brierbook.reports.figures.kit.history import OUTCOMES, TimelineHistory
from brierbook.reports.figures.kit.legible import legible_line
from brierbook.reports.figures.kit.time_axis import (
    axis_instant,
    axis_position,
    axis_positions,
    set_date_ticks,
)
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["plot_timeline"]

MOST_LINES, MOST_NOTES = 6, 6
FEW_LINES = 2  # of more, the contributions would cover each other
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # below what lines may cross
ARROW = "\N{RIGHTWARDS ARROW}"
TITLE, LINE, NOTE = 150, 76, 84  # signs of the proposition, of a line of it, of a note
SHORTEST = timedelta(days=1)  # what an axis shows at least
ROOM = 0.06  # share of the axis kept free on both sides
FAR = 1.0  # a deadline later than this many lengths after the end is only pointed at
HEIGHTS = np.linspace(0.04, 0.96, 24)  # at which the label of a deadline may stand
ASIDE = 4.0  # points between forecasters whose ranges would lie on each other
WIDE = 0.05  # share of the axis that a step must have to bear its contribution


def plot_timeline(data: TimelineHistory, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the forecasts of a proposition as steps, with the words they rest on and the outcome.

    The number above a step is what it adds to the forecaster's Brier score, averaged over the time
    from the first forecast to the decision (Mellers et al. 2014, doi 10.1177/0956797614524255).

    Parameters
    ----------
    data : History
        As made by :func:`brierbook.reports.figures.kit.history.timeline_history`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words = _number_notes(data.steps), load_catalogue(lang)
    notes = table.loc[table["number"] > 0, ["number", "note"]].drop_duplicates()
    with style():
        figure, axes = axes_for(ax, 7.0, 4.1 + 0.15 * len(notes))
        first, last = _timeline_limits(data)
        axes.set(xlim=(axis_position(first), axis_position(last)), ylim=(-0.11, 1.06))
        numbered = _draw_forecasters(axes, data, table, words)
        _mark_deadline(axes, data, words)
        _mark_outcome(axes, data, words)
        _label_timeline(axes, data, words)
        _list_notes(axes, notes)
    name = f"timeline-{lang}"
    return Drawing(
        name,
        figure,
        axes,
        table,
        _timeline_alt_text(words, data),
        _timeline_caption(words, data, numbered=numbered),
        lang,
    )


def _number_notes(steps: pd.DataFrame) -> pd.DataFrame:
    """Give each note a number, by time; 0 where there is none, or where the list is full."""
    ordered = steps.sort_values(["made_at", "forecaster"], kind="stable")
    notes = [note for note in dict.fromkeys(ordered["note"]) if note][:MOST_NOTES]
    number = {note: place for place, note in enumerate(notes, start=1)}
    return steps.assign(number=steps["note"].map(number).fillna(0).astype(int))


def _timeline_limits(data: TimelineHistory) -> tuple[datetime, datetime]:
    """Choose the times that are shown: the forecasts, the decision, and a deadline not far off."""
    made = data.steps["made_at"]
    first, last = made.min().to_pydatetime(), made.max().to_pydatetime()
    last = max(last, data.decided or last)
    deadline = data.proposition.deadline
    if deadline and (data.resolution is None or deadline.last <= last + FAR * (last - first)):
        last = max(last, deadline.last)
    length = max(last - first, SHORTEST)
    return first - ROOM * length, first + (1 + ROOM) * length


def _draw_forecasters(
    axes: Axes, data: TimelineHistory, table: pd.DataFrame, words: Catalogue
) -> bool:
    """Draw the steps of each forecaster; most of very many are thin and without a name.

    Returns whether a step has the number that it adds to the score.
    """
    end, numbered = data.decided or _axis_end(axes), False
    updates = table.groupby("forecaster").size().sort_values(ascending=False, kind="stable")
    width = ASIDE if _ranges_overlap(table) else 0.0
    for number, name in enumerate(map(str, updates.index)):
        rows = table[table["forecaster"] == name]
        if number < MOST_LINES:
            # to the left only: right of the decision they would look like hindsight
            shift = width * (number + 1 - min(len(updates), MOST_LINES))
            aside = ScaledTranslation(shift / 72, 0, axes.figure.dpi_scale_trans)
            _draw_forecaster_steps(
                axes,
                rows,
                end,
                number,
                _forecaster_label(name, rows, words),
                axes.transData + aside,
            )
            if len(updates) <= FEW_LINES:
                numbered |= _write_contributions(axes, rows, end, words)
        else:
            axes.step(
                *_step_corners(rows, end), where="post", color=MUTED, linewidth=0.5, alpha=0.5
            )
    _mark_notes(axes, table)
    return numbered


def _axis_end(axes: Axes) -> datetime:
    """Give the last instant that is shown."""
    return axis_instant(axes.get_xlim()[1])


def _step_corners(rows: pd.DataFrame, end: datetime) -> tuple[list[float], list[float]]:
    """Give the corners of a step line that runs to the end."""
    time, p = list(axis_positions(rows["made_at"])), list(float_column(rows, "p"))
    stop = max(axis_position(end), time[-1])
    return [*time, stop], [*p, p[-1]]


def _ranges_overlap(table: pd.DataFrame) -> bool:
    """Whether ranges of several forecasters would lie on each other."""
    ranges = table[table["lower"] < table["upper"]]
    speakers = ranges[["made_at", "forecaster"]].drop_duplicates()
    return bool(speakers["made_at"].duplicated().any())


def _draw_forecaster_steps(  # each says another thing
    axes: Axes, rows: pd.DataFrame, end: datetime, number: int, name: str, at: Transform
) -> None:
    """Draw the steps of one forecaster, with the range of each wording; hollow what is too late."""
    time, p, colour = axis_positions(rows["made_at"]), float_column(rows, "p"), SERIES[number]
    mark: dict[str, Any] = {"marker": MARKERS[number], "color": colour, "linestyle": LINES[number]}
    mark["transform"] = at
    first = [*range(len(rows))]
    axes.step(
        *_step_corners(rows, end), where="post", label=name, mec="white", markevery=first, **mark
    )
    late = time > axis_position(end)
    axes.plot(time[late], p[late], **mark | {"linestyle": "", "mfc": "white", "zorder": 3})
    ranges = float_column(rows, "lower"), float_column(rows, "upper")
    axes.vlines(time, *ranges, color=colour, linewidth=0.8, transform=at)


def _forecaster_label(name: str, rows: pd.DataFrame, words: Catalogue) -> str:
    """Write a forecaster with the time-averaged score, where there is one."""
    if rows["contribution"].isna().all():
        return group_display_name(name, words)
    return f"{group_display_name(name, words)}: {words.number(rows['contribution'].sum(), 3)}"


def _mark_notes(axes: Axes, table: pd.DataFrame) -> None:
    """Draw a tick below the axis of 0 % for each note, with the numbers of all at one time."""
    for _, rows in table[table["number"] > 0].groupby("made_at"):
        at = axis_positions(rows["made_at"])[0]
        axes.vlines(at, -0.045, -0.015, color=INK, linewidth=1.1)
        text = ", ".join(map(str, sorted(set(rows["number"]))))
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL}
        axes.text(at, -0.085, text, bbox=PAPER, zorder=5, **look)


def _write_contributions(axes: Axes, rows: pd.DataFrame, end: datetime, words: Catalogue) -> bool:
    """Write above each step what it adds to the score, where there is room; say whether any has."""
    low, high = axes.get_xlim()
    wide = False
    corners = pairwise(_step_corners(rows, end)[0])
    added = float_column(rows, "contribution")
    for (start, stop), p, more in zip(corners, float_column(rows, "p"), added, strict=True):
        if np.isfinite(more) and stop - start >= WIDE * (high - low):
            text = f"+{words.number(more, 3)}"
            annotate_beside(axes, text, ((start + stop) / 2, p), (0, 3), ha="center")
            wide = True
    return wide


def _mark_deadline(axes: Axes, data: TimelineHistory, words: Catalogue) -> None:
    """Draw the deadline as a line, or point to it beyond the edge."""
    deadline = data.proposition.deadline
    if deadline is None:
        return
    (low, high), at = axes.get_xlim(), axis_position(deadline.last)
    text = words.say("figure.timeline.deadline", day=words.moment(deadline))
    if low <= at <= high:
        axes.axvline(at, color=INK, linewidth=1, linestyle=(0, (6, 3)))
    beyond = f" {ARROW}" if at > high else ""
    right = at > (low + high) / 2
    where, side = (min(max(at, low), high), _free_label_height(data)), "right" if right else "left"
    look: dict[str, Any] = {"ha": side, "va": "center", "annotation_clip": False, "zorder": 5}
    annotate_beside(axes, text + beyond, where, (-4 if right else 4, 0), bbox=PAPER, **look)


def _free_label_height(data: TimelineHistory) -> float:
    """Find the height that is furthest from all that was said and from the outcome."""
    steps, outcome = data.steps, OUTCOMES.get(data.outcome, 0.5)
    lower, upper = (np.append(float_column(steps, end), outcome) for end in ("lower", "upper"))
    heights = HEIGHTS[:, None]
    distance = np.maximum(np.maximum(lower - heights, heights - upper), 0).min(axis=1)
    return float(HEIGHTS[distance.argmax()])


def _mark_outcome(axes: Axes, data: TimelineHistory, words: Catalogue) -> None:
    """Mark what happened, at the height of what would have been right."""
    if data.resolution is None or data.decided is None:
        return
    at, height = axis_position(data.decided), OUTCOMES.get(data.outcome, 0.5)
    low, high = axes.get_xlim()
    axes.axvline(at, color=INK, linewidth=0.8, alpha=0.6)
    axes.plot(at, height, "*", color=INK, markersize=11, zorder=4)
    text, right = words.say(f"outcome.{data.outcome}"), at > (low + high) / 2
    look = {"ha": "right" if right else "left", "va": "center", "fontsize": 8}
    annotate_beside(axes, text, (min(at, high), height), (-9 if right else 9, 0), **look)


def _label_timeline(axes: Axes, data: TimelineHistory, words: Catalogue) -> None:
    """Write titles, axes and the legend."""
    set_date_ticks(axes.xaxis, words)
    label_shares(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.score_over_time.x"))
    axes.set_ylabel(words.say("figure.timeline.y"))
    text = fill(legible_line(data.proposition.text.pick(words.language)[0], TITLE), LINE)
    write_headline(axes, text, _timeline_subtitle(words, data))
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)


def _timeline_subtitle(words: Catalogue, data: TimelineHistory) -> str:
    """Say how many forecasts by how many forecasters there are, and what became of it."""
    return words.say(
        "figure.timeline.size",
        forecasts=words.count("forecasts", len(data.steps)),
        forecasters=words.count("forecasters", data.steps["forecaster"].nunique()),
        outcome=words.say(f"outcome.{data.outcome}"),
    )


def _list_notes(axes: Axes, notes: pd.DataFrame) -> None:
    """List below the axis the words that forecasts rest on."""
    if notes.empty:
        return
    rows = sorted(zip(notes["number"], notes["note"], strict=True))
    lines = "\n".join(f"{number}  {legible_line(note, NOTE)}" for number, note in rows)
    look = {"xycoords": "axes fraction", "va": "top", "annotation_clip": False}
    annotate_beside(axes, lines, (0, 0), (0, -39 - 72 * TICK_LINE * extra_tick_lines(axes)), **look)


def _timeline_caption(words: Catalogue, data: TimelineHistory, *, numbered: bool) -> str:
    """Say what the lines and the bars are, and the numbers where some are drawn."""
    steps = data.steps
    notes = {
        "ranges": (steps["lower"] < steps["upper"]).any(),
        "abreast": _ranges_overlap(steps),
        "notes": (steps["note"] != "").any(),
        "averages": steps["contribution"].notna().any(),
        "contributions": numbered,
        "hollow": data.decided and (steps["made_at"] > data.decided).any(),
    }
    said = [words.say("figure.timeline.caption")]
    said += [words.say(f"figure.timeline.{name}") for name, holds in notes.items() if holds]
    left = data.steps["forecaster"].nunique() - MOST_LINES
    if left > 0:
        said.append(words.say("figure.timeline.thin", n=words.number(left)))
    return " ".join(said)


def _timeline_alt_text(words: Catalogue, data: TimelineHistory) -> str:
    """Say in words what the figure shows."""
    low, high = data.steps["p"].min(), data.steps["p"].max()
    return words.say(
        "figure.timeline.alt",
        proposition=legible_line(data.proposition.text.pick(words.language)[0], 200).rstrip("."),
        size=_timeline_subtitle(words, data),
        low=words.percent(low),
        high=words.percent(high),
    )
