"""Many deeds at once: forecasts, updates, outcomes and withdrawals as JSON objects, one a line.

A deed says what it is in ``do``; a command that reads them supplies its own name where it is not
said. All are recorded or none, and every fault of every deed is named.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress

from brierbook.errors import BookError, BrierbookError, InputError
from brierbook.forecasts.clock import read_clock
from brierbook.forecasts.entries.records import Answers
from brierbook.forecasts.frozen import frozen_record
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import ForecastBelief
from brierbook.forecasts.life.finding import find_proposition_id, read_proposition
from brierbook.forecasts.life.log import add_forecast, find_or_add_holder, log_forecast
from brierbook.forecasts.life.readers.reading import (
    ForecastInput,
    ReadingContext,
    read_optional_moment,
)
from brierbook.forecasts.life.readers.records import read_confidence_record
from brierbook.forecasts.life.readers.requests import read_request
from brierbook.forecasts.life.resolve import OutcomeFinding, add_resolution
from brierbook.forecasts.life.update import withdraw_forecast
from brierbook.forecasts.lines.language import language_of
from brierbook.forecasts.lines.outcomes import read_outcome
from brierbook.forecasts.store.appending import (
    Appended,
    Request,
    encode_entries,
    find_answered_request,
    recording_time,
    write_valid_entries,
)
from brierbook.forecasts.store.store import Store
from brierbook.forecasts.when import Moment
from brierbook.forecasts.workspace.folders import Workspace

__all__ = ["KINDS", "DeedFault", "NumberedDeed", "record_deeds"]

KINDS = ("forecast", "update", "resolve", "withdraw")
FIELDS = {
    "update": (
        "id",
        "p",
        "range",
        "word",
        "lexicon",
        "options",
        "quantiles",
        "as",
        "made_at",
        "reason",
    ),
    "resolve": ("id", "outcome", "known_at", "decided_at", "evidence", "note", "settled_by"),
    "withdraw": ("id", "as", "made_at", "reason"),
}
MOST_FAULTS = 100  # that are looked for among the rules of the book
EMPTY = (None, "")

type Fields = Mapping[str, object]


@frozen_record
class NumberedDeed:
    """A deed by the number of its line: what it is, and its fields."""

    number: int
    kind: str
    fields: Fields


@frozen_record
class DeedFault:
    """What is wrong with a deed."""

    number: int
    error: BrierbookError


class _UndoneError(Exception):
    """Ends a transaction of which nothing is to be kept."""


def record_deeds(
    store: Store,
    deeds: Sequence[NumberedDeed],
    request: Request,
    context: ReadingContext,
    now: Moment,
    *,
    workspace: Workspace | None = None,
    rehearse: bool = False,
) -> tuple[Appended, tuple[DeedFault, ...]]:
    """Record all deeds or none; give what is wrong with each that is at fault."""
    faults: list[DeedFault] = []
    done: list[Appended] = []
    while not done:
        wrong = {each.number for each in faults}
        rest = [each for each in deeds if each.number not in wrong]
        found: list[DeedFault] = []
        with suppress(_UndoneError), store.database.writing():
            if request.key is not None and (before := find_answered_request(store, request)):
                return Appended(before, repeated=True), ()
            batch = Batch(store, workspace)
            lasts = _compose(batch, rest, context, now, found)
            done += _write(store, batch, request, rest, lasts, found)
            if faults or found or rehearse:
                raise _UndoneError
        faults += found
        if len(faults) > MOST_FAULTS:
            break
    if not faults and not rehearse:
        store.pin()
    made = done[0] if done else Appended(())
    return made, tuple(sorted(faults, key=lambda each: each.number))


def _compose(
    batch: Batch,
    deeds: Iterable[NumberedDeed],
    context: ReadingContext,
    now: Moment,
    found: list[DeedFault],
) -> list[int]:
    """Add the entries of each deed; give how many there are after each."""
    lasts = []
    for each in deeds:
        before = len(batch.entries)
        try:
            _doing(each.kind)(batch, each.fields, context, now)
        except BrierbookError as error:
            found.append(DeedFault(each.number, error))
            del batch.entries[before:]
        lasts.append(len(batch.entries))
    return lasts


def _write(
    store: Store,
    batch: Batch,
    request: Request,
    deeds: Sequence[NumberedDeed],
    lasts: list[int],
    found: list[DeedFault],
) -> list[Appended]:
    """Write the entries; name the deed that a rule refuses."""
    recorded, behind = recording_time(store, read_clock())
    try:
        lines = encode_entries(store.name, batch.entries, request, recorded)
        return [Appended(write_valid_entries(store, lines), clock_behind=behind)]
    except BookError as error:
        if error.entry is None:
            raise
        place = next(place for place, last in enumerate(lasts) if (error.entry or 0) < last)
        found.append(DeedFault(deeds[place].number, error))
        return []


def _doing(kind: str) -> Callable[[Batch, Fields, ReadingContext, Moment], None]:
    """Find what does a deed."""
    if kind not in DOINGS:
        raise InputError(
            "do",
            kind,
            "is no deed; write one of {known}",
            code="deed.kind",
            known=", ".join(KINDS),
        )
    return DOINGS[kind]


def _known_fields(kind: str, fields: Fields) -> dict[str, object]:
    """Leave out what is empty, and refuse unknown names."""
    known = FIELDS[kind]
    unknown = next((name for name in fields if name not in known), None)
    if unknown is not None:
        raise InputError(
            "field",
            unknown,
            "is unknown here; write one of {known}",
            code="deed.field",
            known=", ".join(known),
        )
    said = {name: value for name, value in fields.items() if value not in EMPTY}
    if "id" not in said:
        raise InputError("id", None, "is missing; name the proposition", code="deed.id")
    return said


def _find(batch: Batch, said: object) -> str:
    """Find a proposition, in the book or among what is being recorded."""
    name = str(said)
    return name if f"proposition:{name}" in batch.names else find_proposition_id(batch.store, name)


def _answers(batch: Batch, name: str) -> Answers:
    """Give what a proposition can turn out to be."""
    for each in batch.entries:
        if each.kind == "proposition" and each.body["id"] == name:
            body = each.body.get("answers")
            kind = str(body["kind"]) if isinstance(body, dict) else "binary"
            options = body.get("options") if isinstance(body, dict) else None
            named = tuple(map(str, options)) if isinstance(options, list) else ()
            exclusive = not isinstance(body, dict) or body.get("exclusive") is not False
            return Answers(kind, named, exclusive=exclusive)
    return read_proposition(batch.store, name).answers


def _text(said: Fields, name: str) -> str | None:
    """Take a text, if there is one."""
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(name, value, "is no text", code="deed.no_text")
    return value


def _moment(said: Fields, name: str, context: ReadingContext) -> Moment | None:
    """Take a time that has passed, if there is one."""
    from brierbook.forecasts.lines.stamps import parse_stamp

    text = _text(said, name)
    if text is None:
        return None
    with suppress(BrierbookError):
        return parse_stamp(text, context.zone)
    return read_optional_moment(text, context, name)


def _do_forecast(batch: Batch, fields: Fields, context: ReadingContext, now: Moment) -> None:
    """Log a proposition and a forecast of it."""
    read = read_request(ForecastInput(text=""), context, fields)
    log_forecast(batch, read.claim, read.belief, now)


def _do_update(batch: Batch, fields: Fields, context: ReadingContext, now: Moment) -> None:
    """Log a later forecast."""
    said = _known_fields("update", fields)
    name = _find(batch, said["id"])
    who = _text(said, "as")
    belief = ForecastBelief(
        confidence=read_confidence_record(
            said, context, several=not _answers(batch, name).exclusive
        ),
        forecaster=who or context.me,
        made_at=_moment(said, "made_at", context),
        reason=_text(said, "reason"),
        quoted=who is not None,
    )
    add_forecast(batch, name, belief, find_or_add_holder(batch, belief), now)


def _do_resolve(batch: Batch, fields: Fields, context: ReadingContext, now: Moment) -> None:
    """Say how a proposition turned out."""
    said = _known_fields("resolve", fields)
    name = _find(batch, said["id"])
    outcome = said.get("outcome")
    word = {True: "yes", False: "no"}[outcome] if isinstance(outcome, bool) else str(outcome or "")
    found = read_outcome(word, _answers(batch, name), today=context.today, zone=context.zone)
    evidence = said.get("evidence") or ()
    listed = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
        raise InputError("evidence", evidence, "is no text", code="deed.no_text")
    note = _text(said, "note")
    add_resolution(
        batch,
        name,
        OutcomeFinding(
            outcome=found.outcome,
            answer=found.answer,
            chosen=found.chosen,
            known_at=_moment(said, "known_at", context) or now,
            decided_at=_moment(said, "decided_at", context),
            settled_by=_text(said, "settled_by"),
            evidence=tuple(listed),
            note=note,
            language=language_of(note, context.language) if note else context.language,
        ),
    )


def _do_withdraw(batch: Batch, fields: Fields, context: ReadingContext, now: Moment) -> None:
    """Hold no forecast any more."""
    said = _known_fields("withdraw", fields)
    since = _moment(said, "made_at", context) or now
    who = _text(said, "as") or context.me
    withdraw_forecast(batch, _find(batch, said["id"]), who, since, _text(said, "reason"))


DOINGS: dict[str, Callable[[Batch, Fields, ReadingContext, Moment], None]] = {
    "forecast": _do_forecast,
    "update": _do_update,
    "resolve": _do_resolve,
    "withdraw": _do_withdraw,
}
