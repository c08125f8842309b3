"""Scores of several forecasters, one row for each answer, checked and laid out as a table."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Booleans, Floats, as_floats, refuse
from brierbook.analysis.clusters import Clusters, Codes
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("forecaster", "question", "score")
NAMES = ("forecaster", "question", "event")
FINITE = "is not finite; leave the row out"


class OverlapWarning(UserWarning):
    """Forecasters share so few questions that comparing them says little."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Scores and weights of forecasters (rows) on questions (columns).

    Where a forecaster did not answer, the score and the weight are 0. Forecasters, questions and
    events stand in the order in which they first appear.
    """

    forecasters: list[Hashable]
    questions: list[Hashable]
    event_names: list[Hashable]
    score: Floats
    weight: Floats
    events: Clusters

    @property
    def answered(self) -> Booleans:
        """Who answered what."""
        return np.asarray(self.weight > 0)


def as_panel(table: object) -> Panel:
    """Check a tidy table and lay it out; rows of weight 0 are left out."""
    from brierbook.analysis.frames import as_pandas, opened  # noqa: PLC0415 - loads pandas

    scores = as_pandas(opened(table, "scores"))
    refuse_columns(scores)
    weight = row_weights(scores)
    score = numbers(scores, "score")
    refuse(score, np.isfinite(score) | (weight == 0), "scores.score", FINITE)
    kept = weight > 0
    rows = scores.loc[kept]
    who, forecasters = numbered(rows, "forecaster")
    what, questions = numbered(rows, "question")
    refuse_twice(who, what, rows)
    shape = (len(forecasters), len(questions))
    events, names = question_events(rows, what, questions)
    table, weights = np.zeros(shape), np.zeros(shape)
    table[who, what], weights[who, what] = score[kept], weight[kept]
    return Panel(forecasters, questions, names, table, weights, events)


def refuse_columns(scores: "pd.DataFrame") -> None:
    """Refuse a table without the columns needed, or without rows."""
    absent = [name for name in REQUIRED if name not in scores.columns]
    if absent:
        raise ArgumentError("scores", f"has no column {', '.join(absent)}")
    if scores.empty:
        raise ArgumentError("scores", "has no rows")
    for name in NAMES:
        if name in scores.columns:
            refuse_missing_name(scores, name)


def refuse_missing_name(scores: "pd.DataFrame", name: str) -> None:
    """Refuse a row that does not say whose, on what or on which event it is."""
    absent = scores[name].isna().to_numpy()
    if absent.any():
        raise ArgumentError(f"scores.{name}", "is missing", (int(absent.argmax()),))


def row_weights(scores: "pd.DataFrame") -> Floats:
    """Weight of each row: the column of that name, or 1."""
    if "weight" not in scores.columns:
        return np.ones(len(scores))
    weight = numbers(scores, "weight")
    refuse(weight, np.isfinite(weight), "scores.weight", FINITE)
    refuse(weight, weight >= 0, "scores.weight", "is below 0")
    if not weight.any():
        raise ArgumentError("scores.weight", "is 0 everywhere; at least one must be positive")
    return weight


def numbers(scores: "pd.DataFrame", name: str) -> Floats:
    """Take a column of numbers, in which a missing one is NaN."""
    try:
        given = scores[name].to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"scores.{name}", f"is not a column of numbers: {error}") from error
    return as_floats(given, f"scores.{name}")


def numbered(rows: "pd.DataFrame", name: str) -> tuple[Codes, list[Hashable]]:
    """Give each name of a column a number, from 0 as they appear."""
    import pandas as pd  # noqa: PLC0415 - costs half a second

    codes, names = pd.factorize(rows[name])
    return codes.astype(np.intp), list(names)


def refuse_twice(who: Codes, what: Codes, rows: "pd.DataFrame") -> None:
    """Refuse two rows of one forecaster on one question."""
    cell = who * (what.max() + 1) + what
    _, first, times = np.unique(cell, return_index=True, return_counts=True)
    if (times > 1).any():
        row = rows.iloc[int(first[np.argmax(times > 1)])]
        problem = f"has {row['question']!r} by {row['forecaster']!r} more than once; average first"
        raise ArgumentError("scores", problem)


def question_events(
    rows: "pd.DataFrame", what: Codes, questions: list[Hashable]
) -> tuple[Clusters, list[Hashable]]:
    """Event of each question: the column of that name, or the question itself."""
    if "event" not in rows.columns:
        return Clusters(np.arange(len(questions)), len(questions)), questions
    codes, names = numbered(rows, "event")
    of_question: npt.NDArray[np.intp] = np.zeros(len(questions), dtype=np.intp)
    of_question[what] = codes
    wrong = of_question[what] != codes
    if wrong.any():
        question = questions[int(what[np.argmax(wrong)])]
        raise ArgumentError("scores.event", f"differs between rows of question {question!r}")
    return Clusters(of_question, len(names)), names
