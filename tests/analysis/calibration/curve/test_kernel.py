"""The kernels: what they reduce to, and the curves of the literature as special cases."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import special

from brierbook.analysis.calibration.curve.kernel import (
    BETA,
    COX,
    EXTREMIZING,
    KERNELS,
    Kernel,
    find_kernel,
    log_odds,
    probability_and_softplus,
    softplus,
)
from brierbook.errors import ArgumentError

LOGITS = np.linspace(-6, 6, 25)
numbers = st.floats(-3, 3)


@pytest.mark.parametrize("kernel", KERNELS.values(), ids=lambda each: each.name)
def test_at_the_centre_of_the_prior_forecasts_deserve_what_they_say(
    kernel: Kernel,
) -> None:
    np.testing.assert_allclose(kernel.log_odds(np.zeros(len(kernel.terms)), LOGITS), LOGITS)


@given(a=numbers, beta=numbers)
@example(a=0.0, beta=0.0)
def test_beta_calibration_with_equal_slopes_is_cox(a: float, beta: float) -> None:
    found = BETA.log_odds(np.array([a, beta, beta]), LOGITS)
    np.testing.assert_allclose(found, COX.log_odds(np.array([a, beta]), LOGITS), atol=1e-9)


@given(beta=numbers)
def test_extremizing_is_cox_without_bias(beta: float) -> None:
    found = EXTREMIZING.log_odds(np.array([beta]), LOGITS)
    np.testing.assert_allclose(found, COX.log_odds(np.array([0, beta]), LOGITS))


@given(a=numbers, beta=numbers)
def test_cox_is_the_linear_in_log_odds_curve(a: float, beta: float) -> None:
    p, delta, gamma = special.expit(LOGITS), np.exp(a), np.exp(beta)
    q = delta * p**gamma / (delta * p**gamma + (1 - p) ** gamma)
    found = special.expit(COX.log_odds(np.array([a, beta]), LOGITS))
    np.testing.assert_allclose(found, q, rtol=1e-9)


@given(c=numbers, a=numbers, d=numbers)
def test_beta_calibration_has_the_form_of_its_paper(c: float, a: float, d: float) -> None:
    p = special.expit(LOGITS)
    odds = np.exp(c) * p ** np.exp(a) / (1 - p) ** np.exp(d)
    found = BETA.log_odds(np.array([c, a, d]), LOGITS)
    np.testing.assert_allclose(found, np.log(odds), rtol=1e-9, atol=1e-9)


def test_the_parts_are_those_of_scipy() -> None:
    x = np.array([-800.0, -40.0, -1e-9, 0.0, 1.5, 40.0, 800.0])
    np.testing.assert_allclose(softplus(x), np.logaddexp(0, x), atol=1e-15)
    for part in (x, x[1:]):
        q, rest = probability_and_softplus(part)
        np.testing.assert_allclose(q, special.expit(part), rtol=1e-14, atol=1e-300)
        np.testing.assert_allclose(rest, np.logaddexp(0, -part), atol=1e-15)


def test_log_odds_of_certainty_are_infinite() -> None:
    assert log_odds(np.array([0.0, 0.5, 1.0])).tolist() == [-np.inf, 0.0, np.inf]


def test_the_prior_says_what_the_documentation_says() -> None:
    bias, slope = (term.scale for term in COX.terms)
    assert special.expit([-1.96 * bias, 1.96 * bias]) == pytest.approx([0.27, 0.73], abs=0.005)
    assert np.exp([-1.96 * slope, 1.96 * slope]) == pytest.approx([0.50, 1.99], abs=0.01)


def test_an_unknown_kernel_is_refused() -> None:
    with pytest.raises(ArgumentError, match="kernel: 'platt' is unknown; use one of cox, "):
        find_kernel("platt")


def test_events_move_an_intercept_and_need_one() -> None:
    assert COX.varying(whole=False) == (0,)
    assert BETA.varying(whole=True) == (0, 1, 2)
    with pytest.raises(ArgumentError, match="'extremizing' has no intercept for events to move"):
        EXTREMIZING.varying(whole=False)
