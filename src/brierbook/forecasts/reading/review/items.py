"""One item of the review queue: a candidate statement as it is kept, a line of JSON each."""

from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from typing import Any

from brierbook.errors import BookError
from brierbook.forecasts.entries.records import Decision, Document
from brierbook.forecasts.reading.engine.candidates import Candidate
from brierbook.forecasts.reading.engine.cues import CLASSES
from brierbook.forecasts.workspace.sources import CONTEXT

__all__ = [
    "QueueItem",
    "candidate_id",
    "item_from_data",
    "item_of_candidate",
    "item_of_decision",
    "item_of_span",
]

ENGINE = "cues"
ID_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A candidate with its place, what was read from its words, and what proposed it.

    ``found_by`` is ``cues`` for the engine, ``person`` for a reviewer, else the name of a reader.
    ``turned`` tells that a negation turned the sense of its cue round. ``parent`` is the candidate
    that it was split from.
    """

    id: str
    document: str
    sha256: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    sentence_start: int
    sentence_end: int
    language: str
    kind: str
    forward: float
    cues: tuple[tuple[str, str, int, int], ...] = ()
    polarity: int = 1
    turned: bool = False
    speaker: str | None = None
    manner: str = "author"
    chain: tuple[str, ...] = ()
    condition: str | None = None
    consequent: str | None = None
    horizon: str | None = None
    deadline: str | None = None
    horizon_basis: str | None = None
    word: str | None = None
    p: tuple[float, float] | None = None
    source: str = ""
    found_by: str = ENGINE
    details: tuple[tuple[str, str], ...] = ()
    parent: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Give the item as data, without what is empty."""
        empty = (None, (), "")
        return {
            name: value
            for name, value in asdict(self).items()
            if value is not False and value not in empty
        }


def candidate_id(digest: str, start: int, end: int, ordinal: int = 0) -> str:
    """Name a candidate by its document, its span and its number there."""
    said = f"{digest}:{start}:{end}:{ordinal}"
    return sha256(said.encode()).hexdigest()[:ID_LENGTH]


def item_of_candidate(
    candidate: Candidate, document: Document, text: str, ordinal: int = 0
) -> QueueItem:
    """Make the item of a candidate that the engine found."""
    horizon, said = candidate.horizon, candidate.attribution
    return QueueItem(
        **_place_of_item(document, text, candidate.start, candidate.end, ordinal),
        sentence_start=candidate.sentence_start,
        sentence_end=candidate.sentence_start + len(candidate.sentence),
        language=candidate.language,
        kind=candidate.cls,
        forward=round(candidate.forward, 4),
        cues=tuple((cue.rule, cue.text, cue.start, cue.end) for cue in candidate.cues),
        polarity=candidate.polarity,
        turned=candidate.turned,
        speaker=said.speaker,
        manner=said.manner,
        chain=said.chain,
        condition=candidate.condition,
        consequent=candidate.consequent,
        horizon=horizon.text if horizon else None,
        deadline=horizon.day.isoformat() if horizon and horizon.day else None,
        horizon_basis=horizon.basis if horizon else None,
        word=candidate.word,
        p=candidate.p,
        source=candidate.source,
    )


def item_of_decision(decision: Decision, document: Document) -> QueueItem:
    """Make the item of a candidate of which the book alone knows, by what was decided of it."""
    return QueueItem(
        id=decision.candidate,
        document=document.id,
        sha256=document.sha256,
        start=decision.start,
        end=decision.end,
        quote=decision.quote,
        sentence_start=decision.start,
        sentence_end=decision.end,
        language=document.language,
        kind=decision.kind,
        forward=0.0,
        found_by=decision.found_by,
    )


def item_of_span(
    document: Document,
    text: str,
    span: tuple[int, int],
    *,
    kind: str = "forecast",
    found_by: str = "person",
    parent: QueueItem | None = None,
    details: tuple[tuple[str, str], ...] = (),
    speaker: str | None = None,
) -> QueueItem:
    """Make the item of a span that a person or another reader proposes."""
    start, end = span
    first = max((text.rfind("\n", 0, start) + 1), start - 500)
    after = text.find("\n", end)
    base = QueueItem(
        **_place_of_item(document, text, start, end, 0),
        sentence_start=first,
        sentence_end=min(after if after >= 0 else len(text), end + 500),
        language=document.language,
        kind=kind,
        forward=1.0,
        found_by=found_by,
        details=details,
        speaker=speaker,
    )
    if parent is None:
        return base
    return replace(
        base,
        kind=parent.kind,
        parent=parent.id,
        speaker=parent.speaker,
        manner=parent.manner,
        chain=parent.chain,
        condition=parent.condition,
        polarity=parent.polarity,
        turned=parent.turned,
        word=parent.word,
        p=parent.p,
        source=parent.source,
        horizon=parent.horizon,
        deadline=parent.deadline,
        horizon_basis=parent.horizon_basis,
        found_by=parent.found_by,
    )


def _place_of_item(
    document: Document, text: str, start: int, end: int, ordinal: int
) -> dict[str, Any]:
    """Give the fields that say where an item stands."""
    return {
        "id": candidate_id(document.sha256, start, end, ordinal),
        "document": document.id,
        "sha256": document.sha256,
        "start": start,
        "end": end,
        "quote": text[start:end],
        "prefix": text[max(0, start - CONTEXT) : start],
        "suffix": text[end : end + CONTEXT],
    }


def item_from_data(data: object, file: str, line: int) -> QueueItem:
    """Read an item of the queue; BookError names the line and the field that is wrong."""
    known = {each.name for each in fields(QueueItem)}
    if not isinstance(data, dict) or not set(data) <= known:
        raise BookError(
            file, line, None, "is no candidate of a review queue", code="review.no_candidate"
        )
    try:
        kept: dict[str, Any] = {name: _as_tuple(value) for name, value in data.items()}
        item = QueueItem(**kept)
    except TypeError as error:
        raise BookError(
            file, line, None, "lacks a field of a candidate", code="review.no_field"
        ) from error
    if item.kind not in CLASSES or not 0 <= item.start < item.end:
        raise BookError(
            file,
            line,
            "kind",
            "{kind} is no class of a candidate with a span",
            code="review.no_class",
            kind=repr(item.kind),
        )
    return item


def _as_tuple(value: object) -> object:
    """Turn the lists of JSON into tuples."""
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value
