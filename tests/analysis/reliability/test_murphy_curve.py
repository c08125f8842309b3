"""Murphy diagrams: exact at every threshold, and the Brier score as their area."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.reliability.murphy_curve import murphy_curve
from brierbook.analysis.scores.decision_scores import elementary_score
from brierbook.errors import ArgumentError

EDGES = [0.0, 5e-324, 0.2, 0.5, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=1, max_size=20)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    return y, p, weight


def by_rows(y: Floats, p: Floats, weight: Floats, threshold: float) -> float:
    """Cost of acting at the threshold, row by row."""
    total = 0.0
    for happened, said, w in zip(y, p, weight, strict=True):
        if said >= threshold and not happened:
            total += w * 2 * threshold
        if said < threshold and happened:
            total += w * 2 * (1 - threshold)
    return total / float(weight.sum())


@given(rows)
def test_each_point_is_the_mean_cost_of_acting(rows: Rows) -> None:
    y, p, weight = columns(rows)
    at = np.unique(np.append(p, [0.0, 0.3, 0.5, 1.0]))
    curve = murphy_curve(y, p, thresholds=at, weight=weight)
    expected = [by_rows(y, p, weight, t) for t in at]
    np.testing.assert_allclose(curve.score, expected, rtol=0, atol=1e-14)


@given(rows)
def test_the_curve_holds_the_elementary_scores(rows: Rows) -> None:
    y, p, _ = columns(rows)
    curve = murphy_curve(y, p, thresholds=[0.2, 0.5, 0.9])
    each = [elementary_score(y, p, threshold=t) for t in (0.2, 0.5, 0.9)]
    np.testing.assert_allclose(curve.score, each, rtol=0, atol=1e-14)


@given(rows)
def test_the_area_is_the_brier_score(rows: Rows) -> None:
    # linear between distinct forecasts, so the middle of each piece gives its area exactly
    y, p, weight = columns(rows)
    knots = np.unique(np.concatenate([np.round(p, 6), [0.0, 1.0]]))
    p = np.round(p, 6)
    curve = murphy_curve(y, p, thresholds=(knots[1:] + knots[:-1]) / 2, weight=weight)
    brier = np.average(np.square(p - y), weights=weight)
    assert curve.score @ np.diff(knots) == pytest.approx(brier, abs=1e-12)


def test_default_thresholds_are_every_half_percent() -> None:
    curve = murphy_curve([0, 1], [0.3, 0.6])
    assert (curve.threshold[1], curve.threshold.size) == (0.005, 201)
    assert np.isnan(curve.lower).all()
    assert curve.to_frame()["score"].tolist() == curve.score.tolist()


def test_limits_come_from_whole_events(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    rng = np.random.default_rng(5)
    p, event = rng.random(30), np.arange(30) // 3
    y = (rng.random(30) < p).astype(float)
    curve = murphy_curve(y, p, thresholds=[0.25, 0.5], event=event)
    for place, at in enumerate((0.25, 0.5)):
        one = np.where(p < at, 2 * (1 - at), 0.0)
        none = np.where(p >= at, 2 * at, 0.0)
        parts = np.where(y == 1, one, none), np.minimum(one, none), np.maximum(one, none)
        sums = [each.reshape(10, 3).sum(axis=1) / 30 for each in parts]
        expected = limits_by_inversion(*sums)
        found = curve.lower[place], curve.upper[place]
        assert found == pytest.approx(expected, abs=1e-6)


def test_events_that_agree_have_limits() -> None:
    curve = murphy_curve([0] * 8, [0.2] * 8, thresholds=[0.1, 0.5], event=range(8))
    assert (curve.upper - curve.lower > 0.01).all()


def test_one_event_has_no_limits() -> None:
    curve = murphy_curve([0, 1], [0.3, 0.6], event=["a", "a"])
    assert np.isnan(curve.upper).all()
    assert curve.events == 1


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [([0.2, 1.1], r"thresholds\[1\]: 1.1"), ([0.5, 0.5], r"thresholds\[1\]: 0.5 is not above")],
)
def test_thresholds_rise_between_0_and_1(thresholds: list[float], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        murphy_curve([0, 1], [0.3, 0.6], thresholds=thresholds)
