"""The door from a line or a record to a request."""

from datetime import date
from decimal import Decimal

import pytest

from brierbook.errors import InputError
from brierbook.forecasts.life.readers.reading import ForecastInput, ReadingContext
from brierbook.forecasts.life.readers.requests import read_request

CONTEXT = ReadingContext(date(2026, 12, 1), "Europe/Kyiv", "en", "ada")
LINE = ForecastInput(text="It snows in Kyiv 12% by:2027-01-31 #snow")
RECORD = {"text": "It snows in Kyiv", "p": Decimal("0.12"), "by": "2027-01-31", "tags": ["snow"]}


def test_a_line_and_a_record_of_the_same_make_the_same_request() -> None:
    line, record = (
        read_request(LINE, CONTEXT),
        read_request(ForecastInput(text=""), CONTEXT, RECORD),
    )
    assert line.claim == record.claim
    assert line.belief == record.belief
    assert line.belief.confidence == {"how": "stated", "p": "0.12"}


def test_what_was_asked_is_the_same_when_it_is_asked_again() -> None:
    assert read_request(LINE, CONTEXT).asked == read_request(LINE, CONTEXT).asked
    one, other = (
        read_request(ForecastInput(text=""), CONTEXT, RECORD | {"p": Decimal(p)}).asked
        for p in ("0.12", "0.13")
    )
    assert one != other
    assert one == {"shared": {}, "record": RECORD | {"p": "0.12"}}


def test_tags_that_were_made_to_fit_are_named() -> None:
    found = read_request(ForecastInput(text=""), CONTEXT, RECORD | {"tags": ["deep snow"]})
    assert found.renamed == (("deep snow", "deep-snow"),)


def test_a_line_without_a_probability_is_refused() -> None:
    with pytest.raises(InputError, match="says no probability"):
        read_request(ForecastInput(text="It snows"), CONTEXT)
