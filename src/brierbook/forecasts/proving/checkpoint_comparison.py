"""A book beside checkpoints that were kept elsewhere: the same, changed, cut, or gone apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from brierbook.errors import IntegrityError, Message, message_of
from brierbook.forecasts.integrity.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.tree import MerkleTree

__all__ = ["CheckpointComparison", "changed_before", "compare_checkpoints"]

SAME, CHANGED, CUT, FORKED, FOREIGN, UNSIGNED = (
    *("same", "changed", "cut", "forked", "foreign", "unsigned"),
)


@dataclass(frozen=True, slots=True)
class CheckpointComparison:
    """What a checkpoint says of a book; ``said`` tells a person, and is empty if all is the same.

    ``verdict`` is ``same``, ``changed`` (within its entries), ``cut`` (entries are missing),
    ``forked`` (an earlier checkpoint fits, this one does not), ``foreign`` (it is of another book)
    or ``unsigned`` (no key that is trusted signed it).
    """

    name: str
    checkpoint: Checkpoint
    verdict: str
    said: str = ""


def compare_checkpoints(
    tree: MerkleTree,
    book: str,
    notes: Iterable[tuple[str, bytes]],
    verifiers: Sequence[VerifierKey],
) -> list[CheckpointComparison]:
    """Hold a book against checkpoints, each with the name of its file, the smallest first.

    Raises
    ------
    MalformedError
        If one cannot be read; the message names its file.
    """
    read = [(name, read_checkpoint(note, name), note) for name, note in notes]
    found: list[CheckpointComparison] = []
    fitting = 0
    for name, checkpoint, note in sorted(read, key=lambda each: each[1].size):
        verdict, said = _compare_roots(tree, book, checkpoint, fitting)
        if verdict == SAME:
            fitting = checkpoint.size
            verdict, said = _check_signature(note, verifiers)
        found.append(CheckpointComparison(name, checkpoint, verdict, said))
    return found


def _compare_roots(
    tree: MerkleTree, book: str, checkpoint: Checkpoint, fitting: int
) -> tuple[str, str]:
    """Compare the roots at the size of a checkpoint; the first `fitting` entries are the same."""
    size = checkpoint.size
    if checkpoint.origin != book:
        said = Message(
            "is of another book, {origin}", "rule.other_book", {"origin": checkpoint.origin}
        )
        return FOREIGN, said
    if size > tree.size:
        facts = {"left": tree.size, "size": size}
        return CUT, Message(
            "the tail was cut: {left} entries are left of {size}", "checkpoint.cut", facts
        )
    if tree.root_at(size) == checkpoint.root:
        return SAME, ""
    if fitting:
        return FORKED, Message(
            "it forked or was changed after entry {after} and before entry {before}; "
            "an older copy may have been continued",
            "checkpoint.forked_between",
            {"after": fitting, "before": size + 1},
        )
    return CHANGED, changed_before(size + 1)


def changed_before(place: int) -> Message:
    """Say that some entry before a place is not what it was."""
    return Message(
        "the book was changed before entry {place}", "checkpoint.changed", {"place": place}
    )


def _check_signature(note: bytes, verifiers: Sequence[VerifierKey]) -> tuple[str, str]:
    """Tell whether a trusted key signed."""
    try:
        open_checkpoint(note, verifiers)
    except IntegrityError as error:
        return UNSIGNED, message_of(error)
    return SAME, ""
