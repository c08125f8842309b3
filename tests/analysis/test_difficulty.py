"""Difficulty-adjusted scores: against lstsq, complete panels, resampling by loop, coverage."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from brierbook.analysis.arrays import Floats
from brierbook.analysis.difficulty import OverlapWarning, difficulty_adjusted_scores
from brierbook.errors import ArgumentError


def random_panel(seed: int, forecasters: int, questions: int, share: float) -> pd.DataFrame:
    """Scores with abilities, difficulties and noise; each forecaster answers a share."""
    rng = np.random.default_rng(seed)
    ability, difficulty = rng.normal(0, 0.1, forecasters), rng.normal(0.3, 0.3, questions)
    who, what = np.nonzero(rng.random((forecasters, questions)) < share)
    score = ability[who] + difficulty[what] + rng.normal(0, 0.1, who.size)
    return pd.DataFrame(
        {
            "forecaster": who,
            "question": what,
            "score": score,
            "event": what // 3,
            "weight": rng.uniform(0.2, 2, who.size),
        }
    )


def by_lstsq(frame: pd.DataFrame, times: Floats) -> tuple[Floats, Floats]:
    """Fit the design matrix, with each question so many times."""
    who, what = frame["forecaster"].to_numpy(), frame["question"].to_numpy()
    weight = frame["weight"].to_numpy() * times[what]
    people, questions = who.max() + 1, what.max() + 1
    design = np.zeros((who.size, people + questions))
    design[np.arange(who.size), who] = 1
    design[np.arange(who.size), people + what] = 1
    root = np.sqrt(weight)
    found = np.linalg.lstsq(design * root[:, None], frame["score"] * root)[0]
    each = times * frame.groupby("question")["weight"].mean().to_numpy()
    centre = each @ found[people:] / each.sum()
    return found[:people] + centre, found[people:] - centre


def test_two_way_fit_is_that_of_lstsq() -> None:
    frame = random_panel(90, 7, 30, 0.5)
    found = difficulty_adjusted_scores(frame, min_overlap=0, n_resamples=9)
    table = found.to_frame().sort_values("forecaster")
    questions = found.questions.sort_values("question")
    adjusted, difficulty = by_lstsq(frame, np.ones(30))
    np.testing.assert_allclose(table["adjusted"], adjusted, atol=1e-12)
    np.testing.assert_allclose(questions["difficulty"], difficulty, atol=1e-12)
    assert np.abs(table["adjusted"] - table["raw"]).max() > 0.02


def test_on_a_complete_panel_adjusted_scores_are_the_raw_ones() -> None:
    frame = random_panel(91, 5, 12, 1.1)
    plain = frame.drop(columns="weight")
    by_question = frame.assign(weight=1 + frame["question"] % 3)
    for table in (plain, by_question):
        found = difficulty_adjusted_scores(table, min_overlap=0, n_resamples=9).forecasters
        np.testing.assert_allclose(found["adjusted"], found["raw"], atol=1e-12)
        assert found["raw"].std() > 0.01


def test_exact_effects_are_recovered_from_the_answers_there_are() -> None:
    ability, difficulty = np.array([0.1, 0.2, 0.4]), np.array([-0.1, 0.0, 0.3, -0.2])
    frame = pd.DataFrame(
        [
            (i, j, ability[i] + difficulty[j])
            for i, j in ((0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (0, 3))
        ],
        columns=["forecaster", "question", "score"],
    )
    found = difficulty_adjusted_scores(frame, min_overlap=0, n_resamples=9)
    np.testing.assert_allclose(found.forecasters["adjusted"], ability, atol=1e-12)
    difficulties = found.questions.set_index("question")["difficulty"].sort_index()
    np.testing.assert_allclose(difficulties, difficulty, atol=1e-12)
    assert difficulties.mean() == pytest.approx(0, abs=1e-12)


def test_weight_two_is_a_question_asked_twice() -> None:
    frame = random_panel(92, 4, 9, 0.7).drop(columns=["weight", "event"])
    copies = frame[frame["question"] == 4].assign(question=99)
    doubled = difficulty_adjusted_scores(pd.concat([frame, copies]), min_overlap=0, n_resamples=9)
    heavy = frame.assign(weight=1 + (frame["question"] == 4))
    weighted = difficulty_adjusted_scores(heavy, min_overlap=0, n_resamples=9)
    left, right = doubled.forecasters["adjusted"], weighted.forecasters["adjusted"]
    np.testing.assert_allclose(left, right, atol=1e-12)


def limits_by_loop(frame: pd.DataFrame, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Percentiles of lstsq fits to resampled events, widened for the number of events."""
    rng, made = np.random.default_rng(seed), []
    for drawn in rng.integers(10, size=(draws, 10)):
        times = np.bincount(drawn, minlength=10).astype(float)
        made.append(by_lstsq(frame, times[np.arange(30) // 3])[0])
    adjusted = by_lstsq(frame, np.ones(30))[0]
    ordered = np.sort(made, axis=0)
    factor = student.ppf(0.9, 9) * np.sqrt(10 / 9) / norm.ppf(0.9)
    low, high = ordered[int(0.1 * (draws - 1))], ordered[draws - 1 - int(0.1 * (draws - 1))]
    return adjusted + factor * (low - adjusted), adjusted + factor * (high - adjusted)


def test_limits_by_loop() -> None:
    frame = random_panel(93, 3, 30, 0.95)
    found = difficulty_adjusted_scores(frame, level=0.8, seed=4, n_resamples=101, min_overlap=0)
    lower, upper = limits_by_loop(frame, 101, 4)
    assert found.torn == 0
    assert (found.forecasters["events"] == 10).all()
    np.testing.assert_allclose(found.forecasters["lower"], lower, atol=1e-12)
    np.testing.assert_allclose(found.forecasters["upper"], upper, atol=1e-12)


@pytest.mark.parametrize("events", [5, 20])
def test_coverage_of_differences_from_the_mean_of_difficulties(events: int) -> None:
    """Questions are drawn anew; the truth is the ability plus the expected difficulty."""
    rng = np.random.default_rng(94)
    ability, covered = np.array([0.0, 0.1, 0.2]), np.zeros(3)
    for seed in range(150):
        shared = rng.normal(0.3, 0.2, events).repeat(2)
        score = ability[:, None] + shared + rng.normal(0, 0.1, (3, events * 2))
        who, what = np.nonzero(rng.random(score.shape) < 0.8)
        frame = pd.DataFrame(
            {"forecaster": who, "question": what, "score": score[who, what], "event": what // 2}
        )
        found = difficulty_adjusted_scores(frame, min_overlap=0, seed=seed, n_resamples=99)
        table = found.forecasters.sort_values("forecaster")
        covered += (table["lower"] <= ability + 0.3) & (ability + 0.3 <= table["upper"])
    margin = 3 * np.sqrt(0.9 * 0.1 / 150)
    assert (covered / 150 > 0.9 - margin).all()
    assert (covered / 150 < 0.9 + margin + 0.05).all()


def tidy(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame([*rows], columns=["forecaster", "question", "score"])


def test_groups_without_common_questions_are_refused() -> None:
    frame = tidy(
        ("a", "x", 0.1), ("b", "x", 0.2), ("c", "y", 0.3), ("d", "y", 0.1), ("e", "z", 0.1)
    )
    with pytest.raises(
        ArgumentError, match="3 groups without common questions: 'a', 'b'; 'c', 'd'; 'e'"
    ):
        difficulty_adjusted_scores(frame, min_overlap=0)


def test_a_resample_that_tears_forecasters_apart_counts_as_unlimited() -> None:
    # only question x joins a and b: a resample without it says nothing of either
    frame = tidy(("a", "x", 0.1), ("b", "x", 0.2), ("a", "y", 0.3), ("b", "z", 0.1))
    found = difficulty_adjusted_scores(frame, min_overlap=0, n_resamples=999)
    # x is missing and both y and z are there: (6 of 27 draws of three questions)
    assert found.torn / 999 == pytest.approx(6 / 27, abs=4 * np.sqrt(6 / 27 * 21 / 27 / 999))
    assert np.isneginf(found.forecasters["lower"]).all()
    assert np.isposinf(found.forecasters["upper"]).all()


def test_one_event_has_no_limits_and_one_forecaster_is_himself() -> None:
    frame = tidy(("a", "x", 0.1), ("a", "y", 0.3)).assign(event="war")
    found = difficulty_adjusted_scores(frame, min_overlap=0).forecasters.iloc[0]
    assert found["adjusted"] == found["raw"] == pytest.approx(0.2)
    assert (found["lower"], found["upper"]) == (-np.inf, np.inf)


def test_few_shared_questions_are_named_where_the_call_stands() -> None:
    frame = tidy(
        ("a", "x", 0.1), ("b", "x", 0.2), ("a", "y", 0.3), ("c", "y", 0.1), ("b", "z", 0.1)
    )
    with pytest.warns(OverlapWarning) as caught:
        difficulty_adjusted_scores(frame, min_overlap=2, n_resamples=9)
    assert str(caught[0].message) == (
        "2 of 3 forecasters share fewer than 2 questions with others; 'b' shares 1"
    )
    assert caught[0].filename == __file__


def test_the_frame_is_a_copy() -> None:
    found = difficulty_adjusted_scores(random_panel(95, 3, 12, 1.1), n_resamples=9)
    copy = found.to_frame()
    copy["adjusted"] = 0.0
    assert (found.forecasters["adjusted"] != 0).all()


@pytest.mark.parametrize(
    ("options", "message"), [({"level": 0.0}, "level: 0.0"), ({"n_resamples": 0}, "n_resamples: 0")]
)
def test_bad_input(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        difficulty_adjusted_scores(tidy(("a", "x", 0.1)), **options)
