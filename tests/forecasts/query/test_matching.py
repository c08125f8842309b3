"""Queries over a book in memory."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from brierbook.forecasts.query.matching import match_query
from brierbook.forecasts.query.syntax import parse_query
from brierbook.forecasts.store.loading import open_book

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ALL = {"rain@7d", "rain@30d", "opens", "collapses"}

# forecasts: f-rain (a phrase, median 0.4, by author of doc-uk) on rain@7d; f-opens (0.9, by mayor
# of doc-en) on opens; f-collapses (0.05, by mayor, no document) on collapses. rain@7d came true on
# 5 April, opens did not by 31 May; the others are open, and rain@30d was due on 2 May
CASES = [
    ("", ALL, {"f-rain", "f-opens", "f-collapses"}),
    ("tag:test", ALL, {"f-rain", "f-opens", "f-collapses"}),
    ("tag:other", set(), set()),
    ("-tag:test", set(), set()),
    ("status:resolved", {"rain@7d", "opens"}, {"f-rain", "f-opens"}),
    ("status:open", {"rain@30d", "collapses"}, {"f-collapses"}),
    ("status:due", {"rain@30d"}, set()),
    ("стан:прострочено", {"rain@30d"}, set()),
    ("status:open,resolved", ALL, {"f-rain", "f-opens", "f-collapses"}),
    ("kind:binary -id:opens", ALL - {"opens"}, {"f-rain", "f-collapses"}),
    ("event:storm", {"rain@7d", "rain@30d"}, {"f-rain"}),
    ("RAIN", {"rain@7d", "rain@30d"}, {"f-rain"}),
    ('"happens." -rain', {"opens", "collapses"}, {"f-opens", "f-collapses"}),
    ("lang:en", ALL, {"f-rain", "f-opens", "f-collapses"}),
    ("lang:uk", set(), set()),
    ("p>50%", {"opens"}, {"f-opens"}),
    ("p<50%", {"rain@7d", "collapses"}, {"f-rain", "f-collapses"}),
    ("p:0.9", {"opens"}, {"f-opens"}),
    ("-p:0.9", {"rain@7d", "collapses"}, {"f-rain", "f-collapses"}),
    ('forecaster:"the mayor" p<50%', {"collapses"}, {"f-collapses"}),
    ("as:авторка", {"rain@7d"}, {"f-rain"}),
    ("source:doc-en", {"opens"}, {"f-opens"}),
    ("source:rain.uk.txt", {"rain@7d"}, {"f-rain"}),
    ("by:2026-05-31", {"opens"}, {"f-opens"}),
    ("by<2026-05-02", {"rain@7d"}, {"f-rain"}),
    ("by<=2026-05-02", {"rain@7d", "rain@30d"}, {"f-rain"}),
    ("by>2026-05-31", {"collapses"}, {"f-collapses"}),
    ("by>=2026-05-31", {"opens", "collapses"}, {"f-opens", "f-collapses"}),
    ("made:2026-04-02", {"rain@7d", "opens", "collapses"}, {"f-rain", "f-opens", "f-collapses"}),
    (
        'made>"2026-04-02T09:00Z"',
        {"rain@7d", "opens", "collapses"},
        {"f-rain", "f-opens", "f-collapses"},
    ),
    ("made<2026-04-02", set(), set()),
    ("known>2026-05-01", {"opens"}, {"f-opens"}),
    ("known<2026-05-01", {"rain@7d"}, {"f-rain"}),
]


@pytest.mark.parametrize(("query", "propositions", "forecasts"), CASES)
def test_queries(
    workspace: Any,  # noqa: ANN401  # the draft of tests/conftest.py
    query: str,
    propositions: set[str],
    forecasts: set[str],
) -> None:
    workspace.save()
    asked = parse_query(query, today=date(2026, 7, 1), zone="UTC")
    found = match_query(open_book(workspace.workspace), asked, now=NOW)
    assert (set(found.propositions), set(found.forecasts)) == (propositions, forecasts)


def test_a_range_counts_by_its_middle_and_shares_by_nothing(workspace: Any) -> None:  # noqa: ANN401
    between = {"how": "range", "low": "0.2", "high": "0.4"}
    workspace.body("forecast", "f-opens")["confidence"] = between
    halves = [{"option": "red", "p": "0.5"}, {"option": "blue", "p": "0.5"}]
    answers = {"kind": "categorical", "options": ["red", "blue"]}
    workspace.body("proposition", "collapses")["answers"] = answers
    workspace.body("forecast", "f-collapses")["confidence"] = {"how": "shares", "shares": halves}
    workspace.save()
    book = open_book(workspace.workspace)
    for query, forecasts in (("p:30%", {"f-opens"}), ("p<99%", {"f-rain", "f-opens"})):
        asked = parse_query(query, today=date(2026, 7, 1), zone="UTC")
        assert set(match_query(book, asked, now=NOW).forecasts) == forecasts


def test_withdrawn_is_what_everybody_took_back(workspace: Any) -> None:  # noqa: ANN401
    body = {"proposition": "collapses", "forecaster": "mayor", "made_at": "2026-05-01T09:00:00Z"}
    workspace.add("withdrawal", body)
    workspace.save()
    asked = parse_query("status:withdrawn", today=date(2026, 7, 1), zone="UTC")
    found = match_query(open_book(workspace.workspace), asked, now=NOW)
    assert found.propositions == {"collapses"}
