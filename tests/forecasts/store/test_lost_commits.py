"""A server that breaks off while it keeps an entry: it is asked whether it did, or that is said."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.forecasts.store.conftest import claim
from tests.forecasts.store.killing_servers import kill_clients, kill_server
from tests.forecasts.store.server import binaries, running_server

from brierbook.errors import LostCommitError, WorkspaceError
from brierbook.forecasts.store.appending import Request, append_entries

if TYPE_CHECKING:
    from pathlib import Path

    from brierbook.forecasts.store.appending import Appended
    from brierbook.forecasts.store.store import Store


class BreakingConnection:
    """A connection that breaks at COMMIT, after the server has kept it or before."""

    def __init__(self, inner: "psycopg.Connection[Any]", *, kept: bool) -> None:
        self.inner = inner
        self.kept = kept

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def execute(self, sql: Any, *values: Any) -> "psycopg.Cursor[Any]":  # noqa: ANN401  # as there
        """Break at the one statement that matters."""
        if sql != "COMMIT":
            return self.inner.execute(sql, *values)
        if self.kept:
            self.inner.execute(sql)
        self.inner.close()
        raise psycopg.OperationalError("consuming input failed")


def ask(store: "Store", key: str | None = "k") -> "Appended":
    return append_entries(store, Request("tester", key, "snow"), lambda _: [claim("snow")])


def break_at_commit(store: "Store", *, kept: bool) -> None:
    database: Any = store.database
    database.connection = BreakingConnection(database.connection, kept=kept)


def test_what_was_kept_is_found_by_its_key(shared: "Store") -> None:
    break_at_commit(shared, kept=True)
    assert [each.origin.line for each in ask(shared).records] == [19]
    assert ask(shared).repeated
    assert shared.frontier().size == 19


def test_what_was_not_kept_is_said_and_can_be_asked_again(shared: "Store") -> None:
    break_at_commit(shared, kept=False)
    with pytest.raises(WorkspaceError, match="nothing was kept; ask again"):
        ask(shared)
    assert not ask(shared).repeated
    assert shared.frontier().size == 19


def test_where_nobody_can_be_asked_it_is_not_known(
    shared: "Store", monkeypatch: pytest.MonkeyPatch
) -> None:
    break_at_commit(shared, kept=True)
    monkeypatch.setattr(shared.database, "address", "postgresql:///postgres?host=/nowhere")
    with pytest.raises(LostCommitError, match=r"not known whether this was kept: .* --key k"):
        ask(shared)


def test_without_a_key_nothing_can_be_looked_up(shared: "Store") -> None:
    break_at_commit(shared, kept=True)
    with pytest.raises(LostCommitError, match="look with brierbook ls"):
        ask(shared, None)


def test_what_breaks_after_the_commit_does_not_deny_it(shared: "Store") -> None:
    """The head is kept outside of the book then, which asks the server once more."""
    database: Any = shared.database
    inner = database.connection
    asked: list[str] = []

    def execute(sql: Any, *values: Any) -> object:  # noqa: ANN401  # as there
        if asked:
            raise psycopg.OperationalError("the server closed the connection")
        if sql == "COMMIT":
            asked.append(sql)
        return inner.execute(sql, *values)

    database.connection = SimpleNamespace(execute=execute, cursor=inner.cursor, closed=False)
    assert [each.origin.line for each in ask(shared).records] == [19]
    with pytest.raises(WorkspaceError, match="look with brierbook ls what it holds"):
        shared.frontier()
    database.connection = inner


def test_a_server_that_is_gone_gives_one_line(shared: "Store") -> None:
    database: Any = shared.database

    def go_away() -> None:
        with database.writing():
            database.connection.close()
            database.run("SELECT 1")

    with pytest.raises(WorkspaceError, match="nothing was kept"):
        go_away()


@pytest.mark.slow
def test_killed_clients_and_servers_lose_nothing(tmp_path: "Path") -> None:
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here")
    with running_server(folder) as running:
        clients = kill_clients(running, tmp_path, rounds=1, writers=4, seed=5)
        assert (clients.kills, clients.lost, clients.problems) == (4, 0, 0)
        servers = kill_server(running, tmp_path, rounds=2, writers=2, seed=6)
        assert (servers.kills, servers.lost, servers.problems) == (2, 0, 0)
        assert servers.false == 0
