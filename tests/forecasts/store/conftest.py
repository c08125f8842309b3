"""Stores made from the small book, on disk, in memory and on a server; entries to append."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.forecasts.store.server import binaries, server

from brierbook.forecasts.store.appending import Appended, NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import import_text, open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace.folders import Workspace, find_workspace

if TYPE_CHECKING:
    from tests.conftest import Draft

type Log = Callable[..., Appended]


@pytest.fixture
def store(workspace: "Draft") -> Iterator[Store]:
    """Open the small book as a database."""
    opened = open_store(workspace.workspace)
    yield opened
    opened.database.close()


def claim(name: str, **more: object) -> NewEntry:
    body: dict[str, Any] = {"id": name, "text": {"en": f"{name} happens."}}
    return NewEntry("proposition", body | more)


def belief(name: str, target: str, p: str = "0.2", forecaster: str = "mayor") -> NewEntry:
    body: dict[str, Any] = {
        "id": name,
        "proposition": target,
        "forecaster": forecaster,
        "made_at": "2026-07-01T12:00:00Z",
        "confidence": {"how": "stated", "p": p},
    }
    return NewEntry("forecast", body)


def outcome(target: str, said: str) -> NewEntry:
    body: dict[str, Any] = {
        "proposition": target,
        "outcome": said,
        "known_at": "2026-07-02T00:00:00Z",
        "evidence": [{"says": "It was seen.", "when": "then", "sources": []}],
    }
    return NewEntry("resolution", body)


def log(store: Store, name: str, p: str = "0.2", key: str | None = None) -> Appended:
    """Append a proposition with a forecast."""
    entries = [claim(name), belief(f"{name}/1", name, p)]
    return append_entries(store, Request("tester", key, [name, p]), lambda _: entries)


def leaves(store: Store) -> list[str]:
    return [leaf for (leaf,) in store.database.rows("SELECT leaf FROM entry ORDER BY seq")]


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """Run a PostgreSQL server for all tests that need one."""
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here")
    with server(folder) as address:
        yield address


@pytest.fixture
def team(server_address: str, workspace: "Draft") -> Iterator[Workspace]:
    """Give an empty book on the server."""
    import psycopg  # an extra

    yield find_workspace(server_address, workspace.root)
    with psycopg.connect(server_address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS brierbook CASCADE")


@pytest.fixture
def shared(team: Workspace, workspace: "Draft") -> Iterator[Store]:
    """Open the small book on the server."""
    made = import_text(team, workspace.book.read_bytes(), "book.jsonl")
    yield made
    made.database.close()
