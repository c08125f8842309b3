"""Coverage of intervals and transforms of outcomes, against SciPy and by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis import Ensemble, Normal, Poisson, pit
from brierbook.analysis.reliability.coverage import interval_coverage
from brierbook.errors import ArgumentError


@pytest.mark.parametrize(("hits", "n"), [(0, 3), (7, 10), (35, 50), (10, 10)])
def test_limits_of_a_share_are_quantiles_of_beta(hits: int, n: int) -> None:
    y = [0.5] * hits + [2.0] * (n - hits)
    found = interval_coverage(y, 0, 1)
    lower = stats.beta.ppf(0.05, hits, n - hits + 0.75) if hits else 0
    upper = stats.beta.ppf(0.95, hits + 0.75, n - hits) if hits < n else 1
    assert found.value == pytest.approx(hits / n)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-7)


def test_the_ends_count_and_may_be_infinite() -> None:
    found = interval_coverage([0.0, 1.0, 5.0], [0, 0, -math.inf], [1, 1, 4])
    assert found.value == pytest.approx(2 / 3)
    assert interval_coverage([5.0], [-math.inf], [math.inf]).value == 1


def test_rows_of_one_event_are_not_independent() -> None:
    inside = np.repeat([0.5, 2.0, 0.5, 0.5], 10)
    by_row = interval_coverage(inside, 0, 1)
    by_event = interval_coverage(inside, 0, 1, event=np.repeat(np.arange(4), 10))
    assert by_event.value == by_row.value == 0.75
    once = interval_coverage([0.5, 2.0, 0.5, 0.5], 0, 1)
    assert (by_event.lower, by_event.upper) == pytest.approx((once.lower, once.upper))
    assert by_event.lower < by_row.lower


def test_events_that_agree_have_limits_and_one_event_has_none() -> None:
    for inside in (0.5, 2.0):
        found = interval_coverage([inside] * 8, 0, 1, event=range(8))
        assert found.upper - found.lower > 0.2
    alone = interval_coverage([0.5, 0.5], 0, 1, event=["a", "a"])
    assert np.isnan([alone.lower, alone.upper]).all()
    assert alone.reason == "one event"


def test_limits_hold_a_true_share_as_often_as_they_say() -> None:
    """In 10 events of share .95; Student's limits over events hold it in 4 of 10 books."""
    exact = stats.binom.pmf(np.arange(11), 10, 0.95)
    held = [
        found.lower <= 0.95 <= found.upper
        for hits in range(11)
        for found in [interval_coverage([0.5] * hits + [2.0] * (10 - hits), 0, 1, event=range(10))]
    ]
    assert exact @ held > 0.88


def test_a_weight_of_two_is_two_rows_in_the_share() -> None:
    once = interval_coverage([0.5, 2, 0.5], 0, 1, weight=[2, 1, 1])
    assert once.value == interval_coverage([0.5, 0.5, 2, 0.5], 0, 1).value


def test_transforms_of_calibrated_forecasts_are_uniform() -> None:
    rng = np.random.default_rng(11)
    mean = rng.normal(0, 2, 4000)
    u = pit(rng.normal(mean, 1), Normal(mean, 1))
    assert stats.kstest(u, "uniform").pvalue > 0.001
    rate = rng.uniform(0.2, 3, 4000)
    v = pit(rng.poisson(rate), Poisson(rate), seed=1)
    assert stats.kstest(v, "uniform").pvalue > 0.001
    members = rng.poisson(rate[:, None], (4000, 9))
    w = pit(rng.poisson(rate), Ensemble(members), seed=2)
    assert stats.kstest(w, "uniform").pvalue > 0.001


def test_transforms_of_narrow_forecasts_are_not() -> None:
    rng = np.random.default_rng(12)
    u = pit(rng.normal(0, 1, 2000), stats.norm(0, 0.6))
    assert stats.kstest(u, "uniform").pvalue < 1e-6


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=9), st.floats(-6, 6), st.integers(0, 9))
def test_the_rank_lies_between_the_members_below_and_not_above(
    members: list[float], y: float, seed: int
) -> None:
    (u,) = pit([y], Ensemble([members]), seed=seed)
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
        (([1.0, 2.0], [0.0, 1.0, 2.0], 3.0), "lower: has shape"),
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
    with pytest.raises(ArgumentError, match="dist"):
        pit([0.5], stats.norm(0, -1))


def test_values_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"members\[0, 1\]"):
        pit([0.5], Ensemble([[1.0, math.inf]]))
