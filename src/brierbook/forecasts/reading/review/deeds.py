"""What a reviewer does with a candidate, as entries of the book, each deed one request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from brierbook.errors import ConflictError, InputError
from brierbook.forecasts.canonical import Json
from brierbook.forecasts.entries.records import Document
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.finding import find_proposition_id
from brierbook.forecasts.life.forecasters import find_or_add_forecaster
from brierbook.forecasts.life.log import find_or_add_event
from brierbook.forecasts.life.readers.quoting import attribution_chain
from brierbook.forecasts.life.readers.reading import ReadingContext, read_optional_deadline
from brierbook.forecasts.reading.engine.cues import CLASSES, SCORABLE
from brierbook.forecasts.reading.review.confidence import confidence_of
from brierbook.forecasts.reading.review.items import QueueItem, item_of_span
from brierbook.forecasts.reading.review.queue import EDITABLE, FINAL, QueueEntry, ReviewQueue
from brierbook.forecasts.workspace.sources import CONTEXT

if TYPE_CHECKING:
    from brierbook.forecasts.life.claims import EntryBody

__all__ = [
    "DEEDS",
    "Deed",
    "accept",
    "add_by_hand",
    "decide",
    "edit",
    "merge",
    "reject",
    "skip",
    "split",
    "split_items",
]

# what makes a proposition judgeable; none may be left empty
NEEDED = ("text", "criteria", "deadline", "event", "horizon")
KINDS = {
    "forecast": "forecast",
    "conditional": "conditional_forecast",
    "warning": "risk_warning",
    "intention": "intention",
    "commitment": "commitment",
    "desire": "desire",
    "scheduled_event": "scheduled_event",
    "interpretation": "speculative_interpretation",
}
MANNERS = {"hearsay": "reported_speech", "source": "reported_speech"}


@dataclass(frozen=True, slots=True)
class Deed:
    """What is asked: the candidate, and the fields that the deed needs."""

    queue: ReviewQueue
    entry: QueueEntry
    fields: Mapping[str, Any]
    setting: ReadingContext

    @property
    def item(self) -> QueueItem:
        """The candidate as it stands now."""
        return self.entry.item

    def text(self, name: str) -> str | None:
        """Give a field that is a text, if it is there and not blank."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise InputError(name, value, "must be a text", code="review.no_text")
        return value.strip() or None if value else None


def accept(batch: Batch, deed: Deed) -> list[str]:
    """Make propositions of a candidate, each with a forecast of its speaker; give their ids.

    Where several are listed, one that names a ``proposition`` is merged into that.
    """
    _refuse_decided(deed)
    _refuse_unscorable(deed.item)
    listed = deed.fields.get("propositions", [deed.fields])
    if not isinstance(listed, list) or not listed or not all(isinstance(p, dict) for p in listed):
        raise InputError(
            "propositions",
            listed,
            "must be a list with one object a proposition",
            code="review.propositions",
        )
    quoted = _add_statement(batch, deed)
    return [_take_one(batch, deed, replace(deed, fields=fields), quoted) for fields in listed]


def _take_one(batch: Batch, deed: Deed, inner: Deed, quoted: tuple[str, str, str]) -> str:
    """Add one proposition, or one more forecast of one that is there."""
    said = inner.text("proposition")
    if said is None:
        name = _add_proposition(batch, inner)
    else:
        known = f"proposition:{said}" in batch.names
        name = said if known else find_proposition_id(batch.store, said)
    # of the condition of a forecast the words give no probability
    if not inner.fields.get("antecedent"):
        _add_forecast(batch, inner, name, quoted)
    decide(batch, deed, "accept" if said is None else "merge", proposition=name)
    return name


def merge(batch: Batch, deed: Deed) -> list[str]:
    """Take a candidate as one more statement of a proposition that is there."""
    if deed.text("proposition") is None:
        raise InputError(
            "proposition", None, "is missing; name the one to merge into", code="review.merge"
        )
    return accept(batch, deed)


def reject(batch: Batch, deed: Deed) -> list[str]:
    """Leave a candidate out, with the reason."""
    _refuse_decided(deed)
    reason = deed.text("reason")
    if reason is None:
        raise InputError(
            "reason",
            None,
            "is missing; say in a few words why it is left out",
            code="review.reason",
        )
    decide(batch, deed, "reject", reason=reason)
    return []


def skip(batch: Batch, deed: Deed) -> list[str]:
    """Put a candidate off."""
    _refuse_decided(deed)
    decide(batch, deed, "skip", reason=deed.text("reason"))
    return []


def edit(batch: Batch, deed: Deed) -> list[str]:
    """Change fields of a candidate; what the engine read stays in the queue."""
    changes = {name: str(value) for name, value in deed.fields.items() if name in EDITABLE}
    if not changes:
        raise InputError(
            "edit",
            None,
            "changes nothing; name one of {known}",
            code="review.edit",
            known=", ".join(EDITABLE),
        )
    if changes.get("kind", "forecast") not in CLASSES:
        raise InputError(
            "kind",
            changes["kind"],
            "is no class; use one of {known}",
            code="review.kind",
            known=", ".join(CLASSES),
        )
    _check_span(deed, changes)
    decide(batch, deed, "edit", reason=deed.text("reason"), changes=changes)
    return []


def _check_span(deed: Deed, changes: Mapping[str, str]) -> None:
    """Refuse a span that leaves the document or holds nothing."""
    if not {"start", "end"} & changes.keys():
        return
    document = deed.queue.document(deed.item.document)
    start = changes.get("start", str(deed.item.start))
    end = changes.get("end", str(deed.item.end))
    good = start.isdecimal() and end.isdecimal() and int(start) < int(end) <= document.characters
    if not good:
        raise InputError("span", f"{start}-{end}", "is no span of the document", code="review.span")


def split(batch: Batch, deed: Deed) -> list[str]:
    """Make several candidates of one; give their ids. The caller adds them to the queue."""
    _refuse_decided(deed)
    parts = split_items(deed)
    decide(batch, deed, "split", changes={"parts": " ".join(each.id for each in parts)})
    return []


def split_items(deed: Deed) -> list[QueueItem]:
    """Make the candidates that one is split into."""
    spans = deed.fields.get("spans")
    document = deed.queue.document(deed.item.document)
    if not isinstance(spans, list) or len(spans) < 2:  # noqa: PLR2004  # one part is no split
        raise InputError(
            "spans",
            spans,
            "must be two or more of [start, end] in the document",
            code="review.spans",
        )
    for each in spans:
        whole = isinstance(each, list) and len(each) == 2 and all(type(n) is int for n in each)  # noqa: PLR2004  # start and end
        if not whole or not 0 <= each[0] < each[1] <= document.characters:
            raise InputError(
                "spans",
                each,
                "must be [start, end] in characters of the document",
                code="review.part",
            )
    text = deed.queue.text(document)
    return [item_of_span(document, text, (a, b), parent=deed.item) for a, b in spans]


def add_by_hand(queue: ReviewQueue, file: str, span: tuple[int, int], kind: str) -> QueueItem:
    """Make a candidate of a span that the engine did not find."""
    from brierbook.forecasts.life.readers.quoting import find_document  # seldom needed

    document = find_document(queue.store, file)
    start, end = span
    if not 0 <= start < end <= document.characters:
        raise InputError("span", f"{start}-{end}", "is no span of the document", code="review.span")
    return item_of_span(document, queue.text(document), span, kind=kind)


def decide(
    batch: Batch,
    deed: Deed,
    action: str,
    *,
    reason: str | None = None,
    proposition: str | None = None,
    changes: Mapping[str, str] | None = None,
) -> None:
    """Add the entry that says what was decided."""
    item = deed.item
    listed: list[Json] = [
        {"field": name, "value": value} for name, value in (changes or {}).items()
    ]
    batch.add(
        "decision",
        {
            "candidate": item.id,
            "document": item.document,
            "start": item.start,
            "end": item.end,
            "quote": item.quote,
            "kind": item.kind,
            "action": action,
            "found_by": item.found_by,
            "reason": reason,
            "proposition": proposition,
            "changes": listed or None,
        },
    )


def _refuse_decided(deed: Deed) -> None:
    """Refuse to decide twice."""
    state = deed.entry.state
    if state in FINAL:
        raise ConflictError(
            "candidate {candidate} was decided already ({state}); undo that first",
            code="review.decided",
            candidate=deed.item.id,
            state=state,
        )


def _refuse_unscorable(item: QueueItem) -> None:
    """Refuse what is never scored."""
    if item.kind not in SCORABLE:
        raise InputError(
            "kind",
            item.kind,
            "is never scored; edit the kind first, to one of {known}",
            code="review.unscorable",
            known=", ".join(SCORABLE),
        )


def _add_statement(batch: Batch, deed: Deed) -> tuple[str, str, str]:
    """Add the quote; give its id, its speaker, and when it was published."""
    item, document = deed.item, deed.queue.document(deed.item.document)
    chain = _chain(batch, deed, document)
    wanted = deed.text("statement") or f"{document.id}:{item.start}-{item.end}"
    if batch.knows("statement", wanted):
        return wanted, chain[-1], document.published.text
    text = deed.queue.text(document)
    body: EntryBody = {
        "id": wanted,
        "document": document.id,
        "start": item.start,
        "end": item.end,
        "quote": text[item.start : item.end],
        "prefix": text[max(0, item.start - CONTEXT) : item.start],
        "suffix": text[item.end : item.end + CONTEXT],
        "kind": KINDS.get(item.kind, "forecast"),
        "manner": MANNERS.get(item.manner, item.manner),
        "attribution": list(chain),
        "cues": [{"text": text[a:b], "start": a, "end": b} for _, _, a, b in item.cues],
    }
    batch.add("statement", body)
    return wanted, chain[-1], document.published.text


def _chain(batch: Batch, deed: Deed, document: Document) -> tuple[str, ...]:
    """Give who says it: the author, and a speaker if there is one."""
    said = deed.text("forecaster") or deed.item.speaker
    if said is None or deed.item.manner == "author":
        return attribution_chain(batch, document, "", "author")
    name, kind = find_or_add_forecaster(batch, said[:80], document.id)
    return attribution_chain(batch, document, name, kind)


def _add_proposition(batch: Batch, deed: Deed) -> str:
    """Add a proposition that can be judged; refuse one that cannot."""
    missing = [name for name in NEEDED if not deed.fields.get(name)]
    if missing:
        raise InputError(
            "proposition",
            deed.fields.get("text"),
            "lacks {missing}; without it nobody can judge it",
            code="review.lacks",
            missing=", ".join(missing),
        )
    language = deed.item.language
    name = deed.text("id")
    event = str(deed.fields["event"])
    body: EntryBody = {
        "id": batch.new_id("proposition", name) if name else batch.free_number(),
        "text": _texts(deed.fields["text"], language),
        "criteria": _texts(deed.fields["criteria"], language),
        "deadline": _deadline(deed),
        "horizon": _texts(deed.fields["horizon"], language),
        "event": find_or_add_event(batch, event, language),
        "condition": deed.text("condition_id"),
        "claim": deed.text("claim"),
        "reading": deed.text("reading"),
        "tags": list(deed.fields.get("tags", [])) or None,
    }
    batch.add("proposition", body)
    return str(body["id"])


def _texts(value: object, language: str) -> Json:
    """Give a text in its language; one that says its languages stays as it is."""
    if isinstance(value, dict):
        return {str(name): str(text) for name, text in value.items()}
    return {language: str(value)}


def _deadline(deed: Deed) -> str:
    """Read a deadline as people write it, or as entries do."""
    said = str(deed.fields["deadline"])
    if said.endswith(("]", "Z")):
        return said
    moment = read_optional_deadline(said, deed.setting)
    return moment.text if moment else said


def _add_forecast(batch: Batch, deed: Deed, proposition: str, quoted: tuple[str, str, str]) -> None:
    """Add the forecast that a statement makes."""
    statement, holder, published = quoted
    wanted = deed.text("forecast")
    batch.add(
        "forecast",
        {
            "id": wanted or batch.free_id("forecast", f"{proposition}/{holder}"),
            "proposition": proposition,
            "forecaster": holder,
            "statement": statement,
            "made_at": published,
            "confidence": confidence_of(deed.fields, deed.item),
        },
    )


DEEDS = {
    "accept": accept,
    "merge": merge,
    "reject": reject,
    "skip": skip,
    "edit": edit,
    "split": split,
}
