"""Entries of another copy of the book keep the times at which they were recorded there."""

import json
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.store.test_verify import tree_head

from brierbook.forecasts.entries.book import parse_book
from brierbook.forecasts.rules.checks import find_book_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Draft

COMMON = 16


def merged(workspace: "Draft") -> list[bytes]:
    """Write a book whose last two entries came from another copy, which recorded them earlier."""
    lines = [line.encode() for line in workspace.lines()]
    there = [*lines[:COMMON], *lines[COMMON:]]
    told = {"common": COMMON, "size": len(there), "root": tree_head(there).hex()}
    later = {"recorded_at": "2026-08-01T12:00:00Z"}
    merge = {"v": 2, "kind": "merge", "by": "tester", "body": told} | later
    moved = [
        json.loads(line) | later | {"first_recorded_at": json.loads(line)["recorded_at"]}
        for line in lines[COMMON:]
    ]
    return [*lines[:COMMON], *map(canonical, [merge, *moved])]


def canonical(entry: object) -> bytes:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def problems(lines: list[bytes]) -> list[tuple[int | None, str | None]]:
    book, found = parse_book(b"".join(line + b"\n" for line in lines), "b")
    return [(each.line, each.field) for each in found or find_book_problems(book)]


def test_what_stood_under_the_other_root_is_valid(workspace: "Draft") -> None:
    assert problems(merged(workspace)) == []


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda lines: lines.__setitem__(
                17,
                lines[17].replace(b'"first_recorded_at":"2026-07', b'"first_recorded_at":"2026-06'),
            ),
            (17, "root"),
        ),
        (lambda lines: lines.pop(), (17, "size")),
        (lambda lines: lines.pop(16), (17, "first_recorded_at")),
    ],
    ids=["an earlier time", "one is missing", "no merge"],
)
def test_a_time_that_the_other_book_did_not_hold_is_refused(
    workspace: "Draft", spoil: "Callable[[list[bytes]], object]", wanted: tuple[int, str]
) -> None:
    lines = merged(workspace)
    spoil(lines)
    assert wanted in problems(lines)
