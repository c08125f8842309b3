"""A full disk, a file that may not grow, a lost journal: errors, and nothing lost."""

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import log

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.files import SAFE_LOG
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft

FILL = """
import sys
from brierbook.errors import BrierbookError
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.files import SAFE_LOG
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
store = open_store(find_workspace(sys.argv[1]))
print(store.frontier().size, flush=True)
for number in range(10_000):
    body = {"id": f"e{number}", "title": {"en": "x" * 2000}}
    try:
        append_entries(store, Request("x"), lambda _: [NewEntry("event", body)])
    except BrierbookError as error:
        print(error)
        break
    print(number, flush=True)
else:
    print("never full")
"""


def fill(root: Path, limit: int | None = None) -> tuple[int, str]:
    """Append until it fails; give how many entries were acknowledged, and what was said."""

    def lower() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-B", "-c", FILL, str(root)],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lower,  # no threads here
    )
    assert done.stderr == ""
    *acknowledged, said = done.stdout.splitlines()
    return int(acknowledged[0]) + len(acknowledged) - 1, said


def test_a_file_that_may_not_grow_keeps_what_was_acknowledged(workspace: "Draft") -> None:
    open_store(workspace.workspace).database.close()
    acknowledged, said = fill(workspace.root, limit=2**20)
    assert "nothing was kept; " in said
    store = open_store(workspace.workspace)
    assert store.frontier().size == acknowledged > 100
    assert verify_store(store, deep=True).problems == ()
    log(store, "snow")  # with room again, the book goes on
    assert store.frontier().size == acknowledged + 2


@pytest.fixture
def small_disk(workspace: "Draft") -> Iterator[Path]:
    """Mount a memory file system of 1.5 MB over forecasts/, where the machine allows it."""
    folder = workspace.book.parent
    options = ["-t", "tmpfs", "-o", "size=1536k", "tmpfs"]
    try:
        made = subprocess.run(["mount", *options, str(folder)], check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount here; the limit on a file is tested above")
    if made.returncode:
        pytest.skip("this user may not mount; the limit on a file is tested above")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_keeps_what_was_acknowledged(workspace: "Draft", small_disk: Path) -> None:
    workspace.save()
    open_store(workspace.workspace).database.close()
    acknowledged, said = fill(workspace.root)
    assert said.startswith("forecasts/book.db: database or disk is full; nothing was kept; make")
    store = open_store(workspace.workspace)
    assert store.frontier().size == acknowledged > 100
    assert verify_store(store, deep=True).problems == ()
    assert small_disk.is_dir()
    store.database.close()


def test_a_full_disk_makes_no_half_database_and_no_half_text(
    workspace: "Draft", small_disk: Path
) -> None:
    for number in range(900):
        workspace.add("event", {"id": f"e{number}", "title": {"en": "x" * 1000}})
    workspace.save()
    with pytest.raises(WorkspaceError, match="disk is full; nothing was kept"):
        open_store(workspace.workspace)
    assert not workspace.workspace.database.exists()
    assert small_disk.is_dir()


def test_a_write_ahead_log_that_was_lost_is_seen_against_a_root_kept_elsewhere(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file itself is sound then, and shorter; what was seen of it is kept outside."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", SAFE_LOG)
    store = open_store(workspace.workspace)
    log(store, "snow")
    pinned = store.frontier()
    path = workspace.workspace.database
    lost = path.read_bytes()  # without what is in book.db-wal
    store.database.close()
    path.write_bytes(lost)
    workspace.save()  # the text would make it good
    shorter = open_store(workspace.workspace)
    [problem] = verify_store(shorter).problems
    assert "has 18 entries, and had 20 here before" in problem.problem
    assert (shorter.frontier().size, pinned.size) == (18, 20)
    assert shorter.frontier().root != pinned.root


def test_a_half_written_journal_is_rolled_back(workspace: "Draft", store: Store) -> None:
    """A process that dies within a transaction leaves a journal; the next one plays it back."""
    script = """
import os, sys
from brierbook.forecasts.store.files import SAFE_LOG
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
store = open_store(find_workspace(sys.argv[1]))
with store.database.writing():
    store.database.run("DELETE FROM entry")
    store.database.run("PRAGMA cache_spill = 1")
    store.database.run("PRAGMA cache_size = 1")
    store.database.run("DELETE FROM about")
    os._exit(9)
"""
    subprocess.run([sys.executable, "-c", script, str(workspace.root)], check=False)
    assert open_store(workspace.workspace).frontier().size == 18
    assert verify_store(store, deep=True).problems == ()
