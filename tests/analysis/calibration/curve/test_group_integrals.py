"""The integral over a group's effects against brute force, with few rows and with many."""

import math

import numpy as np
import pytest
from scipy import special, stats
from tests.analysis.calibration.simulate import Floats, percents, sigmoid

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.group_integrals import Integrals
from brierbook.analysis.calibration.curve.kernel import COX
from brierbook.analysis.calibration.curve.likelihood import Likelihood
from brierbook.analysis.calibration.curve.sample import as_sample
from brierbook.analysis.calibration.curve.small_matrices import (
    cholesky_factors,
    log_determinant,
    solve_lower,
    solve_upper,
)

MEAN = np.array([0.2, -0.3])


def book(rows: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(rows)
    p = percents(rng, rows)
    return p, (rng.random(rows) < sigmoid(0.5 + 0.7 * np.log(p / (1 - p)))).astype(float)


def by_brute_force(p: Floats, y: Floats, spread: Floats) -> float:
    """Sum over a fine grid of effects, far beyond where anything is left."""
    line = np.linspace(-9, 9, 1001)
    a = MEAN[0] + spread[0] * line[:, None]
    b = np.exp(MEAN[1] + spread[1] * line[None, :])
    total = np.zeros((line.size, line.size))
    said, level = np.unique(np.log(p / (1 - p)), return_inverse=True)
    for x, yes, count in zip(said, np.bincount(level, y), np.bincount(level), strict=True):
        eta = a + b * x
        total += yes * special.log_expit(eta) + (count - yes) * special.log_expit(-eta)
    density = stats.norm.logpdf(line)
    step = line[1] - line[0]
    return float(
        special.logsumexp(total + density[:, None] + density[None, :]) + 2 * math.log(step)
    )


def by_quadrature(p: Floats, y: Floats, spread: Floats, order: int) -> float:
    part = Integrals(np.arange(1), Likelihood(COX, tally_sample(as_sample(p, y))), (0, 1), order)
    mean, wide = MEAN[:, None], spread[:, None]
    known = part.expansion(np.zeros((2, 1, 1)))
    return float(part.log_integrals(mean, wide, part.modes(mean, wide, known))[0, 0])


@pytest.mark.parametrize("spread", [[0.4, 0.3], [1.5, 1.0], [1e-6, 1e-6]])
@pytest.mark.parametrize("rows", [1, 5, 50])
def test_seven_nodes_are_right_with_few_rows(rows: int, spread: list[float]) -> None:
    p, y = book(rows)
    wide = np.array(spread)
    assert by_quadrature(p, y, wide, 7) == pytest.approx(by_brute_force(p, y, wide), abs=2e-3)


def test_one_node_is_off_with_few_rows_and_right_with_many() -> None:
    wide = np.array([1.5, 1.0])
    few, many = book(3), book(3000)
    error = abs(by_quadrature(*few, wide, 1) - by_brute_force(*few, wide))
    assert error > 0.02
    assert by_quadrature(*many, wide, 1) == pytest.approx(by_brute_force(*many, wide), abs=2e-3)


def test_without_spread_nothing_is_integrated() -> None:
    p, y = book(20)
    expected = Likelihood(COX, tally_sample(as_sample(p, y))).value(MEAN[:, None, None])[0, 0]
    assert by_quadrature(p, y, np.full(2, 1e-12), 7) == pytest.approx(float(expected))


def test_draws_of_effects_have_the_moments_of_brute_force() -> None:
    """Five rows all of which came true: far from normal."""
    p, y = np.array([0.1, 0.2, 0.2, 0.3, 0.9]), np.ones(5)
    spread = np.array([1.5, 1.0])
    part = Integrals(np.arange(1), Likelihood(COX, tally_sample(as_sample(p, y))), (0, 1), 7)
    size = 20_000
    mean, wide = np.repeat(MEAN[:, None], size, 1), np.repeat(spread[:, None], size, 1)
    known = part.expansion(np.zeros((2, 1, 1)))
    drawn = part.draw(mean, wide, known, np.random.default_rng(0))[..., 0]
    line = np.linspace(-8, 8, 801)
    a, b = MEAN[0] + 1.5 * line[:, None], np.exp(MEAN[1] + line[None, :])
    logs = stats.norm.logpdf(line)[:, None] + stats.norm.logpdf(line)[None, :]
    for said in np.log(p / (1 - p)):
        logs = logs + special.log_expit(a + b * said)
    mass = np.exp(logs - special.logsumexp(logs))
    for index, weight in enumerate((mass.sum(axis=1), mass.sum(axis=0))):
        expected = float(weight @ line)
        sd = math.sqrt(float(weight @ (line - expected) ** 2))
        assert drawn[index].mean() == pytest.approx(expected, abs=5 * sd / math.sqrt(size / 3))
        assert drawn[index].std() == pytest.approx(sd, rel=0.03)


def test_small_matrices_are_those_of_numpy() -> None:
    rng = np.random.default_rng(1)
    root = rng.normal(size=(50, 3, 3))
    matrices = root @ np.swapaxes(root, 1, 2) + 0.1 * np.eye(3)
    right = rng.normal(size=(50, 3))
    found, good = cholesky_factors(np.moveaxis(matrices, 0, -1))
    assert good.all()
    np.testing.assert_allclose(np.moveaxis(found, -1, 0), np.linalg.cholesky(matrices))
    solved = solve_upper(found, solve_lower(found, right.T)).T
    np.testing.assert_allclose(solved, np.linalg.solve(matrices, right[..., None])[..., 0])
    np.testing.assert_allclose(log_determinant(found), np.linalg.slogdet(matrices)[1])
    assert not cholesky_factors(np.array([[1.0, 2.0], [2.0, 1.0]])[..., None])[1].any()
