"""Distributions over p against integration, simulation and their points."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
from brierbook.analysis.scores.logit_normal import (
    LogitNormal,
    expected_score,
    mean_probability,
    nodes,
    probability_interval,
    score_interval,
)
from brierbook.errors import ArgumentError

NAN = float("nan")

type Score = Callable[..., Any]

GRID = np.linspace(-12, 12, 40_001)
BELL = np.exp(-(GRID**2) / 2) / math.sqrt(2 * math.pi)


def integral(values: Floats) -> float:
    """Integrate against the standard normal; the trapezoid is exact to rounding here."""
    return float((values * BELL).sum() * 24 / 40_000)


@pytest.mark.parametrize("mean", [-3.6, -1.0, 0.0, 2.2])
@pytest.mark.parametrize(("sd", "digits"), [(0.3, 1e-13), (1.0, 1e-12), (2.0, 1e-6), (4.0, 1e-3)])
def test_nodes_integrate_what_the_docstring_promises(mean: float, sd: float, digits: float) -> None:
    logit = mean + sd * GRID
    p, weight = nodes(mean, sd)
    truth = 1 / (1 + np.exp(-logit))
    assert mean_probability(mean, sd) == pytest.approx(integral(truth), abs=digits)
    for y in (0, 1):
        brier = integral((truth - y) ** 2)
        assert expected_score(y, p, weight) == pytest.approx(brier, abs=digits)
        minus_log = integral(np.logaddexp(0, logit if y == 0 else -logit))
        assert expected_score(y, p, weight, score=log_score) == pytest.approx(minus_log, abs=digits)


def test_a_word_without_spread_is_a_point() -> None:
    p, weight = nodes([0.0, 3.0], 0.0)
    np.testing.assert_array_equal(p, np.repeat([[0.5], [1 / (1 + math.exp(-3.0))]], 41, axis=1))
    found = expected_score([1, 0], p, weight, reduce=None)
    np.testing.assert_allclose(found, brier_score([1, 0], p[:, 0], reduce=None), rtol=1e-14)
    low, high = score_interval([1, 0], [0.0, 3.0], 0.0)
    np.testing.assert_array_equal(low, high)
    assert nodes(1.0, 2.0, order=1)[0].tolist() == pytest.approx([1 / (1 + math.exp(-1.0))])


@given(st.floats(-8, 8), st.floats(0, 3), st.integers(0, 1))
@settings(max_examples=60, deadline=None)
def test_expected_brier_is_that_of_the_mean_plus_the_variance(
    mean: float, sd: float, y: int
) -> None:
    p, weight = nodes(mean, sd)
    centre = float((p * weight).sum())
    assert centre == pytest.approx(float(mean_probability(mean, sd)), abs=1e-4)
    variance = float(((p - centre) ** 2 * weight).sum())
    found = expected_score(y, p, weight)
    assert found == pytest.approx(brier_score(y, centre) + variance, abs=1e-14)
    assert found >= brier_score(y, centre) - 1e-15
    mirrored, same = nodes(-mean, sd)
    assert expected_score(1 - y, mirrored, same) == pytest.approx(found, rel=1e-12, abs=1e-15)


def test_a_far_node_does_not_make_the_log_score_infinite() -> None:
    """With mean 5 and deviation 3.5 the last node rounds to 1 as a double; p itself is never 1."""
    p, weight = nodes([5.0, -700.0], [3.5, 4.0])
    assert ((p > 0) & (p < 1)).all()
    assert expected_score(0, p[0], weight[0], score=log_score) == pytest.approx(
        integral(np.logaddexp(0, 5 + 3.5 * GRID)), rel=1e-3
    )
    assert math.isfinite(expected_score(1, p[1], weight[1], score=log_score))


def test_scores_keep_their_options() -> None:
    p, weight = nodes(0.5, 1.0)
    bits = expected_score(1, p, weight, score=partial(log_score, base=2))
    assert bits == pytest.approx(expected_score(1, p, weight, score=log_score) / math.log(2))


def test_a_certain_miss_stays_infinite_only_with_weight() -> None:
    assert expected_score(1, [0.0, 0.5], [0.5, 0.5], score=log_score) == math.inf
    assert expected_score(1, [0.0, 0.5], [0.0, 1.0], score=log_score) == math.log(2)


@pytest.mark.parametrize("score", [brier_score, log_score, spherical_score])
def test_score_interval_holds_its_share_of_draws(score: Score) -> None:
    rng = np.random.default_rng(6)
    p = 1 / (1 + np.exp(-rng.normal(0.8, 0.7, 40_000)))
    for y in (0, 1):
        low, high = score_interval(y, 0.8, 0.7, level=0.8, score=score)
        drawn = score(y, p, reduce=None)
        assert (drawn < low).mean() == pytest.approx(0.1, abs=0.006)
        assert (drawn > high).mean() == pytest.approx(0.1, abs=0.006)


def test_mean_probability_and_interval_by_simulation() -> None:
    rng = np.random.default_rng(8)
    p = 1 / (1 + np.exp(-rng.normal(-1.3, 1.2, 200_000)))
    assert float(mean_probability(-1.3, 1.2)) == pytest.approx(p.mean(), abs=4 * p.std() / 447)
    low, high = probability_interval(-1.3, 1.2, level=0.5)
    assert ((p > low) & (p < high)).mean() == pytest.approx(0.5, abs=0.005)


def test_the_value_agrees_with_the_functions() -> None:
    likely = LogitNormal(1.0, 0.5)
    assert likely == LogitNormal(1.0, 0.5)
    assert likely.median == pytest.approx(1 / (1 + math.exp(-1)))
    assert 0.5 < likely.mean_probability() < likely.median
    assert likely.interval(0.5) == tuple(map(float, probability_interval(1.0, 0.5, level=0.5)))
    np.testing.assert_array_equal(likely.nodes(order=5)[0], nodes(1.0, 0.5, order=5)[0])
    with pytest.raises(ArgumentError, match="sd_logit"):
        LogitNormal(0.0, -1.0)


def test_shapes_weights_and_missing_values() -> None:
    p, weight = nodes(np.repeat([[0.0], [1.0]], 3, axis=1), [0.1, 0.2, 0.3], order=7)
    assert p.shape == weight.shape == (2, 3, 7)
    np.testing.assert_allclose(weight.sum(axis=-1), 1, rtol=1e-15)
    each = expected_score(1, p, weight, reduce=None)
    assert each.shape == (2, 3)
    assert expected_score(1, p, weight, weight=[1, 0, 0]) == pytest.approx(each[:, 0].mean())
    y = np.array([[1, NAN, 1], [1, 1, 1]])
    assert expected_score(y, p, weight, missing="omit") == pytest.approx(np.delete(each, 1).mean())
    assert np.isnan(expected_score(y, p, weight, missing="propagate", reduce=None)).sum() == 1
    with pytest.raises(ArgumentError, match=r"\[0, 1\]: nan is missing"):
        expected_score(y, p, weight)
    p[0, 0, 0] = NAN
    assert np.isnan(expected_score(1, p, weight, missing="propagate", reduce=None)).sum() == 1


def test_nodes_given_are_not_changed_by_their_user() -> None:
    _, weight = nodes(0.0, 1.0)
    weight[:] = 0
    assert nodes(0.0, 1.0)[1].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("mean", "sd", "order", "words"),
    [
        (NAN, 1, 41, "mean_logit: nan is not finite"),
        ([0, math.inf], 1, 41, r"mean_logit\[1\]: inf is not finite"),
        (0, -0.1, 41, "sd_logit: -0.1 is not a finite number of at least 0"),
        (0, NAN, 41, "sd_logit: nan"),
        (0, 1, 0, "order: 0 is not at least 1"),
        (0, 1, 201, "order: 201 is above 200"),
        ([0, 0], [1, 1, 1], 41, "has shape"),
        ([], 1, 41, "is empty"),
    ],
)
def test_bad_distributions_are_refused(
    mean: npt.ArrayLike, sd: npt.ArrayLike, order: int, words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        nodes(mean, sd, order=order)


@pytest.mark.parametrize(
    ("y", "p", "weight", "words"),
    [
        (1, [0.2, 0.8], [0.5, 0.4], "nodes_weight: 0.9 is the sum of a row, which is not 1"),
        (1, [0.2, 0.8], [1.5, -0.5], r"nodes_weight\[1\]: -0.5 is not a number of at least 0"),
        (1, [0.2, 0.8], [NAN, 1.0], r"nodes_weight\[0\]: nan"),
        (1, [0.2, 0.8], [1.0, 0.0, 0.0], "nodes_weight: has shape"),
        ([1, 1, 1], [[0.2, 0.8]] * 2, [0.5, 0.5], "y: has shape"),
        (1.7, [0.2, 0.8], [0.5, 0.5], "is not between 0 and 1"),
        (1, [0.2, 1.8], [0.5, 0.5], "1.8 is not between 0 and 1"),
    ],
)
def test_bad_nodes_are_refused(
    y: npt.ArrayLike, p: npt.ArrayLike, weight: npt.ArrayLike, words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        expected_score(y, p, weight)


@pytest.mark.parametrize("level", [0, 1, 90, NAN])
def test_bad_levels_are_refused(level: float) -> None:
    with pytest.raises(ArgumentError, match="level"):
        score_interval(1, 0.0, 1.0, level=level)


# mpmath, by quadrature in 30 digits
@pytest.mark.parametrize(
    ("sd", "expected"), [(2.1, 0.7686), (5.0, 0.64680), (10.0, 0.57801), (30.0, 0.5265)]
)
def test_wide_distributions_have_their_mean(sd: float, expected: float) -> None:
    z = np.linspace(-9, 9, 200_001)
    density = np.exp(-z * z / 2)
    brute = float(np.sum(density / (1 + np.exp(-(2 + sd * z)))) / density.sum())
    assert float(mean_probability(2.0, sd)) == pytest.approx(brute, abs=1e-12)
    assert float(mean_probability(2.0, sd)) == pytest.approx(expected, abs=2e-4)
    assert LogitNormal(2.0, sd).mean_probability() == pytest.approx(brute, abs=1e-12)


def test_nodes_that_would_not_stand_for_it_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"sd_logit: 4.5 is above 4.0"):
        nodes(0.0, 4.5)
