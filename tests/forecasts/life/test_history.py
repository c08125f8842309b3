"""The history of a proposition, and the book as it was: times that stand apart."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.forecasts.integrity import stamped

from brierbook.errors import ConflictError, WorkspaceError
from brierbook.forecasts.life.as_of import read_book_until, store_as_of
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import ForecastBelief, PropositionClaim
from brierbook.forecasts.life.history import proposition_history
from brierbook.forecasts.life.log import log_forecast
from brierbook.forecasts.life.readers.confidences import stated_body
from brierbook.forecasts.life.resolve import OutcomeFinding, add_resolution
from brierbook.forecasts.life.undo import retract_last
from brierbook.forecasts.query.search import find_propositions
from brierbook.forecasts.query.syntax import parse_query
from brierbook.forecasts.when import parse_moment

if TYPE_CHECKING:
    from tests.forecasts.life.conftest import Add

    from brierbook.forecasts.store.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = [START + timedelta(days=n) for n in range(6)]
BELIEF = ForecastBelief(confidence=stated_body(Decimal("0.1")), forecaster="ada")


def rain(batch: Batch) -> None:
    moment = parse_moment("2026-01-01T00:00:00Z")
    log_forecast(batch, PropositionClaim(text="It rains", language="en"), BELIEF, moment)


def came(batch: Batch) -> None:
    known = parse_moment("2026-01-02T00:00:00Z")
    add_resolution(batch, "1", OutcomeFinding(outcome="yes", known_at=known))


def anchor(size: int, at: datetime) -> "object":
    def do(batch: Batch) -> None:
        time = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        batch.add("anchor", stamped.anchor("book", size, time))

    return do


@pytest.fixture
def story(store: "Store", add: "Add") -> "Store":
    """Log on day 1, resolve on day 2, take that back on day 3; anchor on days 4 and 5."""
    add(rain, now=DAYS[1], key="log")
    add(came, now=DAYS[2], key="resolve")
    add(lambda batch: retract_last(batch, "ada"), now=DAYS[3], key="undo")
    add(anchor(6, DAYS[5]), now=DAYS[5])
    add(anchor(4, DAYS[4]), now=DAYS[5])
    return store


def test_every_entry_is_there_with_what_became_of_it(story: "Store") -> None:
    told = proposition_history(story, "1")
    kinds = [type(step.record).__name__ for step in told.steps]
    assert kinds == ["Proposition", "Forecast", "Resolution", "Retraction"]
    assert [step.in_force for step in told.steps] == [True, True, False, True]
    assert [step.record.recorded_at.last for step in told.steps] == [
        *(DAYS[1], DAYS[1], DAYS[2], DAYS[3])
    ]


def test_an_entry_is_anchored_by_the_earliest_authority_that_covers_it(story: "Store") -> None:
    # header 1, forecaster 2, proposition 3, forecast 4, resolution 5, retraction 6
    told = proposition_history(story, "1")
    assert [step.record.origin.line for step in told.steps] == [3, 4, 5, 6]
    assert [step.anchored for step in told.steps] == [DAYS[4], DAYS[4], DAYS[5], DAYS[5]]


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        (DAYS[1], "open"),
        (DAYS[2] - timedelta(seconds=1), "open"),
        (DAYS[2], "resolved"),
        (DAYS[3] - timedelta(seconds=1), "resolved"),
        (DAYS[3], "open"),
    ],
)
def test_the_book_is_shown_as_it_was(story: "Store", instant: datetime, status: str) -> None:
    query = parse_query("", today=instant.date(), zone="UTC")
    past = store_as_of(story, instant)
    [found] = find_propositions(past, query, now=instant).found
    assert found.status == status
    # the entries up to then have the root that they had then
    assert past.frontier().root.hex() == read_book_until(story, instant).root


def test_before_the_first_entry_there_was_no_book(story: "Store") -> None:
    with pytest.raises(WorkspaceError, match="has no entry up to 2025-12-31T23:59:59Z"):
        store_as_of(story, START - timedelta(seconds=1))


def test_the_history_of_nothing_is_refused(story: "Store") -> None:
    with pytest.raises(ConflictError, match="no proposition '2'"):
        proposition_history(story, "2")
