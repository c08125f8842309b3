"""Scores at lead times against looking back from each instant."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.analysis.over_time.lead_time import score_by_lead_time
from brierbook.analysis.scores.ordered import ranked_probability_score
from brierbook.errors import ArgumentError

CLOSES = {"q": 10, "r": 7, "s": 12}
OUTCOMES = {"q": 1, "r": 0, "s": 1}
EVENTS = {"q": "flood", "r": "flood", "s": "vote"}
LEADS = [0, 1, 3, 6, 20]

ROWS = st.lists(
    st.tuples(
        st.sampled_from("qrs"),
        st.sampled_from("uv"),
        st.integers(-4, 14),
        st.sampled_from([0.1, 0.4, 0.5, 0.9]),
        st.one_of(st.none(), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=16,
    unique_by=lambda row: row[:3],
)


def scored_forecasts(rows: list[tuple[Any, ...]], **more: Any) -> Any:  # noqa: ANN401 - options pass through
    """Score rows of question, forecaster, time, probability and length of life."""
    return score_by_lead_time(
        [OUTCOMES[row[0]] for row in rows],
        [row[3] for row in rows],
        time=[row[2] for row in rows],
        closes=[CLOSES[row[0]] for row in rows],
        question=[row[0] for row in rows],
        forecaster=[row[1] for row in rows],
        event=[EVENTS[row[0]] for row in rows],
        ends=[None if row[4] is None else row[2] + row[4] for row in rows],
        **({"leads": LEADS} | more),
    )


def standing(rows: list[tuple[Any, ...]], lead: float) -> dict[tuple[str, str], float]:
    """Find the losses of what stands at a lead, by looking back from it."""
    found = {}
    for question, who in {row[:2] for row in rows}:
        at = CLOSES[question] - lead
        mine = [row for row in rows if row[:2] == (question, who)]
        made = [row for row in mine if row[2] <= at and row[2] < CLOSES[question]]
        if made:
            _, _, time, p, life = max(made, key=lambda row: row[2])
            if life is None or time + life > at:
                found[question, who] = (p - OUTCOMES[question]) ** 2
    return found


@given(rows=ROWS, complete=st.booleans())
@settings(max_examples=150)
def test_looking_back_gives_the_same(rows: list[tuple[Any, ...]], *, complete: bool) -> None:
    leads = [0, 1, 3] if complete else LEADS
    there = [standing(rows, lead) for lead in leads]
    kept = (
        set.intersection(*(set(each) for each in there)) if complete else {row[:2] for row in rows}
    )
    found = scored_forecasts(rows, leads=leads, complete=complete)
    assert found.lead == tuple(leads)
    for i, each in enumerate(there):
        inside = {pair: loss for pair, loss in each.items() if pair in kept}
        assert found.n[i] == len(inside)
        assert found.events[i] == len({EVENTS[question] for question, _ in inside})
        if not inside:
            assert found.score[i] is None
        else:
            assert found.score[i] == pytest.approx(sum(inside.values()) / len(inside))


@given(rows=ROWS, data=st.data())
def test_order_of_rows_is_nothing(rows: list[tuple[Any, ...]], data: st.DataObject) -> None:
    found, again = scored_forecasts(rows), scored_forecasts(data.draw(st.permutations(rows)))
    assert (found.lead, found.n, found.events) == (again.lead, again.n, again.events)
    pairs = zip(found.score, again.score, strict=True)
    assert all((a or 0.0) == pytest.approx(b or 0.0) for a, b in pairs)


def test_by_default_each_question_is_an_event_and_all_rows_one_forecaster() -> None:
    found = score_by_lead_time(
        [1, 1, 0], [0.5, 0.9, 0.4], time=[0, 8, 6], closes=10, leads=1, question=["a", "a", "b"]
    )
    assert (found.n, found.events) == ((2,), (2,))


def test_leads_beside_instants_are_elapsed_time() -> None:
    closes = datetime(2026, 3, 1, tzinfo=UTC)
    time = [closes - timedelta(days=10), closes - timedelta(days=2)]
    for leads in (
        [timedelta(days=5), timedelta(days=1)],
        np.array([5, 1], dtype="timedelta64[D]"),
    ):
        found = score_by_lead_time(
            [1, 1], [0.5, 0.8], time=time, closes=closes, leads=leads, question=["a", "a"]
        )
        assert found.lead == (timedelta(days=5), timedelta(days=1))
        assert found.score == pytest.approx((0.25, 0.04))


def test_options_by_a_function_and_infinite_losses() -> None:
    rows = [[0.2, 0.5, 0.3], [0.0, 0.1, 0.9]]
    found = score_by_lead_time(
        [2, 2],
        rows,
        time=[0, 5],
        closes=10,
        leads=[7, 2],
        question=["a", "a"],
        score=ranked_probability_score,
    )
    assert found.score == pytest.approx([ranked_probability_score(2, row) for row in rows])
    miss = score_by_lead_time(1, [0.0], time=[0], closes=10, leads=1, question=["a"], score="log")
    assert miss.score == (math.inf,)


def test_result_as_a_table() -> None:
    table = score_by_lead_time(
        1, [0.5], time=[5], closes=10, leads=[9, 1], question=["a"]
    ).to_frame()
    assert table["score"].isna().tolist() == [True, False]
    assert table["n"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("argument", "problem", "changes"),
    [
        ("leads", "is not a length of at least 0", {"leads": [-1]}),
        ("leads", "is not a length of at least 0", {"leads": [math.nan]}),
        ("leads", "timedeltas beside instants", {"leads": [timedelta(days=1)]}),
        ("y", "differs from another row of its question", {"y": [1, 0]}),
        ("closes", "differs from another row of its question", {"closes": [10, 11]}),
        ("event", "differs from another row of its question", {"event": ["x", "z"]}),
        ("closes", "is not a time", {"closes": math.inf}),
        ("p", "is not between 0 and 1", {"p": [0.5, 2]}),
        ("ends", "its distance from time", {"ends": [1, 0]}),
        ("question", "is missing", {"question": ["a", math.nan]}),
    ],
)
def test_bad_input_is_named(argument: str, problem: str, changes: dict[str, Any]) -> None:
    good: dict[str, Any] = {"y": [1, 1], "p": [0.5, 0.6], "time": [0, 1], "closes": 10}
    good |= {"leads": [1], "question": ["a", "a"]}
    with pytest.raises(ArgumentError) as caught:
        score_by_lead_time(**(good | changes))
    assert caught.value.argument == argument
    assert problem in caught.value.problem
