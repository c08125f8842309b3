"""Calibration errors: bins as defined, chance taken off, and smoothing by a second route."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.bins import BinStrategy
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.reliability.calibration_error import (
    ErrorNorm,
    expected_calibration_error,
    smooth_calibration_error,
)
from brierbook.errors import ArgumentError

EDGES = [0.0, 5e-324, 0.1, 0.2, 0.5, 0.7, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=1, max_size=30)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    return y, p, weight


def by_bins(y: Floats, p: Floats, inner: Floats, norm: ErrorNorm) -> float:
    """Average over bins found by comparing with their edges."""
    gaps, shares = [], []
    for low, high in pairwise([-1.0, *inner, 2.0]):
        held = (p >= low) & (p < high)
        if held.any():
            gaps.append(abs(y[held].mean() - p[held].mean()))
            shares.append(held.mean())
    if norm == "max":
        return float(max(gaps))
    return float(np.dot(shares, np.power(gaps, norm)) ** (1 / norm))


@given(rows, st.sampled_from([1, 2, "max"]), st.integers(1, 12))
def test_equal_mass_bins_end_where_their_share_is_reached(
    rows: Rows, norm: ErrorNorm, bins: int
) -> None:
    y, p, weight = columns(rows)
    often = weight.astype(np.intp)
    y_rows, p_rows = y.repeat(often), p.repeat(often)
    last = [-(-k * p_rows.size // bins) - 1 for k in range(1, bins)]  # in whole numbers
    inner = np.nextafter(np.sort(p_rows)[last], 2)
    expected = pytest.approx(by_bins(y_rows, p_rows, inner, norm), abs=1e-12)
    how: dict[str, Any] = {"bins": bins, "strategy": "mass", "norm": norm}
    assert expected_calibration_error(y_rows, p_rows, **how).value == expected
    assert expected_calibration_error(y, p, weight=weight, **how).value == expected


@given(rows, st.sampled_from([1, 2, "max"]))
def test_equal_width_bins_lie_between_tenths(rows: Rows, norm: ErrorNorm) -> None:
    y, p, _ = columns(rows)
    p = np.round(p * 16) / 16  # exact in binary, as are the edges of 8 bins
    found = expected_calibration_error(y, p, bins=8, norm=norm)
    expected = by_bins(y, p, np.arange(1, 8) / 8, norm)
    assert found.value == pytest.approx(expected, abs=1e-12)
    edges = expected_calibration_error(y, p, bins=np.arange(1, 8) / 8, norm=norm)
    assert edges.value == found.value


@given(rows, st.sampled_from(["width", "mass"]))
def test_a_weight_is_a_number_of_rows(rows: Rows, strategy: BinStrategy) -> None:
    y, p, weight = columns(rows)
    times = weight.astype(int)
    bins = 10 if strategy == "width" else 1
    found = expected_calibration_error(y, p, bins=bins, strategy=strategy, weight=weight)
    repeated = expected_calibration_error(
        y.repeat(times), p.repeat(times), bins=bins, strategy=strategy
    )
    assert found.value == pytest.approx(repeated.value, abs=1e-12)


def test_weighted_mass_bins_part_where_the_cumulative_weight_does() -> None:
    y, p, weight = [0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4], [3, 1, 1, 1]
    # half the weight lies at 0.1, the other half above: one bin each, as with rows repeated
    halves = expected_calibration_error(y, p, bins=2, strategy="mass", weight=weight)
    assert halves.value == pytest.approx(abs(0 - 0.1) / 2 + abs(2 / 3 - 0.3) / 2)
    repeated = expected_calibration_error(
        np.repeat(y, weight), np.repeat(p, weight), bins=2, strategy="mass"
    )
    assert repeated.value == pytest.approx(halves.value)


def test_one_belongs_to_the_last_bin() -> None:
    assert expected_calibration_error([1, 0], [1.0, 0.95]).value == pytest.approx(0.475)


def test_debiased_square_is_unbiased() -> None:
    # one bin, p = 0.3 said, 0.5 true: squared error 0.04 whatever the number of rows
    rng = np.random.default_rng(9)
    p = np.full(400, 0.3)
    squares = []
    for _ in range(400):
        y = (rng.random(400) < 0.5).astype(float)
        found = expected_calibration_error(y, p, bins=1, norm=2, debias=True).value
        squares.append(found**2)
    error = np.std(squares) / 20
    assert abs(np.mean(squares) - 0.04) < 3 * error
    assert error < 0.001


def test_debiased_square_by_hand() -> None:
    # four rows, half happened: (0.5 - 0.2)^2 - 0.25 / 3 = 1/150
    found = expected_calibration_error([0, 1, 0, 1], [0.2] * 4, bins=1, norm=2, debias=True)
    assert found.value**2 == pytest.approx(0.09 - 0.25 / 3, abs=1e-15)
    zero = expected_calibration_error([0, 1], [0.5, 0.5], bins=1, norm=2, debias=True)
    assert zero.value == 0


def test_debiased_mean_takes_off_the_excess_of_a_normal() -> None:
    rng = np.random.default_rng(10)
    noise = np.abs(0.3 + np.sqrt(0.25 / 3) * rng.normal(size=400_000))
    found = expected_calibration_error([0, 1, 0, 1], [0.2] * 4, bins=1, debias=True)
    assert found.value == pytest.approx(0.3 - (noise.mean() - 0.3), abs=0.002)


def test_debiasing_counts_events_not_rows() -> None:
    y, p = np.repeat([0.0, 1, 0, 1], 5), np.full(20, 0.2)
    event = np.repeat([1, 2, 3, 4], 5)
    found = expected_calibration_error(y, p, bins=1, norm=2, debias=True, event=event)
    assert found.value**2 == pytest.approx(0.09 - 0.25 / 3, abs=1e-12)


def test_a_single_row_keeps_its_distance() -> None:
    assert expected_calibration_error([1], [0.3], debias=True).value == pytest.approx(0.7)
    assert expected_calibration_error([1], [0.3], norm=2, debias=True).value == pytest.approx(0.7)


@pytest.mark.parametrize("function", [expected_calibration_error, smooth_calibration_error])
def test_a_distance_stands_beside_what_it_would_be_as_said(
    function: Callable[..., Estimate],
) -> None:
    rng = np.random.default_rng(5)
    p, event = rng.random(40), np.arange(40) // 4
    y = (rng.random(40) < p).astype(float)
    once = function(y, p, event=event, n_resamples=60)
    thrice = function(y.repeat(3), p.repeat(3), event=event.repeat(3), n_resamples=60)
    assert np.isnan([once.lower, once.upper]).all()
    assert once.reason == "distance"
    assert once.as_said is not None
    assert thrice.as_said is not None
    assert 0 < once.as_said.mean < once.as_said.quantile
    assert thrice.as_said.quantile == pytest.approx(once.as_said.quantile, abs=1e-6)
    assert function(y, p).as_said is None


def test_the_reference_of_one_bin_is_the_law_of_a_count() -> None:
    """Five coins of .3, four heads: distances .1, .1, .3, .3, .5 ... of 3/5 heads and so on."""
    found = expected_calibration_error(
        [1, 1, 1, 1, 0], [0.3] * 5, event=range(5), n_resamples=20_000
    )
    counts = np.arange(6)
    law, far = binom.pmf(counts, 5, 0.3), np.abs(counts / 5 - 0.3)
    assert found.as_said is not None
    assert found.as_said.mean == pytest.approx(law @ far, abs=0.005)
    assert found.as_said.p_value == pytest.approx(law[far >= 0.5 - 1e-9].sum(), abs=0.005)


@pytest.mark.slow
def test_p_values_of_calibrated_books_are_small_as_often_as_they_say() -> None:
    rng = np.random.default_rng(12)
    small = 0
    for seed in range(300):
        p = rng.integers(1, 10, 20) / 10
        y = (rng.random(20) < p).astype(float)
        found = expected_calibration_error(y, p, event=range(20), n_resamples=99, seed=seed)
        assert found.as_said is not None
        small += found.as_said.p_value <= 0.1
    assert small / 300 < 0.1 + 3 * np.sqrt(0.09 / 300)


def test_outcomes_between_0_and_1_have_no_p_value() -> None:
    found = expected_calibration_error([0.3, 1, 0], [0.5, 0.6, 0.1], event=range(3), n_resamples=9)
    assert found.as_said is not None
    assert np.isnan(found.as_said.p_value)


def by_integration(y: Floats, p: Floats, weight: Floats) -> float:
    """Smooth with explicitly reflected kernels on a fine grid, and bisect for the bandwidth."""
    at = (np.arange(8000) + 0.5) / 8000
    share = weight / weight.sum() * (y - p)
    centres = np.concatenate([p + 2 * k for k in range(-3, 4)] + [2 * k - p for k in range(-3, 4)])
    mass = np.tile(share, 14)

    def off(sigma: float) -> float:
        bells = np.exp(-np.square((at[:, None] - centres) / sigma) / 2) / np.sqrt(2 * np.pi)
        return float(np.abs(bells @ mass / sigma).mean()) - sigma

    return float(brentq(off, 2e-3, 1))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weighted", [False, True])
def test_smooth_error_agrees_with_integration(seed: int, weighted: bool) -> None:  # noqa: FBT001
    rng = np.random.default_rng(seed)
    p = rng.choice(np.append(rng.random(12), [0.0, 1.0, 0.5]), 15)
    y = rng.integers(0, 2, 15).astype(float)
    weight = rng.integers(0, 3, 15).astype(float) + 0.5 if weighted else np.ones(15)
    found = smooth_calibration_error(y, p, weight=weight if weighted else None).value
    assert found == pytest.approx(by_integration(y, p, weight), rel=1e-4)


@pytest.mark.parametrize("p", [0.0, 5e-324, 0.25, 0.5, 1 - 2**-53, 1.0])
def test_smooth_error_of_one_value_is_its_distance(p: float) -> None:
    # one residual: the kernel has area 1 whatever the bandwidth
    for outcome in (0, 1):
        found = smooth_calibration_error([outcome] * 3, [p] * 3).value
        assert found == pytest.approx(abs(outcome - p), rel=1e-6, abs=1e-300)


@given(rows)
@example([(0, 1e-5, 1)])
@example([(0, 5e-324, 1), (1, 1 - 2**-53, 2)])
def test_smooth_error_does_not_depend_on_order_or_copies(rows: Rows) -> None:
    y, p, weight = columns(rows)
    found = smooth_calibration_error(y, p, weight=weight).value
    times = weight.astype(int)
    copied = smooth_calibration_error(y.repeat(times)[::-1], p.repeat(times)[::-1]).value
    assert copied == pytest.approx(found, rel=1e-5, abs=1e-12)
    mirrored = smooth_calibration_error(1 - y, 1 - p, weight=weight).value
    assert mirrored == pytest.approx(found, rel=1e-3, abs=1e-9)
    assert 0 <= found <= np.average(np.abs(y - p), weights=weight) * (1 + 1e-4) + 1e-9


def test_smooth_error_of_calibrated_forecasts_falls_with_their_number() -> None:
    rng = np.random.default_rng(12)
    p = rng.random(200_000)
    y = (rng.random(200_000) < p).astype(float)
    few, many = smooth_calibration_error(y[:200], p[:200]), smooth_calibration_error(y, p)
    assert many.value < 0.01 < few.value


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"norm": 3}, "norm: is 3"),
        ({"norm": "max", "debias": True}, "debias: is not known"),
        ({"bins": 0}, "bins: 0 is not at least 1"),
        ({"bins": [0.5, 0.2]}, "bins: holds the inner edges"),
        ({"bins": [0.0, 0.5]}, "bins: holds the inner edges"),
        ({"strategy": "equal"}, "strategy: is 'equal'"),
        ({"level": 0}, "level: 0 is not between"),
    ],
)
def test_bad_arguments_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        expected_calibration_error([0, 1], [0.2, 0.7], **arguments)  # type: ignore[arg-type]
