"""Importance sampling: moments it must give, and targets at which the gate must be shut."""

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis.calibration.sampling.importance import (
    WeightedPoints,
    central_gradient,
    central_hessian,
    draw_weighted_points,
)
from brierbook.analysis.calibration.sampling.problems import Problem
from brierbook.analysis.numeric.arguments import Floats


def log_gammas(points: Floats) -> Floats:
    """Logarithms of independent gamma variables of shapes 2, 3 and 5: skewed to the left."""
    shapes = np.array([2.0, 3.0, 5.0])
    return np.asarray((shapes * points - np.exp(points)).sum(axis=1))


def test_moments_of_a_skewed_target() -> None:
    found = draw_weighted_points(log_gammas, np.zeros(3), draws=20_000, seed=1)
    assert found.trusted
    kept = found.points[found.draw(20_000, np.random.default_rng(2))]
    for i, shape in enumerate((2, 3, 5)):
        exact = stats.loggamma(shape)
        error = exact.std() / np.sqrt(found.ess)
        assert found.weight @ found.points[:, i] == pytest.approx(exact.mean(), abs=4 * error)
        assert kept[:, i].mean() == pytest.approx(exact.mean(), abs=4 * error)
        assert kept[:, i].std() == pytest.approx(exact.std(), rel=0.03)


def test_a_normal_target_far_from_the_start_in_other_units() -> None:
    spread = np.array([[4.0, 0.7], [0.7, 0.25]])
    target = stats.multivariate_normal([30.0, -2.0], spread)
    found = draw_weighted_points(
        lambda x: np.atleast_1d(target.logpdf(x)), np.zeros(2), draws=4000, seed=3
    )
    assert found.pareto_k < 0.5
    np.testing.assert_allclose(found.weight @ found.points, [30, -2], atol=0.15)


def test_the_gate_is_shut_at_the_mouth_of_a_funnel() -> None:
    """Neal (2003), doi:10.1214/aos/1056562461: no proposal of one width fits."""

    def funnel(points: Floats) -> Floats:
        width, rest = points[:, 0], points[:, 1:]
        away = np.square(rest).sum(axis=1) * np.exp(-width)
        return np.asarray(-np.square(width) / 18 - (away + rest.shape[1] * width) / 2)

    assert not draw_weighted_points(funnel, np.zeros(10), draws=4000, seed=4).trusted


def test_the_gate_is_shut_where_nothing_is_finite() -> None:
    found = draw_weighted_points(lambda x: np.full(len(x), np.nan), np.zeros(2), draws=400, seed=5)
    assert found.doubt == Problem("not_finite", 400, 0)
    assert found.pareto_k == np.inf


def test_a_few_heavy_points_are_not_sound_and_even_ones_are() -> None:
    points = np.zeros((100, 1))
    even, density = np.full(100, 0.01), np.zeros(100)
    assert WeightedPoints(points, density, even, 0.1).ess == pytest.approx(100)
    assert WeightedPoints(points, density, even, 0.1).trusted
    assert WeightedPoints(points, density, even, 0.7).doubt == Problem("pareto_k", 0.7, 0.7)
    heavy = np.append(np.full(99, 0.1 / 99), 0.9)
    one = WeightedPoints(points, density, heavy, 0.1)
    assert one.ess == pytest.approx(1 / (0.81 + 0.01 / 99))
    assert one.doubt == Problem("effective_share", one.ess / 100, 0.25)


def test_resampling_takes_each_point_as_often_as_its_weight_says() -> None:
    points = np.arange(4.0)[:, np.newaxis]
    found = WeightedPoints(points, np.zeros(4), np.array([0.1, 0.2, 0.3, 0.4]), 0.0)
    kept = found.draw(1000, np.random.default_rng(6))
    np.testing.assert_array_equal(np.bincount(kept), [100, 200, 300, 400])
    assert not (np.diff(kept) >= 0).all()


def test_derivatives_are_those_of_the_formula() -> None:
    x = np.array([0.3, -0.2, 0.9])
    np.testing.assert_allclose(central_gradient(log_gammas, x), [2, 3, 5] - np.exp(x), atol=1e-5)
    np.testing.assert_allclose(central_hessian(log_gammas, x), np.diag(-np.exp(x)), atol=1e-3)
