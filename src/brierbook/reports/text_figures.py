"""Figures made of letters, for a terminal: the reliability diagram, and a timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.reports.figures.kit.history import OUTCOMES, TimelineHistory
from brierbook.reports.figures.kit.legible import shorten_to_line
from brierbook.speech.catalogue import Catalogue

__all__ = ["ASCII", "FANCY", "ascii_punctuation", "reliability_text", "timeline_text"]

COLUMNS, ROWS = 20, 10  # cells of the reliability diagram
CELL = 3  # letters a column, so that a count of three digits fits
MOST_COUNT = 999
MARGIN = 7  # letters left of the axis
WIDTH = 60  # letters of a timeline
NAMES = "abcdefgh"
ARROW = "\N{RIGHTWARDS ARROW}"
NOTE, NAME, MOST_STEPS = 66, 30, 6  # letters of a text and of a name, and updates of each

type _Canvas = npt.NDArray[np.str_]
type _FloatArray = npt.NDArray[np.float64]
type _Positions = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Signs:
    """The letters that a figure is made of."""

    curve: str
    band: str
    diagonal: str
    upright: str
    corner: str
    level: str
    edge: str
    outcome: str


FANCY = Signs("●", "░", "·", "│", "└", "─", "┊", "★")
ASCII = Signs("o", ":", ".", "|", "+", "-", "!", "*")
# punctuation of the messages that has a likeness in ASCII
PLAIN = str.maketrans({"–": "-", "—": "-", "−": "-", "’": "'", "“": '"', "”": '"', "\xa0": " ",
                       "…": "...", "∞": "inf", "→": "->"})  # fmt: skip


def reliability_text(table: pd.DataFrame, words: Catalogue, signs: Signs) -> str:
    """Draw a table of the reliability diagram: band, diagonal, curve, and forecasts a column."""
    canvas = np.full((ROWS, COLUMNS * CELL), " ", dtype="<U1")
    columns = _diagram_columns(table["said"].to_numpy())
    middles = (np.arange(COLUMNS) + 0.5) / COLUMNS
    for column in np.unique(columns):
        low = table["lower"][columns == column].min()
        high = table["upper"][columns == column].max()
        canvas[_canvas_row(high) : _canvas_row(low) + 1, _column_slice(column)] = signs.band
    for column, middle in enumerate(middles):
        canvas[_canvas_row(middle), column * CELL + 1] = signs.diagonal
    for column, happened in zip(columns, table["happened"], strict=True):
        canvas[_canvas_row(happened), column * CELL + 1] = signs.curve
    counts = np.bincount(columns, table["forecasts"], COLUMNS)
    return "\n".join([*_frame_canvas(canvas, words, signs), *_scale_and_counts(counts, words)])


def _diagram_columns(said: _FloatArray) -> _Positions:
    """Find the column of each forecast."""
    return np.minimum((said * COLUMNS).astype(np.intp), COLUMNS - 1)


def _canvas_row(share: float) -> int:
    """Find the row of a share; 100 % is at the top."""
    return ROWS - 1 - min(int(share * ROWS), ROWS - 1)


def _column_slice(column: int) -> slice:
    """Take the letters of a column."""
    return slice(column * CELL, (column + 1) * CELL)


def _frame_canvas(canvas: _Canvas, words: Catalogue, signs: Signs) -> list[str]:
    """Put axes around a canvas."""
    marks = {0: 1.0, ROWS // 2: 0.5, ROWS - 1: 0.0}
    lines = []
    for place, row in enumerate(canvas):
        mark = words.percent(marks[place]) if place in marks else ""
        lines.append(f"{mark:>{MARGIN - 1}} {signs.upright}{''.join(row)}".rstrip())
    return [*lines, f"{'':{MARGIN}}{signs.corner}{signs.level * canvas.shape[1]}"]


def _scale_and_counts(counts: _FloatArray, words: Catalogue) -> list[str]:
    """Write the scale of what was said, and the forecasts in each column."""
    start = " " * (MARGIN + 1)
    half = COLUMNS * CELL // 2
    scale = f"{words.percent(0):<{half}}{words.percent(0.5):<{half - 4}}{words.percent(1):>4}"
    numbers = "".join(f"{_format_count(int(n)):>{CELL}}" for n in counts)
    return [start + scale, start + numbers.rstrip(), start + words.say("figure.text.counts")]


def _format_count(n: int) -> str:
    """Write a count in three letters."""
    if n > MOST_COUNT:
        return ">1k"
    return str(n) if n else ""


def timeline_text(data: TimelineHistory, words: Catalogue, signs: Signs) -> str:
    """Draw the history of a proposition: a letter where each forecaster speaks, then a line."""
    canvas = np.full((ROWS, WIDTH + 1), " ", dtype="<U1")
    times = [each.to_pydatetime() for each in data.steps["made_at"]]
    first, last = min(times), max([*times, data.decided or times[0]])
    names = list(dict.fromkeys(data.steps["forecaster"]))
    at, [end] = (
        _time_columns(times, first, last),
        _time_columns([data.decided or last], first, last),
    )
    for name, letter in zip(names, NAMES, strict=False):
        mine = (data.steps["forecaster"] == name).to_numpy()
        _draw_text_steps(canvas, at[mine], data.steps["p"].to_numpy()[mine], end, letter, signs)
    if data.decided:
        _mark_decision(canvas, int(end) + 1, data.outcome, signs)
    span = f"{first.date()}{'':{WIDTH - 20}}{last.date()}"
    return "\n".join(
        [
            *_frame_canvas(canvas, words, signs),
            " " * (MARGIN + 1) + span,
            *_timeline_key(data, names, words),
        ]
    )


def _time_columns(times: Sequence[datetime], first: datetime, last: datetime) -> _Positions:
    """Find the columns of times."""
    length = max((last - first).total_seconds(), 1.0)
    share = [(each - first).total_seconds() / length for each in times]
    return np.clip(np.round(np.array(share) * (WIDTH - 1)), 0, WIDTH - 1).astype(np.intp)


def _draw_text_steps(
    canvas: _Canvas, at: _Positions, p: _FloatArray, end: int, letter: str, signs: Signs
) -> None:
    """Draw the steps of one forecaster; letters stand above lines."""
    for start, stop, share in zip(at, [*at[1:], max(end, at[-1])], p, strict=True):
        free = canvas[_canvas_row(share), start : stop + 1] == " "
        canvas[_canvas_row(share), start : stop + 1][free] = signs.level
    for start, share in zip(at, p, strict=True):
        canvas[_canvas_row(share), start] = letter


def _mark_decision(canvas: _Canvas, end: int, outcome: str, signs: Signs) -> None:
    """Draw when it was decided, with a mark at the height of what would have been right."""
    canvas[canvas[:, end] == " ", end] = signs.edge
    if outcome in OUTCOMES:
        canvas[_canvas_row(OUTCOMES[outcome]), end] = signs.outcome


def _timeline_key(data: TimelineHistory, names: Sequence[str], words: Catalogue) -> list[str]:
    """Say what the letters are, what was asked, and what became of it."""
    text = shorten_to_line(data.proposition.text.pick(words.language)[0], NOTE)
    lines = [text, words.say("figure.text.outcome", outcome=words.say(f"outcome.{data.outcome}"))]
    for letter, name in zip(NAMES, names, strict=False):
        mine = data.steps[data.steps["forecaster"] == name]
        lines.append(f"{letter}  {shorten_to_line(name, NAME)}: {_forecast_updates(mine, words)}")
    left = len(names) - len(NAMES)
    more = [words.say("figure.timeline.thin", n=words.number(left))] if left > 0 else []
    return [*lines, *more]


def _forecast_updates(rows: pd.DataFrame, words: Catalogue) -> str:
    """Write what one forecaster said, the last updates only; what was said at once is no update."""
    times = [" / ".join(map(words.percent, each)) for _, each in rows.groupby("made_at")["p"]]
    return f" {ARROW} ".join(times[-MOST_STEPS:])


def ascii_punctuation(text: str) -> str:
    """Write the punctuation of messages in ASCII; letters stay as they are."""
    return text.translate(PLAIN)
