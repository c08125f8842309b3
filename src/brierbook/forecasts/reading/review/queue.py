"""The review queue: candidates in a file beside the book, with what was decided of each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from brierbook.errors import BookError, ConflictError, InputError, message_of_system
from brierbook.forecasts.entries.records import Decision, Document
from brierbook.forecasts.reading.engine.cues import SCORABLE
from brierbook.forecasts.reading.review.items import QueueItem, item_from_data, item_of_decision
from brierbook.forecasts.reading.review.ranking import read_ranker, score_item
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.workspace.folders import Workspace
from brierbook.forecasts.workspace.seeds import read_seed_text
from brierbook.forecasts.workspace.sources import path_inside_workspace

__all__ = ["EDITABLE", "FINAL", "QueueEntry", "ReviewQueue", "decisions_in_force"]

FILE = "queue.jsonl"
LARGEST = 200 * 2**20
FINAL = ("accept", "merge", "reject", "split")
DECISIONS = """SELECT subject FROM about WHERE subject >= 'candidate:' AND subject < 'candidate;'
    ORDER BY seq"""
EDITABLE = ("kind", "speaker", "manner", "polarity", "start", "end", "condition")


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A candidate as it stands now: with what was edited, and the decisions on it in order."""

    item: QueueItem
    decisions: tuple[Decision, ...]

    @property
    def state(self) -> str:
        """``pending``, or what was decided of it last."""
        final = [each.action for each in self.decisions if each.action in FINAL]
        return final[-1] if final else "pending"

    @property
    def skipped(self) -> int:
        """How often it was put off."""
        return sum(each.action == "skip" for each in self.decisions)


class ReviewQueue:
    """All candidates of a workspace, kept in `forecasts/queue.jsonl`."""

    def __init__(self, workspace: Workspace, store: Store) -> None:
        self.workspace = workspace
        self.store = store
        self.path = workspace.book.parent / FILE
        self.items = {item.id: item for item in _read_items(self.path)}

    def add(self, items: Iterable[QueueItem]) -> list[QueueItem]:
        """Append the candidates that are new; the file is replaced whole or stays as it is."""
        fresh = {item.id: item for item in items if item.id not in self.items}
        if fresh:
            before = self.path.read_bytes() if self.path.exists() else b""
            lines = b"".join(_line(item) for item in fresh.values())
            beside = self.path.with_name(f"{FILE}.new")
            beside.write_bytes(before + lines)
            beside.replace(self.path)
            self.items |= fresh
        return list(fresh.values())

    def entries(self) -> list[QueueEntry]:
        """List the candidates in the order of review: the surest first, what was put off last."""
        decided = decisions_in_force(self.store)
        found = [_entry(item, decided.get(item.id, [])) for item in self.items.values()]
        weights = read_ranker(self.workspace.analysis)
        return sorted(found, key=lambda entry: _order(entry, weights))

    def left_out(self) -> list[QueueEntry]:
        """List what was left out, also where the book alone tells of it."""
        queued = [each for each in self.entries() if each.state == "reject"]
        decided = decisions_in_force(self.store)
        known = [
            QueueEntry(item_of_decision(made[-1], self.document(made[-1].document)), tuple(made))
            for name, made in decided.items()
            if name not in self.items
        ]
        return queued + [each for each in known if each.state == "reject"]

    def pending(self) -> list[QueueEntry]:
        """List what waits for a decision; what can never be scored waits for none."""
        return [
            each
            for each in self.entries()
            if each.state == "pending" and each.item.kind in SCORABLE
        ]

    def find(self, name: str) -> QueueEntry:
        """Find a candidate by its id, or by the beginning of it."""
        found = [each for each in self.entries() if each.item.id.startswith(name)] if name else []
        if len(found) != 1:
            if found:
                raise ConflictError(
                    "{name} names several candidates; brierbook review --list shows them",
                    code="review.several",
                    name=repr(name),
                )
            raise ConflictError(
                "{name} names no candidate; brierbook review --list shows them",
                code="review.none",
                name=repr(name),
            )
        return found[0]

    def document(self, name: str) -> Document:
        """Find a document of the book."""
        for record, _ in self.store.about([f"document:{name}"]).values():
            if isinstance(record, Document):
                return record
        raise ConflictError(
            "{name} is no document of the book", code="review.document", name=repr(name)
        )

    def text(self, document: Document) -> str:
        """Read the text of a document, which must be the one that the book holds the hash of."""
        found = read_seed_text(path_inside_workspace(document, self.workspace), document.file)
        if found.sha256 != document.sha256:
            raise BookError(
                document.file, None, None, "has changed; restore the file", code="review.changed"
            )
        return found.content


def _read_items(path: Path) -> Iterator[QueueItem]:
    """Read the file of the queue, if there is one."""
    if not path.exists():
        return
    try:
        if path.stat().st_size > LARGEST:
            raise BookError(
                path.name,
                None,
                None,
                "has more than {limit} bytes",
                code="form.too_long",
                limit=LARGEST,
            )
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise BookError(path.name, None, None, message_of_system(error)) from error
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BookError(path.name, number, None, "is no JSON", code="review.no_json") from error
        yield item_from_data(data, path.name, number)


def _line(item: QueueItem) -> bytes:
    """Write an item as a line of JSON."""
    return json.dumps(item.as_data(), ensure_ascii=False, sort_keys=True).encode() + b"\n"


def decisions_in_force(store: Store) -> dict[str, list[Decision]]:
    """Give the decisions that were not taken back, by candidate, in their order."""
    subjects = [str(subject) for (subject,) in store.database.rows(DECISIONS)]
    found: dict[str, list[Decision]] = {}
    if subjects:
        for record in store.slice(list(dict.fromkeys(subjects))).in_force:
            if isinstance(record, Decision):
                found.setdefault(record.candidate, []).append(record)
    return found


def _entry(item: QueueItem, decisions: list[Decision]) -> QueueEntry:
    """Lay what was edited over an item."""
    changes = {field: value for each in decisions for field, value in each.changes}
    known: dict[str, Any] = {name: v for name, v in changes.items() if name in EDITABLE}
    for name in ("start", "end", "polarity"):
        if name in known:
            known[name] = _whole_number(name, known[name])
    return QueueEntry(replace(item, **known), tuple(decisions))


def _whole_number(name: str, value: str) -> int:
    """Read a number that was edited."""
    try:
        return int(value)
    except ValueError as error:
        raise InputError(name, value, "is no whole number", code="review.number") from error


def _order(entry: QueueEntry, weights: Mapping[str, float] | None) -> tuple[object, ...]:
    """Put the surest first, by what reviews taught if that helps; what was put off comes last."""
    item = entry.item
    sure = score_item(item, weights) if weights else item.forward
    return (entry.skipped, -sure, item.document, item.start)
