"""Queries as conditions in SQL over the tables of a store; every value is bound."""

from collections.abc import Callable
from decimal import Decimal

from brierbook.errors import ArgumentError
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.query.syntax import Term, Value
from brierbook.forecasts.store.rows import sortable_instant
from brierbook.forecasts.when import Moment

__all__ = ["EVERYTHING", "SqlCondition", "forecast_condition", "where_clause"]


@frozen_record
class SqlCondition:
    """A part of a WHERE clause, with the values of its question marks."""

    sql: str
    values: tuple[object, ...] = ()


EVERYTHING = SqlCondition("1 = 1")
OPEN_AND_PAST = "(p.status = 'open' AND p.deadline <= ?)"
# written so that no index is used: through it a third of a large book would be read and sorted
OF_STATUS = "COALESCE(p.status, '') = ?"
# whoever forecast it took that back, and nobody holds a forecast of it
WITHDRAWN = """(NOT EXISTS (SELECT 1 FROM standing s WHERE s.proposition = p.id) AND EXISTS (
    SELECT 1 FROM about a JOIN entry e ON e.seq = a.seq
    WHERE a.subject = 'proposition:' || p.id AND e.kind = 'withdrawal'))"""
HELD = "EXISTS (SELECT 1 FROM standing s WHERE s.proposition = p.id AND {})"
# the field of a query: the column that equals its values
COLUMNS = {"kind": "p.kind = ?", "id": "p.id = ?", "event": "p.event = ?"}
LISTED = {
    "tag": "p.id IN (SELECT t.proposition FROM tag t WHERE t.tag = ?)",
    "source": "p.id IN (SELECT o.proposition FROM source o WHERE o.source = ?)",
}
# of a standing forecast: these must hold of one and the same
OF_STANDING = ("p", "made", "forecaster")


def where_clause(terms: tuple[Term, ...], now: str) -> SqlCondition:
    """Join the conditions of a query; ``now`` decides what is due."""
    together = [term for term in terms if term.field in OF_STANDING and not term.negated]
    others = [_term_condition(term, now) for term in terms if term not in together]
    parts = [*others, *([_standing_exists(together)] if together else [])]
    return _join_conditions(parts, "AND") if parts else EVERYTHING


def _term_condition(term: Term, now: str) -> SqlCondition:
    """Give the condition of one term."""
    made = (
        _standing_exists([term]) if term.field in OF_STANDING else _proposition_condition(term, now)
    )
    return SqlCondition(f"NOT {made.sql}", made.values) if term.negated else made


def _standing_exists(terms: list[Term]) -> SqlCondition:
    """Ask for one standing forecast of which all terms hold."""
    inner = _join_conditions([_standing_condition(term) for term in terms], "AND")
    return SqlCondition(HELD.format(inner.sql), inner.values)


def _standing_condition(term: Term) -> SqlCondition:
    """Give the condition on a standing forecast."""
    if term.field == "made":
        return _any_value(term, lambda value: _time_condition("s.made_at", term.operator, value))
    column = "s.p" if term.field == "p" else "s.forecaster"
    sign = "=" if term.operator == ":" else term.operator
    return _any_value(
        term, lambda value: SqlCondition(f"{column} {sign} ?", (_database_value(value),))
    )


def _proposition_condition(term: Term, now: str) -> SqlCondition:
    """Give the condition on a proposition."""
    match term.field:
        case "by":
            dated = "(p.deadline_text IS NOT NULL AND {})"
            made = _any_value(
                term, lambda value: _time_condition("p.deadline", term.operator, value)
            )
            return SqlCondition(dated.format(made.sql), made.values)
        case "known":
            # of what is not known a comparison is false, so that its negation is true
            known = _any_value(
                term, lambda value: _time_condition("p.known_at", term.operator, value)
            )
            return SqlCondition(f"(p.known_at IS NOT NULL AND {known.sql})", known.values)
        case "status":
            return _any_value(term, lambda value: _status_condition(str(value), now))
        case "text":
            return _any_value(term, _contains_text)
    sql = COLUMNS.get(term.field) or LISTED[term.field]
    return _any_value(term, lambda value: SqlCondition(sql, (_database_value(value),)))


def _status_condition(status: str, now: str) -> SqlCondition:
    """Ask for what became of a proposition."""
    if status == "due":
        return SqlCondition(OPEN_AND_PAST, (now,))
    return SqlCondition(WITHDRAWN) if status == "withdrawn" else SqlCondition(OF_STATUS, (status,))


def _contains_text(value: Value) -> SqlCondition:
    """Ask for a text that holds another; signs that LIKE reads are taken literally."""
    literal = str(value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return SqlCondition("p.folded LIKE ? ESCAPE '\\'", (f"%{literal}%",))


def _time_condition(column: str, operator: str, value: Value) -> SqlCondition:
    """Compare a time with an instant, or with a day, of which every instant counts."""
    if not isinstance(value, Moment):
        raise ArgumentError(
            "value", "is no moment, so it has no place in time", code="query.no_moment"
        )
    last, first = sortable_instant(value), value.first.strftime("%Y-%m-%dT%H:%M:%SZ")
    if first == last:
        return SqlCondition(f"{column} {'=' if operator == ':' else operator} ?", (last,))
    # the end of a day is the first instant after it
    return {
        ":": SqlCondition(f"({column} > ? AND {column} <= ?)", (first, last)),
        "<": SqlCondition(f"{column} <= ?", (first,)),
        "<=": SqlCondition(f"{column} <= ?", (last,)),
        ">": SqlCondition(f"{column} > ?", (last,)),
        ">=": SqlCondition(f"{column} > ?", (first,)),
    }[operator]


def _database_value(value: Value) -> str | float:
    """Give a value as the database compares it."""
    return float(value) if isinstance(value, Decimal) else str(value)


def forecast_condition(terms: list[Term]) -> SqlCondition:
    """Join the terms that choose single forecasts `s`, each negated for itself."""
    parts = [_single_condition(term) for term in terms]
    return _join_conditions(parts, "AND") if parts else EVERYTHING


def _single_condition(term: Term) -> SqlCondition:
    """Give the condition of a term on one forecast; what it has no value for does not fit."""
    if term.field == "source":
        made = _any_value(term, lambda value: SqlCondition("s.source = ?", (str(value),)))
    else:
        made = _standing_condition(term)
    fits = f"COALESCE({made.sql}, FALSE)"
    return SqlCondition(f"NOT {fits}" if term.negated else fits, made.values)


def _any_value(term: Term, make: Callable[[Value], SqlCondition]) -> SqlCondition:
    """Let any of the values do."""
    return _join_conditions([make(value) for value in term.values], "OR")


def _join_conditions(parts: list[SqlCondition], word: str) -> SqlCondition:
    """Join conditions by AND or OR."""
    sql = f" {word} ".join(part.sql for part in parts)
    values = tuple(value for part in parts for value in part.values)
    return SqlCondition(f"({sql})", values)
