"""Forecasts of numbers and days: between which quantiles outcomes fell, also beyond bounds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from scipy import stats

from brierbook.analysis.scores.distributions.quantiles import Quantiles
from brierbook.analysis.scores.verbs import pit, pit_limits
from brierbook.analysis.tables.kinds.kind_rows import level_rows, loss_rows, pit_rows
from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
from brierbook.forecasts.store.loading import open_book


def ask(workspace: Any, name: str, kind: str, answer: str, **bounds: str) -> None:  # noqa: ANN401  # a fixture
    """Add a question about a number or a day, and its answer, which may lie beyond a bound."""
    answers = {"kind": kind} | bounds
    more = {"answers": answers, "deadline": "2026-06-15[Europe/Kyiv]"}
    workspace.copy("proposition", "collapses", id=name, claim=name, **more)
    beyond = answer in ("below", "above")
    outcome = {"outcome": answer} if beyond else {"outcome": "value", "answer": answer}
    workspace.copy("resolution", "opens", proposition=name, **outcome)


def say(workspace: Any, name: str, target: str, at: dict[str, str], **more: str) -> None:  # noqa: ANN401  # the same
    """Add a forecast in quantiles."""
    pairs = [{"p": p, "value": value} for p, value in at.items()]
    confidence = {"how": "quantiles", "at": pairs}
    changes = {"id": name, "proposition": target, "confidence": confidence} | more
    workspace.copy("forecast", "f-collapses", **changes)


def found(workspace: Any) -> dict[str, tuple[float, float]]:  # noqa: ANN401  # the same
    workspace.save()
    table = pit_rows(scorable_kinds(open_book(workspace.workspace)))
    levels = zip(table["low"].tolist(), table["high"].tolist(), strict=True)
    return dict(zip(table["forecast"].tolist(), levels, strict=True))


QUARTILES = {"0.25": "10", "0.5": "20", "0.75": "40"}


@pytest.mark.parametrize(
    ("answer", "levels"),
    [
        ("9.5", (0.0, 0.25)),
        ("15", (0.25, 0.5)),
        ("1000000000", (0.75, 1.0)),
        # on a quantile nothing tells on which side of it
        ("20", (0.25, 0.75)),
    ],
)
def test_an_outcome_falls_between_its_neighbours(
    workspace: Any,  # noqa: ANN401  # a fixture
    answer: str,
    levels: tuple[float, float],
) -> None:
    ask(workspace, "visitors", "numeric", answer)
    say(workspace, "f-visitors", "visitors", QUARTILES)
    assert found(workspace) == {"f-visitors": levels}


def test_days_are_ordered_as_days(workspace: Any) -> None:  # noqa: ANN401  # a fixture
    ask(workspace, "opening", "date", "2026-10-01")
    say(workspace, "f-day", "opening", {"0.1": "2026-09-30", "0.9": "2026-12-01"})
    assert found(workspace) == {"f-day": (0.1, 0.9)}


def test_each_forecast_in_time_counts_for_the_time_in_which_it_stood(workspace: Any) -> None:  # noqa: ANN401  # a fixture
    ask(workspace, "visitors", "numeric", "15")
    say(workspace, "f-first", "visitors", QUARTILES)
    say(workspace, "f-second", "visitors", QUARTILES, made_at="2026-04-05T09:30:00Z")
    say(workspace, "f-late", "visitors", QUARTILES, made_at="2026-05-31T12:00:00Z")
    workspace.save()
    table = pit_rows(scorable_kinds(open_book(workspace.workspace)))
    share = dict(zip(table["forecast"], table["share"], strict=True))
    assert set(share) == {"f-first", "f-second"}
    opened = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
    window = datetime(2026, 6, 15, 21, tzinfo=UTC) - opened
    assert share["f-first"] == pytest.approx(timedelta(days=3) / window)
    second = datetime(2026, 5, 30, 21, tzinfo=UTC) - opened - timedelta(days=3)
    assert share["f-second"] == pytest.approx(second / window)


@pytest.mark.parametrize(
    ("side", "levels"),
    [
        # the bound lies between two quantiles, or on one: all that is known is where it lies
        ("above", (0.5, 1.0)),
        ("below", (0.0, 0.25)),
    ],
)
def test_an_outcome_beyond_a_bound_may_lie_anywhere_there(
    workspace: Any,  # noqa: ANN401  # a fixture
    side: str,
    levels: tuple[float, float],
) -> None:
    ask(workspace, "visitors", "numeric", side, low="10", high="30")
    say(workspace, "f-visitors", "visitors", QUARTILES)
    assert found(workspace) == {"f-visitors": levels}


def test_shares_beyond_a_bound_are_as_likely_as_the_quantiles_say(
    workspace: Any,  # noqa: ANN401  # a fixture
) -> None:
    ask(workspace, "visitors", "numeric", "above", low="10", high="30")
    say(workspace, "f-visitors", "visitors", QUARTILES)
    workspace.save()
    book = open_book(workspace.workspace)
    rows = level_rows(scorable_kinds(book))
    # of what lies above 30, which is half, the quantile of 75 % parts off a half
    assert dict(zip(rows["said"], rows["loss"], strict=True)) == {0.25: 0, 0.5: 0, 0.75: 0.5}
    losses = loss_rows(scorable_kinds(book)).set_index("metric")["loss"]
    assert losses["inside_50"] == 0.5
    # on the closed range the quantile of 40 is 30, and so is the outcome
    assert losses["quantile"] == pytest.approx(2 * (0.25 * 20 + 0.5 * 10 + 0) / 3)


def test_calibrated_quantiles_give_uniform_values_also_where_bounds_cut_outcomes_off() -> None:
    # normal outcomes, and the true deciles as quantiles; what lies above 1 is not known further
    rng = np.random.default_rng(5)
    levels = np.arange(1, 10) / 10
    y = rng.normal(size=4000)
    above = y > 1
    dist = Quantiles(levels, stats.norm.ppf(levels))
    u = pit(np.where(above, np.nextafter(1, 2), y), dist, until=np.where(above, np.inf, y), seed=2)
    assert stats.kstest(u, "uniform").pvalue > 0.001
    lower, upper = pit_limits(y, dist)
    assert ((lower <= stats.norm.cdf(y)) & (stats.norm.cdf(y) <= upper)).all()
