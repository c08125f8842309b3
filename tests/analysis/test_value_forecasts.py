"""Forecasts of numbers and days: which count, and between which quantiles outcomes fell."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brierbook.analysis.value_forecasts import pit_between, value_forecasts
from brierbook.errors import ArgumentError
from brierbook.forecasts.loading import load_book


def ask(workspace: Any, name: str, kind: str, answer: str) -> None:  # noqa: ANN401  # a fixture
    """Add a question about a number or a day, and its answer."""
    workspace.copy("proposition", "collapses", id=name, claim=name, answers={"kind": kind})
    changes = {"proposition": name, "outcome": "value", "answer": answer}
    workspace.copy("resolution", "opens", **changes)


def say(workspace: Any, name: str, target: str, at: dict[str, str], **more: str) -> None:  # noqa: ANN401  # the same
    """Add a forecast in quantiles."""
    pairs = [{"p": p, "value": value} for p, value in at.items()]
    confidence = {"how": "quantiles", "at": pairs}
    changes = {"id": name, "proposition": target, "confidence": confidence} | more
    workspace.copy("forecast", "f-collapses", **changes)


def found(workspace: Any) -> dict[str, tuple[float, float]]:  # noqa: ANN401  # the same
    workspace.save()
    table = value_forecasts(load_book(workspace.workspace))
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


def test_the_last_forecast_in_time_counts(workspace: Any) -> None:  # noqa: ANN401  # a fixture
    ask(workspace, "visitors", "numeric", "15")
    say(workspace, "f-first", "visitors", QUARTILES)
    say(workspace, "f-second", "visitors", QUARTILES, made_at="2026-04-03T09:30:00Z")
    say(workspace, "f-late", "visitors", QUARTILES, made_at="2026-05-31T12:00:00Z")
    assert set(found(workspace)) == {"f-second"}


def test_a_query_can_ask_for_some(workspace: Any) -> None:  # noqa: ANN401  # a fixture
    ask(workspace, "visitors", "numeric", "15")
    say(workspace, "f-visitors", "visitors", QUARTILES)
    workspace.save()
    assert value_forecasts(load_book(workspace.workspace), {"f-rain"}).empty


def test_calibrated_quantiles_give_uniform_values() -> None:
    # normal outcomes, and the true deciles as quantiles
    rng = np.random.default_rng(5)
    levels = np.concatenate([[0.0], np.arange(1, 10) / 10, [1.0]])
    place = np.searchsorted(stats.norm.ppf(levels), rng.normal(size=4000)) - 1
    u = pit_between(levels[place], levels[place + 1], seed=2)
    assert stats.kstest(u, "uniform").pvalue > 0.001


@given(st.lists(st.tuples(st.floats(0, 0.5), st.floats(0.51, 1)), min_size=1))
def test_values_lie_between_the_levels(levels: list[tuple[float, float]]) -> None:
    low, high = np.array(levels).T
    u = pit_between(low, high)
    assert ((u >= low) & (u <= high)).all()


@pytest.mark.parametrize(("low", "high"), [(0.5, 0.5), (0.6, 0.4), (-0.1, 0.4), (0.4, 1.1)])
def test_levels_must_ascend_within_the_unit_interval(low: float, high: float) -> None:
    with pytest.raises(ArgumentError, match="low"):
        pit_between([low], [high])
