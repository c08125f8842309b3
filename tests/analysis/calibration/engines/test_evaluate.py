"""Out of time: only what was known then may teach, and events are the unit."""

from datetime import timedelta

import numpy as np
import pytest
from tests.analysis.calibration.simulate import Floats, sigmoid

from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.engines.evaluate import evaluate_recalibration
from brierbook.analysis.scores.logit_normal import mean_probability
from brierbook.errors import ArgumentError


def series(slope: float, n: int = 400, seed: int = 1) -> tuple[Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    p = rng.integers(5, 96, n) / 100
    y = (rng.random(n) < sigmoid(slope * np.log(p / (1 - p)))).astype(float)
    return p, y, np.repeat(np.arange(n / 20), 20)


def test_it_helps_the_overconfident_and_not_the_calibrated() -> None:
    p, y, day = series(0.4)
    found = evaluate_recalibration(y, p, made_at=day, known_at=day + 1)
    assert found.verdict == "helped"
    assert found.comparison.difference < -0.01
    calibrated = evaluate_recalibration(*series(1.0)[1::-1], made_at=day, known_at=day + 1)
    assert calibrated.verdict == "unclear"
    assert abs(calibrated.comparison.difference) < 0.003


def test_each_day_is_what_a_fit_on_the_days_before_gives() -> None:
    p, y, day = series(0.4, 100)
    found = evaluate_recalibration(y, p, made_at=day, known_at=day + 1)
    assert found.learnt_from.tolist() == np.repeat([0, 20, 40, 60, 80], 20).tolist()
    np.testing.assert_array_equal(found.recalibrated[:20], p[:20])
    past = BayesianCalibrator().fit(p[:60], y[:60])
    np.testing.assert_allclose(found.recalibrated[60:80], past.predict(p[60:80]))


def test_the_future_does_not_leak() -> None:
    p, y, day = series(0.4, 100)
    other = y.copy()
    other[60:] = 1 - other[60:]
    first = evaluate_recalibration(y, p, made_at=day, known_at=day + 1)
    second = evaluate_recalibration(other, p, made_at=day, known_at=day + 1)
    np.testing.assert_array_equal(first.recalibrated[:80], second.recalibrated[:80])
    assert (first.recalibrated[80:] != second.recalibrated[80:]).all()


def test_times_are_numbers_or_datetimes() -> None:
    p, y, day = series(0.4, 60)
    made = np.datetime64("2026-01-01") + day.astype(int)
    known = [each + timedelta(days=1) for each in made.tolist()]
    dated = evaluate_recalibration(y, p, made_at=made, known_at=np.array(known))
    plain = evaluate_recalibration(y, p, made_at=day, known_at=day + 1)
    np.testing.assert_array_equal(dated.recalibrated, plain.recalibrated)


def test_events_are_the_unit_of_learning_and_of_the_interval() -> None:
    p, y, day = np.repeat([0.9, 0.8, 0.7], 5), np.repeat([0, 1, 0], 5), np.repeat([0, 1, 2], 5)
    event = np.repeat(["a", "b", "c"], 5)
    found = evaluate_recalibration(y, p, made_at=day, known_at=day, event=event)
    assert found.comparison.events == 3
    expected = BayesianCalibrator().fit([0.9, 0.8], [0, 1]).predict([0.8])
    np.testing.assert_allclose(found.recalibrated[5:10], np.repeat(expected, 5), atol=1e-9)


def test_worded_forecasts_say_their_mean() -> None:
    p, y, day = [0.9, 0.9, 0.6], [1, 0, 1], [0, 1, 1]
    found = evaluate_recalibration(y, p, made_at=day, known_at=[1, 2, 3], sd_logit=[1.5, 0, 0.5])
    said = mean_probability(np.log(9), 1.5)
    assert found.recalibrated[0] == pytest.approx(float(said))
    assert found.learnt_from.tolist() == [0, 1, 1]


def test_hindsight_and_missing_times_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"known_at\[1\]: is before made_at"):
        evaluate_recalibration([0, 1], [0.5, 0.5], made_at=[1, 2], known_at=[1, 1])
    with pytest.raises(ArgumentError, match=r"made_at\[0\]: is missing"):
        evaluate_recalibration([0, 1], [0.5, 0.5], made_at=[np.nan, 2], known_at=[1, 3])
    with pytest.raises(ArgumentError, match=r"made_at: has shape \(1,\); p has \(2,\)"):
        evaluate_recalibration([0, 1], [0.5, 0.5], made_at=[1], known_at=[1, 3])
