"""Whether a book goes on from what this machine saw of it at its place."""

from collections.abc import Iterable, Sequence

from brierbook.errors import BookError
from brierbook.forecasts.integrity.merkle import root_of_leaf_hashes
from brierbook.forecasts.workspace.pinned_heads import PinnedHead, pin_file, read_pins

__all__ = ["require_pins", "root_of_hex"]


def require_pins(name: str, book_name: str, place: str, leaves: Sequence[str]) -> None:
    """Refuse a book that does not go on from what this machine saw of it where it lies.

    Parameters
    ----------
    name, book_name : str
        What messages call it, and its own name.
    place : str
        Where it lies.
    leaves : sequence of str
        The leaf hash of each entry, in hexadecimal.

    Raises
    ------
    BookError
        If it is shorter than it was, or its first entries are others.
    """
    for pin in read_pins(book_name):
        if leaves and (pin.first, pin.place) == (leaves[0], place):
            _require_pin(name, book_name, leaves, pin)


def _require_pin(name: str, book_name: str, leaves: Sequence[str], pin: PinnedHead) -> None:
    """Refuse a book that was cut or changed where it lies."""
    if pin.size > len(leaves):
        raise BookError(
            name,
            len(leaves),
            None,
            "the book has {n} entries, and had {size} here before; restore a copy, or remove "
            "{file} if it is meant to be an older one",
            code="store.cut",
            n=len(leaves),
            size=pin.size,
            file=pin_file(book_name),
        )
    if root_of_hex(leaves[: pin.size]) != pin.root:
        raise BookError(
            name,
            None,
            None,
            "the first {size} entries are not those that stood here before; restore a copy, or "
            "remove {file} if they are to be given up",
            code="store.rewritten",
            size=pin.size,
            file=pin_file(book_name),
        )


def root_of_hex(leaves: Iterable[str]) -> str:
    """Give the root over leaf hashes, all in hexadecimal; of what is no hash, nothing."""
    try:
        return root_of_leaf_hashes([bytes.fromhex(leaf) for leaf in leaves]).hex()
    except ValueError:
        return ""
