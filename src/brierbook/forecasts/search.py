"""Searching a store: the propositions that a query asks for, and those that are due."""

from datetime import datetime

from brierbook.forecasts.conditions import where
from brierbook.forecasts.frozen import frozen, replaced
from brierbook.forecasts.life.forecasters import find_forecaster
from brierbook.forecasts.lines.query import Query, Term, Value
from brierbook.forecasts.records import Proposition
from brierbook.forecasts.store.store import Store

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


@frozen
class Held:
    """A standing forecast as the tables have it."""

    forecaster: str
    forecast: str
    made_at: str
    shown: str
    p: float | None


@frozen
class Found:
    """A proposition that was found, what became of it, and the forecasts that stand."""

    proposition: Proposition
    status: str
    outcome: str | None
    standing: tuple[Held, ...]


@frozen
class Page:
    """What was found up to a limit, and how many there are in all."""

    found: tuple[Found, ...]
    total: int


def find(store: Store, query: Query, *, now: datetime, limit: int | None = None) -> Page:
    """Give the propositions that a query asks for, the newest first."""
    spoken = [term for term in query.terms if term.field == "lang"]
    rest = tuple(resolved(store, term) for term in query.terms if term.field != "lang")
    asked = where(rest, instant(now))
    most = ALL if limit is None or spoken else limit
    rows = store.database.rows(NEWEST.format(asked.sql), *asked.values, most, 0)
    if not spoken:
        [(total,)] = store.database.rows(COUNT.format(asked.sql), *asked.values)
        return Page(tuple(found(store, *row) for row in rows), total)
    every = [found(store, *row) for row in rows]
    kept = [each for each in every if all(speaks(each.proposition, term) for term in spoken)]
    return Page(tuple(kept[:limit]), len(kept))


def due(store: Store, until: datetime, limit: int | None = None) -> Page:
    """Give the open propositions whose deadline has passed by then, the most overdue first."""
    rows = store.database.rows(DUE, instant(until), ALL if limit is None else limit, 0)
    [(total,)] = store.database.rows(DUE_COUNT, instant(until))
    return Page(tuple(found(store, *row) for row in rows), total)


def found(
    store: Store, name: str, status: str, outcome: str | None, seq: int, line: bytes
) -> Found:
    """Read a row."""
    record = store.entry(seq, line)
    if not isinstance(record, Proposition):
        raise TypeError(record)
    return Found(record, status, outcome, standing(store, name))


def standing(store: Store, name: str) -> tuple[Held, ...]:
    """Give the forecasts of a proposition that stand."""
    return tuple(Held(*row) for row in store.database.rows(STANDING, name))


def instant(time: datetime) -> str:
    """Write an instant as the tables compare it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def speaks(proposition: Proposition, term: Term) -> bool:
    """Whether a proposition has a text in one of the languages; or in none, if negated."""
    given = any(getattr(proposition.text, str(value)) for value in term.values)
    return given != term.negated


def resolved(store: Store, term: Term) -> Term:
    """Put ids in place of the names of forecasters and the files of documents."""
    if term.field == "forecaster":
        return replaced(term, values=tuple(forecaster_id(store, each) for each in term.values))
    if term.field == "source":
        return replaced(term, values=tuple(document_id(store, each) for each in term.values))
    return term


def forecaster_id(store: Store, said: Value) -> Value:
    """Give the id of a forecaster; an unknown name finds nothing."""
    known = find_forecaster(store, str(said))
    return known.id if known else said


def document_id(store: Store, said: Value) -> Value:
    """Give the id of a document that was named by its file."""
    for seq, line in store.database.rows(DOCUMENTS):
        record = store.entry(seq, line)
        file = str(getattr(record, "file", ""))
        if file == said or file.endswith(f"/{said}"):
            return str(getattr(record, "id", said))
    return said
