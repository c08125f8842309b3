"""Tests of calibration: published and closed forms, errors where no estimate exists, and size."""

import math

import numpy as np
import pytest
from scipy.optimize import fmin
from scipy.special import expit, logit

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.reliability.calibration_tests import (
    calibration_in_the_large,
    cox_calibration,
    spiegelhalter_test,
)
from brierbook.errors import ArgumentError

RNG = np.random.default_rng(30)
P = RNG.uniform(0.05, 0.95, 80)
Y = (RNG.random(80) < expit(0.4 + 0.6 * logit(P))).astype(float)
EVENT = np.arange(80) // 4
WEIGHT = RNG.integers(1, 4, 80).astype(float)


def test_spiegelhalter_by_formula() -> None:
    found = spiegelhalter_test([1, 0, 1], [0.9, 0.2, 0.6])
    assert found.z == pytest.approx(-0.7925939239012171, abs=1e-14)
    assert found.p_value == pytest.approx(0.42801405, abs=1e-6)
    assert found.to_frame()["z"].tolist() == [found.z]


def test_spiegelhalter_does_not_take_a_weight_for_evidence() -> None:
    plain = spiegelhalter_test(Y, P)
    assert spiegelhalter_test(Y, P, weight=np.full(80, 7.0)).z == pytest.approx(plain.z)
    assert spiegelhalter_test(Y, P, weight=WEIGHT).z != pytest.approx(plain.z)


def test_spiegelhalter_of_events_does_not_take_copies_for_evidence() -> None:
    once = spiegelhalter_test(Y, P, event=EVENT)
    thrice = spiegelhalter_test(Y.repeat(3), P.repeat(3), event=EVENT.repeat(3))
    assert thrice.z == pytest.approx(once.z)
    sums = ((Y - P) * (1 - 2 * P)).reshape(20, 4).sum(axis=1)
    assert once.z == pytest.approx(sums.sum() / np.sqrt((sums**2).sum()))


@pytest.mark.parametrize("p", [[0.5, 0.5], [0.0, 1.0], [0.0, 0.5]])
def test_spiegelhalter_without_variance_is_refused(p: list[float]) -> None:
    with pytest.raises(ArgumentError, match="there is no variance"):
        spiegelhalter_test([0, 1], p)


def test_spiegelhalter_of_a_certain_miss_is_infinite() -> None:
    found = spiegelhalter_test([1, 0], [0.0, 0.5])
    assert (found.z, found.p_value) == (np.inf, 0)


def test_spiegelhalter_rejects_calibrated_forecasts_as_often_as_it_says() -> None:
    rng = np.random.default_rng(31)
    p_values = []
    for _ in range(1000):
        p = rng.random(100)
        p_values.append(spiegelhalter_test(rng.random(100) < p, p).p_value)
    assert 0.07 < np.mean(np.array(p_values) < 0.1) < 0.13


def by_search(columns: Floats, offset: Floats, weight: Floats) -> Floats:
    """Maximise the likelihood without derivatives."""

    def loss(beta: Floats) -> float:
        eta = columns @ beta + offset
        return float(weight @ (np.logaddexp(0, eta) - Y * eta))

    found: Floats = fmin(
        loss, np.zeros(columns.shape[1]), xtol=1e-10, ftol=1e-13, maxiter=5000, disp=False
    )
    return found


@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["equal", "weighted"])
def test_cox_is_the_maximum_of_the_likelihood(weight: Floats | None) -> None:
    found = cox_calibration(Y, P, weight=weight)
    unit = np.ones(80) if weight is None else weight
    design = np.column_stack([np.ones(80), logit(P)])
    expected = by_search(design, np.zeros(80), unit)
    assert (found.intercept.value, found.slope.value) == pytest.approx(tuple(expected), abs=1e-6)
    large = calibration_in_the_large(Y, P, weight=weight)
    assert large.value == pytest.approx(by_search(design[:, :1], logit(P), unit)[0], abs=1e-6)


def test_a_two_by_two_table_has_a_closed_form() -> None:
    # 3 of 10 at p = 0.2 and 6 of 10 at 0.8: slope = log odds ratio / distance of the logits
    y = np.repeat([1, 0, 1, 0], [3, 7, 6, 4])
    p = np.repeat([0.2, 0.2, 0.8, 0.8], [3, 7, 6, 4])
    found = cox_calibration(y, p, level=0.95)
    slope = np.log((6 / 4) / (3 / 7)) / (2 * np.log(4))
    error = np.sqrt(1 / 3 + 1 / 7 + 1 / 6 + 1 / 4) / (2 * np.log(4))
    assert found.slope.value == pytest.approx(slope, abs=1e-12)
    assert found.slope.upper == pytest.approx(slope + 1.959963984540054 * error, abs=1e-9)
    assert found.intercept.value == pytest.approx(np.log(3 / 7) + slope * np.log(4), abs=1e-12)
    assert found.to_frame().index.tolist() == ["intercept", "slope"]


def test_in_the_large_with_one_forecast_value_is_a_logit() -> None:
    # base rate 3/4 against 0.4; the variance of a logit is 1/3 + 1/1
    found = calibration_in_the_large([0, 1, 1, 1], [0.4] * 4, level=0.9)
    value = np.log(3) - np.log(0.4 / 0.6)
    half = 1.6448536269514722 * np.sqrt(4 / 3)
    assert (found.value, found.lower, found.upper) == pytest.approx(
        (value, value - half, value + half), abs=1e-9
    )


def test_copies_within_events_are_no_evidence() -> None:
    once = cox_calibration(Y, P, event=EVENT)
    thrice = cox_calibration(Y.repeat(3), P.repeat(3), event=EVENT.repeat(3))
    assert thrice.slope.lower == pytest.approx(once.slope.lower, abs=1e-9)
    assert thrice.p_value == pytest.approx(once.p_value, abs=1e-9)
    assert once.slope.events == 20


def test_events_of_one_row_give_the_sandwich() -> None:
    found = calibration_in_the_large(Y, P, event=np.arange(80), level=0.9)
    chance = expit(found.value + logit(P))
    variance = (80 / 79) * np.square(Y - chance).sum() / (chance * (1 - chance)).sum() ** 2
    t79 = 1.6643714
    assert found.upper - found.value == pytest.approx(t79 * np.sqrt(variance), rel=1e-6)
    weighted = calibration_in_the_large(Y, P, weight=np.append(np.full(79, 0.5), 0.5 + 1e-9))
    half = 1.6448536269514722 * np.sqrt(variance)
    assert weighted.upper - weighted.value == pytest.approx(half, rel=1e-6)


def test_few_events_say_nothing_of_the_spread() -> None:
    one = cox_calibration(Y, P, event=np.zeros(80))
    assert np.isfinite(one.slope.value)
    assert np.isnan([one.slope.lower, one.slope.upper, one.p_value]).all()


def test_the_joint_test_keeps_its_size() -> None:
    rng = np.random.default_rng(32)
    p = rng.uniform(0.1, 0.9, 200)
    rejected = {"rows": 0, "events": 0}
    for _ in range(300):
        rejected["rows"] += cox_calibration(rng.random(200) < p, p).p_value < 0.1
        shared = rng.random(40).repeat(5) < p
        by_event = cox_calibration(shared, p, event=np.arange(200) // 5)
        rejected["events"] += by_event.p_value < 0.1
    assert 0.05 < rejected["rows"] / 300 < 0.15
    assert 0.05 < rejected["events"] / 300 < 0.17


def test_extreme_forecasts_converge() -> None:
    y, p = [1, 0, 1, 0], [5e-324, 1e-300, 1 - 2**-53, 0.5]
    found = cox_calibration(y, p)
    design = np.column_stack([np.ones(4), logit(np.array(p))])
    chance = expit(design @ [found.intercept.value, found.slope.value])
    np.testing.assert_allclose(design.T @ (np.array(y) - chance), 0, atol=1e-6)
    large = calibration_in_the_large(y, p)
    assert expit(large.value + logit(np.array(p))).sum() == pytest.approx(2, abs=1e-6)


@pytest.mark.parametrize(
    ("y", "p", "message"),
    [
        ([0, 1], [0.2, 0.7], "p: separates the outcomes"),
        ([1, 0], [0.2, 0.7], "p: separates the outcomes"),
        ([0, 0, 1, 1], [0.2, 0.5, 0.5, 0.7], "p: separates the outcomes"),
        ([0, 1], [0.4, 0.4], "p: is the same in every row"),
        ([1, 1], [0.2, 0.7], "y: is 1 in every row"),
        ([0, 1], [0.2, 1.0], r"p\[1\]: 1.0 has no finite logit"),
        ([0, 1], [0.0, 0.3], r"p\[0\]: 0.0 has no finite logit"),
    ],
)
def test_no_estimate_is_an_error(y: list[int], p: list[float], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        cox_calibration(y, p)


def test_a_row_without_weight_does_not_mend_separation() -> None:
    with pytest.raises(ArgumentError, match="separates"):
        cox_calibration([0, 1, 0], [0.2, 0.7, 0.9], weight=[1, 1, 0])


@pytest.mark.parametrize("p", [5e-324, 1e-300, 1 - 2**-53])
@pytest.mark.parametrize("weight", [1.0, 1e-9])
def test_in_the_large_of_all_but_certain_forecasts_ends(p: float, weight: float) -> None:
    # half of the weight came true, so the intercept takes the logit back to 0
    found = calibration_in_the_large([0, 1, 0, 1], [p] * 4, weight=[weight, 1, 1, weight])
    assert found.value == pytest.approx(math.log1p(-p) - math.log(p), rel=1e-12)


def test_slope_of_all_but_certain_forecasts_ends() -> None:
    low, high = 5e-324, 1 - 2**-53
    found = cox_calibration([0, 0, 1, 1, 1, 0], [low, low, low, high, high, high])
    # one third of the low came true and two thirds of the high: two equations, two unknowns
    first, second = (math.log(p) - math.log1p(-p) for p in (low, high))
    slope = 2 * math.log(2) / (second - first)
    assert found.slope.value == pytest.approx(slope, rel=1e-9)
    assert found.intercept.value == pytest.approx(math.log(2) - slope * second, rel=1e-9)


def test_one_class_has_no_intercept() -> None:
    with pytest.raises(ArgumentError, match="y: is 0 in every row"):
        calibration_in_the_large([0, 0], [0.2, 0.7])
