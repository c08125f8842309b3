"""The forecasts that a query asks for, out of a table of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import isclose
from typing import TYPE_CHECKING, Any

import pandas as pd

from brierbook.errors import WorkspaceError
from brierbook.forecasts.lines.query import Query, Term, Value
from brierbook.forecasts.lines.words import fold
from brierbook.forecasts.records import LANGUAGES, Forecast, Proposition
from brierbook.forecasts.when import Moment

if TYPE_CHECKING:
    from brierbook.forecasts.book import Book

UNRESOLVED = ("open", "void", "ambiguous", "annulled")


@dataclass(frozen=True, slots=True)
class Place:
    """A forecast with its proposition and its row of the table, at the time of asking."""

    book: "Book"
    forecast: Forecast
    proposition: Proposition
    row: dict[Any, Any]
    now: datetime


def selected(table: pd.DataFrame, book: "Book", query: Query, *, now: datetime) -> pd.DataFrame:
    """Keep the forecasts for which every term of a query holds; at least one must be left.

    Terms on tags, deadlines, texts and outcomes ask of the proposition, the others of the forecast.
    """
    if not query.terms:
        return table
    places = (place(book, row, now) for row in table.to_dict("records"))
    kept = [all(holds(each, term) for term in query.terms) for each in places]
    if not any(kept):
        raise WorkspaceError("no forecast is what the query asks for; ask for more")
    return table[kept].reset_index(drop=True)


def place(book: "Book", row: dict[Any, Any], now: datetime) -> Place:
    """Find what a row is about."""
    forecast = book.forecasts[str(row["forecast"])]
    return Place(book, forecast, book.propositions[forecast.proposition], row, now)


def holds(at: Place, term: Term) -> bool:
    """Whether one term holds."""
    test, values = TESTS[term.field], term.values  # noqa: PD011  # a query's, not a table's
    return any(test(at, value, term.operator) for value in values) != term.negated


def tag(at: Place, value: Value, _: str) -> bool:
    """Whether the proposition has a tag."""
    return fold(str(value)) in map(fold, at.proposition.tags)


def status(at: Place, value: Value, _: str) -> bool:
    """Whether the proposition, or the forecast where it was withdrawn, has a status."""
    outcome, deadline = str(at.row["outcome"]), at.proposition.deadline
    if value == "withdrawn":
        return str(at.row["status"]) == value
    if value == "resolved":
        return outcome not in UNRESOLVED
    if value == "due":
        return outcome == "open" and deadline is not None and deadline.last <= at.now
    return outcome == value


def kind(at: Place, value: Value, _: str) -> bool:
    """Whether the proposition is of a kind."""
    return at.proposition.answers.kind == value


def probability(at: Place, value: Value, operator: str) -> bool:
    """Compare the probability of the forecast, of words the mean; none compares with nothing."""
    p, other = float(str(at.row["p"])), float(value) if isinstance(value, Decimal) else 0.0
    same = isclose(p, other, abs_tol=1e-9)
    found = {":": same, "<": p < other, ">": p > other, "<=": p <= other, ">=": p >= other}
    return found[operator]


def by(at: Place, value: Value, operator: str) -> bool:
    """Compare the deadline."""
    return compared(at.proposition.deadline, value, operator)


def made(at: Place, value: Value, operator: str) -> bool:
    """Compare when the forecast was made."""
    return compared(at.forecast.made_at, value, operator)


def known(at: Place, value: Value, operator: str) -> bool:
    """Compare when the outcome became known."""
    resolution = at.book.resolutions.get(at.proposition.id)
    return compared(resolution.known_at if resolution else None, value, operator)


def compared(moment: Moment | None, value: Value, operator: str) -> bool:
    """Compare civil days, each in its own zone; a time that is missing compares with nothing."""
    if moment is None or not isinstance(value, Moment):
        return False
    first, last = moment.first_day, moment.last_day
    found = {
        ":": first <= value.last_day and value.first_day <= last,
        "<": last < value.first_day,
        "<=": last <= value.last_day,
        ">": first > value.last_day,
        ">=": first >= value.first_day,
    }
    return found[operator]


def forecaster(at: Place, value: Value, _: str) -> bool:
    """Whether a forecaster is named, by id or by a name in any language."""
    record = at.book.forecasters.get(at.forecast.forecaster)
    names = [getattr(record.name, each) for each in LANGUAGES] if record else []
    known_as = (at.forecast.forecaster, *filter(None, names))
    return fold(str(value)) in map(fold, known_as)


def source(at: Place, value: Value, _: str) -> bool:
    """Whether a document is named, by id or by its file."""
    name = str(at.row["source"])
    document = at.book.documents.get(name)
    file = document.file if document else ""
    return str(value) in (name, file, file.rpartition("/")[2])


def event(at: Place, value: Value, _: str) -> bool:
    """Whether the event that the proposition hangs on, or that settled it, is named."""
    return str(value) in (at.row["event"], at.proposition.event)


def name(at: Place, value: Value, _: str) -> bool:
    """Whether the proposition, its claim or the forecast is named."""
    return str(value) in (at.proposition.id, at.proposition.claim, at.forecast.id)


def spoken(at: Place, value: Value, _: str) -> bool:
    """Whether the proposition is written in a language."""
    return getattr(at.proposition.text, str(value)) is not None


def text(at: Place, value: Value, _: str) -> bool:
    """Whether a text of the proposition contains a word."""
    texts = (getattr(at.proposition.text, each) for each in LANGUAGES)
    return any(str(value) in fold(each) for each in texts if each)


TESTS: dict[str, Callable[[Place, Value, str], bool]] = {
    "tag": tag,
    "status": status,
    "kind": kind,
    "p": probability,
    "by": by,
    "made": made,
    "known": known,
    "forecaster": forecaster,
    "event": event,
    "source": source,
    "id": name,
    "lang": spoken,
    "text": text,
}
