"""Open claims: printed values, survival by another way, contradictions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from brierbook.analysis.claims.by_now import (
    find_contradictions,
    pace_posterior,
    probability_by_now,
)
from brierbook.errors import ArgumentError


def test_one_horizon_is_a_constant_hazard() -> None:
    found = probability_by_now([1], [0.6], opened=0, now=[0.25, 0.5, 0.75])
    assert found == pytest.approx([0.204729, 0.367544, 0.497027], abs=1e-6)


def test_several_horizons_are_one_curve() -> None:
    found = probability_by_now([30, 90], [0.2, 0.5], opened=0, now=[15, 30, 60, 90, 120])
    assert found == pytest.approx([0.105573, 0.2, 0.367544, 0.5, 0.5], abs=1e-6)


@given(
    st.lists(st.floats(0.01, 0.9), min_size=1, max_size=4),
    st.lists(st.floats(0, 500), min_size=2, max_size=8),
)
def test_curves_rise_and_pass_through_what_was_said(
    steps: list[float], instants: list[float]
) -> None:
    p = 1 - np.cumprod(1 - np.array(steps))
    dates = 100.0 * np.arange(1, p.size + 1)
    assert probability_by_now(dates, p, opened=0, now=dates) == pytest.approx(p)
    assert (np.diff(probability_by_now(dates, p, opened=0, now=sorted(instants))) >= 0).all()


def test_certainty_is_reached_at_its_horizon() -> None:
    found = probability_by_now([10, 20], [0.5, 1.0], opened=0, now=[5, 15, 20])
    assert found == pytest.approx([1 - 0.5**0.5, 0.5, 1.0])


def test_contradicting_horizons_are_found() -> None:
    assert find_contradictions([365, 90, 30], [0.4, 0.5, 0.2]) == [0]
    assert find_contradictions([30, 90], [0.2, 0.2]) == []
    with pytest.raises(ArgumentError, match=r"p\[1\].*earlier date"):
        probability_by_now([90, 365], [0.5, 0.4], opened=0, now=10)
    with pytest.raises(ArgumentError, match="horizons"):
        probability_by_now([90, 90], [0.5, 0.6], opened=0, now=10)


def test_the_pace_is_that_printed() -> None:
    found = pace_posterior(
        [1, 0, 0, 0],
        [0.6, 0.3, 0.5, 0.4],
        opened=[0, 0, 0.5, 0.75],
        deadline=[1, 1, 1.5, 1.75],
        ended=[0.4, 1, 1, 1],
    )
    assert (found.shape, found.rate) == pytest.approx((5, 5.197471), abs=1e-6)
    assert found.mean == pytest.approx(0.962006, abs=1e-6)
    assert found.limits() == pytest.approx((0.379059, 1.761149), abs=1e-6)
    expected = gamma.ppf([0.25, 0.75], 5, scale=1 / found.rate)
    assert found.limits(0.5) == pytest.approx(expected)


def test_a_certain_claim_has_no_pace() -> None:
    with pytest.raises(ArgumentError, match="below 1"):
        pace_posterior([1], [1.0], opened=[0], deadline=[1], ended=[1])
