"""Quantile and interval scores against published values, identities and bad input."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from brierbook.analysis import Normal, crps
from brierbook.analysis.scores.quantile import (
    interval_score,
    quantile_score,
    weighted_interval_parts,
    weighted_interval_score,
)
from brierbook.errors import ArgumentError

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "scores.json").read_text("utf-8"))
WIS = ORACLES["wis"]
NAN = float("nan")
numbers = st.floats(-1e6, 1e6)


@pytest.mark.parametrize("case", ORACLES["quantile"])
def test_published_pinball(case: dict[str, Any]) -> None:
    assert quantile_score(case["y"], case["q"], level=case["alpha"]) == pytest.approx(
        case["expected"], rel=1e-14
    )


def test_published_weighted_interval_scores() -> None:
    found = weighted_interval_score(WIS["y"], WIS["quantiles"], levels=WIS["levels"], reduce=None)
    np.testing.assert_allclose(found, WIS["expected"], rtol=1e-14)
    mean = weighted_interval_score(WIS["y"], WIS["quantiles"], levels=WIS["levels"])
    assert mean == pytest.approx(np.mean(WIS["expected"]))


@given(numbers, numbers, numbers, st.floats(0.01, 0.99))
@settings(max_examples=80, deadline=None)
def test_interval_score_is_two_pinballs(y: float, a: float, b: float, level: float) -> None:
    low, high, alpha = min(a, b), max(a, b), 1 - level
    ends = quantile_score(y, [low, high], level=[alpha / 2, 1 - alpha / 2], reduce=None)
    expected = 2 / alpha * ends.sum()
    assert interval_score(y, low, high, level=level) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("levels", [[0.1, 0.25, 0.5, 0.75, 0.9], [0.025, 0.2, 0.8, 0.975], [0.5]])
def test_weighted_interval_score_by_its_definition(levels: list[float]) -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(size=100)
    q = np.sort(rng.normal(size=(100, len(levels))), axis=-1)
    half = len(levels) // 2
    total = np.abs(y - q[:, half]) / 2 if len(levels) % 2 else np.zeros(100)
    for k in range(half):
        alpha = 2 * levels[k]
        total += alpha / 2 * interval_score(y, q[:, k], q[:, -1 - k], level=1 - alpha, reduce=None)
    expected = total / (half + len(levels) % 2 / 2)
    found = weighted_interval_score(y, q, levels=levels, reduce=None)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    pinball = quantile_score(y[:, np.newaxis], q, level=levels, reduce=None)
    np.testing.assert_allclose(found, 2 * pinball.mean(axis=-1), rtol=1e-12)
    parts = weighted_interval_parts(y, q, levels=levels, reduce=None)
    np.testing.assert_allclose(parts.total, expected, rtol=1e-12)
    for part in (parts.over, parts.under, parts.spread):
        assert (np.asarray(part) >= 0).all()


def test_parts_tell_too_high_from_too_low() -> None:
    levels, q = [0.1, 0.5, 0.9], [0.0, 1.0, 3.0]
    high = weighted_interval_parts(-1.0, q, levels=levels)
    assert high.over == pytest.approx((1.0 + 0.5 * 2.0) / 1.5)
    assert high.under == 0.0
    low = weighted_interval_parts([4.0, 4.0], [q, q], levels=levels, weight=[1, 3])
    assert low.over == 0.0
    assert low.under == pytest.approx((1.0 + 0.5 * 3.0) / 1.5)
    assert high.spread == low.spread == pytest.approx(0.1 * 3.0 / 1.5)


def test_many_quantiles_approach_the_crps() -> None:
    levels = (np.arange(1, 2000)) / 2000
    found = weighted_interval_score(0.3, norm(-0.2, 1.7).ppf(levels), levels=levels)
    assert found == pytest.approx(crps(0.3, Normal(-0.2, 1.7)), rel=2e-3)


def test_the_true_quantile_has_the_least_expected_score() -> None:
    y = np.random.default_rng(4).normal(size=20_001)
    grid = np.linspace(-2, 2, 81)
    for level in (0.1, 0.5, 0.8):
        cost = [quantile_score(y, q, level=level) for q in grid]
        assert abs(grid[int(np.argmin(cost))] - np.quantile(y, level)) <= 0.05


@pytest.mark.parametrize("y", [-1e9, 1.0, 1e9])
def test_a_value_at_the_quantile_scores_zero(y: float) -> None:
    assert quantile_score(y, y, level=0.3) == 0.0
    assert interval_score(y, y, y, level=0.9) == 0.0
    assert weighted_interval_score(y, [y, y, y], levels=[0.1, 0.5, 0.9]) == 0.0


@pytest.mark.parametrize("level", [0, 1, -0.1, 90, NAN])
def test_bad_levels_are_refused(level: float) -> None:
    with pytest.raises(ArgumentError, match="level"):
        quantile_score(1.0, 1.0, level=level)
    with pytest.raises(ArgumentError, match="level"):
        interval_score(1.0, 1.0, 2.0, level=level)
    with pytest.raises(ArgumentError, match="levels"):
        weighted_interval_score(1.0, [1.0], levels=[level])


@pytest.mark.parametrize(
    ("quantiles", "levels", "words"),
    [
        ([1.0, 3.0, 2.0], [0.1, 0.5, 0.9], r"quantiles\[1\]: 3.0 lies above the next"),
        ([1.0, 2.0], [0.1, 0.5, 0.9], "must match the 3 levels"),
        (1.0, [0.1, 0.5, 0.9], "must match the 3 levels"),
        ([1.0, 2.0], [0.9, 0.1], "is not an increasing list"),
        ([1.0, 2.0], [0.5, 0.5], "is not an increasing list"),
        ([1.0, 2.0], [0.1, 0.8], r"levels\[0\]: 0.1 has no mirror image"),
        ([1.0, np.inf], [0.1, 0.9], r"quantiles\[1\]: inf is not finite"),
    ],
)
def test_bad_quantiles_are_refused(
    quantiles: npt.ArrayLike, levels: list[float], words: str
) -> None:
    with pytest.raises(ArgumentError, match=words):
        weighted_interval_score(1.0, quantiles, levels=levels)
    with pytest.raises(ArgumentError, match=words):
        weighted_interval_parts(1.0, quantiles, levels=levels)


def test_other_bad_input_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"lower\[1\]: 2.0 lies above the upper end"):
        interval_score([0.0, 0.0], [0.0, 2.0], 1.0, level=0.9)
    with pytest.raises(ArgumentError, match=r"y\[0\]: inf is not finite"):
        quantile_score([np.inf], 1.0, level=0.5)
    with pytest.raises(ArgumentError, match="q: has shape"):
        quantile_score([1.0, 2.0], [1.0, 2.0, 3.0], level=0.5)
    with pytest.raises(ArgumentError, match=r"\[1\]: nan is missing"):
        quantile_score([1.0, NAN], 1.0, level=0.5)
    with pytest.raises(ArgumentError, match="quantiles: has rows of shape"):
        weighted_interval_score([1.0, 2.0], [[1.0]] * 3, levels=[0.5])


def test_missing_rows_and_weights() -> None:
    y, q = [1.0, NAN, 3.0], [[0.0, 1.0, 2.0], [0.0, 1.0, 2.0], [0.0, NAN, 2.0]]
    levels = [0.1, 0.5, 0.9]
    alone = weighted_interval_score(1.0, q[0], levels=levels)
    assert weighted_interval_score(y, q, levels=levels, missing="omit") == alone
    each = weighted_interval_score(y, q, levels=levels, missing="propagate", reduce=None)
    np.testing.assert_array_equal(each, [alone, NAN, NAN])
    assert quantile_score([1.0, NAN], 2.0, level=0.5, missing="omit") == 0.5
    assert interval_score([1.0, 9.0], 0.0, 2.0, level=0.5, weight=[2, 0]) == 2.0
    assert math.isnan(interval_score([1.0, NAN], 0.0, 2.0, level=0.5, missing="propagate"))
