"""Scores averaged over time against platform cases, a fine grid of instants, and properties."""

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brierbook.analysis.over_time.time_average import time_averaged_score, time_averaged_scores
from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.analysis.scores.categorical import categorical_brier_score
from brierbook.analysis.scores.ordered import ranked_probability_score
from brierbook.errors import ArgumentError

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "platforms.json").read_text("utf-8"))
KYIV = ZoneInfo("Europe/Kyiv")

# Whole numbers, so that the grid of the second derivation meets every change.
UPDATES = st.lists(
    st.tuples(st.integers(-4, 24), st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.77, 1.0])),
    min_size=1,
    max_size=8,
    unique_by=lambda update: update[0],
)
STOPS = st.lists(st.integers(-6, 26), max_size=3)
OUTCOMES = st.integers(0, 1)
SCORES: dict[str, Callable[..., float]] = {"brier": brier_score, "log": log_score}


def columns(updates: list[tuple[int, float]]) -> tuple[list[float], list[int]]:
    """Split updates into probabilities and times."""
    return [p for _, p in updates], [time for time, _ in updates]


def standing(updates: list[tuple[int, float]], stops: list[int], at: Fraction) -> float | None:
    """Find the forecast that stands at an instant, by looking back from it."""
    made = [update for update in updates if update[0] <= at]
    if not made:
        return None
    time, p = max(made, key=lambda update: update[0])
    return None if any(time < stop <= at for stop in stops) else p


@pytest.mark.parametrize("case", ORACLES["fatebook"]["cases"], ids=lambda case: case["name"])
def test_questions_that_fatebook_scores_otherwise(case: dict[str, Any]) -> None:
    found = time_averaged_score(1, case["p"], time=case["time"], opens=0, closes=case["days"])
    assert found.score is not None
    assert 2 * found.score == pytest.approx(case["score"], abs=1e-12)
    assert found.coverage == pytest.approx(case["coverage"], rel=1e-10)


@pytest.mark.parametrize("name", ["brier", "log"])
@given(
    y=OUTCOMES, updates=UPDATES, stops=STOPS, opens=st.integers(-2, 8), length=st.integers(1, 14)
)
@settings(max_examples=150)
def test_a_fine_grid_of_instants_gives_the_same(
    name: Literal["brier", "log"],
    y: int,
    updates: list[tuple[int, float]],
    stops: list[int],
    opens: int,
    length: int,
) -> None:
    p, time = columns(updates)
    found = time_averaged_score(
        y,
        p,
        time=time,
        opens=opens,
        closes=opens + length,
        score=name,
        withdrawn=stops or None,
    )
    grid = [opens + Fraction(2 * step + 1, 8) for step in range(4 * length)]
    stood = [q for at in grid if (q := standing(updates, stops, at)) is not None]
    assert found.coverage == pytest.approx(len(stood) / len(grid), abs=1e-15)
    assert found.stood == pytest.approx(len(stood) / 4)
    if found.score is None:
        assert not stood
        assert found.used == 0
        return
    each = [SCORES[name](y, q) for q in stood]
    assert found.score == pytest.approx(sum(each) / len(each), rel=1e-12, abs=1e-15)
    assert min(each) <= found.score <= max(each)


@given(y=OUTCOMES, updates=UPDATES, which=st.integers(0, 7), at=st.integers(0, 9))
def test_repeating_what_stands_changes_nothing(
    y: int, updates: list[tuple[int, float]], which: int, at: int
) -> None:
    time, _ = updates[which % len(updates)]
    later = [other for other, _ in updates if other > time]
    again = min([time + at, *(other - 1 for other in later)])
    p, times = columns(updates)
    once = time_averaged_score(y, p, time=times, opens=0, closes=20)
    p2, times2 = columns([*updates, (again, updates[which % len(updates)][1])])
    twice = time_averaged_score(y, p2, time=times2, opens=0, closes=20)
    assert twice.coverage == once.coverage
    assert (twice.score is None) == (once.score is None)
    assert (twice.score or 0.0) == pytest.approx(once.score or 0.0, rel=1e-14)


@given(y=OUTCOMES, updates=UPDATES, stops=STOPS, cut=st.floats(0.5, 19.5))
def test_parts_of_a_window_make_the_whole(
    y: int, updates: list[tuple[int, float]], stops: list[int], cut: float
) -> None:
    p, time = columns(updates)
    ends = stops or None
    whole, before, after = (
        time_averaged_score(y, p, time=time, opens=a, closes=b, withdrawn=ends)
        for a, b in ((0, 20), (0, cut), (cut, 20))
    )
    parts = [(part.stood, part.score) for part in (before, after) if part.score is not None]
    stood = math.fsum(float(length) for length, _ in parts)  # type: ignore[arg-type]
    assert whole.stood == pytest.approx(stood)
    assert whole.coverage == pytest.approx(
        (before.coverage * cut + after.coverage * (20 - cut)) / 20
    )
    assume(whole.score is not None)
    total = math.fsum(float(length) * score for length, score in parts)  # type: ignore[arg-type]
    assert whole.score == pytest.approx(total / stood)


@given(y=OUTCOMES, p=st.floats(0, 1), times=st.lists(st.floats(0, 0.999), min_size=1, max_size=9))
def test_a_constant_forecast_has_its_plain_score(y: int, p: float, times: list[float]) -> None:
    found = time_averaged_score(y, [p] * len(times), time=times, opens=0, closes=1, score="log")
    assert found.score == log_score(y, p)
    found = time_averaged_score(y, [p] * len(times), time=times, opens=0, closes=1)
    assert found.score == brier_score(y, p)
    assert found.coverage == pytest.approx(1 - min(times))
    assert 0 < found.coverage <= 1


@given(y=OUTCOMES, updates=UPDATES, data=st.data())
def test_order_of_rows_is_nothing(
    y: int, updates: list[tuple[int, float]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(updates))
    found = [
        time_averaged_score(y, p, time=time, opens=0, closes=20)
        for p, time in (columns(updates), columns(shuffled))
    ]
    assert found[0] == found[1]


@given(
    y=OUTCOMES,
    updates=UPDATES,
    unit=st.sampled_from([1e-9, 0.1, 7.0, 86_400.0]),
    shift=st.sampled_from([0.0, -31.0, 1024.0]),
)
def test_units_and_origin_of_time_are_nothing(
    y: int, updates: list[tuple[int, float]], unit: float, shift: float
) -> None:
    p, time = columns(updates)
    plain = time_averaged_score(y, p, time=time, opens=0, closes=20)
    moved = [unit * (each + shift) for each in time]
    scaled = time_averaged_score(y, p, time=moved, opens=unit * shift, closes=unit * (20 + shift))
    assert scaled.coverage == pytest.approx(plain.coverage)
    assert scaled.used == plain.used
    assert (scaled.score or 0.0) == pytest.approx(plain.score or 0.0)


def test_of_two_forecasts_at_one_time_the_last_given_wins() -> None:
    found = time_averaged_score(1, [0.2, 0.9], time=[3, 3], opens=0, closes=10)
    assert found.score == brier_score(1, 0.9)
    assert (found.updates, found.used) == (2, 1)
    found = time_averaged_score(1, [0.9, 0.2], time=[3, 3], opens=0, closes=10)
    assert found.score == brier_score(1, 0.2)


def test_edges_of_the_window() -> None:
    """Before it: from the opening; at its end and after: never; what nobody saw does not count."""
    p, time = [1.0, 0.5, 0.0, 0.0], [-5, -1, 10, 12]
    found = time_averaged_score(1, p, time=time, opens=0, closes=10, score="log")
    assert found.score == log_score(1, 0.5)
    assert (found.coverage, found.stood, found.used, found.updates) == (1.0, 10.0, 1, 4)
    assert time_averaged_score(1, 0.5, time=10, opens=0, closes=10).score is None


def test_withdrawal_and_return() -> None:
    """Stands 0-2 at .5 and 6-10 at 1; an update at the time of a withdrawal stands."""
    found = time_averaged_score(1, [0.5, 1.0], time=[0, 6], opens=0, closes=10, withdrawn=[2, 6])
    assert found.score == pytest.approx(2 * 0.25 / 6)
    assert found.coverage == pytest.approx(0.6)
    before = time_averaged_score(1, 0.5, time=-2, opens=0, closes=10, withdrawn=-1)
    assert (before.score, before.coverage) == (None, 0.0)


def test_a_certain_miss_is_infinite_however_briefly_it_stood() -> None:
    p, time = [0.0, 0.9], [0, 1e-200]
    assert (
        time_averaged_score(1, p, time=time, opens=0, closes=1e200, score="log").score == math.inf
    )
    assert time_averaged_score(
        1, p, time=[0, 0], opens=0, closes=1, score="log"
    ).score == log_score(1, 0.9)


def test_the_score_is_averaged_and_not_the_probability() -> None:
    found = time_averaged_score(1, [0.0, 1.0], time=[0, 5], opens=0, closes=10)
    assert found.score == 0.5
    assert found.score != brier_score(1, 0.5)


@pytest.mark.parametrize("score", [categorical_brier_score, ranked_probability_score])
def test_rows_of_options_by_a_function(score: Callable[..., float]) -> None:
    p = [[0.2, 0.5, 0.3], [0.0, 0.1, 0.9]]
    found = time_averaged_score(2, p, time=[0, 3], opens=0, closes=4, score=score)
    assert found.score == pytest.approx(0.75 * score(2, p[0]) + 0.25 * score(2, p[1]))


@pytest.mark.parametrize(("month", "hours"), [(3, 23), (10, 25)])
def test_a_day_on_which_clocks_change_has_its_true_length(month: int, hours: int) -> None:
    """In 2026 Kyiv moves its clocks on 29 March and 25 October."""
    day = {3: 29, 10: 25}[month]
    opens = datetime(2026, month, day, tzinfo=KYIV)
    noon = datetime(2026, month, day, 12, tzinfo=KYIV)
    closes = datetime(2026, month, day + 1, tzinfo=KYIV)
    found = time_averaged_score(1, [0.0, 1.0], time=[opens, noon], opens=opens, closes=closes)
    assert found.stood == timedelta(hours=hours)
    assert found.score == pytest.approx((hours - 12) / hours)
    assert found.opens == opens
    assert found.closes == closes
    assert getattr(found.opens, "tzinfo", None) is UTC


def test_both_readings_of_a_repeated_hour() -> None:
    """03:30 comes twice on 25 October; `fold` tells them an hour apart."""
    first = datetime(2026, 10, 25, 3, 30, tzinfo=KYIV)
    found = time_averaged_score(0, 0.1, time=first, opens=first, closes=first.replace(fold=1))
    assert found.stood == timedelta(hours=1)


def test_kinds_of_instants_agree() -> None:
    zoned = [
        datetime(2026, 10, 25, 1, tzinfo=KYIV),
        datetime(2026, 10, 25, 12, tzinfo=KYIV),
    ]
    stamps = pd.to_datetime(["2026-10-24T22:00Z", "2026-10-25T10:00Z"])
    opens, closes = datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    times: list[Any] = [
        zoned,
        stamps,
        pd.Series(stamps.tz_convert("Europe/Kyiv")),
        pd.Series(stamps.as_unit("ns")),
        stamps.tz_convert(None),
        stamps.tz_convert(None).to_numpy("datetime64[s]"),
    ]
    found = [
        time_averaged_score(1, [0.3, 0.8], time=time, opens=opens, closes=closes) for time in times
    ]
    assert all(each == found[0] for each in found)
    assert found[0].score == pytest.approx((12 * 0.49 + 14 * 0.04) / 26)
    naive = np.datetime64("2026-10-24"), np.datetime64("2026-10-26")
    assert (
        time_averaged_score(1, [0.3, 0.8], time=zoned, opens=naive[0], closes=naive[1]) == found[0]
    )


def test_result_as_a_table() -> None:
    table = time_averaged_score(1, 0.5, time=9, opens=0, closes=10).to_frame()
    assert table[["score", "coverage", "used"]].to_numpy().tolist() == [[0.25, 0.1, 1]]
    nothing = time_averaged_score(1, 0.5, time=10, opens=0, closes=10).to_frame()
    assert nothing["score"].isna().all()
    assert nothing["score"].dtype == np.float64


GOOD: dict[str, Any] = {"y": 1, "p": [0.2, 0.4], "time": [0, 1], "opens": 0, "closes": 10}
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - what is refused
AWARE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("argument", "index", "problem", "changes"),
    [
        ("closes", None, "0.0 is its distance from opens", {"closes": 0}),
        ("closes", None, "-1.0 is its distance from opens", {"closes": -1}),
        ("closes", None, "inf is its distance", {"opens": -1e308, "closes": 1e308}),
        ("opens", None, "nan is not a time", {"opens": math.nan}),
        ("closes", None, "inf is not a time", {"closes": math.inf}),
        ("closes", None, "one value is needed", {"closes": [10, 11]}),
        ("time", (1,), "nan is not a time", {"time": [0, math.nan]}),
        ("time", (0,), "-inf is not a time", {"time": [-math.inf, 1]}),
        ("time", None, "has shape (1,); p has (2,)", {"time": [0]}),
        ("time", None, "mixes numbers and instants", {"time": [AWARE, AWARE]}),
        ("time", (1,), "mixes numbers and instants", {"time": [AWARE, 3]}),
        ("time", None, "give numbers, datetimes", {"time": ["2026-01-01", "2026-01-02"]}),
        ("opens", None, "has no zone", {"opens": NAIVE}),
        ("opens", None, "nan is not a time", {"opens": np.datetime64("NaT", "us")}),
        ("opens", None, "12000.0 is a year outside", {"opens": np.datetime64("12000-01-01")}),
        ("opens", None, "1 is a year outside", {"opens": AWARE.replace(year=1)}),
        ("withdrawn", (0,), "nan is not a time", {"withdrawn": [math.nan]}),
        ("p", (1,), "1.2 is not between 0 and 1", {"p": [0.2, 1.2]}),
        ("p", (0,), "nan is not between 0 and 1", {"p": [math.nan, 0.2]}),
        ("p", None, "is empty", {"p": []}),
        ("time", None, "is empty", {"p": [], "time": []}),
        ("p", None, "takes one number a forecast", {"p": [[0.2, 0.8], [0.4, 0.6]]}),
        ("y", None, "0.3 is not 0 or 1; are y and p swapped", {"y": 0.3}),
        ("y", None, "nan is not an outcome", {"y": math.nan}),
        ("y", None, "one value is needed", {"y": [0, 1]}),
        ("score", None, "is 'brie'", {"score": "brie"}),
        ("score", (0,), "gives nan", {"score": lambda _y, _p: math.nan}),
    ],
)
def test_bad_input_is_named(
    argument: str, index: tuple[int, ...] | None, problem: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(ArgumentError) as caught:
        time_averaged_score(**(GOOD | changes))
    assert caught.value.argument == argument
    assert caught.value.index == index
    assert problem in caught.value.problem


def book(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Make a frame of forecasts."""
    names = ["question", "forecaster", "time", "p", "opens", "closes", "y"]
    return pd.DataFrame(rows, columns=[*names])


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from("uv"),
            st.integers(-3, 14),
            st.integers(0, 64).map(lambda k: k / 64),
        ),
        min_size=1,
        max_size=25,
        unique_by=lambda row: row[:3],
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60)
def test_many_questions_are_scored_as_each(rows: list[tuple[Any, ...]], random: Random) -> None:
    of_question = {"a": (0, 10, 1), "b": (2, 5, 0), "c": (-1, 12, 1)}
    frame = book([row + of_question[row[0]] for row in rows])
    found = time_averaged_scores(frame)
    keys = list(found[["question", "forecaster"]].itertuples(index=False, name=None))
    assert keys == sorted({row[:2] for row in rows})
    for key, row in zip(keys, found.to_dict("records"), strict=True):
        mine = [(time, p) for *pair, time, p in rows if tuple(pair) == key]
        p, time = columns(mine)
        opens, closes, y = of_question[key[0]]
        one = time_averaged_score(y, p, time=time, opens=opens, closes=closes)
        assert row["coverage"] == one.coverage
        assert (row["updates"], row["used"], row["stood"]) == (one.updates, one.used, one.stood)
        assert math.isnan(row["score"]) if one.score is None else row["score"] == one.score
    order = list(range(len(frame)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(time_averaged_scores(frame.iloc[order]), found)


def test_ends_of_single_forecasts_in_a_table() -> None:
    """A's first forecast ran out at 3; its second was given no end, nor was B's."""
    frame = book(
        [("q", "A", 0, 0.0, 0, 10, 0), ("q", "A", 6, 1.0, 0, 10, 0), ("q", "B", 1, 0.5, 0, 10, 0)]
    )
    found = time_averaged_scores(frame.assign(ends=[3.0, np.nan, np.nan]))
    assert found["score"].tolist() == pytest.approx([4 / 7, 0.25])
    assert found["coverage"].tolist() == pytest.approx([0.7, 0.9])
    never = time_averaged_scores(frame.assign(ends=None))
    pd.testing.assert_frame_equal(never, time_averaged_scores(frame))


def test_instants_in_a_table() -> None:
    at = pd.to_datetime(["2026-03-28T22:00Z", "2026-03-29T10:00Z"]).tz_convert("Europe/Kyiv")
    frame = pd.DataFrame({"time": at, "p": [0.0, 1.0]}).assign(
        question="q",
        forecaster="A",
        opens=pd.Timestamp("2026-03-29", tz="Europe/Kyiv"),
        closes=pd.Timestamp("2026-03-30", tz="Europe/Kyiv"),
        y=1,
        ends=None,
    )
    found = time_averaged_scores(frame, score="brier").iloc[0]
    assert found["stood"] == pd.Timedelta(hours=23)
    assert found["opens"] == pd.Timestamp("2026-03-28T22:00")
    assert found["score"] == pytest.approx(12 / 23)


@pytest.mark.parametrize(
    ("argument", "index", "problem", "changes"),
    [
        ("closes", (1,), "differs from another row of its question", {"closes": [10, 11, 10]}),
        ("y", (1,), "differs from another row of its question", {"y": [0, 1, 0]}),
        ("question", (2,), "is missing", {"question": ["q", "q", None]}),
        ("forecaster", (0,), "is missing", {"forecaster": [np.nan, "A", "A"]}),
        ("ends", (1,), "is its distance from time", {"ends": [5, 0, 5]}),
        ("p", (2,), "nan is not between", {"p": [0.1, 0.1, None]}),
        ("closes", (0,), "0.0 is its distance", {"closes": 0}),
    ],
)
def test_bad_tables_are_named(
    argument: str, index: tuple[int, ...], problem: str, changes: dict[str, Any]
) -> None:
    frame = book(
        [("q", "A", 0, 0.1, 0, 10, 0), ("q", "A", 6, 0.2, 0, 10, 0), ("r", "A", 1, 0.5, 0, 10, 0)]
    )
    with pytest.raises(ArgumentError) as caught:
        time_averaged_scores(frame.assign(**changes))
    assert (caught.value.argument, caught.value.index) == (argument, index)
    assert problem in caught.value.problem


def test_tables_without_columns_or_rows_are_refused() -> None:
    frame = book([("q", "A", 0, 0.1, 0, 10, 0)])
    with pytest.raises(ArgumentError, match="forecasts: has no column 'closes'"):
        time_averaged_scores(frame.drop(columns="closes"))
    with pytest.raises(ArgumentError, match="forecasts: is a dict; give a data frame of pandas"):
        time_averaged_scores({"p": [0.5]})  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="forecasts: has no rows"):
        time_averaged_scores(frame.iloc[:0])


def test_importing_loads_no_pandas() -> None:
    import subprocess
    import sys

    code = (
        "import sys, brierbook.analysis.over_time.time_average;"
        "import brierbook.analysis.over_time.metaculus;"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
