"""Scores by horizon, against sums written out and against limits."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.analysis.comparison.horizon import (
    EDGES,
    add_horizon_days,
    count_by_horizon,
    horizon_curve,
)
from brierbook.errors import ArgumentError


def curve(score: list[float], days: list[float], event: list[str], **more: float) -> pd.DataFrame:
    return horizon_curve(score, days, event=event, weight=np.ones(len(score)), **more)  # type: ignore[arg-type]  # options by name


def test_the_curve_is_the_kernel_average_written_out() -> None:
    score, days, weight = [0.1, 0.4, 0.9, 0.2], [0.0, 2.0, 10.0, 40.0], [1.0, 0.5, 0.5, 1.0]
    table = horizon_curve(
        score, days, event=["a", "b", "b", "c"], weight=weight, bandwidth=0.7, points=5
    )
    for at, found in zip(table["days"], table["score"], strict=True):
        mass = [
            w * math.exp(-0.5 * ((math.log1p(at) - math.log1p(d)) / 0.7) ** 2)
            for w, d in zip(weight, days, strict=True)
        ]
        expected = sum(m * s for m, s in zip(mass, score, strict=True)) / sum(mass)
        assert found == pytest.approx(expected)
    assert table["days"].iloc[[0, -1]].tolist() == pytest.approx([0, 40])


def test_a_wide_kernel_gives_the_mean_and_a_narrow_one_the_nearest_score() -> None:
    score, days, event = [0.1, 0.5, 0.6], [1.0, 10.0, 100.0], ["a", "b", "c"]
    assert curve(score, days, event, bandwidth=1e4)["score"].to_numpy() == pytest.approx(0.4)
    ends = curve(score, days, event, bandwidth=1e-3)["score"].iloc[[0, -1]]
    assert ends.tolist() == pytest.approx([0.1, 0.6])


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1e6)), min_size=1, max_size=12),
    st.integers(1, 4),
)
def test_limits_hold_the_curve_and_stay_in_the_range(
    rows: list[tuple[float, float]], events: int
) -> None:
    score, days = zip(*rows, strict=True)
    names = [f"e{place % events}" for place in range(len(rows))]
    table = curve([*score], [*days], names)
    assert table["lower"].isna().all() == (len(set(names)) == 1)
    assert (table["score"] >= min(score) - 1e-9).all()
    assert (table["score"] <= max(score) + 1e-9).all()
    if len(set(names)) > 1:
        assert (table["lower"] >= 0).all()
        assert (table["upper"] <= 1 + 1e-9).all()
        assert (table["lower"] <= table["score"] + 1e-9).all()
        assert (table["upper"] >= table["score"] - 1e-9).all()
    assert (table["events"] <= len(set(names)) + 1e-9).all()


def test_one_event_says_nothing_of_the_spread() -> None:
    table = curve([0.1, 0.2], [1.0, 5.0], ["a", "a"])
    assert table[["lower", "upper"]].isna().all(axis=None)


def test_limits_are_those_of_the_mean_that_the_kernel_takes(
    limits_by_inversion: Callable[..., tuple[float, float]],
) -> None:
    score, days = np.array([0.04, 0.25, 0.01, 0.49]), np.array([1.0, 4.0, 20.0, 60.0])
    most = np.array([0.64, 0.25, 0.81, 0.49])
    least = np.array([0.04, 0.25, 0.01, 0.09])
    table = horizon_curve(
        score, days, event=["a", "b", "c", "d"], weight=[1.0] * 4, bounds=(least, most), points=3
    )
    for at, lower, upper in table[["days", "lower", "upper"]].to_numpy():
        mass = np.exp(-0.5 * ((np.log1p(at) - np.log1p(days)) / 0.5) ** 2)
        share = mass / mass.sum()
        expected = limits_by_inversion(share * score, share * least, share * most)
        assert (lower, upper) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": [0.1, 2.5]}, r"score\[1\]: 2.5 is not within"),
        ({"score": [0.1, float("nan")]}, r"score\[1\]"),
        ({"weight": [1.0, -1.0]}, r"weight\[1\]"),
        ({"weight": [0.0, 0.0]}, "weight"),
        ({"score": ["a", "b"]}, "score"),
        ({"score": [0.1]}, "score: has one value for 2 rows"),
        ({"score": [0.1, 0.2, 0.3]}, "days: has shape"),
        ({"points": 0}, "points"),
    ],
)
def test_what_cannot_be_averaged_is_refused(change: dict[str, Any], message: str) -> None:
    rows: dict[str, Any] = {"score": [0.1, 0.2], "days": [1.0, 2.0], "weight": [1.0, 1.0]}
    with pytest.raises(ArgumentError, match=message):
        horizon_curve(**(rows | change), event=["a", "b"])


def test_rows_of_one_event_are_no_more_evidence_than_one() -> None:
    rng = np.random.default_rng(1)
    score, days = rng.uniform(0, 1, 30).tolist(), rng.uniform(1, 50, 30).tolist()
    names = [f"e{place}" for place in range(30)]
    once = curve(score, days, names)
    thrice = curve(score * 3, days * 3, names * 3)
    pd.testing.assert_frame_equal(once, thrice)


@pytest.mark.parametrize("days", [[], [-1.0], [float("nan")]])
def test_a_horizon_must_be_there(days: list[float]) -> None:
    with pytest.raises(ArgumentError, match="days" if days else "score: is empty"):
        curve([0.2] * len(days), days, ["a"] * len(days))


def test_a_bandwidth_must_be_above_zero() -> None:
    with pytest.raises(ArgumentError, match="bandwidth"):
        curve([0.2], [1.0], ["a"], bandwidth=0)


def test_counts_are_a_histogram() -> None:
    days = np.random.default_rng(2).uniform(0, 2000, 500)
    found = count_by_horizon(days, ["a"] * 500)
    expected = np.histogram(days, [*EDGES[:-1], 1e9])[0]
    assert found["forecasts"].tolist() == expected[expected > 0].tolist()
    assert set(found["events"]) == {1}


def test_updates_count_and_forecasts_after_the_deadline_do_not() -> None:
    deadline = pd.Timestamp("2025-03-01", tz="UTC")
    table = pd.DataFrame(
        {
            "status": ["scored", "superseded", "hindsight", "scored", "scored", "scored"],
            "reading": ["primary"] * 4 + ["horizon", "primary"],
            "deadline": [deadline] * 5 + [pd.NaT],
            "made_at": pd.to_datetime(
                ["2025-02-27 12:00", "2025-02-01", "2025-02-01", "2025-03-02"] + ["2025-02-01"] * 2,
                utc=True,
                format="mixed",
            ),
        }
    )
    assert add_horizon_days(table)["days"].tolist() == [1.5, 28.0]
