"""Hierarchies: coordinates, mode, evidence by brute force, the gate, and simulation."""

import math

import numpy as np
import pytest
from scipy import optimize, special, stats
from tests.analysis.calibration.simulate import (
    BIAS,
    SLOPE,
    Floats,
    Simulated,
    percents,
    sigmoid,
    simulate_group_book,
    uniformity,
)

from brierbook.analysis.calibration.curve.cell_counts import tally_sample
from brierbook.analysis.calibration.curve.hierarchy import (
    Hierarchy,
    NestedPosterior,
    find_hierarchy_mode,
    fit_nested,
    log_multivariate_t,
    log_standard_normal,
    normal_to_half_normal,
)
from brierbook.analysis.calibration.curve.kernel import COX
from brierbook.analysis.calibration.curve.sample import as_sample
from brierbook.analysis.calibration.engines.grid import fit_grid
from brierbook.analysis.calibration.sampling.problems import Problem

SIMULATIONS, DRAWS = 1000, 150


def hierarchy(book: Simulated, *, whole: bool = True) -> Hierarchy:
    sample = as_sample(book.p, book.y, groups=book.group)
    factor = sample.factors[0]
    return Hierarchy(COX, tally_sample(sample, factor.codes, len(factor.levels)), whole)


def small(seed: int = 0, sizes: tuple[int, ...] = (3, 5, 8), *, whole: bool = True) -> Simulated:
    return simulate_group_book(np.random.default_rng(seed), sizes, whole=whole)


def test_a_spread_is_half_normal_where_its_coordinate_is_normal() -> None:
    z = np.linspace(-6, 8, 57)
    expected = stats.halfnorm.isf(stats.norm.sf(z))
    np.testing.assert_allclose(normal_to_half_normal(z), expected, rtol=1e-7)
    assert 0 < normal_to_half_normal(np.array([-40.0]))[0] < 1e-15


def test_the_densities_are_those_of_scipy() -> None:
    rng = np.random.default_rng(1)
    centre, root = rng.normal(size=3), np.array([[1, 0, 0], [0.4, 0.7, 0], [-1, 0.2, 2]])
    points = rng.normal(size=(5, 3))
    expected = stats.multivariate_t(centre, root @ root.T, df=6).logpdf(points)
    np.testing.assert_allclose(log_multivariate_t(points, centre, root), expected)
    np.testing.assert_allclose(log_standard_normal(points), stats.norm.logpdf(points).sum(axis=1))


def test_the_mode_is_a_mode() -> None:
    """A search by SciPy from elsewhere finds nothing higher; a small step would stop short."""
    whole = hierarchy(small(2, (30, 30, 60, 5)))
    mode, precision = find_hierarchy_mode(whole)
    known = whole.around(mode, whole.first())

    def loss(z: Floats) -> float:
        return -float(whole.log_density(z[None], known)[0])

    found = optimize.minimize(loss, mode + 0.7, method="Nelder-Mead", options={"maxiter": 2000})
    assert loss(mode) == pytest.approx(found.fun, abs=1e-3)
    assert (np.linalg.eigvalsh(precision) > 0).all()


def test_evidence_and_moments_are_those_of_brute_force() -> None:
    """Events of an intercept each: three shared numbers and one effect, summed on grids."""
    book = small(3, (2, 3, 1, 4), whole=False)
    found = fit_nested(hierarchy(book, whole=False), draws=8000, rng=np.random.default_rng(4))
    nodes, weights = np.polynomial.legendre.leggauss(40)
    a, beta, tau = 2.5 * nodes, 1.6 * nodes, 1.25 * (nodes + 1)
    effect, share = np.polynomial.hermite_e.hermegauss(60)
    share = share / share.sum()
    x = np.log(book.p / (1 - book.p))
    total = np.zeros((40, 40, 40))
    for event in range(4):
        rows = np.flatnonzero(book.group == event)
        eta = a[:, None, None, None] + tau[None, None, :, None] * effect
        inner = np.ones((40, 40, 40, 60))
        for row in rows:
            sign = 1 if book.y[row] else -1
            inner *= special.expit(sign * (eta + np.exp(beta)[None, :, None, None] * x[row]))
        total += np.log(inner @ share)
    prior = (
        stats.norm.logpdf(a, 0, BIAS)[:, None, None]
        + stats.norm.logpdf(beta, 0, SLOPE)[None, :, None]
        + stats.halfnorm.logpdf(tau, scale=BIAS)[None, None, :]
    )
    volume = np.log(np.einsum("i,j,k->ijk", 2.5 * weights, 1.6 * weights, 1.25 * weights))
    logs = total + prior + volume
    assert found.log_evidence == pytest.approx(float(special.logsumexp(logs)), abs=0.03)
    mass = np.exp(logs - special.logsumexp(logs))
    mean, spread = hierarchy(book, whole=False).shared(found.coordinates)
    for drawn, weight, line in (
        (mean[0], mass.sum(axis=(1, 2)), a),
        (mean[1], mass.sum(axis=(0, 2)), beta),
        (spread[0], mass.sum(axis=(0, 1)), tau),
    ):
        expected = float(weight @ line)
        sd = math.sqrt(float(weight @ (line - expected) ** 2))
        assert float(found.weight @ drawn) == pytest.approx(expected, abs=5 * sd / math.sqrt(5000))


def test_without_evidence_the_prior_is_left() -> None:
    sample = as_sample([0.6, 0.4], [1, 1], weight=[1e-9, 1e-9], groups=["a", "b"])
    whole = Hierarchy(COX, tally_sample(sample, sample.factors[0].codes, 2))
    found = fit_nested(whole, draws=4000, rng=np.random.default_rng(5))
    mean, spread = whole.shared(found.coordinates)
    for drawn, scale in zip(mean, (BIAS, SLOPE), strict=True):
        assert float(found.weight @ drawn) == pytest.approx(0, abs=0.08 * scale)
        assert float(found.weight @ drawn**2) == pytest.approx(scale**2, rel=0.1)
    for drawn, scale in zip(spread, (BIAS, SLOPE), strict=True):
        expected = scale * math.sqrt(2 / math.pi)
        assert float(found.weight @ drawn) == pytest.approx(expected, rel=0.05)


def test_one_group_without_spread_is_the_grid() -> None:
    """Spreads held at zero by their coordinates: the hierarchy is then the plain kernel."""
    book = small(6, (40,))
    whole = hierarchy(book)
    line = np.linspace(-5, 5, 61)
    points = np.array([[i, j, -11.0, -11.0] for i in line for j in line])
    logs = whole.log_density(points, whole.first())
    mass = np.exp(logs - logs.max())
    grid = fit_grid(COX, tally_sample(as_sample(book.p, book.y)))
    mean = (mass @ points[:, :2] / mass.sum()) * [BIAS, SLOPE]
    np.testing.assert_allclose(mean, grid.mean(), atol=1e-4)


@pytest.mark.parametrize("rows", [5, 10, 20, 50])
def test_small_groups_pass_the_gate(rows: int) -> None:
    """Forty groups and 200 to 2,000 rows, where a logarithmic spread had a fifth of its draws."""
    book = simulate_group_book(np.random.default_rng(rows), [rows] * 40, whole=True)
    found = fit_nested(hierarchy(book), draws=400, rng=np.random.default_rng(7))
    assert found.trusted
    assert found.ess > 0.35 * 400


@pytest.mark.slow
def test_thousands_of_groups_pass_too() -> None:
    rng = np.random.default_rng(8)
    book = simulate_group_book(rng, rng.integers(1, 4, 3000).tolist(), whole=True)
    found = fit_nested(hierarchy(book), draws=100, rng=rng)
    assert found.trusted


def test_the_gate_opens_only_for_what_can_be_trusted() -> None:
    def with_(k: float, ess: float, weight: float = 0.01) -> NestedPosterior:
        weights = np.full(100, weight)
        return NestedPosterior(np.zeros((100, 4)), weights, k, ess, 0.0, np.zeros(100))

    assert with_(0.69, 25).trusted
    assert not with_(0.7, 90).trusted
    assert not with_(0.1, 24).trusted
    assert not with_(0.1, 90, math.nan).trusted
    assert with_(0.9, 90).doubt == Problem("pareto_k", 0.9, 0.7)
    assert with_(0.1, 9).doubt == Problem("effective_share", 0.09, 0.25)
    assert with_(0.1, 9, math.nan).doubt == Problem("not_finite", 100, 0)


def test_draws_are_taken_by_their_weights() -> None:
    weight = np.array([0.5, 0.3, 0.2, 0.0])
    found = NestedPosterior(np.zeros((4, 1)), weight, 0.0, 3.0, 0.0, np.zeros(4))
    counts = np.bincount(found.draw(1000, np.random.default_rng(9)), minlength=4)
    assert np.abs(counts - 1000 * weight).max() <= 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("whole", "sizes"), [(True, (3, 6, 10, 1)), (False, (1, 2, 3, 1, 2, 12, 1, 4, 1, 3))]
)
def test_simulation_based_calibration_of_what_groups_share(
    *, whole: bool, sizes: tuple[int, ...]
) -> None:
    """Talts et al. 2018, arXiv 1804.06788, by weighted draws; the likelihood at the truth too."""
    rng = np.random.default_rng(10)
    found = np.empty((SIMULATIONS, 4 + whole))
    for row in found:
        book = simulate_group_book(rng, sizes, whole=whole)
        made = hierarchy(book, whole=whole)
        posterior = fit_nested(made, draws=DRAWS, rng=rng)
        assert posterior.trusted
        mean, spread = made.shared(posterior.coordinates)
        truth = np.concatenate([book.truth[:2] / [BIAS, SLOPE], coordinate(book.truth[2:])])
        known = made.around(posterior.weight @ posterior.coordinates, made.first())
        at_truth = made.log_density(truth[None], known)[0] - log_standard_normal(truth)
        data = posterior.log_density - log_standard_normal(posterior.coordinates)
        drawn = np.vstack([mean, spread, data])
        below = (drawn < np.append(book.truth, at_truth)[:, None]) @ posterior.weight
        # among S draws there are S + 1 places; chance spreads the truth within its own
        row[:] = (DRAWS * below + rng.random(below.size)) / (DRAWS + 1)
    assert min(uniformity(column) for column in found.T) > 0.005


def coordinate(spread: Floats) -> Floats:
    """Turn spreads back into their coordinates."""
    scales = np.array([BIAS, SLOPE])[: spread.size]
    found: Floats = stats.norm.isf(stats.halfnorm.sf(spread / scales))
    return found


def test_books_of_five_percent_steps_have_the_forecasts_they_should() -> None:
    p = percents(np.random.default_rng(11), 1000)
    assert set(np.round(20 * p)) == set(range(1, 20))
    assert sigmoid(0.0) == 0.5
