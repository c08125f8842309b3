"""Betting on a gap: printed values, Ville's inequality by exact enumeration."""

from itertools import product

import numpy as np
import pytest

from brierbook.analysis.claims.stakes import watch_gap


def test_wealth_is_that_printed() -> None:
    less = np.exp(watch_gap([1, 1, 1], [0.3, 0.4, 0.2]).log_less)
    assert less == pytest.approx([1.355833, 1.808708, 2.674411], abs=1e-6)
    more = np.exp(watch_gap([0, 0, 0], [0.9, 0.8, 0.95]).log_more)
    assert more == pytest.approx([1.457500, 2.117667, 3.358253], abs=1e-6)


def test_wealth_is_1_on_average_where_things_happen_as_said() -> None:
    p = np.array([0.1, 0.7, 0.5, 0.9, 0.3])
    mean = np.zeros(5)
    for y in product((0, 1), repeat=5):
        mass = np.where(y, p, 1 - p).prod()
        mean += mass * np.exp(watch_gap(y, p).log_less)
    assert mean == pytest.approx(np.ones(5))


def test_an_event_enters_when_its_last_row_is_known() -> None:
    found = watch_gap([1, 0, 1], [0.5, 0.2, 0.4], event=["a", "b", "a"])
    alone = watch_gap([0, 1], [0.2, 0.45])
    assert found.log_less == pytest.approx(alone.log_less)


def test_a_direction_is_said_from_twenty_fold_wealth_on() -> None:
    few, many = watch_gap([1] * 5, [0.5] * 5), watch_gap([1] * 12, [0.5] * 12)
    assert few.direction is None
    assert many.direction == "less"
    assert many.threshold == pytest.approx(20)
    assert watch_gap([0] * 12, [0.5] * 12).direction == "more"
