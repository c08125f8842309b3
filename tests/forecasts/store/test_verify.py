"""What verify finds: flipped bits, cut tails, gaps, altered tables, broken rules."""

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from tests.conftest import canonical_line
from tests.forecasts.store.conftest import log

from brierbook.errors import BookError
from brierbook.forecasts.store.opening import open_store
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.store.verify import verify_store
from brierbook.forecasts.workspace.pinned_heads import pin_file

if TYPE_CHECKING:
    from tests.conftest import Draft


@pytest.fixture
def full(store: Store) -> Store:
    for number in range(3):
        log(store, f"snow-{number}")
    return store


def found(store: Store, *, deep: bool = False) -> list[tuple[int | None, str]]:
    return [(each.line, each.problem) for each in verify_store(store, deep=deep).problems]


def tamper(workspace: "Draft", sql: str, *values: object) -> None:
    connection = sqlite3.connect(workspace.workspace.database)
    connection.execute(sql, values)
    connection.commit()
    connection.close()


def test_a_sound_book_is_verified_with_its_root(workspace: "Draft", full: Store) -> None:
    verified = verify_store(full, deep=True)
    lines = list(full.lines())
    assert (verified.entries, verified.problems) == (24, ())
    # the root by its definition, with hashlib alone
    assert verified.root == tree_head(lines).hex()
    assert len(workspace.entries) == 18


def envelope_of(line: bytes) -> bytes:
    """Put the hash of the body in its place, in the JSON."""
    whole = json.loads(line)
    if isinstance(whole["body"], str):
        return line
    body = canonical_line(whole["body"]).encode()
    return canonical_line(whole | {"body": hashlib.sha256(b"\x02" + body).hexdigest()}).encode()


def leaf_of(line: bytes) -> bytes:
    """Hash an entry in two levels."""
    return hashlib.sha256(b"\x00" + envelope_of(line)).digest()


def tree_head(entries: list[bytes]) -> bytes:
    """Give MTH of RFC 6962, section 2.1, as it is written there."""
    if len(entries) == 1:
        return leaf_of(entries[0])
    k = 1 << ((len(entries) - 1).bit_length() - 1)
    left, right = tree_head(entries[:k]), tree_head(entries[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_a_flipped_bit_names_the_entry(workspace: "Draft", full: Store) -> None:
    line = bytearray(list(full.lines())[21])
    line[len(line) // 2] ^= 1
    tamper(workspace, "UPDATE entry SET line = ? WHERE seq = 22", bytes(line))
    [(seq, said)] = found(full)
    assert seq == 22
    assert said.startswith("its bytes (proposition:snow-1) are not those that were hashed as ")


def test_a_flipped_bit_in_the_file_names_the_entry(workspace: "Draft", full: Store) -> None:
    full.database.close()
    path = workspace.workspace.database
    content = path.read_bytes()
    assert content.count(b'"id":"snow-1/1"') == 1
    path.write_bytes(content.replace(b'"id":"snow-1/1"', b'"id":"snow-0/1"'))
    [(seq, said)] = found(open_store(workspace.workspace))
    assert seq == 22
    assert "its bytes (" in said


def test_every_altered_entry_is_named(workspace: "Draft", full: Store) -> None:
    tamper(workspace, "UPDATE entry SET line = CAST(line || ' ' AS BLOB) WHERE seq IN (3, 24)")
    assert [seq for seq, _ in found(full)] == [3, 24]


def test_a_tail_that_was_cut_is_found(workspace: "Draft", full: Store) -> None:
    tamper(workspace, "DELETE FROM entry WHERE seq > 20")
    assert found(full) == [(20, "ends at entry 20, but there were 24; restore a copy")]


def test_an_entry_that_was_added_past_the_ledger_is_found(workspace: "Draft", full: Store) -> None:
    sql = """INSERT INTO entry SELECT 25, line, leaf, kind, recorded_at, author, request
        FROM entry WHERE seq = 24"""
    tamper(workspace, sql)
    assert found(full) == [(24, "holds 25 entries, but 24 were written; restore a copy")]


def test_a_gap_is_named_by_its_first_entry(workspace: "Draft", full: Store) -> None:
    tamper(workspace, "DELETE FROM entry WHERE seq IN (7, 9)")
    assert found(full) == [(7, "is missing, and later entries are there; restore a copy")]


def test_an_entry_that_was_edited_and_hashed_anew_changes_the_root(
    workspace: "Draft", full: Store
) -> None:
    line = list(full.lines())[23].replace(b'"p":"0.2"', b'"p":"0.9"')
    leaf = leaf_of(line).hex()
    tamper(workspace, "UPDATE entry SET line = ?, leaf = ? WHERE seq = 24", line, leaf)
    before = full.frontier().root.hex()
    [(seq, said)] = found(full)
    assert seq == 24
    assert said.endswith(f", not {before} as it was; restore a copy")


def test_a_frontier_that_does_not_lead_to_the_root_is_found(
    workspace: "Draft", full: Store
) -> None:
    kept = bytearray(full.frontier().to_bytes())
    kept[-1] ^= 1
    tamper(workspace, "UPDATE head SET frontier = ?", bytes(kept))
    assert [seq for seq, _ in found(full)] == [24]


def test_two_entries_that_changed_places_change_the_root(workspace: "Draft", full: Store) -> None:
    for old, new in ((19, 99), (21, 19), (99, 21)):
        tamper(workspace, "UPDATE entry SET seq = ? WHERE seq = ?", new, old)
    [(seq, said)] = found(full)
    assert (seq, said.startswith("has the root ")) == (24, True)


def test_a_whole_new_book_needs_a_root_kept_elsewhere(workspace: "Draft", full: Store) -> None:
    """Whoever owns the machine can make all of it anew; verify then finds nothing."""
    pinned = full.frontier().root.hex()
    full.database.close()
    workspace.body("forecast", "f-collapses")["confidence"]["p"] = "0.95"
    workspace.save()
    workspace.workspace.database.unlink()
    with pytest.raises(BookError, match="had 24 here before"):
        open_store(workspace.workspace)
    pin_file("rain-2026").unlink()
    anew = open_store(workspace.workspace)
    for number in range(3):
        log(anew, f"snow-{number}")
    verified = verify_store(anew, deep=True)
    assert verified.problems == ()
    assert verified.root != pinned


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE proposition SET status = 'resolved' WHERE id = 'snow-0'", "proposition"),
        ("UPDATE standing SET p = 0.9 WHERE proposition = 'snow-0'", "standing"),
        ("DELETE FROM tag", "tag"),
        ("DELETE FROM about WHERE seq = 20", "about"),
        ("DELETE FROM likeness WHERE proposition = 'snow-0'", "likeness"),
        ("UPDATE entry SET author = 'somebody' WHERE seq = 20", "entry"),
        ("UPDATE entry SET request = 'k' WHERE seq = 20", "entry"),
    ],
)
def test_a_table_that_was_altered_is_found_by_looking_deeper(
    workspace: "Draft", full: Store, sql: str, table: str
) -> None:
    tamper(workspace, sql)
    assert found(full) == []
    problems = found(full, deep=True)
    assert [said.startswith(f"a row of the table {table} ") for _, said in problems] == [True]


def test_a_page_that_lost_a_row_of_an_index_is_found_by_sqlite(
    workspace: "Draft", full: Store
) -> None:
    connection = sqlite3.connect(workspace.workspace.database)
    connection.execute("PRAGMA writable_schema = ON")
    sql = """UPDATE sqlite_master SET sql = 'CREATE INDEX entry_leaf ON entry (author)'
        WHERE name = 'entry_leaf'"""
    connection.execute(sql)
    connection.commit()
    connection.close()
    full.database.close()
    problems = found(open_store(workspace.workspace), deep=True)
    assert any("entry_leaf" in said for _, said in problems)


def test_a_book_that_breaks_a_rule_is_told_even_if_its_hashes_fit(
    workspace: "Draft", store: Store
) -> None:
    """Somebody may write past the ledger, and hash rightly."""
    from brierbook.forecasts.entries.parsing import parse_line  # to write past the rules
    from brierbook.forecasts.entries.records import Origin  # the same
    from brierbook.forecasts.store.appending import write_entries  # the same

    workspace.copy("forecast", "f-opens", id="late", proposition="nowhere")
    line = workspace.lines()[-1].encode()
    new = {19: (parse_line(line, Origin("forged", 19)), line)}
    with store.database.writing():
        write_entries(store.database, store.frontier(), new)
    assert found(store) == [(19, "'nowhere' names no proposition on an earlier line")]
