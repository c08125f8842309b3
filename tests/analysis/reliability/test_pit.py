"""The distance of PIT values from uniform, and its simultaneous band."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.reliability.pit import (
    count_rank_depth,
    ecdf_difference,
    simultaneous_limits,
)
from brierbook.errors import ArgumentError


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_difference_is_that_of_scipys_ecdf(values: list[float]) -> None:
    found = ecdf_difference(values, n_resamples=10, points=20)
    expected = stats.ecdf(values).cdf.evaluate(found.at) - found.at
    np.testing.assert_allclose(found.difference, expected, atol=1e-12)
    assert (found.lower <= found.upper).all()


@pytest.mark.parametrize("size", [5, 40])
def test_uniform_values_stay_inside_as_often_as_the_level_says(size: int) -> None:
    rng = np.random.default_rng(7)
    band = ecdf_difference(rng.uniform(size=size), n_resamples=4000, seed=1)
    fresh = rng.uniform(size=(2000, size))
    curves = (fresh[:, None, :] <= band.at[:, None]).mean(axis=2) - band.at
    slack = 1e-9
    inside = ((curves >= band.lower - slack) & (curves <= band.upper + slack)).all(axis=1).mean()
    # 0.9 within the errors of 4,000 and of 2,000 draws; a discrete band may hold a little more
    assert 0.87 < inside < 0.95


def test_values_of_one_event_are_one_number() -> None:
    rng = np.random.default_rng(8)
    u, event = rng.uniform(size=12), np.repeat(["a", "b", "c"], 4)
    together = ecdf_difference(u, event=event)
    three = ecdf_difference(u[:3])
    np.testing.assert_allclose(together.lower, three.lower, atol=1e-12)
    np.testing.assert_allclose(together.upper, three.upper, atol=1e-12)
    assert (together.n, together.events) == (12, 3)


def test_values_that_crowd_at_the_ends_leave_the_band() -> None:
    rng = np.random.default_rng(9)
    assert not ecdf_difference(rng.beta(0.3, 0.3, size=80)).inside
    assert ecdf_difference((np.arange(80) + 0.5) / 80).inside


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=12),
    st.sampled_from([0.5, 0.8, 0.9]),
)
def test_the_limits_hold_the_share_of_curves(rows: list[list[int]], level: float) -> None:
    draws = np.array(rows, dtype=float)
    lower, upper = simultaneous_limits(draws, level)
    inside = ((draws >= lower) & (draws <= upper)).all(axis=1).mean()
    assert inside >= level - 1 / len(draws)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=10))
def test_depth_counts_the_draws_beyond(values: list[int]) -> None:
    column = np.sort(np.array(values, dtype=float))
    expected = [
        min(sum(other <= each for other in values), sum(other >= each for other in values)) - 1
        for each in values
    ]
    assert count_rank_depth(column, np.array(values, dtype=float)).tolist() == expected


@pytest.mark.parametrize("values", [[], [1.2], [-0.1], [float("nan")]])
def test_values_outside_the_unit_interval_are_refused(values: list[float]) -> None:
    with pytest.raises(ArgumentError, match="u"):
        ecdf_difference(values)


def test_the_same_seed_gives_the_same_table() -> None:
    one, two = (ecdf_difference([0.2, 0.7], seed=3).to_frame() for _ in range(2))
    assert one.equals(two)
    assert one.columns.tolist() == ["at", "difference", "lower", "upper"]
