"""Verifying a whole book: its bytes, its rules, its checkpoints kept elsewhere, its timestamps."""

from collections.abc import Sequence
from dataclasses import dataclass

from brierbook.errors import BookError, ConflictError, Message, message_of
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.tree import MerkleTree
from brierbook.forecasts.life.history import list_anchors as anchors_of
from brierbook.forecasts.proving import private_keys as custody
from brierbook.forecasts.proving.anchors import CheckedAnchor, check_anchors
from brierbook.forecasts.proving.checkpoint_comparison import (
    CheckpointComparison,
    compare_checkpoints,
)
from brierbook.forecasts.proving.known_keys import key_states, list_keys_in_use
from brierbook.forecasts.proving.signed_heads import build_unchecked_tree, read_book_name
from brierbook.forecasts.store.opening import open_unchanged, refuse_other_text
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import StoreVerification, verify_store
from brierbook.forecasts.workspace.folders import Workspace

__all__ = ["BookVerification", "list_own_keys", "verify_book"]

type NamedNotes = Sequence[tuple[str, bytes]]

COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class BookVerification:
    """What was found: of the entries, of the text beside them, of checkpoints and timestamps.

    ``apart`` tells where the text beside the database has gone another way, and is empty else.
    """

    book: str
    verified: StoreVerification
    apart: Message
    against: tuple[CheckpointComparison, ...]
    anchors: tuple[CheckedAnchor, ...]

    @property
    def faults(self) -> list[Message]:
        """Everything but invalid entries that does not hold, one line each."""
        apart = [self.apart] if self.apart else []
        checkpoints = [
            Message("{file}: {said}", "error.said", {"file": each.name, "said": each.said})
            for each in self.against
            if each.said
        ]
        anchors = [_anchor_fault(each) for each in self.anchors if each.said]
        return apart + checkpoints + anchors


def verify_book(
    workspace: Workspace,
    notes: NamedNotes = (),
    verifiers: Sequence[VerifierKey] = (),
    roots: bytes | None = None,
    *,
    deep: bool = False,
) -> BookVerification:
    """Verify a book, and write nothing.

    Parameters
    ----------
    workspace : Workspace
        Where it is.
    notes : sequence of (str, bytes)
        Checkpoints that were kept elsewhere, each with the name of its file. The last one that a
        key of the book signed on this machine is looked at besides.
    verifiers : sequence of VerifierKey
        The keys that may have signed them; without any, those that the book itself names.
    roots : bytes, optional
        Certificates (PEM) of the authorities whose timestamps are to be verified.
    deep : bool
        Whether to compare every table with one made anew.

    Raises
    ------
    MalformedError
        If a checkpoint cannot be read.
    """
    store = open_unchanged(workspace)
    try:
        verified = verify_store(store, deep=deep)
        if verified.problems:
            return BookVerification(store.name, verified, Message(""), (), ())
        name, tree = read_book_name(store), build_unchecked_tree(store, verified.entries)
        keys = verifiers or list_own_keys(store)
        against = [
            *compare_checkpoints(tree, name, notes, keys),
            *_compare_last_signed(store, tree, name),
        ]
        anchors = check_anchors(tree, anchors_of(store), roots)
        apart = _find_divergence(store, workspace)
        return BookVerification(name, verified, apart, tuple(against), tuple(anchors))
    finally:
        store.database.close()


def _anchor_fault(checked: CheckedAnchor) -> Message:
    """Say what is wrong with a timestamp, and where it stands."""
    return Message(
        "the timestamp at entry {place}: {said}",
        "anchor.fault",
        {"place": checked.anchor.origin.line, "said": checked.said},
    )


def _find_divergence(store: Store, workspace: Workspace) -> Message:
    """Say where the text beside a database differs from it."""
    try:
        refuse_other_text(store, workspace)
    except (BookError, ConflictError) as error:
        return message_of(error)
    return Message("")


def list_own_keys(store: Store) -> list[VerifierKey]:
    """List the keys that the book names, but for those that somebody else holds too."""
    return [key for key, last in key_states(store).items() if last.state != COMPROMISED]


def _compare_last_signed(store: Store, tree: MerkleTree, name: str) -> list[CheckpointComparison]:
    """Hold a book against what its keys signed last on this machine."""
    keys = list_keys_in_use(store)
    kept = [
        (str(custody.key_file(key, custody.LAST)), custody.last_signed_checkpoint(key))
        for key in keys
    ]
    return compare_checkpoints(tree, name, [(path, note) for path, note in kept if note], keys)
