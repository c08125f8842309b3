"""The grid against numerical integration, its prior, maximum likelihood, and simulation."""

import math

import numpy as np
import pytest
from scipy import optimize, special, stats
from tests.analysis.calibration.simulate import (
    BIAS,
    SLOPE,
    Floats,
    percents,
    sigmoid,
    uniformity,
)

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.kernel import (
    BETA,
    COX,
    EXTREMIZING,
    KERNELS,
    Kernel,
    KernelTerm,
)
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.sample import as_sample
from brierbook.analysis.calibration.engines.grid import GridPosterior, fit_grid
from brierbook.errors import ArgumentError

SIMULATIONS, ROWS, DRAWS = 1000, 30, 99

BOOKS = {
    "some": ([0.9, 0.8, 0.7, 0.2, 0.4, 0.9], [1, 0, 1, 0, 1, 0]),
    "one": ([0.9], [0]),
    "all yes": ([0.6, 0.7, 0.8, 0.9], [1, 1, 1, 1]),
    "all no": ([0.6, 0.7, 0.8, 0.9], [0, 0, 0, 0]),
    "separated": ([0.1, 0.2, 0.3, 0.7, 0.8, 0.9], [0, 0, 0, 1, 1, 1]),
    "the wrong way round": ([0.01] * 20 + [0.99] * 20, [1] * 20 + [0] * 20),
}


@pytest.mark.parametrize("name", BOOKS)
def test_moments_and_evidence_are_those_of_numerical_integration(name: str) -> None:
    p, y = (np.array(each, dtype=float) for each in BOOKS[name])
    x = np.log(p / (1 - p))

    nodes, weights = np.polynomial.legendre.leggauss(400)
    a, beta = 3.5 * nodes[:, None, None], 0.5 + 4.5 * nodes[None, :, None]
    chance = special.expit(np.where(y == 1, 1, -1) * (a + np.exp(beta) * x)).prod(axis=2)
    a, beta = a[..., 0], beta[..., 0]
    density = chance * stats.norm.pdf(a, 0, BIAS) * stats.norm.pdf(beta, 0, SLOPE)
    mass = 3.5 * 4.5 * np.outer(weights, weights) * density

    found = fit_grid(COX, tally_sample(as_sample(p, y)))
    assert found.log_evidence == pytest.approx(math.log(mass.sum()), abs=2e-6)
    for index, value in enumerate((a, beta)):
        mean = float((mass * value).sum() / mass.sum())
        variance = float((mass * (value - mean) ** 2).sum() / mass.sum())
        assert found.mean()[index] == pytest.approx(mean, abs=2e-6)
        assert found.sd()[index] == pytest.approx(math.sqrt(variance), abs=2e-6)


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda each: each.name)
def test_without_evidence_the_prior_is_left(kernel: Kernel) -> None:
    found = fit_grid(kernel, tally_sample(as_sample([0.6], [1], weight=[1e-12])))
    np.testing.assert_allclose(found.mean(), 0, atol=1e-9)
    np.testing.assert_allclose(found.sd(), kernel.scales, rtol=1e-5)
    assert found.log_evidence == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize(
    ("kernel", "truth"), [(COX, [0.3, -0.4]), (EXTREMIZING, [0.5]), (BETA, [0.2, -0.5, 0.3])]
)
def test_many_forecasts_bring_it_to_maximum_likelihood(kernel: Kernel, truth: list[float]) -> None:
    """The distance in standard errors shrinks as n grows."""
    rng = np.random.default_rng(5)
    p = rng.integers(1, 100, 1_000_000) / 100
    x = np.log(p / (1 - p))
    q = sigmoid(kernel.log_odds(np.array(truth), x))
    y = (rng.random(p.size) < q).astype(float)

    def distance(n: int) -> float:
        said, level = np.unique(x[:n], return_inverse=True)
        count, hits = np.bincount(level), np.bincount(level, y[:n])

        def loss(theta: Floats) -> float:
            eta = kernel.log_odds(theta, said)
            return float(count @ np.logaddexp(0, eta) - hits @ eta) / n

        best = optimize.minimize(loss, np.zeros(len(truth)), method="Powell", tol=1e-10).x
        found = fit_grid(kernel, tally_sample(as_sample(p[:n], y[:n])))
        return float(np.abs((found.mean() - best) / found.sd()).max())

    few, many = distance(400), distance(p.size)
    assert many < 0.06
    assert many < few / 3


def test_draws_have_the_moments_of_the_grid() -> None:
    found = fit_grid(BETA, tally_sample(as_sample(*BOOKS["some"])))
    draws = found.draw(40_000, np.random.default_rng(6))
    np.testing.assert_allclose(draws.mean(axis=0), found.mean(), atol=4 * 0.5 / 200)
    np.testing.assert_allclose(draws.std(axis=0), found.sd(), rtol=0.02)


def test_a_book_is_the_same_in_rows_and_in_cells() -> None:
    p, y = BOOKS["some"]
    once = fit_grid(COX, tally_sample(as_sample(p, y, weight=[3.0] * 6)))
    thrice = fit_grid(COX, tally_sample(as_sample(p * 3, y * 3)))
    np.testing.assert_allclose(once.mean(), thrice.mean(), atol=1e-12)
    assert once.log_evidence == pytest.approx(thrice.log_evidence)


def test_more_than_three_parameters_are_refused() -> None:
    term = KernelTerm("t", 1.0, np.sin, positive=False)
    with pytest.raises(ArgumentError, match="has 4 parameters; a grid takes 1, 2 or 3"):
        fit_grid(Kernel("wide", (term,) * 4), tally_sample(as_sample([0.5], [1])))


def ranks(spoil: float = 1.0) -> Floats:
    """Rank the truth, and its log likelihood, among draws; the prior is drawn too wide at will."""
    rng = np.random.default_rng(7)
    found = np.empty((SIMULATIONS, 3))
    for row in found:
        truth = rng.normal(0, [BIAS, spoil * SLOPE])
        p = percents(rng, ROWS)
        q = sigmoid(truth[0] + np.exp(truth[1]) * np.log(p / (1 - p)))
        cells = tally_sample(as_sample(p, (rng.random(ROWS) < q).astype(float)))
        posterior: GridPosterior = fit_grid(COX, cells)
        draws = np.vstack([truth, posterior.draw(DRAWS, rng)])
        data = Likelihood(COX, cells).value(draws.T[..., None])[:, 0]
        every = np.column_stack([draws, data])
        row[:] = (every[1:] < every[0]).sum(axis=0)
    return (found + rng.random(found.shape)) / (DRAWS + 1)


@pytest.mark.slow
def test_simulation_based_calibration_of_parameters_and_likelihood() -> None:
    """Talts et al. 2018, arXiv 1804.06788; the likelihood as Modrak et al. 2023 add it."""
    p_values = [uniformity(column) for column in ranks().T]
    assert min(p_values) > 0.005


@pytest.mark.slow
def test_simulation_based_calibration_finds_a_prior_that_is_too_narrow() -> None:
    assert uniformity(ranks(spoil=2.0)[:, 1]) < 0.001
