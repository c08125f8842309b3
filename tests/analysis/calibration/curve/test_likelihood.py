"""The likelihood against rows, quadrature and finite differences."""

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.group_sums import (
    RaggedLayout,
    RectangularLayout,
    choose_layout,
)
from brierbook.analysis.calibration.curve.kernel import BETA, COX, KERNELS, Kernel
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.sample import CalibrationSample, as_sample


def book(*, worded: bool) -> CalibrationSample:
    rng = np.random.default_rng(1)
    p, y = rng.integers(1, 10, 60) / 10, rng.integers(0, 2, 60)
    sd = rng.choice([0.0, 0.7, 1.3], 60) if worded else None
    return as_sample(p, y, groups=rng.integers(0, 4, 60), weight=rng.random(60), sd_logit=sd)


def likelihood(kernel: Kernel, sample: CalibrationSample) -> Likelihood:
    factor = sample.factors[0]
    return Likelihood(kernel, tally_sample(sample, factor.codes, len(factor.levels)))


def test_it_is_the_sum_over_rows() -> None:
    sample = book(worded=False)
    theta = np.random.default_rng(2).normal(0, 0.5, (2, 5, 4))
    found = likelihood(COX, sample).value(theta)
    x, codes = sample.x[sample.level], sample.factors[0].codes
    for point in range(5):
        a, b = theta[0, point, codes], np.exp(theta[1, point, codes])
        q = special.expit(a + b * x)
        rows = sample.weight * stats.bernoulli.logpmf(sample.y.astype(int), q)
        np.testing.assert_allclose(found[point], np.bincount(codes, rows))


def test_groups_of_the_same_forecasts_are_a_rectangle_and_give_the_same() -> None:
    p, group = np.tile([0.2, 0.5, 0.9], 4), np.repeat(np.arange(4), 3)
    sample = as_sample(p, [0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1], groups=group)
    cells = tally_sample(sample, group, 4)
    features = BETA.features(cells.x)[..., 0]
    found = choose_layout(features, cells)
    assert isinstance(found, RectangularLayout)
    assert isinstance(choose_layout(features[:, :-1], cells.of_groups(np.arange(3))), RaggedLayout)
    assert isinstance(choose_layout(features + np.arange(12) / 10, cells), RaggedLayout)
    other = RaggedLayout(features, cells)
    rng = np.random.default_rng(4)
    coefficients, values = rng.normal(size=(3, 5, 4)), rng.normal(size=(5, 12))
    weight = rng.random(12)
    np.testing.assert_allclose(found.log_odds(coefficients), other.log_odds(coefficients))
    np.testing.assert_allclose(found.total(values, weight), other.total(values, weight))
    np.testing.assert_allclose(found.by_feature(values), other.by_feature(values))
    np.testing.assert_allclose(found.by_pair(values), other.by_pair(values))


def test_a_worded_forecast_is_averaged_over_its_distribution() -> None:
    sample = as_sample([0.7, 0.7], [1, 0], sd_logit=[1.352, 0.4])
    a, beta = 0.3, -0.4
    mean = np.log(0.7 / 0.3)

    def probability(sd: float) -> float:
        normal = stats.norm(mean, sd)
        value = integrate.quad(
            lambda x: float(normal.pdf(x)) * float(special.expit(a + np.exp(beta) * x)),
            mean - 10 * sd,
            mean + 10 * sd,
        )
        return float(value[0])

    found = Likelihood(COX, tally_sample(sample)).value(np.array([a, beta])[:, None, None])
    expected = np.log(probability(1.352)) + np.log(1 - probability(0.4))
    assert float(found[0, 0]) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("worded", [False, True])
@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda each: each.name)
def test_slopes_are_those_of_finite_differences(kernel: Kernel, *, worded: bool) -> None:
    whole = likelihood(kernel, book(worded=worded))
    terms = len(kernel.terms)
    point = np.linspace(-0.4, 0.5, terms)

    def value(theta: np.ndarray) -> float:
        return float(whole.value(np.broadcast_to(theta[:, None, None], (terms, 1, 4)).copy())[0, 2])

    slopes = whole.slopes(np.broadcast_to(point[:, None, None], (terms, 1, 4)).copy())
    assert float(slopes.value[0, 2]) == pytest.approx(value(point))
    gradient = optimize.approx_fprime(point, value, 1e-6)
    np.testing.assert_allclose(slopes.gradient[:, 0, 2], gradient, rtol=1e-4, atol=1e-5)
    if not worded:
        steps = 1e-4 * np.eye(terms)
        hessian = [
            [
                (
                    value(point + i + j)
                    - value(point + i - j)
                    - value(point - i + j)
                    + value(point - i - j)
                )
                / 4e-8
                for j in steps
            ]
            for i in steps
        ]
        np.testing.assert_allclose(-slopes.observed[:, :, 0, 2], hessian, rtol=1e-4, atol=1e-5)


def test_expected_information_is_the_variance_of_the_score() -> None:
    """For one worded forecast: both outcomes, weighted by their probability."""
    theta = np.array([0.2, -0.3, 0.4])[:, None, None]
    scores, chances, information = [], [], np.empty((3, 3))
    for outcome in (0, 1):
        part = Likelihood(BETA, tally_sample(as_sample([0.8], [outcome], sd_logit=[0.9])))
        slopes = part.slopes(theta)
        scores.append(slopes.gradient[:, 0, 0])
        chances.append(float(np.exp(slopes.value[0, 0])))
        information = slopes.expected[..., 0, 0]
    assert sum(chances) == pytest.approx(1)
    variance = sum(c * np.outer(s, s) for c, s in zip(chances, scores, strict=True))
    np.testing.assert_allclose(information, variance, rtol=1e-9)


def test_points_beyond_a_block_are_those_within() -> None:
    whole = likelihood(COX, book(worded=True))
    theta = np.random.default_rng(3).normal(0, 0.3, (2, 3 * whole.block + 1, 4))
    found = whole.value(theta)
    np.testing.assert_allclose(found[-1:], whole.value(theta[:, -1:]))
    np.testing.assert_allclose(found[whole.block], whole.value(theta[:, [whole.block]])[0])


def test_very_large_coefficients_stay_finite() -> None:
    whole = Likelihood(COX, tally_sample(as_sample([0.999, 0.001], [1, 1])))
    found = whole.value(np.array([0.0, 6.0])[:, None, None])
    assert float(found[0, 0]) == pytest.approx(-np.exp(6) * np.log(999), rel=1e-9)
