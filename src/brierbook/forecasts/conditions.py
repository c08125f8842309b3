"""Queries as conditions in SQL over the tables of a store; every value is bound."""

from collections.abc import Callable
from decimal import Decimal

from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.lines.query import Term, Value
from brierbook.forecasts.store.rows import sortable
from brierbook.forecasts.when import Moment


@frozen
class Condition:
    """A part of a WHERE clause, with the values of its question marks."""

    sql: str
    values: tuple[object, ...] = ()


EVERYTHING = Condition("1 = 1")
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


def where(terms: tuple[Term, ...], now: str) -> Condition:
    """Join the conditions of a query; ``now`` decides what is due."""
    together = [term for term in terms if term.field in OF_STANDING and not term.negated]
    others = [condition(term, now) for term in terms if term not in together]
    parts = [*others, *([held(together)] if together else [])]
    return joined(parts, "AND") if parts else EVERYTHING


def condition(term: Term, now: str) -> Condition:
    """Give the condition of one term."""
    made = held([term]) if term.field in OF_STANDING else of_proposition(term, now)
    return Condition(f"NOT {made.sql}", made.values) if term.negated else made


def held(terms: list[Term]) -> Condition:
    """Ask for one standing forecast of which all terms hold."""
    inner = joined([of_standing(term) for term in terms], "AND")
    return Condition(HELD.format(inner.sql), inner.values)


def of_standing(term: Term) -> Condition:
    """Give the condition on a standing forecast."""
    if term.field == "made":
        return any_of(term, lambda value: in_time("s.made_at", term.operator, value))
    column = "s.p" if term.field == "p" else "s.forecaster"
    sign = "=" if term.operator == ":" else term.operator
    return any_of(term, lambda value: Condition(f"{column} {sign} ?", (plain(value),)))


def of_proposition(term: Term, now: str) -> Condition:
    """Give the condition on a proposition."""
    match term.field:
        case "by":
            dated = "(p.deadline_text IS NOT NULL AND {})"
            made = any_of(term, lambda value: in_time("p.deadline", term.operator, value))
            return Condition(dated.format(made.sql), made.values)
        case "known":
            # of what is not known a comparison is false, so that its negation is true
            known = any_of(term, lambda value: in_time("p.known_at", term.operator, value))
            return Condition(f"(p.known_at IS NOT NULL AND {known.sql})", known.values)
        case "status":
            return any_of(term, lambda value: of_status(str(value), now))
        case "text":
            return any_of(term, contains)
    sql = COLUMNS.get(term.field) or LISTED[term.field]
    return any_of(term, lambda value: Condition(sql, (plain(value),)))


def of_status(status: str, now: str) -> Condition:
    """Ask for what became of a proposition."""
    if status == "due":
        return Condition(OPEN_AND_PAST, (now,))
    return Condition(WITHDRAWN) if status == "withdrawn" else Condition(OF_STATUS, (status,))


def contains(value: Value) -> Condition:
    """Ask for a text that holds another; signs that LIKE reads are taken literally."""
    literal = str(value).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Condition("p.folded LIKE ? ESCAPE '\\'", (f"%{literal}%",))


def in_time(column: str, operator: str, value: Value) -> Condition:
    """Compare a time with an instant, or with a day, of which every instant counts."""
    if not isinstance(value, Moment):
        raise TypeError(value)
    last, first = sortable(value), value.first.strftime("%Y-%m-%dT%H:%M:%SZ")
    if first == last:
        return Condition(f"{column} {'=' if operator == ':' else operator} ?", (last,))
    # the end of a day is the first instant after it
    return {
        ":": Condition(f"({column} > ? AND {column} <= ?)", (first, last)),
        "<": Condition(f"{column} <= ?", (first,)),
        "<=": Condition(f"{column} <= ?", (last,)),
        ">": Condition(f"{column} > ?", (last,)),
        ">=": Condition(f"{column} > ?", (first,)),
    }[operator]


def plain(value: Value) -> str | float:
    """Give a value as the database compares it."""
    return float(value) if isinstance(value, Decimal) else str(value)


def any_of(term: Term, make: Callable[[Value], Condition]) -> Condition:
    """Let any of the values do."""
    return joined([make(value) for value in term.values], "OR")


def joined(parts: list[Condition], word: str) -> Condition:
    """Join conditions by AND or OR."""
    sql = f" {word} ".join(part.sql for part in parts)
    values = tuple(value for part in parts for value in part.values)
    return Condition(f"({sql})", values)
