"""Whether what a book says of its own keys and timestamps can be true."""

from brierbook.errors import MalformedError, message_of, quote_value
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import Anchor, Header, Key

__all__ = ["NEXT", "check_anchor_entries", "check_key_states"]

# what may become of a key; one that somebody else holds can never be trusted again
NEXT = {
    None: ("trusted",),
    "trusted": ("retired", "compromised"),
    "retired": ("trusted", "compromised"),
    "compromised": (),
}


def check_key_states(book: Book) -> Problems:
    """18. A key is taken into use before it is given up, and a compromised one stays so."""
    keys = book.every(Key)
    if not keys:
        return
    from brierbook.forecasts.integrity.keys import VerifierKey  # seldom needed

    state: dict[str, str] = {}
    for key in keys:
        try:
            name = VerifierKey.parse(key.verifier).text
        except MalformedError as error:
            yield field_error(key, "verifier", error.problem)
            continue
        before = state.get(name)
        if key.state not in NEXT[before]:
            yield field_error(
                key,
                "state",
                "cannot be {state} after {before}; brierbook keys list shows the keys",
                code="rule.key_state",
                state=quote_value(key.state),
                before=before or "nothing",
            )
        state[name] = key.state


def check_anchor_entries(book: Book) -> Problems:
    """19. A timestamp covers entries before it, and what it stamps names them."""
    anchors = book.every(Anchor)
    if not anchors or not book.every(Header):
        return
    from brierbook.forecasts.integrity.checkpoint import (  # seldom needed
        read_checkpoint,
    )

    for anchor in anchors:
        if not 0 < anchor.size < anchor.origin.line:
            yield field_error(
                anchor,
                "size",
                "is {size}; an anchor covers entries before its own",
                code="rule.anchor_size",
                size=anchor.size,
            )
        try:
            stamped = read_checkpoint(anchor.checkpoint.encode())
        except MalformedError as error:
            yield field_error(anchor, "checkpoint", message_of(error))
            continue
        if (stamped.size, stamped.root.hex()) != (anchor.size, anchor.root):
            yield field_error(
                anchor,
                "checkpoint",
                "is of another size or root than the anchor says",
                code="rule.other_root",
            )
        if stamped.origin != book.header.name:
            yield field_error(
                anchor,
                "checkpoint",
                "is of another book, {origin}",
                code="rule.other_book",
                origin=stamped.origin,
            )
