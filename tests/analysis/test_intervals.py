"""Means over events: Student's interval against SciPy, and what clusters do to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.intervals import event_mean
from brierbook.errors import ArgumentError


def test_without_clusters_it_is_students_interval_of_scipy() -> None:
    values = np.array([0.1, 0.4, 0.35, 0.9, 0.2])
    found = event_mean(values, event=np.arange(5), weight=np.ones(5))
    lower, upper = stats.t.interval(0.9, 4, loc=values.mean(), scale=stats.sem(values))
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (values.mean(), lower, upper)
    )


def test_rows_of_one_event_are_one_observation() -> None:
    once = event_mean([0.1, 0.7], event=["a", "b"], weight=[1, 1])
    often = event_mean([0.1] * 9 + [0.7], event=["a"] * 9 + ["b"], weight=[1] * 10)
    assert often.lower == pytest.approx(once.lower)
    assert often.events == 2


def test_one_event_tells_nothing_of_the_spread() -> None:
    found = event_mean([0.1, 0.2], event=["a", "a"], weight=[1, 1], bounds=(0, 1))
    assert (found.lower, found.upper) == (0, 1)


@pytest.mark.parametrize("events", [2, 7, 100])
def test_equal_events_leave_room_for_what_was_not_seen(events: int) -> None:
    values = np.full(events, 0.21) + 1e-15 * np.arange(events)
    found = event_mean(values, event=np.arange(events), weight=np.ones(events), bounds=(0, 1))
    # the limits of a share of which none was seen in so many events, by SciPy
    none = stats.binomtest(0, events, alternative="less").proportion_ci(0.9, method="exact").high
    assert found.lower == pytest.approx(0.21 - none * 0.21)
    assert found.upper == pytest.approx(0.21 + none * 0.79)


def test_equal_events_of_a_score_without_bound_have_no_upper_limit() -> None:
    found = event_mean([0.5, 0.5], event=["a", "b"], weight=[1, 1], bounds=(0, np.inf))
    assert found.upper == np.inf
    assert 0 < found.lower < 0.5


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=20),
    st.data(),
)
def test_the_interval_stays_in_its_bounds_around_the_mean(
    values: list[float], data: st.DataObject
) -> None:
    events = [data.draw(st.integers(0, 3)) for _ in values]
    found = event_mean(values, event=events, weight=np.ones(len(values)), bounds=(0, 1))
    assert 0 <= found.lower <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.upper <= 1


def test_coverage_is_near_its_level_with_seven_events() -> None:
    rng = np.random.default_rng(7)
    hits = 0
    for _ in range(2000):
        centres = rng.normal(0, 1, 7)
        rows = np.repeat(centres, 3) + rng.normal(0, 0.5, 21)
        found = event_mean(rows, event=np.repeat(np.arange(7), 3), weight=np.ones(21))
        hits += not found.excludes(0)
    # two thousand draws of a share of 0.9 have a standard error of 0.007
    assert hits / 2000 == pytest.approx(0.9, abs=0.025)


@pytest.mark.parametrize("level", [0, 1, -0.1, float("nan")])
def test_a_level_outside_its_range_is_refused(level: float) -> None:
    with pytest.raises(ArgumentError, match="level"):
        event_mean([0.1], event=[1], weight=[1], level=level)


def test_shapes_must_agree() -> None:
    with pytest.raises(ArgumentError, match="event: has shape"):
        event_mean([0.1, 0.2], event=["a"], weight=[1, 1])


def test_an_infinite_score_makes_the_mean_infinite_and_the_limits_empty_of_news() -> None:
    found = event_mean([0.1, np.inf], event=[1, 2], weight=[1, 1], bounds=(0, np.inf))
    assert (found.estimate, found.lower, found.upper) == (np.inf, 0, np.inf)
