"""Anytime-valid comparison: a second implementation, the null at stopping times, coverage."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from brierbook.analysis.comparison.confidence_sequence import (
    ConfidenceSequence,
    confidence_sequence,
)
from brierbook.analysis.comparison.e_process import (
    CombineRule,
    EProcess,
    e_process,
    harmonic_factor,
)
from brierbook.analysis.comparison.mixture import GammaExponential
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.scores.binary import brier_score, log_score, spherical_score
from brierbook.errors import ArgumentError

type Sequential = Callable[..., ConfidenceSequence | EProcess]

RNG = np.random.default_rng(70)
Y = RNG.integers(2, size=60).astype(float)
P = RNG.uniform(0, 1, 60)
Q = RNG.uniform(0, 1, 60)
RUNS, LENGTH = 1000, 120


def steps_by_loop(lag: int) -> tuple[Floats, Floats]:
    """Differences in Brier score, and their squared distances from the lagged mean."""
    d = np.square(P - Y) - np.square(Q - Y)
    squares = [(d[i] - (d[: i - lag + 1].mean() if i >= lag else 0)) ** 2 for i in range(60)]
    return d, np.array(squares)


def rho(alpha: float) -> float:
    return float(10 / (2 * np.log(1 / alpha) + np.log(1 + 2 * np.log(1 / alpha))))


def null(rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Outcomes whose chance moves with the past, and forecasts equally far from it either side."""
    y, chance, uniform = np.zeros(LENGTH), np.full(LENGTH, 0.5), rng.random(LENGTH)
    for i in range(LENGTH):
        chance[i] = 0.3 + 0.4 * y[max(0, i - 3) : i].mean() if i else 0.5
        y[i] = float(uniform[i] < chance[i])
    off = rng.choice([-0.25, 0.25], LENGTH)
    return y, chance + off, chance - off


@pytest.fixture(scope="module", params=[10.0, 1000.0])
def processes(request: pytest.FixtureRequest) -> list[EProcess]:
    """Run under the null, with bets that are bold and with bets that are cautious."""
    rng = np.random.default_rng(71)
    return [e_process(*null(rng), v_opt=request.param) for _ in range(RUNS)]


def at_stop(log_e: Floats, threshold: float) -> int:
    """Index of the first e-value that reaches the threshold, or of the last one."""
    reached = log_e >= np.log(threshold)
    return int(reached.argmax()) if reached.any() else log_e.size - 1


@pytest.mark.parametrize("threshold", [1.05, 1.5, 3.0, 10.0, np.inf])
def test_e_values_have_mean_at_most_one_when_stopped(
    processes: list[EProcess], threshold: float
) -> None:
    for side in ("p_better", "q_better"):
        logs = [getattr(process, side).log_e for process in processes]
        stopped = np.exp([log[at_stop(log, threshold)] for log in logs])
        margin = 3 * stopped.std(ddof=1) / np.sqrt(RUNS)
        assert stopped.mean() <= 1 + margin
        assert stopped.max() > 1.05


def test_a_bound_that_is_too_small_breaks_the_guarantee() -> None:
    """Many small gains and a rare large loss have mean 0; only the bound of 2 expects the loss."""
    rng = np.random.default_rng(72)
    steps = np.where(rng.random((4000, 12)) < 0.05, -0.95, 0.05)
    before = np.cumsum(steps, axis=1)[:, :-1] / np.arange(1, 12)
    v = np.square(steps - np.column_stack([np.zeros(4000), before])).sum(axis=1)
    e = {c: np.exp(GammaExponential(c**2, c).log(steps.sum(axis=1), v)) for c in (0.05, 2.0)}
    margin = {c: 3 * values.std() / np.sqrt(4000) for c, values in e.items()}
    assert e[2.0].mean() <= 1 + margin[2.0]
    assert e[0.05].mean() > 1 + margin[0.05]


def test_cautious_bets_lose_next_to_nothing_under_the_null() -> None:
    """So the test of the means would notice a mixture that is a tenth too large."""
    rng = np.random.default_rng(71)
    last = [e_process(*null(rng), v_opt=1000).p_better.log_e[-1] for _ in range(RUNS)]
    margin = 3 * np.exp(last).std(ddof=1) / np.sqrt(RUNS)
    assert np.exp(last).mean() > 0.95 - margin
    assert margin < 0.05


def test_nulls_are_rejected_at_most_as_often_as_alpha(processes: list[EProcess]) -> None:
    margin = 3 * np.sqrt(0.1 * 0.9 / RUNS)
    for side in ("p_better", "q_better"):
        rejected = [getattr(process, side).rejected_at is not None for process in processes]
        assert np.mean(rejected) <= 0.1 + margin


def misses(found: ConfidenceSequence, truth: Floats) -> bool:
    return bool(((found.lower > truth) | (found.upper < truth)).any())


def test_confidence_sequence_covers_at_all_times_at_once() -> None:
    rng = np.random.default_rng(73)
    missed = {"sequence": 0, "fixed": 0}
    for _ in range(500):
        chance = 0.5 + 0.4 * np.sin(np.arange(200) / 20 + rng.uniform(0, 6))
        y = (rng.random(200) < chance).astype(float)
        p, q = rng.uniform(0, 1, (2, 200))
        # E[(p - y)^2 - (q - y)^2] = (p - q)(p + q - 2 chance)
        truth = np.cumsum((p - q) * (p + q - 2 * chance)) / np.arange(1, 201)
        found = confidence_sequence(y, p, q, level=0.8)
        missed["sequence"] += misses(found, truth)
        # the usual interval, looked at after each event from the tenth
        error = np.sqrt(found.intrinsic_time) / np.arange(1, 201)
        apart = np.abs(found.estimate - truth)[10:] > 1.2816 * error[10:]
        missed["fixed"] += bool(apart.any())
    assert missed["sequence"] / 500 <= 0.2 + 3 * np.sqrt(0.2 * 0.8 / 500)
    assert missed["fixed"] / 500 > 0.4


def test_lagged_confidence_sequence_covers_where_the_plain_one_fails() -> None:
    """Outcomes in blocks of four share a coin that forecasts of the block cannot know."""
    rng = np.random.default_rng(74)
    missed = {1: 0, 4: 0}
    for _ in range(200):
        y = (rng.random(75) < 0.5).repeat(4).astype(float)
        p, q = np.full(300, 0.9), np.full(300, 0.1)
        for lag in missed:
            missed[lag] += misses(confidence_sequence(y, p, q, level=0.7, lag=lag), np.zeros(300))
    assert missed[4] / 200 <= 0.3 + 3 * np.sqrt(0.3 * 0.7 / 200)
    assert missed[1] / 200 > 0.45


@pytest.mark.parametrize("lag", [1, 3])
def test_confidence_sequence_by_root_finding(lag: int) -> None:
    found = confidence_sequence(Y, P, Q, level=0.9, lag=lag)
    d, squares = steps_by_loop(lag)
    mixture = GammaExponential(rho(0.1 / lag), 2.0)
    for t in (1, 2, 7, 30, 60):
        half = 0.0
        for start in range(min(lag, t)):
            v = np.array([max(1.0, squares[start:t:lag].sum())])
            half += brentq(
                lambda s, v=v: float(mixture.log(np.array([s]), v)[0]) - np.log(2 * lag / 0.1),
                0,
                1e3,
                xtol=1e-13,
            )
        assert found.estimate[t - 1] == pytest.approx(d[:t].mean())
        assert found.upper[t - 1] == pytest.approx(min(1, d[:t].mean() + half / t))
        assert found.lower[t - 1] == pytest.approx(max(-1, d[:t].mean() - half / t))
        assert found.intrinsic_time[t - 1] == pytest.approx(squares[:t].sum())


def test_e_process_by_loop() -> None:
    found = e_process(Y, P, Q)
    d, squares = steps_by_loop(1)
    mixture = GammaExponential(rho(0.1), 2.0)
    expected = mixture.log(np.cumsum(d), np.cumsum(squares))
    np.testing.assert_allclose(found.q_better.log_e, expected, atol=1e-12)
    np.testing.assert_allclose(
        found.q_better.p_value, np.exp(-np.maximum.accumulate(np.maximum(expected, 0)))
    )


@pytest.mark.parametrize("method", ["mean", "minimum"])
def test_streams_by_loop(method: CombineRule) -> None:
    found = e_process(Y, P, Q, lag=3, method=method)
    d, squares = steps_by_loop(3)
    mixture = GammaExponential(rho(0.1), 2.0)
    for t in (1, 2, 3, 20, 60):
        paths = [
            np.exp(mixture.log(np.cumsum(d[start:t:3]), np.cumsum(squares[start:t:3])))
            for start in range(3)
        ]
        now = [path[-1] if path.size else 1.0 for path in paths]
        highest = [max(1.0, *path) if path.size else 1.0 for path in paths]
        expected = np.mean(now) if method == "mean" else min(now)
        assert np.exp(found.q_better.log_e[t - 1]) == pytest.approx(expected)
        p_value = np.e * np.log(3) / np.mean(highest) if method == "mean" else 1 / min(highest)
        assert found.q_better.p_value[t - 1] == pytest.approx(min(1, p_value))


@pytest.mark.parametrize("count", [2, 3, 4, 10, 100])
def test_harmonic_factor_is_at_least_the_precise_one(count: int) -> None:
    # (x + k)^2 / ((x + 1) k) with x^2 = k((x + 1) ln(x + 1) - x): Vovk & Wang (2020), section 3
    def equation(x: float) -> float:
        return float(x**2 - count * ((x + 1) * np.log(x + 1) - x))

    x = brentq(equation, 1e-3, 1e6) if count > 2 else 0.0
    precise = (x + count) ** 2 / ((x + 1) * count)
    assert precise <= harmonic_factor(count) <= count
    assert harmonic_factor(1) == 1


@pytest.mark.parametrize("lag", [1, 2, 5])
def test_exchanged_forecasters_exchange_the_evidence(lag: int) -> None:
    one, two = e_process(Y, P, Q, lag=lag), e_process(Y, Q, P, lag=lag)
    np.testing.assert_allclose(one.p_better.log_e, two.q_better.log_e)
    np.testing.assert_allclose(one.q_better.p_value, two.p_better.p_value)
    here, there = confidence_sequence(Y, P, Q, lag=lag), confidence_sequence(Y, Q, P, lag=lag)
    np.testing.assert_allclose(here.lower, -there.upper)


def test_the_better_forecaster_is_found() -> None:
    rng = np.random.default_rng(75)
    chance = rng.uniform(0, 1, 600)
    y = (rng.random(600) < chance).astype(float)
    found = e_process(y, chance, np.full(600, 0.5))
    assert found.p_better.rejected_at is not None
    assert found.p_better.log_e[found.p_better.rejected_at - 1] >= np.log(10)
    assert (found.p_better.log_e[: found.p_better.rejected_at - 1] < np.log(10)).all()
    assert found.q_better.rejected_at is None
    assert found.q_better.log_e[-1] < 0
    sequence = confidence_sequence(y, chance, np.full(600, 0.5))
    assert sequence.upper[-1] < 0
    assert sequence.to_frame().shape == (600, 4)
    assert found.to_frame()["p_value_q_better"].iloc[-1] == 1


def test_e_process_and_confidence_sequence_are_two_sides_of_one_test() -> None:
    """Zero leaves the limits when one e-value reaches 2 / alpha, once V is at least 1."""
    rng = np.random.default_rng(76)
    y = (rng.random(400) < 0.8).astype(float)
    p, q = rng.uniform(0.6, 1, 400), rng.uniform(0.3, 0.8, 400)
    sequence, process = confidence_sequence(y, p, q), e_process(y, p, q)
    late = sequence.intrinsic_time >= 1
    outside = sequence.upper[late] < 0
    assert (outside == (process.p_better.log_e[late] > np.log(20))).all()
    assert 0 < outside.sum() < outside.size


@pytest.mark.parametrize("sequential", [confidence_sequence, e_process])
def test_rows_of_an_event_are_one_step(sequential: Sequential) -> None:
    once = sequential(Y, P, Q).to_frame()
    event = np.arange(60)[::-1].repeat(3)
    again = sequential(*(c.repeat(3) for c in (Y, P, Q)), event=event).to_frame()
    np.testing.assert_allclose(once, again, atol=1e-12)


def test_events_stand_in_the_order_of_their_first_rows() -> None:
    found = confidence_sequence([1, 0, 1], [0.5, 0.2, 0.7], [0.1, 0.1, 0.1], event=[7, 3, 7])
    first = np.mean([0.25 - 0.81, 0.09 - 0.81])
    assert found.estimate == pytest.approx([first, (first + 0.04 - 0.01) / 2])


@given(st.floats(-5, 5), st.floats(0.01, 100))
def test_the_scale_of_a_callable_does_not_matter(shift: float, factor: float) -> None:
    def scaled(y: Floats, p: Floats) -> Floats:
        return shift + factor * brier_score(y, p, reduce=None)

    plain = confidence_sequence(Y, P, Q)
    found = confidence_sequence(Y, P, Q, score=scaled, bounds=(shift, shift + factor))
    np.testing.assert_allclose(found.upper, factor * plain.upper, atol=1e-9 * factor)
    np.testing.assert_allclose(found.intrinsic_time, plain.intrinsic_time, atol=1e-9)


def test_spherical_score_is_bounded() -> None:
    named = e_process(Y, P, Q, score="spherical")
    score = partial(spherical_score, reduce=None)
    given_bounds = e_process(Y, P, Q, score=score, bounds=(0, 1))
    np.testing.assert_array_equal(named.p_better.log_e, given_bounds.p_better.log_e)


def test_fewer_events_than_the_lag() -> None:
    found = e_process(Y[:2], P[:2], Q[:2], lag=5)
    assert np.isfinite(found.p_better.log_e).all()
    assert (found.p_better.p_value == 1).all()
    sequence = confidence_sequence(Y[:2], P[:2], Q[:2], lag=5)
    assert (sequence.lower[-1], sequence.upper[-1]) == (-1, 1)


def test_equal_forecasters_give_no_evidence_and_no_nan() -> None:
    found = e_process(Y, P, P)
    assert (found.p_better.log_e == found.q_better.log_e).all()
    assert found.p_better.log_e == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("sequential", [confidence_sequence, e_process])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"score": "log"}, "score: is 'log', which has no bound"),
        ({"score": partial(log_score, clip=0.01, reduce=None)}, "bounds: belong with a callable"),
        ({"bounds": (0, 1)}, "bounds: belong with a callable"),
        ({"score": partial(brier_score, reduce=None), "bounds": (1, 0)}, "in rising order"),
        ({"score": partial(brier_score, reduce=None), "bounds": (0, np.inf)}, "finite"),
        (
            {"score": partial(log_score, reduce=None), "bounds": (0, 1)},
            r"bounds\[1\]: 2.30.* is a loss of p outside \[0.0, 1.0\]",
        ),
        ({"level": 0}, "level: 0 is not between"),
        ({"v_opt": 0}, "v_opt: 0 is not a finite number above 0"),
        ({"lag": 0}, "lag: 0 is not a whole number of at least 1"),
        ({"lag": 2.0}, "lag: 2.0 is not a whole number"),
        ({"event": [1]}, "event: has shape"),
    ],
)
def test_bad_input(sequential: Sequential, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        sequential([0, 1], [0.2, 0.1], [0.3, 0.6], **options)


def test_unknown_combination() -> None:
    with pytest.raises(ArgumentError, match="method: is 'best'"):
        e_process([0, 1], [0.2, 0.1], [0.3, 0.6], method="best")  # type: ignore[arg-type]
