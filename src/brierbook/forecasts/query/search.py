"""Searching a store: the propositions that a query asks for, and those that are due."""

from datetime import datetime

from brierbook.errors import BookError
from brierbook.forecasts.entries.records import Proposition
from brierbook.forecasts.frozen import frozen_record, replace_fields
from brierbook.forecasts.life.forecasters import find_forecaster
from brierbook.forecasts.query.conditions import where_clause
from brierbook.forecasts.query.syntax import Query, Term, Value
from brierbook.forecasts.store.store import Store

__all__ = [
    "FoundProposition",
    "ResultPage",
    "StandingForecast",
    "comparable_instant",
    "find_due",
    "find_propositions",
    "has_languages",
    "split_terms",
    "standing_forecasts",
]

FIELDS = "p.id, p.status, p.outcome, e.seq, e.line"
FROM = "FROM proposition p JOIN entry e ON e.seq = p.seq"
COUNT = "SELECT count(*) FROM proposition p WHERE {}"
NEWEST = f"SELECT {FIELDS} {FROM} WHERE {{}} ORDER BY p.seq DESC LIMIT ? OFFSET ?"
DUE = f"""SELECT {FIELDS} {FROM} WHERE p.status = 'open' AND p.deadline <= ?
    ORDER BY p.deadline, p.seq LIMIT ? OFFSET ?"""  # names from above
DUE_COUNT = "SELECT count(*) FROM proposition WHERE status = 'open' AND deadline <= ?"
STANDING = """SELECT forecaster, forecast, made_at, shown, p FROM standing
    WHERE proposition = ? ORDER BY made_at, forecaster"""
DOCUMENTS = """SELECT e.seq, e.line FROM about a JOIN entry e ON e.seq = a.seq
    WHERE a.subject >= 'document:' AND a.subject < 'document;'"""
ALL = 2**31


@frozen_record
class StandingForecast:
    """A standing forecast as the tables have it."""

    forecaster: str
    forecast: str
    made_at: str
    shown: str
    p: float | None


@frozen_record
class FoundProposition:
    """A proposition that was found, what became of it, and the forecasts that stand."""

    proposition: Proposition
    status: str
    outcome: str | None
    standing: tuple[StandingForecast, ...]


@frozen_record
class ResultPage:
    """What was found up to a limit, and how many there are in all."""

    found: tuple[FoundProposition, ...]
    total: int


def find_propositions(
    store: Store, query: Query, *, now: datetime, limit: int | None = None
) -> ResultPage:
    """Give the propositions that a query asks for, the newest first."""
    spoken, rest = split_terms(store, query.terms)
    asked = where_clause(rest, comparable_instant(now))
    most = ALL if limit is None or spoken else limit
    rows = store.database.rows(NEWEST.format(asked.sql), *asked.values, most, 0)
    if not spoken:
        [(total,)] = store.database.rows(COUNT.format(asked.sql), *asked.values)
        return ResultPage(tuple(_read_found_row(store, *row) for row in rows), total)
    every = [_read_found_row(store, *row) for row in rows]
    kept = [each for each in every if has_languages(each.proposition, spoken)]
    return ResultPage(tuple(kept[:limit]), len(kept))


def find_due(store: Store, until: datetime, limit: int | None = None) -> ResultPage:
    """Give the open propositions whose deadline has passed by then, the most overdue first."""
    rows = store.database.rows(DUE, comparable_instant(until), ALL if limit is None else limit, 0)
    [(total,)] = store.database.rows(DUE_COUNT, comparable_instant(until))
    return ResultPage(tuple(_read_found_row(store, *row) for row in rows), total)


def _read_found_row(
    store: Store, name: str, status: str, outcome: str | None, seq: int, line: bytes
) -> FoundProposition:
    """Read a row."""
    record = store.entry(seq, line)
    if not isinstance(record, Proposition):
        raise BookError(
            store.name,
            seq,
            None,
            "is no proposition, though the tables of the database say so",
            code="store.no_proposition",
        )
    return FoundProposition(record, status, outcome, standing_forecasts(store, name))


def standing_forecasts(store: Store, name: str) -> tuple[StandingForecast, ...]:
    """Give the forecasts of a proposition that stand."""
    return tuple(StandingForecast(*row) for row in store.database.rows(STANDING, name))


def comparable_instant(time: datetime) -> str:
    """Write an instant as the tables compare it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def split_terms(store: Store, terms: tuple[Term, ...]) -> tuple[list[Term], tuple[Term, ...]]:
    """Set apart the terms on languages, which are in no table, and name the others by ids."""
    spoken = [term for term in terms if term.field == "lang"]
    return spoken, tuple(_resolve_term_names(store, term) for term in terms if term not in spoken)


def has_languages(proposition: Proposition, spoken: list[Term]) -> bool:
    """Whether a proposition has a text in one of the languages of each term; none, if negated."""
    return all(
        any(getattr(proposition.text, str(value)) for value in term.values) != term.negated
        for term in spoken
    )


def _resolve_term_names(store: Store, term: Term) -> Term:
    """Put ids in place of the names of forecasters and the files of documents."""
    if term.field == "forecaster":
        return replace_fields(
            term, values=tuple(_forecaster_id(store, each) for each in term.values)
        )
    if term.field == "source":
        return replace_fields(term, values=tuple(_document_id(store, each) for each in term.values))
    return term


def _forecaster_id(store: Store, said: Value) -> Value:
    """Give the id of a forecaster; an unknown name finds nothing."""
    known = find_forecaster(store, str(said))
    return known.id if known else said


def _document_id(store: Store, said: Value) -> Value:
    """Give the id of a document that was named by its file."""
    for seq, line in store.database.rows(DOCUMENTS):
        record = store.entry(seq, line)
        file = str(getattr(record, "file", ""))
        if file == said or file.endswith(f"/{said}"):
            return str(getattr(record, "id", said))
    return said
