"""A team's book on a real PostgreSQL server: the same entries, the same root, parallel writers."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.conftest import belief, claim, leaves, log, outcome

from brierbook.errors import BookError, ConflictError, WorkspaceError
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.store.opening import import_text, open_store
from brierbook.forecasts.store.rewriting.redacting import redact_by_leaf
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.folders import Workspace, find_workspace

if TYPE_CHECKING:
    from tests.conftest import Draft, Run


def test_a_book_has_the_same_entries_and_root_as_in_sqlite(
    workspace: "Draft", team: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)  # salts
    for each in (store, shared := import_text(team, workspace.book.read_bytes(), "book.jsonl")):
        live(each)
    assert list(shared.lines()) == list(store.lines())
    assert shared.frontier().root == store.frontier().root
    assert verify_store(shared, deep=True).problems == ()
    assert open_book(team).root == store.frontier().root.hex()
    shared.database.close()


def live(store: Store) -> None:
    """Do everything that changes a book, at fixed times."""

    def do(*entries: NewEntry) -> None:
        now = datetime(2026, 8, 1, tzinfo=UTC)
        append_entries(store, Request("tester"), lambda _: entries, now=now)

    do(claim("сніг", tags=["Зима"]), belief("a", "сніг"), claim("лід", condition="сніг"))
    do(belief("b", "сніг", "0.9"))
    do(NewEntry("retraction", {"entry": leaves(store)[-1]}))
    do(NewEntry("retraction", {"entry": leaves(store)[-1]}))
    do(outcome("сніг", "no"))
    do(claim("hail"))
    redact_by_leaf(
        store, Request("tester"), leaves(store)[-1], "Why.", now=datetime(2026, 8, 2, tzinfo=UTC)
    )


def test_text_compares_by_code_point_on_the_server_too(shared: Store) -> None:
    entries = [claim(name) for name in ("b", "B", "а", "a", "Z", "é")]
    append_entries(shared, Request("tester"), lambda _: entries)
    sql = "SELECT id FROM proposition WHERE seq > 18 ORDER BY id"
    assert [name for (name,) in shared.database.rows(sql)] == ["B", "Z", "a", "b", "é", "а"]


def test_rules_keys_and_forks_are_judged_as_in_sqlite(
    workspace: "Draft", team: Workspace, shared: Store
) -> None:
    log(shared, "snow", key="k")
    assert log(shared, "snow", key="k").repeated
    with pytest.raises(ConflictError, match="the key 'k' was used for another request"):
        log(shared, "hail", key="k")
    with pytest.raises(BookError, match="'snow' is taken by line 19"):
        log(shared, "snow")
    assert shared.frontier().size == 20
    workspace.add("proposition", {"id": "hail", "text": {"en": "It hails."}})
    workspace.save()
    with pytest.raises(ConflictError, match="19: is not entry 19 of postgresql:///postgres"):
        import_text(team, workspace.book.read_bytes(), "book.jsonl")


def test_the_commands_are_the_same(workspace: "Draft", team: Workspace, run: "Run") -> None:
    assert team.server is not None
    here = ("--book", team.server)
    done = run(*here, "import", str(workspace.book))
    assert (done.returncode, done.stderr) == (0, "")
    assert "18 entries taken in, 18 in all" in done.stdout
    assert "rain-2026: 18 entries, all valid" in run(*here, "check").stdout
    assert run(*here, "export", "copy.jsonl").returncode == 0
    assert (workspace.root / "copy.jsonl").read_bytes() == workspace.book.read_bytes()
    done = run(*here, "export")
    assert "a book on a server has no text beside it; name a FILE to write" in done.stderr
    assert examine_book(find_workspace(team.server, workspace.root)).problems == ()


WRITE = """
import sys
from brierbook.forecasts.store.appending import NewEntry, Request, append_entries
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.workspace.folders import find_workspace
store = open_store(find_workspace(sys.argv[1]))
for number in range(20):
    body = {"id": f"{sys.argv[2]}-{number}", "title": {"en": "E"}}
    append_entries(store, Request(sys.argv[2]), lambda _: [NewEntry("event", body)])
"""


def test_forecasters_log_in_parallel(team: Workspace, shared: Store) -> None:
    assert team.server is not None
    command = [sys.executable, "-c", WRITE, team.server]
    writers = [subprocess.Popen([*command, name]) for name in "abcd"]
    assert [writer.wait(120) for writer in writers] == [0] * 4
    verified = verify_store(shared, deep=True)
    assert (verified.entries, verified.problems) == (18 + 80, ())


def test_two_who_open_an_empty_server_make_one_book(team: Workspace) -> None:
    assert team.server is not None
    look = WRITE.split("for number", maxsplit=1)[0] + "print(store.frontier().size)"
    command = [sys.executable, "-c", look, team.server]
    found = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    assert [each.communicate(timeout=60)[0] for each in found] == [b"0\n"] * 4


def test_a_long_wait_names_the_holder(team: Workspace, shared: Store) -> None:
    other = open_store(team)
    other.database.run("SET lock_timeout = '100ms'")
    wanted = rf"process {os.getpid()} on .+ is writing; wait for it, or end it"
    with shared.database.writing(), pytest.raises(WorkspaceError, match=wanted):
        log(other, "snow")
    log(other, "snow")
    assert other.frontier().size == 20
    other.database.close()


def test_an_error_within_a_transaction_keeps_nothing(shared: Store) -> None:
    def break_off(store: Store) -> list[NewEntry]:
        store.database.run("DELETE FROM entry")
        store.database.run("NONSENSE")
        return []

    with pytest.raises(WorkspaceError, match="syntax error"):
        append_entries(shared, Request("tester"), break_off)
    assert shared.frontier().size == 18
    assert verify_store(shared).problems == ()


def test_the_tables_of_a_newer_brierbook_are_refused(team: Workspace, shared: Store) -> None:
    shared.database.run("UPDATE tables SET version = 99")
    with pytest.raises(WorkspaceError, match="has tables of version 99; this brierbook knows 3"):
        open_store(team)


def test_a_character_that_the_server_cannot_keep_is_shown_otherwise(shared: Store) -> None:
    odd = claim("odd", text={"en": "a\x00b"}, tags=["t\x00"])
    append_entries(shared, Request("tester"), lambda _: [odd])
    assert list(shared.lines())[-1].count(b"\\u0000") == 2  # the entry has it
    assert verify_store(shared, deep=True).problems == ()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://u:hunter2@localhost:1/x", "cannot be reached"),
        ("postgresql://u:hunter%zz2@localhost/x", "is not an address of PostgreSQL; write"),
        ("postgresql://u:hunter2@localhost:1/x?odd=hunter2", "is not an address of PostgreSQL"),
        ("postgresql://u:hunter2@localhost:99999/x", "the address of the server cannot be read"),
        ("postgres://u:hunter2@[::1/x", "the address of the server cannot be read"),
    ],
)
def test_no_message_shows_a_password(
    workspace: "Draft", run: "Run", address: str, words: str
) -> None:
    done = run("--book", address, "check")
    assert done.returncode == 1
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "hunter" not in done.stderr + run("--book", address, "--debug", "check").stderr
    assert "hunter" not in repr(find_workspace(address, workspace.root))


def test_without_the_extra_the_message_says_what_to_install(
    workspace: "Draft", process: "Run", tmp_path: Path
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "psycopg.py").write_text("raise ImportError", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(hidden)}
    done = process("--book", "postgresql://localhost/x", "check", env=environment)
    assert done.returncode == 1
    assert done.stderr == (
        "brierbook: a book on a server needs psycopg: pip install 'brierbook[postgresql]'\n"
    )
    assert workspace.book.exists()
