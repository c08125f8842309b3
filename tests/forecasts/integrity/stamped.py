"""Anchors whose signature and token are of no matter: what is tested is when they say it was."""

from base64 import b64encode
from typing import Any

from brierbook.forecasts.integrity.checkpoint import Checkpoint

# four bytes of id and 64 of signature
UNSIGNED = b64encode(bytes(68)).decode()


def note(origin: str, size: int, root: bytes) -> str:
    """Write a checkpoint that nobody signed."""
    return f"{Checkpoint(origin, size, root).text}\n— {origin} {UNSIGNED}\n"


def anchor(origin: str, size: int, at: str, root: bytes = bytes(32)) -> dict[str, Any]:
    """Make the body of an anchor of the first entries of a book."""
    head = {"size": size, "root": root.hex(), "checkpoint": note(origin, size, root)}
    return head | {"authority": "CN=Clock", "at": at, "token": "MAo="}
