"""Scores of several forecasters, one row for each answer, checked and laid out as a table."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    as_floats,
    check_number,
    refuse_first_bad,
)
from brierbook.analysis.numeric.events import Events
from brierbook.analysis.numeric.labels import EventCodes, number_labels
from brierbook.analysis.numeric.limits.ranges import split_bounds
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OverlapWarning", "Panel", "arrange_panel"]

REQUIRED = ("forecaster", "question", "score")
NAMES = ("forecaster", "question", "event")
FINITE = "is not finite; leave the row out"
# what the score would have been, had the question been answered otherwise: by yes, by no, or by
# the first, the second ... of all answers that it could have had
IF_ANSWERED = re.compile(r"if_(yes|no|\d+)")
FEWEST_ANSWERS = 2
ROUNDING = 1e-9


class OverlapWarning(UserWarning):
    """Forecasters share so few questions that comparing them says little."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Scores and weights of forecasters (rows) on questions (columns).

    Where a forecaster did not answer, the score and the weight are 0. Forecasters, questions and
    events stand in the order in which they first appear. ``possible`` holds the scores had the
    questions been answered otherwise, if the table has them; ``bounds`` the least and the
    greatest that any score can be, if the caller knows.
    """

    forecasters: list[Hashable]
    questions: list[Hashable]
    event_names: list[Hashable]
    score: Floats
    weight: Floats
    events: Events
    possible: tuple[Floats, ...] = ()
    bounds: tuple[float, float] | None = None

    @property
    def answered(self) -> Booleans:
        """Who answered what."""
        return np.asarray(self.weight > 0)


def arrange_panel(table: object, bounds: tuple[float, float] | None = None) -> Panel:
    """Check a tidy table and lay it out; rows of weight 0 are left out."""
    from brierbook.analysis.numeric.frames import convert_to_pandas, open_data_frame

    scores = convert_to_pandas(open_data_frame(table, "forecasts"))
    _refuse_missing_columns(scores)
    weight = _row_weights(scores)
    score = _read_score_column(scores, "score")
    refuse_first_bad(score, np.isfinite(score) | (weight == 0), "forecasts.score", FINITE)
    kept = weight > 0
    rows = scores.loc[kept]
    who, forecasters = _number_names(rows, "forecaster")
    what, questions = _number_names(rows, "question")
    _refuse_duplicate_rows(who, what, rows)
    shape = (len(forecasters), len(questions))
    events, names = _question_events(rows, what, questions)

    def laid_out(values: Floats) -> Floats:
        found = np.zeros(shape)
        found[who, what] = values[kept]
        return found

    possible = tuple(laid_out(each) for each in _possible_scores(scores, score, weight > 0, bounds))
    return Panel(
        *(forecasters, questions, names, laid_out(score), laid_out(weight), events),
        possible=possible,
        bounds=bounds,
    )


def _possible_scores(
    scores: "pd.DataFrame",
    score: Floats,
    kept: Booleans,
    bounds: tuple[float, float] | None,
) -> tuple[Floats, ...]:
    """Read what the scores would have been either way, and refuse one that could not have been."""
    if bounds is not None:
        for end in split_bounds(bounds):
            check_number(end, "bounds")
        low, high = bounds
        good = ((score >= low) & (score <= high)) | ~kept
        refuse_first_bad(score, good, "forecasts.score", f"is not from {low} to {high}, the bounds")
    names = [name for name in map(str, scores.columns) if IF_ANSWERED.fullmatch(name)]
    if len(names) < FEWEST_ANSWERS:
        return ()
    sides = tuple(_read_score_column(scores, name) for name in names)
    for name, values in zip(names, sides, strict=True):
        refuse_first_bad(values, np.isfinite(values) | ~kept, f"forecasts.{name}", FINITE)
    least, most = np.minimum.reduce(sides), np.maximum.reduce(sides)
    slack = ROUNDING * (np.abs(least) + np.abs(most))
    between = (score >= least - slack) & (score <= most + slack)
    problem = f"is not between {names[0]} and {names[-1]}; say the same score in all of them"
    refuse_first_bad(score, between | ~kept, "forecasts.score", problem)
    return sides


def _refuse_missing_columns(scores: "pd.DataFrame") -> None:
    """Refuse a table without the columns needed, or without rows."""
    absent = [name for name in REQUIRED if name not in scores.columns]
    if absent:
        raise ArgumentError("forecasts", f"has no column {', '.join(absent)}")
    if scores.empty:
        raise ArgumentError("forecasts", "has no rows")
    for name in NAMES:
        if name in scores.columns:
            _refuse_missing_names(scores, name)


def _refuse_missing_names(scores: "pd.DataFrame", name: str) -> None:
    """Refuse a row that does not say whose, on what or on which event it is."""
    absent = scores[name].isna().to_numpy()
    if absent.any():
        raise ArgumentError(f"forecasts.{name}", "is missing", (int(absent.argmax()),))


def _row_weights(scores: "pd.DataFrame") -> Floats:
    """Weight of each row: the column of that name, or 1."""
    if "weight" not in scores.columns:
        return np.ones(len(scores))
    weight = _read_score_column(scores, "weight")
    refuse_first_bad(weight, np.isfinite(weight), "forecasts.weight", FINITE)
    refuse_first_bad(weight, weight >= 0, "forecasts.weight", "is below 0")
    if not weight.any():
        raise ArgumentError("forecasts.weight", "is 0 everywhere; at least one must be positive")
    return weight


def _read_score_column(scores: "pd.DataFrame", name: str) -> Floats:
    """Take a column of numbers, in which a missing one is NaN."""
    try:
        given = scores[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"forecasts.{name}", f"is not a column of numbers: {error}") from error
    return as_floats(given, f"forecasts.{name}")


def _number_names(rows: "pd.DataFrame", name: str) -> tuple[EventCodes, list[Hashable]]:
    """Give each name of a column a number, from 0 as they appear."""
    codes, names = number_labels(rows[name].to_list(), (len(rows),), f"forecasts.{name}")
    _, first = np.unique(codes, return_index=True)
    order = np.argsort(first)
    return np.argsort(order)[codes], [names[int(i)] for i in order]


def _refuse_duplicate_rows(who: EventCodes, what: EventCodes, rows: "pd.DataFrame") -> None:
    """Refuse two rows of one forecaster on one question."""
    cell = who * (what.max() + 1) + what
    _, first, times = np.unique(cell, return_index=True, return_counts=True)
    if (times > 1).any():
        row = rows.iloc[int(first[np.argmax(times > 1)])]
        problem = f"has {row['question']!r} by {row['forecaster']!r} more than once; average first"
        raise ArgumentError("forecasts", problem)


def _question_events(
    rows: "pd.DataFrame", what: EventCodes, questions: list[Hashable]
) -> tuple[Events, list[Hashable]]:
    """Event of each question: the column of that name, or the question itself."""
    if "event" not in rows.columns:
        return Events(np.arange(len(questions)), len(questions)), questions
    codes, names = _number_names(rows, "event")
    of_question: npt.NDArray[np.intp] = np.zeros(len(questions), dtype=np.intp)
    of_question[what] = codes
    wrong = of_question[what] != codes
    if wrong.any():
        question = questions[int(what[np.argmax(wrong)])]
        raise ArgumentError("forecasts.event", f"differs between rows of question {question!r}")
    return Events(of_question, len(names)), names
