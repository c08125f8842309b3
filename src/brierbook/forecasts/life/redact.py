"""Taking the bytes of an entry out of the book, by its place or its id."""

from brierbook.errors import ConflictError, shown
from brierbook.forecasts.records import Record
from brierbook.forecasts.store.appending import Appended, Request
from brierbook.forecasts.store.redacting import redact as redact_leaf
from brierbook.forecasts.store.store import Store

NAMED = ("forecast", "proposition", "statement", "document", "forecaster", "event")
FIRST = "SELECT min(seq) FROM about WHERE subject = ?"
AT = "SELECT line FROM entry WHERE seq = ?"
LEAF = "SELECT leaf FROM entry WHERE seq = ?"


def redact(store: Store, request: Request, place: int, reason: str) -> Appended:
    """Take out the bytes of the entry at a place, from 1; its leaf hash stays."""
    [(leaf,)] = store.database.rows(LEAF, place)
    return redact_leaf(store, request, leaf, reason)


def find_entry(store: Store, name: str) -> int:
    """Give the place of the entry that has an id; ConflictError if there is none, or several."""
    found = [place for kind in NAMED if (place := first(store, kind, name))]
    if not found:
        message = f"no entry of {store.name} has the id {shown(name)}"
        raise ConflictError(f"{message}; show lists the entries of a proposition: --entry N")
    if len(found) > 1:
        listed = ", ".join(map(str, found))
        raise ConflictError(f"{shown(name)} is the id of entries {listed}; name one with --entry")
    return found[0]


def first(store: Store, kind: str, name: str) -> int | None:
    """Give the place of the entry of a kind that has an id, unless it was taken out."""
    [(place,)] = store.database.rows(FIRST, f"{kind}:{name}")
    record = entry_at(store, place) if place else None
    is_it = type(record).__name__.lower() == kind and getattr(record, "id", None) == name
    return int(place) if is_it else None


def entry_at(store: Store, place: int) -> Record:
    """Read the entry at a place, from 1."""
    rows = store.database.rows(AT, place)
    if not rows:
        raise ConflictError(f"{store.name}: has no entry {place}; show lists their numbers")
    return store.entry(place, rows[0][0])
