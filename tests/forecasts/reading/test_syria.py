"""The five seeds, read afresh: nearly all statements that the book rests on are found."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brierbook.forecasts.reading.intake import read_items
from brierbook.forecasts.store.loading import open_book
from brierbook.forecasts.workspace.folders import Workspace

if TYPE_CHECKING:
    from brierbook.forecasts.reading.review.items import QueueItem

ROOT = Path(__file__).parents[3]
BOOK = ROOT / "forecasts" / "book.jsonl"
SCORED = (
    "forecast",
    "conditional",
    "warning",
    "intention",
    "commitment",
    "desire",
    "scheduled_event",
)


def bodies(path: Path, kind: str) -> dict[str, Any]:
    """Give the bodies of one kind of entry by id."""
    entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {each["body"]["id"]: each["body"] for each in entries if each["kind"] == kind}


def candidates() -> dict[str, list["QueueItem"]]:
    """Read the five documents, each dated as its catalogue says."""
    book = open_book(Workspace(ROOT, BOOK))
    return {
        each.id: read_items(each, (ROOT / each.file).read_bytes().decode())
        for each in book.documents.values()
    }


def test_nearly_all_statements_of_the_book_are_found_and_little_besides() -> None:
    found = candidates()
    scored = {name: [i for i in items if i.kind in SCORED] for name, items in found.items()}
    statements = bodies(BOOK, "statement").values()
    hits = [
        any(i.start < each["end"] and each["start"] < i.end for i in scored[each["document"]])
        for each in statements
    ]
    assert sum(hits) >= 0.95 * len(hits)
    assert sum(map(len, scored.values())) <= 1.5 * len(hits)
