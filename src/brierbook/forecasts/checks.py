"""What must hold between the entries of a book, one function for each rule.

Every function gives its problems in the order of the lines; none stops at the first.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

from brierbook.errors import BookError
from brierbook.forecasts.book import FAILED, Book
from brierbook.forecasts.checks_of_history import (
    names_known,
    redactions_known,
    retractions_known,
    reveals_open,
)
from brierbook.forecasts.checks_of_kinds import answers_fit, forecasts_fit
from brierbook.forecasts.checks_of_proofs import anchors_cover, keys_follow
from brierbook.forecasts.problems import Problems, problem
from brierbook.forecasts.records import (
    Document,
    Entry,
    Event,
    Forecast,
    Forecaster,
    Header,
    Proposition,
    Record,
    Resolution,
    Reveal,
    Statement,
    Withdrawal,
    Worded,
)
from brierbook.forecasts.when import Moment

type Reference = tuple[str, type[Record], str | None]

IDENTIFIED = (Document, Forecaster, Event, Statement, Proposition, Forecast)


def header_first(book: Book) -> Problems:
    """1. The first entry, and no other, is the header."""
    headers = book.every(Header)
    if book.records and not isinstance(book.records[0], Header):
        yield problem(book.records[0], "kind", "the first entry of a book must be of kind 'book'")
    for extra in headers[1:]:
        yield problem(extra, "kind", "a book has one header; this is a second one")


def ids_unique(book: Book) -> Problems:
    """2. No two entries of one kind have the same id."""
    seen: dict[tuple[type[Record], str], Entry] = {}
    for record in book.records:
        if isinstance(record, IDENTIFIED):
            first = seen.setdefault((type(record), record.id), record)
            if first is not record:
                message = f"{record.id!r} is taken by line {first.origin.line}; choose another"
                yield problem(record, "id", message)


def references_known(book: Book) -> Problems:
    """3. What an entry refers to stands on an earlier line."""
    known: set[tuple[type[Record], str]] = set()
    for record in book.in_force:
        for field, kind, name in references(record):
            if name is not None and (kind, name) not in known:
                message = f"{name!r} names no {kind.__name__.lower()} on an earlier line"
                yield problem(record, field, message)
        if isinstance(record, IDENTIFIED):
            known.add((type(record), record.id))


def references(record: Record) -> Iterable[Reference]:  # noqa: PLR0911  # one for each kind
    """List what an entry refers to; conditions have a rule of their own."""
    match record:
        case Forecaster():
            return [("document", Document, record.document)]
        case Statement():
            chain: list[Reference] = [("attribution", Forecaster, n) for n in record.attribution]
            return [("document", Document, record.document), *chain]
        case Proposition():
            return [("event", Event, record.event)]
        case Withdrawal():
            return [
                ("proposition", Proposition, record.proposition),
                ("forecaster", Forecaster, record.forecaster),
            ]
        case Reveal():
            return [("forecast", Forecast, record.forecast)]
        case Forecast():
            return [
                ("proposition", Proposition, record.proposition),
                ("forecaster", Forecaster, record.forecaster),
                ("statement", Statement, record.statement),
            ]
        case Resolution():
            return [
                ("proposition", Proposition, record.proposition),
                ("settled_by", Event, record.settled_by),
            ]
        case _:
            return []


def conditions_known(book: Book) -> Problems:
    """4. A condition is a proposition of the book, and no chain of conditions closes on itself."""
    for proposition in book.every(Proposition):
        if proposition.condition is None:
            continue
        if proposition.condition not in book.propositions:
            message = f"{proposition.condition!r} is not the id of a proposition"
            yield problem(proposition, "condition", message)
        elif cycle := closes(book, proposition):
            yield problem(proposition, "condition", f"goes round in a circle: {' -> '.join(cycle)}")


def closes(book: Book, start: Proposition) -> list[str]:
    """Give the circle of conditions that leads back to the start, if there is one."""
    path = {start.id: start}  # ordered, and quick to search
    step = book.propositions.get(start.condition or "")
    while step is not None and step.id not in path:
        path[step.id] = step
        step = book.propositions.get(step.condition or "")
    return [*path, start.id] if step is not None and step.id == start.id else []


def one_primary(book: Book) -> Problems:
    """5. A claim has exactly one primary reading."""
    first: dict[str, Proposition] = {}
    for proposition in book.every(Proposition):
        if proposition.reading == "primary":
            other = first.setdefault(proposition.claim, proposition)
            if other is not proposition:
                message = f"line {other.origin.line} already is the primary reading of this claim"
                yield problem(proposition, "reading", message)
    for proposition in book.every(Proposition):
        if proposition.reading == "horizon" and proposition.claim not in first:
            yield problem(proposition, "claim", "has no primary reading")


def dates_of_documents(book: Book) -> Problems:
    """6. The likeliest day of publication lies in the interval of publication."""
    for document in book.every(Document):
        published, likeliest = document.published, document.likeliest
        if likeliest.first < published.first or likeliest.last > published.last:
            message = f"{likeliest.text} is not within {published.text}"
            yield problem(document, "likeliest", message)


def forecasts_in_time(book: Book) -> Problems:
    """7. A forecast is made before its deadline, before its outcome was known, and not later on."""
    for forecast in book.every(Forecast):
        made = forecast.made_at
        proposition = book.propositions.get(forecast.proposition)
        resolution = book.resolutions.get(forecast.proposition)
        if proposition and proposition.deadline and made.first >= proposition.deadline.last:
            message = f"{made.text} is not before the deadline {proposition.deadline.text}"
            yield problem(forecast, "made_at", message)
        if resolution and wholly_after(made, resolution.known_at):
            message = f"{made.text} is after the outcome was known, {resolution.known_at.text}"
            yield problem(forecast, "made_at", message)
        if made.first > forecast.recorded_at.last:
            message = f"{made.text} is after the entry was recorded, {forecast.recorded_at.text}"
            yield problem(forecast, "made_at", message)


def wholly_after(made: Moment, known: Moment) -> bool:
    """Whether one moment begins after another; clocks that show seconds may show the same one."""
    return known.last < made.first or known.first < made.first == known.last


def resolutions_in_time(book: Book) -> Problems:
    """8. An outcome is decided by the deadline, then known, then recorded; early with evidence."""
    for resolution in book.every(Resolution):
        decided, known = resolution.decided_at, resolution.known_at
        proposition = book.propositions.get(resolution.proposition)
        if decided and known.last < decided.last:
            message = f"{known.text} is before the outcome was decided, {decided.text}"
            yield problem(resolution, "known_at", message)
        if known.first > resolution.recorded_at.last:
            message = f"{known.text} is after the entry was recorded, {resolution.recorded_at.text}"
            yield problem(resolution, "known_at", message)
        deadline = proposition.deadline if proposition else None
        if decided and deadline and decided.first >= deadline.last:
            message = f"{decided.text} is after the deadline {deadline.text}"
            yield problem(resolution, "decided_at", message)
        if not resolution.evidence and early(resolution, deadline):
            message = "is empty, though the deadline has not passed; say what decided it"
            yield problem(resolution, "evidence", message)


def early(resolution: Resolution, deadline: Moment | None) -> bool:
    """Whether something is claimed to have been settled before its deadline."""
    settled = resolution.outcome not in ("void", "ambiguous", "annulled")
    return settled and deadline is not None and resolution.known_at.first < deadline.last


def resolutions_follow_conditions(book: Book) -> Problems:
    """9. A conditional waits for its condition; it is void if that had failed, and only then."""
    for resolution in book.said_resolutions.values():
        proposition = book.propositions.get(resolution.proposition)
        if proposition is None or proposition.condition not in book.propositions:
            continue
        condition = resolved_before(book, proposition.condition, resolution)
        outcome = condition.outcome if condition else "open"
        if outcome == "open" and resolution.outcome != "annulled":
            yield problem(resolution, "outcome", f"its condition {proposition.condition!r} is open")
        elif outcome in FAILED and resolution.outcome not in ("void", "annulled"):
            message = f"must be 'void': its condition {proposition.condition!r} failed"
            yield problem(resolution, "outcome", message)
        elif outcome == "yes" and resolution.outcome == "void":
            message = f"cannot be 'void': its condition {proposition.condition!r} came true"
            yield problem(resolution, "outcome", message)


def resolved_before(book: Book, name: str, resolution: Resolution) -> Resolution | None:
    """Give what was said of a proposition when another was resolved; else what is said now.

    Whoever changes the outcome of a condition later need not take back what hung on it first.
    """
    said = book.resolutions_of.get(name, [])
    earlier = [each for each in said if each.origin.line < resolution.origin.line]
    return (earlier or said)[-1] if said else book.resolutions.get(name)


def words_as_in_lexicon(book: Book) -> Problems:
    """10. The numbers behind a phrase are those of the lexicon that it names."""
    worded_ones = [f for f in book.forecasts.values() if isinstance(f.confidence, Worded)]
    if not worded_ones:
        return
    from brierbook.forecasts.lexicon import lexicons  # noqa: PLC0415  # reads TOML; seldom needed

    for forecast in worded_ones:
        worded = forecast.confidence
        if not isinstance(worded, Worded):
            continue
        if worded.lexicon not in lexicons():
            message = f"{worded.lexicon!r} is not one of {', '.join(lexicons())}"
            yield problem(forecast, "confidence.lexicon", message)
            continue
        word = lexicons()[worded.lexicon].words.get(worded.word)
        if word is None:
            message = f"{worded.word!r} is not a word of {worded.lexicon}"
            yield problem(forecast, "confidence.word", message)
        elif (word.mean_logit, word.sd_logit) != (worded.mean_logit, worded.sd_logit):
            message = f"{worded.lexicon} gives {worded.word!r} {word.mean_logit} ± {word.sd_logit}"
            yield problem(forecast, "confidence.mean_logit", message)


def recorded_in_order(book: Book) -> Problems:
    """11. The ledger's clock does not run backwards."""
    for before, after in pairwise(book.records):
        if after.recorded_at.last < before.recorded_at.first:
            message = f"is before that of line {before.origin.line}; entries are only ever appended"
            yield problem(after, "recorded_at", message)


RULES: tuple[Callable[[Book], Problems], ...] = (
    header_first,
    ids_unique,
    references_known,
    conditions_known,
    one_primary,
    dates_of_documents,
    forecasts_in_time,
    resolutions_in_time,
    resolutions_follow_conditions,
    words_as_in_lexicon,
    recorded_in_order,
    answers_fit,
    forecasts_fit,
    retractions_known,
    redactions_known,
    reveals_open,
    names_known,
    keys_follow,
    anchors_cover,
)


def problems_of(book: Book) -> list[BookError]:
    """Apply every rule."""
    return [found for rule in RULES for found in rule(book)]
