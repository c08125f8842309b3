"""What speaks against a posterior, as data and in English."""

import math

import pytest

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.problems import Problem

SOUND = Diagnostics(900, 800, r_hat=1.001, divergences=0)


@pytest.mark.parametrize(
    ("found", "problem", "text"),
    [
        (
            Diagnostics(300, 900, r_hat=1.0, divergences=0),
            Problem("ess", 300, 400),
            "the effective sample size is 300, below 400",
        ),
        (
            Diagnostics(900, 12, r_hat=1.0, divergences=0),
            Problem("ess", 12, 400),
            "the effective sample size is 12, below 400",
        ),
        (
            Diagnostics(900, 900, r_hat=1.05, divergences=0),
            Problem("r_hat", 1.05, 1.01),
            "R-hat is 1.050, above 1.01",
        ),
        (
            Diagnostics(900, 900, r_hat=1.0, divergences=3),
            Problem("divergences", 3, 0),
            "3 transitions diverged",
        ),
        (
            Diagnostics(900, pareto_k=0.7),
            Problem("pareto_k", 0.7, 0.7),
            "Pareto k is 0.70, not below 0.7",
        ),
    ],
)
def test_every_problem_is_said(found: Diagnostics, problem: Problem, text: str) -> None:
    assert found.problems == (problem,)
    assert str(problem) == text
    assert not found.good
    assert found.words().endswith(f". Do not rely on this: {text}")


def test_what_is_not_a_number_is_a_problem() -> None:
    lost = Diagnostics(900, math.nan, r_hat=math.nan, divergences=0, pareto_k=math.nan)
    assert [each.kind for each in lost.problems] == ["r_hat", "ess", "pareto_k"]
    assert "R-hat is nan, above 1.01" in lost.words()


def test_few_independent_draws_are_no_problem() -> None:
    """Nothing had to converge: the limit is for chains."""
    assert Diagnostics(120).problems == ()
    assert Diagnostics(120, pareto_k=0.69).good


def test_a_good_posterior_says_what_it_has() -> None:
    assert SOUND.good
    assert SOUND.ess == 800
    assert SOUND.words() == "800 effective draws, R-hat at most 1.001, 0 divergent transitions"
    assert Diagnostics(300, pareto_k=0.25).words() == "300 effective draws, Pareto k 0.25"


def test_the_parameters_in_which_the_prior_shows_are_named() -> None:
    sensitivity = {"prior": {"bias": 0.2, "log_slope": 0.01}, "likelihood": {"bias": 0.1}}
    assert Diagnostics(300, sensitivity=sensitivity).leaning() == ["bias"]
    assert Diagnostics(300).leaning() == []
