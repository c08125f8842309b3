"""A second evaluator of the query language, in plain Python, to compare the one in SQL with."""

import operator
from collections.abc import Callable
from datetime import datetime
from math import exp

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import (
    LANGUAGES,
    Forecast,
    Proposition,
    Ranged,
    Stated,
    Worded,
)
from brierbook.forecasts.lines.words import fold
from brierbook.forecasts.query.matching import MatchedIds
from brierbook.forecasts.query.syntax import Query, Term, Value
from brierbook.forecasts.store.rows import standing_forecast_rows
from brierbook.forecasts.when import Moment

OF_FORECASTS = ("p", "made", "forecaster", "source")
COMPARED: dict[str, Callable[[float, float], bool]] = {
    ":": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def match_by_hand(book: Book, query: Query, *, now: datetime) -> MatchedIds:
    """Find what a query asks for; ``now`` decides what is due."""
    about = [term for term in query.terms if term.field not in OF_FORECASTS]
    held = [term for term in query.terms if term.field in OF_FORECASTS]
    named = {
        each.id
        for each in book.propositions.values()
        if _all_terms_hold(about, _fits_proposition, book, each, now)
    }
    forecasts = {
        each.id
        for each in book.forecasts.values()
        if each.proposition in named and _all_terms_hold(held, _fits_forecast, book, each, now)
    }
    if held:
        named &= {book.forecasts[name].proposition for name in forecasts}
    return MatchedIds(frozenset(named), frozenset(forecasts))


def _all_terms_hold[T](
    terms: list[Term],
    test: Callable[[Term, Value, Book, T, datetime], bool],
    book: Book,
    record: T,
    now: datetime,
) -> bool:
    """Whether of each term one of the values holds; or none, where it is negated."""
    return all(
        any(test(term, value, book, record, now) for value in term.values) != term.negated
        for term in terms
    )


def _fits_proposition(
    term: Term, value: Value, book: Book, record: Proposition, now: datetime
) -> bool:
    """Whether a value of a term holds of a proposition."""
    match term.field:
        case "by":
            return _compare_moment(record.deadline, term.operator, value)
        case "known":
            resolution = book.resolutions.get(record.id)
            return _compare_moment(
                resolution.known_at if resolution else None, term.operator, value
            )
        case "text":
            return any(str(value) in fold(text) for text in _proposition_texts(record))
        case "tag":
            return fold(str(value)) in map(fold, record.tags)
    return str(value) in _field_values(term.field, book, record, now)


def _field_values(field: str, book: Book, record: Proposition, now: datetime) -> set[str | None]:
    """Give the words that fit a proposition in a field."""
    match field:
        case "status":
            return {*_status_words(book, record, now)}
        case "lang":
            return {name for name in LANGUAGES if getattr(record.text, name) is not None}
    given = {"kind": record.answers.kind, "id": record.id, "event": book.event_of(record).id}
    return {given[field]}


def _proposition_texts(record: Proposition) -> list[str]:
    """List the texts of a proposition."""
    given = (getattr(record.text, language) for language in LANGUAGES)
    return [text for text in given if text is not None]


def _status_words(book: Book, record: Proposition, now: datetime) -> set[str]:
    """Say what became of a proposition, in every word that fits."""
    resolution = book.resolutions.get(record.id)
    if resolution is not None:
        settled = resolution.outcome in ("yes", "no", "option", "value")
        return {"resolved" if settled else resolution.outcome} | _withdrawn_status(book, record)
    late = record.deadline is not None and record.deadline.last <= now
    return {"open"} | ({"due"} if late else set()) | _withdrawn_status(book, record)


def _withdrawn_status(book: Book, record: Proposition) -> set[str]:
    """Say whether everybody who forecast a proposition took that back."""
    back = book.withdrawals_of.get(record.id, ())
    return {"withdrawn"} if back and not any(standing_forecast_rows(book, record.id)) else set()


def _fits_forecast(term: Term, value: Value, book: Book, record: Forecast, _: datetime) -> bool:
    """Whether a value of a term holds of a forecast."""
    match term.field:
        case "made":
            return _compare_moment(record.made_at, term.operator, value)
        case "p":
            said = _central_number(record)
            return said is not None and COMPARED[term.operator](said, float(str(value)))
        case "forecaster":
            return fold(str(value)) in _forecaster_names(book, record.forecaster)
    return str(value) in _document_names(book, record)


def _central_number(record: Forecast) -> float | None:
    """Give one number for a forecast: the median of a phrase, the middle of a range."""
    match record.confidence:
        case Stated(p=p):
            return float(p)
        case Ranged(low=low, high=high):
            return float(low + high) / 2
        case Worded(mean_logit=mean):
            return 1 / (1 + exp(-float(mean)))
    return None


def _forecaster_names(book: Book, forecaster: str) -> set[str]:
    """List what a forecaster goes by."""
    name = book.forecasters[forecaster].name
    given = (getattr(name, language) for language in LANGUAGES)
    return {fold(forecaster), *(fold(text) for text in given if text)}


def _document_names(book: Book, record: Forecast) -> set[str]:
    """List what the document that a forecast rests on goes by: its id, its file, its name."""
    statement = book.statements.get(record.statement or "")
    if statement is None:
        return set()
    file = book.documents[statement.document].file
    parts = file.split("/")
    return {statement.document, *("/".join(parts[at:]) for at in range(len(parts)))}


def _compare_moment(moment: Moment | None, sign: str, value: Value) -> bool:
    """Compare the end of a moment with an instant, or with a day, of which every instant counts."""
    if moment is None or not isinstance(value, Moment):
        return False
    first, last = value.first, value.last
    if first == last:
        return COMPARED[sign](moment.last.timestamp(), last.timestamp())
    # the end of a day is the first instant after it
    return {
        ":": first < moment.last <= last,
        "<": moment.last <= first,
        "<=": moment.last <= last,
        ">": moment.last > last,
        ">=": moment.last > first,
    }[sign]
