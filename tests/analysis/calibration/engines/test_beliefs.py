"""P(calibrated) by two methods and bold recalibration, derived again with SciPy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import optimize, special
from tests.analysis.calibration.simulate import Floats, sigmoid

from brierbook.analysis.calibration.curve.posterior import CalibrationPosterior
from brierbook.analysis.calibration.engines.beliefs import boldest, p_calibrated
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(868)
P = RNG.integers(26, 78, 868) / 100
X = np.log(P / (1 - P))
# the stubs of SciPy want shapes that tests do not know
minimize: Any = optimize.minimize
constraint: Any = optimize.NonlinearConstraint
Y = (RNG.random(868) < sigmoid(-0.05 + 1.4 * X)).astype(float)


def log_likelihood(curve: Floats) -> float:
    return float(special.log_expit(np.where(Y == 1, 1, -1) * (curve[0] + curve[1] * X)).sum())


@pytest.fixture(scope="module")
def found() -> CalibrationPosterior:
    return BayesianCalibrator().fit(P, Y).result_


@pytest.fixture(scope="module")
def best() -> Floats:
    made = minimize(lambda c: -log_likelihood(c), [0.0, 1.0], method="BFGS")
    return np.asarray(made.x)


@pytest.mark.parametrize("prior", [0.2, 0.5, 0.9])
def test_by_bic_it_is_the_ratio_of_bics(
    found: CalibrationPosterior, best: Floats, prior: float
) -> None:
    """BIC of q = p has no parameter, BIC of the curve has two."""
    bic_calibrated = -2 * log_likelihood(np.array([0.0, 1.0]))
    bic_curve = 2 * math.log(868) - 2 * log_likelihood(best)
    weights = (
        prior * math.exp(-bic_calibrated / 2 + 400),
        (1 - prior) * math.exp(-bic_curve / 2 + 400),
    )
    expected = weights[0] / sum(weights)
    assert p_calibrated(found, method="bic", prior=prior) == pytest.approx(expected, abs=1e-6)


def test_by_integration_it_is_the_ratio_of_integrals(found: CalibrationPosterior) -> None:
    rng = np.random.default_rng(3)
    a, b = rng.normal(0, 0.5, 200_000), np.exp(rng.normal(0, 0.35, 200_000))
    said, level = np.unique(X, return_inverse=True)
    count, hits = np.bincount(level), np.bincount(level, Y)
    eta = a[:, None] + b[:, None] * said
    logs = eta @ hits - np.logaddexp(0, eta) @ count
    ratio = np.exp(logs - log_likelihood(np.array([0.0, 1.0]))).mean()
    assert p_calibrated(found) == pytest.approx(1 / (1 + ratio), abs=0.02)


def test_the_methods_differ_and_both_find_calibrated_forecasts_calibrated() -> None:
    y = (np.random.default_rng(4).random(868) < P).astype(float)
    found = BayesianCalibrator().fit(P, y).result_
    assert p_calibrated(found, method="bic") > p_calibrated(found) > 0.5
    wrong = BayesianCalibrator().fit(P, 1 - y).result_
    assert p_calibrated(wrong) < 0.01


@pytest.mark.parametrize(("at_least", "prior"), [(0.95, 0.5), (0.9, 0.25), (0.3, 0.5)])
def test_the_boldest_curve_is_the_optimum_of_scipy(
    found: CalibrationPosterior, best: Floats, at_least: float, prior: float
) -> None:
    level = log_likelihood(best) - math.log(868)
    level += math.log(at_least / (1 - at_least)) + math.log((1 - prior) / prior)

    def spread(curve: Floats) -> float:
        return float(sigmoid(curve[0] + curve[1] * X).std(ddof=1))

    made = minimize(
        lambda c: -spread(c),
        best,
        method="SLSQP",
        constraints=constraint(log_likelihood, level, np.inf),
        options={"ftol": 1e-12},
    )
    bold = boldest(found, at_least=at_least, prior=prior)
    assert bold.spread == pytest.approx(-made.fun, abs=1e-6)
    assert [bold.bias, bold.slope] == pytest.approx(list(made.x), abs=1e-3)
    assert log_likelihood(np.array([bold.bias, bold.slope])) == pytest.approx(level, abs=1e-6)


def test_bold_forecasts_are_calibrated_with_the_probability_asked_for(
    found: CalibrationPosterior,
) -> None:
    """The family is closed: recalibrate, fit again, and the probability by BIC is the one set."""
    bold = boldest(found, at_least=0.9)
    again = BayesianCalibrator().fit(sigmoid(bold.bias + bold.slope * X), Y).result_
    assert p_calibrated(again, method="bic") == pytest.approx(0.9, abs=1e-6)
    assert bold.spread > P.std(ddof=1)


def test_what_cannot_be_asked_is_refused(found: CalibrationPosterior) -> None:
    with pytest.raises(ArgumentError, match="prior: 1 is not between 0 and 1"):
        p_calibrated(found, prior=1)
    with pytest.raises(ArgumentError, match="method: 'aic' is unknown; use 'integral' or 'bic'"):
        p_calibrated(found, method="aic")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"at_least: 0\.9999 is more than these data can give"):
        boldest(found, at_least=0.9999)
    grouped = BayesianCalibrator(draws=200).fit(P[:40], Y[:40], groups=np.arange(40) % 2).result_
    assert 0 < p_calibrated(grouped) < 1
    with pytest.raises(ArgumentError, match="'bic' needs a kernel without groups"):
        p_calibrated(grouped, method="bic")
    with pytest.raises(ArgumentError, match="must be 'cox' without groups"):
        boldest(grouped)
    separated = BayesianCalibrator().fit([0.2, 0.3, 0.8] * 20, [0, 0, 1] * 20).result_
    with pytest.raises(ArgumentError, match="y: is separated by p, or unrelated"):
        boldest(separated)
