"""Bias of quantile forecasts: values counted by hand, the limit of many quantiles, refusals."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import norm

from brierbook.analysis import event_mean, quantile_bias
from brierbook.errors import ArgumentError

LEVELS = [0.1, 0.5, 0.9]
HUB = [0.01, 0.025, *np.arange(1, 20) / 20, 0.975, 0.99]


def test_two_rows_of_the_forecast_hub_levels() -> None:
    # 15 lies below 15.5, the quantile at 0.65; 12.4 above 12.3, the quantile at 0.4
    rows = [np.arange(1.5, 24), np.arange(3.3, 26)]
    found = quantile_bias([15, 12.4], rows, levels=HUB, reduce=None)
    assert np.asarray(found) == pytest.approx([-0.3, 0.2])


@given(
    st.floats(-4, 4),
    st.lists(st.integers(-3, 3), min_size=5, max_size=5).map(sorted),
    st.sampled_from([[0.1, 0.25, 0.5, 0.75, 0.9], [0.1, 0.2, 0.4, 0.8, 0.9]]),
)
@example(0.0, [-1, -1, -1, 3, 3], [0.1, 0.2, 0.4, 0.8, 0.9])  # 0 to the rounding of 0.1 / 0.4
def test_brute_force(y: float, q: list[int], levels: list[float]) -> None:
    y = round(y)
    median = np.interp(0.5, levels, q)
    low = max([0.0, *(a for a, value in zip(levels, q, strict=True) if value <= y)])
    high = min([1.0, *(a for a, value in zip(levels, q, strict=True) if value >= y)])
    at_median = y == pytest.approx(median, abs=1e-12)
    expected = 0 if at_median else 1 - 2 * (low if y < median else high)
    assert quantile_bias(y, q, levels=levels) == pytest.approx(expected)


def test_many_quantiles_give_the_bias_of_the_distribution() -> None:
    levels = np.arange(1, 2000) / 2000
    y = np.linspace(-3, 3, 41)
    found = quantile_bias(y, norm.ppf(levels), levels=levels, reduce=None)
    assert np.asarray(found) == pytest.approx(1 - 2 * norm.cdf(y), abs=1.01e-3)


def test_values_beyond_all_quantiles_are_at_the_ends() -> None:
    found = quantile_bias([-9, 9], [1, 2, 3], levels=[0.1, 0.5, 0.9], reduce=None)
    assert np.asarray(found).tolist() == [1, -1]


def test_opposite_values_have_the_opposite_bias() -> None:
    rng = np.random.default_rng(3)
    levels = [0.05, 0.3, 0.5, 0.7, 0.95]
    q, y = np.sort(rng.normal(size=(30, 5)), axis=1), rng.normal(size=30)
    turned = quantile_bias(-y, -q[:, ::-1], levels=levels, reduce=None)
    assert quantile_bias(y, q, levels=levels, reduce=None) == pytest.approx(-np.asarray(turned))


def test_weights_and_missing_rows() -> None:
    q, levels = [1, 2, 3], [0.1, 0.5, 0.9]
    assert quantile_bias([1, 3], q, levels=levels, weight=[3, 1]) == pytest.approx(0.4)
    assert quantile_bias([1, np.nan], q, levels=levels, missing="omit") == pytest.approx(0.8)
    assert quantile_bias([1, np.nan], q, levels=levels, weight=[1, 0]) == pytest.approx(0.8)


def test_refusals() -> None:
    with pytest.raises(ArgumentError, match=r"levels: .* on one side of 1/2"):
        quantile_bias(1, [1, 2], levels=[0.6, 0.9])
    with pytest.raises(ArgumentError, match="quantiles"):
        quantile_bias(1, [2, 1], levels=[0.4, 0.6])
    with pytest.raises(ArgumentError, match="y"):
        quantile_bias([1, np.nan], [1, 2], levels=[0.4, 0.6])


def test_with_events_the_mean_has_limits() -> None:
    y, rows = [0.0, 1.5, 9.0, 2.2], [[1.0, 2.0, 3.0]] * 4
    each = quantile_bias(y, rows, levels=LEVELS, reduce=None)
    found = quantile_bias(y, rows, levels=LEVELS, event=["a", "a", "b", "c"])
    share = np.array([1, 1, 1, 1]) / 4
    same = event_mean(each, event=["a", "a", "b", "c"], bounds=(-1, 1), weight=[0.5, 0.5, 1, 1])
    assert found.value == pytest.approx(share @ each)
    assert found.events == same.events == 3
    assert -1 <= found.lower < found.value < found.upper <= 1
    alone = quantile_bias(y, rows, levels=LEVELS, event=range(4))
    direct = event_mean(each, event=range(4), bounds=(-1, 1))
    assert (alone.value, alone.lower, alone.upper) == (direct.value, direct.lower, direct.upper)


def test_a_row_that_is_missing_or_weighs_nothing_is_absent() -> None:
    rows = [[1.0, 2.0, 3.0]] * 4
    whole = quantile_bias([0.0, 9.0], rows[:2], levels=LEVELS, event=[1, 2])
    more = quantile_bias(
        [0.0, 9.0, float("nan"), 5.0],
        rows,
        levels=LEVELS,
        event=[1, 2, 3, 4],
        weight=[1, 1, 1, 0],
        missing="omit",
    )
    assert more == whole
    with pytest.raises(ArgumentError, match="event"):
        quantile_bias([0.0], rows[:1], levels=LEVELS, event=[1], reduce=None)  # type: ignore[call-overload]
