"""What a query asks for in a book in memory: forecasts, and the propositions they are of.

Terms on ``p``, ``made``, ``forecaster`` and ``source`` choose forecasts, and all of them must hold
of one and the same; the others choose propositions. A proposition without such a forecast is left
out where the query chooses forecasts.

:mod:`brierbook.forecasts.search` asks the same of a store, and lists propositions: there the
forecasts that stand decide, here replaced ones do too, since a report shows them; and a minus
before a term on forecasts leaves out propositions there, single forecasts here.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import exp

from brierbook.forecasts.book import Book
from brierbook.forecasts.lines.query import Query, Term, Value
from brierbook.forecasts.lines.words import fold
from brierbook.forecasts.records import LANGUAGES, Forecast, Proposition, Ranged, Stated, Worded
from brierbook.forecasts.store.rows import standing_rows
from brierbook.forecasts.when import Moment

OF_FORECASTS = ("p", "made", "forecaster", "source")
COMPARED: dict[str, Callable[[float, float], bool]] = {
    ":": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The ids of what was asked for."""

    propositions: frozenset[str]
    forecasts: frozenset[str]


def asked_for(book: Book, query: Query, *, now: datetime) -> Asked:
    """Find what a query asks for; ``now`` decides what is due."""
    about = [term for term in query.terms if term.field not in OF_FORECASTS]
    held = [term for term in query.terms if term.field in OF_FORECASTS]
    named = {
        each.id for each in book.propositions.values() if all_hold(about, holds, book, each, now)
    }
    forecasts = {
        each.id
        for each in book.forecasts.values()
        if each.proposition in named and all_hold(held, held_by, book, each, now)
    }
    if held:
        named &= {book.forecasts[name].proposition for name in forecasts}
    return Asked(frozenset(named), frozenset(forecasts))


def all_hold[T](
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


def holds(term: Term, value: Value, book: Book, record: Proposition, now: datetime) -> bool:
    """Whether a value of a term holds of a proposition."""
    match term.field:
        case "by":
            return in_time(record.deadline, term.operator, value)
        case "known":
            resolution = book.resolutions.get(record.id)
            return in_time(resolution.known_at if resolution else None, term.operator, value)
        case "text":
            return any(str(value) in fold(text) for text in texts(record))
        case "tag":
            return fold(str(value)) in map(fold, record.tags)
    return str(value) in words(term.field, book, record, now)


def words(field: str, book: Book, record: Proposition, now: datetime) -> set[str | None]:
    """Give the words that fit a proposition in a field."""
    match field:
        case "status":
            return {*statuses(book, record, now)}
        case "lang":
            return {name for name in LANGUAGES if getattr(record.text, name) is not None}
    given = {"kind": record.answers.kind, "id": record.id, "event": book.event_of(record).id}
    return {given[field]}


def texts(record: Proposition) -> list[str]:
    """List the texts of a proposition."""
    given = (getattr(record.text, language) for language in LANGUAGES)
    return [text for text in given if text is not None]


def statuses(book: Book, record: Proposition, now: datetime) -> set[str]:
    """Say what became of a proposition, in every word that fits."""
    resolution = book.resolutions.get(record.id)
    if resolution is not None:
        settled = resolution.outcome in ("yes", "no", "option", "value")
        return {"resolved" if settled else resolution.outcome} | withdrawn(book, record)
    late = record.deadline is not None and record.deadline.last <= now
    return {"open"} | ({"due"} if late else set()) | withdrawn(book, record)


def withdrawn(book: Book, record: Proposition) -> set[str]:
    """Say whether everybody who forecast a proposition took that back."""
    back = book.withdrawals_of.get(record.id, ())
    return {"withdrawn"} if back and not any(standing_rows(book, record.id)) else set()


def held_by(term: Term, value: Value, book: Book, record: Forecast, _: datetime) -> bool:
    """Whether a value of a term holds of a forecast."""
    match term.field:
        case "made":
            return in_time(record.made_at, term.operator, value)
        case "p":
            said = middle(record)
            return said is not None and COMPARED[term.operator](said, float(str(value)))
        case "forecaster":
            return fold(str(value)) in names(book, record.forecaster)
    return str(value) in documents(book, record)


def middle(record: Forecast) -> float | None:
    """Give one number for a forecast: the median of a phrase, the middle of a range."""
    match record.confidence:
        case Stated(p=p):
            return float(p)
        case Ranged(low=low, high=high):
            return float(low + high) / 2
        case Worded(mean_logit=mean):
            return 1 / (1 + exp(-float(mean)))
    return None


def names(book: Book, forecaster: str) -> set[str]:
    """List what a forecaster goes by."""
    name = book.forecasters[forecaster].name
    given = (getattr(name, language) for language in LANGUAGES)
    return {fold(forecaster), *(fold(text) for text in given if text)}


def documents(book: Book, record: Forecast) -> set[str]:
    """List what the document that a forecast rests on goes by: its id, its file, its name."""
    statement = book.statements.get(record.statement or "")
    if statement is None:
        return set()
    file = book.documents[statement.document].file
    parts = file.split("/")
    return {statement.document, *("/".join(parts[at:]) for at in range(len(parts)))}


def in_time(moment: Moment | None, sign: str, value: Value) -> bool:
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
