"""Losses of options, numbers and days against second derivations."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from brierbook.analysis.tables.kinds.kind_losses import (
    central_intervals,
    exclusive_losses,
    quantile_loss,
    separate_losses,
)


@st.composite
def shares(draw: st.DrawFn) -> list[float]:
    parts = draw(st.lists(st.integers(1, 100), min_size=2, max_size=6))
    return [part / sum(parts) for part in parts]


@given(shares(), st.data())
def test_exclusive_options_by_hand(p: list[float], data: st.DataObject) -> None:
    happened = data.draw(st.integers(0, len(p) - 1))
    found = exclusive_losses(p, happened, ordered=True)
    brier = [
        sum((each - (place == truth)) ** 2 for place, each in enumerate(p))
        for truth in range(len(p))
    ]
    assert found["brier"].seen == pytest.approx(brier[happened], abs=1e-12)
    assert found["brier"].least == pytest.approx(min(brier), abs=1e-12)
    assert found["brier"].greatest == pytest.approx(max(brier), abs=1e-12)
    assert found["log"].seen == pytest.approx(-math.log(p[happened]), abs=1e-12)
    ranked = sum((sum(p[: cut + 1]) - (happened <= cut)) ** 2 for cut in range(len(p) - 1))
    assert found["rps"].seen == pytest.approx(ranked, abs=1e-12)


def test_a_share_of_nothing_could_have_lost_without_end() -> None:
    found = exclusive_losses([1.0, 0.0], 0, ordered=False)
    assert found["log"].seen == 0
    assert math.isinf(found["log"].greatest)
    assert "rps" not in found


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4), st.data())
def test_separate_options_range_over_every_outcome(p: list[float], data: st.DataObject) -> None:
    happened = [data.draw(st.booleans()) for _ in p]
    found = separate_losses(p, happened)["brier"]
    every = [
        float(np.mean([(each - truth) ** 2 for each, truth in zip(p, world, strict=True)]))
        for world in product([0, 1], repeat=len(p))
    ]
    here = [(each - truth) ** 2 for each, truth in zip(p, happened, strict=True)]
    assert found.seen == pytest.approx(float(np.mean(here)), abs=1e-12)
    assert found.least == pytest.approx(min(every), abs=1e-12)
    assert found.greatest == pytest.approx(max(every), abs=1e-12)


def test_many_quantiles_of_a_normal_come_to_its_crps() -> None:
    levels = (np.arange(2000) + 0.5) / 2000
    found = quantile_loss(levels.tolist(), stats.norm.ppf(levels).tolist(), 0.7)
    crps, _ = integrate.quad(lambda x: (stats.norm.cdf(x) - (x >= 0.7)) ** 2, -12, 12, points=[0.7])
    assert found.seen == pytest.approx(crps, rel=1e-3)
    assert math.isinf(found.greatest)


def test_a_median_with_mirrored_levels_comes_to_the_weighted_interval_score() -> None:
    levels, values, y = [0.1, 0.25, 0.5, 0.75, 0.9], [1.0, 2.0, 4.0, 5.0, 9.0], 10.0
    intervals = [
        (alpha / 2) * ((high - low) + 2 / alpha * max(low - y, 0) + 2 / alpha * max(y - high, 0))
        for alpha, low, high in ((0.2, 1.0, 9.0), (0.5, 2.0, 5.0))
    ]
    expected = (0.5 * abs(y - 4.0) + sum(intervals)) / 2.5
    assert quantile_loss(levels, values, y).seen == pytest.approx(expected)


@given(
    st.lists(st.floats(-50, 50), min_size=3, max_size=3, unique=True).map(sorted),
    st.floats(-60, 60),
)
def test_no_outcome_within_the_bounds_leaves_the_range(values: list[float], y: float) -> None:
    bounds = (-60.0, 60.0)
    levels = [0.25, 0.5, 0.75]
    found = quantile_loss(levels, values, y, bounds)
    grid = [quantile_loss(levels, values, each).seen for each in np.linspace(*bounds, 61)]
    assert found.least <= min(grid) + 1e-9
    assert found.greatest >= max(grid) - 1e-9
    assert found.greatest == pytest.approx(max(grid))


def test_intervals_need_mirrored_levels() -> None:
    assert central_intervals([0.05, 0.95], [1, 5]) == {0.9: ((0.05, 1), (0.95, 5))}
    assert central_intervals([0.1, 0.8], [1, 5]) == {}


@given(st.floats(-15, 15), st.floats(0.5, 6), st.floats(-20, 20))
def test_a_closed_range_is_scored_by_the_integral_over_it(m: float, s: float, y: float) -> None:
    # the CRPS with a weight of 1 inside the bounds, of a normal forecast by its many quantiles
    low, high = -4.0, 5.0
    levels = (np.arange(2000) + 0.5) / 2000
    found = quantile_loss(levels.tolist(), stats.norm.ppf(levels, m, s).tolist(), y, (low, high))
    grid = np.linspace(low, high, 8001)
    square = (stats.norm.cdf(grid, m, s) - (grid >= y)) ** 2
    assert found.seen == pytest.approx(integrate.trapezoid(square, grid), abs=5e-3)
    assert found.seen <= found.greatest <= high - low


def test_how_far_beyond_a_bound_does_not_matter() -> None:
    levels, bounds = [0.1, 0.5, 0.9], (0.0, 10.0)
    near, far = (quantile_loss(levels, [8, 12, end], 10, bounds).seen for end in (13, 1e9))
    assert near == far
    assert quantile_loss(levels, [8, 12, 13], 40, bounds).seen == near
