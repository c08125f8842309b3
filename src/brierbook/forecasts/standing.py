"""Which forecasts count, and against what outcome.

A forecast counts if its proposition resolved yes or no, if it was surely made before that was
decided, if something else than its forecaster's word shows so, and if its forecaster made no later
one that counts and did not withdraw it. The others are kept and told apart.

What shows it is a dated document, the timestamp of an outside authority, or the clock of the
ledger. The timestamp is the strongest: a forecast that it covers in time counts whatever the clock
says. The clock is its owner's, so it shows no more than the owner is trusted for.

Of a forecast whose bytes were taken out of the book only its proposition is known. It is counted,
so that nobody improves a score unseen.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from brierbook.forecasts.book import Book
from brierbook.forecasts.frozen import frozen, replaced
from brierbook.forecasts.records import (
    Anchor,
    Event,
    Forecast,
    Proposition,
    Redacted,
    Redaction,
    Resolution,
    Sealed,
    Withdrawal,
)
from brierbook.forecasts.when import Moment


class Status(StrEnum):
    """What became of a forecast."""

    SCORED = "scored"
    SUPERSEDED = "superseded"  # its forecaster made a later one in time
    WITHDRAWN = "withdrawn"  # its forecaster took it back in time
    HINDSIGHT = "hindsight"  # it may have been made after the outcome was decided
    BACKDATED = "backdated"  # only its forecaster says that it was made in time
    SEALED = "sealed"  # what it says was never revealed
    OTHER_KIND = "other_kind"  # its answer is an option, a number or a day, which has other scores
    VOID = "void"  # the condition failed
    AMBIGUOUS = "ambiguous"  # the evidence or the criteria do not settle it
    ANNULLED = "annulled"  # the proposition was bad
    OPEN = "open"  # nothing is known yet
    REDACTED = "redacted"  # its bytes were taken out of the book


@frozen
class Judged:
    """A forecast with its proposition, its resolution, its event, and what became of it."""

    forecast: Forecast
    proposition: Proposition
    resolution: Resolution | None
    event: Event
    status: Status


def judge(book: Book) -> list[Judged]:
    """Judge every forecast of a book, in order."""
    judged = [judge_one(book, forecast) for forecast in book.forecasts.values()]
    taken_back = book.withdrawals_of
    rows = [withdraw(row, taken_back.get(row.proposition.id, ())) for row in judged]
    last = latest(row.forecast for row in rows if row.status is Status.SCORED)
    return [supersede(row, last) for row in rows]


def judge_one(book: Book, forecast: Forecast) -> Judged:
    """Judge a forecast without regard to others."""
    proposition = book.propositions[forecast.proposition]
    resolution = book.resolutions.get(proposition.id)
    event = event_of(book, proposition, resolution)
    status = status_of(book, forecast, resolution)
    return Judged(forecast, proposition, resolution, event, status)


def event_of(book: Book, proposition: Proposition, resolution: Resolution | None) -> Event:
    """Find the happening that settled a proposition; until then, the one it hangs on."""
    settled = resolution.settled_by if resolution else None
    return book.events[settled] if settled else book.event_of(proposition)


def status_of(book: Book, forecast: Forecast, resolution: Resolution | None) -> Status:
    """Tell what became of a forecast, from its resolution and its time."""
    if resolution is None:
        return Status.OPEN
    if resolution.outcome in ("option", "value"):
        return Status.OTHER_KIND
    if resolution.outcome not in ("yes", "no"):
        return Status(resolution.outcome)
    decided = resolution.decided_at or resolution.known_at
    if not forecast.made_at.surely_before(decided):
        return Status.HINDSIGHT
    if isinstance(forecast.confidence, Sealed):
        return Status.SEALED
    return Status.SCORED if shown_in_time(book, forecast, decided) else Status.BACKDATED


def shown_in_time(book: Book, forecast: Forecast, decided: Moment) -> bool:
    """Whether a document, the clock of the ledger or an anchor shows that it was made in time.

    A document shows what those said whom it quotes; whoever only rests on it has the others alone.
    """
    return any(each.surely_before(decided) for each in witnesses(book, forecast))


def witnesses(book: Book, forecast: Forecast) -> Iterator[Moment]:
    """Give the times by which something else than its forecaster's word shows a forecast."""
    yield forecast.recorded_at
    statement = book.statements.get(forecast.statement or "")
    if statement is not None and forecast.forecaster in statement.attribution:
        yield book.documents[statement.document].published
    if anchored := anchored_at(book, forecast.origin.line):
        yield anchored


def anchored_at(book: Book, line: int) -> Moment | None:
    """Give the earliest time by which an outside authority vouches that an entry existed."""
    anchor = earliest_anchor(book.anchors, line)
    return anchor.at if anchor else None


def earliest_anchor(anchors: Iterable[Anchor], line: int) -> Anchor | None:
    """Give the earliest timestamp that covers an entry."""
    covering = (each for each in anchors if line <= each.size)
    return min(covering, key=lambda each: each.at.last, default=None)


def withdraw(row: Judged, withdrawals: Iterable[Withdrawal]) -> Judged:
    """Set aside a forecast that its forecaster took back before the outcome was decided."""
    if row.status is not Status.SCORED or row.resolution is None:
        return row
    decided = row.resolution.decided_at or row.resolution.known_at
    taken_back = any(
        (each.proposition, each.forecaster) == (row.proposition.id, row.forecast.forecaster)
        and row.forecast.made_at.first <= each.made_at.first
        and each.made_at.surely_before(decided)
        for each in withdrawals
    )
    return replaced(row, status=Status.WITHDRAWN) if taken_back else row


def latest(forecasts: Iterable[Forecast]) -> dict[tuple[str, str], Moment]:
    """Find when each forecaster last spoke of each proposition."""
    last: dict[tuple[str, str], Moment] = {}
    for forecast in forecasts:
        key = (forecast.forecaster, forecast.proposition)
        last[key] = max(last.get(key, forecast.made_at), forecast.made_at, key=lambda m: m.last)
    return last


def supersede(row: Judged, last: dict[tuple[str, str], Moment]) -> Judged:
    """Set aside a forecast that its forecaster replaced by a later one.

    Forecasts of one time stand side by side: a text that says two things is not averaged silently.
    """
    if row.status is not Status.SCORED:
        return row
    newest = last[row.forecast.forecaster, row.forecast.proposition]
    if row.forecast.made_at.last >= newest.last:
        return row
    return replaced(row, status=Status.SUPERSEDED)


def taken_out(book: Book) -> list[Redaction]:
    """List what says that the bytes of a forecast in force were taken out, one for each of them.

    A redaction that does not say what kind of entry it took may have taken a forecast. A part of a
    book may end before what says why bytes are gone; of these nothing is known.
    """
    said = {each.entry: each for each in book.every(Redaction)}
    gone = (said[each.leaf] for each in book.every(Redacted) if each.leaf in said)
    return [each for each in gone if each.proposition and each.kind in ("forecast", None)]


def counts(book: Book) -> dict[str, int]:
    """Count the forecasts of a book by status; every status is there."""
    found = Counter(row.status for row in judge(book))
    found[Status.REDACTED] = len(taken_out(book))
    return {status.value: found[status] for status in Status}
