"""Isotonic calibration: ties pooled, exact, the same in any order."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.buckets import MANY, bucketed_runs, count_edges_below
from brierbook.analysis.numeric.pav import (
    evaluate_step,
    fit_isotonic,
    fit_isotonic_draws,
    group_equal_forecasts,
    pav,
)
from brierbook.analysis.numeric.pooling import pool_blocks, sort_into_runs
from brierbook.errors import ArgumentError

EDGES = [0.0, -0.0, 5e-324, 1e-17, 0.2, 0.5, 0.5 + 2**-53, 1 - 2**-53, 1.0]
forecasts = st.one_of(st.sampled_from(EDGES), st.floats(0, 1))
rows = st.lists(st.tuples(st.integers(0, 1), forecasts, st.integers(1, 3)), min_size=1, max_size=40)
type Rows = list[tuple[int, float, int]]


def columns(rows: Rows) -> tuple[Floats, Floats, Floats]:
    y, p, weight = np.array(rows, dtype=np.float64).T
    return y, p, weight


def by_minimax(y: Floats, p: Floats, weight: Floats) -> Floats:
    """Take the isotonic fit by its max-min formula, over all intervals of distinct forecasts."""
    values = np.unique(p)
    size = np.array([weight[p == v].sum() for v in values])
    hits = np.array([(weight * y)[p == v].sum() for v in values])
    fit = [
        max(
            min(hits[i : j + 1].sum() / size[i : j + 1].sum() for j in range(k, values.size))
            for i in range(k + 1)
        )
        for k in range(values.size)
    ]
    return np.array(fit)[np.searchsorted(values, p)]


@given(rows)
@example([(1, 0.0, 1), (0, -0.0, 1), (0, 5e-324, 1)])
@example([(0, 1 - 2**-53, 1), (1, 1.0, 1), (1, 0.5, 2)])
def test_pav_is_the_max_min_of_interval_means(rows: Rows) -> None:
    y, p, weight = columns(rows)
    np.testing.assert_allclose(pav(y, p), by_minimax(y, p, np.ones_like(p)), rtol=0, atol=1e-15)
    fit = pav(y, p, weight=weight)
    np.testing.assert_allclose(fit, by_minimax(y, p, weight), rtol=0, atol=1e-14)


@given(rows, st.integers(0, 1000))
def test_row_order_is_irrelevant(rows: Rows, seed: int) -> None:
    y, p, _ = columns(rows)
    order = np.random.default_rng(seed).permutation(y.size)
    np.testing.assert_array_equal(pav(y[order], p[order]), pav(y, p)[order])


@given(rows)
def test_a_weight_is_a_number_of_rows(rows: Rows) -> None:
    y, p, weight = columns(rows)
    times = weight.astype(int)
    repeated = pav(y.repeat(times), p.repeat(times))
    np.testing.assert_array_equal(pav(y, p, weight=weight).repeat(times), repeated)


@given(rows)
def test_pav_is_idempotent_and_non_decreasing(rows: Rows) -> None:
    y, p, _ = columns(rows)
    fit = pav(y, p)
    np.testing.assert_array_equal(pav(y, fit), fit)
    assert (np.diff(fit[np.argsort(p, kind="stable")]) >= 0).all()


@given(rows)
def test_pav_keeps_the_mean(rows: Rows) -> None:
    y, p, weight = columns(rows)
    fit = pav(y, p, weight=weight)
    assert np.average(fit, weights=weight) == pytest.approx(
        np.average(y, weights=weight), abs=1e-14
    )


@given(rows)
def test_complement_mirrors_the_fit(rows: Rows) -> None:
    y, p, _ = columns(rows)
    p = np.round(p, 3)
    np.testing.assert_allclose(pav(1 - y, np.round(1 - p, 3)), 1 - pav(y, p), rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("y", "p", "expected"),
    [
        ([0, 1], [0.5, 0.5], [0.5, 0.5]),  # equal forecasts are one forecast
        ([1, 0], [0.5, 0.5], [0.5, 0.5]),
        ([0, 1, 0, 1], [0.2, 0.5, 0.9999999999999998, 1.0], [0, 0.5, 0.5, 1]),
        ([1, 0], [-0.0, 0.0], [0.5, 0.5]),
        ([1], [0.0], [1]),
        ([0, 0], [0.0, 1.0], [0, 0]),
        ([1, 0, 0], [0.1, 0.2, 0.3], [1 / 3, 1 / 3, 1 / 3]),
    ],
)
def test_small_cases(y: list[int], p: list[float], expected: list[float]) -> None:
    assert pav(y, p).tolist() == expected
    assert pav(y, p, weight=np.full(len(y), 0.25)).tolist() == pytest.approx(expected, abs=1e-15)


def test_a_row_without_weight_has_no_say_but_gets_a_value() -> None:
    fit = pav([1, 0, 1, 0, 1], [0.1, 0.2, 0.5, 0.7, 0.8], weight=[0, 1, 0, 0, 2])
    assert fit.tolist() == [0, 0, 0, 0, 1]


def test_shape_is_kept() -> None:
    assert pav([[0, 1], [1, 1]], 0.5).tolist() == [[0.75, 0.75], [0.75, 0.75]]


def test_swapped_arguments_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"y\[0\]: 0.3.*swapped"):
        pav([0.3, 0.8], [0, 1])


def test_weights_that_overflow_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"weight\[0\]: 1.5e\+308 is not from 1e-100"):
        pav([0, 1], [0.2, 0.2], weight=[1.5e308, 1.5e308])


@given(rows)
def test_groups_hold_the_mean_of_each_distinct_forecast(rows: Rows) -> None:
    y, p, weight = columns(rows)
    for groups, unit in (
        (group_equal_forecasts(y, p), np.ones_like(p)),
        (group_equal_forecasts(y, p, weight), weight),
    ):
        assert groups.p.tolist() == np.unique(p).tolist()
        same = [p == value for value in groups.p]
        assert groups.weight.tolist() == [unit[rows].sum() for rows in same]
        means = [np.average(y[rows], weights=unit[rows]) for rows in same]
        assert groups.mean.tolist() == pytest.approx(means, abs=1e-15)


@pytest.mark.parametrize("shape", ["random", "cliff", "falling", "rising"])
def test_long_sequences_agree_with_the_stack_algorithm(shape: str) -> None:
    # a cliff after a rise merges one pair in each pass; the sequential algorithm must take over
    values = np.random.default_rng(5).random(5000)
    ordered = np.sort(values)
    mean = {
        "random": values,
        "cliff": np.append(ordered, -5000.0),
        "falling": ordered[::-1],
        "rising": ordered,
    }[shape]
    weight = np.random.default_rng(6).integers(1, 5, mean.size).astype(float)
    np.testing.assert_allclose(
        fit_isotonic(mean, weight), by_stack(mean, weight), rtol=0, atol=1e-10
    )


def by_stack(mean: Floats, weight: Floats) -> Floats:
    """Pool adjacent violators one at a time."""
    stack: list[tuple[float, float, int]] = []
    for m, w in zip(mean.tolist(), weight.tolist(), strict=True):
        total, size, count = m * w, w, 1
        while stack and stack[-1][0] * size >= total * stack[-1][1]:
            previous = stack.pop()
            total, size, count = previous[0] + total, previous[1] + size, previous[2] + count
        stack.append((total, size, count))
    return np.concatenate([np.full(count, total / size) for total, size, count in stack])


@given(
    hnp.arrays(
        np.int64, st.tuples(st.integers(1, 5), st.integers(1, 12)), elements=st.integers(0, 3)
    )
)
def test_many_sequences_at_once_are_fitted_as_one_by_one(weight: Floats) -> None:
    weight = weight[weight.any(axis=1)].astype(float)
    if not weight.size:
        return
    total = weight * (np.arange(weight.size).reshape(weight.shape) * 7 % 5)
    for row, fit in enumerate(fit_isotonic_draws(total, weight)):
        kept = np.flatnonzero(weight[row])
        alone = fit_isotonic(total[row, kept] / weight[row, kept], weight[row, kept])
        expected = evaluate_step(kept.astype(float), alone, np.arange(weight.shape[1], dtype=float))
        np.testing.assert_allclose(fit, expected, rtol=0, atol=1e-13)


def test_importing_the_analyses_of_calibration_loads_neither_pandas_nor_scipy() -> None:
    names = [
        "numeric.pav",
        "reliability.corp",
        "reliability.curve",
        "reliability.calibration_error",
        "reliability.calibration_tests",
        "reliability.roc",
        "reliability.murphy_curve",
    ]
    lines = [f"import brierbook.analysis.{name}" for name in names]
    lines.append("import sys; print(sorted({'pandas', 'scipy', 'numba'} & set(sys.modules)))")
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_pool_reports_where_blocks_start() -> None:
    heads, weight, total = pool_blocks(np.array([1, 1, 2, 1]), np.array([0, 1, 1, 1]))
    assert (heads.tolist(), weight.tolist(), total.tolist()) == ([0, 1, 3], [1, 3, 1], [0, 2, 1])


def fitted(runs: tuple[Floats, Floats, Floats], at: Floats) -> Floats:
    """Pool runs and evaluate the fit."""
    edges, count, hits = runs
    heads, weight, total = pool_blocks(count, hits)
    return evaluate_step(edges[heads], total / weight, at)


@given(rows)
@example([(1, 1.0, 1), (0, 1 - 2**-53, 1), (1, -0.0, 1), (0, 5e-324, 1)])
def test_sorting_only_near_the_corners_gives_the_same_fit(rows: Rows) -> None:
    y, p, times = columns(rows)
    y, p = y.repeat(times.astype(int) * 20), p.repeat(times.astype(int) * 20)
    found = fitted(bucketed_runs(y, p), p)
    np.testing.assert_array_equal(found, fitted(sort_into_runs(y, p), p))


@pytest.mark.parametrize("shape", ["uniform", "crowded", "useless", "percent", "sharp", "one"])
def test_very_many_forecasts_are_fitted_as_if_all_were_sorted(shape: str) -> None:
    rng = np.random.default_rng(7)
    p = {
        "uniform": rng.random(MANY + 3),
        "crowded": rng.beta(0.5, 30, MANY + 3),
        "useless": rng.random(MANY + 3),
        "percent": np.round(rng.random(MANY + 3), 2),
        "sharp": rng.beta(0.1, 0.1, MANY + 3),
        "one": np.full(MANY + 3, 0.3),
    }[shape]
    chance = np.full(p.shape, 0.4) if shape == "useless" else p**1.5
    y = (rng.random(p.size) < chance).astype(float)
    np.testing.assert_array_equal(pav(y, p), fitted(sort_into_runs(y, p), p))


@given(st.lists(forecasts, min_size=1, max_size=30), st.lists(forecasts, min_size=1, max_size=30))
def test_places_found_by_table_are_those_found_by_search(
    edges: list[float], at: list[float]
) -> None:
    ascending, sought = np.unique(edges), np.array(at + edges)
    expected = np.searchsorted(ascending, sought, side="right")
    np.testing.assert_array_equal(count_edges_below(ascending, sought), expected)
