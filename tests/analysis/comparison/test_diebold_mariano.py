"""The Diebold-Mariano test: published values, a second fit, symmetry, input without variance."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import least_squares

from brierbook.analysis.comparison.diebold_mariano import (
    autocovariance_sums,
    diebold_mariano,
    hering_genton_variance,
)
from brierbook.analysis.numeric.arguments import Floats
from brierbook.errors import ArgumentError

ORACLE = json.loads(
    (Path(__file__).parents[2] / "oracles" / "diebold_mariano.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", ORACLE["truncated"])
def test_published_values(case: dict[str, Any]) -> None:
    found = diebold_mariano(case["d"], horizon=case["h"], level=0.9)
    assert found.statistic == pytest.approx(case["statistic"], abs=1e-12)
    assert (found.lower, found.upper) == pytest.approx((case["lower"], case["upper"]), abs=1e-12)
    tail = min(case["confidence_above_0"], 1 - case["confidence_above_0"])
    assert found.p_value == pytest.approx(2 * tail, abs=1e-12)


@pytest.mark.parametrize("case", ORACLE["hering_genton"])
def test_published_values_of_hering_and_genton(case: dict[str, Any]) -> None:
    found = diebold_mariano(case["d"], horizon=case["h"], variance="hering_genton")
    tolerance = ORACLE["hering_genton_tolerance"]
    assert found.statistic == pytest.approx(case["statistic"], abs=tolerance)


@pytest.mark.parametrize("case", ORACLE["truncated_without_variance"])
def test_no_variance_is_refused_where_a_peer_gives_nan(case: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError, match=r"needs differences that vary|use 'hering_genton'"):
        diebold_mariano(case["d"], horizon=case["h"])


def test_hering_genton_answers_where_the_truncated_variance_is_negative() -> None:
    found = diebold_mariano([1, -1, 1, -1], horizon=2, variance="hering_genton")
    assert (found.statistic, found.p_value) == (0, 1)
    assert found.lower == -found.upper < 0


def test_hering_genton_is_the_least_squares_fit() -> None:
    rng = np.random.default_rng(50)
    d = np.convolve(rng.normal(size=300), 0.8 ** np.arange(40))[:300]
    g = autocovariance_sums(d, 149) / 300
    lags = np.arange(149)

    def misfit(parameters: Floats) -> Floats:
        found: Floats = parameters[0] ** 2 * np.exp(-3 * lags / parameters[1]) - g
        return found

    sigma, reach = least_squares(misfit, (1.0, 1.0), xtol=1e-14, ftol=1e-14, gtol=1e-14).x
    expected = sigma**2 * (1 + 2 * np.exp(-3 * np.arange(1, 300) / reach).sum()) / 300
    assert hering_genton_variance(d, 1) == pytest.approx(expected, rel=1e-5)
    assert expected > 3 * d.var() / 300


def test_autocovariance_sums() -> None:
    np.testing.assert_allclose(autocovariance_sums(np.arange(1.0, 5), 3), [5, 1.25, -1.5])


@given(st.lists(st.integers(-20, 20), min_size=3, max_size=30).filter(lambda d: len(set(d)) > 1))
def test_exchanged_forecasters_change_the_sign(d: list[int]) -> None:
    one, two = diebold_mariano(d), diebold_mariano([-value for value in d])
    assert one.statistic is not None
    assert two.statistic is not None
    assert two.statistic == pytest.approx(-one.statistic, abs=1e-12)
    assert (two.lower, two.upper) == pytest.approx((-one.upper, -one.lower))
    assert two.p_value == pytest.approx(one.p_value)


def test_horizon_one_is_the_t_test() -> None:
    # mean 2, standard error sqrt(5/3)/2 of (0, 3, 2, 3) about 2: deviations 4+1+0+1 = 6, 6/3/4
    found = diebold_mariano([0, 3, 2, 3])
    assert found.statistic == pytest.approx(2 / np.sqrt(6 / 3 / 4))


def test_no_difference_at_all_has_p_value_one() -> None:
    found = diebold_mariano([0, 0, 0])
    assert (found.lower, found.upper, found.p_value) == (0, 0, 1)


def test_one_difference_says_nothing() -> None:
    found = diebold_mariano([0.3])
    assert (found.lower, found.upper, found.p_value) == (-np.inf, np.inf, 1)


def test_serial_correlation_needs_the_horizon() -> None:
    rng = np.random.default_rng(51)
    rejected = {1: 0, 4: 0}
    for _ in range(400):
        noise = rng.normal(size=103)
        moving = noise[3:] + noise[2:-1] + noise[1:-2] + noise[:-3]
        for horizon in rejected:
            rejected[horizon] += diebold_mariano(moving, horizon=horizon).p_value <= 0.1
    assert rejected[1] / 400 > 0.3
    # 0.1 with a small-sample excess, and three standard errors of 400 draws
    assert rejected[4] / 400 < 0.14 + 3 * np.sqrt(0.14 * 0.86 / 400)


@pytest.mark.parametrize(
    ("d", "options", "message"),
    [
        ([1, 2, np.nan], {}, r"difference\[2\]: nan is not finite"),
        ([[1, 2]], {}, "one axis"),
        ([], {}, "is empty"),
        ([1, 2], {"horizon": 2}, "horizon: 2 is not below the 2 steps"),
        ([1, 2], {"horizon": 0}, "horizon: 0 is not a whole number of at least 1"),
        ([1, 2], {"horizon": 1.5}, "horizon: 1.5 is not a whole number"),
        ([1, 2], {"variance": "best"}, "variance: is 'best'"),
        ([1, 2], {"level": 1}, "level: 1 is not between 0 and 1"),
    ],
)
def test_bad_input(d: list[float], options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        diebold_mariano(d, **options)
