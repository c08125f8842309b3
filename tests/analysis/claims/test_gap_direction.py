"""The test of "less was said than happened" beside enumeration, printed values and SciPy."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import binom, multivariate_normal, norm

from brierbook.analysis.claims.correlation import effective_events
from brierbook.analysis.claims.gap_direction import (
    gap_limits,
    gap_power,
    gap_tails,
    gap_test,
    tipping_correlation,
)
from brierbook.analysis.claims.mean_lines import AS_SAID, draw_lines
from brierbook.analysis.claims.rows import read_claim_rows
from brierbook.analysis.claims.sum_law import plan_sums
from brierbook.errors import ArgumentError

type Pair = tuple[float, float]

SIX = [0.88, 0.93, 0.91, 0.95, 0.90, 0.87]
TENTHS = [i / 10 for i in range(1, 10)]

# Said, outcomes; tails (at least, at most) as said, slope fitted, and with correlation .3; the gap
# and its limits. Computed by an implementation of its own, with a grid of 60 bisections.
PRINTED = [
    (
        *(SIX, [1] * 6),
        *((0.553978, 1), (0.555502, 1), (0.635611, 1)),
        (-0.093333, -0.093333, 0.299704),
    ),
    (
        *([0.9] * 5, [1, 1, 1, 0, 0]),
        *((0.991440, 0.081460), (0.991440, 0.081460), (0.964918, 0.114355)),
        (0.3, -0.023560, 0.710745),
    ),
    (
        *([0.1, 0.2, 0.8, 0.9], [1, 0, 1, 1]),
        *((0.206800, 0.985600), (0.284722, 0.958333), (0.231696, 0.964981)),
        (-0.25, -0.487304, 0.243205),
    ),
    (
        *(TENTHS, [0, 0, 1, 1, 1, 1, 1, 1, 1]),
        *((0.055570, 0.992637), (0.055570, 0.992637), (0.159333, 0.940669)),
        (-0.277778, -0.456003, 0.007255),
    ),
]


@pytest.mark.parametrize(("p", "y", "as_said", "fitted", "together", "gap"), PRINTED)
def test_tails_and_limits_are_those_printed(
    p: list[float],
    y: list[int],
    as_said: Pair,
    fitted: Pair,
    together: Pair,
    gap: tuple[float, float, float],
) -> None:
    rows = read_claim_rows(y, p)
    plan = plan_sums(rows)
    assert gap_tails(rows, plan, slopes=AS_SAID) == pytest.approx(as_said, abs=2e-6)
    assert gap_tails(rows, plan) == pytest.approx(fitted, abs=2e-6)
    correlated = gap_tails(rows, plan, slopes=AS_SAID, correlation=0.3)
    assert correlated == pytest.approx(together, abs=2e-6)
    found = gap_test(y, p)
    assert (found.gap, found.lower, found.upper) == pytest.approx(gap, abs=3e-6)
    assert found.direction is None


def test_rows_of_an_event_stand_or_fall_together() -> None:
    rows = read_claim_rows([1, 1, 0, 1], [0.6, 0.7, 0.2, 0.3], event=["a", "a", "b", "b"])
    assert gap_tails(rows, plan_sums(rows), slopes=AS_SAID) == pytest.approx((0.2, 0.88))


probabilities = st.lists(st.integers(1, 99).map(lambda k: k / 100), min_size=1, max_size=6)


@given(probabilities, st.data())
def test_the_law_is_that_of_an_enumeration(p: list[float], data: st.DataObject) -> None:
    event = data.draw(st.lists(st.integers(0, 3), min_size=len(p), max_size=len(p)))
    weight = data.draw(st.lists(st.integers(1, 5), min_size=len(p), max_size=len(p)))
    y = data.draw(st.lists(st.integers(0, 1), min_size=len(p), max_size=len(p)))
    rows = read_claim_rows(y, p, event=event, weight=weight)
    more, less = gap_tails(rows, plan_sums(rows), slopes=AS_SAID)
    expected = _tails_by_enumeration(y, p, event, weight)
    assert (more, less) == pytest.approx(expected, abs=1e-9)


def _tails_by_enumeration(
    y: list[int], p: list[float], event: list[int], weight: list[int]
) -> tuple[float, float]:
    """Walk over all combinations of where each event's uniform lies."""
    share = np.array(weight) / sum(weight)
    names, seen = sorted(set(event)), float(share @ y)
    cuts = [
        sorted({0.0, 1.0, *(q for q, e in zip(p, event, strict=True) if e == n)}) for n in names
    ]
    more = less = 0.0
    for places in product(*(range(len(cut) - 1) for cut in cuts)):
        low = {n: cut[i] for n, cut, i in zip(names, cuts, places, strict=True)}
        mass = np.prod([cut[i + 1] - cut[i] for cut, i in zip(cuts, places, strict=True)])
        total = sum(w for w, q, e in zip(share, p, event, strict=True) if low[e] < q)
        more += mass * (total >= seen - 1e-9)
        less += mass * (total <= seen + 1e-9)
    return more, less


def test_the_lattice_is_as_good_as_exact_sums() -> None:
    rng = np.random.default_rng(5)
    p, y = rng.uniform(0.05, 0.95, 14), rng.integers(0, 2, 14)
    weight = rng.uniform(0.5, 2, 14)
    rows = read_claim_rows(y, p, weight=weight)
    plan = plan_sums(rows)
    assert plan.moves, "the sum has more values than are kept exactly"
    outcomes = np.array(list(product((0, 1), repeat=14)))
    mass = np.where(outcomes, p, 1 - p).prod(axis=1)
    sums, seen = outcomes @ rows.weight, rows.happened
    exact = mass[sums >= seen - 1e-9].sum(), mass[sums <= seen + 1e-9].sum()
    found = gap_tails(rows, plan, slopes=AS_SAID)
    assert found == pytest.approx(exact, abs=2e-3)
    assert all(a >= b - 2e-4 for a, b in zip(found, exact, strict=True)), "never too small"


@given(probabilities)
def test_lines_have_the_mean_that_was_asked_for(p: list[float]) -> None:
    rows = read_claim_rows([0] * len(p), p)
    lines = draw_lines(rows, plan_sums(rows), 0.37)
    assert lines.q @ rows.weight == pytest.approx(np.full(5, 0.37), abs=1e-9)
    slopes = np.array([0, 0.25, 0.5, 0.75, 1])
    apart = np.diff(logit(lines.q), axis=1)
    assert apart == pytest.approx(slopes[:, None] * np.diff(logit(p)), abs=1e-6)


def test_equal_forecasts_give_the_binomial() -> None:
    found = gap_test([1] * 9 + [0] * 11, [0.2] * 20)
    assert found.p_less == pytest.approx(binom.sf(8, 20, 0.2))
    assert found.p_more == pytest.approx(binom.cdf(9, 20, 0.2))
    assert found.direction == "less"


@settings(max_examples=30)
@given(st.lists(st.sampled_from([0.05, 0.3, 0.5, 0.9]), min_size=2, max_size=12), st.data())
def test_limits_exclude_0_just_where_a_direction_is_said(
    p: list[float], data: st.DataObject
) -> None:
    y = data.draw(st.lists(st.integers(0, 1), min_size=len(p), max_size=len(p)))
    found = gap_test(y, p)
    outside = found.upper < -1e-5 or found.lower > 1e-5
    assert (
        outside == (found.direction is not None) or min(abs(found.lower), abs(found.upper)) < 1e-4
    )
    assert found.lower <= found.gap + 1e-6
    assert found.gap - 1e-6 <= found.upper


def test_swapping_yes_and_no_swaps_less_and_more() -> None:
    y, p = [1, 1, 1, 0, 1, 1], [0.2, 0.4, 0.1, 0.3, 0.2, 0.3]
    here = gap_test(y, p)
    there = gap_test([1 - v for v in y], [1 - v for v in p])
    assert (here.direction, there.direction) == ("less", "more")
    assert here.p_less == pytest.approx(there.p_more)
    assert (here.lower, here.upper) == pytest.approx((-there.upper, -there.lower), abs=3e-6)


def test_certain_forecasts_are_judged_too() -> None:
    found = gap_test([1, 0, 0, 0, 0, 0], [1.0, 1.0, 1.0, 1.0, 1.0, 0.5])
    assert found.direction == "more"
    right = gap_test([1, 0, 1], [1.0, 0.0, 1.0])
    assert (right.gap, right.direction, right.p_less, right.p_more) == (0.0, None, 1.0, 1.0)


def test_two_correlated_events_agree_with_the_bivariate_normal() -> None:
    p, correlation = np.array([0.3, 0.6]), 0.4
    rows = read_claim_rows([1, 1], p)
    more, _ = gap_tails(rows, plan_sums(rows), slopes=AS_SAID, correlation=correlation)
    both = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]]).cdf(norm.ppf(p))
    assert more == pytest.approx(float(both), abs=1e-6)


def test_a_claim_falls_beyond_its_tipping_correlation() -> None:
    p = [0.2] * 30
    rows = read_claim_rows([1] * 14 + [0] * 16, p)
    plan = plan_sums(rows)
    tipping = tipping_correlation(rows, plan, "less", 0.05)
    assert 0.01 < tipping < 0.9
    assert gap_tails(rows, plan, correlation=tipping)[0] <= 0.05
    assert gap_tails(rows, plan, correlation=tipping + 0.01)[0] > 0.05
    wide, narrow = gap_limits(rows, plan, 0.05, correlation=0.3), gap_limits(rows, plan, 0.05)
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


def test_effective_events_count_what_independent_ones_would_tell() -> None:
    alone = read_claim_rows([0] * 20, [0.4] * 20)
    assert effective_events(alone, 0.0) == pytest.approx(20)
    counted = [effective_events(alone, each) for each in (0.1, 0.3, 0.6, 0.9)]
    assert counted == sorted(counted, reverse=True)
    assert counted[-1] < 2
    # at 50 % the correlation of outcomes is (2 / pi) asin(rho)
    even = read_claim_rows([0] * 20, [0.5] * 20)
    correlation = 2 / np.pi * np.arcsin(0.3)
    assert effective_events(even, 0.3) == pytest.approx(20 / (1 + 19 * correlation), rel=1e-6)
    heavy = read_claim_rows([0] * 3, [0.5] * 3, weight=[2, 1, 1])
    assert effective_events(heavy, 0.0) == pytest.approx(16 / 6)


def test_power_grows_with_events_and_is_little_with_ten() -> None:
    p = [*TENTHS, 0.5]
    few, many = gap_test([1, 0] * 5, p).power, gap_test([1, 0] * 50, p * 10).power
    assert few is not None
    assert many is not None
    assert few.less < 0.25
    assert many.less > 0.85
    assert many.more > 0.85
    assert gap_test([1, 0] * 5, p, power=False).power is None


def test_power_is_that_of_new_books() -> None:
    p = np.tile(TENTHS, 3)
    power = gap_power(r := read_claim_rows([0] * 27, p), plan_sums(r), tail=0.05).less
    rng = np.random.default_rng(3)
    books = rng.random((600, 27)) < expit(logit(p) + 0.8)
    rows = [gap_tails(r := read_claim_rows(y, p), plan_sums(r))[0] for y in books]
    assert power == pytest.approx(np.mean(np.array(rows) <= 0.05), abs=0.08)


@pytest.mark.parametrize("level", [0.0, 1.0, 90])
def test_levels_outside_0_to_1_are_refused(level: float) -> None:
    with pytest.raises(ArgumentError, match="level"):
        gap_test([1], [0.5], level=level)
