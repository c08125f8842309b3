"""Area under the ROC curve: exact, and limits that stay honest at the ends."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.pav import pav
from brierbook.analysis.reliability.roc import roc_auc, roc_curve
from brierbook.errors import ArgumentError

EDGES = [0.0, -0.0, 5e-324, 0.2, 0.5, 0.5 + 2**-53, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=2, max_size=30)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    assume(0 < y.sum() < y.size)
    return y, p, weight


def area_of(y: Floats, p: Floats, weight: Floats | None = None) -> float:
    """Give the area alone: limits that nobody looks at take no resamples."""
    return roc_auc(y, p, weight=weight, n_resamples=9).value


def by_pairs(y: Floats, p: Floats, weight: Floats) -> float:
    """Compare every forecast of what happened with every one of what did not."""
    high, low = p[y == 1][:, None], p[y == 0][None, :]
    both = weight[y == 1][:, None] * weight[y == 0][None, :]
    return float((((high > low) + (high == low) / 2) * both).sum() / both.sum())


@given(rows)
@example([(1, 0.0, 1), (0, -0.0, 2)])
@example([(1, 1.0, 1), (0, 1 - 2**-53, 2), (0, 5e-324, 1), (1, 0.0, 1)])
def test_area_is_the_share_of_pairs_in_order(rows: Rows) -> None:
    y, p, weight = columns(rows)
    assert area_of(y, p) == pytest.approx(by_pairs(y, p, np.ones_like(p)), abs=1e-13)
    assert area_of(y, p, weight=weight) == pytest.approx(by_pairs(y, p, weight), abs=1e-13)


@given(rows)
def test_recalibration_never_lowers_the_area(rows: Rows) -> None:
    y, p, _ = columns(rows)
    assert roc_auc(y, pav(y, p)).value >= roc_auc(y, p).value - 1e-14


@given(rows)
def test_increasing_maps_and_complements_keep_the_area(rows: Rows) -> None:
    y, p, _ = columns(rows)
    p = np.round(p, 3)
    area = area_of(y, p)
    assert area_of(y, p / 2 + 0.25) == area
    assert area_of(1 - y, np.round(1 - p, 3)) == pytest.approx(area, abs=1e-14)


@given(rows)
def test_the_curve_rises_from_the_origin_to_one_and_encloses_the_area(rows: Rows) -> None:
    y, p, weight = columns(rows)
    curve = roc_curve(y, p, weight=weight)
    for rate in (curve.hit_rate, curve.false_alarm_rate):
        assert (rate[0], rate[-1]) == (0, 1)
        assert (np.diff(rate) >= 0).all()
    enclosed = np.trapezoid(curve.hit_rate, curve.false_alarm_rate)
    assert enclosed == pytest.approx(area_of(y, p, weight=weight), abs=1e-12)


@given(rows)
def test_rates_are_shares_at_or_above_the_threshold(rows: Rows) -> None:
    y, p, _ = columns(rows)
    curve = roc_curve(y, p)
    hits = [(p[y == 1] >= t).mean() for t in curve.threshold]
    alarms = [(p[y == 0] >= t).mean() for t in curve.threshold]
    np.testing.assert_allclose(curve.hit_rate, hits, rtol=0, atol=1e-15)
    np.testing.assert_allclose(curve.false_alarm_rate, alarms, rtol=0, atol=1e-15)


def test_thresholds_are_the_forecasts_so_the_area_is_not_coarse() -> None:
    # a grid of four thresholds gives 0.75 here
    y, p = [1, 0, 1, 0, 1, 0, 1], [0.4, 0.2, 0.4, 0.7, 1, 0.2, 0]
    assert roc_auc(y, p).value == pytest.approx(7 / 12, abs=1e-15)


def test_published_rates_at_four_thresholds() -> None:
    # scores, tests/plotdata/roc_test_data.py, lead day 0, pairs with a missing value left out
    y, p = [1, 0, 1, 0, 1, 0, 1], [0.4, 0.2, 0.4, 0.7, 1, 0.2, 0]
    curve = roc_curve(y, p)
    at = [int(np.flatnonzero(curve.threshold >= t)[-1]) for t in (0, 0.3, 1, np.inf)]
    np.testing.assert_allclose(curve.hit_rate[at], [1, 0.75, 0.25, 0])
    np.testing.assert_allclose(curve.false_alarm_rate[at], [1, 1 / 3, 0, 0])


def area_of_draws(
    y: Floats, p: Floats, event: Floats, rng: np.random.Generator
) -> tuple[float, float]:
    """Weigh events at random and add one unseen event of each kind, pair by pair."""
    order = (p[:, None] > p) + (p[:, None] == p) / 2
    lower, upper = [], []
    for _ in range(4000):
        weight = rng.standard_exponential(int(event.max()) + 1)[event.astype(int)]
        high, low = weight * y, weight * (1 - y)
        extra = rng.standard_gamma(0.75, 2) * [
            np.square(np.bincount(event.astype(int), part)).sum() / part.sum()
            for part in (y, 1 - y)
        ]
        right, every = high @ order @ low, (high.sum() + extra[0]) * (low.sum() + extra[1])
        lower.append(right / every)
        upper.append(1 - (high.sum() * low.sum() - right) / every)
    return float(np.quantile(lower, 0.05)), float(np.quantile(upper, 0.95))


def test_limits_are_those_of_weighted_events_and_unseen_ones() -> None:
    rng = np.random.default_rng(4)
    p, event = np.round(rng.random(24), 1), np.arange(24.0) // 2
    y = (rng.random(24) < p).astype(float)
    found = roc_auc(y, p, event=event)
    expected = area_of_draws(y, p, event, np.random.default_rng(9))
    assert (found.lower, found.upper) == pytest.approx(expected, abs=0.02)


def test_four_forecasts_in_order_have_the_known_limit() -> None:
    found = roc_auc([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], n_resamples=100_000)
    assert (found.value, found.upper) == (1, 1)
    assert found.lower == pytest.approx(0.128, abs=0.002)


def test_the_unit_of_weights_does_not_matter_to_limits() -> None:
    y, p = [0, 1, 0, 1, 1], [0.1, 0.4, 0.3, 0.2, 0.9]
    once, twice = roc_auc(y, p), roc_auc(y, p, weight=np.full(5, 2.0))
    assert (twice.lower, twice.upper) == pytest.approx((once.lower, once.upper), rel=1e-12)


def test_perfect_separation_is_not_certainty() -> None:
    few, many = roc_auc([0, 1], [0.2, 0.7]), roc_auc([0] * 50 + [1] * 50, [0.2] * 50 + [0.7] * 50)
    assert few.value == few.upper == many.upper == 1
    assert few.lower < 0.3
    assert 0.85 < many.lower < 1
    none = roc_auc([1, 0], [0.2, 0.7])
    assert none.lower == 0
    assert none.upper == pytest.approx(1 - few.lower, abs=0.02)


def test_limits_cover_the_true_area() -> None:
    rng = np.random.default_rng(8)
    y = np.repeat([0, 1], [30, 20])
    truth = 0.7602499389065233  # P(Z > -1/sqrt 2), two unit normals one apart
    inside = 0
    for _ in range(400):
        found = roc_auc(y, 1 / (1 + np.exp(-rng.normal(y))), n_resamples=1000)
        inside += found.lower <= truth <= found.upper
    # both unseen events lie at the worst at once, so that limits are conservative
    assert 0.9 < inside / 400 < 0.995


def test_very_many_events_have_delongs_limits() -> None:
    rng = np.random.default_rng(6)
    p = np.round(rng.random(20_500), 2)
    y = (rng.random(p.size) < p).astype(float)
    found = roc_auc(y, p)
    high, low = p[y == 1], np.sort(p[y == 0])
    of_high = (np.searchsorted(low, high) + np.searchsorted(low, high, side="right")) / 2 / low.size
    ordered = np.sort(high)
    below = np.searchsorted(ordered, low) + np.searchsorted(ordered, low, side="right")
    of_low = 1 - below / 2 / high.size
    error = np.sqrt(of_high.var() / high.size + of_low.var() / low.size)
    assert found.upper - found.value == pytest.approx(1.6448536269514722 * error, rel=1e-3)


def test_copies_within_events_tell_nothing_new() -> None:
    rng = np.random.default_rng(3)
    p = np.round(rng.random(40), 1)
    y = (rng.random(40) < p).astype(float)
    event = np.arange(40) // 4
    once = roc_auc(y, p, event=event, n_resamples=500)
    copied = roc_auc(y.repeat(3), p.repeat(3), event=event.repeat(3), n_resamples=500)
    assert (copied.lower, copied.upper) == pytest.approx((once.lower, once.upper), abs=1e-13)


def test_one_event_has_no_limits() -> None:
    found = roc_auc([0, 1, 1], [0.2, 0.7, 0.1], event=["a", "b", "c"], n_resamples=200)
    assert found.lower <= found.value <= found.upper
    alone = roc_auc([0, 1, 1], [0.2, 0.7, 0.1], event=["a", "a", "a"])
    assert np.isnan([alone.lower, alone.upper]).all()
    assert alone.reason == "one event"


@pytest.mark.parametrize("function", [roc_auc, roc_curve])
def test_one_class_has_no_area(function: object) -> None:
    assert callable(function)
    with pytest.raises(ArgumentError, match="y: is 1 in every row"):
        function([1, 1], [0.2, 0.7])
    with pytest.raises(ArgumentError, match="y: is 1 in every row"):
        function([1, 0], [0.2, 0.7], weight=[1, 0])


def test_frames_hold_what_the_objects_hold() -> None:
    curve = roc_curve([0, 1], [0.2, 0.7])
    assert curve.to_frame()["hit_rate"].tolist() == curve.hit_rate.tolist()
    assert roc_auc([0, 1], [0.2, 0.7]).to_frame()["value"].tolist() == [1.0]
    assert float(roc_auc([0, 1], [0.2, 0.7])) == 1
