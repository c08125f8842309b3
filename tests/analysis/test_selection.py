"""Forecasts that a query asks for, and the dates beside them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from brierbook.analysis.dates import DATES, with_dates
from brierbook.analysis.selection import selected
from brierbook.analysis.table import forecast_table
from brierbook.errors import InputError, WorkspaceError
from brierbook.forecasts.lines.query import parse_query
from brierbook.forecasts.loading import load_book

if TYPE_CHECKING:
    from tests.conftest import Draft

NOW = datetime(2026, 7, 2, tzinfo=UTC)

type Ask = Callable[[str], list[str]]


@pytest.fixture
def ask(workspace: "Draft") -> Ask:
    """Give a function that asks the small book and lists the forecasts it finds."""
    workspace.body("proposition", "opens")["tags"] = ["Міст", "test"]
    workspace.body("proposition", "collapses")["deadline"] = "2026-06-30[Europe/Kyiv]"
    workspace.save()
    book = load_book(workspace.workspace)
    table = forecast_table(book)

    def found(said: str) -> list[str]:
        query = parse_query(said, today=date(2026, 7, 2), zone="UTC")
        return selected(table, book, query, now=NOW)["forecast"].tolist()

    return found


RAIN, OPENS, FALLS = "f-rain", "f-opens", "f-collapses"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", [RAIN, OPENS, FALLS]),
        ("tag:міст", [OPENS]),
        ("-tag:міст", [RAIN, FALLS]),
        ("status:resolved", [RAIN, OPENS]),
        ("status:open", [FALLS]),
        ("стан:прострочене", [FALLS]),
        ("kind:binary", [RAIN, OPENS, FALLS]),
        ("p>50%", [OPENS]),
        ("p<=0.05", [FALLS]),
        ("p:90%", [OPENS]),
        ("by<2026-05-01", [RAIN]),
        ("by>=2026-05-31", [OPENS, FALLS]),
        ("by:2026-05-31", [OPENS]),
        ("made:2026-04-02", [RAIN, OPENS, FALLS]),
        ("made>2026-04-01", [OPENS, FALLS]),
        ("known<2026-05-01", [RAIN]),
        ("known>2026-05-01", [OPENS]),
        ("forecaster:mayor", [OPENS, FALLS]),
        ("as:авторка", [RAIN]),
        ("event:storm", [RAIN]),
        ("source:rain.uk.txt", [RAIN]),
        ("source:doc-en", [OPENS]),
        ("id:opens,collapses", [OPENS, FALLS]),
        ("id:f-rain", [RAIN]),
        ("lang:en", [RAIN, OPENS, FALLS]),
        ("collapses", [FALLS]),
        ('"opens happens"', [OPENS]),
        ("tag:test status:resolved p>50%", [OPENS]),
    ],
)
def test_a_query_finds_what_it_says(ask: Ask, said: str, expected: list[str]) -> None:
    assert ask(said) == expected


@pytest.mark.parametrize("said", ["lang:ru", "status:void", "status:withdrawn", "known:2020-01-01"])
def test_finding_nothing_is_said(ask: Ask, said: str) -> None:
    with pytest.raises(WorkspaceError, match="no forecast is what the query asks for"):
        ask(said)


def test_a_query_that_cannot_be_read_names_its_term(ask: Ask) -> None:
    with pytest.raises(InputError, match="has no field statis"):
        ask("statis:open")


def test_dates_stand_beside_the_forecasts(workspace: "Draft") -> None:
    book = load_book(workspace.workspace)
    rows = with_dates(forecast_table(book), book).set_index("forecast")
    # days in Kyiv end at 21:00 UTC in summer
    rain = rows.loc[RAIN, [*DATES]]
    assert [str(each) for each in rain] == [
        "2026-04-02 21:00:00+00:00",
        "2026-04-09 21:00:00+00:00",
        "2026-04-04 21:00:00+00:00",
        "2026-04-06 21:00:00+00:00",
    ]
    assert rows.loc[FALLS, ["decided_at", "known_at"]].isna().all()
    assert all(isinstance(rows[name].dtype, pd.DatetimeTZDtype) for name in DATES)
