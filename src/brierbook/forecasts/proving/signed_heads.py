"""The Merkle tree of a store, and signed heads of it."""

from brierbook.errors import ConflictError, IntegrityError, Message
from brierbook.forecasts.integrity.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from brierbook.forecasts.integrity.keys import KeyPair
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.proving import private_keys as custody
from brierbook.forecasts.proving.known_keys import key_label, list_keys_in_use
from brierbook.forecasts.store.store import Store

__all__ = ["build_tree", "build_unchecked_tree", "read_book_name", "sign_head"]

LEAVES = "SELECT leaf FROM entry WHERE seq <= ? ORDER BY seq"
VERIFY = Message("run brierbook verify", "checkpoint.verify")


def build_tree(store: Store) -> MerkleTree:
    """Make the tree of all entries, each of which is hashed.

    Raises
    ------
    BookError
        If bytes are not those that were hashed; the first entry is named.
    IntegrityError
        If the hashes do not give the root that the store keeps.
    """
    frontier = store.frontier()
    for _ in store.lines(last=frontier.size):
        pass  # each is compared with its leaf as it is read
    tree = build_unchecked_tree(store, frontier.size)
    if (tree.size, tree.root) != (frontier.size, frontier.root):
        raise IntegrityError(
            "{name}: its hashes do not give the root it keeps; {verify}",
            code="checkpoint.root",
            name=store.name,
            verify=VERIFY,
        )
    return tree


def build_unchecked_tree(store: Store, size: int) -> MerkleTree:
    """Make the tree of the first entries, whatever root the store keeps."""
    try:
        return MerkleTree(bytes.fromhex(leaf) for (leaf,) in store.database.rows(LEAVES, size))
    except ValueError as error:
        raise IntegrityError(
            "{name}: holds a leaf that is no hash; {verify}",
            code="checkpoint.leaf",
            name=store.name,
            verify=VERIFY,
        ) from error


def read_book_name(store: Store) -> str:
    """Give the name of the book, which is the origin of its checkpoints."""
    return store.slice(()).header.name


def sign_head(store: Store, tree: MerkleTree) -> bytes:
    """Sign the head of a book with every key of it that is in use and here.

    Raises
    ------
    ConflictError
        If no key with the name of the book is here.
    IntegrityError
        If the book does not continue what one of the keys signed last: two heads that do not lead
        to each other would let it tell two stories.
    """
    keys = _read_signing_keys(store)
    for key in keys:
        _refuse_divergent_head(key, tree, store.name)
    note = sign_checkpoint(Checkpoint(read_book_name(store), tree.size, tree.root), *keys)
    for key in keys:
        custody.remember_checkpoint(key.verifier, note)
    return note


def _read_signing_keys(store: Store) -> list[KeyPair]:
    """Read the keys that are in use and here; one must bear the name of the book."""
    name = read_book_name(store)
    keys = custody.read_key_pairs(list_keys_in_use(store))
    if name not in {key.verifier.name for key in keys}:
        raise ConflictError(
            "{name}: no key in use that bears its name, {key}, is in {folder}; make one "
            "with brierbook keys new",
            code="key.not_here",
            name=store.name,
            key=name,
            folder=custody.key_folder(),
        )
    return keys


def _refuse_divergent_head(key: KeyPair, tree: MerkleTree, name: str) -> None:
    """Refuse to sign what does not continue the last checkpoint of a key."""
    kept = custody.last_signed_checkpoint(key.verifier)
    if kept is None:
        return
    last = read_checkpoint(kept, "last checkpoint")
    if last.size > tree.size or tree.root_at(last.size) != last.root:
        raise IntegrityError(
            "{name}: does not continue the {size} entries that {key} signed last; "
            "{verify}, or restore the other copy",
            code="checkpoint.forked",
            name=name,
            size=last.size,
            key=key_label(key.verifier),
            verify=VERIFY,
        )
