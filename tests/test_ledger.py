"""The book in Python: what is logged, what is refused, and the tables that come out."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.conftest import NOON

import brierbook as bb
from brierbook.errors import BookError, ConflictError, InputError, WorkspaceError
from brierbook.forecasts.entries.records import QuantileAnswer, Retraction, Shares
from brierbook.forecasts.life.workspaces import make_workspace
from brierbook.forecasts.when import parse_moment

TODAY = NOON.date()
SOON = TODAY + timedelta(days=30)
NOW = parse_moment("2026-01-01T00:00:00Z")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[bb.Ledger]:
    make_workspace(tmp_path / "book", "Anna", NOW)
    with bb.Ledger.open(tmp_path / "book", forecaster="Anna", zone="Europe/Kyiv") as opened:
        yield opened


def test_a_forecast_lives(ledger: bb.Ledger) -> None:
    logged = ledger.log("It rains", p=0.1, by=SOON, tags=["weather"], reason="Clouds.")
    assert (logged.id, logged.forecast, logged.near, logged.repeated) == ("1", "1/anna", (), False)
    assert ledger.update("1", p=Decimal("0.40")).forecast == "1/anna/2"
    ledger.resolve("1", outcome=True, evidence=["Wet. https://example.org/rain"])
    book = ledger.book
    assert book.resolutions["1"].outcome == "yes"
    assert book.resolutions["1"].evidence[0].sources[0].url == "https://example.org/rain"
    assert book.propositions["1"].deadline == parse_moment(f"{SOON.isoformat()}[Europe/Kyiv]")
    ledger.undo()
    assert "1" not in ledger.book.resolutions
    assert isinstance(ledger.book.records[-1], Retraction)
    ledger.withdraw("1")
    assert len(ledger.book.withdrawals_of["1"]) == 1


def test_every_kind_of_confidence(ledger: bb.Ledger) -> None:
    ledger.log("Who", options={"A": 0.2, "B": Decimal("0.8")}, ordered=True, by=SOON)
    ledger.log("How many", quantiles={0.9: 70, 0.1: -5.5, 0.5: Decimal("62.10")}, unit="km")
    ledger.log("When", quantiles={0.1: date(2031, 1, 1), 0.9: date(2031, 12, 31)})
    ledger.log("Whether", range=(0.1, 0.3))
    ledger.log("Perhaps", word="likely")
    book = ledger.book
    shares = book.forecasts["1/anna"].confidence
    assert shares == Shares((("A", Decimal("0.2")), ("B", Decimal("0.8"))))
    assert book.propositions["1"].answers.ordered
    numbers = book.forecasts["2/anna"].confidence
    levels = (("0.1", "-5.5"), ("0.5", "62.10"), ("0.9", "70"))
    assert numbers == QuantileAnswer(tuple((Decimal(p), value) for p, value in levels))
    ledger.resolve("1", "B", evidence=["x"])
    ledger.resolve("2", -3.25)
    ledger.resolve("3", date(2031, 5, 1))
    answers = [each.answer for each in ledger.book.said_resolutions.values()]
    assert answers == ["B", "-3.25", "2031-05-01"]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"p": 37}, "give 0.37 for 37 percent"),
        ({"p": "37%"}, "is no number"),
        ({"p": "0.37"}, "is no number"),
        ({"p": True}, "is no number"),
        ({"p": float("nan")}, "is not finite"),
        ({"p": float("inf")}, "is not finite"),
        ({"p": -0.1}, "lies outside 0 to 1"),
        ({"p": 1.0000000000000002}, "lies outside 0 to 1"),
        ({"p": 5e-324}, "has more than 60 digits"),
        ({}, "give one of p, range"),
        ({"p": 0.1, "word": "may"}, "2: values are given"),
        ({"p": 0.1, "by": datetime(2031, 1, 1)}, "has no time zone"),  # noqa: DTZ001  # that is what is refused
        ({"p": 0.1, "by": "tomorrow"}, "is not a time"),
        ({"p": 0.1, "by": "2031-02-30"}, "is not a day of the calendar"),
        ({"p": 0.1, "by": date(9999, 12, 31)}, "has a year outside"),
        ({"p": 0.1, "tags": "abc"}, "is one text; give a list"),
        ({"p": 0.1, "tags": ["!?"]}, "has letters, digits"),
        ({"p": 0.1, "criteria": 5}, "is no text"),
        ({"p": 0.1, "language": "de"}, "is none of en, uk, ru"),
        ({"options": {"A": 0.2, "B": 0.3}}, "'0.5': is what they sum to"),
        ({"options": {"A": 0.1, "B": 0.2, "C": 0.7000001}}, "is what they sum to"),
        ({"quantiles": {0.1: float("nan")}}, "is not finite"),
        ({"quantiles": {0.1: "5"}}, "is neither a number nor a date"),
        ({"quantiles": {0.1: True}}, "is neither a number nor a date"),
        ({"range": (0.3, 0.1)}, "must rise"),
        ({"range": (0, 0.1)}, "must rise"),
    ],
)
def test_nothing_is_taken_for_something_else(
    ledger: bb.Ledger, values: dict[str, Any], problem: str
) -> None:
    size = len(ledger.book.records)
    with pytest.raises(InputError, match=re.escape(problem)):
        ledger.log("It rains", **values)
    assert len(ledger.book.records) == size


@pytest.mark.parametrize("text", [5, "", "  ", "a\0b", "\ud800", "x" * 10_001])
def test_a_text_must_be_one(ledger: bb.Ledger, text: Any) -> None:  # noqa: ANN401  # some are none
    with pytest.raises(InputError, match="text"):
        ledger.log(text, p=0.1)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"by": "2025-01-01", "made_at": "2025-02-01"}, "is not before the deadline"),
        ({"made_at": date(2041, 1, 1)}, "is after the entry was recorded"),
        ({"quantiles": {0.1: 5, 0.9: 3}, "p": None}, "must have a higher probability"),
        ({"quantiles": {0.1: 5, 0.9: date(2031, 1, 1)}, "p": None}, "mixes days with numbers"),
        ({"options": {"A": 1}, "p": None}, "must be two or more"),
    ],
)
def test_what_the_book_cannot_hold_is_refused_whole(
    ledger: bb.Ledger, values: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BookError, match=problem):
        ledger.log("It rains", **({"p": 0.1} | values))
    assert len(ledger.book.records) == 1


def test_edges_of_probability_are_kept_exactly(ledger: bb.Ledger) -> None:
    given: list[float | Decimal] = [
        0,
        1,
        0.0,
        -0.0,
        1.0,
        0.1,
        1 - 2**-53,
        Decimal("0.10"),
        Decimal("-0"),
    ]
    kept = [ledger.log(f"Claim {n}", p=p).id for n, p in enumerate(given)]
    said = [ledger.book.forecasts[f"{each}/anna"].confidence for each in kept]
    assert [str(getattr(each, "p", None)) for each in said] == [
        *("0", "1", "0", "0", "1.0", "0.1", "0.9999999999999999", "0.10", "0")
    ]


def test_a_key_makes_two_calls_one(ledger: bb.Ledger) -> None:
    first = ledger.log("It rains", p=0.1, key="k")
    again = ledger.log("It rains", p=0.1, key="k")
    assert (again.id, again.repeated) == (first.id, True)
    with pytest.raises(ConflictError, match="was used for another request"):
        ledger.log("It rains", p=0.2, key="k")
    assert not ledger.update("1", p=0.3, key="u").repeated
    assert ledger.update("1", p=0.3, key="u").repeated
    assert len(ledger.book.forecasts_of["1"]) == 2
    ledger.resolve("1", "void", key="r")
    ledger.resolve("1", "void", key="r")
    assert len(ledger.book.resolutions_of["1"]) == 1


def test_likenesses_are_told(ledger: bb.Ledger) -> None:
    ledger.log("Damascus changes hands in this war", p=0.1)
    assert ledger.log("Damascus changes hand in this war", p=0.1).near == ("1",)


@pytest.mark.parametrize("outcome", ["maybe", "Yes", "", None, datetime(2031, 1, 1, tzinfo=UTC)])
def test_an_outcome_is_taken_strictly(ledger: bb.Ledger, outcome: Any) -> None:  # noqa: ANN401  # some are none
    ledger.log("It rains", p=0.1)
    with pytest.raises(InputError):
        ledger.resolve("1", outcome)


def test_the_tables_are_tidy_and_typed(ledger: bb.Ledger) -> None:
    ledger.log("It rains", p=0.1, by=SOON, tags=["weather", "kyiv"], event="storm")
    ledger.update("1", p=0.4, forecaster="Boris", made_at=date(2026, 6, 1))
    ledger.log("Who", options={"A": 0.2, "B": 0.8})
    ledger.resolve("1", "no", evidence=["Dry."])
    forecasts, propositions = ledger.forecasts(), ledger.propositions()
    assert list(forecasts["forecast"]) == ["1/anna", "1/boris", "2/anna"]
    assert forecasts["p"].tolist()[:2] == [0.1, 0.4]
    assert np.isnan(forecasts["p"][2])
    assert list(forecasts["how"]) == ["stated", "stated", "shares"]
    assert list(forecasts["y"])[:2] == [0.0, 0.0]
    assert str(forecasts["made_last"].dtype) == "datetime64[s, UTC]"
    # a day in Kyiv begins in the evening of the day before in UTC
    assert forecasts["made_first"][1] == pd.Timestamp("2026-05-31T21:00Z")
    assert list(propositions["tags"]) == ["weather kyiv", ""]
    assert list(propositions["kind"]) == ["binary", "categorical"]
    assert list(propositions["outcome"]) == ["no", "open"]
    assert propositions["deadline"].isna().tolist() == [False, True]
    assert propositions["known"].isna().tolist() == [False, True]


def test_an_empty_book_gives_empty_tables_of_the_same_types(ledger: bb.Ledger) -> None:
    empty = ledger.forecasts(), ledger.propositions()
    ledger.log("It rains", p=0.1, by=SOON)
    full = ledger.forecasts(), ledger.propositions()
    for before, after in zip(empty, full, strict=True):
        assert len(before) == 0
        pd.testing.assert_series_equal(before.dtypes, after.dtypes)


def test_the_book_as_it_was(ledger: bb.Ledger) -> None:
    ledger.log("It rains", p=0.1)
    assert len(ledger.propositions(as_of="2026-01-02")) == 0
    assert len(ledger.forecasts(as_of=NOON + timedelta(days=1))) == 1
    with pytest.raises(WorkspaceError, match="has no entry up to"):
        ledger.forecasts(as_of=date(2025, 1, 1))


class Table(HTMLParser):
    """What a screen reader needs of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str | None]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its scope."""
        self.tags.append((tag, dict(attrs).get("scope")))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_a_notebook_shows_a_short_accessible_table(ledger: bb.Ledger) -> None:
    ledger.log("<script>alert(1)</script>", p=0.1)
    html = ledger._repr_html_()  # notebooks call it
    shown = Table()
    shown.feed(html)
    assert [tag for tag, _ in shown.tags].count("caption") == 1
    assert all(scope for tag, scope in shown.tags if tag == "th")
    assert shown.texts[-2:] == ["open", "1"]
    assert "script" not in html
    assert len(html) < 1000
    assert repr(ledger) == "Ledger(forecasts/book.db, 4 entries)"


def test_a_book_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no such book"):
        bb.Ledger.open(tmp_path / "nowhere")
