"""Forecasters of options, numbers and days against each other, and each level map's check."""

from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from brierbook.analysis import event_mean
from brierbook.analysis.tables.kinds.kind_boards import (
    kind_scores_by_question,
    leaderboard_kinds,
)
from brierbook.analysis.tables.kinds.level_check import LevelSample, check_level_map
from brierbook.analysis.tables.kinds.option_rows import option_rows
from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
from brierbook.analysis.tables.kinds.stated_quantiles import StatedQuantiles
from brierbook.forecasts.store.loading import open_book

if TYPE_CHECKING:
    from tests.conftest import Draft

LEVELS = (0.25, 0.5, 0.75)
# from 2 April, 9:30 UTC, to the decision, as a share of the time to the deadline, both in Kyiv
OPENED = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
STOOD = (datetime(2026, 5, 30, 21, tzinfo=UTC) - OPENED) / (
    datetime(2026, 6, 15, 21, tzinfo=UTC) - OPENED
)
WEATHER = {"kind": "categorical", "options": ["dry", "wet", "hail"]}
TOGETHER = WEATHER | {"exclusive": False}
BOUNDED = {"kind": "numeric", "unit": "mm", "low": "0", "high": "50"}


def ask(draft: "Draft", name: str, answers: dict[str, Any], outcome: dict[str, Any]) -> None:
    more = {"answers": answers, "deadline": "2026-06-15[Europe/Kyiv]", "event": None}
    draft.copy("proposition", "collapses", id=name, claim=name, **more)
    draft.copy("resolution", "opens", proposition=name, **outcome)


def say(draft: "Draft", name: str, who: str, confidence: dict[str, Any]) -> None:
    changes = {"id": f"{name}-{who}", "proposition": name, "forecaster": who}
    draft.copy("forecast", "f-collapses", **changes, confidence=confidence)


def shares(*p: str) -> dict[str, Any]:
    named = zip(WEATHER["options"], p, strict=True)
    return {"how": "shares", "shares": [{"option": name, "p": each} for name, each in named]}


def quantiles(*values: str) -> dict[str, Any]:
    pairs = zip(LEVELS, values, strict=True)
    return {"how": "quantiles", "at": [{"p": str(p), "value": value} for p, value in pairs]}


def mixed(draft: "Draft") -> Any:  # noqa: ANN401  # a book
    for number, came in enumerate(("wet", "dry", "wet")):
        name = f"sky-{number}"
        ask(draft, name, WEATHER, {"outcome": "option", "answer": came})
        say(draft, name, "author", shares("0.2", "0.7", "0.1"))
        say(draft, name, "mayor", shares("0.5", "0.25", "0.25"))
    for number, chosen in enumerate((["dry"], ["dry", "hail"])):
        name = f"any-{number}"
        ask(draft, name, TOGETHER, {"outcome": "options", "chosen": chosen})
        say(draft, name, "author", shares("0.9", "0.7", "0.1"))
        say(draft, name, "mayor", shares("0.5", "0.25", "0.25"))
    for number, value in enumerate(("12", "30")):
        name = f"rain-{number}"
        ask(draft, name, BOUNDED, {"outcome": "value", "answer": value})
        say(draft, name, "author", quantiles("10", "15", "20"))
        say(draft, name, "mayor", quantiles("0", "30", "70"))
    ask(draft, "rain-2", BOUNDED, {"outcome": "above"})
    say(draft, "rain-2", "author", quantiles("10", "15", "20"))
    say(draft, "rain-2", "mayor", quantiles("0", "30", "70"))
    draft.save()
    return open_book(draft.workspace)


def test_each_kind_has_a_board_of_its_own_with_limits_by_the_one_rule(workspace: "Draft") -> None:
    board = leaderboard_kinds(scorable_kinds(mixed(workspace)))
    assert board["kind"].drop_duplicates().tolist() == ["options", "separate", "number"]
    assert (board["rule"] == "bounded").all()
    # by hand: two forecasters, so that the mean of the others is the other
    row = board[(board["kind"] == "options") & (board["forecaster"] == "author")].iloc[0]
    author = np.array([(0.2 - y) ** 2 + (0.7 - w) ** 2 + (0.1 - h) ** 2 for y, w, h in np.eye(3)])
    mayor = np.array([(0.5 - y) ** 2 + (0.25 - w) ** 2 + (0.25 - h) ** 2 for y, w, h in np.eye(3)])
    apart = STOOD * (author - mayor)
    seen = apart[[1, 0, 1]]
    bounds = (np.full(3, apart.min()), np.full(3, apart.max()))
    mean = event_mean(seen, event=["a", "b", "c"], bounds=bounds)
    assert row["difference"] == pytest.approx(mean.value)
    assert (row["lower"], row["upper"]) == pytest.approx((mean.lower, mean.upper), abs=1e-6)


def test_what_could_have_been_is_all_that_could(workspace: "Draft") -> None:
    table = kind_scores_by_question(scorable_kinds(mixed(workspace)))
    sides = [str(name) for name in table if str(name).startswith("if_")]
    rain = table[(table["kind"] == "number") & (table["question"] == "rain-2")]
    first, second = rain[sides].to_numpy(dtype=float)
    apart = first - second
    grid = np.linspace(0, 50, 2001)

    def loss(y: float, values: tuple[float, ...]) -> float:
        at = np.minimum(values, 50)
        return float(
            2 * np.mean([((y < q) - p) * (q - y) for p, q in zip(LEVELS, at, strict=True)])
        )

    slow = [STOOD * loss(y, (10, 15, 20)) - STOOD * loss(y, (0, 30, 70)) for y in grid]
    assert apart.min() == pytest.approx(min(slow), abs=1e-6)
    assert apart.max() == pytest.approx(max(slow), abs=1e-6)
    together = table[(table["kind"] == "separate") & (table["question"] == "any-0")]
    first, second = together[sides].to_numpy(dtype=float)
    apart = first - second
    worlds = [
        STOOD * np.mean([(p - w) ** 2 for p, w in zip((0.9, 0.7, 0.1), world, strict=True)])
        - STOOD * np.mean([(p - w) ** 2 for p, w in zip((0.5, 0.25, 0.25), world, strict=True)])
        for world in product((0, 1), repeat=3)
    ]
    assert (apart.min(), apart.max()) == pytest.approx((min(worlds), max(worlds)))


def test_who_joins_on_the_eve_gains_what_that_time_is_worth(workspace: "Draft") -> None:
    ask(workspace, "sky", WEATHER, {"outcome": "option", "answer": "wet"})
    say(workspace, "sky", "author", shares("0.2", "0.7", "0.1"))
    eve = {"id": "sky-eve", "proposition": "sky", "made_at": "2026-05-30T09:00:00Z"}
    workspace.copy("forecast", "f-collapses", **eve, confidence=shares("0", "1", "0"))
    workspace.save()
    board = leaderboard_kinds(scorable_kinds(open_book(workspace.workspace)))
    gain = board.set_index("forecaster")["difference"]["mayor"]
    whole = 0.2**2 + 0.3**2 + 0.1**2
    assert -0.02 * whole < gain < 0


def test_without_bounds_limits_are_approximate(workspace: "Draft") -> None:
    for number, came in enumerate(("12", "30", "20")):
        name = f"rain-{number}"
        ask(workspace, name, {"kind": "numeric"}, {"outcome": "value", "answer": came})
        say(workspace, name, "author", quantiles("10", "15", "20"))
        say(workspace, name, "mayor", quantiles("0", "30", "70"))
    workspace.save()
    board = leaderboard_kinds(scorable_kinds(open_book(workspace.workspace)))
    assert (board["rule"] == "approximate").all()
    assert board["rank_upper"].tolist() == [2, 2]


def test_every_option_is_a_forecast_of_its_own(workspace: "Draft") -> None:
    rows = option_rows(scorable_kinds(mixed(workspace)))
    assert len(rows) == 2 * 3 * (3 + 2)
    first = rows[(rows["proposition"] == "any-1") & (rows["forecaster"] == "author")]
    assert dict(zip(first["option"], first["y"], strict=True)) == {"dry": 1, "wet": 0, "hail": 1}


def made_up(scale: float, size: int) -> pd.DataFrame:
    """Give numbers of a standard normal, whose quantiles were said so many times too near."""
    rng, rows = np.random.default_rng(8), []
    for place in range(size):
        values = tuple(float(stats.norm.ppf(each)) / scale for each in LEVELS)
        y = float(rng.normal())
        stated = StatedQuantiles(LEVELS, values, (-np.inf, np.inf), y, y)
        at = pd.Timestamp("2026-01-01", tz="UTC") + pd.Timedelta(days=place)
        low, high = stated.pit_limits()
        event = {"event": str(place), "proposition": str(place), "kind": "number"}
        times = {"made_at": at, "known_at": at + pd.Timedelta(hours=12)}
        rows.append(event | times | {"low": low, "high": high, "stated": stated, "weight": 1.0})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("scale", "verdict"), [(6.0, "helped"), (1.0, "unclear")])
def test_a_map_helps_whom_it_can(scale: float, verdict: str) -> None:
    found = check_level_map(made_up(scale, 150)).iloc[0]
    assert found["verdict"] == verdict
    assert (found["n"], found["learnt"]) == (150, 149)
    assert found["lower"] <= found["difference"] <= found["upper"]
    assert found["difference"] == pytest.approx(found["recalibrated"] - found["said"])


def test_nothing_is_learnt_of_what_was_not_known_yet(workspace: "Draft") -> None:
    sample = LevelSample(scorable_kinds(mixed(workspace)))
    assert sample.check["verdict"].tolist() == ["nothing_earlier"]
    assert sample.map is not None
    assert sample.map.events == 3
