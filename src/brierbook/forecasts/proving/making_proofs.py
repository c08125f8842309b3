"""Proofs from a store, for people who have no book."""

from brierbook.errors import ConflictError, IntegrityError, Message, quote_value
from brierbook.forecasts.entries.records import Forecast
from brierbook.forecasts.integrity.checkpoint import Checkpoint, read_checkpoint
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.proofs import ConsistencyProof, InclusionProof
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.life.finding import find_proposition_id
from brierbook.forecasts.store.database import require_line_bytes
from brierbook.forecasts.store.store import Store

__all__ = ["find_claim_place", "read_checkpoint_of_tree"]

ENTRY = "SELECT line, leaf FROM entry WHERE seq = ?"
FIRST = "SELECT min(seq) FROM about WHERE subject = ?"


def find_forecast_place(store: Store, said: str) -> int:
    """Give the place of a forecast, by its id or by a proposition that has one forecast."""
    [(place,)] = store.database.rows(FIRST, f"forecast:{said}")
    if place is not None:
        return int(place)
    name = find_proposition_id(store, said)
    forecasts = store.slice([f"proposition:{name}"]).forecasts_of.get(name, [])
    if len(forecasts) == 1:
        return forecasts[0].origin.line
    if not forecasts:
        raise ConflictError(
            "{name} has no forecast in force; name an entry with --entry",
            code="prove.none",
            name=quote_value(name),
        )
    listed = ", ".join(each.id for each in forecasts)
    raise ConflictError(
        "{name} has several forecasts: {listed}; write one of them",
        code="prove.several",
        name=quote_value(name),
        listed=listed,
    )


def make_inclusion_proof(
    store: Store, tree: MerkleTree, place: int, note: bytes, *, bare: bool = False
) -> InclusionProof:
    """Prove that the entry at a place, from 1, is in a book; a bare proof leaves out its text.

    Raises
    ------
    ConflictError
        If there is no such entry, or the checkpoint is older.
    IntegrityError
        If the checkpoint is not one of the book as it is.
    """
    head = read_checkpoint_of_tree(tree, note, "checkpoint")
    rows = store.database.rows(ENTRY, place)
    if not rows:
        raise ConflictError(
            "{name}: has {size} entries, and none at {place}",
            code="prove.no_entry",
            name=store.name,
            size=tree.size,
            place=place,
        )
    if place > head.size:
        raise ConflictError(
            "entry {place} came after the {size} entries of the checkpoint; name a later "
            "one, or none",
            code="prove.later",
            place=place,
            size=head.size,
        )
    line, leaf = require_line_bytes(rows[0][0], store.name, place), bytes.fromhex(rows[0][1])
    if hash_entry(line) != leaf:
        raise IntegrityError(
            "{name}:{place}: its bytes are not those that were hashed",
            code="prove.other_bytes",
            name=store.name,
            place=str(place),
        )
    shown = None if bare else line
    hashes = tree.inclusion_proof(place - 1, head.size)
    return InclusionProof(leaf, place - 1, hashes, note, shown)


def make_consistency_proof(tree: MerkleTree, earlier: bytes, later: bytes) -> ConsistencyProof:
    """Prove that a book only grew between two checkpoints.

    Raises
    ------
    ConflictError
        If the second is not larger than the first.
    IntegrityError
        If one is not a checkpoint of the book as it is.
    """
    first, second = (
        read_checkpoint_of_tree(tree, earlier, "earlier checkpoint"),
        read_checkpoint_of_tree(tree, later, "later checkpoint"),
    )
    if not 0 < first.size < second.size:
        raise ConflictError(
            "the checkpoints have {old} and {new} entries; only growth from one entry or "
            "more can be proved",
            code="prove.growth",
            old=first.size,
            new=second.size,
        )
    return ConsistencyProof(tree.consistency_proof(first.size, second.size), earlier, later)


def read_checkpoint_of_tree(tree: MerkleTree, note: bytes, what: str) -> Checkpoint:
    """Read a checkpoint that must be one of this tree."""
    head = read_checkpoint(note, what)
    if head.size > tree.size or tree.root_at(head.size) != head.root:
        raise IntegrityError(
            "the {what} of {size} entries is not one of the book as it is; "
            "look at it with brierbook verify --against",
            code="prove.not_of_book",
            what=Message("{what}", f"what.{what}", {"what": what}),
            size=head.size,
        )
    return head


def find_claim_place(store: Store, place: int) -> int | None:
    """Give the place of the proposition that an entry is a forecast of, if it is one."""
    [(line,)] = store.database.rows("SELECT line FROM entry WHERE seq = ?", place)
    record = store.entry(place, line)
    if not isinstance(record, Forecast):
        return None
    [(claim,)] = store.database.rows(FIRST, f"proposition:{record.proposition}")
    return int(claim)
