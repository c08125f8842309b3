"""Expected Brier scores: published values, simulation, SciPy's bivariate normal, limits."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import integrate, stats

from brierbook.analysis import brier_contributions, expected_brier
from brierbook.analysis.calibration.models.information_value import bivariate_normal_cdf
from brierbook.errors import ArgumentError

# The truth behind the example of Satopää et al. 2021 and of the R package BINtools 0.2.0.
TRUTH = (-0.8, [-0.5, 0.2], [0.1, 0.3], [0.1, 0.3])


def test_values_at_the_published_truth() -> None:
    np.testing.assert_allclose(expected_brier(*TRUTH), [0.1742536, 0.1793459], atol=5e-8)
    contributions = [-0.0072624, 0.0159067, -0.0137366]
    np.testing.assert_allclose(brier_contributions(*TRUTH), contributions, atol=5e-8)


def test_expected_brier_by_simulation() -> None:
    rng = np.random.default_rng(1)
    base, bias, information, noise = 0.4, -0.3, 0.35, 0.2
    covariance = [[1, information], [information, information + noise]]
    latent, signal = rng.multivariate_normal([base, base + bias], covariance, 1_000_000).T
    loss = (stats.norm.cdf(signal / np.sqrt(1 - information)) - (latent > 0)) ** 2
    error = loss.std() / 1000
    found = expected_brier(base, bias, information, noise)
    assert found == pytest.approx(loss.mean(), abs=4 * error)


# numbers between 0 and 1e-4 are one direction away from 0, where SciPy's cdf says little
NUMBERS = st.floats(-4, 4).filter(lambda x: x == 0 or abs(x) > 1e-4)


@given(h=NUMBERS, k=NUMBERS, r=st.floats(-0.99, 0.99))
@example(h=0.0, k=0.0, r=0.3)
@example(h=0.0, k=-1.0, r=-0.8)
@example(h=2.0, k=0.0, r=0.0)
def test_both_below_is_the_integral_over_one_of_them(h: float, k: float, r: float) -> None:
    def below(x: float) -> float:
        return float(stats.norm.pdf(x) * stats.norm.cdf((k - r * x) / np.sqrt(1 - r**2)))

    exact = integrate.quad(below, -12, h, points=[min(h, x) for x in (-2, 0, 2)], epsabs=1e-11)[0]
    assert bivariate_normal_cdf(h, k, r) == pytest.approx(exact, abs=1e-8)


def test_limits() -> None:
    # who knows nothing and is not biased says the base rate, and loses its variance
    rate = stats.norm.cdf(-0.8)
    assert expected_brier(-0.8, 0, 0, 0) == pytest.approx(rate * (1 - rate))
    # who knows all but a little says 0 or 1, and is right
    assert expected_brier(-0.8, 0, 1 - 1e-9, 0) == pytest.approx(0, abs=1e-4)
    # who hears noise alone says 0 or 1 by chance, and is wrong half of the time
    assert expected_brier(0, 0, 0, 1e9) == pytest.approx(0.5, abs=1e-4)


@given(
    base=st.floats(-2, 2),
    bias=st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
    information=st.tuples(st.floats(0, 0.95), st.floats(0, 0.95)),
    noise=st.tuples(st.floats(0, 3), st.floats(0, 3)),
)
def test_contributions_sum_to_the_change_and_turn_with_the_groups(
    base: float,
    bias: tuple[float, float],
    information: tuple[float, float],
    noise: tuple[float, float],
) -> None:
    scores = expected_brier(base, bias, information, noise)
    parts = brier_contributions(base, bias, information, noise)
    assert parts.sum() == pytest.approx(scores[0] - scores[1], abs=1e-12)
    turned = brier_contributions(base, bias[::-1], information[::-1], noise[::-1])
    np.testing.assert_allclose(turned, -parts, atol=1e-12)


def test_groups_that_differ_in_one_respect_differ_by_it_alone() -> None:
    parts = brier_contributions(0.2, [0.1, 0.1], [0.2, 0.5], [0.3, 0.3])
    np.testing.assert_allclose(parts[[0, 2]], 0, atol=1e-15)
    assert parts[1] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 0, 1.0, 0), "information: 1.0 is not at least 0 and below 1"),
        ((0, 0, 0, -0.1), "noise: -0.1 is below 0"),
        ((np.nan, 0, 0, 0), "outcome: nan is not finite"),
        ((0, np.inf, 0, 0), "bias: inf is not finite"),
    ],
)
def test_bad_input(arguments: tuple[float, ...], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        expected_brier(*arguments)


def test_two_groups_are_needed() -> None:
    with pytest.raises(ArgumentError, match=r"bias: has shape \(3,\); the last axis holds two"):
        brier_contributions(0, [0, 0, 0], [0, 0], [0, 0])
