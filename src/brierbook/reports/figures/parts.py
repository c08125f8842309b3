"""What several figures say or draw in the same way: headlines, counts, periods, axes of shares."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis

from brierbook.errors import WorkspaceError
from brierbook.reports.catalogue import NO_BREAK, RANGE, Catalogue
from brierbook.reports.figures.drawing import INK, MUTED

LEVEL = 0.9
RESAMPLES = 1000
SEED = 20241208
SHARES = (0, 0.2, 0.4, 0.6, 0.8, 1)
FEW_EVENTS = 10  # below this, a figure says that one event more could change it
SUBTITLE, GAP = 8.0, 1.35  # size of print below a title, and distance of its lines


@dataclass(frozen=True, slots=True)
class Counts:
    """What every subtitle says; the period runs from the first forecast to the last."""

    forecasts: int
    propositions: int
    events: int
    period: tuple[date, date] | None = None


def counts(data: pd.DataFrame) -> Counts:
    """Count forecasts, propositions and events, and find the period if the table has times."""
    numbers = (len(data), data["proposition"].nunique(), data["event"].nunique())
    made = data["made_at"].dropna() if "made_at" in data else data.iloc[:0]
    if made.empty:
        return Counts(*numbers)
    return Counts(*numbers, (made.min().date(), made.max().date()))


def size_line(words: Catalogue, n: Counts) -> str:
    """Say how much a figure rests on."""
    size = words.say(
        "figure.size",
        forecasts=words.count("forecasts", n.forecasts),
        propositions=words.count("propositions", n.propositions),
        events=words.count("events", n.events),
    )
    return f"{span(words, *n.period)}: {size}" if n.period else size


def span(words: Catalogue, first: date, last: date) -> str:
    """Write the days from one to another."""
    if first == last:
        return words.day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{RANGE}{words.day(last)}"
    return f"{words.day(first)}{NO_BREAK}{RANGE} {words.day(last)}"


def few(words: Catalogue, n: Counts) -> list[str]:
    """Warn where one more event could change the picture."""
    if n.events >= FEW_EVENTS:
        return []
    return [words.say("figure.few", events=words.count("events", n.events))]


def headline(axes: Axes, title: str, *lines: str) -> None:
    """Write a title, and below it lines in smaller print, the first of them pale."""
    axes.set_title(title, pad=4 + (SUBTITLE * GAP) * len(lines) + 2)
    for place, line in enumerate(reversed(lines)):
        axes.annotate(
            line,
            (0, 1),
            (0, 4 + place * SUBTITLE * GAP),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=SUBTITLE,
            color=MUTED if place == len(lines) - 1 else INK,
            annotation_clip=False,
        )


def in_percent(axis: Axis, words: Catalogue) -> None:
    """Label an axis of shares from 0 to 1."""
    axis.set_ticks(list(SHARES), [words.percent(share) for share in SHARES])


def refuse_nothing(data: pd.DataFrame, what: str) -> None:
    """Refuse to draw an empty axis."""
    if data.empty:
        raise WorkspaceError(f"there is nothing to draw: {what}")
