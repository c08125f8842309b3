"""The files of proofs: small ones read whole, new ones written once, keys as text or file."""

import os
from pathlib import Path

import click

from brierbook.errors import WorkspaceError, message_of_system
from brierbook.forecasts.integrity.keys import MAX_KEY, VerifierKey
from brierbook.forecasts.integrity.proofs import MAX_PROOF

__all__ = ["FILE", "NEW", "read_small_file", "read_verifier_key", "write_new_file"]

# a file that must be there; click refuses another as a mistake of usage
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path, dir_okay=False)


def read_small_file(path: Path) -> bytes:
    """Read a small file; no checkpoint, proof or certificate is larger than the largest proof."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_PROOF + 1)
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be read ({why})",
            code="file.unreadable_now",
            path=path,
            why=message_of_system(error),
        ) from error
    if len(content) > MAX_PROOF:
        raise WorkspaceError(
            "{path}: has more than {n} bytes; name another file",
            code="file.too_large",
            path=path,
            n=MAX_PROOF,
        )
    return content


def write_new_file(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on disk; what somebody keeps is never replaced."""
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise WorkspaceError(
            "{path}: is there already; name a new file", code="file.exists", path=path
        ) from error
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be written ({why})",
            code="file.unwritable",
            path=path,
            why=message_of_system(error),
        ) from error


def read_verifier_key(said: str) -> VerifierKey:
    """Read a verifier key, from the text itself or from a file that holds it."""
    path = Path(said)
    if len(said) < MAX_KEY and path.is_file():
        said = read_small_file(path).decode(errors="replace").strip()
    return VerifierKey.parse(said)
