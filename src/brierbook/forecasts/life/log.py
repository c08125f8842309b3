"""Logging: a proposition, and the first forecast of it."""

from pathlib import Path

from brierbook.errors import InputError, WorkspaceError
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import (
    DocumentQuote,
    DocumentSpan,
    EntryBody,
    ForecastBelief,
    PropositionClaim,
)
from brierbook.forecasts.life.finding import find_proposition_id
from brierbook.forecasts.life.forecasters import find_or_add_forecaster, make_slug
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.when import Moment

__all__ = ["add_forecast", "find_or_add_event", "find_or_add_holder", "log_forecast"]

# what markets and models say is told apart from what people state
OWN_WAY = ("market", "model")


def log_forecast(batch: Batch, claim: PropositionClaim, belief: ForecastBelief, now: Moment) -> str:
    """Add a proposition and a forecast of it; give the id of the proposition."""
    name = batch.new_id("proposition", claim.id) if claim.id else batch.free_number()
    _refuse_past_deadline(claim, belief, now)
    check_text(claim.text)
    event = find_or_add_event(batch, claim.event, claim.language) if claim.event else None
    condition = _find_condition(batch, claim.condition) if claim.condition else None
    holder = find_or_add_holder(batch, belief)
    batch.add(
        "proposition",
        {
            "id": name,
            "text": {claim.language: claim.text},
            "criteria": {claim.language: claim.criteria} if claim.criteria else None,
            "deadline": claim.deadline.text if claim.deadline else None,
            "tags": list(claim.tags) or None,
            "answers": claim.answers,
            "event": event,
            "condition": condition,
        },
    )
    add_forecast(batch, name, belief, holder, now)
    return name


def _refuse_past_deadline(claim: PropositionClaim, belief: ForecastBelief, now: Moment) -> None:
    """Refuse a deadline that has passed, unless the forecast was made before it."""
    if (
        claim.deadline
        and not belief.made_at
        and not belief.quote
        and (claim.deadline.last <= now.first)
    ):
        raise InputError(
            "deadline",
            claim.deadline.text,
            "has passed; write a later day, or say with --made-at when it was forecast",
            code="deadline.passed",
        )


def find_or_add_event(batch: Batch, said: str, language: str) -> str:
    """Give the id of an event, which is added if it is new."""
    name = said if batch.knows("event", said) else make_slug(said)
    if not batch.knows("event", name):
        batch.new_id("event", name)
        batch.add("event", {"id": name, "title": {language: said}})
    return name


def _find_condition(batch: Batch, said: str) -> str:
    """Find the proposition of a condition, in the book or among what is being logged."""
    return said if f"proposition:{said}" in batch.names else find_proposition_id(batch.store, said)


@frozen_record
class ForecastHolder:
    """Who holds a forecast, and the quote that it rests on with the time of its publication."""

    id: str
    kind: str
    statement: str | None = None
    published: Moment | None = None


def add_forecast(
    batch: Batch, proposition: str, belief: ForecastBelief, holder: ForecastHolder, now: Moment
) -> str:
    """Add a forecast of a proposition; give its id."""
    confidence: EntryBody = dict(belief.confidence)
    if holder.kind in OWN_WAY and confidence["how"] == "stated":
        confidence["how"] = holder.kind
    if belief.seal:
        hidden: EntryBody = {"proposition": proposition, "forecaster": holder.id}
        confidence = _seal_confidence(batch, belief.seal, hidden | {"confidence": confidence})
    name = batch.free_id("forecast", f"{proposition}/{holder.id}")
    batch.add(
        "forecast",
        {
            "id": name,
            "proposition": proposition,
            "forecaster": holder.id,
            "statement": holder.statement,
            "made_at": (belief.made_at or holder.published or now).text,
            "confidence": confidence,
            "reason": belief.reason,
        },
    )
    return name


def find_or_add_holder(batch: Batch, belief: ForecastBelief) -> ForecastHolder:
    """Give who holds a forecast; who is new, and the quote that it rests on, are added."""
    if belief.quote:
        return _quote_source(batch, belief, belief.quote)
    return ForecastHolder(*find_or_add_forecaster(batch, belief.forecaster))


def _quote_source(
    batch: Batch, belief: ForecastBelief, quote: DocumentSpan | DocumentQuote
) -> ForecastHolder:
    """Add a quote; what its document says, or lets somebody say, was said when it was published."""
    from brierbook.forecasts.life.readers.quoting import (  # seldom needed, costly to load
        attribution_chain,
        find_document,
        find_or_add_quote,
    )

    if batch.workspace is None:
        raise WorkspaceError(
            "a book without a workspace has no documents; name a workspace",
            code="document.no_workspace",
        )
    document = find_document(batch.store, quote.file)
    name, kind = find_or_add_forecaster(
        batch, belief.forecaster, document.id if belief.quoted else None
    )
    chain = attribution_chain(batch, document, name, kind)
    statement = find_or_add_quote(batch, batch.workspace, quote, document, chain)
    return ForecastHolder(name, kind, statement, document.published if name in chain else None)


def _seal_confidence(batch: Batch, path: Path, body: EntryBody) -> EntryBody:
    """Hide a confidence; what opens it goes into a file that its owner keeps."""
    from brierbook.forecasts.life.seals import seal_into_file  # seldom needed

    return seal_into_file(batch, path, body)
