"""Private keys, and the last checkpoint that each signed, in the folder of the user.

They are never in the workspace, which is copied, published, and handed to others. The last
checkpoint is what a book cannot be rewritten under: a key signs only what continues it.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from brierbook.errors import MalformedError, WorkspaceError
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.store.transfer import put, sync

CONFIG = "XDG_CONFIG_HOME"
PRIVATE_FOLDER = 0o700
KEY, LAST = ".key", ".checkpoint"


def folder() -> Path:
    """Give the folder of the keys (XDG Base Directory Specification: only absolute paths count)."""
    said = Path(os.environ.get(CONFIG, ""))
    base = said if said.is_absolute() else Path.home() / ".config"
    return base / "brierbook" / "keys"


def place(key: VerifierKey, ending: str = KEY) -> Path:
    """Name the file of a key; its id tells apart names that a file cannot tell apart."""
    name = key.name.replace("/", "_").replace("\\", "_")
    return folder() / f"{name}+{key.id.hex()}{ending}"


def keep(key: KeyPair) -> Path:
    """Write a new private key that its owner alone can read."""
    path = place(key.verifier)
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{path.parent}: cannot be made ({error.strerror})") from error
    key.save(path)
    sync(path.parent)
    return path


def is_here(key: VerifierKey) -> bool:
    """Whether the private half of a key is in the folder."""
    return place(key).is_file()


def held(keys: Iterable[VerifierKey]) -> list[KeyPair]:
    """Read the private halves of those keys that are in the folder."""
    return [load(key) for key in keys if is_here(key)]


def load(key: VerifierKey) -> KeyPair:
    """Read the private half of a key."""
    pair = KeyPair.load(place(key))
    if pair.verifier != key:
        raise MalformedError("private key", None, f"{place(key)} holds {pair.verifier.text}")
    return pair


def last_signed(key: VerifierKey) -> bytes | None:
    """Give the last checkpoint that a key signed on this machine."""
    try:
        return place(key, LAST).read_bytes()
    except FileNotFoundError:
        return None


def remember(key: VerifierKey, note: bytes) -> None:
    """Keep the last checkpoint that a key signed."""
    path = place(key, LAST)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_bytes(note)
    sync(fresh)
    put(fresh, path)
