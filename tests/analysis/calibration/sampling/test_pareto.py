"""Pareto-smoothed weights against ArviZ and against distributions whose tail is known."""

import numpy as np
import pytest
from arviz_stats.base.array import array_stats
from scipy import stats

from brierbook.analysis.calibration.sampling.pareto import (
    effective_size,
    resample_systematically,
    smooth_weights,
)


@pytest.mark.parametrize("draws", [200, 1000, 16_000])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("heaviness", [0.1, 0.5, 1.0])
def test_weights_and_shape_are_those_of_arviz(draws: int, seed: int, heaviness: float) -> None:
    rng = np.random.default_rng(seed)
    log_ratio = heaviness * rng.standard_exponential(draws) + rng.normal(0, 0.1, draws)
    weight, k = smooth_weights(log_ratio)
    expected, expected_k = array_stats.psislw(-log_ratio)
    assert k == pytest.approx(float(expected_k), abs=1e-6)
    np.testing.assert_allclose(weight, np.exp(expected), rtol=1e-6)


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_the_shape_of_a_pareto_tail_is_found(shape: float) -> None:
    ratio = stats.genpareto(shape).rvs(20_000, random_state=1)
    assert smooth_weights(np.log(ratio))[1] == pytest.approx(shape, abs=0.12)


def test_equal_ratios_are_equal_weights() -> None:
    weight, k = smooth_weights(np.full(100, -3.0))
    np.testing.assert_allclose(weight, 0.01)
    assert k == -np.inf
    assert effective_size(weight) == pytest.approx(100)


def test_one_ratio_above_all_is_not_trusted() -> None:
    log_ratio = np.full(400, -2000.0) + np.arange(400) / 400
    log_ratio[7] = 0.0
    weight, k = smooth_weights(log_ratio)
    assert np.isfinite(weight).all()
    assert not k < 0.7 or effective_size(weight) < 100


def test_with_too_few_draws_nothing_is_known() -> None:
    assert smooth_weights(np.arange(10.0))[1] == np.inf


def test_places_are_taken_as_often_as_their_weights_say() -> None:
    chosen = resample_systematically(np.array([0.1, 0.0, 0.5, 0.4]), 1000, np.random.default_rng(5))
    np.testing.assert_array_equal(np.bincount(chosen, minlength=4), [100, 0, 500, 400])
    assert not (np.diff(chosen) >= 0).all()
