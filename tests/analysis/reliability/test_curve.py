"""Reliability curves and bands: exact where arithmetic is, covering where chance is."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.pav import evaluate_step, pav
from brierbook.analysis.reliability.curve import (
    ReliabilityBand,
    confidence_band,
    consistency_band,
    reliability_curve,
)
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(20)
DISTINCT = RNG.random(300)
COARSE = np.round(RNG.random(300), 1)


def inside(band: ReliabilityBand, curve: Floats) -> np.ndarray:
    result: np.ndarray = (band.lower <= curve) & (curve <= band.upper)
    return result


@pytest.mark.parametrize("p", [DISTINCT, COARSE], ids=["distinct", "coarse"])
@pytest.mark.parametrize("event", [None, np.arange(300) // 3], ids=["rows", "events"])
@pytest.mark.parametrize("weight", [None, np.arange(300) % 4], ids=["equal", "weighted"])
def test_fresh_calibrated_outcomes_lie_inside_as_often_as_promised(
    p: Floats, event: np.ndarray | None, weight: np.ndarray | None
) -> None:
    band = consistency_band(p, weight=weight, event=event, n_resamples=600, seed=1)
    codes = np.arange(300) if event is None else event
    rng = np.random.default_rng(2)
    hits = []
    for _ in range(300):
        y = (rng.random(300)[codes] < p).astype(float)
        fit = pav(y, p, weight=weight)
        order = np.argsort(p, kind="stable")
        hits.append(inside(band, evaluate_step(p[order], fit[order], band.p)))
    pointwise = np.mean(hits, axis=0)
    assert 0.87 < pointwise.mean() < 0.97
    assert pointwise.min() > 0.83


def test_a_simultaneous_band_holds_whole_curves() -> None:
    p = np.round(RNG.random(200), 1)
    narrow = consistency_band(p, n_resamples=2000)
    wide = consistency_band(p, n_resamples=2000, simultaneous=True)
    assert (wide.lower <= narrow.lower).all()
    assert (wide.upper >= narrow.upper).all()
    rng = np.random.default_rng(21)
    whole = []
    for _ in range(1000):
        fit = pav(rng.random(200) < p, p)
        curve = np.array([fit[p == value][0] for value in wide.p])
        whole.append((inside(narrow, curve).all(), inside(wide, curve).all()))
    shares = np.mean(whole, axis=0)
    assert shares[0] < 0.8
    assert 0.88 < shares[1] < 0.96


def test_one_event_moves_as_one() -> None:
    # one uniform for all: either nobody or everybody at 0.5 happens, so the curve is 0 or 1
    band = consistency_band(np.full(9, 0.5), event=["siege"] * 9)
    assert (band.lower.tolist(), band.upper.tolist(), band.events) == ([0], [1], 1)
    alone = consistency_band(np.full(9, 0.5))
    assert 0 < alone.lower[0] < alone.upper[0] < 1


def test_nested_claims_of_one_event_never_contradict() -> None:
    # p = 0.3 and 0.6 from one uniform: the draws are (0, 0), (0, 1) and (1, 1), all rising
    band = consistency_band([0.3, 0.6], event=[1, 1], level=0.98)
    assert (band.lower.tolist(), band.upper.tolist()) == ([0, 0], [1, 1])
    half = consistency_band([0.3, 0.6] * 2, event=[1, 1, 2, 2], n_resamples=4000, level=0.5)
    assert (half.lower.tolist(), half.upper.tolist()) == ([0, 0.5], [0.5, 1])


def test_limits_at_one_forecast_are_binomial() -> None:
    # sums of 20 coins of 0.3: 5 % and 95 % quantiles are 3 and 9
    band = consistency_band(np.full(20, 0.3), n_resamples=20_000)
    assert (band.lower[0] * 20, band.upper[0] * 20) == pytest.approx((3, 9))


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_certain_forecasts_have_no_spread(p: float) -> None:
    band = consistency_band([p] * 5)
    assert (band.lower.tolist(), band.upper.tolist()) == ([p], [p])


def test_the_tiniest_probabilities_are_drawn_as_they_are() -> None:
    band = consistency_band([5e-324, 0.5, 1 - 2**-53] * 30)
    assert band.lower[0] == band.upper[0] == 0
    assert band.lower[2] == band.upper[2] == 1


@pytest.mark.parametrize("p", [DISTINCT, COARSE], ids=["distinct", "coarse"])
def test_row_order_and_scale_of_weights_do_not_matter_to_a_band(p: Floats) -> None:
    order = np.random.default_rng(22).permutation(300)
    once, shuffled = consistency_band(p), consistency_band(p[order])
    np.testing.assert_array_equal(once.lower, shuffled.lower)
    scaled = consistency_band(p, weight=np.full(300, 7.0))
    np.testing.assert_array_equal(once.upper, scaled.upper)


def test_seeds_repeat_and_differ() -> None:
    first, second = consistency_band(DISTINCT, seed=1), consistency_band(DISTINCT, seed=2)
    assert (first.upper == consistency_band(DISTINCT, seed=1).upper).all()
    assert (first.upper != second.upper).any()


def test_the_many_and_the_few_distinct_forecasts_take_different_paths_to_one_band() -> None:
    # the same forecasts, one copy nudged by 1e-9 to be distinct: nearly the same band
    p = np.repeat(np.arange(1, 20) / 20, 40)
    few = consistency_band(p, n_resamples=2000)
    nudged = p + np.tile(np.arange(40), 19) * 1e-12
    many = consistency_band(nudged, n_resamples=2000, seed=3, grid=few.p + 2e-11)
    np.testing.assert_allclose(many.lower, few.lower, atol=0.05)
    np.testing.assert_allclose(many.upper, few.upper, atol=0.05)


def test_a_long_list_of_forecasts_is_thinned_and_a_grid_obeyed() -> None:
    p = np.random.default_rng(23).random(3000)
    band = consistency_band(p, n_resamples=20)
    assert (band.p.size, band.p[0], band.p[-1]) == (1000, p.min(), p.max())
    chosen = consistency_band(p, n_resamples=20, grid=[0.0, 0.5, 1.0])
    assert chosen.to_frame()["p"].tolist() == [0.0, 0.5, 1.0]
    assert (chosen.lower <= chosen.upper).all()


def test_a_confidence_band_is_made_of_windows_beside_each_point() -> None:
    rng = np.random.default_rng(24)
    p = np.sort(rng.random(16))
    y = (rng.random(16) < p).astype(float)
    band = confidence_band(y, p)
    fit = pav(y, p)
    for at in (0, 5, 15):
        below, above = y[max(at - 3, 0) : at + 1], y[at : at + 4]
        hits, size = int(below.sum()), below.size
        lower = stats.beta.ppf(0.05, hits, size - hits + 0.75) if hits else 0
        hits, size = int(above.sum()), above.size
        upper = stats.beta.ppf(0.95, hits + 0.75, size - hits) if hits < size else 1
        expected = min(lower, fit[at]), max(upper, fit[at])
        assert (band.lower[at], band.upper[at]) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("weight", [None, np.arange(60) % 3], ids=["equal", "weighted"])
def test_copies_within_events_do_not_narrow_a_confidence_band(weight: np.ndarray | None) -> None:
    rng = np.random.default_rng(24)
    p, event = np.round(rng.random(60), 1), np.arange(60)
    y = (rng.random(60) < p).astype(float)
    once = confidence_band(y, p, weight=weight, event=event)
    copied = None if weight is None else weight.repeat(3)
    thrice = confidence_band(y.repeat(3), p.repeat(3), weight=copied, event=event.repeat(3))
    np.testing.assert_allclose(thrice.lower, once.lower, atol=1e-6)
    np.testing.assert_allclose(thrice.upper, once.upper, atol=1e-6)


@pytest.mark.slow
def test_a_confidence_band_covers_the_true_frequencies() -> None:
    rng = np.random.default_rng(25)
    p = np.tile([0.2, 0.5, 0.8], 40)
    truth = np.array([0.35, 0.5, 0.65])
    hits, together = [], []
    for _ in range(200):
        y = rng.random(120) < np.tile(truth, 40)
        hits.append(inside(confidence_band(y, p), truth))
        together.append(inside(confidence_band(y, p, simultaneous=True), truth).all())
    assert 0.85 < np.mean(hits) < 0.97
    assert 0.85 < np.mean(together) < 0.98


def test_a_simultaneous_confidence_band_is_wider() -> None:
    y = (np.random.default_rng(29).random(300) < COARSE).astype(float)
    each, whole = confidence_band(y, COARSE), confidence_band(y, COARSE, simultaneous=True)
    assert (whole.lower <= each.lower).all()
    assert (whole.upper >= each.upper).all()
    assert (whole.upper - whole.lower).mean() > (each.upper - each.lower).mean() + 0.02


def test_one_event_has_no_confidence_band() -> None:
    band = confidence_band([0, 1], [0.2, 0.7], event=["a", "a"])
    assert np.isnan([band.lower, band.upper]).all()
    alike = confidence_band([0, 1] * 9, [0.2, 0.7] * 9)
    assert (alike.lower[0], alike.upper[1]) == (0, 1)
    assert 0 < alike.upper[0] < 0.5
    assert 0.5 < alike.lower[1] < 1


def test_the_corp_curve_is_the_isotonic_fit() -> None:
    y = (np.random.default_rng(26).random(300) < COARSE).astype(float)
    curve = reliability_curve(y, COARSE)
    fit = pav(y, COARSE)
    assert curve.p.tolist() == np.unique(COARSE).tolist()
    np.testing.assert_allclose(curve.observed, [fit[v == COARSE][0] for v in curve.p], atol=1e-15)
    assert curve.count.tolist() == [(v == COARSE).sum() for v in curve.p]
    assert np.isnan(curve.lower).all()


def test_bins_have_limits_of_a_beta_distribution() -> None:
    # 2 of 8: t^1 (1 - t)^5.75 and t^1.75 (1 - t)^5 leave 2.5 % of their areas outside
    curve = reliability_curve([1, 1, 0, 0, 0, 0, 0, 0], [0.3] * 8, method="unique", level=0.95)
    at = (np.arange(200_000) + 0.5) / 200_000
    low, high = at * (1 - at) ** 5.75, at**1.75 * (1 - at) ** 5
    below = low[at < curve.lower[0]].sum() / low.sum()
    above = high[at > curve.upper[0]].sum() / high.sum()
    assert (below, above) == pytest.approx((0.025, 0.025), abs=1e-4)
    ends = reliability_curve([0, 0, 1, 1], [0.1, 0.1, 0.9, 0.9], method="width", bins=2)
    assert (ends.lower[0], ends.upper[1]) == (0, 1)
    assert 0 < ends.upper[0] < 1


def test_bins_of_uneven_events_have_the_limits_of_their_mean(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    y, p = [1, 0, 1, 0, 0], [0.1, 0.2, 0.3, 0.25, 0.9]
    weight, event = [2.0, 1.0, 1.0, 3.0, 1.0], ["a", "a", "b", "c", "c"]
    curve = reliability_curve(y, p, method="width", bins=2, weight=weight, event=event)
    whole = np.array([3.0, 1.0, 3.0]) / 7
    expected = limits_by_inversion(np.array([2.0, 1.0, 0.0]) / 7, np.zeros(3), whole)
    assert (curve.lower[0], curve.upper[0]) == pytest.approx(expected, abs=1e-6)


def test_rows_of_one_event_in_a_bin_count_once_for_the_limits() -> None:
    y, p = [0, 1, 1], [0.1, 0.2, 0.3]
    once = reliability_curve(y, p, method="quantile", bins=1)
    copied = reliability_curve(
        np.repeat(y, 4), np.repeat(p, 4), method="quantile", bins=1, event=np.repeat([5, 6, 7], 4)
    )
    assert (copied.lower[0], copied.upper[0]) == pytest.approx((once.lower[0], once.upper[0]))
    assert copied.count.tolist() == [12]
    scaled = reliability_curve(y, p, method="quantile", bins=1, weight=[7, 7, 7])
    assert scaled.lower[0] == pytest.approx(once.lower[0])


def test_equal_mass_bins_hold_equal_shares() -> None:
    y = (np.random.default_rng(27).random(300) < DISTINCT).astype(float)
    curve = reliability_curve(y, DISTINCT, method="quantile", bins=10)
    assert curve.count.tolist() == [30] * 10
    assert (curve.count * curve.observed).sum() == pytest.approx(y.sum())
    assert curve.to_frame().shape == (10, 6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reliability_curve([0], [0.1], method="bins"), "method: is 'bins'"),  # type: ignore[arg-type]
        (lambda: consistency_band([]), "p: is empty"),
        (lambda: consistency_band([0.1, np.nan]), "missing"),
        (lambda: consistency_band([0.1, 1.5]), r"p\[1\]: 1.5 is not between"),
        (lambda: consistency_band([0.1], grid=[1.2]), r"grid\[0\]: 1.2 is not between"),
        (lambda: consistency_band([0.1], grid=[0.2, 0.1]), r"grid\[1\]: 0.1 is not above"),
        (lambda: consistency_band([0.1], level=90), "level: 90 is not between"),
        (lambda: consistency_band([0.1], n_resamples=0), "n_resamples: 0 is not at least 1"),
    ],
)
def test_bad_arguments_are_refused(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        call()
