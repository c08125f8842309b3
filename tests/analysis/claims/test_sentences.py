"""Every sentence together: what holds, in what order, and beside what was computed elsewhere."""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import beta, binom

from brierbook.analysis.claims import sum_law
from brierbook.analysis.claims.against_even import against_even
from brierbook.analysis.claims.correction import judge_correction
from brierbook.analysis.claims.sentences import SENTENCES, judge_sentences
from brierbook.errors import ArgumentError

TENTHS = np.arange(1, 10) / 10


def test_a_slope_of_035_is_said_of_300_and_not_of_10() -> None:
    rng = np.random.default_rng(1)
    p = rng.integers(1, 10, 300) / 10
    found = judge_sentences(rng.random(300) < expit(0.35 * logit(p)), p)
    assert {"too_bold", "helps"} <= {each.name for each in found.said}
    few = judge_sentences(rng.random(10) < expit(0.35 * logit(p[:10])), p[:10])
    assert [each.name for each in few.sentences] == [*SENTENCES]
    power = {each.name: each.power for each in few.sentences}
    assert power["too_bold"] is not None
    assert power["too_bold"] < 0.1


def test_sure_forecasts_take_no_part_in_the_correction() -> None:
    found = judge_sentences([1, 0, 1], [1.0, 0.0, 0.7])
    alone = judge_correction([1], [0.7])
    assert found.correction is not None
    assert found.correction.log_wealth == pytest.approx(alone.log_wealth)
    assert judge_sentences([1, 0], [1.0, 0.0]).correction is None
    assert len(judge_sentences([1, 0], [1.0, 0.0]).sentences) == 4


def test_order_of_rows_and_names_of_events_change_no_look() -> None:
    rng = np.random.default_rng(2)
    p, event = rng.integers(1, 10, 40) / 10, rng.integers(0, 12, 40)
    y = rng.random(40) < p
    order = rng.permutation(40)
    names = np.array([f"event {7 * each % 12}" for each in event])
    one = judge_correction(y, p, event=event)
    two = judge_correction(y[order], p[order], event=names[order])
    assert (one.p_value, one.power) == (two.p_value, two.power)
    assert one.log_wealth == pytest.approx(two.log_wealth)


def test_better_than_even_of_equal_forecasts_is_a_limit_of_a_share() -> None:
    """All said 80 %: the score is .04 + .6 x share of misses; its limit is Beta(s + 3/4, K - s)."""
    y = np.ones(12)
    y[:2] = 0
    found = against_even(y, np.full(12, 0.8))
    upper = 0.04 + 0.6 * beta.ppf(0.95, 2.75, 10) - 0.25
    assert found.upper == pytest.approx(upper, abs=1e-6)
    assert (found.direction == "better") == (upper < 0)


def test_power_of_better_is_a_share_of_books_by_enumeration() -> None:
    """Of 12 at 80 %, "better" is said up to so many misses; the books are binomial."""
    most = max(s for s in range(12) if 0.04 + 0.6 * beta.ppf(0.95, s + 0.75, 12 - s) < 0.25)
    expected = binom.cdf(most, 12, 0.2)
    found = against_even(np.ones(12), np.full(12, 0.8))
    error = np.sqrt(expected * (1 - expected) / found.books)
    assert found.power == pytest.approx(float(expected), abs=4 * error)


def test_one_event_says_nothing_of_even_and_levels_are_checked() -> None:
    found = against_even([1, 1], [0.9, 0.8], event=["a", "a"])
    assert (found.direction, found.ever, found.power) == (None, None, 0.0)
    with pytest.raises(ArgumentError, match="level"):
        against_even([1], [0.5], level=0)


def test_looking_at_every_event_holds_later_than_looking_once() -> None:
    p = np.full(40, 0.95)
    once = [against_even(np.ones(n), p[:n]) for n in (6, 14, 40)]
    assert [each.direction for each in once] == [None, "better", "better"]
    assert [each.ever for each in once] == [None, None, "better"]
    worse = against_even(np.zeros(6), p[:6])
    assert (worse.direction, worse.ever) == ("worse", "worse")


@pytest.mark.parametrize(("low", "high"), [(0.002, 0.02), (0.05, 0.95)])
def test_the_law_of_very_many_is_near_the_exact_one(low: float, high: float) -> None:
    q = np.random.default_rng(3).uniform(low, high, 2500)
    assert float((q * (1 - q)).sum()) >= 25
    near = np.cumsum(sum_law._count_law(q))  # noqa: SLF001  # the approximation is private
    exact = np.ones(1)
    for each in q:  # one event after another
        exact = np.convolve(exact, [1 - each, each])
    assert np.abs(near - np.cumsum(exact)).max() < 1e-3
