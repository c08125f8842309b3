"""ICI, E50, E90 and Emax: brute force over isotonic fits, limits, and what noise does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression
from scipy.stats import binom

from brierbook.analysis import calibration_distances, expected_calibration_error

rows = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 20), st.integers(1, 3)), min_size=1, max_size=25
)


@given(rows)
def test_distances_from_the_isotonic_fit_of_scipy(rows: list[tuple[int, int, int]]) -> None:
    y, p, times = (np.array(each) for each in zip(*rows, strict=True))
    y, p = np.repeat(y, times), np.repeat(p, times) / 20
    levels = np.unique(p)
    mean = [y[p == each].mean() for each in levels]
    count = [(p == each).sum() for each in levels]
    curve = dict(zip(levels, isotonic_regression(mean, weights=count).x, strict=True))
    away = np.sort([abs(each - curve[each]) for each in p])
    found = calibration_distances(*np.array([(a, b / 20) for a, b, _ in rows]).T, weight=times)
    assert found.ici == pytest.approx(away.mean(), abs=1e-12)
    assert found.emax == pytest.approx(away[-1], abs=1e-12)
    assert found.e50 == pytest.approx(away[-(-away.size // 2) - 1], abs=1e-12)
    assert found.e90 == pytest.approx(away[-(-9 * away.size // 10) - 1], abs=1e-12)


def test_one_forecast_is_as_far_from_its_rate_as_its_bin() -> None:
    y, p = [1, 1, 1, 0], [0.5] * 4
    found = calibration_distances(y, p)
    expected = expected_calibration_error(y, p, bins=1).value
    assert (found.ici, found.e50, found.e90, found.emax) == pytest.approx([expected] * 4)


def test_certain_and_right_forecasts_are_at_no_distance() -> None:
    found = calibration_distances([0, 1, 1], [0, 1, 1])
    assert (found.ici, found.e50, found.e90, found.emax) == (0, 0, 0, 0)


def test_a_known_miscalibration_is_found_in_many_rows() -> None:
    # the rate is p^2, so that |p - p^2| is at most 1/4 and 1/6 in the mean of uniform forecasts
    rng = np.random.default_rng(8)
    p = rng.random(200_000)
    found = calibration_distances(rng.random(p.size) < p**2, p)
    assert found.ici == pytest.approx(1 / 6, abs=5e-3)
    # half of the distances p(1-p) lie below 3/16, nine tenths below 1/4 - (0.1/2)^2
    assert found.e50 == pytest.approx(3 / 16, abs=1e-2)
    assert found.e90 == pytest.approx(0.2475, abs=2.5e-2)


def test_a_table_holds_them() -> None:
    found = calibration_distances([0, 1, 1, 1], [0.2, 0.2, 0.9, 0.9])
    assert found.to_frame().loc["e90", "value"] == found.e90


def test_with_events_each_distance_stands_beside_what_was_said() -> None:
    # one forecast value: all four distances are |k / n - p|, whose law as said is binomial
    y, p = [1] * 9 + [0] * 3, [0.5] * 12
    found = calibration_distances(y, p, event=range(12), n_resamples=4_000)
    assert found.estimates is not None
    assert found.events == 12
    law, away = binom(12, 0.5), np.abs(np.arange(13) / 12 - 0.5)
    exact = law.pmf(np.arange(13))[away >= 0.25 - 1e-9].sum()
    for name in ("ici", "e50", "e90", "emax"):
        said = found.estimates[name].as_said
        assert said is not None
        assert found.estimates[name].reason == "distance"
        assert said.p_value == pytest.approx(exact, abs=0.03)
        assert said.mean == pytest.approx(law.pmf(np.arange(13)) @ away, abs=0.01)
        assert said.quantile == pytest.approx(0.25, abs=1e-9)


def test_rows_of_one_event_are_drawn_together() -> None:
    found = calibration_distances([1, 1, 1, 0], [0.5] * 4, event=["a"] * 4, n_resamples=500)
    assert found.estimates is not None
    said = found.estimates["ici"].as_said
    assert said is not None
    assert said.mean == pytest.approx(0.5)  # all happen, or none


def test_the_table_shows_the_reference() -> None:
    table = calibration_distances([0, 1], [0.2, 0.9], event=[1, 2], n_resamples=50).to_frame()
    assert table["p_value"].notna().all()
