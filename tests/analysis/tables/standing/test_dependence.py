"""What can be told of a gap if events are not independent."""

from typing import Any

import pandas as pd
import pytest
from tests.live_books import Question, live_book

from brierbook.analysis.claims.gap_direction import gap_test
from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.standing.dependence import tabulate_dependence

# said and what happened, of events of two stories
SAID = [("0.9", "yes"), ("0.8", "no"), ("0.3", "no"), ("0.6", "yes"), ("0.7", "no"), ("0.2", "no")]


def first_of_book(stories: dict[str, str] | None = None) -> pd.DataFrame:
    asked = [
        Question(f"q{number}", [(0, p, "ann")], outcome=outcome, event=f"e{number}")
        for number, (p, outcome) in enumerate(SAID)
    ]
    return scorable(live_book(*asked, until=200, stories=stories)).cohort.first


def lines_of(first: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows = tabulate_dependence(first).to_dict("records")
    return {row["assumed"]: {str(name): value for name, value in row.items()} for row in rows}


def test_without_correlation_it_is_the_test_of_the_gap() -> None:
    first = first_of_book()
    line = lines_of(first)["correlation:0.0"]
    found = gap_test(first["y"], first["p"])
    assert line["effective"] == len(SAID)
    assert line["gap"] == pytest.approx(found.gap)
    assert (line["lower"], line["upper"]) == pytest.approx((found.lower, found.upper), abs=1e-6)
    assert (line["p_less"], line["p_more"]) == pytest.approx((found.p_less, found.p_more))


def test_a_common_factor_leaves_fewer_events_and_wider_limits() -> None:
    lines = lines_of(first_of_book())
    alone, shared = lines["correlation:0.0"], lines["correlation:0.3"]
    assert 1 < shared["effective"] < alone["effective"]
    assert shared["upper"] - shared["lower"] > alone["upper"] - alone["lower"]
    assert [*lines] == ["correlation:0.0", "correlation:0.3"]


def test_stories_are_taken_for_events_where_there_are_some() -> None:
    stories = {f"e{number}": f"story-{number % 2}" for number in range(len(SAID))}
    first = first_of_book(stories)
    assert set(first["story"]) == {"story-0", "story-1"}
    lines = lines_of(first)
    assert lines["stories"]["effective"] < lines["correlation:0.0"]["effective"]
