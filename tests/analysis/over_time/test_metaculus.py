"""Metaculus scores against its published values, a fine grid of instants, and its defect."""

import json
import math
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brierbook.analysis.over_time.metaculus import (
    MetaculusScores,
    geometric_mean_forecast,
    metaculus_relative_legacy,
    metaculus_scores,
)
from brierbook.errors import ArgumentError

ORACLES = json.loads((Path(__file__).parents[2] / "oracles" / "platforms.json").read_text("utf-8"))
PUBLISHED = ORACLES["metaculus"]
WINDOW: dict[str, Any] = {"opens": 0, "closes": 10}

ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(-2, 11),
        st.sampled_from([0.01, 0.2, 0.5, 0.9]),
        st.one_of(st.none(), st.integers(0, 8)),
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda row: row[:2],
)


@pytest.mark.parametrize("case", PUBLISHED["baseline"])
def test_published_baseline_scores(case: dict[str, Any]) -> None:
    closed = case.get("closed")
    found = metaculus_scores(1, case["p"], time=case["time"], closed=closed, **WINDOW)
    assert found.baseline[0] == pytest.approx(case["score"], abs=1e-8)
    assert found.coverage[0] == case["coverage"]
    again = metaculus_scores(0, 1 - case["p"], time=case["time"], closed=closed, **WINDOW)
    assert again.baseline[0] == pytest.approx(case["score"], abs=1e-8)


@pytest.mark.parametrize("case", PUBLISHED["peer"])
def test_published_peer_scores(case: dict[str, Any]) -> None:
    names = [*"abc"][: len(case["p"])]
    found = metaculus_scores(1, case["p"], time=case["time"], forecaster=names, **WINDOW)
    assert found.peer == pytest.approx(case["scores"], abs=1e-8)
    assert found.coverage.tolist() == case["coverage"]


@pytest.mark.parametrize(("outcome", "score"), PUBLISHED["choice"]["scores"].items())
def test_published_choice_scores(outcome: str, score: float) -> None:
    """The third option is not yet on offer, so that it has what the last one has."""
    row = [math.nan if p is None else p for p in PUBLISHED["choice"]["p"]]
    found = metaculus_scores(int(outcome) - 1, [row], time=[0], **WINDOW)
    assert found.baseline[0] == pytest.approx(score, abs=1e-8)


def test_published_geometric_mean() -> None:
    case = PUBLISHED["geometric_mean"]
    mean = geometric_mean_forecast(case["p"])
    assert mean == pytest.approx(case["mean"], abs=1e-8)
    assert mean == pytest.approx([math.prod([0.3, 0.2, 0.1]) ** (1 / 3), 0.504 ** (1 / 3)])
    rows = [[1 - p, p] for p in case["p"]]
    assert geometric_mean_forecast(rows) == pytest.approx(mean)
    assert geometric_mean_forecast([[0.0, 1.0], [0.5, 0.5]]).tolist() == [0.0, math.sqrt(0.5)]


def test_alone_one_has_no_peers() -> None:
    found = metaculus_scores(1, 0.2, time=0, **WINDOW)
    assert (found.peer[0], found.spot_peer[0], found.coverage[0]) == (0.0, 0.0, 1.0)


def standing(rows: list[tuple[Any, ...]], at: Fraction | int) -> dict[str, float]:
    """Find what each forecaster holds at an instant, by looking back from it."""
    found = {}
    for who in {row[0] for row in rows}:
        made = [row for row in rows if row[0] == who and row[1] <= at]
        if made:
            _, time, p, life = max(made, key=lambda row: row[1])
            if life is None or time + life > at:
                found[who] = p
    return found


def peers(held: dict[str, float]) -> dict[str, float]:
    """Compare each with the geometric mean of the others."""
    if len(held) == 1:
        return dict.fromkeys(held, 0.0)
    return {
        who: math.log(p)
        - math.fsum(math.log(q) for other, q in held.items() if other != who) / (len(held) - 1)
        for who, p in held.items()
    }


def scored_forecasts(rows: list[tuple[Any, ...]], **more: Any) -> MetaculusScores:  # noqa: ANN401
    """Score rows of forecaster, time, probability and length of life."""
    return metaculus_scores(
        1,
        [row[2] for row in rows],
        time=[row[1] for row in rows],
        forecaster=[row[0] for row in rows],
        ends=[None if row[3] is None else row[1] + row[3] for row in rows],
        **(WINDOW | more),
    )


@given(rows=ROWS, closed=st.integers(1, 10))
@settings(max_examples=150)
def test_a_fine_grid_of_instants_gives_the_same(rows: list[tuple[Any, ...]], closed: int) -> None:
    """Peer scores are those against the others' mean, weighted by time over the full window."""
    names = sorted({row[0] for row in rows})
    base, peer, cover = (dict.fromkeys(names, 0.0) for _ in range(3))
    for step in range(2 * closed):
        held = standing(rows, Fraction(2 * step + 1, 4))
        for who, gain in peers(held).items():
            peer[who] += 100 * gain / 20
            base[who] += 100 * (1 + math.log2(held[who])) / 20
            cover[who] += 1 / 20
    found = scored_forecasts(rows, closed=closed)
    assert found.forecaster == tuple(names)
    assert found.coverage == pytest.approx([cover[who] for who in names])
    assert found.baseline == pytest.approx([base[who] for who in names], abs=1e-10)
    assert found.peer == pytest.approx([peer[who] for who in names], abs=1e-10)
    assert sum(found.peer) == pytest.approx(0, abs=1e-9)


@given(rows=ROWS, spot=st.integers(0, 12))
@settings(max_examples=100)
def test_spot_scores_are_those_of_one_instant(rows: list[tuple[Any, ...]], spot: int) -> None:
    """The spot is at the close at the latest; what is made at the close comes too late for it."""
    closed = 8
    held = standing([row for row in rows if row[1] < closed], min(spot, closed))
    found = scored_forecasts(rows, closed=closed, spot=spot)
    gains = peers(held)
    for i, who in enumerate(sorted({row[0] for row in rows})):
        assert found.spot_coverage[i] == (who in held)
        gain = 100 * (1 + math.log2(held[who])) if who in held else 0.0
        assert found.spot_baseline[i] == pytest.approx(gain)
        assert found.spot_peer[i] == pytest.approx(100 * gains.get(who, 0.0), abs=1e-12)


@given(rows=ROWS, data=st.data())
def test_order_of_rows_is_nothing(rows: list[tuple[Any, ...]], data: st.DataObject) -> None:
    found, again = scored_forecasts(rows), scored_forecasts(data.draw(st.permutations(rows)))
    for name in ("coverage", "baseline", "peer", "spot_baseline", "spot_peer"):
        assert getattr(found, name) == pytest.approx(getattr(again, name), abs=1e-11)


def test_a_withdrawn_last_forecast_loses_its_coverage() -> None:
    """The platform lets the last interval run to the close: coverage 1, and twice the score."""
    found = scored_forecasts([("a", 0, 0.1, 5), ("b", 0, 0.9, 5)])
    assert found.coverage.tolist() == [0.5, 0.5]
    whole = 100 * math.log(9)
    assert found.peer == pytest.approx([-whole / 2, whole / 2])
    assert found.spot_coverage.tolist() == [0.0, 0.0]
    alone = scored_forecasts([("a", 0, 0.1, 3)])
    assert (alone.coverage[0], alone.peer[0]) == (0.3, 0.0)


def test_continuous_ranges() -> None:
    """Four inner buckets between one closed end and one open end; scores are halved."""
    rows = [[0.0, 0.1, 0.2, 0.3, 0.3, 0.1], [0.0, 0.2, 0.2, 0.2, 0.2, 0.2]]
    more: dict[str, Any] = {"time": [0, 0], "forecaster": ["a", "b"], "open_bounds": 1}
    inside = metaculus_scores(3, rows, **more, **WINDOW)
    assert inside.baseline == pytest.approx(
        [50 * math.log(0.3 / (0.95 / 4)), 50 * math.log(0.2 / (0.95 / 4))]
    )
    assert inside.peer == pytest.approx([50 * math.log(1.5), -50 * math.log(1.5)])
    assert inside.spot_peer == pytest.approx(inside.peer)
    above = metaculus_scores(5, rows, **more, **WINDOW)
    assert above.baseline == pytest.approx([50 * math.log(2), 50 * math.log(4)])


def test_options_added_while_the_question_was_open() -> None:
    """Three options, then four: K is the number on offer when the forecast was made."""
    rows = [[0.5, 0.25, math.nan, 0.25], [0.4, 0.2, 0.3, 0.1]]
    found = metaculus_scores(2, rows, time=[0, 5], **WINDOW)
    first, then = math.log(0.25 * 3) / math.log(3), math.log(0.3 * 4) / math.log(4)
    assert found.baseline[0] == pytest.approx(50 * (first + then))


def test_certain_misses_are_infinite_and_two_of_them_cannot_be_compared() -> None:
    rows = [("a", 0, 0.0, None), ("b", 0, 0.5, None), ("c", 0, 0.9, None)]
    found = scored_forecasts(rows)
    assert found.baseline[0] == -math.inf
    assert found.peer.tolist() == [-math.inf, math.inf, math.inf]
    with pytest.raises(ArgumentError, match="beside another 0; leave one out"):
        scored_forecasts([*rows, ("d", 0, 0.0, None)])


def test_instants_are_elapsed_time() -> None:
    opens = datetime(2026, 3, 1, tzinfo=UTC)
    found = metaculus_scores(
        1, 0.9, time=opens + timedelta(days=5), opens=opens, closes=opens + timedelta(days=10)
    )
    assert found.baseline[0] == pytest.approx(42.39984533, abs=1e-8)
    days = [opens + timedelta(days=each) for each in (0, 6)]
    found = metaculus_scores(
        1,
        [0.9, 0.9],
        time=days,
        opens=opens,
        closes=opens + timedelta(days=10),
        ends=[opens + timedelta(days=1), None],
    )
    assert found.coverage.tolist() == [0.5]


def test_result_as_a_table() -> None:
    table = scored_forecasts([("b", 0, 0.1, None), ("a", 5, 0.9, None)]).to_frame()
    assert table["forecaster"].tolist() == ["a", "b"]
    assert table["coverage"].tolist() == [0.5, 1.0]


@given(rows=ROWS, closed=st.integers(1, 10), y=st.integers(0, 1))
@settings(max_examples=80)
def test_legacy_scores_on_a_fine_grid(rows: list[tuple[Any, ...]], closed: int, y: int) -> None:
    crowd = {2: 0.3, 5: 0.8}
    expected = dict.fromkeys(sorted({row[0] for row in rows}), 0.0)
    for step in range(2 * closed):
        at = Fraction(2 * step + 1, 4)
        community = max((time for time in crowd if time <= at), default=None)
        for who, p in standing(rows, at).items():
            if community is not None:
                c = crowd[community]
                expected[who] += math.log2(p / c if y else (1 - p) / (1 - c)) / (2 * closed)
    found = metaculus_relative_legacy(
        y,
        [row[2] for row in rows],
        time=[row[1] for row in rows],
        crowd=list(crowd.values()),
        crowd_time=list(crowd),
        opens=0,
        closed=closed,
        forecaster=[row[0] for row in rows],
        ends=[None if row[3] is None else row[1] + row[3] for row in rows],
    )
    assert found == pytest.approx(expected, abs=1e-12)


def test_legacy_scores_refuse_what_has_no_value() -> None:
    more: dict[str, Any] = {"time": 0, "crowd_time": 0, "opens": 0, "closed": 10}
    with pytest.raises(ArgumentError, match="beside another 0"):
        metaculus_relative_legacy(1, 0.0, crowd=0.0, **more)
    with pytest.raises(ArgumentError, match=r"crowd\[0\]: 1.5 is not between 0 and 1"):
        metaculus_relative_legacy(1, 0.5, crowd=1.5, **more)
    with pytest.raises(ArgumentError, match="crowd_time: has shape"):
        metaculus_relative_legacy(1, 0.5, crowd=[0.5, 0.5], **more)
    assert metaculus_relative_legacy(1, 0.0, crowd=0.5, **more) == {None: -math.inf}


@pytest.mark.parametrize(
    ("argument", "problem", "changes"),
    [
        ("closes", "its distance from opens", {"closes": 0}),
        ("closed", "at or before closes", {"closed": 11}),
        ("closed", "is not after opens", {"closed": 0}),
        ("spot", "comes before opens", {"spot": -1}),
        ("time", "is not a time", {"time": [0, math.nan]}),
        ("time", "there are 2 forecasts", {"time": [0]}),
        ("ends", "its distance from time", {"ends": [-1, None]}),
        ("p", "1.5 is not between 0 and 1", {"p": [0.5, 1.5]}),
        ("p", "nan is not between 0 and 1", {"p": [0.5, math.nan]}),
        ("p", "which is not 1", {"p": [[0.5, 0.4], [0.5, 0.5]]}),
        ("p", "the last option", {"p": [[0.5, 0.5, math.nan], [0.2, 0.3, 0.5]]}),
        ("p", "two are needed", {"p": [[math.nan, 1.0], [0.5, 0.5]]}),
        ("p", "a row a forecast", {"p": np.full((2, 2, 2), 0.5)}),
        ("p", "three buckets or more", {"open_bounds": 0}),
        ("open_bounds", "is not 0, 1 or 2", {"open_bounds": 3}),
        ("y", "are y and p swapped", {"y": 0.5}),
        ("y", "is not an index from 0 to 1", {"y": 2, "p": [[0.5, 0.5], [0.5, 0.5]]}),
        ("forecaster", "is missing", {"forecaster": ["a", None]}),
    ],
)
def test_bad_input_is_named(argument: str, problem: str, changes: dict[str, Any]) -> None:
    good: dict[str, Any] = {"y": 1, "p": [0.5, 0.6], "time": [0, 1]} | WINDOW
    with pytest.raises(ArgumentError) as caught:
        metaculus_scores(**(good | changes))
    assert caught.value.argument == argument
    assert problem in caught.value.problem
