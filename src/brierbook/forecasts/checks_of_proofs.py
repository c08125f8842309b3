"""Whether what a book says of its own keys and timestamps can be true."""

from brierbook.errors import MalformedError
from brierbook.forecasts.book import Book
from brierbook.forecasts.problems import Problems, problem
from brierbook.forecasts.records import Anchor, Header, Key

# what may become of a key; one that somebody else holds can never be trusted again
NEXT = {
    None: ("trusted",),
    "trusted": ("retired", "compromised"),
    "retired": ("trusted", "compromised"),
    "compromised": (),
}


def keys_follow(book: Book) -> Problems:
    """18. A key is taken into use before it is given up, and a compromised one stays so."""
    keys = book.every(Key)
    if not keys:
        return
    from brierbook.forecasts.integrity.keys import VerifierKey  # noqa: PLC0415  # seldom needed

    state: dict[str, str] = {}
    for key in keys:
        try:
            name = VerifierKey.parse(key.verifier).text
        except MalformedError as error:
            yield problem(key, "verifier", error.problem)
            continue
        before = state.get(name)
        if key.state not in NEXT[before]:
            message = f"cannot be {key.state!r} after {before or 'nothing'}"
            yield problem(key, "state", f"{message}; brierbook keys list shows the keys")
        state[name] = key.state


def anchors_cover(book: Book) -> Problems:
    """19. A timestamp covers entries before it, and what it stamps names them."""
    anchors = book.every(Anchor)
    if not anchors or not book.every(Header):
        return
    from brierbook.forecasts.integrity.checkpoint import (  # noqa: PLC0415  # seldom needed
        read_checkpoint,
    )

    for anchor in anchors:
        if not 0 < anchor.size < anchor.origin.line:
            message = f"is {anchor.size}; an anchor covers entries before its own"
            yield problem(anchor, "size", message)
        try:
            stamped = read_checkpoint(anchor.checkpoint.encode())
        except MalformedError as error:
            yield problem(anchor, "checkpoint", str(error))
            continue
        if (stamped.size, stamped.root.hex()) != (anchor.size, anchor.root):
            yield problem(anchor, "checkpoint", "is of another size or root than the anchor says")
        if stamped.origin != book.header.name:
            yield problem(anchor, "checkpoint", f"is of another book, {stamped.origin}")
