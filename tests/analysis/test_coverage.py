"""Coverage of intervals and transforms of outcomes, against SciPy and by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.coverage import interval_coverage, pit_distribution, pit_ensemble
from brierbook.errors import ArgumentError


@pytest.mark.parametrize(("hits", "n"), [(0, 3), (7, 10), (35, 50), (10, 10)])
def test_limits_are_those_of_wilson(hits: int, n: int) -> None:
    y = [0.5] * hits + [2.0] * (n - hits)
    found = interval_coverage(y, 0, 1)
    exact = stats.binomtest(hits, n).proportion_ci(0.9, method="wilson")
    assert found.value == hits / n
    assert (found.lower, found.upper) == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_the_ends_count_and_may_be_infinite() -> None:
    found = interval_coverage([0.0, 1.0, 5.0], [0, 0, -math.inf], [1, 1, 4])
    assert found.value == pytest.approx(2 / 3)
    assert interval_coverage([5.0], [-math.inf], [math.inf]).value == 1


def test_rows_of_one_event_are_not_independent() -> None:
    inside = np.repeat([0.5, 2.0, 0.5, 0.5], 10)
    by_row = interval_coverage(inside, 0, 1)
    by_event = interval_coverage(inside, 0, 1, cluster=np.repeat(np.arange(4), 10))
    assert by_event.value == by_row.value == 0.75
    means = np.array([1.0, 0, 1, 1])
    half = stats.t.ppf(0.95, 3) * means.std(ddof=1) / 2
    assert (by_event.lower, by_event.upper) == pytest.approx((0.75 - half, 1.0))
    assert by_event.lower < by_row.lower


def test_a_weight_of_two_is_two_rows_in_the_share() -> None:
    once = interval_coverage([0.5, 2, 0.5], 0, 1, weight=[2, 1, 1])
    assert once.value == interval_coverage([0.5, 0.5, 2, 0.5], 0, 1).value


def test_transforms_of_calibrated_forecasts_are_uniform() -> None:
    rng = np.random.default_rng(11)
    mean = rng.normal(0, 2, 4000)
    u = pit_distribution(rng.normal(mean, 1), stats.norm(mean, 1))
    assert stats.kstest(u, "uniform").pvalue > 0.001
    rate = rng.uniform(0.2, 3, 4000)
    v = pit_distribution(rng.poisson(rate), stats.poisson(rate), seed=1)
    assert stats.kstest(v, "uniform").pvalue > 0.001
    members = rng.poisson(rate[:, None], (4000, 9))
    w = pit_ensemble(rng.poisson(rate), members, seed=2)
    assert stats.kstest(w, "uniform").pvalue > 0.001


def test_transforms_of_narrow_forecasts_are_not() -> None:
    rng = np.random.default_rng(12)
    u = pit_distribution(rng.normal(0, 1, 2000), stats.norm(0, 0.6))
    assert stats.kstest(u, "uniform").pvalue < 1e-6


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=9), st.floats(-6, 6), st.integers(0, 9))
def test_the_rank_lies_between_the_members_below_and_not_above(
    members: list[float], y: float, seed: int
) -> None:
    (u,) = pit_ensemble([y], [members], seed=seed)
    below, up_to = (sum(m < y for m in members), sum(m <= y for m in members))
    size = len(members) + 1
    assert below / size <= u <= (up_to + 1) / size


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1.0], [2.0], [1.0]), r"lower\[0\]: 2.0 is above the upper end"),
        (([math.nan], [0.0], [1.0]), "y"),
        (
            ([1.0], [math.nan], [1.0]),
            r"lower\[0\]: nan is missing; fill it in or leave",
        ),
        (([1.0, 2.0], [0.0, 1.0, 2.0], [3.0]), "lower: has shape"),
    ],
)
def test_bad_intervals_are_refused(
    arguments: tuple[list[float], list[float], list[float]], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        interval_coverage(*arguments)


def test_a_level_outside_its_range_is_refused() -> None:
    with pytest.raises(ArgumentError, match="level"):
        interval_coverage([1], [0], [2], level=1)


def test_a_distribution_without_probability_is_refused() -> None:
    with pytest.raises(ArgumentError, match="distribution"):
        pit_distribution([0.5], stats.norm(0, -1))


def test_values_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"members\[0, 1\]"):
        pit_ensemble([0.5], [[1.0, math.inf]])
