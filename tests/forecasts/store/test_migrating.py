"""Older tables: a copy first, then one transaction; killed at any instant it is old or new."""

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import log

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store import opening
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft

OLDER = (
    "DROP TABLE likeness",
    "DROP INDEX entry_leaf",
    "CREATE TABLE left_over (a)",
    "CREATE INDEX left_over_a ON left_over (a)",
    "PRAGMA user_version = 0",
)


def make_older(path: Path) -> None:
    """Put tables of another shape into a database, and say they are of version 0."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in OLDER:
        connection.execute(statement)
    connection.close()


@pytest.fixture
def old(workspace: "Draft", store: Store) -> Path:
    log(store, "snow", key="k")
    store.database.close()
    make_older(workspace.workspace.database)
    return workspace.workspace.database


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    [(found,)] = connection.execute("PRAGMA user_version")
    connection.close()
    return int(found)


def entries(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT seq, line FROM entry ORDER BY seq").fetchall()
    connection.close()
    return found


def test_older_tables_are_made_anew_and_a_copy_is_kept(workspace: "Draft", old: Path) -> None:
    before = entries(old)
    store = open_store(workspace.workspace)
    assert verify_store(store, deep=True).problems == ()
    assert log(store, "snow", key="k").repeated
    copy = old.with_name("book.db.v0-20")
    assert (version(old), version(copy)) == (3, 0)
    assert entries(old) == entries(copy) == before
    names = store.database.rows("SELECT name FROM sqlite_master WHERE name LIKE 'left%'")
    assert names == []


def test_older_tables_that_cannot_be_written_are_told(
    workspace: "Draft", old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "can_write_database", lambda _: False)
    with pytest.raises(WorkspaceError, match=r"has tables of an older brierbook; open it where"):
        open_store(workspace.workspace)
    assert version(old) == 0


OPEN = """
import sys
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
workspace = find_workspace(sys.argv[1])
print("ready", flush=True)
open_store(workspace)
print("done", flush=True)
"""


def test_a_migration_that_was_killed_leaves_the_old_or_the_new(
    workspace: "Draft", store: Store
) -> None:
    for number in range(12):
        log(store, f"snow-{number}")
    root = store.frontier().root
    store.database.close()
    path, states = workspace.workspace.database, set()
    content = path.read_bytes()
    for number in range(12):
        path.write_bytes(content)
        make_older(path)
        killed_after(0.004 * number, str(workspace.root))
        states.add(version(path))
        again = open_store(workspace.workspace)
        assert again.frontier().root == root
        assert verify_store(again, deep=True).problems == ()
        again.database.close()
    assert 0 in states


def killed_after(seconds: float, root: str) -> None:
    """Kill a process that long after it began to open the book."""
    command = [sys.executable, "-c", OPEN, root]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
