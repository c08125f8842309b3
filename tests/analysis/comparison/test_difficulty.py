"""Difficulty-adjusted scores: against lstsq, complete panels, resampling by loop, coverage."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from brierbook.analysis.comparison.difficulty import difficulty_adjusted_scores
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.panel import OverlapWarning
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
    found = difficulty_adjusted_scores(frame, min_overlap=0)
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
        found = difficulty_adjusted_scores(table, min_overlap=0).forecasters
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
    found = difficulty_adjusted_scores(frame, min_overlap=0)
    np.testing.assert_allclose(found.forecasters["adjusted"], ability, atol=1e-12)
    difficulties = found.questions.set_index("question")["difficulty"].sort_index()
    np.testing.assert_allclose(difficulties, difficulty, atol=1e-12)
    assert difficulties.mean() == pytest.approx(0, abs=1e-12)


def test_weight_two_is_a_question_asked_twice() -> None:
    frame = random_panel(92, 4, 9, 0.7).drop(columns=["weight", "event"])
    copies = frame[frame["question"] == 4].assign(question=99)
    doubled = difficulty_adjusted_scores(pd.concat([frame, copies]), min_overlap=0)
    heavy = frame.assign(weight=1 + (frame["question"] == 4))
    weighted = difficulty_adjusted_scores(heavy, min_overlap=0)
    left, right = doubled.forecasters["adjusted"], weighted.forecasters["adjusted"]
    np.testing.assert_allclose(left, right, atol=1e-12)


def with_outcomes(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Let each score be one of two that there could have been."""
    rng = np.random.default_rng(seed)
    happened = rng.random(frame["question"].max() + 1) < 0.5
    other = frame["score"] + rng.normal(0, 0.2, len(frame))
    yes = happened[frame["question"]]
    one, none = np.where(yes, frame["score"], other), np.where(yes, other, frame["score"])
    return frame.assign(if_yes=one, if_no=none)


def test_limits_are_those_of_what_events_add(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    """An adjusted score is linear in scores: fit those of one question at a time."""
    frame = with_outcomes(random_panel(93, 3, 12, 0.95), 1)
    found = difficulty_adjusted_scores(frame, level=0.8, min_overlap=0).forecasters
    added = {name: np.zeros((3, 12)) for name in ("score", "if_yes", "if_no")}
    for name, question in product(added, range(12)):
        alone = np.where(frame["question"] == question, frame[name], 0.0)
        added[name][:, question] = by_lstsq(frame.assign(score=alone), np.ones(12))[0]
    least = np.minimum(added["if_yes"], added["if_no"])
    most = np.maximum(added["if_yes"], added["if_no"])
    for who, row in found.set_index("forecaster").iterrows():
        place = int(str(who))
        sums = (each[place].reshape(4, 3) for each in (added["score"], least, most))
        parts = [each.sum(axis=1) for each in sums]
        expected = limits_by_inversion(*parts, level=0.8)
        assert (row["lower"], row["upper"]) == pytest.approx(expected, abs=1e-5)


def test_bounds_of_a_score_count_every_answer_for_itself(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    frame = random_panel(96, 3, 9, 0.9).assign(score=lambda each: each["score"].clip(0, 1))
    found = difficulty_adjusted_scores(frame, bounds=(0, 1), min_overlap=0).forecasters
    added, low, high = np.zeros((3, 3, 9))
    for place, question in enumerate(frame["question"]):
        one = np.zeros(len(frame))
        one[place] = 1.0
        coefficient = by_lstsq(frame.assign(score=one), np.ones(9))[0]
        added[:, question] += coefficient * frame["score"].iloc[place]
        low[:, question] += np.minimum(coefficient, 0)
        high[:, question] += np.maximum(coefficient, 0)
    for who, row in found.set_index("forecaster").iterrows():
        parts = [each[int(str(who))].reshape(3, 3).sum(axis=1) for each in (added, low, high)]
        assert (row["lower"], row["upper"]) == pytest.approx(limits_by_inversion(*parts), abs=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("events", [3, 20])
def test_coverage_of_scores_on_questions_that_went_either_way(events: int) -> None:
    """The truth is what would be adjusted if each question had gone as expected."""
    rng = np.random.default_rng(94)
    covered, books = np.zeros(3), 0
    while books < 150:
        chance = rng.uniform(0.05, 0.95, events)
        p = np.clip(chance + rng.normal(0, 0.15, (3, events)), 0.01, 0.99)
        y = rng.random(events) < chance
        who, what = np.nonzero(rng.random(p.shape) < 0.9)
        if np.unique(who).size < 3 or np.bincount(what, minlength=events).min() < 2:
            continue
        books += 1
        yes, no = np.square(1 - p)[who, what], np.square(p)[who, what]
        rows = {"forecaster": who, "question": what, "if_yes": yes, "if_no": no}
        frame = pd.DataFrame(rows).assign(score=np.where(y[what], yes, no), weight=1.0)
        found = difficulty_adjusted_scores(frame, min_overlap=0).forecasters
        table = found.sort_values("forecaster")
        expected = chance[what] * yes + (1 - chance[what]) * no
        places = np.unique(what, return_inverse=True)[1]
        plain = frame.assign(score=expected, question=places)
        truth = by_lstsq(plain, np.ones(places.max() + 1))[0]
        held = (table["lower"] <= truth + 1e-9) & (truth <= table["upper"] + 1e-9)
        covered += held.to_numpy()
    assert (covered / 150 > 0.88 - 3 * np.sqrt(0.1 / 150)).all()


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


def test_one_event_has_no_limits_and_one_forecaster_is_himself() -> None:
    frame = tidy(("a", "x", 0.1), ("a", "y", 0.3)).assign(event="war")
    found = difficulty_adjusted_scores(frame, min_overlap=0).forecasters.iloc[0]
    assert found["adjusted"] == found["raw"] == pytest.approx(0.2)
    assert np.isnan([found["lower"], found["upper"]]).all()


def test_limits_without_a_known_range_are_approximate() -> None:
    """With everybody answering all they are Student's of the means of the events."""
    frame = random_panel(97, 3, 12, 1.1).drop(columns="weight")
    found = difficulty_adjusted_scores(frame, min_overlap=0).forecasters
    assert (found["rule"] == "approximate").all()
    table = frame.pivot_table(index="forecaster", columns="event", values="score")
    alone = table - table.mean() - table.mean(axis=1).to_numpy()[:, None] + table.to_numpy().mean()
    half = student.ppf(0.95, 3) * np.sqrt((alone**2).sum(axis=1) / 4 / 3)
    assert (found["upper"] - found["adjusted"] > half.to_numpy() - 1e-12).all()


def test_few_shared_questions_are_named_where_the_call_stands() -> None:
    frame = tidy(
        ("a", "x", 0.1), ("b", "x", 0.2), ("a", "y", 0.3), ("c", "y", 0.1), ("b", "z", 0.1)
    )
    with pytest.warns(OverlapWarning) as caught:
        difficulty_adjusted_scores(frame, min_overlap=2)
    assert str(caught[0].message) == (
        "2 of 3 forecasters share fewer than 2 questions with others; 'b' shares 1"
    )
    assert caught[0].filename == __file__


def test_the_frame_is_a_copy() -> None:
    found = difficulty_adjusted_scores(random_panel(95, 3, 12, 1.1))
    copy = found.to_frame()
    copy["adjusted"] = 0.0
    assert (found.forecasters["adjusted"] != 0).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [({"level": 0.0}, "level: 0.0"), ({"bounds": (0.2, 1)}, "score.*0.1 is not from 0.2 to 1")],
)
def test_bad_input(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        difficulty_adjusted_scores(tidy(("a", "x", 0.1)), **options)
