"""The keys that a book says it signs with, and what has become of each."""

from brierbook.errors import ConflictError, quote_value
from brierbook.forecasts.entries.records import Key
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.store.slices import KEYS
from brierbook.forecasts.store.store import Store

__all__ = ["TRUSTED", "find_key", "key_label", "key_states", "list_keys_in_use"]

TRUSTED = "trusted"


def list_key_entries(store: Store) -> list[Key]:
    """List what the book says of keys, in order."""
    found = store.about([KEYS])
    return [each for _, (each, _) in sorted(found.items()) if isinstance(each, Key)]


def key_states(store: Store) -> dict[VerifierKey, Key]:
    """Give the last word of the book on each of its keys."""
    return {VerifierKey.parse(each.verifier): each for each in list_key_entries(store)}


def list_keys_in_use(store: Store) -> list[VerifierKey]:
    """List the keys in use."""
    return [key for key, last in key_states(store).items() if last.state == TRUSTED]


def find_key(store: Store, said: str) -> VerifierKey:
    """Find a key by its name, by name+id, or by the whole verifier key.

    Of several with one name those that are in use come first; ConflictError lists the others.
    """
    known = key_states(store)
    fitting = [key for key in known if said in (key.name, key_label(key), key.text)]
    in_use = [key for key in fitting if known[key].state == TRUSTED]
    best = in_use or fitting
    if len(best) == 1:
        return best[0]
    if not best:
        raise ConflictError(
            "no key {said} in {name}; brierbook keys list shows them",
            code="key.none",
            said=quote_value(said),
            name=store.name,
        )
    listed = ", ".join(map(key_label, best))
    raise ConflictError(
        "{said} names several keys: {listed}; write one of them",
        code="key.several",
        said=quote_value(said),
        listed=listed,
    )


def key_label(key: VerifierKey) -> str:
    """Name a key by name and id."""
    return f"{key.name}+{key.id.hex()}"
