"""What is logged at hours when days differ between zones, years and months end, clocks change."""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Call
    from tests.conftest import SetClock

HOURS = (
    *("2026-11-30 22:30:00", "2026-12-31 23:59:00", "2028-02-29 00:00:00", "2028-02-29 23:59:59"),
    # clocks change: in New York, in Kyiv, in Kyiv and in New York
    *("2027-03-14 06:59:30", "2027-03-28 00:59:30", "2027-10-31 00:59:30", "2027-11-07 05:59:30"),
)
ZONES = ("UTC", "Europe/Kyiv", "Pacific/Apia", "America/New_York")


@pytest.fixture(params=HOURS)
def instant(request: pytest.FixtureRequest, set_clock: "SetClock") -> datetime:
    """Stop the clock at an hour in UTC."""
    found = datetime.fromisoformat(request.param).replace(tzinfo=UTC)
    set_clock(found)
    return found


@pytest.fixture(params=ZONES)
def today(
    request: pytest.FixtureRequest, instant: datetime, monkeypatch: pytest.MonkeyPatch, call: "Call"
) -> date:
    """Give the day in a zone, in which commands are called from here on."""
    del call  # whose zone is another
    monkeypatch.setenv("TZ", request.param)
    return instant.astimezone(ZoneInfo(request.param)).date()


def deadlines(call: "Call") -> list[date]:
    """Give the days by which propositions turn out, in the order in which they were logged."""
    found = sorted(call("ls", "--json").data["propositions"], key=lambda each: int(each["id"]))
    return [date.fromisoformat(each["deadline"][:10]) for each in found]


def test_days_are_those_where_one_is(today: date, call: "Call") -> None:
    ahead = {
        "today": (0, "today is the last day"),
        "tomorrow": (1, "1 day left"),
        "in 2 days": (2, "2 days left"),
        "in 30 days": (30, "30 days left"),
    }
    for said, (_, left) in ahead.items():
        done = call("log", "It rains p=30%", "--by", said)
        assert done.code == 0
        assert f", {left}\n" in done.out
    assert deadlines(call) == [today + timedelta(days=days) for days, _ in ahead.values()]


def test_a_year_and_a_month_end_where_one_is(today: date, call: "Call") -> None:
    call("log", "It rains p=30%", "--by", "end of year")
    call("log", "It snows p=30%", "--by", "end of month")
    _, days = calendar.monthrange(today.year, today.month)
    assert deadlines(call) == [date(today.year, 12, 31), today.replace(day=days)]


def test_what_was_logged_is_in_the_book_at_once(
    instant: datetime, today: date, call: "Call"
) -> None:
    assert call("log", "It rains p=30%", "--by", today.isoformat()).code == 0
    assert call("due", "--json").data["total"] == 0
    assert call("due", "--days", "2", "--json").data["total"] == 1
    assert call("resolve", "1", "yes", "--evidence", "Seen.").code == 0
    assert call("undo").code == 0
    assert call("check").code == 0
    shown = call("show", "1", "--json").out
    assert instant.strftime("%Y-%m-%dT%H:%M:%SZ") in shown
