"""What several figures say or draw in the same way: headlines, counts, periods, axes of shares."""

from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis

from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import Message, WorkspaceError
from brierbook.reports.figures.kit.drawing import INK, MUTED, SMALL
from brierbook.speech.catalogue import Catalogue

__all__ = [
    "LEVEL",
    "SEED",
    "SampleCounts",
    "annotate_beside",
    "few_events_note",
    "label_shares",
    "refuse_empty_table",
    "row_records",
    "sample_counts",
    "sample_size_line",
    "with_few_note",
    "wrap_evenly",
    "write_finding",
    "write_headline",
]

LEVEL = 0.9
RESAMPLES = 1000
SEED = 20241208
SHARES = (0, 0.2, 0.4, 0.6, 0.8, 1)
FEW_EVENTS = 10  # below this, a figure says that one event more could change it
SIGNS_AN_INCH, TITLE_SIGNS = 14, 9.6  # of a line below a title, and of a title
SUBTITLE, GAP = 8.0, 1.5  # size of print below a title, and distance of its lines


@dataclass(frozen=True, slots=True)
class SampleCounts:
    """What every subtitle says; the period runs from the first forecast to the last."""

    forecasts: int
    propositions: int
    events: int
    period: tuple[date, date] | None = None


def sample_counts(data: pd.DataFrame) -> SampleCounts:
    """Count forecasts, propositions and events, and find the period if the table has times."""
    refuse_empty_table(
        data, Message("no forecast is given; resolve some, or log new ones", "nothing.given")
    )
    numbers = (len(data), data["proposition"].nunique(), data["event"].nunique())
    if "made_at" not in data or data["made_at"].isna().all():
        return SampleCounts(*numbers)
    return SampleCounts(*numbers, (data["made_at"].min().date(), data["made_at"].max().date()))


def sample_size_line(words: Catalogue, n: SampleCounts) -> str:
    """Say how much a figure rests on."""
    size = words.say(
        "figure.size",
        forecasts=words.count("forecasts", n.forecasts),
        propositions=words.count("propositions", n.propositions),
        events=words.count("events", n.events),
    )
    return f"{words.days(*n.period)}: {size}" if n.period else size


def few_events_note(words: Catalogue, events: int) -> list[str]:
    """Warn where one more event could change the picture."""
    if events >= FEW_EVENTS:
        return []
    return [words.say("figure.few", events=words.count("events", events))]


def with_few_note(words: Catalogue, caption: str, events: int) -> str:
    """End a caption with the warning that one more event could change the picture."""
    return " ".join([caption, *few_events_note(words, events)])


def write_finding(axes: Axes, words: Catalogue, figure: str, size: str, finding: str = "") -> None:
    """Write above a figure what it found, and below that its topic and what it rests on.

    Without a finding the topic is the title.
    """
    topic = words.say(f"figure.{figure}.title")
    if not finding:
        write_headline(axes, topic, size)
        return
    line = words.say("figure.kicker", title=topic, size=size)
    fits = len(line) <= _inches_wide(axes) * SIGNS_AN_INCH
    write_headline(axes, finding, line if fits else f"{topic}\n{size}")


def _inches_wide(axes: Axes) -> float:
    """Say how wide a headline may be: as the figure, or as its column of a grid."""
    spec = axes.get_subplotspec()
    columns = spec.get_gridspec().ncols if spec else 1
    return float(axes.figure.bbox.width / axes.figure.dpi / columns)


def write_headline(axes: Axes, title: str, *lines: str) -> None:
    """Write a title, and below it lines in smaller print, the first of them pale.

    A line that is too long for the figure is broken.
    """
    inches = _inches_wide(axes)
    width, title_width = int(inches * SIGNS_AN_INCH), int(inches * TITLE_SIGNS)
    whole = [
        (line, place)
        for place, each in enumerate(lines)
        for part in each.split("\n")
        for line in wrap_evenly(part, width)
    ]
    title = "\n".join(each for line in title.split("\n") for each in wrap_evenly(line, title_width))
    axes.set_title(title, pad=4 + (SUBTITLE * GAP) * len(whole) + 2)
    look: dict[str, Any] = {"xycoords": "axes fraction", "fontsize": SUBTITLE}
    for place, (line, number) in enumerate(reversed(whole)):
        colour = INK if number else MUTED
        annotate_beside(
            axes,
            line,
            (0, 1),
            (0, 4 + place * SUBTITLE * GAP),
            color=colour,
            annotation_clip=False,
            **look,
        )


def wrap_evenly(text: str, width: int) -> list[str]:
    """Break a text into as few lines as there must be, about equally long."""
    lines = wrap(text, width)
    if len(lines) < 2:  # noqa: PLR2004  # one line has no other to be as long as
        return lines
    shorter = (wrap(text, each) for each in range(len(text) // len(lines), width))
    return next((each for each in shorter if len(each) == len(lines)), lines)


def annotate_beside(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    shift: tuple[float, float],
    **look: Any,  # noqa: ANN401  # what matplotlib takes
) -> None:
    """Write a text in small print, some points of print away from a place."""
    usual: dict[str, Any] = {"textcoords": "offset points", "fontsize": SMALL}
    axes.annotate(text, at, shift, **usual | look)


def float_column(table: pd.DataFrame, name: str) -> Floats:
    """Take a column of numbers."""
    found: Floats = table[name].to_numpy(dtype=np.float64)
    return found


def row_records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give each row by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def label_shares(axis: Axis, words: Catalogue) -> None:
    """Label an axis of shares from 0 to 1."""
    axis.set_ticks(list(SHARES), [words.percent(share) for share in SHARES])


def left_out_shares(words: Catalogue, figure: str, n: int) -> str:
    """End a caption with the number of forecasts of questions that came true in part."""
    return f" {words.say(f'figure.{figure}.shares', n=words.number(n))}" if n else ""


def refuse_empty_table(data: pd.DataFrame, what: Message) -> None:
    """Refuse to draw an empty axis."""
    if data.empty:
        raise WorkspaceError("there is nothing to draw: {what}", code="plot.nothing", what=what)
