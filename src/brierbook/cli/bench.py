"""What the commands of proof share: their words, small files read whole, new files."""

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brierbook.cli.desk import Desk
from brierbook.cli.language import messages
from brierbook.errors import WorkspaceError
from brierbook.forecasts.integrity.keys import MAX_KEY, VerifierKey
from brierbook.forecasts.integrity.proofs import MAX_PROOF

if TYPE_CHECKING:
    from brierbook.reports.catalogue import Catalogue

# a file that must be there; click refuses another as a mistake of usage
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path, dir_okay=False)


class Bench(Desk):
    """The desk, with the words of proofs."""

    @cached_property
    def proofs(self) -> "Catalogue":
        """The messages about proofs, which the other commands do not load."""
        return messages(self.words.language, "proofs")


def read_whole(path: Path) -> bytes:
    """Read a small file; no checkpoint, proof or certificate is larger than the largest proof."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_PROOF + 1)
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be read ({error.strerror})") from error
    if len(content) > MAX_PROOF:
        raise WorkspaceError(f"{path}: has more than {MAX_PROOF} bytes; name another file")
    return content


def write_new(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on disk; what somebody keeps is never replaced."""
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise WorkspaceError(f"{path}: is there already; name a new file") from error
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be written ({error.strerror})") from error


def read_key(said: str) -> VerifierKey:
    """Read a verifier key, from the text itself or from a file that holds it."""
    path = Path(said)
    if len(said) < MAX_KEY and path.is_file():
        said = read_whole(path).decode(errors="replace").strip()
    return VerifierKey.parse(said)
