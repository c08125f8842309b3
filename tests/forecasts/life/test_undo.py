"""Taking back: what belongs together, also in books whose entries have no request."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from brierbook.errors import ConflictError
from brierbook.forecasts.life.as_of import read_book_until
from brierbook.forecasts.life.batch import Batch
from brierbook.forecasts.life.claims import ForecastBelief, PropositionClaim
from brierbook.forecasts.life.log import log_forecast
from brierbook.forecasts.life.readers.confidences import stated_body
from brierbook.forecasts.life.undo import retract_last
from brierbook.forecasts.life.update import update_forecast
from brierbook.forecasts.when import parse_moment

if TYPE_CHECKING:
    from tests.forecasts.life.conftest import Add

    from brierbook.forecasts.store.store import Store

NOW = parse_moment("2026-01-01T00:00:00Z")
BELIEF = ForecastBelief(confidence=stated_body(Decimal("0.1")), forecaster="ada")


def rain(batch: Batch) -> None:
    log_forecast(batch, PropositionClaim(text="It rains", language="en"), BELIEF, NOW)


def names(store: "Store") -> tuple[list[str], list[str]]:
    book = read_book_until(store)
    return list(book.propositions), list(book.forecasts)


def test_a_proposition_goes_with_its_forecast_where_no_request_says_so(
    store: "Store", add: "Add"
) -> None:
    add(rain)
    add(lambda batch: retract_last(batch, "ada"))
    assert names(store) == ([], [])


@pytest.mark.parametrize(
    ("times", "there"), [(1, False), (2, True), (3, False), (4, True), (5, False)]
)
def test_taking_back_what_was_taken_back_restores_it(
    store: "Store", add: "Add", times: int, *, there: bool
) -> None:
    add(rain, key="first")
    for number in range(times):
        add(lambda batch: retract_last(batch, "ada"), key=f"undo {number}")
    assert names(store) == ((["1"], ["1/ada"]) if there else ([], []))


def test_an_update_goes_alone(store: "Store", add: "Add") -> None:
    add(rain)
    add(lambda batch: update_forecast(batch, "1", BELIEF, NOW))
    add(lambda batch: retract_last(batch, "ada"))
    assert names(store) == (["1"], ["1/ada"])


def test_everything_of_one_request_goes(store: "Store", add: "Add") -> None:
    add(rain, key="before")

    def two(batch: Batch) -> None:
        rain(batch)
        rain(batch)

    add(two, key="two")
    assert names(store)[0] == ["1", "2", "3"]
    add(lambda batch: retract_last(batch, "ada", "2"))
    assert names(store) == (["1"], ["1/ada"])


def test_one_forecast_can_be_named(store: "Store", add: "Add") -> None:
    add(rain, key="a")
    add(lambda batch: update_forecast(batch, "1", BELIEF, NOW), key="b")
    add(lambda batch: update_forecast(batch, "1", BELIEF, NOW), key="c")
    add(lambda batch: retract_last(batch, "ada", "1/ada/2"))
    assert names(store) == (["1"], ["1/ada", "1/ada/3"])


def test_a_long_history_of_others_is_looked_through(store: "Store", add: "Add") -> None:
    add(rain)
    for number in range(50):
        add(rain, by="bob", key=str(number))
    add(lambda batch: retract_last(batch, "ada"))
    assert "1" not in names(store)[0]


def test_a_header_and_a_forecaster_cannot_be_taken_back(store: "Store", add: "Add") -> None:
    with pytest.raises(ConflictError, match="ada recorded nothing that can be taken back"):
        add(lambda batch: retract_last(batch, "ada"))
    assert len(read_book_until(store).records) == 1
