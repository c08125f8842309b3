"""What must hold between the entries of a book, one function for each rule.

Every function gives its problems in the order of the lines; none stops at the first.
"""

from collections.abc import Callable, Iterable

from brierbook.errors import BookError, quote_value
from brierbook.forecasts.entries.book import FAILED, Book
from brierbook.forecasts.entries.problems import Problems, field_error
from brierbook.forecasts.entries.records import (
    Alias,
    Decision,
    Document,
    Entry,
    Event,
    Export,
    Forecast,
    Forecaster,
    Header,
    Proposition,
    Record,
    Resolution,
    Reveal,
    Revision,
    Statement,
    Withdrawal,
    Worded,
)
from brierbook.forecasts.rules.checks_of_clocks import check_clocks, check_recording_order
from brierbook.forecasts.rules.checks_of_history import (
    check_redactions,
    check_request_names,
    check_retractions,
    check_reveals,
)
from brierbook.forecasts.rules.checks_of_identity import (
    check_aliases,
    check_platform_ids,
    is_shared,
)
from brierbook.forecasts.rules.checks_of_kinds import check_confidence_kinds, check_outcome_kinds
from brierbook.forecasts.rules.checks_of_proofs import check_anchor_entries, check_key_states
from brierbook.forecasts.when import Moment

__all__ = ["RULES", "find_book_problems", "find_rule_problems"]

type _Reference = tuple[str, type[Record], str | None]

IDENTIFIED = (Document, Export, Forecaster, Event, Statement, Proposition, Forecast)


def _check_header_first(book: Book) -> Problems:
    """1. The first entry, and no other, is the header."""
    headers = book.every(Header)
    if book.records and not isinstance(book.records[0], Header):
        yield field_error(
            book.records[0],
            "kind",
            "the first entry of a book must be of kind 'book'",
            code="rule.no_header",
        )
    for extra in headers[1:]:
        yield field_error(
            extra, "kind", "a book has one header; this is a second one", code="rule.second_header"
        )


def _check_ids_unique(book: Book) -> Problems:
    """2. No two entries of one kind have the same id."""
    seen: dict[tuple[type[Record], str], Entry] = {}
    for record in book.records:
        if isinstance(record, IDENTIFIED):
            first = seen.setdefault((type(record), record.id), record)
            if first is not record and not is_shared(first, record):
                yield field_error(
                    record,
                    "id",
                    "{id} is taken by line {line}; choose another",
                    code="rule.taken",
                    id=quote_value(record.id),
                    line=first.origin.line,
                )


def _check_references(book: Book) -> Problems:
    """3. What an entry refers to stands on an earlier line."""
    known: set[tuple[type[Record], str]] = set()
    for record in book.in_force:
        for field, kind, name in _list_references(record):
            if name is not None and (kind, name) not in known:
                yield field_error(
                    record,
                    field,
                    "{name} names no {kind} on an earlier line",
                    code="rule.names_none",
                    name=quote_value(name),
                    kind=kind.__name__.lower(),
                )
        if isinstance(record, IDENTIFIED):
            known.add((type(record), record.id))


def _list_references(record: Record) -> Iterable[_Reference]:  # noqa: C901, PLR0911  # one for each kind
    """List what an entry refers to; conditions have a rule of their own."""
    match record:
        case Decision():
            return [
                ("document", Document, record.document),
                ("proposition", Proposition, record.proposition),
            ]
        case Forecaster():
            return [("document", Document, record.document)]
        case Statement():
            chain: list[_Reference] = [("attribution", Forecaster, n) for n in record.attribution]
            return [("document", Document, record.document), *chain]
        case Alias():
            return [
                ("forecaster", Forecaster, record.forecaster),
                ("same_as", Forecaster, record.same_as),
            ]
        case Proposition():
            return [("event", Event, record.event)]
        case Revision(record=Proposition() as new):
            return [("proposition", Proposition, new.id), ("event", Event, new.event)]
        case Revision():
            return [("event_body", Event, record.record.id)]
        case Withdrawal():
            return [
                ("proposition", Proposition, record.proposition),
                ("forecaster", Forecaster, record.forecaster),
                ("witness", Export, record.witness),
            ]
        case Reveal():
            return [("forecast", Forecast, record.forecast)]
        case Forecast():
            return [
                ("proposition", Proposition, record.proposition),
                ("forecaster", Forecaster, record.forecaster),
                ("statement", Statement, record.statement),
                ("witness", Export, record.witness),
            ]
        case Resolution():
            return [
                ("proposition", Proposition, record.proposition),
                ("settled_by", Event, record.settled_by),
                ("witness", Export, record.witness),
            ]
        case _:
            return []


def _check_conditions(book: Book) -> Problems:
    """4. A condition is a proposition of the book, and no chain of conditions closes on itself."""
    for proposition in book.propositions.values():
        if proposition.condition is None:
            continue
        if proposition.condition not in book.propositions:
            yield field_error(
                proposition,
                "condition",
                "{condition} is not the id of a proposition",
                code="rule.condition",
                condition=quote_value(proposition.condition),
            )
        elif cycle := _find_circle(book, proposition):
            yield field_error(
                proposition,
                "condition",
                "goes round in a circle: {circle}",
                code="rule.circle",
                circle=" -> ".join(cycle),
            )


def _find_circle(book: Book, start: Proposition) -> list[str]:
    """Give the circle of conditions that leads back to the start, if there is one."""
    path = {start.id: start}  # ordered, and quick to search
    step = book.propositions.get(start.condition or "")
    while step is not None and step.id not in path:
        path[step.id] = step
        step = book.propositions.get(step.condition or "")
    return [*path, start.id] if step is not None and step.id == start.id else []


def _check_one_primary(book: Book) -> Problems:
    """5. A claim has exactly one primary reading."""
    first: dict[str, Proposition] = {}
    for proposition in book.propositions.values():
        if proposition.reading == "primary":
            other = first.setdefault(proposition.claim, proposition)
            if other is not proposition:
                yield field_error(
                    proposition,
                    "reading",
                    "line {line} already is the primary reading of this claim",
                    code="rule.second_primary",
                    line=other.origin.line,
                )
    for proposition in book.propositions.values():
        if proposition.reading == "horizon" and proposition.claim not in first:
            yield field_error(
                proposition, "claim", "has no primary reading", code="rule.no_primary"
            )


def _check_document_dates(book: Book) -> Problems:
    """6. The likeliest day of publication lies in the interval of publication."""
    for document in book.every(Document):
        published, likeliest = document.published, document.likeliest
        if likeliest.first < published.first or likeliest.last > published.last:
            yield field_error(
                document,
                "likeliest",
                "{text} is not within {whole}",
                code="rule.not_within",
                text=likeliest.text,
                whole=published.text,
            )


def _check_forecast_times(book: Book) -> Problems:
    """7. A forecast is made before its deadline, before its outcome was known, and not later on.

    What another program recorded too late is kept as it is there; it is hindsight.
    """
    for forecast in book.every(Forecast):
        made = forecast.made_at
        kept = forecast.platform_id is not None
        proposition = None if kept else book.propositions.get(forecast.proposition)
        resolution = None if kept else book.resolutions.get(forecast.proposition)
        if proposition and proposition.deadline and made.first >= proposition.deadline.last:
            yield field_error(
                forecast,
                "made_at",
                "{text} is not before the deadline {deadline}",
                code="rule.after_deadline",
                text=made.text,
                deadline=proposition.deadline.text,
            )
        if resolution and _is_wholly_after(made, resolution.known_at):
            yield field_error(
                forecast,
                "made_at",
                "{text} is after the outcome was known, {known}",
                code="rule.after_outcome",
                text=made.text,
                known=resolution.known_at.text,
            )
        if made.first > forecast.recorded_at.last:
            yield field_error(
                forecast,
                "made_at",
                "{text} is after the entry was recorded, {recorded}",
                code="rule.after_recording",
                text=made.text,
                recorded=forecast.recorded_at.text,
            )


def _is_wholly_after(made: Moment, known: Moment) -> bool:
    """Whether one moment begins after another; clocks that show seconds may show the same one."""
    return known.last < made.first or known.first < made.first == known.last


def _check_resolution_times(book: Book) -> Problems:
    """8. An outcome is decided by the deadline, then known, then recorded; early with evidence."""
    for resolution in book.every(Resolution):
        decided, known = resolution.decided_at, resolution.known_at
        proposition = book.propositions.get(resolution.proposition)
        if decided and known.last < decided.last:
            yield field_error(
                resolution,
                "known_at",
                "{text} is before the outcome was decided, {decided}",
                code="rule.before_decision",
                text=known.text,
                decided=decided.text,
            )
        if known.first > resolution.recorded_at.last:
            yield field_error(
                resolution,
                "known_at",
                "{text} is after the entry was recorded, {recorded}",
                code="rule.after_recording",
                text=known.text,
                recorded=resolution.recorded_at.text,
            )
        deadline = proposition.deadline if proposition else None
        if decided and deadline and _is_past(decided, deadline):
            yield field_error(
                resolution,
                "decided_at",
                "{text} is after the deadline {deadline}",
                code="rule.past_deadline",
                text=decided.text,
                deadline=deadline.text,
            )
        if not resolution.evidence and _settles_early(resolution, deadline):
            yield field_error(
                resolution,
                "evidence",
                "is empty, though the deadline has not passed; say what decided it",
                code="rule.no_decision",
            )


def _is_past(decided: Moment, deadline: Moment) -> bool:
    """Whether something was decided after a deadline; one that is an instant belongs to it."""
    if deadline.first == deadline.last:
        return decided.first > deadline.last
    return decided.first >= deadline.last


def _settles_early(resolution: Resolution, deadline: Moment | None) -> bool:
    """Whether something is claimed to have been settled before its deadline."""
    settled = resolution.outcome not in ("void", "ambiguous", "annulled")
    return settled and deadline is not None and resolution.known_at.first < deadline.last


def _check_conditional_resolutions(book: Book) -> Problems:
    """9. A conditional waits for its condition; it is void if that had failed, and only then."""
    for resolution in book.said_resolutions.values():
        proposition = book.propositions.get(resolution.proposition)
        if proposition is None or proposition.condition not in book.propositions:
            continue
        condition = _resolution_before(book, proposition.condition, resolution)
        outcome = condition.outcome if condition else "open"
        if outcome == "open" and resolution.outcome != "annulled":
            yield field_error(
                resolution,
                "outcome",
                "its condition {condition} is open",
                code="rule.condition_open",
                condition=quote_value(proposition.condition),
            )
        elif outcome in FAILED and resolution.outcome not in ("void", "annulled"):
            yield field_error(
                resolution,
                "outcome",
                "must be 'void': its condition {condition} failed",
                code="rule.condition_failed",
                condition=quote_value(proposition.condition),
            )
        elif outcome == "yes" and resolution.outcome == "void":
            yield field_error(
                resolution,
                "outcome",
                "cannot be 'void': its condition {condition} came true",
                code="rule.condition_true",
                condition=quote_value(proposition.condition),
            )


def _resolution_before(book: Book, name: str, resolution: Resolution) -> Resolution | None:
    """Give what was said of a proposition when another was resolved; else what is said now.

    Whoever changes the outcome of a condition later need not take back what hung on it first.
    """
    said = book.resolutions_of.get(name, [])
    earlier = [each for each in said if each.origin.line < resolution.origin.line]
    return (earlier or said)[-1] if said else book.resolutions.get(name)


def _check_lexicon_numbers(book: Book) -> Problems:
    """10. The numbers behind a phrase are those of the lexicon that it names."""
    worded_ones = [f for f in book.forecasts.values() if isinstance(f.confidence, Worded)]
    if not worded_ones:
        return
    from brierbook.forecasts.lexicon import load_lexicons  # reads TOML; seldom needed

    for forecast in worded_ones:
        worded = forecast.confidence
        if not isinstance(worded, Worded):
            continue
        if worded.lexicon not in load_lexicons():
            yield field_error(
                forecast,
                "confidence.lexicon",
                "{lexicon} is not one of {known}",
                code="rule.lexicon",
                lexicon=quote_value(worded.lexicon),
                known=", ".join(load_lexicons()),
            )
            continue
        word = load_lexicons()[worded.lexicon].words.get(worded.word)
        if word is None:
            yield field_error(
                forecast,
                "confidence.word",
                "{word} is not a word of {lexicon}",
                code="rule.no_word",
                word=quote_value(worded.word),
                lexicon=worded.lexicon,
            )
        elif (word.mean_logit, word.sd_logit) != (worded.mean_logit, worded.sd_logit):
            yield field_error(
                forecast,
                "confidence.mean_logit",
                "{lexicon} gives {word} {mean} ± {sd}",
                code="rule.word_differs",
                lexicon=worded.lexicon,
                word=quote_value(worded.word),
                mean=word.mean_logit,
                sd=word.sd_logit,
            )


RULES: tuple[Callable[[Book], Problems], ...] = (
    _check_header_first,
    _check_ids_unique,
    _check_references,
    _check_conditions,
    _check_one_primary,
    _check_document_dates,
    _check_forecast_times,
    _check_resolution_times,
    _check_conditional_resolutions,
    _check_lexicon_numbers,
    check_recording_order,
    check_outcome_kinds,
    check_confidence_kinds,
    check_retractions,
    check_redactions,
    check_reveals,
    check_request_names,
    check_key_states,
    check_anchor_entries,
    check_clocks,
    check_aliases,
    check_platform_ids,
)


def find_rule_problems(book: Book) -> list[BookError]:
    """Apply every rule that holds of a part of a book too."""
    return [found for rule in RULES for found in rule(book)]


def find_book_problems(book: Book) -> list[BookError]:
    """Apply every rule to a whole book."""
    from brierbook.forecasts.rules.checks_of_merges import check_merges  # no need to log
    from brierbook.forecasts.rules.checks_of_migration import check_migration  # the same

    return [*find_rule_problems(book), *check_migration(book), *check_merges(book)]
