"""Which forecasts count, and against what outcome.

A forecast counts if its proposition resolved yes or no, if it was surely made before that was
decided, if something else than its forecaster's word shows so, and if its forecaster made no later
one that counts and did not withdraw it. The others are kept and told apart.

What shows it is a dated document, the timestamp of an outside authority that the reader can verify,
or the clock of the ledger, which is its owner's and shows no more than the owner is trusted for.
The same rule holds for withdrawals, and for what was taken back or put otherwise (`timing`).

Of a forecast whose body was taken out of the book only its envelope is known. It is counted,
so that nobody improves a score unseen.
"""

from collections import Counter
from collections.abc import Container, Iterable
from datetime import datetime
from enum import StrEnum

from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.question_readers import SETTLING
from brierbook.forecasts.entries.records import (
    Event,
    Forecast,
    Proposition,
    Redacted,
    Resolution,
    Sealed,
    Withdrawal,
)
from brierbook.forecasts.entries.source_readers import NEVER_SCORED
from brierbook.forecasts.frozen import frozen_record, replace_fields
from brierbook.forecasts.rules.timing import Basis, Timing, decided_moment, without_void_deeds
from brierbook.forecasts.rules.windows import (
    PlannedWindow,
    book_time,
    plan_windows,
    stands_from,
)
from brierbook.forecasts.when import Moment

__all__ = [
    "BINARY_OUTCOMES",
    "OTHER_OUTCOMES",
    "JudgedForecast",
    "Status",
    "count_by_status",
    "headline_basis",
    "judge_forecasts",
    "latest_forecast_times",
    "settling_event",
    "taken_back_forecasts",
]


class Status(StrEnum):
    """What became of a forecast."""

    SCORED = "scored"
    SUPERSEDED = "superseded"  # its forecaster made a later one in time
    WITHDRAWN = "withdrawn"  # its forecaster took it back in time
    TAKEN_BACK = "taken_back"  # it was undone before any outcome was known, or is no live one
    HINDSIGHT = "hindsight"  # it may have been made after the outcome was decided
    WITNESSED = "witnessed"  # a platform says that it was made in time
    BACKDATED = "backdated"  # only its forecaster says that it was made in time
    SEALED = "sealed"  # what it says was never revealed
    NOT_A_FORECAST = "not_a_forecast"  # what it rests on says nothing of what will happen
    OTHER_KIND = "other_kind"  # its answer is an option, a number or a day, which has other scores
    VOID = "void"  # the condition failed
    AMBIGUOUS = "ambiguous"  # the evidence or the criteria do not settle it
    ANNULLED = "annulled"  # the proposition was bad
    HELD_BACK = "held_back"  # its outcome is known, and counts when its deadline has passed
    UNDATED = "undated"  # its question has no deadline, and is scored apart
    NEVER_STOOD = "never_stood"  # it was made when its question had closed
    OPEN = "open"  # nothing is known yet
    REDACTED = "redacted"  # its body was taken out of the book


# what a forecast is called that counts on another basis than the one asked for
BESIDE = {
    Basis.SHOWN: Status.SCORED,
    Basis.WITNESSED: Status.WITNESSED,
    Basis.CLAIMED: Status.BACKDATED,
}
RANK = {basis: rank for rank, basis in enumerate(Basis)}
# what settles a question, by its kind: yes or no, or a share of yes; and options, numbers and days
BINARY_OUTCOMES = ("yes", "no", "fraction")
OTHER_OUTCOMES = ("option", "options", "value", "below", "above")


@frozen_record
class JudgedForecast:
    """A forecast with its proposition, its resolution, its event, and what became of it.

    ``basis`` tells what shows that it was made in time; of those without an outcome it is empty.
    The ``window`` of its question is as first planned. The forecast stands ``since`` it is shown to
    have been made, at most ``until`` its forecaster withdrew it.
    """

    forecast: Forecast
    proposition: Proposition
    resolution: Resolution | None
    event: Event
    status: Status
    window: PlannedWindow
    since: datetime
    until: datetime | None = None
    basis: Basis | None = None

    @property
    def as_said(self) -> bool:
        """Whether it is a statement of a document, which nobody revises."""
        return self.forecast.statement is not None

    @property
    def closes(self) -> datetime | None:
        """The end of its window, or of the question, if that was decided earlier."""
        decided = decided_moment(self.resolution).first if self.resolution else None
        return min(filter(None, (self.window.deadline, decided)), default=None)


def judge_forecasts(
    book: Book,
    basis: Basis = Basis.SHOWN,
    outcomes: tuple[str, ...] = BINARY_OUTCOMES,
    *,
    now: datetime | None = None,
) -> list[JudgedForecast]:
    """Judge every forecast of a book, in order, as it stands at an instant.

    Those count that have this basis, whose propositions have one of these outcomes, and whose
    deadline has passed. Without ``now`` the instant is that of the last entry.
    """
    timing = _timing_that_counts(book)
    judged = _judge_each_alone(timing, basis, outcomes)
    away = timing.book.withdrawals_of
    rows = [
        _set_aside_withdrawn(timing, row, away.get(row.proposition.id, ()), basis) for row in judged
    ]
    rows = [_set_aside_basis(row, basis) for row in rows]
    last = latest_forecast_times(row.forecast for row in rows if row.status is Status.SCORED)
    rows = [_set_aside_superseded(row, last) for row in rows]
    if not rows:
        return rows
    instant = now or book_time(book)
    return [_set_aside_cohort(row, instant) for row in rows]


def _timing_that_counts(book: Book) -> Timing:
    """Give the times of a book without the deeds that came too late to change a score."""
    timing = Timing(book)
    counted = without_void_deeds(book, timing)
    return timing if counted is book else Timing(counted)


def _judge_each_alone(
    timing: Timing, basis: Basis, outcomes: tuple[str, ...]
) -> list[JudgedForecast]:
    """Judge every forecast without regard to others."""
    windows = plan_windows(timing)
    return [
        _judge_alone(timing, forecast, outcomes, windows[forecast.proposition], basis)
        for forecast in timing.book.forecasts.values()
    ]


def headline_basis(
    book: Book,
    outcomes: tuple[str, ...] = BINARY_OUTCOMES,
    *,
    now: datetime | None = None,
    only: Container[str] | None = None,
) -> Basis:
    """Tell the first basis on which any forecast counts at an instant, or any of some by ids.

    Where none counts yet it is the first on which one will, and else the first. Without ``now`` the
    instant is that of the last entry.
    """
    judged = _judge_each_alone(_timing_that_counts(book), Basis.SHOWN, outcomes)
    asked = judged if only is None else [row for row in judged if row.forecast.id in only]
    resolved = [row for row in asked if row.status is Status.SCORED]
    if not resolved:
        return Basis.SHOWN
    at = now or book_time(book)
    rows = (_set_aside_cohort(row, at) for row in resolved)
    counting = [row for row in rows if row.status is not Status.HELD_BACK]
    found = {row.basis for row in counting or resolved}
    return next((basis for basis in Basis if basis in found), Basis.SHOWN)


def _judge_alone(
    timing: Timing,
    forecast: Forecast,
    outcomes: tuple[str, ...],
    window: PlannedWindow,
    basis: Basis,
) -> JudgedForecast:
    """Judge a forecast without regard to others."""
    book = timing.book
    proposition = book.propositions[forecast.proposition]
    resolution = book.resolutions.get(proposition.id)
    event = settling_event(book, proposition, resolution)
    status = _forecast_status(timing, forecast, resolution, outcomes)
    shown = timing.basis_of(forecast, decided_moment(resolution)) if resolution else None
    since = stands_from(timing, forecast, basis)
    return JudgedForecast(
        forecast, proposition, resolution, event, status, window, since, basis=shown
    )


def settling_event(book: Book, proposition: Proposition, resolution: Resolution | None) -> Event:
    """Find the happening that settled a proposition; until then, the one it hangs on."""
    settled = resolution.settled_by if resolution else None
    return book.events[settled] if settled else book.event_of(proposition)


def _forecast_status(
    timing: Timing, forecast: Forecast, resolution: Resolution | None, outcomes: tuple[str, ...]
) -> Status:
    """Tell what became of a forecast, from what it rests on, its resolution and its time."""
    book = timing.book
    statement = book.statements.get(forecast.statement or "")
    if statement is not None and statement.kind in NEVER_SCORED:
        return Status.NOT_A_FORECAST
    if resolution is None:
        return Status.OPEN
    if resolution.outcome not in outcomes:
        settled = resolution.outcome in SETTLING
        return Status.OTHER_KIND if settled else Status(resolution.outcome)
    if is_hindsight(timing, forecast, resolution):
        return Status.HINDSIGHT
    return Status.SEALED if isinstance(forecast.confidence, Sealed) else Status.SCORED


def is_hindsight(timing: Timing, forecast: Forecast, resolution: Resolution) -> bool:
    """Whether a forecast may have been made after its outcome was decided, or after its deadline.

    What a platform stamped in the very second of the outcome is late: its fractions were cut.
    """
    made, decided = forecast.made_at, decided_moment(resolution)
    if not timing.is_before(made, decided, forecast, forecast.proposition):
        return True
    proposition = timing.book.propositions[forecast.proposition]
    if proposition.deadline and made.first >= proposition.deadline.last:
        return True
    return forecast.platform_id is not None and made.last == decided.first == made.first


def _set_aside_basis(row: JudgedForecast, basis: Basis) -> JudgedForecast:
    """Set aside a forecast that could count on another basis only."""
    if row.status is not Status.SCORED or row.basis in (basis, None):
        return row
    return replace_fields(row, status=BESIDE[row.basis])


def _set_aside_withdrawn(
    timing: Timing, row: JudgedForecast, withdrawals: Iterable[Withdrawal], basis: Basis
) -> JudgedForecast:
    """Set aside a forecast that its forecaster took back before the outcome was decided.

    That must be shown as well as the forecast is: who withdraws what is recorded must record it.
    Until then the forecast stood. Of what is not decided yet only the end is noted.
    """
    theirs = [
        each
        for each in withdrawals
        if each.forecaster == row.forecast.forecaster
        and row.forecast.made_at.first <= each.made_at.first
        and _is_in_time(timing, each, row)
    ]
    if not theirs or row.status not in (Status.SCORED, Status.OPEN):
        return row
    until = min(max(row.since, stands_from(timing, each, basis)) for each in theirs)
    status = Status.WITHDRAWN if row.status is Status.SCORED else row.status
    return replace_fields(row, status=status, until=until)


def _is_in_time(timing: Timing, withdrawal: Withdrawal, row: JudgedForecast) -> bool:
    """Whether a withdrawal came before the outcome, and is shown as well as the forecast is."""
    if row.resolution is None or row.basis is None:
        return True
    decided = decided_moment(row.resolution)
    shown = timing.basis_of(withdrawal, decided)
    in_time = timing.is_before(withdrawal.made_at, decided, withdrawal, withdrawal.proposition)
    return in_time and RANK[shown] <= RANK[row.basis]


def latest_forecast_times(forecasts: Iterable[Forecast]) -> dict[tuple[str, str], Moment]:
    """Find when each forecaster last spoke of each proposition."""
    last: dict[tuple[str, str], Moment] = {}
    for forecast in forecasts:
        key = (forecast.forecaster, forecast.proposition)
        last[key] = max(last.get(key, forecast.made_at), forecast.made_at, key=lambda m: m.last)
    return last


def _set_aside_superseded(
    row: JudgedForecast, last: dict[tuple[str, str], Moment]
) -> JudgedForecast:
    """Set aside a forecast that its forecaster replaced by a later one.

    Forecasts of one time stand side by side: a text that says two things is not averaged silently.
    """
    if row.status is not Status.SCORED:
        return row
    newest = last[row.forecast.forecaster, row.forecast.proposition]
    if row.forecast.made_at.last >= newest.last:
        return row
    return replace_fields(row, status=Status.SUPERSEDED)


def _set_aside_cohort(row: JudgedForecast, now: datetime) -> JudgedForecast:
    """Set aside a forecast whose deadline has not passed, or that has none, or came after it.

    What is claimed by a date comes true early and fails on that date only, so that early outcomes,
    whatever they are, are held back until the deadline that was first recorded.
    """
    end = row.window.deadline
    if row.status is not Status.SCORED:
        return row
    if end is None:
        return replace_fields(row, status=Status.UNDATED)
    if end > now:
        return replace_fields(row, status=Status.HELD_BACK)
    if not row.as_said and row.since >= end:
        return replace_fields(row, status=Status.NEVER_STOOD)
    return row


def redacted_forecasts(book: Book) -> list[Redacted]:
    """List the envelopes that are left of forecasts in force whose bodies were taken out.

    Of what was taken out in version 1 the kind is not known: it may have been a forecast.
    """
    counted = without_void_deeds(book)
    return [each for each in counted.every(Redacted) if each.kind in ("forecast", None)]


def taken_back_forecasts(book: Book) -> list[Forecast]:
    """List the forecasts that were undone and count no more."""
    counted = without_void_deeds(book)
    held = {record.origin.line for record in counted.every(Forecast)}
    made = (each for each in counted.records if isinstance(each, Forecast))
    return [each for each in made if each.origin.line not in held]


def count_by_status(book: Book) -> dict[str, int]:
    """Count the forecasts of a book by status; every status is there."""
    found = Counter(row.status for row in judge_forecasts(book))
    found[Status.REDACTED] = len(redacted_forecasts(book))
    found[Status.TAKEN_BACK] = len(taken_back_forecasts(book))
    return {status.value: found[status] for status in Status}
