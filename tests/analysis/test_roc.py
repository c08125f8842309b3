"""Area under the ROC curve: exact, and limits that stay honest at the ends."""

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from brierbook.analysis.arrays import Floats
from brierbook.analysis.pav import pav
from brierbook.analysis.roc import roc_auc, roc_curve
from brierbook.errors import ArgumentError

EDGES = [0.0, -0.0, 5e-324, 0.2, 0.5, 0.5 + 2**-53, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=2, max_size=30)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    assume(0 < y.sum() < y.size)
    return y, p, weight


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
    assert roc_auc(y, p).value == pytest.approx(by_pairs(y, p, np.ones_like(p)), abs=1e-13)
    assert roc_auc(y, p, weight=weight).value == pytest.approx(by_pairs(y, p, weight), abs=1e-13)


@given(rows)
def test_recalibration_never_lowers_the_area(rows: Rows) -> None:
    y, p, _ = columns(rows)
    assert roc_auc(y, pav(y, p)).value >= roc_auc(y, p).value - 1e-14


@given(rows)
def test_increasing_maps_and_complements_keep_the_area(rows: Rows) -> None:
    y, p, _ = columns(rows)
    p = np.round(p, 3)
    area = roc_auc(y, p).value
    assert roc_auc(y, p / 2 + 0.25).value == area
    assert roc_auc(1 - y, np.round(1 - p, 3)).value == pytest.approx(area, abs=1e-14)


@given(rows)
def test_the_curve_rises_from_the_origin_to_one_and_encloses_the_area(rows: Rows) -> None:
    y, p, weight = columns(rows)
    curve = roc_curve(y, p, weight=weight)
    for rate in (curve.hit_rate, curve.false_alarm_rate):
        assert (rate[0], rate[-1]) == (0, 1)
        assert (np.diff(rate) >= 0).all()
    enclosed = np.trapezoid(curve.hit_rate, curve.false_alarm_rate)
    assert enclosed == pytest.approx(roc_auc(y, p, weight=weight).value, abs=1e-12)


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


def delong_by_hand(y: Floats, p: Floats) -> tuple[float, float]:
    """Variance of the area from the placements of each class, as the paper writes it."""
    high, low = p[y == 1], p[y == 0]
    order = (high[:, None] > low) + (high[:, None] == low) / 2
    area = order.mean()
    of_high, of_low = order.mean(axis=1), order.mean(axis=0)
    return float(area), float(of_high.var(ddof=1) / high.size + of_low.var(ddof=1) / low.size)


def test_limits_are_those_of_delong_on_the_logit_scale() -> None:
    rng = np.random.default_rng(4)
    p = np.round(rng.random(50), 1)
    y = (rng.random(50) < p).astype(float)
    area, variance = delong_by_hand(y, p)
    found = roc_auc(y, p, level=0.95)
    centre, half = np.log(area / (1 - area)), 1.959963984540054 * np.sqrt(variance)
    half /= area * (1 - area)
    expected = (1 / (1 + np.exp(-centre + half)), 1 / (1 + np.exp(-centre - half)))
    assert (found.lower, found.upper) == pytest.approx(expected, rel=1e-12)
    twice = roc_auc(y, p, level=0.95, weight=np.full(50, 2.0))
    assert (twice.lower, twice.upper) == pytest.approx(expected, rel=1e-12)


def test_perfect_separation_is_not_certainty() -> None:
    few, many = roc_auc([0, 1], [0.2, 0.7]), roc_auc([0] * 50 + [1] * 50, [0.2] * 50 + [0.7] * 50)
    assert few.value == few.upper == many.upper == 1
    assert few.lower < 0.3
    assert 0.9 < many.lower < 1
    none = roc_auc([1, 0], [0.2, 0.7])
    assert (none.lower, none.upper) == pytest.approx((0, 1 - few.lower), abs=1e-12)


def test_limits_without_variance_solve_newcombes_equation() -> None:
    found = roc_auc([0, 0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.5])
    t, half = found.lower, (3 + 2) / 2 - 1
    variance = t * (1 - t) * (1 + half * (1 - t) / (2 - t) + half * t / (1 + t)) / 6
    assert (1 - t) == pytest.approx(1.6448536269514722 * np.sqrt(variance), rel=1e-9)


def test_limits_cover_the_true_area() -> None:
    rng = np.random.default_rng(8)
    y = np.repeat([0, 1], [30, 20])
    truth = 0.7602499389065233  # P(Z > -1/sqrt 2), two unit normals one apart
    inside = 0
    for _ in range(400):
        found = roc_auc(y, 1 / (1 + np.exp(-rng.normal(y))))
        inside += found.lower <= truth <= found.upper
    assert 0.86 < inside / 400 < 0.94


def test_events_are_resampled_whole() -> None:
    rng = np.random.default_rng(3)
    p = np.round(rng.random(40), 1)
    y = (rng.random(40) < p).astype(float)
    event = np.arange(40) // 4
    once = roc_auc(y, p, cluster=event)
    copied = roc_auc(y.repeat(3), p.repeat(3), cluster=event.repeat(3))
    assert (copied.lower, copied.upper) == pytest.approx((once.lower, once.upper), abs=1e-13)
    draws = np.random.default_rng(0)
    areas = []
    for _ in range(1000):
        taken = np.concatenate([np.flatnonzero(event == e) for e in draws.integers(10, size=10)])
        areas.append(by_pairs(y[taken], p[taken], np.ones(taken.size)))
    ordered = np.sort(areas)
    assert (once.lower, once.upper) == pytest.approx((ordered[49], ordered[950]), abs=1e-12)


def test_resamples_of_one_class_are_left_out_and_counted() -> None:
    found = roc_auc([0, 1, 1], [0.2, 0.7, 0.1], cluster=["a", "b", "c"], n_boot=200)
    assert 0 < found.draws < 200
    assert found.lower <= found.value <= found.upper
    alone = roc_auc([0, 1, 1], [0.2, 0.7, 0.1], cluster=["a", "a", "a"])
    assert np.isnan([alone.lower, alone.upper]).all()


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
