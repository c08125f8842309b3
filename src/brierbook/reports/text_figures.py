"""Figures made of letters, for a terminal: the reliability diagram, and a timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.reports.catalogue import Catalogue
from brierbook.reports.figures.history import OUTCOMES, History
from brierbook.reports.figures.legible import shortened

COLUMNS, ROWS = 20, 10  # cells of the reliability diagram
CELL = 3  # letters a column, so that a count of three digits fits
MOST_COUNT = 999
MARGIN = 7  # letters left of the axis
WIDTH = 60  # letters of a timeline
NAMES = "abcdefgh"
ARROW = "\N{RIGHTWARDS ARROW}"
NOTE, NAME, MOST_STEPS = 66, 30, 6  # letters of a text and of a name, and updates of each

type Canvas = npt.NDArray[np.str_]
type Floats = npt.NDArray[np.float64]
type Places = npt.NDArray[np.intp]


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
    columns = column_of(table["said"].to_numpy())
    middles = (np.arange(COLUMNS) + 0.5) / COLUMNS
    for column in np.unique(columns):
        low = table["lower"][columns == column].min()
        high = table["upper"][columns == column].max()
        canvas[row_of(high) : row_of(low) + 1, cells(column)] = signs.band
    for column, middle in enumerate(middles):
        canvas[row_of(middle), column * CELL + 1] = signs.diagonal
    for column, happened in zip(columns, table["happened"], strict=True):
        canvas[row_of(happened), column * CELL + 1] = signs.curve
    counts = np.bincount(columns, table["forecasts"], COLUMNS)
    return "\n".join([*framed(canvas, words, signs), *below(counts, words)])


def column_of(said: Floats) -> Places:
    """Find the column of each forecast."""
    return np.minimum((said * COLUMNS).astype(np.intp), COLUMNS - 1)


def row_of(share: float) -> int:
    """Find the row of a share; 100 % is at the top."""
    return ROWS - 1 - min(int(share * ROWS), ROWS - 1)


def cells(column: int) -> slice:
    """Take the letters of a column."""
    return slice(column * CELL, (column + 1) * CELL)


def framed(canvas: Canvas, words: Catalogue, signs: Signs) -> list[str]:
    """Put axes around a canvas."""
    marks = {0: 1.0, ROWS // 2: 0.5, ROWS - 1: 0.0}
    lines = []
    for place, row in enumerate(canvas):
        mark = words.percent(marks[place]) if place in marks else ""
        lines.append(f"{mark:>{MARGIN - 1}} {signs.upright}{''.join(row)}".rstrip())
    return [*lines, f"{'':{MARGIN}}{signs.corner}{signs.level * canvas.shape[1]}"]


def below(counts: Floats, words: Catalogue) -> list[str]:
    """Write the scale of what was said, and the forecasts in each column."""
    start = " " * (MARGIN + 1)
    half = COLUMNS * CELL // 2
    scale = f"{words.percent(0):<{half}}{words.percent(0.5):<{half - 4}}{words.percent(1):>4}"
    numbers = "".join(f"{counted(int(n)):>{CELL}}" for n in counts)
    return [start + scale, start + numbers.rstrip(), start + words.say("figure.text.counts")]


def counted(n: int) -> str:
    """Write a count in three letters."""
    if n > MOST_COUNT:
        return ">1k"
    return str(n) if n else ""


def timeline_text(data: History, words: Catalogue, signs: Signs) -> str:
    """Draw the history of a proposition: a letter where each forecaster speaks, then a line."""
    canvas = np.full((ROWS, WIDTH + 1), " ", dtype="<U1")
    times = [each.to_pydatetime() for each in data.steps["made_at"]]
    first, last = min(times), max([*times, data.decided or times[0]])
    names = list(dict.fromkeys(data.steps["forecaster"]))
    at, [end] = places(times, first, last), places([data.decided or last], first, last)
    for name, letter in zip(names, NAMES, strict=False):
        mine = (data.steps["forecaster"] == name).to_numpy()
        trace(canvas, at[mine], data.steps["p"].to_numpy()[mine], end, letter, signs)
    if data.decided:
        mark_end(canvas, int(end) + 1, data.outcome, signs)
    span = f"{first.date()}{'':{WIDTH - 20}}{last.date()}"
    return "\n".join(
        [*framed(canvas, words, signs), " " * (MARGIN + 1) + span, *key(data, names, words)]
    )


def places(times: Sequence[datetime], first: datetime, last: datetime) -> Places:
    """Find the columns of times."""
    length = max((last - first).total_seconds(), 1.0)
    share = [(each - first).total_seconds() / length for each in times]
    return np.clip(np.round(np.array(share) * (WIDTH - 1)), 0, WIDTH - 1).astype(np.intp)


def trace(canvas: Canvas, at: Places, p: Floats, end: int, letter: str, signs: Signs) -> None:
    """Draw the steps of one forecaster; letters stand above lines."""
    for start, stop, share in zip(at, [*at[1:], max(end, at[-1])], p, strict=True):
        free = canvas[row_of(share), start : stop + 1] == " "
        canvas[row_of(share), start : stop + 1][free] = signs.level
    for start, share in zip(at, p, strict=True):
        canvas[row_of(share), start] = letter


def mark_end(canvas: Canvas, end: int, outcome: str, signs: Signs) -> None:
    """Draw when it was decided, with a mark at the height of what would have been right."""
    canvas[canvas[:, end] == " ", end] = signs.edge
    if outcome in OUTCOMES:
        canvas[row_of(OUTCOMES[outcome]), end] = signs.outcome


def key(data: History, names: Sequence[str], words: Catalogue) -> list[str]:
    """Say what the letters are, what was asked, and what became of it."""
    text = shortened(data.proposition.text.pick(words.language)[0], NOTE)
    lines = [text, words.say("figure.text.outcome", outcome=words.say(f"outcome.{data.outcome}"))]
    for letter, name in zip(NAMES, names, strict=False):
        mine = data.steps[data.steps["forecaster"] == name]
        lines.append(f"{letter}  {shortened(name, NAME)}: {spoken(mine, words)}")
    left = len(names) - len(NAMES)
    more = [words.say("figure.timeline.thin", n=words.number(left))] if left > 0 else []
    return [*lines, *more]


def spoken(rows: pd.DataFrame, words: Catalogue) -> str:
    """Write what one forecaster said, the last updates only; what was said at once is no update."""
    times = [" / ".join(map(words.percent, each)) for _, each in rows.groupby("made_at")["p"]]
    return f" {ARROW} ".join(times[-MOST_STEPS:])


def in_ascii(text: str) -> str:
    """Write the punctuation of messages in ASCII; letters stay as they are."""
    return text.translate(PLAIN)
