"""What a second reader is, and how its proposals become candidates of the queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from brierbook.forecasts.entries.records import Document
from brierbook.forecasts.reading.engine.cues import CLASSES
from brierbook.forecasts.reading.readers.anchoring import find_quote
from brierbook.forecasts.reading.review.items import QueueItem, item_of_span

__all__ = ["Extractor", "Proposal", "ReadingOutcome", "place_proposals"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A quote that a reader thinks worth judging; its place is found by us, never by it."""

    quote: str
    kind: str
    speaker: str | None = None
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What a reader proposed, what was dropped and why, and what it was that read."""

    items: tuple[QueueItem, ...]
    dropped: tuple[tuple[str, str], ...]


@runtime_checkable
class Extractor(Protocol):
    """Reads a document and proposes quotes; ``name`` says what it is, a model for example."""

    @property
    def name(self) -> str:
        """What it is, with its version."""
        ...

    def extract(self, document: Document, text: str) -> Iterable[Proposal]:
        """Propose quotes of a text."""
        ...


def place_proposals(
    proposals: Iterable[Proposal], document: Document, text: str, found_by: str
) -> ReadingOutcome:
    """Find each quote in the text; what does not stand there is dropped and counted."""
    items: dict[str, QueueItem] = {}
    dropped: list[tuple[str, str]] = []
    used: list[tuple[int, int]] = []
    for each in proposals:
        span = find_quote(text, each.quote, used)
        if each.kind not in CLASSES:
            dropped.append((each.quote[:200], "kind"))
        elif span is None:
            dropped.append((each.quote[:200], "not_in_text"))
        else:
            used.append(span)
            item = item_of_span(
                document,
                text,
                span,
                kind=each.kind,
                found_by=found_by,
                details=each.details,
                speaker=each.speaker,
            )
            items.setdefault(item.id, item)
    return ReadingOutcome(tuple(items.values()), tuple(dropped))
