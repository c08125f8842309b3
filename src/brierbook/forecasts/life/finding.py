"""Finding the proposition that an id, or the beginning of one, names."""

from brierbook.errors import ConflictError, shown
from brierbook.forecasts.records import Proposition
from brierbook.forecasts.store.store import Store

LISTED = 10
EXACT = "SELECT id FROM proposition WHERE id = ?"
# a number is whole: 4 never means 41
BEGINNING = """SELECT id FROM proposition WHERE id >= ? AND id < ? AND number IS NULL
    ORDER BY id LIMIT ?"""
LAST = "\U0010ffff"


def find_id(store: Store, said: str) -> str:
    """Give the whole id; ConflictError lists what a beginning can mean."""
    name = said.removeprefix("#") if said.removeprefix("#").isdigit() else said
    if store.database.rows(EXACT, name):
        return name
    rows = store.database.rows(BEGINNING, name, name + LAST, LISTED + 1) if name else []
    found = [each for (each,) in rows]
    if len(found) == 1:
        return str(found[0])
    if not found:
        message = f"no proposition {shown(said)} in {store.name}; brierbook ls lists them"
        raise ConflictError(message)
    listed = ", ".join(found[:LISTED]) + (" and more" if len(found) > LISTED else "")
    raise ConflictError(f"{shown(said)} begins several ids: {listed}; write one of them")


def proposition_of(store: Store, name: str) -> Proposition:
    """Read the proposition that has an id."""
    return store.slice([f"proposition:{name}"]).propositions[name]
