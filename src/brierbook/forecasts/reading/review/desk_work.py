"""Carrying out one decision: the deed, its entries, and what it changes in the queue."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from brierbook.errors import ConflictError, InputError
from brierbook.forecasts.entries.records import Document
from brierbook.forecasts.life.batch import Batch, append_batch
from brierbook.forecasts.life.readers.quoting import find_document, parse_span
from brierbook.forecasts.life.readers.reading import ReadingContext
from brierbook.forecasts.life.undo import retract_request_of
from brierbook.forecasts.reading.engine.cues import SCORABLE
from brierbook.forecasts.reading.review.deeds import DEEDS, Deed, decide, split_items
from brierbook.forecasts.reading.review.items import QueueItem, candidate_id, item_of_span
from brierbook.forecasts.reading.review.queue import QueueEntry, ReviewQueue, decisions_in_force
from brierbook.forecasts.store.appending import Request

__all__ = ["carry_out", "undo_last"]

SAID = ("speaker", "manner")  # what a decision may say of a place besides its kind


def carry_out(
    queue: ReviewQueue, asked: Mapping[str, Any], setting: ReadingContext, request: Request
) -> list[str]:
    """Carry out one decision; give the ids of propositions, or of the parts of a split.

    The candidate is named by ``candidate``, or by its place ``at`` FILE:START-END; a place within a
    candidate is split off from it, and a place where none was found is added by hand.
    """
    action = asked.get("action")
    if action not in DEEDS:
        raise InputError(
            "action",
            action,
            "is unknown; use one of {known}",
            code="review.action",
            known=", ".join(DEEDS),
        )
    parent, fresh = _place(queue, asked)
    entry = QueueEntry(fresh, ()) if fresh else queue.find(_name(queue, asked))
    kind = asked.get("kind") if action in ("accept", "merge") else None
    renamed = kind in SCORABLE and kind != entry.item.kind
    if renamed:
        entry = replace(entry, item=replace(entry.item, kind=str(kind)))
    deed = Deed(queue, entry, asked, setting)
    made: list[str] = []

    def do(batch: Batch) -> None:
        if parent is not None and fresh is not None:
            changes = {"parts": fresh.id}
            decide(batch, Deed(queue, parent, asked, setting), "split", changes=changes)
        if renamed:
            decide(batch, deed, "edit", changes={"kind": str(kind)})
        made.extend(DEEDS[action](batch, deed))

    parts = split_items(deed) if action == "split" else []
    append_batch(queue.store, request, do, workspace=queue.workspace)
    queue.add([*([fresh] if fresh else []), *parts])
    return made + [each.id for each in parts]


def _name(queue: ReviewQueue, asked: Mapping[str, Any]) -> str:
    """Give the id of the candidate that is asked for."""
    if asked.get("at"):
        return _exact(queue, asked)[1]
    return str(asked.get("candidate") or "")


def _exact(queue: ReviewQueue, asked: Mapping[str, Any]) -> tuple[Document, str, tuple[int, int]]:
    """Read a place; give its document, the id of a candidate with that very span, and the span."""
    span = parse_span(str(asked["at"]))
    document = find_document(queue.store, span.file)
    if span.end > document.characters:
        raise InputError("at", asked["at"], "ends after the document", code="review.after_end")
    return document, candidate_id(document.sha256, span.start, span.end), (span.start, span.end)


def _place(
    queue: ReviewQueue, asked: Mapping[str, Any]
) -> tuple[QueueEntry | None, QueueItem | None]:
    """Make a candidate of a place that is none yet; give the one that it is split off from too."""
    if not asked.get("at"):
        return None, None
    document, name, span = _exact(queue, asked)
    if name in queue.items:
        return None, None
    over = [
        (min(each.item.end, span[1]) - max(each.item.start, span[0]), each)
        for each in queue.entries()
        if each.item.document == document.id and each.item.parent is None
    ]
    best = max(over, key=lambda pair: pair[0], default=(0, None))
    parent = best[1] if best[0] > 0 else None
    kind = str(asked.get("kind") or (parent.item.kind if parent else "forecast"))
    item = item_of_span(
        document, queue.text(document), span, kind=kind, parent=parent.item if parent else None
    )
    item = replace(item, kind=kind, **{name: asked[name] for name in SAID if asked.get(name)})
    return (parent if parent and parent.state == "pending" else None), item


def undo_last(queue: ReviewQueue, by: str, request: Request) -> str:
    """Take back the last decision that somebody made; give the id of its candidate."""
    mine = [
        each
        for decisions in decisions_in_force(queue.store).values()
        for each in decisions
        if each.by == by
    ]
    if not mine:
        raise ConflictError(
            "{by} decided nothing that can be taken back", code="review.nothing", by=by
        )
    last = max(mine, key=lambda each: each.origin.line)
    append_batch(queue.store, request, lambda batch: retract_request_of(batch, last.origin.line))
    return last.candidate
