"""Two areas under ROC curves: areas alone, all pairs, DeLong's variance, coverage, refusals."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.analysis import auc_difference, roc_auc
from brierbook.errors import ArgumentError

ROWS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=5, max_size=16)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_the_value_is_the_mean_over_all_pairs(rows: list[tuple[int, int]]) -> None:
    p, q = np.array(rows).T / 6
    y = np.arange(p.size) % 2
    pairs = product(np.flatnonzero(y == 1), np.flatnonzero(y == 0))
    apart = [(np.sign(p[i] - p[j]) - np.sign(q[i] - q[j])) / 2 for i, j in pairs]
    found = auc_difference(y, p, q, n_resamples=50)
    assert found.value == pytest.approx(np.mean(apart), abs=1e-12)
    alone = roc_auc(y, p, n_resamples=9).value - roc_auc(y, q, n_resamples=9).value
    assert found.value == pytest.approx(alone, abs=1e-12)
    assert -1 <= found.lower <= found.value <= found.upper <= 1


def test_with_many_rows_the_limits_are_those_of_delong() -> None:
    rng = np.random.default_rng(2)
    y = np.arange(3_000) % 3 == 0
    shared = rng.normal(size=y.size) + y
    p, q = (1 / (1 + np.exp(-shared - rng.normal(size=y.size))) for _ in range(2))
    kernel = (p[y][:, None] > p[~y]).astype(float) - (q[y][:, None] > q[~y])
    variance = kernel.mean(axis=1).var(ddof=1) / y.sum()
    variance += kernel.mean(axis=0).var(ddof=1) / (~y).sum()
    found = auc_difference(y, p, q)
    assert found.value == pytest.approx(kernel.mean(), abs=1e-12)
    half = 1.6448536269514722 * math.sqrt(variance)
    assert found.upper - found.lower == pytest.approx(2 * half, rel=0.06)


def test_beyond_so_many_events_they_are_delongs_exactly() -> None:
    rng = np.random.default_rng(4)
    y = np.arange(20_010) % 2 == 0
    p, q = (np.round(rng.random(y.size) * 0.7 + 0.3 * y, 2) for _ in range(2))
    found = auc_difference(y, p, q)
    hit, miss = y.nonzero()[0], (~y).nonzero()[0]
    rest = np.zeros(y.size)
    for said, sign in ((p, 1), (q, -1)):
        up, down = np.sort(said[hit]), np.sort(said[miss])
        below = (np.searchsorted(down, said[hit]) + np.searchsorted(down, said[hit], "right")) / 2
        above = (np.searchsorted(up, said[miss]) + np.searchsorted(up, said[miss], "right")) / 2
        rest[hit] += sign * below / miss.size
        rest[miss] += sign * (1 - above / hit.size)
    error = math.sqrt(rest[hit].var() / hit.size + rest[miss].var() / miss.size)
    assert (found.upper - found.lower) / 2 == pytest.approx(1.6448536269514722 * error, rel=1e-6)


@pytest.mark.parametrize("rows", [12, 24])
def test_limits_hold_zero_where_two_are_equally_good(rows: int) -> None:
    rng, held, rounds = np.random.default_rng(5), 0, 120
    for _ in range(rounds):
        y = rng.permutation(np.arange(rows) % 2)
        shared = rng.normal(size=rows) + y
        p, q = (1 / (1 + np.exp(-shared - rng.normal(size=rows))) for _ in range(2))
        found = auc_difference(y, p, q, n_resamples=400)
        held += found.lower <= 0 <= found.upper
    assert held / rounds > 0.88 - 2 * math.sqrt(0.9 * 0.1 / rounds)


def test_two_who_order_alike_differ_by_nothing() -> None:
    found = auc_difference([0, 1, 0, 1], [0.2, 0.3, 0.4, 0.5], [0.02, 0.3, 0.7, 0.99])
    assert (found.value, found.lower, found.upper) == (0, 0, 0)


def test_swapping_the_two_turns_the_sign() -> None:
    rng = np.random.default_rng(1)
    y, p, q = np.arange(30) % 2, rng.random(30), rng.random(30)
    one, other = auc_difference(y, p, q), auc_difference(y, q, p)
    assert (one.value, one.lower) == pytest.approx((-other.value, -other.upper))


def test_one_event_has_a_value_and_no_limits() -> None:
    found = auc_difference([0, 1, 1], [0.2, 0.3, 0.1], [0.3, 0.2, 0.4], event=["a"] * 3)
    assert found.reason == "one event"
    assert math.isnan(found.lower)


def test_refusals() -> None:
    with pytest.raises(ArgumentError, match="q"):
        auc_difference([0, 1], [0.2, 0.3], [0.2, 1.3])
    with pytest.raises(ArgumentError, match="both outcomes are needed"):
        auc_difference([1, 1], [0.2, 0.3], [0.2, 0.3])
