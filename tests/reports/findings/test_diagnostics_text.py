"""What computed a posterior, and what speaks against it, in three languages."""

import re
from string import Formatter
from typing import get_args

import pytest

from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.calibration.sampling.problems import Problem, ProblemKind
from brierbook.analysis.calibration.sampling.reasons import (
    REASONS,
    Engine,
    EngineKind,
    Reason,
    ReasonKind,
    explain_shut_gate,
)
from brierbook.forecasts.entries.records import LANGUAGES
from brierbook.reports.findings.diagnostics_text import (
    engine_line,
    engine_name,
    engine_reason,
    problem_text,
    reliance_warning,
)
from brierbook.speech.catalogue import load_catalogue

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
    said = reliance_warning(FAILED, load_catalogue(language))
    assert said.startswith(start)
    assert said.endswith(end)
    assert "250" in said
    assert "400" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_sound_draws(language: str) -> None:
    assert reliance_warning(Diagnostics(4000), load_catalogue(language)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(ProblemKind.__value__))
def test_every_problem_can_be_said(kind: ProblemKind, language: str) -> None:
    said = problem_text(Problem(kind, 0.6, 0.7), load_catalogue(language))
    assert said
    assert "{" not in said


def test_shares_are_percentages() -> None:
    words = load_catalogue("en")
    share = problem_text(Problem("effective_share", 0.034, 0.25), words)
    assert share == "only 3.4% of the draws are effective, below 25%"
    assert problem_text(Problem("pareto_k", 0.912, 0.7), words) == "Pareto k is 0.91, not below 0.7"


FACTS: dict[str, int | str | Problem] = {
    "parameters": 7,
    "factors": 2,
    "factor": "source",
    "tried": "quadrature",
    "problem": Problem("pareto_k", 0.9, 0.7),
}


def reason(kind: ReasonKind) -> Reason:
    """Give a reason with the facts that it names."""
    names = {name for _, name, _, _ in Formatter().parse(REASONS[kind]) if name}
    return Reason(kind, {name: FACTS[name] for name in names})


@pytest.mark.parametrize("kind", get_args(ReasonKind.__value__))
def test_every_reason_can_be_said(kind: ReasonKind) -> None:
    said = {
        language: engine_reason(reason(kind), load_catalogue(language)) for language in LANGUAGES
    }
    assert len(set(said.values())) == len(LANGUAGES)
    for language in ("uk", "ru"):
        assert not re.search("[A-Za-z]", said[language].replace("k Парето", ""))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", get_args(EngineKind.__value__))
def test_every_engine_has_a_name(name: EngineKind, language: str) -> None:
    assert engine_name(name, load_catalogue(language))


COMPUTED = {
    "en": """\
Engine: PyMC (quadrature was tried, but Pareto k is 0.90, not below 0.7; sampled by NUTS of nutpie);
250 effective draws, R-hat at most 1.031, 2 divergent transitions.""",
    "uk": """\
Обчислено: PyMC (спершу випробувано: квадратура; але k Парето — 0,90, а має бути менше ніж 0,7;
вибірка NUTS, реалізація nutpie); ефективний обсяг вибірки — 250, R-hat не більше ніж 1,031,
2_розбіжні переходи.""",
    "ru": """\
Вычислено: PyMC (сначала испробовано: квадратура; но k Парето — 0,90, а должно быть меньше 0,7;
выборка NUTS, реализация nutpie); эффективный объём выборки — 250, R-hat не более 1,031,
2_расходящихся перехода.""",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_engine_its_reason_and_its_measures_are_one_line(language: str) -> None:
    engine = Engine(
        "pymc", explain_shut_gate("quadrature", Problem("pareto_k", 0.9, 0.7)), "nutpie"
    )
    # an underscore stands for the blank that does not break
    said = COMPUTED[language].replace("\n", " ").replace("_", "\N{NO-BREAK SPACE}")
    assert engine_line(engine, FAILED, load_catalogue(language)) == said


def test_what_an_engine_does_not_measure_is_not_said() -> None:
    found = Diagnostics(1642.4, pareto_k=-0.05)
    engine = Engine("quadrature", Reason("one_factor", {"factor": "tag"}))
    assert engine_line(engine, found, load_catalogue("en")) == (
        "Engine: quadrature (one grouping factor, tag); 1,642 effective draws, Pareto k −0.05."
    )
    stuck = Diagnostics(float("nan"), r_hat=float("nan"), divergences=1)
    assert engine_line(engine, stuck, load_catalogue("en")).endswith(
        ", tag); 1 divergent transition."
    )
