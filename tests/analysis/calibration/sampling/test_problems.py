"""Problems and reasons as data: gates, and that every kind can be said in English."""

import string
from typing import get_args

import numpy as np
import pytest

from brierbook.analysis.calibration.sampling.problems import (
    PROBLEMS,
    Problem,
    ProblemKind,
    problem_of_grid,
    problem_of_weights,
)
from brierbook.analysis.calibration.sampling.reasons import (
    REASONS,
    Engine,
    Reason,
    ReasonKind,
    explain_shut_gate,
)

EVEN = np.full(100, 0.01)


def test_the_gate_of_weights() -> None:
    assert problem_of_weights(EVEN, 0.69, 25) is None
    assert problem_of_weights(EVEN, 0.7, 90) == Problem("pareto_k", 0.7, 0.7)
    assert problem_of_weights(EVEN, float("nan"), 90) is not None
    assert problem_of_weights(EVEN, -np.inf, 24) == Problem("effective_share", 0.24, 0.25)
    lost = np.append(EVEN[:98], [np.nan, np.inf])
    assert problem_of_weights(lost, 0.1, 90) == Problem("not_finite", 2, 0)


def test_the_end_of_a_grid() -> None:
    assert problem_of_grid(0.001) is None
    assert problem_of_grid(0.0011) == Problem("grid_end", 0.0011, 0.001)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("not_finite", 2, 0), "some densities are not finite"),
        (
            Problem("effective_share", 0.034, 0.25),
            "only 3.4% of the draws are effective, below 25%",
        ),
        (Problem("grid_end", 0.021, 0.001), "2.1% of the draws lie at the end of the grid"),
    ],
)
def test_problems_of_the_gates_in_english(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_every_kind_has_a_text() -> None:
    assert set(get_args(ProblemKind.__value__)) == set(PROBLEMS)
    assert set(get_args(ReasonKind.__value__)) == set(REASONS)


def test_a_reason_says_its_facts() -> None:
    assert str(Reason("asked_for")) == "asked for"
    assert str(Reason("one_factor", {"factor": "topic"})) == "one grouping factor, topic"
    assert str(Reason("crossed_factors", {"factors": 3})) == "3 grouping factors do not separate"
    shut = explain_shut_gate("importance", Problem("pareto_k", 0.912, 0.7))
    assert str(shut) == "importance was tried, but Pareto k is 0.91, not below 0.7"
    named = {name for text in REASONS.values() for _, name, _, _ in string.Formatter().parse(text)}
    assert named - {None} == {"parameters", "factor", "factors", "tried", "problem"}


def test_an_engine_names_its_sampler() -> None:
    assert str(Engine("grid", Reason("asked_for"))) == "grid (asked for)"
    sampled = Engine("pymc", Reason("asked_for"), "nutpie")
    assert sampled.explained == "asked for; sampled by NUTS of nutpie"
    assert str(sampled) == "pymc (asked for; sampled by NUTS of nutpie)"
