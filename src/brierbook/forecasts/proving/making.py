"""Proofs from a store, for people who have no book."""

from brierbook.errors import ConflictError, IntegrityError
from brierbook.forecasts.integrity.checkpoint import Checkpoint, read_checkpoint
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.integrity.proofs import ConsistencyProof, InclusionProof
from brierbook.forecasts.integrity.tree import Tree
from brierbook.forecasts.life.finding import find_id
from brierbook.forecasts.records import Forecast
from brierbook.forecasts.store.database import held_bytes
from brierbook.forecasts.store.store import Store

ENTRY = "SELECT line, leaf FROM entry WHERE seq = ?"
FIRST = "SELECT min(seq) FROM about WHERE subject = ?"


def find_forecast(store: Store, said: str) -> int:
    """Give the place of a forecast, by its id or by a proposition that has one forecast."""
    [(place,)] = store.database.rows(FIRST, f"forecast:{said}")
    if place is not None:
        return int(place)
    name = find_id(store, said)
    forecasts = store.slice([f"proposition:{name}"]).forecasts_of.get(name, [])
    if len(forecasts) == 1:
        return forecasts[0].origin.line
    if not forecasts:
        raise ConflictError(f"{name!r} has no forecast in force; name an entry with --entry")
    listed = ", ".join(each.id for each in forecasts)
    raise ConflictError(f"{name!r} has several forecasts: {listed}; write one of them")


def inclusion(
    store: Store, tree: Tree, place: int, note: bytes, *, bare: bool = False
) -> InclusionProof:
    """Prove that the entry at a place, from 1, is in a book; a bare proof leaves out its text.

    Raises
    ------
    ConflictError
        If there is no such entry, or the checkpoint is older.
    IntegrityError
        If the checkpoint is not one of the book as it is.
    """
    head = fitting(tree, note, "checkpoint")
    rows = store.database.rows(ENTRY, place)
    if not rows:
        raise ConflictError(f"{store.name}: has {tree.size} entries, and none at {place}")
    if place > head.size:
        message = f"entry {place} came after the {head.size} entries of the checkpoint"
        raise ConflictError(f"{message}; name a later one, or none")
    line, leaf = held_bytes(rows[0][0], store.name, place), bytes.fromhex(rows[0][1])
    # of an entry whose bytes were taken out the hash is left, and can be proved
    shown = line if not bare and leaf_hash(line) == leaf else None
    hashes = tree.inclusion_proof(place - 1, head.size)
    return InclusionProof(leaf, place - 1, hashes, note, shown)


def consistency(tree: Tree, earlier: bytes, later: bytes) -> ConsistencyProof:
    """Prove that a book only grew between two checkpoints.

    Raises
    ------
    ConflictError
        If the second is not larger than the first.
    IntegrityError
        If one is not a checkpoint of the book as it is.
    """
    first, second = fitting(tree, earlier, "earlier checkpoint"), fitting(tree, later, "later")
    if not 0 < first.size < second.size:
        message = f"the checkpoints have {first.size} and {second.size} entries"
        raise ConflictError(f"{message}; only growth from one entry or more can be proved")
    return ConsistencyProof(tree.consistency_proof(first.size, second.size), earlier, later)


def fitting(tree: Tree, note: bytes, what: str) -> Checkpoint:
    """Read a checkpoint that must be one of this tree."""
    head = read_checkpoint(note, what)
    if head.size > tree.size or tree.root_at(head.size) != head.root:
        message = f"the {what} of {head.size} entries is not one of the book as it is"
        raise IntegrityError(f"{message}; look at it with brierbook verify --against")
    return head


def claim_of(store: Store, place: int) -> int | None:
    """Give the place of the proposition that an entry is a forecast of, if it is one."""
    [(line,)] = store.database.rows("SELECT line FROM entry WHERE seq = ?", place)
    record = store.entry(place, line)
    if not isinstance(record, Forecast):
        return None
    [(claim,)] = store.database.rows(FIRST, f"proposition:{record.proposition}")
    return int(claim)
