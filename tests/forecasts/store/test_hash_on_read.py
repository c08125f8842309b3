"""No command speaks of bytes that are not those that were hashed, or writes them over a copy."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import draft_at
from tests.forecasts.store.conftest import log

from brierbook.errors import BookError
from brierbook.forecasts.store.loading import examine_book, open_book
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store

if TYPE_CHECKING:
    from tests.conftest import Draft, Run

LINE = 16  # the forecast of the collapse, 5 %


def edit(workspace: "Draft", sql: str, *values: object) -> None:
    connection = sqlite3.connect(workspace.workspace.database)
    with connection:
        connection.execute(sql, values)
    connection.close()


@pytest.fixture
def spoilt(workspace: "Draft", store: Store) -> "Draft":
    """Change a probability in one row of the database, and nothing else."""
    log(store, "snow")
    [line] = store.lines(LINE, LINE)
    store.close()
    workspace.book.write_bytes(workspace.book.read_bytes())  # its time of change
    edit(
        workspace,
        "UPDATE entry SET line = ? WHERE seq = ?",
        line.replace(b'"p":"0.05"', b'"p":"0.95"'),
        LINE,
    )
    return workspace


def test_reading_a_book_whole_names_the_entry(spoilt: "Draft") -> None:
    with pytest.raises(BookError, match="its bytes are not those that were hashed") as caught:
        open_book(spoilt.workspace)
    assert caught.value.line == LINE
    with pytest.raises(BookError):
        examine_book(spoilt.workspace)


def test_reading_a_part_names_the_entry(spoilt: "Draft") -> None:
    with open_store(spoilt.workspace) as store, pytest.raises(BookError) as caught:
        store.slice(["proposition:collapses"])
    assert caught.value.line == LINE


@pytest.mark.parametrize(
    "command",
    [
        ("score",),
        ("check",),
        ("export",),
        ("export", "copy.jsonl"),
        ("export", "-"),
        ("show", "collapses"),
        ("report", "-o", "out"),
        ("calibrate",),
        ("ls", "--as-of", "2026-12-31"),
        ("update", "collapses", "50%"),
        ("checkpoint",),
        ("prove", "opens", "-o", "copy.jsonl"),
        ("prove", "--entry", "3", "-o", "copy.jsonl"),
        ("plot", "reliability", "-o", "out.svg"),
        ("recalibrate", "70%"),
        ("words",),
        ("verify",),
    ],
    ids=" ".join,
)
def test_a_command_refuses_and_writes_nothing(
    spoilt: "Draft", run: "Run", command: tuple[str, ...]
) -> None:
    before = spoilt.book.read_bytes()
    done = run(*command)
    assert done.returncode == 3
    assert f":{LINE}: its bytes" in done.stderr + done.stdout
    assert "0.95" not in done.stdout
    assert spoilt.book.read_bytes() == before
    assert not (spoilt.root / "copy.jsonl").exists()


def test_a_tail_that_was_cut_with_its_head_is_found(workspace: "Draft", store: Store) -> None:
    old, text = workspace.workspace.database.read_bytes(), workspace.book.read_bytes()
    log(store, "snow")
    workspace.workspace.database.write_bytes(old)
    assert len(open_book(workspace.workspace).records) == 20  # the text has them all
    workspace.book.write_bytes(text)
    with pytest.raises(BookError, match="has 18 entries, and had 20 here before"):
        open_book(workspace.workspace)


def test_a_book_that_was_written_anew_where_it_lies_is_found(
    workspace: "Draft", store: Store, tmp_path: Path
) -> None:
    log(store, "snow")
    other = draft_at(tmp_path / "other")
    other.body("forecast", "f-collapses")["confidence"]["p"] = "0.95"
    other.save()
    with open_store(other.workspace) as forged:
        log(forged, "snow")
        log(forged, "hail")
        forged.database.close()
    store.close()
    forged_book = other.workspace.database.read_bytes()
    workspace.workspace.database.write_bytes(forged_book)
    workspace.book.unlink()
    with (
        open_store(workspace.workspace) as there,
        pytest.raises(BookError, match="the first 20 entries are not those that stood here"),
    ):
        list(there.lines())


def test_an_older_copy_elsewhere_is_read(store: Store, tmp_path: Path) -> None:
    log(store, "snow")
    other = draft_at(tmp_path / "other")
    assert len(open_book(other.workspace).records) == 18


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM entry WHERE seq = 20", "the book has 19 entries, and 20 were written"),
        ("DELETE FROM entry WHERE seq = 7", "the book has 19 entries, and 20 were written"),
        ("UPDATE entry SET leaf = replace(leaf, 'a', 'b')", "its hashes do not give the root"),
        ("UPDATE head SET root = replace(root, 'a', 'b')", "its hashes do not give the root"),
    ],
)
def test_a_book_that_does_not_lead_to_its_head_is_refused(
    workspace: "Draft", store: Store, sql: str, words: str
) -> None:
    log(store, "snow")
    edit(workspace, sql)
    with pytest.raises(BookError, match=words):
        list(store.lines())
