"""Ranks against the others on the same questions, against loops written out."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.comparison.compare import compare
from brierbook.analysis.comparison.leaderboard import leaderboard
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
        (who, f"q{i}", (0.99 - said) ** 2, f"e{i}", 1.0, (0.99 - said) ** 2, (said + 0.01) ** 2)
        for who, said in (("good", 0.9), ("middling", 0.5), ("bad", 0.1))
        for i in range(40)
    ]
    columns = ["forecaster", "question", "score", "event", "weight", "if_yes", "if_no"]
    found = leaderboard(pd.DataFrame(rows, columns=columns))
    assert found["forecaster"].tolist() == ["good", "middling", "bad"]
    for column in ("rank", "rank_lower", "rank_upper"):
        assert found[column].tolist() == [1, 2, 3]
    assert found["upper"].iloc[0] < 0 < found["lower"].iloc[2]
    assert (found["upper"] - found["lower"] > 0.05)[[0, 2]].all()


def test_the_same_difference_everywhere_is_not_certain() -> None:
    rows = [
        (who, f"q{i}", s, f"e{i}", 1.0) for who, s in (("a", 0.1), ("b", 0.2)) for i in range(8)
    ]
    bounded = leaderboard(table_of(rows), bounds=(0, 1))
    assert (bounded["upper"] - bounded["lower"] > 0.2).all()
    assert bounded[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 2], [1, 2]]
    unknown = leaderboard(table_of(rows))
    assert unknown["rule"].tolist() == ["approximate"] * 2
    assert unknown[["lower", "upper"]].isna().all(axis=None)
    assert unknown[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_differences_have_the_limits_of_what_can_occur_together(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    rng = np.random.default_rng(8)
    p, y = rng.random((3, 6)), rng.integers(0, 2, 6)
    seen, yes, no = np.square(p - y), np.square(1 - p), np.square(p)
    rows = [(f"f{i}", f"q{j}", seen[i, j], yes[i, j], no[i, j]) for i in range(3) for j in range(6)]
    columns = ["forecaster", "question", "score", "if_yes", "if_no"]
    found = leaderboard(pd.DataFrame(rows, columns=columns)).set_index("forecaster")
    for i in range(3):
        apart = [(each[i] - (each.sum(axis=0) - each[i]) / 2) / 6 for each in (seen, yes, no)]
        low, high = np.minimum(*apart[1:]), np.maximum(*apart[1:])
        expected = limits_by_inversion(apart[0], low, high)
        row = found.loc[f"f{i}"]
        assert (row["lower"], row["upper"]) == pytest.approx(expected, abs=1e-6)


def test_very_many_forecasters_are_ranked_by_limits_that_do_not_meet() -> None:
    said = np.append(np.full(65, 0.5), [0.95, 0.05])
    rows = [
        (f"f{i}", f"q{j}", (1 - p) ** 2, (1 - p) ** 2, p**2)
        for i, p in enumerate(said)
        for j in range(60)
    ]
    columns = ["forecaster", "question", "score", "if_yes", "if_no"]
    found = leaderboard(pd.DataFrame(rows, columns=columns)).set_index("forecaster")
    assert [found.loc["f65", name] for name in ("rank", "rank_lower", "rank_upper")] == [1, 1, 1]
    assert [found.loc["f66", name] for name in ("rank", "rank_lower", "rank_upper")] == [67, 67, 67]
    assert [found.loc["f3", name] for name in ("rank_lower", "rank_upper")] == [2, 66]


def test_with_one_event_any_rank_is_possible() -> None:
    found = leaderboard(table_of([("a", "q", 0.1, "e", 1.0), ("b", "q", 0.2, "e", 1.0)]))
    assert found["rank_lower"].tolist() == [1, 1]
    assert found["rank_upper"].tolist() == [2, 2]
    assert found[["lower", "upper"]].isna().all(axis=None)


def test_an_answer_that_nobody_shares_changes_nothing() -> None:
    answers = some_answers(4)
    alone = [*answers, ("f0", "only-mine", 1.0, "e-mine", 1.0), ("hermit", "his", 0.0, "h", 1.0)]
    pd.testing.assert_frame_equal(leaderboard(table_of(answers)), leaderboard(table_of(alone)))


@given(st.permutations(range(30)), st.floats(0.1, 50))
def test_neither_order_nor_the_unit_of_weights_matters(order: list[int], unit: float) -> None:
    answers = some_answers(5)[:30]
    moved = [(*answers[place][:4], answers[place][4] * unit) for place in order]
    one, two = (leaderboard(table_of(rows)) for rows in (answers, moved))
    pd.testing.assert_series_equal(
        one.set_index("forecaster")["difference"],
        two.set_index("forecaster")["difference"],
        check_like=True,
    )


def test_nobody_is_ranked_without_a_shared_question() -> None:
    with pytest.raises(WorkspaceError, match="no two forecasters"):
        leaderboard(table_of([("a", "q1", 0.1, "e", 1.0), ("b", "q2", 0.2, "e", 1.0)]))


def test_two_answers_to_one_question_are_refused() -> None:
    with pytest.raises(ArgumentError, match="more than once"):
        leaderboard(table_of([("a", "q", 0.1, "e", 1.0), ("a", "q", 0.2, "e", 1.0)]))
