"""The table of answers: layout, weights of zero, and what is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from brierbook.analysis.comparison.difficulty import difficulty_adjusted_scores
from brierbook.analysis.comparison.pairwise import pairwise_comparison
from brierbook.analysis.numeric.panel import arrange_panel
from brierbook.errors import ArgumentError

GOOD: dict[str, list[Any]] = {
    "forecaster": ["b", "a", "b", "a"],
    "question": ["y", "y", "x", "x"],
    "score": [0.1, 0.2, 0.3, 0.4],
    "event": ["e", "e", "e", "e"],
    "weight": [1.0, 1.0, 2.0, 2.0],
}


def test_layout_follows_the_first_rows() -> None:
    panel = arrange_panel(pd.DataFrame(GOOD))
    assert (panel.forecasters, panel.questions, panel.event_names) == (
        ["b", "a"],
        ["y", "x"],
        ["e"],
    )
    np.testing.assert_array_equal(panel.score, [[0.1, 0.3], [0.2, 0.4]])
    np.testing.assert_array_equal(panel.weight, [[1, 2], [1, 2]])
    assert panel.events.codes.tolist() == [0, 0]


def test_a_row_of_weight_zero_is_absent_whatever_its_score() -> None:
    extra = {"forecaster": "c", "question": "z", "score": np.nan, "event": "f", "weight": 0.0}
    frame = pd.concat([pd.DataFrame(GOOD), pd.DataFrame([extra])], ignore_index=True)
    panel = arrange_panel(frame)
    assert (panel.forecasters, panel.questions, panel.event_names) == (
        ["b", "a"],
        ["y", "x"],
        ["e"],
    )


def test_without_events_every_question_is_one() -> None:
    frame = pd.DataFrame(GOOD).drop(columns=["event", "weight"])
    panel = arrange_panel(frame)
    assert panel.events.count == 2
    assert panel.weight.tolist() == [[1, 1], [1, 1]]


@pytest.mark.parametrize("convert", [pl.from_pandas, pa.Table.from_pandas])
def test_tables_of_other_libraries_are_read_too(
    convert: Callable[[pd.DataFrame], object],
) -> None:
    table = pd.DataFrame(GOOD)
    pd.testing.assert_frame_equal(
        pairwise_comparison(convert(table), min_overlap=2),
        pairwise_comparison(table.set_index("question", drop=False), min_overlap=2),
    )
    with pytest.raises(ArgumentError, match="forecasts: is a dict; give a data frame"):
        arrange_panel(GOOD)
    with pytest.raises(ArgumentError, match="forecasts: has two columns of one name"):
        arrange_panel(pd.concat([table, table["score"]], axis=1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": [0.1, np.nan, 0.3, 0.4]}, r"forecasts.score\[1\]: nan is not finite"),
        ({"score": [0.1, 0.2, 0.3, np.inf]}, r"forecasts.score\[3\]: inf is not finite"),
        ({"score": [0.1, 0.2, "x", 0.4]}, "forecasts.score: is not a column of numbers"),
        ({"weight": [1, -1, 2, 2]}, r"forecasts.weight\[1\]: -1.0 is below 0"),
        ({"weight": [1, np.nan, 2, 2]}, r"forecasts.weight\[1\]: nan is not finite"),
        ({"weight": [0, 0, 0, 0]}, "forecasts.weight: is 0 everywhere"),
        ({"forecaster": ["b", None, "b", "a"]}, r"forecasts.forecaster\[1\]: is missing"),
        ({"question": ["y", "y", None, "x"]}, r"forecasts.question\[2\]: is missing"),
        ({"event": ["e", "e", "e", None]}, r"forecasts.event\[3\]: is missing"),
        ({"event": ["e", "f", "e", "e"]}, "forecasts.event: differs between rows of question 'y'"),
        ({"question": ["y", "y", "y", "x"]}, "forecasts: has 'y' by 'b' more than once"),
    ],
)
@pytest.mark.parametrize("function", [pairwise_comparison, difficulty_adjusted_scores])
def test_bad_tables(function: Any, change: dict[str, list[Any]], message: str) -> None:  # noqa: ANN401 - two functions
    with pytest.raises(ArgumentError, match=message):
        function(pd.DataFrame(GOOD | change))


def test_columns_and_rows_are_needed() -> None:
    frame = pd.DataFrame(GOOD)
    with pytest.raises(ArgumentError, match="forecasts: has no column question, score"):
        arrange_panel(frame[["forecaster"]])
    with pytest.raises(ArgumentError, match="forecasts: has no rows"):
        arrange_panel(frame.iloc[:0])
