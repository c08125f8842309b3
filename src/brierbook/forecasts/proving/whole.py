"""Verifying a whole book: its bytes, its rules, its checkpoints kept elsewhere, its timestamps."""

from collections.abc import Sequence
from dataclasses import dataclass

from brierbook.errors import BookError, ConflictError
from brierbook.forecasts.book import read_file
from brierbook.forecasts.integrity.keys import VerifierKey
from brierbook.forecasts.integrity.tree import Tree
from brierbook.forecasts.life.history import anchors as anchors_of
from brierbook.forecasts.proving import custody
from brierbook.forecasts.proving.against import Against, compare
from brierbook.forecasts.proving.anchors import Checked, check
from brierbook.forecasts.proving.heads import name_of, tree_as_found
from brierbook.forecasts.proving.known_keys import states, trusted
from brierbook.forecasts.store.beside import beyond, unchanged
from brierbook.forecasts.store.opening import (
    open_store,
    open_workspace_file,
    read_only,
    text_of,
)
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import Verified, verify_store
from brierbook.forecasts.workspace import Workspace

type Notes = Sequence[tuple[str, bytes]]

COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class Whole:
    """What was found: of the entries, of the text beside them, of checkpoints and timestamps.

    ``apart`` tells where the text beside the database has gone another way, and is empty else.
    """

    book: str
    verified: Verified
    apart: str
    against: tuple[Against, ...]
    anchors: tuple[Checked, ...]

    @property
    def faults(self) -> list[str]:
        """Everything but invalid entries that does not hold, one line each."""
        apart = [self.apart] if self.apart else []
        checkpoints = [f"{each.name}: {each.said}" for each in self.against if each.said]
        anchors = [
            f"the timestamp at entry {each.anchor.origin.line}: {each.said}"
            for each in self.anchors
            if each.said
        ]
        return apart + checkpoints + anchors


def verify_whole(
    workspace: Workspace,
    notes: Notes = (),
    verifiers: Sequence[VerifierKey] = (),
    roots: bytes | None = None,
    *,
    deep: bool = False,
) -> Whole:
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
    store = as_it_is(workspace)
    try:
        verified = verify_store(store, deep=deep)
        if verified.problems:
            return Whole(store.name, verified, "", (), ())
        name, tree = name_of(store), tree_as_found(store, verified.entries)
        keys = verifiers or own_keys(store)
        against = [*compare(tree, name, notes, keys), *pinned(store, tree, name)]
        anchors = check(tree, anchors_of(store), roots)
        apart = gone_apart(store, workspace)
        return Whole(name, verified, apart, tuple(against), tuple(anchors))
    finally:
        store.database.close()


def as_it_is(workspace: Workspace) -> Store:
    """Open a book without taking anything in; one that is only text is kept in memory."""
    if workspace.server is not None:
        return open_store(workspace)
    if workspace.database.exists():
        return Store(open_workspace_file(workspace))
    return read_only(workspace, text_of(workspace))


def gone_apart(store: Store, workspace: Workspace) -> str:
    """Say where the text beside a database differs from it."""
    beside = workspace.server is None and workspace.database.exists()
    try:
        if beside and not unchanged(store.database, workspace.book):
            beyond(store.database, read_file(workspace.book), workspace.shown(workspace.book))
    except (BookError, ConflictError) as error:
        return str(error)
    return ""


def own_keys(store: Store) -> list[VerifierKey]:
    """List the keys that the book names, but for those that somebody else holds too."""
    return [key for key, last in states(store).items() if last.state != COMPROMISED]


def pinned(store: Store, tree: Tree, name: str) -> list[Against]:
    """Hold a book against what its keys signed last on this machine."""
    keys = trusted(store)
    kept = [(str(custody.place(key, custody.LAST)), custody.last_signed(key)) for key in keys]
    return compare(tree, name, [(path, note) for path, note in kept if note], keys)
