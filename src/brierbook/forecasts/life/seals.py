"""Sealed forecasts in a book: the hash now, what it hides when its owner wants."""

import os
from pathlib import Path

from brierbook.errors import ConflictError, WorkspaceError
from brierbook.forecasts.integrity.sealed import Opening, commitment, seal
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.said import Body
from brierbook.forecasts.records import Sealed

PRIVATE = 0o600
MOST = 2**20  # bytes of an opening


def keep(batch: Batch, path: Path, body: Body) -> Body:
    """Seal a forecast, and write what opens it into a new file, on disk before it is used."""
    sealed, opening = seal(body)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except OSError as error:
        problem = f"{path}: cannot be made ({error.strerror}); name a new file for what opens it"
        raise WorkspaceError(problem) from error
    batch.kept.append(path)
    with os.fdopen(handle, "wb") as file:
        file.write(opening.to_bytes() + b"\n")
        file.flush()
        os.fsync(handle)
    return {"how": "sealed", "commitment": sealed.hex()}


def read_opening(path: Path) -> Opening:
    """Read the file that opens a sealed forecast."""
    try:
        with path.open("rb") as file:
            return Opening.from_bytes(file.read(MOST))
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be read ({error.strerror})") from error


def reveal(batch: Batch, opening: Opening) -> str:
    """Add what a sealed forecast hid; give the id of the forecast."""
    wanted = commitment(opening).hex()
    proposition = str(opening.body.get("proposition"))
    book = batch.store.slice([f"proposition:{proposition}"])
    for forecast in book.forecasts_of.get(proposition, ()):
        if isinstance(forecast.confidence, Sealed) and forecast.confidence.commitment == wanted:
            shown: Body = {"body": opening.body, "nonce": opening.nonce.hex()}
            batch.add("reveal", {"forecast": forecast.id, "opening": shown})
            return forecast.id
    message = f"no forecast of {proposition!r} that is still sealed fits this; is it of this book?"
    raise ConflictError(message)
