"""Brier and log scores of ensembles: published values, SciPy, and what fair means."""

import math

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis import Ensemble, ensemble_brier_score, log_score
from brierbook.analysis.scores.distributions.ensemble import Estimator
from brierbook.errors import ArgumentError

NAN = math.nan

# scores, tests/probabilty/brier_test_data.py: member >= 1
MEMBERS = np.array([[0, 4, 3, 7], [0, -1, 2, 4], [0, 1, 4, NAN], [2, 3, 4, 1], [0, NAN, NAN, NAN]])
OUTCOMES = [0, 3, 1, NAN, 4]


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [("ecdf", [0.5625, 0.25, 1 / 9, NAN, 1]), ("fair", [0.5, 1 / 6, 0, NAN, 1])],
)
def test_published_brier_scores_of_ensembles(estimator: Estimator, expected: list[float]) -> None:
    found = ensemble_brier_score(
        OUTCOMES,
        MEMBERS,
        threshold=1,
        estimator=estimator,
        reduce=None,
        missing="propagate",
    )
    np.testing.assert_allclose(found, expected, atol=1e-12)
    omitted = ensemble_brier_score(
        OUTCOMES,
        MEMBERS,
        threshold=1,
        estimator=estimator,
        missing="omit",
    )
    assert omitted == pytest.approx(np.nanmean(expected))


# scoringrules, tests/test_logs.py, values from R scoringRules
@pytest.mark.parametrize(
    ("members", "expected"),
    [([4.2, 5.1, 6.1, 7.6, 8.3, 9.5], 1.926475), ([-142.7, -160.3, -179.4, -184.5], 55.25547)],
)
def test_published_log_scores_of_ensembles(members: list[float], expected: float) -> None:
    assert log_score(6.2, Ensemble(members)) == pytest.approx(expected, rel=1e-6)


def test_the_density_is_that_of_scipys_kernel() -> None:
    members = np.random.default_rng(3).normal(size=20)
    spread = min(members.std(ddof=1), stats.iqr(members) / 1.34)
    width = 1.06 * spread * 20**-0.2
    kernel = stats.gaussian_kde(members, bw_method=width / members.std(ddof=1))
    assert log_score(0.4, Ensemble(members)) == pytest.approx(-kernel.logpdf(0.4)[0])


def test_the_fair_score_does_not_depend_on_the_size_of_the_ensemble() -> None:
    rng = np.random.default_rng(4)
    y = rng.normal(size=200_000)
    small, large = (
        ensemble_brier_score(y, rng.normal(size=(y.size, m)), threshold=0.5, estimator="fair")
        for m in (2, 8)
    )
    # the standard error of each mean is below 0.001
    assert small == pytest.approx(large, abs=0.005)


def test_a_far_outcome_has_a_finite_log_score() -> None:
    assert math.isfinite(log_score(1e6, Ensemble([0.0, 1.0, 2.0])))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: log_score(1, Ensemble([1.0])), "members: has 1 member"),
        (lambda: log_score(1, Ensemble([2.0, 2.0, 2.0])), "the middle half is one value"),
        (lambda: log_score([1, NAN], Ensemble([[1, 2], [1, 2]])), "is missing"),
        (lambda: log_score(math.inf, Ensemble([1, 2])), "y: inf is not finite"),
        (lambda: ensemble_brier_score(1, [1, math.inf], threshold=1), "members"),
        (lambda: ensemble_brier_score(1, [1, 2], threshold=NAN), "threshold"),
        (lambda: ensemble_brier_score(NAN, [1, 2], threshold=1), "is missing"),
        (
            lambda: ensemble_brier_score(1, [1, 2], threshold=1, estimator="qd"),  # type: ignore[call-overload]
            "estimator: is 'qd'",
        ),
    ],
)
def test_bad_ensembles_are_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ArgumentError, match=message):
        call()
