"""What a query asks for in a book that is at hand whole: forecasts, and their propositions.

The tables of the book are made in memory, and asked as those of a store are. Terms on ``p``,
``made``, ``forecaster`` and ``source`` choose forecasts here, and all of them must hold of one and
the same; the others choose propositions. A proposition without such a forecast is left out where
the query chooses forecasts.

:mod:`brierbook.forecasts.query.search` lists propositions: there the forecasts that stand decide,
here replaced ones do too, since a report shows them; and a minus before a term on forecasts leaves
out propositions there, single forecasts here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.query.conditions import forecast_condition, where_clause
from brierbook.forecasts.query.search import comparable_instant, has_languages, split_terms
from brierbook.forecasts.query.syntax import Query
from brierbook.forecasts.store.database import DatabaseRow
from brierbook.forecasts.store.opening import hold_in_memory
from brierbook.forecasts.store.rows import sortable_instant, summarize_confidence
from brierbook.forecasts.store.store import Store

__all__ = ["MatchedIds", "match_query"]

OF_FORECASTS = ("p", "made", "forecaster", "source")
# every forecast, those included that a later one replaced
EVERY_FORECAST = """CREATE TEMP TABLE every_forecast (forecast TEXT, proposition TEXT,
    forecaster TEXT, made_at TEXT, p DOUBLE PRECISION, source TEXT)"""
INSERT = "INSERT INTO every_forecast VALUES (?, ?, ?, ?, ?, ?)"
PROPOSITIONS = "SELECT p.id FROM proposition p WHERE {}"
FORECASTS = "SELECT s.forecast, s.proposition FROM every_forecast s WHERE {}"


@dataclass(frozen=True, slots=True)
class MatchedIds:
    """The ids of what was asked for."""

    propositions: frozenset[str]
    forecasts: frozenset[str]


def match_query(book: Book, query: Query, *, now: datetime) -> MatchedIds:
    """Find what a query asks for; ``now`` decides what is due."""
    if not query.terms:
        return MatchedIds(frozenset(book.propositions), frozenset(book.forecasts))
    with hold_in_memory(book) as store:
        return _match_in_store(store, book, query, comparable_instant(now))


def _match_in_store(store: Store, book: Book, query: Query, now: str) -> MatchedIds:
    """Ask the tables."""
    spoken, terms = split_terms(store, query.terms)
    held = [term for term in terms if term.field in OF_FORECASTS]
    asked = where_clause(tuple(term for term in terms if term not in held), now)
    rows = store.database.rows(PROPOSITIONS.format(asked.sql), *asked.values)
    named = {name for (name,) in rows if has_languages(book.propositions[name], spoken)}
    store.database.run(EVERY_FORECAST)
    store.database.many(INSERT, list(_forecast_rows(book)))
    chosen = forecast_condition(held)
    found = store.database.rows(FORECASTS.format(chosen.sql), *chosen.values)
    forecasts = {forecast: name for forecast, name in found if name in named}
    return MatchedIds(frozenset(forecasts.values() if held else named), frozenset(forecasts))


def _forecast_rows(book: Book) -> Iterator[DatabaseRow]:
    """Give a row for each forecast, with what can be asked of it."""
    for each in book.forecasts.values():
        statement = book.statements.get(each.statement or "")
        _, p = summarize_confidence(each.confidence)
        made = sortable_instant(each.made_at)
        source = statement.document if statement else None
        yield each.id, each.proposition, each.forecaster, made, p, source
