"""Ranks against the others on the same questions, against loops written out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.comparison import compare
from brierbook.analysis.leaderboard import leaderboard, ranks
from brierbook.errors import ArgumentError, WorkspaceError

type Answer = tuple[str, str, float, str, float]


def table_of(answers: Sequence[Answer]) -> pd.DataFrame:
    return pd.DataFrame(answers, columns=["forecaster", "question", "score", "event", "weight"])


def by_hand(answers: Sequence[Answer], who: str) -> float:
    """Write the definition out in loops."""
    total = weight = 0.0
    for name, question, score, _, share in answers:
        others = [s for other, q, s, *_ in answers if q == question and other != name]
        if name == who and others:
            total += share * (score - sum(others) / len(others))
            weight += share
    return total / weight


def some_answers(seed: int = 0, forecasters: int = 5, questions: int = 20) -> list[Answer]:
    rng = np.random.default_rng(seed)
    return [
        (f"f{i}", f"q{j}", float(rng.uniform()), f"e{j // 2}", 0.5)
        for i in range(forecasters)
        for j in range(questions)
        if rng.uniform() < 0.6
    ]


def test_differences_are_those_of_the_definition() -> None:
    answers = some_answers()
    found = leaderboard(table_of(answers)).set_index("forecaster")["difference"]
    for name in found.index:
        assert found[name] == pytest.approx(by_hand(answers, name))


def test_two_forecasters_differ_as_in_a_comparison() -> None:
    rng = np.random.default_rng(3)
    y, p, q = rng.integers(0, 2, 12), rng.uniform(size=12), rng.uniform(size=12)
    rows = [
        (who, f"q{i}", float((said[i] - y[i]) ** 2), f"e{i}", 1.0)
        for who, said in (("p", p), ("q", q))
        for i in range(12)
    ]
    found = leaderboard(table_of(rows)).set_index("forecaster")["difference"]
    assert found["p"] == pytest.approx(compare(y, p, q).difference)
    assert found["p"] == pytest.approx(-found["q"])


def test_whoever_is_always_better_is_first_for_sure() -> None:
    rows = [
        (who, f"q{i}", score + 0.01 * (i % 3), f"e{i}", 1.0)
        for who, score in (("good", 0.1), ("middling", 0.3), ("bad", 0.6))
        for i in range(15)
    ]
    found = leaderboard(table_of(rows))
    assert found["forecaster"].tolist() == ["good", "middling", "bad"]
    for column in ("rank", "rank_lower", "rank_upper"):
        assert found[column].tolist() == [1, 2, 3]
    assert found["upper"].iloc[0] < 0 < found["lower"].iloc[2]


def test_with_one_event_any_rank_is_possible() -> None:
    found = leaderboard(table_of([("a", "q", 0.1, "e", 1.0), ("b", "q", 0.2, "e", 1.0)]))
    assert found["rank_lower"].tolist() == [1, 1]
    assert found["rank_upper"].tolist() == [2, 2]
    assert np.isinf(found[["lower", "upper"]].to_numpy()).all()


def test_an_answer_that_nobody_shares_changes_nothing() -> None:
    answers = some_answers(4)
    alone = [*answers, ("f0", "only-mine", 1.0, "e-mine", 1.0), ("hermit", "his", 0.0, "h", 1.0)]
    pd.testing.assert_frame_equal(leaderboard(table_of(answers)), leaderboard(table_of(alone)))


@given(st.permutations(range(30)), st.floats(0.1, 50))
def test_neither_order_nor_the_unit_of_weights_matters(order: list[int], unit: float) -> None:
    answers = some_answers(5)[:30]
    moved = [(*answers[place][:4], answers[place][4] * unit) for place in order]
    one, two = (leaderboard(table_of(rows), n_resamples=1) for rows in (answers, moved))
    pd.testing.assert_series_equal(
        one.set_index("forecaster")["difference"],
        two.set_index("forecaster")["difference"],
        check_like=True,
    )


@given(st.lists(st.lists(st.integers(0, 4), min_size=4, max_size=4), min_size=1, max_size=5))
def test_ranks_are_those_of_scipy(rows: list[list[int]]) -> None:
    values = np.array(rows, dtype=float)
    assert ranks(values).tolist() == stats.rankdata(values, "min", axis=1).tolist()


def test_nobody_is_ranked_without_a_shared_question() -> None:
    with pytest.raises(WorkspaceError, match="no two forecasters"):
        leaderboard(table_of([("a", "q1", 0.1, "e", 1.0), ("b", "q2", 0.2, "e", 1.0)]))


def test_two_answers_to_one_question_are_refused() -> None:
    with pytest.raises(ArgumentError, match="more than once"):
        leaderboard(table_of([("a", "q", 0.1, "e", 1.0), ("a", "q", 0.2, "e", 1.0)]))
