"""Pairwise comparison: against compare on the overlap, ratios by hand, warnings, bad input."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from brierbook.analysis.comparison.compare import compare
from brierbook.analysis.comparison.pairwise import pairwise_comparison, relative_skill
from brierbook.analysis.numeric.panel import OverlapWarning
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(80)
QUESTIONS = 40
EVENT = np.arange(QUESTIONS) // 2
WEIGHT = RNG.uniform(0.5, 2, QUESTIONS)
Y = RNG.integers(2, size=QUESTIONS)
SPOKEN = {
    "ann": (np.arange(0, 30), RNG.uniform(size=QUESTIONS)),
    "bob": (np.arange(10, 40), np.clip(RNG.normal(Y, 0.4), 0, 1)),
    "cat": (np.arange(0, 40, 2), np.full(QUESTIONS, 0.5)),
}


def tidy() -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "forecaster": name,
                "question": which,
                "score": np.square(p - Y)[which],
                "if_yes": np.square(1 - p)[which],
                "if_no": np.square(p)[which],
                "event": EVENT[which],
                "weight": WEIGHT[which],
            }
        )
        for name, (which, p) in SPOKEN.items()
    ]
    return pd.concat(parts, ignore_index=True)


def small(**scores: list[float | None]) -> pd.DataFrame:
    """Scores of forecasters on questions 0, 1, ...; None where there is no answer."""
    rows = [
        (name, number, score)
        for name, given in scores.items()
        for number, score in enumerate(given)
        if score is not None
    ]
    return pd.DataFrame(rows, columns=["forecaster", "question", "score"])


def row_of(table: pd.DataFrame, one: str, two: str) -> "pd.Series[Any]":
    chosen = table[(table["forecaster"] == one) & (table["other"] == two)]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_a_pair_is_compared_on_what_both_answered() -> None:
    table = pairwise_comparison(tidy(), level=0.8)
    for one, two in (("ann", "bob"), ("ann", "cat"), ("bob", "cat")):
        both = np.intersect1d(SPOKEN[one][0], SPOKEN[two][0])
        expected = compare(
            Y[both],
            SPOKEN[one][1][both],
            SPOKEN[two][1][both],
            event=EVENT[both],
            weight=WEIGHT[both],
            level=0.8,
        )
        found = row_of(table, one, two)
        assert (found["questions"], found["events"]) == (both.size, expected.events)
        for name in ("difference", "lower", "upper", "p_value"):
            assert found[name] == pytest.approx(getattr(expected, name), abs=1e-7)
        assert found["ratio"] == pytest.approx(expected.p_loss / expected.q_loss)


def test_either_way_round() -> None:
    table = pairwise_comparison(tidy())
    assert table[["forecaster", "other"]].to_numpy().tolist() == [
        ["ann", "bob"],
        ["ann", "cat"],
        ["bob", "ann"],
        ["bob", "cat"],
        ["cat", "ann"],
        ["cat", "bob"],
    ]
    for one, two in (("ann", "bob"), ("cat", "bob")):
        here, there = row_of(table, one, two), row_of(table, two, one)
        assert here["difference"] == -there["difference"]
        assert (here["lower"], here["upper"]) == (-there["upper"], -there["lower"])
        assert here["ratio"] == pytest.approx(1 / there["ratio"])


def test_relative_skill_by_hand() -> None:
    # a/b = 0.2/0.4, a/c = 0.1/0.4 on question 0 alone, b/c = 0.2/0.4; with itself 1
    frame = small(a=[0.1, 0.3], b=[0.2, 0.6], c=[0.4, None])
    expected = {
        "a": (1 / 2 * 1 / 4) ** (1 / 3),
        "b": (2 * 1 / 2) ** (1 / 3),
        "c": (4 * 2) ** (1 / 3),
    }
    found = relative_skill(frame, min_overlap=1)
    assert found.to_dict() == pytest.approx(expected)
    scaled = relative_skill(frame, baseline="c", min_overlap=1)
    assert scaled.to_dict() == pytest.approx({name: v / 2 for name, v in expected.items()})
    table = pairwise_comparison(frame, baseline="c", min_overlap=1)
    assert row_of(table, "b", "a")["relative_skill"] == pytest.approx(0.5)
    assert row_of(table, "a", "c")["ratio"] == pytest.approx(1 / 4)


def test_on_a_complete_panel_relative_skill_is_the_mean_over_the_geometric_mean() -> None:
    frame = small(a=[0.1, 0.3], b=[0.2, 0.2], c=[0.3, 0.9])
    means = np.array([0.2, 0.2, 0.6])
    found = relative_skill(frame, min_overlap=0)
    np.testing.assert_allclose(found, means / np.exp(np.log(means).mean()))


def test_a_faultless_forecaster() -> None:
    found = relative_skill(small(a=[0.0, 0.0], b=[0.2, 0.4], c=[0.0, 0.0]), min_overlap=0)
    assert found.to_dict() == {"a": 0, "b": np.inf, "c": 0}
    torn = small(a=[0.0, 0.5], b=[0.2, None], c=[None, 0.0])
    with pytest.raises(ArgumentError, match="'a' a relative skill of 0 times infinity"):
        relative_skill(torn, min_overlap=0)
    table = pairwise_comparison(torn, skill=False, min_overlap=0)
    assert "ratio" not in table


def test_losses_below_zero_have_differences_but_no_ratios() -> None:
    frame = small(a=[-0.3, 0.1, 0.2], b=[0.2, 0.4, 0.3])
    with pytest.raises(ArgumentError, match=r"forecasts\.score: is below 0 for 0 by 'a'"):
        pairwise_comparison(frame, min_overlap=0)
    table = pairwise_comparison(frame, skill=False, min_overlap=0)
    assert row_of(table, "a", "b")["difference"] == pytest.approx(-0.3)


def test_no_question_in_common() -> None:
    frame = small(a=[0.1, None], b=[None, 0.2], c=[0.3, 0.3])
    with pytest.warns(OverlapWarning, match="'a' and 'b' share 0"):
        table = pairwise_comparison(frame)
    found = row_of(table, "b", "a")
    assert found["questions"] == found["events"] == 0
    assert np.isnan(found["difference"])
    assert np.isnan(found["ratio"])
    assert np.isnan([found["lower"], found["upper"], found["p_value"]]).all()
    assert np.isfinite(table["relative_skill"]).all()


def test_one_event_in_common_has_no_limits() -> None:
    frame = small(a=[0.1, 0.2, 0.1], b=[0.2, 0.1, 0.4]).assign(event="war")
    found = row_of(pairwise_comparison(frame, min_overlap=0), "a", "b")
    assert (found["questions"], found["events"]) == (3, 1)
    assert np.isnan([found["lower"], found["upper"], found["p_value"]]).all()


def test_the_same_difference_everywhere_is_not_certain() -> None:
    frame = small(a=[0.25] * 6, b=[0.5] * 6)
    bounded = row_of(pairwise_comparison(frame, bounds=(0, 1), min_overlap=0), "a", "b")
    # a share of 3/8 of the range from -1 to 1, six times: its unseen event weighs three quarters
    assert bounded["rule"] == "bounded"
    assert bounded["lower"] < -0.25 < bounded["upper"]
    unknown = row_of(pairwise_comparison(frame, min_overlap=0), "a", "b")
    assert unknown["rule"] == "approximate"
    assert np.isnan([unknown["lower"], unknown["upper"]]).all()


def test_limits_without_a_known_range_are_students() -> None:
    frame = small(a=[0.1, 0.5, 0.2, 0.4], b=[0.2, 0.3, 0.6, 0.3])
    found = row_of(pairwise_comparison(frame, min_overlap=0), "a", "b")
    test = stats.ttest_1samp([-0.1, 0.2, -0.4, 0.1], 0)
    interval = test.confidence_interval(0.9)
    assert found["rule"] == "approximate"
    assert (found["lower"], found["upper"]) == pytest.approx((interval.low, interval.high))
    assert found["p_value"] == pytest.approx(test.pvalue)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"if_yes": 0.0, "if_no": 0.05}, "is not between if_yes and if_no"),
        ({"if_yes": np.nan, "if_no": 1.0}, r"forecasts\.if_yes\[0\]: nan is not finite"),
    ],
)
def test_a_score_that_could_not_have_been_is_refused(
    columns: dict[str, float], message: str
) -> None:
    frame = small(a=[0.1, 0.2], b=[0.3, 0.4]).assign(**columns)
    with pytest.raises(ArgumentError, match=message):
        pairwise_comparison(frame, min_overlap=0)


def test_few_shared_questions_are_named_where_the_call_stands() -> None:
    with pytest.warns(OverlapWarning) as caught:
        pairwise_comparison(tidy(), min_overlap=16)
    assert str(caught[0].message) == (
        "2 of 3 pairs of forecasters share fewer than 16 questions; 'ann' and 'cat' share 15"
    )
    assert caught[0].filename == __file__
    with pytest.warns(OverlapWarning) as caught:
        relative_skill(tidy(), min_overlap=16)
    assert caught[0].filename == __file__


def test_the_overlap_avoids_the_trap_of_different_questions() -> None:
    """A forecaster who answers easy questions only has the lower mean and the worse comparison."""
    frame = small(picky=[0.05, 0.06, 0.05, None, None], brave=[0.02, 0.03, 0.01, 0.5, 0.6])
    means = frame.groupby("forecaster")["score"].mean()
    assert means["picky"] < means["brave"]
    table = pairwise_comparison(frame, min_overlap=0)
    assert row_of(table, "picky", "brave")["difference"] == pytest.approx(0.1 / 3)


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (small(a=[0.1, 0.2]), {}, "forecasts: has one forecaster"),
        (
            small(a=[0.1], b=[0.2]).assign(weight=[1.0, 2.0]),
            {},
            "forecasts.weight: differs between rows of question 0",
        ),
        (small(a=[0.1], b=[0.2]), {"baseline": "z"}, "baseline: 'z' is not among"),
        (small(a=[0.0], b=[0.2]), {"baseline": "a"}, "baseline: 'a' has a relative skill of 0"),
        (small(a=[0.1], b=[0.2]), {"level": 1.0}, "level: 1.0"),
        (small(a=[0.1], b=[0.2]), {"bounds": (0, 0.15)}, "0.2 is not from 0 to 0.15, the bounds"),
    ],
)
def test_bad_input(frame: pd.DataFrame, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        pairwise_comparison(frame, min_overlap=0, **options)
