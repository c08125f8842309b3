"""Comparison of two forecasters: enumeration by hand, level, coverage, symmetry, bad input."""

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.comparison.compare import FORMULAS, ComparisonMethod, compare
from brierbook.analysis.comparison.diebold_mariano import diebold_mariano
from brierbook.analysis.comparison.loss_difference import EventSums
from brierbook.analysis.comparison.sign_permutation import all_sign_patterns, permute_signs
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.errors import ArgumentError

METHODS: tuple[ComparisonMethod, ...] = (
    "bounded",
    "permutation",
    "diebold_mariano",
    "hering_genton",
)
RNG = np.random.default_rng(60)
Y = RNG.integers(2, size=40).astype(float)
P = np.clip(Y * 0.5 + RNG.uniform(0, 0.5, 40), 0, 1)
Q = RNG.uniform(0.05, 0.95, 40)
EVENT = np.arange(40) // 4
WEIGHT = RNG.uniform(0.5, 2, 40)


def equal_forecasters(rng: np.random.Generator, events: int, rows: int) -> tuple[Floats, ...]:
    """Events of copied rows, with forecasts equally far from the chance on either side."""
    chance = rng.uniform(0.1, 0.9, events)
    y = (rng.random(events) < chance).astype(float)
    off = rng.choice([-0.1, 0.1], events)
    columns = np.array([y, chance + off, chance - off, np.arange(events)])
    return tuple(columns.repeat(rows, axis=1))


@pytest.mark.parametrize("method", METHODS)
def test_difference_is_the_difference_of_the_weighted_mean_losses(method: ComparisonMethod) -> None:
    found = compare(Y, P, Q, method=method, weight=WEIGHT, event=EVENT)
    p_loss, q_loss = (brier_score(Y, column, weight=WEIGHT) for column in (P, Q))
    assert found.difference == pytest.approx(p_loss - q_loss)
    assert (found.p_loss, found.q_loss) == pytest.approx((p_loss, q_loss))
    assert found.difference < 0
    assert found.lower < found.difference < found.upper
    assert (found.estimate.n, found.events, found.score, found.method) == (40, 10, "brier", method)
    assert found.to_frame().loc[0, "difference"] == found.difference


@pytest.mark.parametrize("method", METHODS)
def test_exchanged_forecasters_change_the_sign(method: ComparisonMethod) -> None:
    one = compare(Y, P, Q, method=method, event=EVENT, weight=WEIGHT)
    two = compare(Y, Q, P, method=method, event=EVENT, weight=WEIGHT)
    assert two.difference == pytest.approx(-one.difference)
    assert (two.lower, two.upper) == pytest.approx((-one.upper, -one.lower))
    assert two.p_value == pytest.approx(one.p_value)


@pytest.mark.parametrize("method", METHODS)
def test_copies_within_events_are_no_evidence(method: ComparisonMethod) -> None:
    once = compare(Y, P, Q, method=method, event=EVENT)
    again = compare(*(c.repeat(3) for c in (Y, P, Q)), method=method, event=EVENT.repeat(3))
    assert (again.lower, again.upper) == pytest.approx((once.lower, once.upper))
    assert again.p_value == pytest.approx(once.p_value)


@pytest.mark.parametrize("method", METHODS)
def test_a_weight_of_zero_leaves_the_row_out(method: ComparisonMethod) -> None:
    weight = np.where(EVENT < 8, 1.0, 0.0)
    left = compare(Y, P, Q, method=method, event=EVENT, weight=weight)
    kept = compare(Y[:32], P[:32], Q[:32], method=method, event=EVENT[:32])
    assert left.to_frame().equals(kept.to_frame())
    assert left.events == 8


@pytest.mark.parametrize("method", METHODS)
def test_limits_and_p_value_agree(method: ComparisonMethod) -> None:
    for level in (0.5, 0.8, 0.9, 0.95, 0.99):
        for shift in np.linspace(0.2, 0.7, 6):
            found = compare(Y, shift * P + (1 - shift) * Q, Q, method=method, level=level)
            assert (found.lower <= 0 <= found.upper) == (found.p_value > 1 - level)


def by_brute_force(total: Floats) -> float:
    """Share of all patterns of signs that are at least as extreme as the one seen."""
    sums = [np.dot(signs, total) for signs in product((-1, 1), repeat=total.size)]
    return float(np.mean(np.abs(sums) >= abs(total.sum()) - 1e-12))


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=8))
def test_exact_permutation_by_brute_force(total: list[int]) -> None:
    sums = EventSums(np.array(total, dtype=float), np.ones(len(total)))
    assert permute_signs(sums, n_resamples=1, seed=0) == (by_brute_force(sums.total), 0)


def test_all_flips_visits_every_pattern_up_to_sign_once() -> None:
    (flips,) = all_sign_patterns(4)
    signs = {tuple(row) for row in 1 - 2 * flips} | {tuple(row) for row in 2 * flips - 1}
    assert len(signs) == 16
    assert len(flips) == 8


def test_random_flips_approach_all_flips() -> None:
    rng = np.random.default_rng(62)
    total = rng.uniform(-0.5, 1, 13)
    p_value, draws = permute_signs(EventSums(total, np.ones(13)), n_resamples=9999, seed=1)
    expected = by_brute_force(total)
    assert draws == 9999
    assert 0.01 < expected < 0.5
    margin = 4 * np.sqrt(expected * (1 - expected) / 10_000)
    assert p_value == pytest.approx(expected, abs=margin)
    assert p_value * 10_000 == pytest.approx(round(p_value * 10_000))


def test_no_p_value_of_random_flips_is_zero() -> None:
    found = compare(np.ones(200), np.full(200, 0.9), np.full(200, 0.2), method="permutation")
    assert found.p_value == 1 / 2000
    assert found.lower <= found.difference < found.upper


def test_few_events_cannot_be_significant() -> None:
    # all four signs agree: 2 of 16 patterns are as extreme
    y, p, q = np.ones(4), [0.9, 0.8, 0.7, 0.9], [0.5, 0.4, 0.3, 0.2]
    found = compare(y, p, q, method="permutation")
    assert found.p_value == 1 / 8
    five = compare([*y, 1], [*p, 0.9], [*q, 0.1], method="permutation")
    assert five.p_value == 1 / 16


def test_limits_lie_between_what_could_have_been(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    found = compare(Y, P, Q, weight=WEIGHT, event=EVENT, level=0.8)
    yes, no = np.square(1 - P) - np.square(1 - Q), np.square(P) - np.square(Q)
    share = WEIGHT / WEIGHT.sum()
    parts = np.where(Y == 1, yes, no), np.minimum(yes, no), np.maximum(yes, no)
    sums = [np.bincount(EVENT, share * each) for each in parts]
    expected = limits_by_inversion(*sums, level=0.8)
    assert (found.lower, found.upper) == pytest.approx(expected, abs=1e-6)
    edge = compare(Y, P, Q, weight=WEIGHT, event=EVENT, level=1 - found.p_value)
    assert edge.upper == pytest.approx(0, abs=1e-4)


def test_a_difference_from_even_is_never_below_a_quarter() -> None:
    found = compare([1, 1], [0.9, 0.89], [0.5, 0.5])
    assert found.lower >= -0.25
    assert found.upper > 0.2


def test_a_log_score_of_a_certain_forecast_has_no_limits() -> None:
    found = compare([1, 1], [1.0, 0.8], [0.1, 0.3], score="log")
    assert np.isnan([found.lower, found.upper]).all()
    assert found.estimate.reason == "no bound"
    bounded = compare([1, 1], [0.9, 0.8], [0.1, 0.3], score="log")
    assert np.isfinite([bounded.lower, bounded.upper]).all()


def test_series_of_rows_is_the_diebold_mariano_test() -> None:
    d = np.square(P - Y) - np.square(Q - Y)
    for method, variance in FORMULAS.items():
        found = compare(Y, P, Q, method=method, horizon=3)
        expected = diebold_mariano(d, horizon=3, variance=variance)
        assert found.statistic == pytest.approx(expected.statistic)
        assert found.lower == pytest.approx(expected.lower)


def test_series_of_events_follows_their_first_rows() -> None:
    shuffled = np.array([5, 5, 1, 1, 9, 9, 0, 0, 4, 4])
    named = compare(*(c[:10] for c in (Y, P, Q)), event=shuffled, method="hering_genton")
    sums = (np.square(P - Y) - np.square(Q - Y))[:10].reshape(5, 2).mean(axis=1)
    expected = diebold_mariano(sums, variance="hering_genton")
    assert named.statistic == pytest.approx(expected.statistic)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["bounded", "permutation"])
def test_level_under_the_null_with_events_and_without(method: ComparisonMethod) -> None:
    rng = np.random.default_rng(64)
    rejected = {"events": 0, "rows": 0}
    for seed in range(400):
        y, p, q, event = equal_forecasters(rng, 15, 6)
        for unit, names in (("events", event), ("rows", None)):
            found = compare(y, p, q, method=method, event=names, seed=seed, n_resamples=199)
            rejected[unit] += found.p_value <= 0.1
    margin = 3 * np.sqrt(0.1 * 0.9 / 400)
    # the limits of the rule are wider than they need be where events are few
    assert rejected["events"] / 400 < 0.1 + margin
    assert rejected["events"] / 400 > (0.02 if method == "bounded" else 0.1 - margin)
    # six copies shrink the standard error by sqrt(6): P(|z| > 1.645 / 2.45) = 0.50
    assert rejected["rows"] / 400 > 0.4


@pytest.mark.slow
@pytest.mark.parametrize("events", [6, 30])
def test_coverage_of_a_difference(events: int) -> None:
    # with chance c, q = c and p = c + 0.2 the expected difference of Brier scores is 0.04
    rng = np.random.default_rng(65)
    covered = dict.fromkeys(METHODS, 0)
    for seed in range(300):
        chance = rng.uniform(0.1, 0.8, events)
        y = (rng.random(events) < chance).astype(float)
        for method in METHODS:
            found = compare(y, chance + 0.2, chance, method=method, seed=seed, n_resamples=199)
            covered[method] += found.lower <= 0.04 <= found.upper
    # the formulas are approximate for six events
    lowest = 0.9 - 3 * np.sqrt(0.9 * 0.1 / 300) - (0.05 if events == 6 else 0)
    assert min(covered.values()) / 300 > lowest


def test_one_event_says_nothing() -> None:
    for method in METHODS:
        found = compare(Y, P, Q, method=method, event=np.zeros(40))
        assert np.isnan([found.lower, found.upper]).all()
        assert (found.p_value, found.events, found.estimate.reason) == (1, 1, "one event")


def test_equal_forecasts_do_not_differ() -> None:
    for method in METHODS:
        found = compare(Y, P, P, method=method)
        assert (found.difference, found.lower, found.upper, found.p_value) == (0, 0, 0, 1)


@pytest.mark.parametrize("method", ["diebold_mariano", "hering_genton"])
def test_the_same_difference_everywhere_has_no_standard_error(method: ComparisonMethod) -> None:
    with pytest.raises(ArgumentError, match="use 'permutation'"):
        compare([1, 0, 1], [0.9, 0.1, 0.9], [0.6, 0.4, 0.6], method=method)


def test_callable_and_log_scores() -> None:
    clipped = partial(log_score, clip=1e-9, reduce=None)
    named, given = compare(Y, P, Q, score="log"), compare(Y, P, Q, score=clipped)
    assert given.difference == pytest.approx(named.difference)
    assert (named.score, given.score) == ("log", "callable")
    certain = compare([1, 1, 0], [0.0, 0.9, 0.2], [0.5, 0.4, 0.3], score=clipped)
    assert certain.p_loss > 6


def test_the_seed_decides() -> None:
    even = np.full(40, 0.45)
    one, two, other = (
        compare(Y, even, Q, method="permutation", seed=seed, n_resamples=99) for seed in (1, 1, 2)
    )
    assert one == two != other


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": [0, 2, 1]}, r"y\[1\]: 2.0 is not 0 or 1"),
        ({"p": [0.1, 0.2, 1.5]}, r"p\[2\]: 1.5 is not between 0 and 1"),
        ({"q": [-0.1, 0.2, 0.5]}, r"q\[0\]: -0.1 is not between 0 and 1"),
        ({"q": [0.1, np.nan, 0.5]}, r"q\[1\]: nan is missing"),
        ({"q": [0.1, 0.2]}, "q: has shape"),
        ({"score": "log", "q": [0.3, 0.2, 0.0]}, r"q\[2\]: 0.0 has a loss that is not finite"),
        ({"score": "crps"}, "score: is 'crps'"),
        ({"score": brier_score}, "one loss for each row"),
        ({"method": "t"}, "method: is 't'"),
        ({"method": "permutation", "horizon": 2}, "horizon: has no use"),
        ({"method": "diebold_mariano", "horizon": 3}, "horizon: 3 is not below the 3 steps"),
        ({"horizon": 0}, "horizon: 0"),
        ({"level": 0}, "level: 0"),
        ({"n_resamples": 0}, "n_resamples: 0"),
        ({"weight": [1, -1, 1]}, r"weight\[1\]: -1.0"),
        ({"weight": [0, 0, 0]}, "weight: is 0 everywhere"),
        ({"event": [1, 2]}, "event: has shape"),
    ],
)
def test_bad_input(change: dict[str, Any], message: str) -> None:
    good: dict[str, Any] = {"y": [0, 1, 1], "p": [0.1, 0.6, 0.8], "q": [0.3, 0.5, 0.5]}
    with pytest.raises(ArgumentError, match=message):
        compare(**(good | change))
