"""P(sum of weighted Gamma variables > 0) against closed forms and a second inversion."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betainc
from scipy.stats import norm

from brierbook.analysis.numeric.limits.gamma_sums import positive_probability

type Floats = npt.NDArray[np.float64]

NODE, MASS = np.polynomial.legendre.leggauss(600)


def gil_pelaez(coefficient: Floats, shape: Floats) -> float:
    """Invert the characteristic function on the real line, another path than the contour."""
    angle, mass = (NODE + 1) * np.pi / 4, MASS * np.pi / 4
    scale = np.sqrt((shape * coefficient**2).sum())
    at = coefficient[:, None] * np.tan(angle) / scale
    phase = (shape[:, None] * np.arctan(at)).sum(axis=0)
    log_size = (shape[:, None] * np.log1p(at**2)).sum(axis=0) / 2
    weight = mass / np.cos(angle) ** 2 / np.tan(angle)
    return 0.5 + float((weight * np.sin(phase) * np.exp(-np.minimum(log_size, 700))).sum()) / np.pi


def one(coefficient: Floats, last: float, shape: float = 0.75) -> float:
    return float(positive_probability(coefficient[:, None], np.array([last]), shape)[0])


@pytest.mark.parametrize("terms", [2, 3, 5, 8, 20, 60])
@pytest.mark.parametrize("power", [0.3, 1, 3])
def test_a_second_inversion_gives_the_same(terms: int, power: float) -> None:
    rng = np.random.default_rng(terms)
    for _ in range(20):
        coefficient = rng.exponential(size=terms) ** power * (rng.random(terms) - rng.random())
        last = float(rng.normal())
        right = gil_pelaez(np.append(coefficient, last), np.append(np.ones(terms), 0.75))
        assert one(coefficient, last) == pytest.approx(right, abs=5e-7)


@given(st.floats(0.05, 20), st.floats(0.05, 20), st.floats(0.5, 5))
def test_two_terms_are_a_beta_distribution(a: float, b: float, shape: float) -> None:
    """E / (E + G) is Beta(1, shape), and a E > b G where it exceeds b / (a + b)."""
    right = 1 - betainc(1, shape, b / (a + b))
    assert one(np.array([a]), -b, shape) == pytest.approx(right, abs=1e-7)


@pytest.mark.parametrize("terms", [1, 4, 30, 400])
def test_equal_terms_are_a_beta_distribution(terms: int) -> None:
    for share in (0.01, 0.3, 0.9):
        coefficient = np.append(np.full(terms, 1 - share), np.full(2 * terms, -share))
        right = 1 - betainc(terms, 2 * terms + 0.75, share)
        assert one(coefficient, -share) == pytest.approx(right, abs=1e-7)


def test_many_terms_are_normal() -> None:
    """With 20,000 terms the central limit theorem with its skewness term is enough."""
    coefficient = np.linspace(-1, 1.01, 20_000)
    mean, sd = coefficient.sum(), np.sqrt((coefficient**2).sum())
    skew = 2 * (coefficient**3).sum() / sd**3
    z = -mean / sd
    right = norm.sf(z) + skew / 6 * (z**2 - 1) * norm.pdf(z)
    assert one(coefficient, 0.0) == pytest.approx(right, abs=1e-5)


def test_signs_that_agree_leave_nothing_to_chance() -> None:
    assert one(np.array([1.0, 0.0]), 0.5) == 1
    assert one(np.array([-1.0, 0.0]), -0.5) == 0
    assert one(np.array([0.0]), 0.0) == 0


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12), st.floats(-1, 1))
def test_turned_round_it_is_the_rest(coefficient: list[float], last: float) -> None:
    a = np.array(coefficient)
    if not a.any() and last == 0:
        return
    assert one(a, last) + one(-a, -last) == pytest.approx(1, abs=1e-7)


def test_columns_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(40, 700)), rng.normal(size=700)
    together = positive_probability(a, b, 0.75)
    apart = [one(a[:, place], float(b[place])) for place in range(0, 700, 50)]
    assert together[::50] == pytest.approx(apart, abs=1e-9)
