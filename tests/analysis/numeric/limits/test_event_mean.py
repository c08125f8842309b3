"""Means over events: the rule against an inversion of its own, and what events do to it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.numeric.limits.event_mean import approximate_mean, event_mean
from brierbook.errors import ArgumentError


def test_limits_are_those_of_the_rule(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    values, low, high = (
        np.array(each)
        for each in ([0.1, 0.4, 0.35, 0.9], [0.0, 0.2, 0.3, 0.5], [0.5, 0.6, 0.9, 0.9])
    )
    found = event_mean(values, event=[1, 2, 2, 3], bounds=(low, high), weight=[1, 3, 1, 1])
    share = np.array([1 / 3, 1 / 4, 1 / 12, 1 / 3])
    parts = [np.bincount([0, 1, 1, 2], share * each) for each in (values, low, high)]
    assert found.value == pytest.approx(parts[0].sum())
    assert (found.lower, found.upper) == pytest.approx(limits_by_inversion(*parts), abs=1e-6)
    assert (found.n, found.events, found.rule) == (4, 3, "bounded")


def test_rows_of_one_event_are_one_observation() -> None:
    once = event_mean([0.1, 0.7], event=["a", "b"], bounds=(0, 1))
    often = event_mean([0.1] * 9 + [0.7], event=["a"] * 9 + ["b"], bounds=(0, 1))
    assert (often.lower, often.upper) == pytest.approx((once.lower, once.upper))
    assert often.events == 2


def test_one_event_is_answered_too() -> None:
    found = event_mean([0.1, 0.2], event=["a", "a"], bounds=(0, 1))
    # z + (1 - z) B and z B, with B of Beta(3/4, 1) and of Beta(1, 3/4)
    assert found.upper == pytest.approx(0.15 + 0.85 * 0.95 ** (4 / 3), abs=1e-7)
    assert found.lower == pytest.approx(0.15 * (1 - 0.95 ** (4 / 3)), abs=1e-7)


def test_a_score_without_bound_has_no_limits_by_the_rule() -> None:
    found = event_mean([0.5, 0.5], event=["a", "b"], bounds=(0, np.inf))
    assert np.isnan([found.lower, found.upper]).all()
    assert found.reason == "no bound"


def test_an_infinite_score_makes_the_mean_infinite() -> None:
    found = event_mean([0.1, np.inf], event=[1, 2], bounds=(0, np.inf))
    assert found.value == np.inf
    assert found.reason == "no bound"
    assert not found.excludes(0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.data())
def test_the_interval_stays_in_its_bounds_around_the_mean(
    values: list[float], data: st.DataObject
) -> None:
    events = [data.draw(st.integers(0, 3)) for _ in values]
    found = event_mean(values, event=events, bounds=(0, 1))
    assert -1e-12 <= found.lower <= found.value <= found.upper <= 1 + 1e-12


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (0.85, 0.95),
        pytest.param(0.7, 0.9, marks=pytest.mark.slow),
        pytest.param(0.05, 0.95, marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("events", [3, 10])
def test_calibrated_brier_scores_are_held(low: float, high: float, events: int) -> None:
    """The truth is the mean of p (1 - p) for these forecasts."""
    rng = np.random.default_rng(7)
    held = 0.0
    for _ in range(300):
        p = rng.uniform(low, high, events)
        y = rng.random(events) < p
        bounds = np.minimum(p, 1 - p) ** 2, np.maximum(p, 1 - p) ** 2
        found = event_mean((p - y) ** 2, event=range(events), bounds=bounds)
        held += found.lower <= (p * (1 - p)).mean() <= found.upper
    assert held / 300 > 0.88 - 3 * np.sqrt(0.1 / 300)


def test_without_a_range_the_interval_is_students_and_marked() -> None:
    values = np.array([0.1, 0.4, 0.35, 0.9, 0.2])
    found = approximate_mean(values, codes=np.arange(5))
    lower, upper = stats.t.interval(0.9, 4, loc=values.mean(), scale=stats.sem(values))
    assert (found.value, found.lower, found.upper) == pytest.approx((values.mean(), lower, upper))
    assert found.rule == "approximate"
    assert not found.excludes(100)
    alone = approximate_mean(values, codes=np.zeros(5, dtype=np.intp))
    assert alone.reason == "one event"


@pytest.mark.parametrize("level", [0, 1, -0.1, float("nan")])
def test_a_level_outside_its_range_is_refused(level: float) -> None:
    with pytest.raises(ArgumentError, match="level"):
        event_mean([0.1], event=[1], bounds=(0, 1), level=level)


def test_shapes_must_agree() -> None:
    with pytest.raises(ArgumentError, match="event: has shape"):
        event_mean([0.1, 0.2], event=["a"], bounds=(0, 1))
    with pytest.raises(ArgumentError, match=r"bounds\[1\]: has shape"):
        event_mean([0.1, 0.2], event=["a", "b"], bounds=(0, [1.0, 1.0, 1.0]))


@pytest.mark.parametrize("bounds", [(0, 1), (1, 0)])
def test_values_outside_their_bounds_are_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(ArgumentError, match="bounds"):
        event_mean([5, 6.0], event=[1, 2], bounds=bounds)
