"""Sealed forecasts in a book: the hash now, what it hides when its owner wants."""

import os
from pathlib import Path

from brierbook.errors import ConflictError, WorkspaceError, message_of_system, quote_value
from brierbook.forecasts.entries.records import Sealed
from brierbook.forecasts.integrity.commitments import SealOpening, commitment_hash, seal_body
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import EntryBody

__all__ = ["add_reveal", "read_opening_file", "seal_into_file"]

PRIVATE = 0o600
MOST = 2**20  # bytes of an opening


def seal_into_file(batch: Batch, path: Path, body: EntryBody) -> EntryBody:
    """Seal a forecast, and write what opens it into a new file, on disk before it is used."""
    sealed, opening = seal_body(body)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be made ({why}); name a new file for what opens it",
            code="seal.not_made",
            path=path,
            why=message_of_system(error),
        ) from error
    batch.kept.append(path)
    with os.fdopen(handle, "wb") as file:
        file.write(opening.to_bytes() + b"\n")
        file.flush()
        os.fsync(handle)
    return {"how": "sealed", "commitment": sealed.hex()}


def read_opening_file(path: Path) -> SealOpening:
    """Read the file that opens a sealed forecast."""
    try:
        with path.open("rb") as file:
            return SealOpening.from_bytes(file.read(MOST))
    except OSError as error:
        raise WorkspaceError(
            "{path}: cannot be read ({why})",
            code="file.unreadable_now",
            path=path,
            why=message_of_system(error),
        ) from error


def add_reveal(batch: Batch, opening: SealOpening) -> str:
    """Add what a sealed forecast hid; give the id of the forecast."""
    wanted = commitment_hash(opening).hex()
    proposition = str(opening.body.get("proposition"))
    book = batch.store.slice([f"proposition:{proposition}"])
    for forecast in book.forecasts_of.get(proposition, ()):
        if isinstance(forecast.confidence, Sealed) and forecast.confidence.commitment == wanted:
            opened: EntryBody = {"body": opening.body, "nonce": opening.nonce.hex()}
            named: EntryBody = {"forecast": forecast.id, "proposition": proposition}
            batch.add("reveal", named | {"opening": opened})
            return forecast.id
    raise ConflictError(
        "no forecast of {proposition} that is still sealed fits this; is it of this book?",
        code="seal.no_fit",
        proposition=quote_value(proposition),
    )
