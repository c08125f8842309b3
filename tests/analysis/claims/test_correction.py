"""The gate and the functionals: printed values, second derivations, what they find."""

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.special import expit, logit
from scipy.stats import norm

from brierbook.analysis.calibration.curve.boldness import boldness, farness, summarize_functional
from brierbook.analysis.claims.correction import judge_correction
from brierbook.analysis.claims.curve_grid import lay_curve_grid, zoom_into_posterior
from brierbook.analysis.claims.rows import read_claim_rows
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.logit_normal import mean_probability
from brierbook.errors import ArgumentError

TENTHS = np.arange(1, 10) / 10


@pytest.mark.parametrize(
    ("a", "b", "far", "bold"),
    [(0, 0.35, 0, 0.130821), (-0.7, 0.3, -0.162741, 0.059481), (1, 1, 0.177057, -0.035595)],
)
def test_functionals_are_those_printed(a: float, b: float, far: float, bold: float) -> None:
    q, weight = expit(a + b * logit(TENTHS)), np.full(9, 1 / 9)
    assert float(farness(TENTHS, q, weight)) == pytest.approx(far, abs=1e-6)
    assert float(boldness(TENTHS, q, weight)) == pytest.approx(bold, abs=1e-6)


@pytest.mark.parametrize(
    ("p", "y", "wealth"),
    [
        ([0.9] * 4, [1, 0, 0, 1], 0.426714),
        ([0.2, 0.7, 0.4, 0.9], [0, 1, 0, 1], -0.025312),
    ],
)
def test_wealth_is_that_printed_and_nearly_the_integral(
    p: list[float], y: list[int], wealth: float
) -> None:
    found = judge_correction(y, p).log_wealth
    assert found == pytest.approx(wealth, abs=1e-6)
    assert found == pytest.approx(_log_bayes_factor(np.array(p), np.array(y)), abs=2e-2)


@pytest.mark.parametrize(
    ("p", "y", "predicted"),
    [
        ([0.9] * 4, [1, 0, 0, 1], [0.883719, 0.891939, 0.833465, 0.780397]),
        ([0.2, 0.7, 0.4, 0.9], [0, 1, 0, 1], [0.208848, 0.693014, 0.398387, 0.893860]),
    ],
)
def test_wealth_is_that_of_predicting_each_event_from_those_before(
    p: list[float], y: list[int], predicted: list[float]
) -> None:
    found = [_predict_next(p[:k], y[:k], each) for k, each in enumerate(p)]
    assert found == pytest.approx(predicted, abs=1e-6)
    r, said, happened = np.array(found), np.array(p), np.array(y) == 1
    ratio = np.where(happened, r / said, (1 - r) / (1 - said))
    assert np.log(ratio).sum() == pytest.approx(judge_correction(y, p).log_wealth, abs=1e-9)


def _predict_next(p: list[float], y: list[int], said: float) -> float:
    """Average the curves over what the events so far left of their prior."""
    grid = lay_curve_grid(read_claim_rows(y or [1], p or [0.5]))
    mass = grid.posterior(np.array([y], dtype=float))[0] if y else np.exp(grid.log_prior)
    q = expit(grid.curves[:, 0] + np.exp(grid.curves[:, 1]) * logit(said))
    return float(np.average(q, weights=mass))


def _log_bayes_factor(p: Floats, y: Floats) -> float:
    """Integrate likelihood times prior over the plane."""

    def ratio(b: float, a: float) -> float:
        q = expit(a + np.exp(b) * logit(p))
        prior = norm.pdf(a, 0, 0.5) * norm.pdf(b, 0, 0.35)
        return float(prior * np.where(y, q / p, (1 - q) / (1 - p)).prod())

    return float(np.log(dblquad(ratio, -3, 3, -2, 2, epsabs=1e-6, epsrel=1e-4)[0]))


def test_wealth_of_rows_of_one_event_is_a_geometric_mean() -> None:
    rows = read_claim_rows([1, 0], [0.8, 0.3], event=["a", "a"])
    grid = lay_curve_grid(rows)
    q = expit(grid.curves[:, :1] + np.exp(grid.curves[:, 1:]) * logit([0.8, 0.3]))
    ratio = np.sqrt(q[:, 0] / 0.8 * (1 - q[:, 1]) / 0.7)
    expected = np.log(np.exp(grid.log_prior) @ ratio)
    assert float(grid.log_wealth(rows.y)) == pytest.approx(float(expected))


def test_words_are_averaged_over_what_they_mean() -> None:
    mean, sd = np.array([1.0, -0.5]), np.array([0.8, 0.0])
    p = mean_probability(mean, sd)
    rows = read_claim_rows([1, 0], p)
    grid = lay_curve_grid(rows, mean_logit=mean, sd_logit=sd)
    assert grid.cells.p == pytest.approx(np.sort(p))
    order = np.argsort(p)
    at = np.argmin(np.abs(grid.curves - [0.3, 0.2]).sum(axis=1))
    a, b = grid.curves[at, 0], np.exp(grid.curves[at, 1])
    expected = mean_probability(a + b * mean, b * sd)[order]
    assert grid.q[at] == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
def test_a_slope_of_035_is_found_in_300_and_not_in_10() -> None:
    rng = np.random.default_rng(7)
    p = np.tile(TENTHS, 34)[:300]
    books = [rng.random(300) < expit(0.35 * logit(p)) for _ in range(20)]
    assert all(judge_correction(y, p, books=0).verdict == "too_bold" for y in books)
    few = judge_correction([1, 0, 0, 1, 0, 1, 0, 1, 1, 0], [*TENTHS, 0.5])
    assert few.verdict == "unclear"
    assert few.power is not None
    assert few.power.too_bold < 0.1


def test_a_slope_of_2_is_too_timid_and_calibration_about_right() -> None:
    rng = np.random.default_rng(8)
    p = np.tile(TENTHS, 200)
    timid = judge_correction(rng.random(p.size) < expit(2 * logit(p)), p)
    assert (timid.verdict, timid.helped, timid.helped_anytime) == ("too_timid", True, True)
    assert judge_correction(rng.random(p.size) < p, p).verdict == "about_right"


def test_limits_do_not_hang_on_the_nodes() -> None:
    rng = np.random.default_rng(9)
    p = rng.uniform(0.05, 0.95, 2000)
    y = (rng.random(2000) < expit(0.5 * logit(p))).astype(float)
    rows = read_claim_rows(y, p)
    once = zoom_into_posterior(lay_curve_grid(rows), y)
    twice = zoom_into_posterior(once, y)
    found = [
        summarize_functional(boldness(g.cells.p, g.q, g.cells.weight), g.posterior(y))
        for g in (once, twice)
    ]
    assert found[0].lower == pytest.approx(found[1].lower, abs=1e-3)
    assert found[0].upper == pytest.approx(found[1].upper, abs=1e-3)


@pytest.mark.slow
def test_p_values_are_uniform_at_most_where_things_happen_as_said() -> None:
    rng = np.random.default_rng(10)
    p = rng.uniform(0.85, 0.97, 20)
    found = [judge_correction(rng.random(20) < p, p, books=0, seed=i).p_value for i in range(150)]
    for bound in (0.05, 0.2, 0.5):
        rate = np.mean(np.array(found) <= bound)
        assert rate <= bound + 3 * np.sqrt(bound * (1 - bound) / 150)


def test_shapes_and_levels_are_checked() -> None:
    with pytest.raises(ArgumentError, match="q"):
        boldness([0.1, 0.2], np.ones(3), np.ones(3))
    with pytest.raises(ArgumentError, match="level"):
        judge_correction([1], [0.5], level=2)


def test_a_correction_falls_beyond_its_tipping_correlation() -> None:
    rng = np.random.default_rng(3)
    p = np.where(rng.random(60) < 0.5, 0.9, 0.1)
    y = (rng.random(60) < expit(0.35 * logit(p))).astype(float)
    found = judge_correction(y, p, books=0)
    assert found.helped
    assert found.tipping is not None
    assert 0 < found.tipping <= 0.95
    # an overconfidence on both sides moves no mean: one factor takes away little of it
    one_sided = (rng.random(60) < 0.7).astype(float)
    low = judge_correction(one_sided, np.full(60, 0.9), books=0)
    assert low.tipping is not None
    assert low.tipping < found.tipping
    assert judge_correction([1, 0, 0, 1], [0.9, 0.9, 0.1, 0.9], books=0).tipping is None
