"""Which forecasts count, and against what outcome.

A forecast counts if its proposition resolved yes or no, if it was surely made before that was
decided, and if its forecaster made no later one that counts. The others are kept and told apart.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from brierbook.forecasts.book import Book
from brierbook.forecasts.records import Event, Forecast, Proposition, Resolution
from brierbook.forecasts.when import Moment


class Status(StrEnum):
    """What became of a forecast."""

    SCORED = "scored"
    SUPERSEDED = "superseded"  # its forecaster made a later one in time
    HINDSIGHT = "hindsight"  # it may have been made after the outcome was decided
    VOID = "void"  # the condition failed
    AMBIGUOUS = "ambiguous"  # the evidence or the criteria do not settle it
    ANNULLED = "annulled"  # the proposition was bad
    OPEN = "open"  # nothing is known yet


@dataclass(frozen=True, slots=True)
class Judged:
    """A forecast with its proposition, its resolution, its event, and what became of it."""

    forecast: Forecast
    proposition: Proposition
    resolution: Resolution | None
    event: Event
    status: Status


def judge(book: Book) -> list[Judged]:
    """Judge every forecast of a book, in order."""
    judged = [judge_one(book, forecast) for forecast in book.every(Forecast)]
    last = latest(row.forecast for row in judged if row.status is Status.SCORED)
    return [supersede(row, last) for row in judged]


def judge_one(book: Book, forecast: Forecast) -> Judged:
    """Judge a forecast without regard to others."""
    proposition = book.propositions[forecast.proposition]
    resolution = book.resolutions.get(proposition.id)
    event = event_of(book, proposition, resolution)
    return Judged(forecast, proposition, resolution, event, status_of(forecast, resolution))


def event_of(book: Book, proposition: Proposition, resolution: Resolution | None) -> Event:
    """Find the happening that settled a proposition; until then, the one it hangs on."""
    settled = resolution.settled_by if resolution else None
    return book.events[settled or proposition.event]


def status_of(forecast: Forecast, resolution: Resolution | None) -> Status:
    """Tell what became of a forecast, from its resolution and its time."""
    if resolution is None:
        return Status.OPEN
    if resolution.outcome not in ("yes", "no"):
        return Status(resolution.outcome)
    decided = resolution.decided_at or resolution.known_at
    return Status.SCORED if forecast.made_at.surely_before(decided) else Status.HINDSIGHT


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
    return Judged(row.forecast, row.proposition, row.resolution, row.event, Status.SUPERSEDED)


def counts(rows: Iterable[Judged]) -> dict[str, int]:
    """Count the forecasts by status; every status is there."""
    found = Counter(row.status for row in rows)
    return {status.value: found[status] for status in Status}
