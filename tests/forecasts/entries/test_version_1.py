"""Books of version 1: what is kept, what is proved, and what nobody can slip in."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import canonical_line
from tests.forecasts.store.conftest import log
from tests.forecasts.store.test_verify import tree_head

from brierbook.errors import BookError
from brierbook.forecasts.entries.book import parse_book
from brierbook.forecasts.entries.records import Migration, Redacted
from brierbook.forecasts.entries.versions import upgrade_text
from brierbook.forecasts.integrity.leaves import hash_entry
from brierbook.forecasts.integrity.merkle import leaf_hash
from brierbook.forecasts.rules.checks import find_book_problems
from brierbook.forecasts.rules.standing import count_by_status, judge_forecasts
from brierbook.forecasts.store.opening import open_store

if TYPE_CHECKING:
    from tests.conftest import Draft

type Old = list[dict[str, Any]]


def old_leaf(entry: dict[str, Any]) -> str:
    """Hash an entry of version 1: SHA-256(0x00 || line)."""
    return hashlib.sha256(b"\x00" + canonical_line(entry).encode()).hexdigest()


def old_root(entries: Old) -> str:
    """Give MTH of RFC 6962, section 2.1, over lines that are hashed whole."""
    leaves = [bytes.fromhex(leaf_of_old(each)) for each in entries]
    return merge(leaves).hex()


def merge(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + merge(leaves[:k]) + merge(leaves[k:])).digest()


def leaf_of_old(entry: dict[str, Any]) -> str:
    gone = entry["kind"] == "redacted"
    return str(entry["body"]["leaf"]) if gone else old_leaf(entry)


def text(entries: Old) -> bytes:
    return "".join(canonical_line(each) + "\n" for each in entries).encode()


@pytest.fixture
def old(workspace: "Draft") -> Old:
    """Give a book of version 1 with a retraction, a withdrawal and a redaction."""
    entries = [each | {"v": 1} for each in workspace.entries]

    def add(kind: str, body: dict[str, Any]) -> None:
        shared = {"v": 1, "by": "tester", "recorded_at": "2026-07-01T12:00:00Z"}
        entries.append(shared | {"kind": kind, "body": body})

    away = {"proposition": "collapses", "forecaster": "mayor", "made_at": "2026-05-01T00:00:00Z"}
    add("withdrawal", away)
    add("retraction", {"entry": old_leaf(entries[-1])})
    gone = next(each for each in entries if each["body"].get("id") == "f-collapses")
    leaf = old_leaf(gone)
    entries[entries.index(gone)] = gone | {"kind": "redacted", "body": {"leaf": leaf}}
    why = {"entry": leaf, "reason": "A name.", "kind": "forecast", "proposition": "collapses"}
    add("redaction", why)
    return entries


def test_a_book_that_is_taken_over_is_valid_and_keeps_times_leaves_and_root(old: Old) -> None:
    book, problems = parse_book(text(old), "b")
    assert (problems, find_book_problems(book)) == ([], [])
    *records, last = book.records
    assert isinstance(last, Migration)
    assert (last.version, last.size, last.root) == (1, len(old), old_root(old))
    assert [each.old_leaf for each in records] == [leaf_of_old(each) for each in old]
    assert [each.recorded_at.text for each in records] == [each["recorded_at"] for each in old]
    assert book.root == merge([bytes.fromhex(leaf) for leaf in book.leaves]).hex()


def test_what_holds_after_it_is_what_held_before(old: Old, workspace: "Draft") -> None:
    book, _ = parse_book(text(old), "b")
    judged = {row.forecast.id: row.status for row in judge_forecasts(book)}
    same = {row.forecast.id: row.status for row in judge_forecasts(workspace.examine().book)}
    assert judged == {name: status for name, status in same.items() if name != "f-collapses"}
    assert count_by_status(book)["redacted"] == 1
    [gone] = [each for each in book.records if isinstance(each, Redacted)]
    assert gone.proposition == "collapses"
    assert book.withdrawals_of == {}


def test_it_is_done_alike_by_everybody_and_only_once(old: Old) -> None:
    once = upgrade_text(text(old), "b")
    assert once == upgrade_text(text(old), "b")
    assert upgrade_text(once, "b") == once


def test_a_book_that_went_on_before_it_continues_the_shorter_one(old: Old) -> None:
    lines = upgrade_text(text(old), "b").splitlines()
    shorter = upgrade_text(text(old[:12]), "b").splitlines()
    assert lines[:12] == shorter[:-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"p":"0.9"', b'"p":"0.1"'),
        (b'"recorded_at":"2026-07-01T12:00:00Z"', b'"recorded_at":"2026-07-01T11:00:00Z"'),
        (b'"body":{"confidence"', b'"body":{"aaa":"x","confidence"'),
        (b'"title":{"en":"The bridge"}', b'"story":"rain","title":{"en":"The bridge"}'),
    ],
)
def test_what_was_taken_over_cannot_be_changed_under_its_old_leaf(
    old: Old, before: bytes, after: bytes
) -> None:
    content = upgrade_text(text(old), "b")
    assert before in content
    book, problems = parse_book(content.replace(before, after, 1), "b")
    said = {each.field for each in problems or find_book_problems(book)}
    assert said & {"old_leaf", "aaa"}


def test_the_old_root_cannot_be_changed(old: Old) -> None:
    content = upgrade_text(text(old), "b").replace(old_root(old).encode(), b"ab" * 32)
    book, _ = parse_book(content, "b")
    assert [each.field for each in find_book_problems(book)] == ["root"]


def test_a_book_is_of_one_version(old: Old) -> None:
    content = text(old[:-1]) + upgrade_text(text(old), "b").splitlines(keepends=True)[-2]
    _, problems = parse_book(content, "b")
    assert [(each.line, each.field) for each in problems] == [(len(old), "v")]


def test_a_text_that_is_not_one_is_named(old: Old) -> None:
    lines = text(old).splitlines()
    lines[3] = b"{"
    with pytest.raises(BookError) as caught:
        upgrade_text(b"\n".join(lines), "b")
    assert caught.value.line == 4


def test_the_leaf_of_an_entry_is_that_of_its_version(workspace: "Draft", old: Old) -> None:
    line = canonical_line(old[3]).encode()
    assert hash_entry(line) == leaf_hash(line)
    new = workspace.lines()[3].encode()
    assert hash_entry(new) == tree_head([new]) != leaf_hash(new)
    assert json.loads(new)["v"] == 2


def test_the_text_of_version_1_is_kept_beside_the_one_that_follows(
    old: Old, workspace: "Draft"
) -> None:
    workspace.book.write_bytes(text(old))
    with open_store(workspace.workspace) as store:
        assert workspace.book.read_bytes() == text(old)
        log(store, "snow")
        assert workspace.book.read_bytes() == b"".join(line + b"\n" for line in store.lines())
    assert workspace.book.with_name("book.jsonl.v1").read_bytes() == text(old)
