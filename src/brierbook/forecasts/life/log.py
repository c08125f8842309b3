"""Logging: a proposition, and the first forecast of it."""

from pathlib import Path

from brierbook.errors import InputError, WorkspaceError
from brierbook.forecasts.frozen import frozen
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.finding import find_id
from brierbook.forecasts.life.forecasters import forecaster, slug
from brierbook.forecasts.life.said import Belief, Body, Claim, Span
from brierbook.forecasts.lines.texts import check_text
from brierbook.forecasts.when import Moment

# what markets and models say is told apart from what people state
OWN_WAY = ("market", "model")


def log(batch: Batch, claim: Claim, belief: Belief, now: Moment) -> str:
    """Add a proposition and a forecast of it; give the id of the proposition."""
    name = batch.new_id("proposition", claim.id) if claim.id else batch.free_number()
    refuse_past(claim, belief, now)
    check_text(claim.text)
    event = event_of(batch, claim.event, claim.language) if claim.event else None
    condition = find_condition(batch, claim.condition) if claim.condition else None
    holder = holder_of(batch, belief)
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
    forecast(batch, name, belief, holder, now)
    return name


def refuse_past(claim: Claim, belief: Belief, now: Moment) -> None:
    """Refuse a deadline that has passed, unless the forecast was made before it."""
    if (
        claim.deadline
        and not belief.made_at
        and not belief.span
        and (claim.deadline.last <= now.first)
    ):
        problem = "has passed; write a later day, or say with --made-at when it was forecast"
        raise InputError("deadline", claim.deadline.text, problem)


def event_of(batch: Batch, said: str, language: str) -> str:
    """Give the id of an event, which is added if it is new."""
    name = said if batch.knows("event", said) else slug(said)
    if not batch.knows("event", name):
        batch.new_id("event", name)
        batch.add("event", {"id": name, "title": {language: said}})
    return name


def find_condition(batch: Batch, said: str) -> str:
    """Find the proposition of a condition, in the book or among what is being logged."""
    return said if f"proposition:{said}" in batch.names else find_id(batch.store, said)


@frozen
class Holder:
    """Who holds a forecast, and the quote that it rests on with the time of its publication."""

    id: str
    kind: str
    statement: str | None = None
    published: Moment | None = None


def forecast(batch: Batch, proposition: str, belief: Belief, holder: Holder, now: Moment) -> str:
    """Add a forecast of a proposition; give its id."""
    confidence: Body = dict(belief.confidence)
    if holder.kind in OWN_WAY and confidence["how"] == "stated":
        confidence["how"] = holder.kind
    if belief.seal:
        hidden: Body = {"proposition": proposition, "forecaster": holder.id}
        confidence = sealed(batch, belief.seal, hidden | {"confidence": confidence})
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


def holder_of(batch: Batch, belief: Belief) -> Holder:
    """Give who holds a forecast; who is new, and the quote that it rests on, are added."""
    if belief.span:
        return rest_on_source(batch, belief, belief.span)
    return Holder(*forecaster(batch, belief.forecaster))


def rest_on_source(batch: Batch, belief: Belief, span: Span) -> Holder:
    """Add a quote; what its document says, or lets somebody say, was said when it was published."""
    from brierbook.forecasts.life.quoting import (  # noqa: PLC0415  # seldom needed, costly to load
        chain_of,
        find_document,
        quote,
    )

    if batch.workspace is None:
        raise WorkspaceError("a book without a workspace has no documents; name a workspace")
    document = find_document(batch.store, span.file)
    name, kind = forecaster(batch, belief.forecaster, document.id if belief.quoted else None)
    chain = chain_of(batch, document, name, kind)
    statement = quote(batch, batch.workspace, span, document, chain)
    return Holder(name, kind, statement, document.published if name in chain else None)


def sealed(batch: Batch, path: Path, body: Body) -> Body:
    """Hide a confidence; what opens it goes into a file that its owner keeps."""
    from brierbook.forecasts.life.seals import keep  # noqa: PLC0415  # seldom needed

    return keep(batch, path, body)
