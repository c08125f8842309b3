"""The running score, against sums by hand and an inversion of the rule."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from brierbook.analysis.tables.running import running_score
from brierbook.errors import ArgumentError


def table(brier: list[float], event: list[str], days: list[int]) -> pd.DataFrame:
    """Give forecasts with these scores, known on some days."""
    known = pd.to_datetime("2025-01-01", utc=True) + pd.to_timedelta(days, unit="D")
    y = np.array([1.0, 0.0] * (len(days) // 2) + [1.0] * (len(days) % 2))
    p = np.where(y == 1, 1 - np.sqrt(brier), np.sqrt(brier))
    rows = {"y": y, "p": p, "brier": brier, "event": event, "weight": 1.0, "known_at": known}
    return pd.DataFrame(rows)


def test_events_count_once_and_times_are_ordered() -> None:
    rows = table([0.1, 0.3, 0.6, 0.2], ["a", "a", "b", "c"], [3, 1, 2, 3])
    found = running_score(rows)
    assert found["score"].tolist() == pytest.approx([0.3, 0.45, (0.2 + 0.6 + 0.2) / 3])
    assert found["events"].tolist() == [1, 2, 3]
    assert found["forecasts"].tolist() == [1, 2, 4]
    assert found["known_at"].is_monotonic_increasing
    assert found["even"].tolist() == [0.25] * 3


def test_the_limits_are_those_of_the_events_known_by_then(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    scores = np.array([0.1, 0.2, 0.6])
    rows = table(scores.tolist(), ["a", "b", "c"], [1, 2, 3])
    found = running_score(rows, level=0.8)
    other = (1 - np.sqrt(scores)) ** 2
    low, high = np.minimum(scores, other), np.maximum(scores, other)
    expected = limits_by_inversion(scores / 3, low / 3, high / 3, level=0.8)
    last, first = found.iloc[-1], found.iloc[0]
    assert (last["lower"], last["upper"]) == pytest.approx(expected, abs=1e-6)
    assert np.isnan([first["lower"], first["upper"]]).all()


def test_the_base_rate_is_that_of_the_outcomes_known_by_then() -> None:
    found = running_score(table([0.25] * 4, ["a", "b", "c", "d"], [1, 2, 3, 4]))
    rates = np.array([1, 1 / 2, 2 / 3, 1 / 2])
    assert found["base_rate"].tolist() == pytest.approx((rates * (1 - rates)).tolist())


def test_the_rolling_mean_takes_the_events_known_last() -> None:
    scores = [0.1, 0.2, 0.3, 0.4, 0.5]
    found = running_score(table(scores, list("abcde"), [1, 2, 3, 4, 5]), window=2)
    assert found["rolling"].isna().tolist() == [True, True, False, False, False]
    assert found["rolling"].tolist()[2:] == pytest.approx([0.25, 0.35, 0.45])


def test_an_event_that_is_heard_of_again_is_among_the_last() -> None:
    rows = table([0.1, 0.2, 0.3, 0.5], ["a", "b", "c", "a"], [1, 2, 3, 4])
    # the last two events are a (mean 0.3) and c
    assert running_score(rows, window=2)["rolling"].iloc[-1] == pytest.approx((0.3 + 0.3) / 2)


def test_of_very_many_times_some_are_given_and_the_last_is() -> None:
    rows = table([0.25] * 50, [f"e{n}" for n in range(50)], list(range(50)))
    found = running_score(rows, most=7)
    assert len(found) == 7
    assert found["forecasts"].iloc[-1] == 50
    assert found["forecasts"].iloc[0] == 1


def test_a_missing_time_and_an_empty_window_are_refused() -> None:
    rows = table([0.1], ["a"], [1])
    with pytest.raises(ArgumentError, match="window: is 0; it must be at least 1"):
        running_score(rows, window=0)
    with pytest.raises(ArgumentError, match=r"known_at: is missing"):
        running_score(rows.assign(known_at=rows["known_at"].shift()))


def test_with_shares_of_time_every_column_counts_events_by_what_their_weights_sum_to() -> None:
    y, p, weight = np.array([1.0, 0.0, 0.3]), np.array([0.6, 0.2, 0.9]), np.array([0.5, 2.0, 1.0])
    losses = (y - p) ** 2
    rows = table([0.25] * 3, ["a", "b", "c"], [1, 2, 3])
    rows = rows.assign(y=y, p=p, brier=losses, weight=weight, share=weight)
    end = running_score(rows, window=2).iloc[-1]
    rate = np.average(y, weights=weight)
    assert end["score"] == pytest.approx(np.average(losses, weights=weight))
    assert end["rolling"] == pytest.approx(np.average(losses[1:], weights=weight[1:]))
    for name, said in (("even", 0.5), ("base_rate", rate)):
        constant = (y - said) ** 2
        assert end[name] == pytest.approx(np.average(constant, weights=weight))
