"""Finding the proposition that an id, or the beginning of one, names."""

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.records import Proposition
from brierbook.forecasts.store.store import Store

__all__ = ["find_proposition_id", "read_proposition"]

LISTED = 10
EXACT = "SELECT id FROM proposition WHERE id = ?"
# a number is whole: 4 never means 41
BEGINNING = """SELECT id FROM proposition WHERE id >= ? AND id < ? AND number IS NULL
    ORDER BY id LIMIT ?"""
LAST = "\U0010ffff"


def find_proposition_id(store: Store, said: str) -> str:
    """Give the whole id; ConflictError lists what a beginning can mean."""
    name = said.removeprefix("#") if said.removeprefix("#").isdigit() else said
    if store.database.rows(EXACT, name):
        return name
    rows = store.database.rows(BEGINNING, name, name + LAST, LISTED + 1) if name else []
    found = [each for (each,) in rows]
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise ConflictError(
            "no proposition {said} in {name}; brierbook ls lists them",
            code="proposition.none",
            said=quote_value(said),
            name=store.name,
        )
    listed = ", ".join(found[:LISTED]) + (" and more" if len(found) > LISTED else "")
    raise ConflictError(
        "{said} begins several ids: {listed}; write one of them",
        code="id.several",
        said=quote_value(said),
        listed=listed,
    )


def read_proposition(store: Store, name: str) -> Proposition:
    """Read the proposition that has an id."""
    return store.slice([f"proposition:{name}"]).propositions[name]
