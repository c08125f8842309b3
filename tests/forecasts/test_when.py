"""Times: what each form covers, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brierbook.errors import FormError
from brierbook.forecasts.when import LAST_YEAR, parse_moment


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year to second


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # an instant covers itself
        ("2026-11-24T10:30:05Z", utc(2026, 11, 24, 10, 30, 5), utc(2026, 11, 24, 10, 30, 5)),
        # Damascus is three hours ahead of UTC all year since 2022
        ("2024-12-07[Asia/Damascus]", utc(2024, 12, 6, 21), utc(2024, 12, 7, 21)),
        ("2024-12-06/2024-12-07[Asia/Damascus]", utc(2024, 12, 5, 21), utc(2024, 12, 7, 21)),
        # the clocks of Kyiv go forward at 03:00 and back at 04:00: days of 23 and 25 hours
        ("2026-03-29[Europe/Kyiv]", utc(2026, 3, 28, 22), utc(2026, 3, 29, 21)),
        ("2026-10-25[Europe/Kyiv]", utc(2026, 10, 24, 21), utc(2026, 10, 25, 22)),
        # in Sao Paulo that day had no midnight: it began at 01:00, which is 03:00 UTC
        ("2018-11-04[America/Sao_Paulo]", utc(2018, 11, 4, 3), utc(2018, 11, 5, 2)),
        # the names of zones have signs, digits, underscores and slashes
        ("2026-01-01[Etc/GMT+3]", utc(2026, 1, 1, 3), utc(2026, 1, 2, 3)),
        ("2026-01-01[America/Argentina/Buenos_Aires]", utc(2026, 1, 1, 3), utc(2026, 1, 2, 3)),
        ("2026-01-01[America/Port-au-Prince]", utc(2026, 1, 1, 5), utc(2026, 1, 2, 5)),
        ("2024-02-29[UTC]", utc(2024, 2, 29), utc(2024, 3, 1)),
    ],
)
def test_a_time_covers_its_stretch_in_utc(text: str, first: datetime, last: datetime) -> None:
    moment = parse_moment(text)
    assert (moment.first, moment.last, moment.text) == (first, last, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2026-11-24", "is not a time; use 2024-12-07"),  # a day without a zone
        ("2026-11-24T10:30:00", "is not a time"),  # an instant without one
        ("2026-11-24T10:30:00+03:00", "is not a time"),
        ("2026-11-24T10:30Z", "is not a time"),
        ("2026-11-24T10:30:00Z\n", "is not a time"),
        ("２０２６-11-24[UTC]", "is not a time"),  # digits of another script
        ("", "is not a time"),
        ("2026-02-29[UTC]", "is not a day of the calendar"),
        ("2026-13-01T00:00:00Z", "is not a day of the calendar"),
        ("0000-01-01[UTC]", "is not a day of the calendar"),
        ("0001-01-01[Europe/Kyiv]", "has a year outside"),
        ("9999-12-31[Europe/Kyiv]", "has a year outside"),
        (f"{LAST_YEAR}-01-01T00:00:00Z", "has a year outside"),
        ("2026-11-24T24:00:00Z", "is not a time of day"),
        ("2016-12-31T23:59:60Z", "is not a time of day"),  # a leap second
        ("2026-11-24[Europe/Atlantis]", "is not an IANA time zone"),
        ("2026-11-24[Europe]", "is not an IANA time zone"),  # a folder of zones
        ("2026-11-24[../etc/passwd]", "is not a time"),
        ("2026-11-25/2026-11-24[UTC]", "ends before it begins"),
    ],
)
def test_what_is_not_a_time_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_moment(text)


@pytest.mark.parametrize(
    ("text", "first_day", "last_day"),
    [
        ("2024-12-07[Asia/Damascus]", date(2024, 12, 7), date(2024, 12, 7)),
        ("2024-12-06/2024-12-08[Asia/Damascus]", date(2024, 12, 6), date(2024, 12, 8)),
        ("2024-12-07T00:00:00Z", date(2024, 12, 7), date(2024, 12, 7)),
    ],
)
def test_the_civil_days_are_those_written(text: str, first_day: date, last_day: date) -> None:
    moment = parse_moment(text)
    assert (moment.first_day, moment.last_day) == (first_day, last_day)


@pytest.mark.parametrize(
    ("earlier", "later", "sure"),
    [
        ("2026-01-01[UTC]", "2026-01-02[UTC]", True),  # a day ends where the next begins
        ("2026-01-01[UTC]", "2026-01-02T00:00:00Z", True),
        ("2026-01-01[UTC]", "2026-01-01T23:59:59Z", False),  # it may have been later that day
        ("2026-01-01[UTC]", "2026-01-01[UTC]", False),
        ("2026-01-01/2026-01-03[UTC]", "2026-01-02/2026-01-04[UTC]", False),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", True),
        ("2026-01-01[Asia/Tokyo]", "2026-01-01[America/New_York]", False),
        ("2026-01-01[Asia/Tokyo]", "2026-01-02[America/New_York]", True),
    ],
)
def test_surely_before_holds_only_without_overlap(earlier: str, later: str, *, sure: bool) -> None:
    assert parse_moment(earlier).surely_before(parse_moment(later)) is sure


@given(
    st.dates(date(2, 1, 1), date(LAST_YEAR - 1, 12, 31)),
    st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Damascus", "America/New_York", "Asia/Kathmandu"]),
)
def test_days_join_without_gap_or_overlap(day: date, zone: str) -> None:
    if day.year == LAST_YEAR - 1 and (day.month, day.day) == (12, 31):
        day -= timedelta(days=1)
    today = parse_moment(f"{day.isoformat()}[{zone}]")
    tomorrow = parse_moment(f"{(day + timedelta(days=1)).isoformat()}[{zone}]")
    assert today.last == tomorrow.first
    assert today.first < today.last
    assert today.first_day == today.last_day == day


def test_a_zone_of_very_many_parts_is_no_zone() -> None:
    with pytest.raises(FormError, match="is not an IANA time zone"):
        parse_moment(f"2026-01-01[{'Europe/' * 2000}Kyiv]")
