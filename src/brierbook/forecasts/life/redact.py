"""Taking the bytes of an entry out of the book, by its place or its id."""

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.records import Record
from brierbook.forecasts.store.appending import Appended, Request
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf as redact_leaf
from brierbook.forecasts.store.store import Store

__all__ = ["find_entry_place", "read_entry_at", "redact_entry"]

NAMED = ("forecast", "proposition", "statement", "document", "forecaster", "event")
FIRST = "SELECT min(seq) FROM about WHERE subject = ?"
AT = "SELECT line FROM entry WHERE seq = ?"
LEAF = "SELECT leaf FROM entry WHERE seq = ?"


def redact_entry(store: Store, request: Request, place: int, reason: str) -> Appended:
    """Take out the bytes of the entry at a place, from 1; its leaf hash stays."""
    [(leaf,)] = store.database.rows(LEAF, place)
    return redact_leaf(store, request, leaf, reason)


def find_entry_place(store: Store, name: str) -> int:
    """Give the place of the entry that has an id; ConflictError if there is none, or several."""
    found = [place for kind in NAMED if (place := _first_place(store, kind, name))]
    if not found:
        raise ConflictError(
            "no entry of {book} has the id {name}; show lists the entries of a "
            "proposition: --entry N",
            code="redact.no_id",
            book=store.name,
            name=quote_value(name),
        )
    if len(found) > 1:
        listed = ", ".join(map(str, found))
        raise ConflictError(
            "{name} is the id of entries {listed}; name one with --entry",
            code="redact.several",
            name=quote_value(name),
            listed=listed,
        )
    return found[0]


def _first_place(store: Store, kind: str, name: str) -> int | None:
    """Give the place of the entry of a kind that has an id, unless it was taken out."""
    [(place,)] = store.database.rows(FIRST, f"{kind}:{name}")
    record = read_entry_at(store, place) if place else None
    is_it = type(record).__name__.lower() == kind and getattr(record, "id", None) == name
    return int(place) if is_it else None


def read_entry_at(store: Store, place: int) -> Record:
    """Read the entry at a place, from 1."""
    rows = store.database.rows(AT, place)
    if not rows:
        raise ConflictError(
            "{name}: has no entry {place}; show lists their numbers",
            code="redact.no_entry",
            name=store.name,
            place=place,
        )
    return store.entry(place, rows[0][0])
