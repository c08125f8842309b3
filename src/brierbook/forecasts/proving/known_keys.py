"""The keys that a book says it signs with, and what has become of each."""

from brierbook.errors import ConflictError
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.records import Key
from brierbook.forecasts.store.slices import KEYS
from brierbook.forecasts.store.store import Store

TRUSTED = "trusted"


def entries(store: Store) -> list[Key]:
    """List what the book says of keys, in order."""
    found = store.about([KEYS])
    return [each for _, (each, _) in sorted(found.items()) if isinstance(each, Key)]


def states(store: Store) -> dict[VerifierKey, Key]:
    """Give the last word of the book on each of its keys."""
    return {VerifierKey.parse(each.verifier): each for each in entries(store)}


def trusted(store: Store) -> list[VerifierKey]:
    """List the keys in use."""
    return [key for key, last in states(store).items() if last.state == TRUSTED]


def find_key(store: Store, said: str) -> VerifierKey:
    """Find a key by its name, by name+id, or by the whole verifier key.

    Of several with one name those that are in use come first; ConflictError lists the others.
    """
    known = states(store)
    fitting = [key for key in known if said in (key.name, short(key), key.text)]
    in_use = [key for key in fitting if known[key].state == TRUSTED]
    best = in_use or fitting
    if len(best) == 1:
        return best[0]
    if not best:
        raise ConflictError(f"no key {said!r} in {store.name}; brierbook keys list shows them")
    listed = ", ".join(map(short, best))
    raise ConflictError(f"{said!r} names several keys: {listed}; write one of them")


def short(key: VerifierKey) -> str:
    """Name a key by name and id."""
    return f"{key.name}+{key.id.hex()}"
