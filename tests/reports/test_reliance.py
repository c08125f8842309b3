"""What speaks against a posterior, in three languages."""

from typing import get_args

import pytest

from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.problems import Problem, ProblemKind
from brierbook.forecasts.records import LANGUAGES
from brierbook.reports.catalogue import catalogue
from brierbook.reports.reliance import problem, warning

FAILED = Diagnostics(250, 300, r_hat=1.0312, divergences=2)


@pytest.mark.parametrize(
    ("language", "start", "end"),
    [
        ("en", "Do not rely on this: R-hat is 1.031, above 1.01; ", "; divergent transitions: 2."),
        ("uk", "На це покладатися не можна: R-hat — 1,031, більше ніж 1,01; ", ": 2."),
        ("ru", "Полагаться на это нельзя: R-hat — 1,031, больше 1,01; ", ": 2."),
    ],
)
def test_a_warning_names_every_problem(language: str, start: str, end: str) -> None:
    said = warning(FAILED, catalogue(language))
    assert said.startswith(start)
    assert said.endswith(end)
    assert "250" in said
    assert "400" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_sound_draws(language: str) -> None:
    assert warning(Diagnostics(4000), catalogue(language)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(ProblemKind.__value__))
def test_every_problem_can_be_said(kind: ProblemKind, language: str) -> None:
    said = problem(Problem(kind, 0.6, 0.7), catalogue(language))
    assert said
    assert "{" not in said


def test_shares_are_percentages() -> None:
    words = catalogue("en")
    share = problem(Problem("effective_share", 0.034, 0.25), words)
    assert share == "only 3.4% of the draws are effective, below 25%"
    assert problem(Problem("pareto_k", 0.912, 0.7), words) == "Pareto k is 0.91, not below 0.7"
