"""Limits by betting: a program of its own, steps by hand, coverage at all times, widths."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.analysis import betting_sequence, confidence_sequence
from brierbook.analysis.comparison.betting_sequence import wealth_limits
from brierbook.errors import ArgumentError


def wealth(x: list[float], m: float, alpha: float) -> list[float]:
    """Follow the hedged wealth step by step, as the paper writes it."""
    up = down = 1.0
    total, squares, variance, path = 0.0, 0.0, 0.25, []
    for t, value in enumerate(x, start=1):
        stake = math.sqrt(2 * math.log(2 / alpha) / (variance * t * math.log(1 + t)))
        up *= 1 + (min(stake, 0.5 / m) if m else stake) * (value - m)
        down *= 1 - (min(stake, 0.5 / (1 - m)) if m < 1 else stake) * (value - m)
        path.append(max(up, down) / 2)
        total += value
        mean = (0.5 + total) / (t + 1)
        squares += (value - mean) ** 2
        variance = (0.25 + squares) / (t + 1)
    return path


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from([0.05, 0.1, 0.5]))
def test_a_mean_is_out_once_somebody_has_grown_rich(x: list[float], alpha: float) -> None:
    lower, upper = wealth_limits(np.array(x), alpha)
    means = np.linspace(0, 1, 101)
    out = np.array([np.maximum.accumulate(wealth(x, m, alpha)) >= 1 / alpha for m in means])
    for t in range(len(x)):
        left = means[~out[:, t]]
        if left.size and not np.isnan(lower[t]):
            assert lower[t] <= left[0] + 1e-12
            assert left[-1] - 1e-12 <= upper[t]
            assert left[0] - lower[t] < 0.0105 + 1e-9
            assert upper[t] - left[-1] < 0.0105 + 1e-9


@pytest.mark.parametrize("mean", [0.05, 0.5])
def test_a_constant_mean_is_held_at_all_times_at_once(mean: float) -> None:
    rng, held = np.random.default_rng(3), 0
    for _ in range(80):
        lower, upper = wealth_limits((rng.random(60) < mean).astype(float), 0.1)
        held += bool(((lower <= mean) & (mean <= upper)).all())
    assert held / 80 >= 0.9 - 2 * math.sqrt(0.1 * 0.9 / 80)


def test_limits_hold_the_difference_and_never_widen() -> None:
    rng = np.random.default_rng(4)
    y = (rng.random(300) < 0.7).astype(float)
    found = betting_sequence(y, np.full(300, 0.7), np.full(300, 0.6), event=range(300))
    true = 0.7 * (0.3**2 - 0.4**2) + 0.3 * (0.7**2 - 0.6**2)
    assert ((found.lower <= true) & (true <= found.upper)).all()
    assert (np.diff(found.upper - found.lower) <= 1e-12).all()
    today = confidence_sequence(y, np.full(300, 0.7), np.full(300, 0.6))
    np.testing.assert_allclose(found.estimate, today.estimate)
    assert found.upper[-1] - found.lower[-1] < today.upper[-1] - today.lower[-1]


def test_exchanging_the_two_turns_the_limits() -> None:
    rng = np.random.default_rng(6)
    y, p, q = rng.integers(0, 2, 40), rng.random(40), rng.random(40)
    one, other = betting_sequence(y, p, q), betting_sequence(y, q, p)
    np.testing.assert_allclose(one.lower, -other.upper, atol=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"score": "log"}, "score: is 'log', which has no bound"),
        ({"level": 1}, "level: 1 is not between"),
        ({"event": [1]}, "event: has shape"),
    ],
)
def test_bad_input(options: dict[str, object], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        betting_sequence([0, 1], [0.2, 0.1], [0.3, 0.6], **options)  # type: ignore[arg-type]
