"""Daily scores against a published example, a walk through the days, and clocks that change."""

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.analysis.over_time.daily import daily_score
from brierbook.errors import ArgumentError

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "platforms.json").read_text("utf-8"))
KYIV = ZoneInfo("Europe/Kyiv")

ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.integers(-8, 40).map(lambda quarter: quarter / 4),
        st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.8, 1.0]),
        st.one_of(st.none(), st.integers(0, 12).map(lambda quarter: quarter / 4)),
    ),
    min_size=1,
    max_size=14,
    unique_by=lambda row: row[:2],
)


def test_published_example() -> None:
    """90 % on days 1 to 3, 95 % from day 4: the last row of the table, and its mean."""
    case = ORACLES["good_judgment"]
    found = daily_score(1, [0.9, 0.95], time=[1, 4], opens=1, closes=8)
    assert sum(case["daily"]) / 7 == pytest.approx(found.score[0])
    assert found.score[0] == pytest.approx(case["score"], abs=5e-5)
    assert (found.days, found.scored, found.share) == (7, (7,), (1.0,))


@given(y=st.integers(0, 1), rows=ROWS, opens=st.sampled_from([0, 0.5]), length=st.integers(1, 9))
@settings(max_examples=150)
def test_a_walk_through_the_days_gives_the_same(
    y: int, rows: list[tuple[Any, ...]], opens: float, length: int
) -> None:
    """Each midnight: the newest forecast of each, unless it has ended."""
    ends = [None if after is None else time + after for _, time, _, after in rows]
    found = daily_score(
        y,
        [row[2] for row in rows],
        time=[row[1] for row in rows],
        opens=opens,
        closes=length + opens,
        forecaster=[row[0] for row in rows],
        ends=ends,
    )
    own: dict[str, list[float]] = {row[0]: [] for row in rows}
    apart: dict[str, list[float]] = {row[0]: [] for row in rows}
    for midnight in range(1, length + 1):
        today = {}
        for who in own:
            made = [(*row, end) for row, end in zip(rows, ends, strict=True) if row[0] == who]
            newest = max(
                (row for row in made if row[1] < midnight), default=None, key=lambda r: r[1]
            )
            if newest is not None and (newest[4] is None or newest[4] >= midnight):
                today[who] = 2 * (newest[2] - y) ** 2
        for who, loss in today.items():
            own[who].append(loss)
            apart[who].append(loss - median(today.values()))
    assert found.days == length
    assert found.forecaster == tuple(sorted(own))
    for i, (who, scores) in enumerate(sorted(own.items())):
        assert found.scored[i] == len(scores)
        assert found.share[i] == len(scores) / length
        if not scores:
            assert found.score[i] is None
            assert found.relative[i] is None
        else:
            assert found.score[i] == pytest.approx(sum(scores) / len(scores), abs=1e-14)
            assert found.relative[i] == pytest.approx(sum(apart[who]) / length, abs=1e-14)


def test_alone_one_is_the_median() -> None:
    assert daily_score(0, 0.9, time=0, opens=0, closes=5).relative == (0.0,)


def test_binary_options_and_ordered_options() -> None:
    """Two options are the binary score; (.2, .5, .3) with the second is .13 if they are ordered."""
    binary = daily_score(1, 0.7, time=0, opens=0, closes=4)
    two = daily_score(1, [[0.3, 0.7]], time=[0], opens=0, closes=4)
    assert binary.score[0] == pytest.approx(2 * 0.09)
    assert two.score[0] == pytest.approx(binary.score[0])
    row = [[0.2, 0.5, 0.3]]
    ordered = daily_score(1, row, time=[0], opens=0, closes=4, ordered=True)
    assert ordered.score[0] == pytest.approx(0.13)
    assert daily_score(1, row, time=[0], opens=0, closes=4).score[0] == pytest.approx(0.38)


def test_the_day_of_the_close_counts_only_if_it_is_over() -> None:
    """Twelve days, closed at 6 in the morning of the last: a forecast made on it has no score."""
    opens = datetime(2026, 4, 1, tzinfo=UTC)
    closes = datetime(2026, 4, 12, 6, tzinfo=UTC)
    late = daily_score(1, 0.9, time=closes - timedelta(hours=1), opens=opens, closes=closes)
    assert (late.score, late.scored, late.days) == ((None,), (0,), 11)
    whole = daily_score(1, 0.9, time=opens, opens=opens, closes=opens + timedelta(days=12))
    assert whole.scored == (12,)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_civil_days_of_a_zone(day: date) -> None:
    """A day of 23 or 25 hours is one day; what is said before a local midnight counts that day."""
    opens = datetime(day.year, day.month, day.day, tzinfo=KYIV) - timedelta(days=1)
    closes = opens + timedelta(days=3)
    eve = datetime(day.year, day.month, day.day, 23, 30, tzinfo=KYIV)
    p, time = [0.5, 1.0], [opens, eve]
    found = daily_score(1, p, time=time, opens=opens, closes=closes, zone="Europe/Kyiv")
    assert (found.days, found.scored) == (3, (3,))
    assert found.score[0] == pytest.approx(0.5 / 3)


def test_result_as_a_table() -> None:
    table = daily_score(
        1, [0.5, 0.9], time=[0, 9], opens=0, closes=5, forecaster=["b", "a"]
    ).to_frame()
    assert table["forecaster"].tolist() == ["a", "b"]
    assert table["score"].isna().tolist() == [True, False]
    assert table["share"].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("argument", "problem", "changes"),
    [
        ("closes", "no day ends in the window", {"closes": 0.9}),
        ("closes", "its distance from opens", {"closes": 0}),
        ("ends", "its distance from time", {"ends": [-1, 4]}),
        ("ends", "-inf is not a time", {"ends": [-math.inf, 4]}),
        ("ends", "does not fit", {"ends": [1, 2, 3]}),
        ("forecaster", "is missing", {"forecaster": ["a", None]}),
        ("forecaster", "has shape (1,)", {"forecaster": ["a"]}),
        ("p", "is not between 0 and 1", {"p": [0.5, -0.1]}),
        ("p", "which is not 1", {"p": [[0.5, 0.4], [0.5, 0.5]]}),
        ("p", "a row a forecast", {"p": [[[0.5, 0.5]], [[0.5, 0.5]]]}),
        ("y", "are y and p swapped", {"y": 2}),
        ("y", "nan is not an outcome", {"y": math.nan}),
        ("time", "is not a time", {"time": [0, math.inf]}),
    ],
)
def test_bad_input_is_named(argument: str, problem: str, changes: dict[str, Any]) -> None:
    good: dict[str, Any] = {"y": 1, "p": [0.5, 0.6], "time": [0, 1], "opens": 0, "closes": 5}
    with pytest.raises(ArgumentError) as caught:
        daily_score(**(good | changes))
    assert caught.value.argument == argument
    assert problem in caught.value.problem


def test_unknown_zone_is_refused() -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ArgumentError, match="zone: 'Mars/Base' is not an IANA time zone"):
        daily_score(1, 0.5, time=day, opens=day, closes=day + timedelta(days=2), zone="Mars/Base")
