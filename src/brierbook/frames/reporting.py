"""``brierbook.report`` of a data frame."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from math import isnan
from os import PathLike
from pathlib import Path
from typing import Any, Unpack

import pandas as pd

from brierbook.analysis.tables.claimed_rows import ColumnNames, read_claimed_rows
from brierbook.analysis.tables.performance import with_scores
from brierbook.errors import ArgumentError
from brierbook.forecasts.workspace.writing import write_file
from brierbook.frames.calibration import ClaimedCalibration, calibrate_rows
from brierbook.frames.headings import claimed_heading, claimed_lines
from brierbook.frames.scoring import ClaimedScores, score_claimed_rows
from brierbook.reports.figures.reliability import plot_reliability
from brierbook.reports.model import (
    Block,
    Cell,
    Heading,
    Paragraph,
    Picture,
    Report,
    Table,
    line,
    numeric_cell,
    text_cell,
)
from brierbook.reports.sections.calibration import readings_table, reliability_points_table
from brierbook.reports.sections.long_lists import truncate_list
from brierbook.reports.writers.formats import find_writer
from brierbook.reports.writers.markdown import figure_file_name
from brierbook.speech.catalogue import Catalogue, load_catalogue

__all__ = ["ClaimedReport", "report"]

READ_AT = (0.1, 0.3, 0.5, 0.7, 0.9)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # the time of files where the data have none


@dataclass(frozen=True, eq=False, repr=False)
class ClaimedReport:
    """A report on the forecasts of a data frame.

    ``scores`` and ``calibration`` hold its numbers; the latter is None where every forecast is 0
    or 1.
    """

    scores: ClaimedScores
    groups: ClaimedScores | None
    calibration: ClaimedCalibration | None
    lang: str = "en"

    def to_frame(self) -> pd.DataFrame:
        """Give the forecasts that count, with the scores of each."""
        return with_scores(self.scores.rows.counted)

    def write(self, lang: str | None = None) -> Report:
        """Write it in a language, as blocks that every format is made of."""
        words = load_catalogue(lang or self.lang)
        return Report(
            words.language, words.say("claimed.title"), tuple(_blocks(self, words)), _last_day(self)
        )

    def save(self, path: str | PathLike[str], *, lang: str | None = None) -> Path:
        """Write it to a file: .html, .pdf, .md with its figures beside it, .json or .ipynb."""
        file, made = Path(path), self.write(lang)
        content = find_writer(file.suffix[1:].lower())(made)
        if file.suffix.lower() == ".md":
            for picture in made.pictures:
                write_file(file.with_name(figure_file_name(picture, made.language)), picture.svg)
        return write_file(file, content)

    def __repr__(self) -> str:
        words = load_catalogue(self.lang)
        lines = claimed_lines(self.scores.rows, words)
        return "\n".join([repr(self.scores), *lines])

    def _repr_html_(self) -> str:
        page = find_writer("html")(self.write()).decode()
        return f'<iframe srcdoc="{escape(page)}" style="width:100%;height:40em;border:0"></iframe>'


def report(
    data: object,
    *,
    by: str | Iterable[str] = (),
    lang: str = "en",
    seed: int = 0,
    **columns: Unpack[ColumnNames],
) -> ClaimedReport:
    """Write a report on the forecasts of a data frame.

    It says how many forecasts there are and what nobody can check of them, scores them, draws what
    happened against what was said, and reads the calibration curve. What hangs on the times and
    texts of a book is not in it.

    Parameters
    ----------
    data : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
    by : str or several, optional
        Columns whose groups are scored beside the whole.
    lang : {"en", "uk", "ru"}
        The language of the report.
    seed : int
        Of what is drawn at random.
    **columns : str
        How columns are called; see :func:`brierbook.score`.

    Raises
    ------
    ArgumentError
        If a column is missing.
    """
    keys = (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
    rows = read_claimed_rows(data, keys, **columns)
    load_catalogue(lang)
    try:
        learnt = calibrate_rows(rows, (), seed=seed)
    except ArgumentError as error:
        if error.problem.code != "frame.certain":
            raise
        learnt = None
    groups = score_claimed_rows(rows, by=keys, seed=seed) if keys else None
    return ClaimedReport(score_claimed_rows(rows, seed=seed), groups, learnt, lang)


def _last_day(made: ClaimedReport) -> datetime:
    """Give the time of the last forecast, so that the same data give the same files."""
    rows = made.scores.rows.judged
    return rows["made_at"].max().to_pydatetime() if "made_at" in rows else BEGINNING


def _blocks(made: ClaimedReport, words: Catalogue) -> Iterator[Block]:
    """Write every block."""
    yield Heading(1, words.say("claimed.title"))
    for text in claimed_lines(made.scores.rows, words):
        yield Paragraph(line(text))
    yield Heading(2, words.say("claimed.scores"))
    yield _score_block(made.scores, words)
    if made.groups is not None:
        yield _score_block(made.groups, words)
    yield Heading(2, words.say("calibration.heading"))
    yield from _reliability_blocks(made, words)
    if made.calibration is not None:
        yield from _curve_blocks(made.calibration, words)


def _score_block(scores: ClaimedScores, words: Catalogue) -> Table:
    """Write the scores as a table, a score of a group a row."""
    rows = tuple(
        (
            text_cell(_name_row(row, scores.by, words)),
            _score_cell(row["score"], words),
            numeric_cell(words.between(row["lower"], row["upper"], 3)),
            _score_cell(row["baseline"], words),
            numeric_cell(words.number(row["n"])),
            numeric_cell(words.number(row["events"])),
        )
        for row in scores.table.to_dict("records")
    )
    head = ("scores.score", "scores.value", "scores.interval", "claimed.base_rate")
    names = tuple(map(words.say, (*head, "groups.forecasts", "groups.events")))
    by = {"by": ", ".join(scores.by)}
    caption = words.say("claimed.by", **by) if scores.by else words.say("claimed.caption")
    return Table(caption, names, rows)


def _score_cell(value: float, words: Catalogue) -> Cell:
    """Write a score, or nothing where there is none."""
    return numeric_cell("" if isnan(value) else words.number(value, 3))


def _name_row(row: dict[Hashable, Any], by: tuple[str, ...], words: Catalogue) -> str:
    """Name a score, and the group that it is of."""
    group = ", ".join(str(row[name]) for name in by)
    metric = words.say(f"scores.{row['metric']}")
    return f"{group}: {metric}" if group else metric


def _reliability_blocks(made: ClaimedReport, words: Catalogue) -> Iterator[Block]:
    """Show what happened against what was said."""
    drawing = plot_reliability(made.scores.rows.counted, lang=words.language)
    caption = f"{claimed_heading(words.language)}. {drawing.caption}"
    shown, rest = truncate_list(drawing.table.to_dict("records"), words)
    yield Picture("reliability", drawing, caption, reliability_points_table(shown, words))
    yield from rest


def _curve_blocks(found: ClaimedCalibration, words: Catalogue) -> Iterator[Block]:
    """Say what to read when such forecasts say so much."""
    yield readings_table(found.to_frame(READ_AT, levels=(0.5, 0.9)), words)
    if found.certain:
        number = words.count("forecasts", found.certain)
        yield Paragraph(line(words.say("calibration.certain", forecasts=number)))
