"""The Merkle tree of a store, and signed heads of it."""

from brierbook.errors import ConflictError, IntegrityError
from brierbook.forecasts.integrity.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.tree import Tree
from brierbook.forecasts.proving import custody
from brierbook.forecasts.proving.known_keys import short, trusted
from brierbook.forecasts.store.store import Store

LEAVES = "SELECT leaf FROM entry WHERE seq <= ? ORDER BY seq"
VERIFY = "run brierbook verify"


def tree_of(store: Store) -> Tree:
    """Make the tree of all entries from their leaf hashes.

    Raises
    ------
    IntegrityError
        If the hashes do not give the root that the store keeps.
    """
    frontier = store.frontier()
    tree = tree_as_found(store, frontier.size)
    if (tree.size, tree.root) != (frontier.size, frontier.root):
        raise IntegrityError(f"{store.name}: its hashes do not give the root it keeps; {VERIFY}")
    return tree


def tree_as_found(store: Store, size: int) -> Tree:
    """Make the tree of the first entries, whatever root the store keeps."""
    try:
        return Tree(bytes.fromhex(leaf) for (leaf,) in store.database.rows(LEAVES, size))
    except ValueError as error:
        raise IntegrityError(f"{store.name}: holds a leaf that is no hash; {VERIFY}") from error


def name_of(store: Store) -> str:
    """Give the name of the book, which is the origin of its checkpoints."""
    return store.slice(()).header.name


def sign(store: Store, tree: Tree) -> bytes:
    """Sign the head of a book with every key of it that is in use and here.

    Raises
    ------
    ConflictError
        If no key with the name of the book is here.
    IntegrityError
        If the book does not continue what one of the keys signed last: two heads that do not lead
        to each other would let it tell two stories.
    """
    keys = signing_keys(store)
    for key in keys:
        refuse_other_story(key, tree, store.name)
    note = sign_checkpoint(Checkpoint(name_of(store), tree.size, tree.root), *keys)
    for key in keys:
        custody.remember(key.verifier, note)
    return note


def signing_keys(store: Store) -> list[KeyPair]:
    """Read the keys that are in use and here; one must bear the name of the book."""
    name = name_of(store)
    keys = custody.held(trusted(store))
    if name not in {key.verifier.name for key in keys}:
        message = f"{store.name}: no key in use that bears its name, {name}, is in"
        raise ConflictError(f"{message} {custody.folder()}; make one with brierbook keys new")
    return keys


def refuse_other_story(key: KeyPair, tree: Tree, name: str) -> None:
    """Refuse to sign what does not continue the last checkpoint of a key."""
    kept = custody.last_signed(key.verifier)
    if kept is None:
        return
    last = read_checkpoint(kept, "last checkpoint")
    if last.size > tree.size or tree.root_at(last.size) != last.root:
        message = f"{name}: does not continue the {last.size} entries that {short(key.verifier)}"
        raise IntegrityError(f"{message} signed last; {VERIFY}, or restore the other copy")
