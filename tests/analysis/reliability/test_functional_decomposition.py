"""Decomposition of forecasts of any functional: published values, SciPy, and linear programs."""

from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from brierbook.analysis import corp_decomposition, decompose, quantile_score
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(5)


def test_the_mean_of_binary_outcomes_is_corp() -> None:
    p = RNG.integers(0, 11, 60) / 10
    y = (RNG.random(60) < p).astype(float)
    w = RNG.integers(0, 3, 60).astype(float)
    corp = corp_decomposition(y, p, weight=w)
    found = decompose(y, p, functional="probability", weight=w)
    assert (found.mcb, found.dsc, found.unc) == pytest.approx((corp.mcb, corp.dsc, corp.unc))


def test_the_fit_of_a_mean_is_that_of_scipy() -> None:
    x = RNG.normal(size=80)
    y, w = x + RNG.normal(size=80), RNG.uniform(0.5, 2, 80)
    order = np.argsort(x)
    fit = optimize.isotonic_regression(y[order], weights=w[order]).x
    best = float(np.average((fit - y[order]) ** 2, weights=w[order]))
    found = decompose(y, x, weight=w)
    assert found.mean_score - found.mcb == pytest.approx(best, rel=1e-12)
    assert found.mcb - found.dsc + found.unc == pytest.approx(found.mean_score, rel=1e-12)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.8])
def test_the_fit_of_a_quantile_is_the_optimum_of_a_linear_program(level: float) -> None:
    x = np.sort(RNG.integers(0, 9, 30)).astype(float)
    y = x + RNG.normal(0, 3, 30)
    groups, codes = np.unique(x, return_inverse=True)
    k, n = groups.size, x.size
    cost = np.r_[np.zeros(k), np.full(n, level), np.full(n, 1 - level)] / n
    fits = np.hstack([np.eye(k)[codes], np.eye(n), -np.eye(n)])
    rises = np.hstack([np.eye(k)[:-1] - np.eye(k)[1:], np.zeros((k - 1, 2 * n))])
    bounds = [(None, None)] * k + [(0, None)] * (2 * n)
    solved = optimize.linprog(cost, rises, np.zeros(k - 1), fits, y, bounds)
    found = decompose(y, x, functional="quantile", level=level)
    assert found.mean_score == pytest.approx(quantile_score(y, x, level=level))
    assert found.mean_score - found.mcb == pytest.approx(solved.fun, abs=1e-9)
    assert found.dsc >= 0


@pytest.mark.parametrize("level", [0.05, 0.5, 0.9])
def test_the_uncertainty_of_an_expectile_is_that_of_scipy(level: float) -> None:
    y, w = RNG.normal(size=25), RNG.uniform(0.5, 2, 25)
    best = stats.expectile(y, level, weights=w)
    loss = np.abs((y <= best) - level) * (y - best) ** 2
    found = decompose(y, np.zeros(25), functional="expectile", level=level, weight=w)
    assert found.unc == pytest.approx(np.average(loss, weights=w), rel=1e-10)
    assert found.dsc == pytest.approx(0, abs=1e-14)


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ArgumentError, match="functional: is 'mode'; use one of"):
        decompose([1.0], [1.0], functional="mode")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"x\[1\]: 1.5 is not between 0 and 1"):
        decompose([1.0, 0.0], [0.5, 1.5], functional="probability")


def test_a_probability_has_the_limits_of_a_corp_decomposition() -> None:
    rng = np.random.default_rng(3)
    p, event = rng.integers(1, 10, 40) / 10, rng.integers(0, 15, 40)
    y = (rng.random(40) < p).astype(float)
    found = decompose(y, p, functional="probability", event=event, n_resamples=99)
    other = corp_decomposition(y, p, event=event, n_resamples=99)
    assert found.estimates is not None
    assert other.estimates is not None
    for name in ("mean_score", "unc", "mcb", "dsc"):
        mine, theirs = found.estimates[name], other.estimates[name]
        assert mine.value == pytest.approx(theirs.value, abs=1e-12)
        assert (mine.lower, mine.upper) == pytest.approx((theirs.lower, theirs.upper), nan_ok=True)
        if mine.as_said is not None:
            assert theirs.as_said is not None
            assert mine.as_said.p_value == pytest.approx(theirs.as_said.p_value, nan_ok=True)
            assert mine.as_said.mean == pytest.approx(theirs.as_said.mean)


@pytest.mark.parametrize("functional", ["mean", "quantile", "expectile"])
def test_other_functionals_have_approximate_limits_of_their_score(functional: Any) -> None:  # noqa: ANN401
    y, x = [1.0, 4.0, 2.0, 8.0], [2.0, 3.0, 3.0, 5.0]
    found = decompose(y, x, functional=functional, event=range(4))
    assert found.estimates is not None
    score = found.estimates["mean_score"]
    loss = [
        decompose([a], [b], functional=functional).mean_score for a, b in zip(y, x, strict=True)
    ]
    half = stats.t.ppf(0.95, 3) * stats.sem(loss)
    assert (score.lower, score.upper) == pytest.approx((np.mean(loss) - half, np.mean(loss) + half))
    assert score.rule == "approximate"
    assert [found.estimates[name].reason for name in ("mcb", "dsc", "unc")] == [
        *("distance", "distance", "no bound")
    ]
    assert found.to_frame()["lower"].isna().tolist() == [False, True, True, True]


def test_what_a_double_cannot_square_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"y\[1\]: 1e\+308 is not from"):
        decompose([1.0, 1e308], [1.0, 2.0])
