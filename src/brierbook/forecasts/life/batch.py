"""Entries that are being put together: what they name is known to those that follow."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from brierbook.errors import ConflictError, InputError
from brierbook.forecasts.life.said import Body
from brierbook.forecasts.store.appending import (
    Appended,
    Compose,
    NewEntry,
    Request,
    append,
    keep,
    recorded_at,
    written,
)
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

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

    def add(self, kind: str, body: Body) -> None:
        """Add an entry; fields without a value are left out."""
        kept: Body = {name: value for name, value in body.items() if value is not None}
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
            problem = f"must be visible characters without spaces, under {LONGEST_ID} of them"
            raise InputError("id", name, problem)
        if self.knows(kind, name):
            raise ConflictError(f"{kind} {name!r} is in the book already; choose another id")
        return name

    def free_id(self, kind: str, name: str) -> str:
        """Give an id that no entry of that kind has or had: the name, else with a number."""
        found, number = name, 1
        while self.knows(kind, found):
            number += 1
            found = f"{name}/{number}"
        return found


def ask(
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
        return (rehearsed if rehearse else append)(store, request, compose)
    except BaseException:
        batch.forget()
        raise
    finally:
        if rehearse:
            batch.forget()


class RehearsedError(Exception):
    """Ends a transaction whose entries are not to be kept."""


def rehearsed(store: Store, request: Request, compose: Compose) -> Appended:
    """Tell what would be appended."""
    made: list[Appended] = []
    with suppress(RehearsedError), store.database.writing():
        recorded, behind = recorded_at(store, datetime.now(UTC))
        lines = written(store.name, compose(store), request, recorded)
        made.append(Appended(keep(store, lines), clock_behind=behind))
        raise RehearsedError
    return made[0]
