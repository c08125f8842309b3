"""Extremizing: published factors, arithmetic, symmetries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from brierbook.analysis import extremize, extremizing_factor
from brierbook.errors import ArgumentError


def test_factors_are_the_published_ones() -> None:
    # Neyman & Roughgarden 2022
    published = [1.29, 1.53, 1.62, 1.71]
    np.testing.assert_allclose(extremizing_factor([2, 5, 10, 50]), published, atol=0.005)
    assert extremizing_factor(1) == 1.0
    assert extremizing_factor(1e7) == pytest.approx(np.sqrt(3), abs=1e-6)


@pytest.mark.parametrize("n", [0, 1.5, -3, float("nan")])
def test_a_number_of_forecasters_is_whole(n: float) -> None:
    with pytest.raises(ArgumentError, match="is not a whole number of at least 1"):
        extremizing_factor(n)


def test_extremizing_by_hand() -> None:
    p = np.array([0.7, 0.8, 0.6])
    d = 3 * (np.sqrt(19) - 2) / 5
    mean = np.mean(np.log(p / (1 - p)))
    assert extremize(p) == pytest.approx(expit(d * mean))
    base = np.log(0.2 / 0.8)
    assert extremize(p, base=0.2) == pytest.approx(expit(base + d * (mean - base)))


@given(st.lists(st.floats(1e-6, 1 - 1e-6), min_size=1, max_size=9))
def test_extremizing_is_symmetric_in_forecasters_and_in_yes_and_no(p: list[float]) -> None:
    assert extremize(p) == pytest.approx(extremize(p[::-1]))
    assert extremize(1 - np.array(p)) == pytest.approx(1 - extremize(p), abs=1e-9)


def test_the_absent_have_no_say() -> None:
    nan = float("nan")
    np.testing.assert_allclose(extremize([[0.7, nan, 0.9]]), extremize([[0.7, 0.9]]))
    with pytest.raises(ArgumentError, match=r"p\[1\]: has no forecast here"):
        extremize([[0.5, 0.5], [nan, nan]])


def test_ends_are_refused_or_clipped() -> None:
    with pytest.raises(ArgumentError, match=r"p\[1\]: 1\.0 is 0 or 1, which has no finite odds"):
        extremize([0.5, 1.0])
    assert extremize([0.5, 1.0], clip=0.01) == pytest.approx(extremize([0.5, 0.99]))


@pytest.mark.parametrize(
    ("p", "base", "message"),
    [
        ([0.5, 1.2], 0.5, r"p\[1\]: 1.2 is not between 0 and 1"),
        ([0.5], 0.0, "base: 0.0 is not between 0 and 1, ends excluded"),
        ([float("nan")], 0.5, "p: has no forecast here"),
        ([], 0.5, "p: is empty"),
    ],
)
def test_bad_input(p: list[float], base: float, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        extremize(p, base=base)
