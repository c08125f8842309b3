"""Private keys, and the last checkpoint that each signed, in the folder of the user.

They are never in the workspace, which is copied, published, and handed to others. The last
checkpoint is what a book cannot be rewritten under: a key signs only what continues it.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from brierbook.errors import MalformedError, WorkspaceError, message_of_system
from brierbook.forecasts.integrity.keys import KeyPair, VerifierKey
from brierbook.forecasts.store.transfer import fsync_path, rename_durably
from brierbook.forecasts.user_folder import config_folder

__all__ = [
    "LAST",
    "has_private_key",
    "key_file",
    "key_folder",
    "last_signed_checkpoint",
    "read_key_pairs",
    "remember_checkpoint",
    "write_private_key",
]

PRIVATE_FOLDER = 0o700
KEY, LAST = ".key", ".checkpoint"


def key_folder() -> Path:
    """Give the folder of the keys."""
    return config_folder() / "keys"


def key_file(key: VerifierKey, ending: str = KEY) -> Path:
    """Name the file of a key; its id tells apart names that a file cannot tell apart."""
    name = key.name.replace("/", "_").replace("\\", "_")
    return key_folder() / f"{name}+{key.id.hex()}{ending}"


def write_private_key(key: KeyPair) -> Path:
    """Write a new private key that its owner alone can read."""
    path = key_file(key.verifier)
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            "{folder}: cannot be made ({why})",
            code="workspace.not_made",
            folder=path.parent,
            why=message_of_system(error),
        ) from error
    key.save(path)
    fsync_path(path.parent)
    return path


def has_private_key(key: VerifierKey) -> bool:
    """Whether the private half of a key is in the folder."""
    return key_file(key).is_file()


def read_key_pairs(keys: Iterable[VerifierKey]) -> list[KeyPair]:
    """Read the private halves of those keys that are in the folder."""
    return [_read_key_pair(key) for key in keys if has_private_key(key)]


def _read_key_pair(key: VerifierKey) -> KeyPair:
    """Read the private half of a key."""
    pair = KeyPair.load(key_file(key))
    if pair.verifier != key:
        raise MalformedError(
            "private key",
            None,
            "{file} holds {text}",
            code="key.other",
            file=key_file(key),
            text=pair.verifier.text,
        )
    return pair


def last_signed_checkpoint(key: VerifierKey) -> bytes | None:
    """Give the last checkpoint that a key signed on this machine."""
    try:
        return key_file(key, LAST).read_bytes()
    except FileNotFoundError:
        return None


def remember_checkpoint(key: VerifierKey, note: bytes) -> None:
    """Keep the last checkpoint that a key signed."""
    path = key_file(key, LAST)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_bytes(note)
    fsync_path(fresh)
    rename_durably(fresh, path)
