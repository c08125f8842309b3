"""The scaled Brier score: a second derivation, limits, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis import corp_decomposition, scaled_brier_score
from brierbook.errors import ArgumentError


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 3)), min_size=3, max_size=20))
def test_it_is_the_skill_of_the_decomposition(rows: list[tuple[float, int]]) -> None:
    p, weight = (np.array(each) for each in zip(*rows, strict=True))
    y = np.arange(p.size) % 2
    found = scaled_brier_score(y, p, weight=weight)
    assert found.value == pytest.approx(corp_decomposition(y, p, weight=weight).skill, abs=1e-9)


def test_its_ends() -> None:
    y = [1, 0, 0, 0]
    assert scaled_brier_score(y, y).value == 1
    assert scaled_brier_score(y, 0.25).value == pytest.approx(0, abs=1e-15)
    # every forecast certain and wrong: 1 - 1 / (0.25 * 0.75)
    assert scaled_brier_score(y, [0, 1, 1, 1]).value == pytest.approx(1 - 16 / 3)


def test_shares_are_compared_with_their_own_mean() -> None:
    # base rate 0.5: (0.04 + 0.04) / (0.04 + 0.04) for forecasts of the base rate
    assert scaled_brier_score([0.3, 0.7], [0.5, 0.5]).value == pytest.approx(0)
    assert scaled_brier_score([0.3, 0.7], [0.3, 0.6]).value == pytest.approx(1 - 0.01 / 0.08)


@pytest.mark.slow
def test_limits_cover_the_truth() -> None:
    rng, truth, held, rounds = np.random.default_rng(4), 1 / 3, 0, 200
    for _ in range(rounds):
        # p uniform and right: Brier 1/6 against 1/4
        p = rng.random(80)
        y = (rng.random(80) < p).astype(float)
        found = scaled_brier_score(y, p, event=np.arange(80))
        held += found.lower <= truth <= found.upper
    assert held / rounds > 0.84  # nominal 0.9, three standard errors of 200 rounds


def test_rows_of_one_event_are_one_observation() -> None:
    y, p = [1, 0, 1, 0, 0], [0.8, 0.3, 0.5, 0.2, 0.6]
    once = scaled_brier_score(y, p, event=range(5))
    twice = scaled_brier_score(y * 2, p * 2, event=[*range(5)] * 2)
    assert (twice.value, twice.lower, twice.upper) == pytest.approx(
        (once.value, once.lower, once.upper)
    )
    assert (twice.n, twice.events) == (10, 5)


def test_equal_outcomes_are_refused() -> None:
    with pytest.raises(ArgumentError, match="y: is 1 in every row"):
        scaled_brier_score([1, 1], [0.5, 0.6])
    with pytest.raises(ArgumentError, match="y: is 0 in every row"):
        scaled_brier_score([1, 0, 0], [0.5, 0.6, 0.7], weight=[0, 1, 1])
