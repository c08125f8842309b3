"""The gamma-exponential mixture: against its integral, its bounds, and its inverse."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammainc, gammaln

from brierbook.analysis.comparison.mixture import GammaExponential, tune_boundary

RHO = tune_boundary(10, 0.1)


def by_integral(s: float, v: float, rho: float, c: float) -> float:
    """Logarithm of the mixture by quadrature in t = -ln(1 - c lambda), scaled by its peak."""
    a = rho / c**2
    norm = gammaln(a) + np.log(gammainc(a, a)) - a * np.log(a)

    def exponent(t: float) -> float:
        fraction = -np.expm1(-t) / c
        psi = (t - c * fraction) / c**2
        return float(fraction * s - psi * v - a * t - a * np.exp(-t))

    grid = np.concatenate([[0.0], np.geomspace(1e-6, 200, 4001)])
    values = np.array([exponent(t) for t in grid])
    peak = values.max()
    near = np.flatnonzero(values > peak - 45)
    edges = np.linspace(grid[max(0, near[0] - 1)], grid[min(4001, near[-1] + 1)], 101)
    nodes, weights = np.polynomial.legendre.leggauss(16)
    total = sum(
        (right - left)
        / 2
        * weight
        * np.exp(exponent((left + right + node * (right - left)) / 2) - peak)
        for left, right in pairwise(edges)
        for node, weight in zip(nodes, weights, strict=True)
    )
    return float(np.log(total) + peak - norm)


@pytest.mark.parametrize("v", [0.0, 0.5, 10.0, 300.0])
@pytest.mark.parametrize("share", [-3.0, -1.0, -0.2, 0.0, 0.3, 1.0, 4.0])
@pytest.mark.parametrize(("rho", "c"), [(RHO, 2.0), (25.0, 2.0), (3.0, 0.7)])
def test_logarithm_is_that_of_the_integral(v: float, share: float, rho: float, c: float) -> None:
    s = share * (v + rho) / c
    found = float(GammaExponential(rho, c).log(np.array([s]), np.array([v]))[0])
    assert found == pytest.approx(by_integral(s, v, rho, c), abs=1e-9)


def test_cases_cover_both_forms_and_negative_arguments() -> None:
    shares = np.array([-3.0, -1.0, 0.0, 4.0])
    _, b, x = GammaExponential(RHO, 2.0).shape(shares * (10 + RHO) / 2, np.full(4, 10.0))
    assert (x < 0).tolist() == [True, False, False, False]
    assert (x > b).tolist() == [False, False, False, True]


def test_starts_at_one() -> None:
    found = GammaExponential(RHO, 2.0).log(np.zeros(1), np.zeros(1))
    assert found[0] == pytest.approx(0, abs=1e-12)


def test_nothing_overflows() -> None:
    s, v = np.array([9e5, -9e5, 9e5, 10.0]), np.array([1e6, 1e6, 1.0, 1e6])
    found = GammaExponential(RHO, 2.0).log(s, v)
    assert np.isfinite(found).all()
    assert found[0] > 1e5
    assert found[1] < 0


def test_both_forms_meet() -> None:
    mixture = GammaExponential(RHO, 2.0)
    v = np.array([1.0, 100, 1e4])
    below, above = (mixture.log(np.full(3, s), v) for s in (-1e-9, 1e-9))
    np.testing.assert_allclose(below, above, atol=1e-8)


@given(st.floats(1, 1e6), st.floats(1e-4, 0.99), st.floats(0.01, 1e4))
def test_boundary_is_the_inverse_of_the_logarithm(v: float, alpha: float, rho: float) -> None:
    mixture, level = GammaExponential(rho, 2.0), np.log(2 / alpha)
    s = mixture.boundary(np.array([v]), level)
    assert mixture.log(s, np.array([v]))[0] == pytest.approx(level, abs=1e-7)
    assert s[0] > 0


@given(st.floats(0, 200), st.floats(0, 500))
def test_slope_is_the_derivative(s: float, v: float) -> None:
    mixture, near = GammaExponential(RHO, 2.0), 1e-4
    ends = mixture.log(np.array([s + near, s + 3 * near]), np.array([v, v]))
    slope = mixture.slope(np.array([s + 2 * near]), np.array([v]))[0]
    assert slope == pytest.approx(float(np.diff(ends)[0]) / (2 * near), abs=1e-5)
    assert 0 < slope < 1 / mixture.c


def test_boundary_is_tightest_near_the_time_it_is_tuned_for() -> None:
    # relative to the boundaries of other tunings at the same time
    at_ten = [
        GammaExponential(tune_boundary(v_opt, 0.05), 0.1).boundary(np.array([10.0]), np.log(40))[0]
        for v_opt in (1.0, 10.0, 100.0)
    ]
    assert at_ten[1] < min(at_ten[0], at_ten[2])
