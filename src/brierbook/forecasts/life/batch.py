"""Entries that are being put together: what they name is known to those that follow."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from brierbook.errors import ConflictError, InputError, quote_value
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.life.claims import EntryBody
from brierbook.forecasts.store.appending import (
    Appended,
    Compose,
    NewEntry,
    Request,
    append_entries,
    encode_entries,
    recording_time,
    write_valid_entries,
)
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace.folders import Workspace

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Batch", "RehearsedError", "append_batch"]

LONGEST_ID = 100
NAMED = "SELECT 1 FROM about WHERE subject = ? LIMIT 1"
LAST_NUMBER = "SELECT max(number) FROM proposition"


class Batch:
    """The entries of one request, over the book that they will be appended to."""

    def __init__(self, store: Store, workspace: Workspace | None = None) -> None:
        self.store = store
        self.workspace = workspace
        self.entries: list[NewEntry] = []
        self.names: set[str] = set()
        self.numbered = 0
        self.kept: list[Path] = []  # files that go if the request fails

    def add(self, kind: str, body: EntryBody) -> None:
        """Add an entry; fields without a value are left out."""
        kept: EntryBody = {name: value for name, value in body.items() if value is not None}
        self.entries.append(NewEntry(kind, kept))
        self.names.add(f"{kind}:{kept.get('id')}")

    def forget(self) -> None:
        """Remove the files that were made for entries which are not kept."""
        for path in self.kept:
            path.unlink(missing_ok=True)

    def knows(self, kind: str, name: str) -> bool:
        """Whether an entry of that kind and id was ever made, even if it was taken back."""
        subject = f"{kind}:{name}"
        return subject in self.names or bool(self.store.database.rows(NAMED, subject))

    def free_number(self) -> str:
        """Give the next number that no proposition has or had."""
        if not self.numbered:
            [(last,)] = self.store.database.rows(LAST_NUMBER)
            self.numbered = last or 0
        self.numbered += 1
        while self.knows("proposition", str(self.numbered)):
            self.numbered += 1
        return str(self.numbered)

    def new_id(self, kind: str, name: str) -> str:
        """Refuse an id that is taken or cannot be typed again."""
        if not name.isprintable() or any(map(str.isspace, name)) or not 0 < len(name) < LONGEST_ID:
            raise InputError(
                "id",
                name,
                "must be visible characters without spaces, under {most} of them",
                code="id.unfit",
                most=LONGEST_ID,
            )
        if self.knows(kind, name):
            raise ConflictError(
                "{kind} {name} is in the book already; choose another id",
                code="id.taken",
                kind=kind,
                name=quote_value(name),
            )
        return name

    def free_id(self, kind: str, name: str) -> str:
        """Give an id that no entry of that kind has or had: the name, else with a number."""
        found, number = name, 1
        while self.knows(kind, found):
            number += 1
            found = f"{name}/{number}"
        return found


def append_batch(
    store: Store,
    request: Request,
    do: Callable[[Batch], object],
    *,
    workspace: Workspace | None = None,
    rehearse: bool = False,
) -> Appended:
    """Append the entries that something adds to a batch, all or none.

    A rehearsal does everything, checks included, and keeps nothing.
    """
    batch = Batch(store, workspace)

    def compose(_: Store) -> list[NewEntry]:
        do(batch)
        return batch.entries

    try:
        return (_rehearse_append if rehearse else append_entries)(store, request, compose)
    except BaseException:
        batch.forget()
        raise
    finally:
        if rehearse:
            batch.forget()


class RehearsedError(Exception):
    """Ends a transaction whose entries are not to be kept."""


def _rehearse_append(store: Store, request: Request, compose: Compose) -> Appended:
    """Tell what would be appended."""
    made: list[Appended] = []
    with suppress(RehearsedError), store.database.writing():
        recorded, behind = recording_time(store, read_clock())
        lines = encode_entries(store.name, compose(store), request, recorded)
        made.append(Appended(write_valid_entries(store, lines), clock_behind=behind))
        raise RehearsedError
    return made[0]
