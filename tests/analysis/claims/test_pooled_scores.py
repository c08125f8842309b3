"""Scores over time: printed timelines, direct integration, and why they are pooled."""

from collections.abc import Sequence

import numpy as np
import pytest

from brierbook.analysis.claims.pooled_scores import (
    StandingScores,
    integrate_standing_scores,
    pooled_time_score,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError

type Made = Sequence[tuple[float, float, float]]

NEVER = np.inf
# outcome, [(made, p, end)], decided; score, coverage, mean p, against 50 % over the planned window
TIMELINES = [
    (1, [(0, 0.1, NEVER), (99, 0.9, NEVER)], 100, (0.802, 1, 0.108, 0.552)),
    (1, [(0, 0.5, NEVER), (99, 0.97, NEVER)], 100, (0.247509, 1, 0.5047, -0.002491)),
    (1, [(0, 0.8, NEVER)], 100, (0.04, 1, 0.8, -0.21)),
    (1, [(90, 0.95, NEVER)], 100, (0.0025, 0.1, 0.95, -0.02475)),
    (0, [(0, 0.3, 40), (70, 0.6, NEVER)], 100, (0.205714, 0.7, 0.428571, -0.031)),
    (1, [(0, 0.4, NEVER)], 25, (0.36, 1, 0.4, 0.0275)),
    (0, [(-20, 0.7, NEVER), (50, 0.2, NEVER)], 100, (0.265, 1, 0.45, 0.015)),
]


def _integrate(y: int, made: Made, decided: float, score: str = "brier") -> StandingScores:
    time, p, ends = (np.array(each, dtype=float) for each in zip(*made, strict=True))
    fixed = {"opens": 0.0, "deadline": 100.0, "decided": float(decided)}
    return integrate_standing_scores(
        np.full(p.shape, y),
        p,
        group=np.zeros(p.shape, dtype=int),
        time=time,
        ends=ends,
        **{name: np.full(p.shape, value) for name, value in fixed.items()},
        score=score,
    )


@pytest.mark.parametrize(("y", "made", "decided", "printed"), TIMELINES)
def test_timelines_are_those_printed(
    y: int, made: Made, decided: float, printed: tuple[float, ...]
) -> None:
    found = _integrate(y, made, decided)
    seen = (found.score[0], found.coverage[0], found.mean_p[0], found.against_even[0])
    assert seen == pytest.approx(printed, abs=1e-6)


def test_a_window_is_that_which_was_planned() -> None:
    found = _integrate(1, [(0, 0.4, NEVER)], 25)
    assert found.share[0] == pytest.approx(0.25)
    assert found.share[0] * found.score[0] == pytest.approx(0.09)


def test_10_percent_for_a_year_and_90_on_the_eve() -> None:
    found = _integrate(1, [(0, 0.1, NEVER), (100 * 169 / 170, 0.9, NEVER)], 100)
    assert found.score[0] == pytest.approx((169 * 0.81 + 0.01) / 170)
    assert (found.first_p[0], found.last_p[0]) == (0.1, 0.9)


def test_ranges_are_what_the_score_would_have_been() -> None:
    made = [(0, 0.3, 40), (70, 0.6, NEVER)]
    yes, no = _integrate(1, made, 100), _integrate(0, made, 100)
    assert (no.if_yes[0], no.if_no[0]) == pytest.approx((yes.score[0], no.score[0]))
    log = _integrate(1, made, 100, score="log")
    expected = (40 * -np.log(0.3) + 30 * -np.log(0.6)) / 70
    assert log.score[0] == pytest.approx(expected)


def test_pooling_is_the_sum_of_integrals_over_the_sum_of_shares() -> None:
    rng = np.random.default_rng(2)
    decided = rng.uniform(10, 100, 6)
    p, y = rng.uniform(0.1, 0.9, 6), rng.integers(0, 2, 6)
    found = integrate_standing_scores(
        y,
        p,
        group=np.arange(6),
        time=np.full(6, 5.0),
        opens=np.zeros(6),
        deadline=np.full(6, 100.0),
        decided=decided,
    )
    weight = np.array([2.0, 1, 1, 1, 1, 1])
    stood = weight * (decided - 5)
    expected = (stood * (p - y) ** 2).sum() / stood.sum()
    assert pooled_time_score(found, weight) == pytest.approx(expected)


def test_exaggeration_does_not_pay_when_pooled() -> None:
    """The mean of scores over time rewards whoever raises odds by -ln t / (1 - t); pooling not."""
    rng = np.random.default_rng(4)
    n, steps = 4000, 60
    hazard = -np.log1p(-rng.uniform(0.1, 0.9, n))
    end = rng.standard_exponential(n) / hazard
    t = np.arange(steps) / steps
    honest = -np.expm1(-hazard[:, None] * (1 - t - 0.5 / steps))
    odds = -np.log(t + 0.5 / steps) / (1 - t - 0.5 / steps)
    raised = odds * honest / (odds * honest + 1 - honest)
    said = (honest, raised)
    plain, pooled = zip(*(_both_means(p, t, end) for p in said), strict=True)
    assert plain[1] < plain[0] - 0.01
    assert pooled[1] > pooled[0] + 0.005


def _both_means(p: Floats, t: Floats, end: Floats) -> tuple[float, float]:
    """Average scores per claim, and pooled over time."""
    n, steps = p.shape
    found = integrate_standing_scores(
        np.repeat(end < 1, steps),
        p.ravel(),
        group=np.repeat(np.arange(n), steps),
        time=np.tile(t, n),
        opens=np.zeros(n * steps),
        deadline=np.ones(n * steps),
        decided=np.repeat(np.minimum(end, 1.0), steps),
    )
    return float(np.nanmean(found.score)), pooled_time_score(found, np.ones(n))


def test_what_never_stood_has_no_score() -> None:
    found = _integrate(1, [(100, 0.9, NEVER)], 100)
    assert np.isnan(found.score[0])
    assert (found.share[0], found.against_even[0]) == (0, 0)
    assert np.isnan(pooled_time_score(found, np.ones(1)))


def test_outcomes_before_the_opening_are_refused() -> None:
    with pytest.raises(ArgumentError, match="decided"):
        _integrate(1, [(0, 0.4, NEVER)], 0)
