"""The timeline of a proposition: what was said of it when, and what that cost."""

from datetime import datetime, timedelta
from itertools import pairwise
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation, Transform

from brierbook.reports.catalogue import Catalogue, catalogue
from brierbook.reports.figures.drawing import (
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
from brierbook.reports.figures.forest import TICK_LINE, second_lines
from brierbook.reports.figures.groups import shown
from brierbook.reports.figures.history import OUTCOMES, History
from brierbook.reports.figures.legible import legible
from brierbook.reports.figures.parts import beside, column, headline, in_percent
from brierbook.reports.figures.time_axis import in_days, instant, place, places

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


def plot_timeline(data: History, *, ax: Axes | None = None, lang: str = "en") -> Drawing:
    """Draw the forecasts of a proposition as steps, with the words they rest on and the outcome.

    The number above a step is what it adds to the forecaster's Brier score, averaged over the time
    from the first forecast to the decision (Mellers et al. 2014, doi 10.1177/0956797614524255).

    Parameters
    ----------
    data : History
        As made by :func:`brierbook.reports.figures.history.history_of`.
    ax : Axes, optional
        Where to draw; by default a new figure, which no window shows.
    lang : {"en", "uk", "ru"}
        The language of the words in it.
    """
    table, words = numbered(data.steps), catalogue(lang)
    notes = table.loc[table["number"] > 0, ["number", "note"]].drop_duplicates()
    with style():
        figure, axes = axes_for(ax, 7.0, 4.1 + 0.15 * len(notes))
        first, last = reach(data)
        axes.set(xlim=(place(first), place(last)), ylim=(-0.11, 1.06))
        draw(axes, data, table, words)
        mark_deadline(axes, data, words)
        mark_outcome(axes, data, words)
        label(axes, data, words)
        list_notes(axes, notes)
    name = f"timeline-{lang}"
    return Drawing(name, figure, axes, table, describe(words, data), explain(words, data), lang)


def numbered(steps: pd.DataFrame) -> pd.DataFrame:
    """Give each note a number, by time; 0 where there is none, or where the list is full."""
    ordered = steps.sort_values(["made_at", "forecaster"], kind="stable")
    notes = [note for note in dict.fromkeys(ordered["note"]) if note][:MOST_NOTES]
    number = {note: place for place, note in enumerate(notes, start=1)}
    return steps.assign(number=steps["note"].map(number).fillna(0).astype(int))


def reach(data: History) -> tuple[datetime, datetime]:
    """Choose the times that are shown: the forecasts, the decision, and a deadline not far off."""
    made = data.steps["made_at"]
    first, last = made.min().to_pydatetime(), made.max().to_pydatetime()
    last = max(last, data.decided or last)
    deadline = data.proposition.deadline
    if deadline and (data.resolution is None or deadline.last <= last + FAR * (last - first)):
        last = max(last, deadline.last)
    length = max(last - first, SHORTEST)
    return first - ROOM * length, first + (1 + ROOM) * length


def draw(axes: Axes, data: History, table: pd.DataFrame, words: Catalogue) -> None:
    """Draw the steps of each forecaster; those of most forecasters thin and without a name."""
    end = data.decided or axis_end(axes)
    updates = table.groupby("forecaster").size().sort_values(ascending=False, kind="stable")
    width = ASIDE if abreast(table) else 0.0
    for number, name in enumerate(map(str, updates.index)):
        rows = table[table["forecaster"] == name]
        if number < MOST_LINES:
            shift = width * (number - (min(len(updates), MOST_LINES) - 1) / 2)
            aside = ScaledTranslation(shift / 72, 0, axes.figure.dpi_scale_trans)
            steps(axes, rows, end, number, named(name, rows, words), axes.transData + aside)
            contributions(axes, rows if len(updates) <= FEW_LINES else rows[:0], end, words)
        else:
            axes.step(*stairs(rows, end), where="post", color=MUTED, linewidth=0.5, alpha=0.5)
    mark_notes(axes, table)


def axis_end(axes: Axes) -> datetime:
    """Give the last instant that is shown."""
    return instant(axes.get_xlim()[1])


def stairs(rows: pd.DataFrame, end: datetime) -> tuple[list[float], list[float]]:
    """Give the corners of a step line that runs to the end."""
    time, p = list(places(rows["made_at"])), list(column(rows, "p"))
    stop = max(place(end), time[-1])
    return [*time, stop], [*p, p[-1]]


def abreast(table: pd.DataFrame) -> bool:
    """Whether ranges of several forecasters would lie on each other."""
    ranges = table[table["lower"] < table["upper"]]
    speakers = ranges[["made_at", "forecaster"]].drop_duplicates()
    return bool(speakers["made_at"].duplicated().any())


def steps(  # each says another thing
    axes: Axes, rows: pd.DataFrame, end: datetime, number: int, name: str, at: Transform
) -> None:
    """Draw the steps of one forecaster, with the range of each wording; hollow what is too late."""
    time, p, colour = places(rows["made_at"]), column(rows, "p"), SERIES[number]
    mark: dict[str, Any] = {"marker": MARKERS[number], "color": colour, "linestyle": LINES[number]}
    mark["transform"] = at
    first = [*range(len(rows))]
    axes.step(*stairs(rows, end), where="post", label=name, mec="white", markevery=first, **mark)
    late = time > place(end)
    axes.plot(time[late], p[late], **mark | {"linestyle": "", "mfc": "white", "zorder": 3})
    ranges = column(rows, "lower"), column(rows, "upper")
    axes.vlines(time, *ranges, color=colour, linewidth=0.8, transform=at)


def named(name: str, rows: pd.DataFrame, words: Catalogue) -> str:
    """Write a forecaster with the time-averaged score, where there is one."""
    if rows["contribution"].isna().all():
        return shown(name, words)
    return f"{shown(name, words)}: {words.number(rows['contribution'].sum(), 3)}"


def mark_notes(axes: Axes, table: pd.DataFrame) -> None:
    """Draw a tick below the axis of 0 % for each note, with the numbers of all at one time."""
    for _, rows in table[table["number"] > 0].groupby("made_at"):
        at = places(rows["made_at"])[0]
        axes.vlines(at, -0.045, -0.015, color=INK, linewidth=1.1)
        text = ", ".join(map(str, sorted(set(rows["number"]))))
        look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": SMALL}
        axes.text(at, -0.085, text, bbox=PAPER, zorder=5, **look)


def contributions(axes: Axes, rows: pd.DataFrame, end: datetime, words: Catalogue) -> None:
    """Write above each step what it adds to the score, where there is room."""
    low, high = axes.get_xlim()
    if rows.empty:
        return
    corners = pairwise(stairs(rows, end)[0])
    added = column(rows, "contribution")
    for (start, stop), p, more in zip(corners, column(rows, "p"), added, strict=True):
        if np.isfinite(more) and stop - start >= WIDE * (high - low):
            text = f"+{words.number(more, 3)}"
            beside(axes, text, ((start + stop) / 2, p), (0, 3), ha="center")


def mark_deadline(axes: Axes, data: History, words: Catalogue) -> None:
    """Draw the deadline as a line, or point to it beyond the edge."""
    deadline = data.proposition.deadline
    if deadline is None:
        return
    (low, high), at = axes.get_xlim(), place(deadline.last)
    text = words.say("figure.timeline.deadline", day=words.moment(deadline))
    if low <= at <= high:
        axes.axvline(at, color=INK, linewidth=1, linestyle=(0, (6, 3)))
    beyond = f" {ARROW}" if at > high else ""
    right = at > (low + high) / 2
    where, side = (min(max(at, low), high), free_height(data)), "right" if right else "left"
    look: dict[str, Any] = {"ha": side, "va": "center", "annotation_clip": False, "zorder": 5}
    beside(axes, text + beyond, where, (-4 if right else 4, 0), bbox=PAPER, **look)


def free_height(data: History) -> float:
    """Find the height that is furthest from all that was said and from the outcome."""
    steps, outcome = data.steps, OUTCOMES.get(data.outcome, 0.5)
    lower, upper = (np.append(column(steps, end), outcome) for end in ("lower", "upper"))
    heights = HEIGHTS[:, None]
    distance = np.maximum(np.maximum(lower - heights, heights - upper), 0).min(axis=1)
    return float(HEIGHTS[distance.argmax()])


def mark_outcome(axes: Axes, data: History, words: Catalogue) -> None:
    """Mark what happened, at the height of what would have been right."""
    if data.resolution is None or data.decided is None:
        return
    at, height = place(data.decided), OUTCOMES.get(data.outcome, 0.5)
    low, high = axes.get_xlim()
    axes.axvline(at, color=INK, linewidth=0.8, alpha=0.6)
    axes.plot(at, height, "*", color=INK, markersize=11, zorder=4)
    text, right = words.say(f"outcome.{data.outcome}"), at > (low + high) / 2
    look = {"ha": "right" if right else "left", "va": "center", "fontsize": 8}
    beside(axes, text, (min(at, high), height), (-9 if right else 9, 0), **look)


def label(axes: Axes, data: History, words: Catalogue) -> None:
    """Write titles, axes and the legend."""
    in_days(axes.xaxis)
    in_percent(axes.yaxis, words)
    axes.set_xlabel(words.say("figure.score_over_time.x"))
    axes.set_ylabel(words.say("figure.timeline.y"))
    text = fill(legible(data.proposition.text.pick(words.language)[0], TITLE), LINE)
    headline(axes, text, subtitle(words, data))
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)


def subtitle(words: Catalogue, data: History) -> str:
    """Say how many forecasts by how many forecasters there are, and what became of it."""
    return words.say(
        "figure.timeline.size",
        forecasts=words.count("forecasts", len(data.steps)),
        forecasters=words.count("forecasters", data.steps["forecaster"].nunique()),
        outcome=words.say(f"outcome.{data.outcome}"),
    )


def list_notes(axes: Axes, notes: pd.DataFrame) -> None:
    """List below the axis the words that forecasts rest on."""
    if notes.empty:
        return
    rows = sorted(zip(notes["number"], notes["note"], strict=True))
    lines = "\n".join(f"{number}  {legible(note, NOTE)}" for number, note in rows)
    look = {"xycoords": "axes fraction", "va": "top", "annotation_clip": False}
    beside(axes, lines, (0, 0), (0, -36 - 72 * TICK_LINE * second_lines(axes)), **look)


def explain(words: Catalogue, data: History) -> str:
    """Say what the lines, the bars and the numbers are."""
    steps = data.steps
    notes = {
        "ranges": (steps["lower"] < steps["upper"]).any(),
        "abreast": abreast(steps),
        "notes": (steps["note"] != "").any(),
        "contributions": steps["contribution"].notna().any(),
        "hollow": data.decided and (steps["made_at"] > data.decided).any(),
    }
    said = [words.say("figure.timeline.caption")]
    said += [words.say(f"figure.timeline.{name}") for name, holds in notes.items() if holds]
    left = data.steps["forecaster"].nunique() - MOST_LINES
    if left > 0:
        said.append(words.say("figure.timeline.thin", n=words.number(left)))
    return " ".join(said)


def describe(words: Catalogue, data: History) -> str:
    """Say in words what the figure shows."""
    low, high = data.steps["p"].min(), data.steps["p"].max()
    return words.say(
        "figure.timeline.alt",
        proposition=legible(data.proposition.text.pick(words.language)[0], 200).rstrip("."),
        size=subtitle(words, data),
        low=words.percent(low),
        high=words.percent(high),
    )
