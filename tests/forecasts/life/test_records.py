"""Records of programs: texts as they are, numbers and times as programs write them."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import InputError
from brierbook.forecasts.life.readers.reading import ForecastInput, ReadingContext
from brierbook.forecasts.life.readers.records import RecordRead, read_record
from brierbook.forecasts.lines.stamps import parse_stamp
from brierbook.forecasts.lines.texts import make_slug, read_tag

CONTEXT = ReadingContext(date(2026, 11, 30), "Europe/Kyiv", "en", "anna")


def read(**record: Any) -> RecordRead:  # noqa: ANN401 - as JSON is
    return read_record({"text": "X", "p": 0.5} | record, ForecastInput(text="-"), CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "Topic of the year is #metoo",
        "#Calexit",
        "Labour finish on 280+ in #GE2007",
        "The vote splits 50/50",
        "It rains 30% by tomorrow",
        "by:2027-01-01",
        "  kept \n as it is ",
    ],
)
def test_a_text_is_kept_as_it_is(text: str) -> None:
    claim = read(text=text).claim
    assert (claim.text, claim.tags, claim.deadline) == (text, (), None)


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=60))
def test_no_text_is_read_as_a_line(text: str) -> None:
    try:
        claim = read(text=text).claim
    except InputError:
        return  # blank, which no text may be
    assert claim.text == text


@pytest.mark.parametrize("empty", [None, ""])
def test_what_is_empty_is_as_if_absent(empty: str | None) -> None:
    names = ("by", "reason", "criteria", "made_at", "as", "id", "if", "event", "source", "tags")
    found = read(**dict.fromkeys((*names, "word", "options", "unit"), empty))
    assert found == read()


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("2026-05-31T23:59:59.123Z", "2026-05-31T23:59:59Z"),
        ("2026-05-31T23:59:14.064849+00:00", "2026-05-31T23:59:14Z"),
        ("2026-05-31t23:59:14z", "2026-05-31T23:59:14Z"),
        ("2026-05-31 23:59:14,5+02:00", "2026-05-31T21:59:14Z"),
        ("2026-05-31T23:59:14.000000000-0330", "2026-06-01T03:29:14Z"),
        ("2026-05-31T23:59+02", "2026-05-31T21:59:00Z"),
        ("2026-05-31", "2026-05-31[Europe/Kyiv]"),
        ("2026-05-31[Asia/Tokyo]", "2026-05-31[Asia/Tokyo]"),
        ("16 May", "2026-05-16[Europe/Kyiv]"),
        ("yesterday", "2026-11-29[Europe/Kyiv]"),
    ],
)
def test_a_time_of_a_program_is_kept_to_the_second(said: str, instant: str) -> None:
    made = read(made_at=said).belief.made_at
    assert made is not None
    assert made.text == instant


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - in zones of their own
def test_what_python_and_javascript_print_is_read_to_the_second(moment: datetime) -> None:
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() % 60:
        return  # an offset with seconds, as before there were zones
    found = parse_stamp(moment.isoformat(), "UTC")
    cut = moment.replace(microsecond=0).astimezone(UTC)
    assert found.first == found.last == cut
    assert parse_stamp(str(moment), "UTC") == found


@pytest.mark.parametrize("said", ["2026-05-31T23:59:59", "2026-05-31T25:00:00Z", "2026-02-30"])
def test_a_wrong_time_is_refused(said: str) -> None:
    with pytest.raises(InputError, match="made_at"):
        read(made_at=said)


def test_relative_days_count_from_when_it_was_made() -> None:
    found = read(by="in two weeks", made_at="2020-01-05T10:00:00Z").claim.deadline
    assert found is not None
    assert found.text == "2020-01-19[Europe/Kyiv]"


@pytest.mark.parametrize(
    ("options", "shares"),
    [
        ({"A": 0.4, "B": 0.6}, ["0.4", "0.6"]),
        ({"A": 1 / 3, "B": 1 / 3, "C": 1 / 3}, None),
        ({"Trump, Donald": 0.9893700757602955, "other": 1 - 0.9893700757602955}, None),
        ({"A": 0.1 + 0.2, "B": 0.7}, None),
        ({"A": 0, "B": 1.0000000001 - 1e-10}, ["0", "1"]),
    ],
)
def test_options_sum_to_exactly_one(options: dict[str, float], shares: list[str] | None) -> None:
    found: Any = read(p=None, options=options).belief.confidence["shares"]
    kept = [Decimal(each["p"]) for each in found]
    assert [each["option"] for each in found] == list(options)
    assert sum(kept) == 1
    for written, given_ in zip(kept, options.values(), strict=True):
        assert abs(written - Decimal(given_)) < Decimal("2e-9")
    assert shares is None or kept == [Decimal(each) for each in shares]


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=12))
def test_a_softmax_sums_to_exactly_one(weights: list[float]) -> None:
    options = {f"o{n}": weight / sum(weights) for n, weight in enumerate(weights)}
    found: Any = read(p=None, options=options).belief.confidence["shares"]
    assert sum(Decimal(each["p"]) for each in found) == 1


def test_more_than_rounding_is_refused() -> None:
    with pytest.raises(InputError, match="is what they sum to"):
        read(p=None, options={"A": 0.5, "B": 0.5001})


def test_quantiles_and_ranges_are_numbers_too() -> None:
    found: Any = read(p=None, quantiles={"0.1": 5, "0.9": 7.25}).belief.confidence
    assert found["at"] == [{"p": "0.1", "value": "5"}, {"p": "0.9", "value": "7.25"}]
    assert read(p=None, range=[0.1, 0.3]).belief.confidence["high"] == "0.3"


@pytest.mark.parametrize(
    ("tag", "slug"),
    [
        ("US politics", "us-politics"),
        ("2024", "y2024"),
        ("AI & ML", "ai-ml"),
        ("Війна (Сирія)", "війна-сирія"),
        ("A" * 200, "a" * 58),
    ],
)
def test_a_tag_is_made_to_fit_and_said_so(tag: str, slug: str) -> None:
    found = read(tags=[tag, "fits"])
    assert found.claim.tags == (slug, "fits")
    assert found.renamed == ((tag, slug),)


@given(st.text(max_size=80))
def test_a_slug_is_a_tag_that_stays(name: str) -> None:
    try:
        slug = make_slug(name)
    except InputError:
        assert not any(map(str.isalnum, name))
        return
    assert read_tag(slug) == slug == make_slug(slug)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"p": "0.5"}, "probability '0.5': is no number"),
        ({"p": True}, "probability True: is no number"),
        ({"p": None}, "says no probability"),
        ({"text": None}, "is missing"),
        ({"text": 5}, "text 5: has the wrong type"),
        ({"tags": "a"}, "tags 'a': has the wrong type"),
        ({"options": {"A": 1}}, "is given by p, options"),
        ({"probability": 0.5}, "field 'probability': is unknown"),
        ({"ordered": "yes"}, "ordered 'yes': has the wrong type"),
    ],
)
def test_nothing_is_taken_for_something_else(record: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(**record)
    assert message in str(caught.value)


def test_numbers_are_those_that_were_written() -> None:
    record = json.loads('{"text": "X", "p": 0.1000000000000000055}', parse_float=Decimal)
    found = read_record(record, ForecastInput(text="-"), CONTEXT)
    assert found.belief.confidence["p"] == "0.1000000000000000055"
