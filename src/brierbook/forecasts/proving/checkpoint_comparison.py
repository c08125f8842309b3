"""A book beside checkpoints that were kept elsewhere: the same, changed, cut, or gone apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from brierbook.errors import IntegrityError
from brierbook.forecasts.integrity.checkpoint import Checkpoint, open_checkpoint, read_checkpoint
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.tree import MerkleTree

__all__ = ["CheckpointComparison", "compare_checkpoints"]

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
        return FOREIGN, f"is of another book, {checkpoint.origin}"
    if size > tree.size:
        return CUT, f"the tail was cut: {tree.size} entries are left of {size}"
    if tree.root_at(size) == checkpoint.root:
        return SAME, ""
    if fitting:
        place = f"after entry {fitting} and before entry {size + 1}"
        return FORKED, f"it forked or was changed {place}; an older copy may have been continued"
    return CHANGED, f"the book was changed before entry {size + 1}"


def _check_signature(note: bytes, verifiers: Sequence[VerifierKey]) -> tuple[str, str]:
    """Tell whether a trusted key signed."""
    try:
        open_checkpoint(note, verifiers)
    except IntegrityError as error:
        return UNSIGNED, str(error)
    return SAME, ""
