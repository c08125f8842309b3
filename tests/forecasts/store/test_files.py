"""The file of a book: the journal by the version of SQLite, and files that cannot be a book."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import log

from brierbook.errors import WorkspaceError
from brierbook.forecasts.store.files import APPLICATION, SAFE_LOG, choose_journal, sqlite_address
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.sqlite import SqliteDatabase
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store

if TYPE_CHECKING:
    from tests.conftest import Draft


def database(store: Store) -> SqliteDatabase:
    assert isinstance(store.database, SqliteDatabase)
    return store.database


def alter(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("version", "wanted"),
    [
        ((3, 40, 1), ("DELETE", "EXTRA")),
        ((3, 51, 2), ("DELETE", "EXTRA")),
        ((3, 51, 3), ("WAL", "FULL")),
        ((3, 54, 0), ("WAL", "FULL")),
        ((4, 0, 0), ("WAL", "FULL")),
    ],
)
def test_a_log_is_used_only_where_it_is_safe(
    version: tuple[int, ...], wanted: tuple[str, str]
) -> None:
    assert choose_journal(version) == wanted


def test_the_installed_sqlite_keeps_the_journal_and_the_level_it_was_asked_for(
    store: Store,
) -> None:
    safe = sqlite3.sqlite_version_info >= SAFE_LOG
    assert store.database.rows("PRAGMA journal_mode") == [("wal" if safe else "delete",)]
    assert store.database.rows("PRAGMA synchronous") == [(2 if safe else 3,)]
    assert store.database.rows("PRAGMA secure_delete") == [(1,)]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 3)])
def test_both_journals_keep_what_was_appended(
    workspace: "Draft", monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    store = open_store(workspace.workspace)
    mode = choose_journal(version)[0].lower()
    assert store.database.rows("PRAGMA journal_mode") == [(mode,)]
    log(store, "snow")
    store.database.close()
    again = open_store(workspace.workspace)
    assert again.frontier().size == 20
    assert verify_store(again, deep=True).problems == ()


def refused(workspace: "Draft") -> str:
    with pytest.raises(WorkspaceError) as caught:
        open_store(workspace.workspace)
    said = str(caught.value)
    assert said.startswith("forecasts/book.db: ")
    assert "\n" not in said
    return said


@pytest.fixture
def path(workspace: "Draft", store: Store) -> Path:
    """Give the database of the small book, with nobody using it."""
    store.database.close()
    return workspace.workspace.database


def test_a_file_of_zero_length_is_refused_and_not_filled(workspace: "Draft", path: Path) -> None:
    path.write_bytes(b"")
    assert "is empty or cut off; move it away and keep it" in refused(workspace)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("kept", [100, 4096, 20_000])
def test_a_file_that_was_cut_off_is_refused(workspace: "Draft", path: Path, kept: int) -> None:
    content = path.read_bytes()[:kept]
    path.write_bytes(content)
    said = refused(workspace)
    assert "cut off" in said or "malformed; the file is damaged; move it away" in said
    assert path.read_bytes() == content


def test_something_that_is_no_database_is_refused(workspace: "Draft", path: Path) -> None:
    path.write_bytes(b"A diary. " * 1000)
    assert "is not a database; the file is damaged; move it away" in refused(workspace)


def test_the_database_of_another_program_is_refused(workspace: "Draft", path: Path) -> None:
    alter(path, "PRAGMA application_id = 7")
    assert "is a database of another program; name a book" in refused(workspace)


def test_the_tables_of_a_newer_brierbook_are_refused(workspace: "Draft", path: Path) -> None:
    alter(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    assert "has tables of version 99; this brierbook knows 3; install a newer" in refused(workspace)
    assert path.read_bytes() == before


def test_a_directory_is_refused(workspace: "Draft", path: Path) -> None:
    path.unlink()
    path.mkdir()
    assert "cannot be opened: Is a directory" in refused(workspace)


def test_a_page_that_was_overwritten_is_told_and_nothing_is_written_on_it(
    workspace: "Draft", path: Path
) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match="malformed; the file is damaged; move it away"):
        log(open_store(workspace.workspace), "snow")
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("name", ["a b", "50%", "what?", "#1", "Київ", "a\\b", "x;y", "caf\udce9"])
def test_a_folder_may_have_any_name(workspace: "Draft", name: str) -> None:
    try:
        moved = workspace.root.rename(workspace.root.with_name(name))
    except OSError:
        pytest.skip("this file system takes no such name")
    there = workspace.__class__(moved, workspace.entries)
    wanted = f"{there.workspace.database.as_uri()}?mode=rw"
    assert sqlite_address(there.workspace.database).lower() == wanted.lower()
    with open_store(there.workspace) as store:
        log(store, "snow")
        assert store.frontier().size == 20
    assert there.workspace.database.stat().st_size > 4096


def test_the_file_says_what_it_is(path: Path) -> None:
    assert int.from_bytes(path.read_bytes()[68:72]) == APPLICATION == int.from_bytes(b"brie")


def test_a_text_in_the_folder_of_a_book_does_not_become_one(workspace: "Draft") -> None:
    shutil.copy(workspace.root / "seeds" / "seeds.toml", workspace.workspace.database)
    assert "is not a database" in refused(workspace) or "cut off" in refused(workspace)


def run_script(script: str, *arguments: str) -> str:
    """Run a script in a process of its own; it prints what it finds, and nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done.stdout


# permissions bind everybody but root, so root becomes somebody else once all is loaded
AS_NOBODY = """
import os, sys
from zoneinfo import ZoneInfo
from brierbook.errors import BrierbookError
from brierbook.forecasts.lexicon import load_lexicons
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
ZoneInfo("Europe/Kyiv"), load_lexicons()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
entry = NewEntry("event", {"id": "e", "title": {"en": "E"}})
try:
    store = open_store(find_workspace(sys.argv[1]))
    print(store.frontier().size)
    append_entries(store, Request("x"), lambda _: [entry])
except BrierbookError as error:
    print(error)
"""


@pytest.fixture
def reachable(workspace: "Draft") -> "Draft":
    """Let everybody reach the workspace: pytest keeps its folders to itself."""
    kept = [each for each in workspace.root.parents if each.stat().st_mode & 0o077 == 0]
    for above in (workspace.root, *kept):
        above.chmod(0o755)
    return workspace


@pytest.mark.parametrize("made", [True, False], ids=["a database", "a text only"])
def test_a_book_in_a_folder_that_cannot_be_written_is_read(
    reachable: "Draft",
    made: bool,  # noqa: FBT001  # a case
) -> None:
    if made:
        open_store(reachable.workspace).database.close()
    folder = reachable.book.parent
    for each in folder.iterdir():
        each.chmod(0o444)
    folder.chmod(0o555)
    try:
        size, said = run_script(AS_NOBODY, str(reachable.root)).splitlines()
    finally:
        folder.chmod(0o755)
    assert size == "18"
    assert "cannot be written" in said
    assert "copy the workspace" in said


def test_a_file_that_one_may_not_read_is_told(reachable: "Draft", path: Path) -> None:
    path.chmod(0)
    said = run_script(AS_NOBODY, str(reachable.root))
    assert said == "forecasts/book.db: cannot be opened: Permission denied\n"


FORK = """
import os, sys
from brierbook.errors import BrierbookError
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
store = open_store(find_workspace(sys.argv[1]))
child = os.fork()
if child == 0:
    for act in (store.frontier, store.database.writing().__enter__):
        try:
            print(act())
        except BrierbookError as error:
            print(error, flush=True)
    os._exit(0)
os.waitpid(child, 0)
print(store.frontier().size)
"""


def test_a_connection_that_came_through_a_fork_is_refused(workspace: "Draft") -> None:
    said = run_script(FORK, str(workspace.root)).splitlines()
    wanted = "forecasts/book.db: was opened before a fork; open it anew in each process"
    assert said == [wanted, wanted, "18"]
