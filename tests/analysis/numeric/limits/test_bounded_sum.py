"""Limits of sums of bounded values: published cases, closed forms, simulation, properties."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean, bounded_means, event_shares
from brierbook.analysis.numeric.limits.bounded_sum import (
    BoundedSums,
    share_limits,
    sum_limits,
    tail_p_values,
)
from brierbook.analysis.numeric.limits.ranges import loss_bounds
from brierbook.errors import ArgumentError

type Floats = npt.NDArray[np.float64]

UNIT = st.floats(0, 1).map(lambda value: round(value, 7))
VALUES = st.lists(UNIT, min_size=1, max_size=9)


def limits(
    values: npt.ArrayLike,
    low: npt.ArrayLike = 0.0,
    high: npt.ArrayLike = 1.0,
    *,
    weight: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Estimate:
    """Give the mean of values, each an event of its own."""
    x = np.asarray(values, dtype=np.float64)
    w = None if weight is None else np.asarray(weight, dtype=np.float64)
    return bounded_mean(x, (low, high), codes=np.arange(x.size), weight=w, level=level)


def brier(
    percent: list[float], y: list[float], *, less: float | None = None, weight: object = None
) -> Estimate:
    """Give the mean Brier score, or its difference from that of a constant forecast."""
    p, outcome = np.array(percent) / 100, np.array(y, dtype=np.float64)

    def loss(happened: Floats) -> Floats:
        base = 0 if less is None else (happened - less) ** 2
        return (happened - p) ** 2 - base

    w = None if weight is None else np.asarray(weight, dtype=np.float64)
    bounds = loss_bounds(loss, outcome)
    return bounded_mean(loss(outcome), bounds, codes=np.arange(p.size), weight=w)


# Computed by inversion on the real line with 600 nodes, in a program of its own.
CASES: dict[str, tuple[Callable[[], Estimate], tuple[float, float, float]]] = {
    "share 0 of 5": (lambda: limits([0] * 5), (0, 0, 0.399414)),
    "share 3 of 10": (lambda: limits([1] * 3 + [0] * 7), (0.3, 0.089667, 0.593872)),
    "one event": (lambda: limits([0]), (0, 0, 0.933895)),
    "values": (lambda: limits([0.1, 0.3, 0.6]), (0.333333, 0.108648, 0.733935)),
    "90, 90": (lambda: brier([90, 90], [1, 1]), (0.01, 0.01, 0.594669)),
    "90, 89": (lambda: brier([90, 89], [1, 1]), (0.01105, 0.01105, 0.588445)),
    "six sure": (
        lambda: brier([88, 93, 91, 95, 90, 87], [1] * 6),
        (0.009467, 0.009467, 0.291160),
    ),
    "six sure less even": (
        lambda: brier([88, 93, 91, 95, 90, 87], [1] * 6, less=0.5),
        (-0.240533, -0.240533, 0.041160),
    ),
    "in order": (lambda: brier([20, 40, 60, 80], [0, 0, 1, 1]), (0.1, 0.1, 0.318294)),
    "even": (lambda: brier([50] * 4, [1, 0, 1, 1]), (0.25, 0.25, 0.25)),
    "weights": (
        lambda: brier([90, 80, 70], [1, 1, 0], weight=[2, 1, 1]),
        (0.1375, 0.041835, 0.563608),
    ),
    "less 60": (
        lambda: brier([90, 80, 30], [1, 0, 0], less=0.6),
        (-0.046667, -0.173237, 0.254473),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_known_cases(name: str) -> None:
    found, right = CASES[name][0](), CASES[name][1]
    assert (found.value, found.lower, found.upper) == pytest.approx(right, abs=6e-7)


@pytest.mark.parametrize(("hits", "events"), [(0, 1), (0, 5), (1, 2), (3, 10), (40, 40), (7, 90)])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.99])
def test_a_share_has_the_limits_of_its_closed_form(hits: int, events: int, level: float) -> None:
    tail, rest = (1 - level) / 2, events - hits
    lower = beta.ppf(tail, hits, rest + 0.75) if hits else 0
    upper = beta.ppf(1 - tail, hits + 0.75, rest) if rest else 1
    found = limits([1] * hits + [0] * rest, level=level)
    assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-7)
    closed = [float(end) for end in share_limits(hits, events, level)]
    assert closed == pytest.approx([lower, upper], abs=1e-12)


@given(UNIT, st.floats(0.1, 0.99))
def test_one_event_has_a_closed_form(value: float, level: float) -> None:
    """The limits are z + (1 - z) B with B of Beta(3/4, 1), and z B with B of Beta(1, 3/4)."""
    tail = (1 - level) / 2
    found = limits([value], level=level)
    assert found.upper == pytest.approx(value + (1 - value) * (1 - tail) ** (4 / 3), abs=1e-7)
    assert found.lower == pytest.approx(value * (1 - (1 - tail) ** (4 / 3)), abs=1e-7)


def test_the_quantiles_are_those_of_simulated_ratios() -> None:
    rng = np.random.default_rng(11)
    low, high = rng.random(6) / 4, 0.5 + rng.random(6) / 2
    x, w = low + (high - low) * rng.random(6), rng.choice([0.2, 1, 2], 6)
    found, share = limits(x, low, high, weight=w), w / w.sum()
    reach = share * (high - low)
    draw, extra = rng.standard_exponential((400_000, 6)), rng.standard_gamma(0.75, 400_000)
    unseen = extra * (reach**2).sum() / reach.sum()
    above, whole = draw @ (share * (x - low)), draw @ reach
    floor, total = share @ low, reach.sum()
    right = (
        floor + total * np.quantile(above / (whole + unseen), 0.05),
        floor + total * np.quantile((above + unseen) / (whole + unseen), 0.95),
    )
    assert (found.lower, found.upper) == pytest.approx(right, abs=2e-3)


@given(VALUES)
def test_limits_hold_the_mean_and_stay_in_the_range(values: list[float]) -> None:
    found = limits(values)
    assert -1e-9 <= found.lower <= found.value + 1e-9
    assert found.value - 1e-9 <= found.upper <= 1 + 1e-9


@given(VALUES)
def test_only_a_value_at_its_bound_can_have_a_limit_there(values: list[float]) -> None:
    found = limits(values)
    assert (found.lower == 0) == (max(values) == 0)
    assert (found.upper == 1) == (min(values) == 1)
    assert found.upper - found.lower > 1e-3


@given(VALUES, st.floats(-1e-6, 1e-6))
def test_limits_are_continuous(values: list[float], little: float) -> None:
    moved = np.clip(np.array(values) + little, 0, 1)
    here, there = limits(values), limits(moved)
    # a limit moves by no more than the values do, but for the search that ends at 1e-10
    assert abs(here.lower - there.lower) <= 1e-6 + 1e-7
    assert abs(here.upper - there.upper) <= 1e-6 + 1e-7


@given(VALUES, st.floats(0.05, 20), st.floats(-5, 5))
def test_limits_follow_a_change_of_unit(values: list[float], scale: float, shift: float) -> None:
    x = np.array(values)
    one, other = limits(x), limits(scale * x + shift, shift, shift + scale)
    right = scale * one.lower + shift, scale * one.upper + shift
    assert (other.lower, other.upper) == pytest.approx(right, abs=1e-7)


@given(VALUES)
def test_a_mirror_exchanges_the_limits(values: list[float]) -> None:
    one, other = limits(values), limits(1 - np.array(values))
    assert (1 - other.upper, 1 - other.lower) == pytest.approx((one.lower, one.upper), abs=1e-7)


@given(VALUES, st.floats(0.1, 0.9), st.floats(0.001, 0.09))
def test_a_higher_level_is_wider(values: list[float], level: float, more: float) -> None:
    narrow, wide = limits(values, level=level), limits(values, level=level + more)
    assert wide.lower <= narrow.lower + 1e-9
    assert wide.upper >= narrow.upper - 1e-9


@given(VALUES, st.integers(0, 8), st.floats(0.01, 1))
def test_a_greater_value_moves_no_limit_down(values: list[float], at: int, more: float) -> None:
    place = at % len(values)
    raised = [min(1, v + more) if i == place else v for i, v in enumerate(values)]
    here, there = limits(values), limits(raised)
    assert there.lower >= here.lower - 1e-7
    assert there.upper >= here.upper - 1e-7


@given(VALUES, UNIT)
def test_a_row_of_weight_0_is_absent(values: list[float], absent: float) -> None:
    whole = limits([*values, absent], weight=[1.0] * len(values) + [0.0])
    assert whole == limits(values, weight=[1.0] * len(values))


@given(VALUES)
def test_the_unit_of_weights_does_not_matter(values: list[float]) -> None:
    weight = np.linspace(1, 3, len(values))
    one, other = limits(values, weight=weight), limits(values, weight=weight * 7)
    assert (one.lower, one.upper) == pytest.approx((other.lower, other.upper), abs=1e-7)


def test_rows_of_one_event_are_one_observation() -> None:
    codes = np.array([0, 0, 0, 1, 2])
    weight = np.array([1 / 3, 1 / 3, 1 / 3, 1, 1])
    rows = bounded_mean(np.array([0.1, 0.2, 0.3, 0, 1]), (0, 1), codes=codes, weight=weight)
    events = limits([0.2, 0, 1])
    assert (rows.n, rows.events) == (5, 3)
    assert (rows.lower, rows.upper) == pytest.approx((events.lower, events.upper), abs=1e-7)


def test_many_columns_at_once_are_those_one_by_one() -> None:
    rng = np.random.default_rng(2)
    codes, values = rng.integers(0, 6, 30), rng.random(30)
    weight = rng.random((30, 25)) ** 4
    value, lower, upper = bounded_means(values, (0, 1), codes=codes, weight=weight)
    for column in range(25):
        each = bounded_mean(values, (0, 1), codes=codes, weight=weight[:, column])
        found = value[column], lower[column], upper[column]
        assert found == pytest.approx((each.value, each.lower, each.upper), abs=1e-7)


def test_a_range_without_end_leaves_no_limits() -> None:
    found = limits([0.1, 0.2], 0.0, np.inf)
    assert found.value == pytest.approx(0.15)
    assert not found.limited
    assert found.reason == "no bound"
    assert not found.excludes(7)


def test_a_value_outside_its_range_is_refused() -> None:
    with pytest.raises(ArgumentError, match="bounds"):
        limits([0.1, 1.2])


@settings(deadline=None)
@given(VALUES, st.floats(-0.2, 1.2), st.floats(0.01, 0.98))
def test_limits_exclude_a_value_exactly_where_its_p_value_is_small(
    values: list[float], point: float, level: float
) -> None:
    column = np.array(values)[:, None] / len(values)
    sums = BoundedSums(column, column * 0, column * 0 + 1 / len(values))
    below, above = (float(each[0]) for each in tail_p_values(sums, point))
    tail = (1 - level) / 2
    assume(min(abs(below - tail), abs(above - tail)) > 1e-6)
    lower, upper = (float(each[0]) for each in sum_limits(sums, level))
    assert (upper < point) == (below < tail)
    assert (lower > point) == (above < tail)


def test_a_sum_that_cannot_vary_is_sure() -> None:
    column = np.array([[0.25], [0.25]])
    sums = BoundedSums(column, column, column)
    assert [float(each[0]) for each in tail_p_values(sums, 0.5)] == [1, 1]
    assert [float(each[0]) for each in tail_p_values(sums, 0.6)] == [0, 1]
    assert [float(each[0]) for each in tail_p_values(sums, 0.4)] == [1, 0]


# of many events the limits are those of a first guess, which is a Beta distribution
@pytest.mark.parametrize("events", [40, 20_001])
def test_limits_are_in_the_unit_of_the_values(events: int) -> None:
    values = np.random.default_rng(4).beta(2, 3, size=(events, 1))
    one = sum_limits(BoundedSums(values, values * 0, np.ones_like(values)), 0.9)
    sixty = sum_limits(BoundedSums(60 * values, values * 0, 60 * np.ones_like(values)), 0.9)
    assert np.array(sixty) == pytest.approx(60 * np.array(one), rel=1e-9)


def test_limits_of_many_events_are_those_of_a_normal_law() -> None:
    values = np.random.default_rng(4).beta(2, 3, size=(20_001, 1))
    low, high = sum_limits(BoundedSums(values, values * 0, np.ones_like(values)), 0.9)
    error = 1.644854 * math.sqrt(values.size) * values.std()
    assert values.sum() - low == pytest.approx(error, rel=0.02)
    assert high - values.sum() == pytest.approx(error, rel=0.02)


def test_a_sum_that_can_only_be_zero_is_zero() -> None:
    nothing = np.zeros((3, 1))
    low, high = sum_limits(BoundedSums(nothing, nothing, nothing), 0.9)
    assert (low.tolist(), high.tolist()) == ([0], [0])


@pytest.mark.parametrize("unit", [1e-8, 1.0, 1e8])
def test_a_value_may_be_outside_by_rounding_alone(unit: float) -> None:
    least, most = np.full((1, 1), 2 * unit), np.full((1, 1), 3 * unit)
    for share, inside in enumerate((2 * unit * (1 - 1e-15), 3 * unit * (1 + 1e-15))):
        assert BoundedSums(np.full((1, 1), inside), least, most).share.tolist() == [[share]]
    for outside in (1.999 * unit, 3.001 * unit):
        with pytest.raises(ArgumentError, match="mend the bounds"):
            BoundedSums(np.full((1, 1), outside), least, most)


def test_a_sum_at_its_least_is_no_evidence_against_it_though_sums_are_rounded() -> None:
    tenth = np.full((3, 1), 0.1)
    assert tenth.sum() > 0.3  # by rounding
    below, above = tail_p_values(BoundedSums(tenth, tenth, tenth + 1), 0.3)
    assert (below.tolist(), above.tolist()) == ([1], [1])


def test_events_share_alike_and_rows_within_one_by_weight() -> None:
    codes = np.array([0, 0, 1, 2])
    assert event_shares(codes, np.array([1.0, 3.0, 2.0, 5.0])) == pytest.approx(
        [1 / 12, 1 / 4, 1 / 3, 1 / 3]
    )
    assert event_shares(codes) == pytest.approx([1 / 6, 1 / 6, 1 / 3, 1 / 3])


def test_a_row_that_counts_for_nothing_may_be_unbounded() -> None:
    values, most = np.array([0.2, 0.7, 0.4]), np.array([1.0, 1.0, np.inf])
    codes, weight = np.array([0, 1, 2]), np.array([1.0, 1.0, 0.0])
    found = bounded_means(values, (0, most), codes=codes, weight=weight)
    alone = bounded_means(values[:2], (0, 1), codes=codes[:2], weight=weight[:2])
    assert np.isfinite(found).all()
    assert np.array(found) == pytest.approx(np.array(alone))
