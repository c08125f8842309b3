"""Deadlines and past days as people write them."""

import calendar
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from brierbook.errors import InputError
from brierbook.forecasts.lines.dates import read_deadline, read_past_day
from brierbook.forecasts.when import parse_moment

TODAY = date(2024, 12, 4)  # a Wednesday
KYIV = "Europe/Kyiv"

GENITIVES = {
    "en": "January February March April May June July August September October November December",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
}
DAYS = st.dates(date(1000, 1, 1), date(9988, 12, 31))


def read(text: str, today: date = TODAY, zone: str = KYIV) -> str:
    return read_deadline(text, today=today, zone=zone).text


def problem(text: str, zone: str = KYIV) -> str:
    with pytest.raises(InputError) as caught:
        read_deadline(text, today=TODAY, zone=zone)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1.2.2025", "2025-02-01"),
        ("05/05/2024", "2024-05-05"),  # the same in either order
        ("31 декабря 2024г.", "2024-12-31"),
        ("31 декабря 2024 г.", "2024-12-31"),
        ("31 грудня 2024 р.", "2024-12-31"),
        ("31 грудня 2024 року включно", "2024-12-31"),
        ("31 Dec 2024", "2024-12-31"),
        ("Dec. 31", "2024-12-31"),
        ("31st of December, 2024", "2024-12-31"),
        ("31-го декабря", "2024-12-31"),
        ("4 December", "2024-12-04"),  # today is included
        ("3 december", "2025-12-03"),
        ("1 січня", "2025-01-01"),
        ("29 February", "2028-02-29"),
        ("today", "2024-12-04"),
        ("сьогодні", "2024-12-04"),
        ("Сегодня", "2024-12-04"),
        ("tomorrow", "2024-12-05"),
        ("завтра", "2024-12-05"),
        ("післязавтра", "2024-12-06"),
        ("послезавтра", "2024-12-06"),
        ("the day after tomorrow", "2024-12-06"),
        ("Friday", "2024-12-06"),
        ("п'ятниця", "2024-12-06"),
        ("п’ятниці", "2024-12-06"),
        ("пʼятницю", "2024-12-06"),
        ("пятницы", "2024-12-06"),
        ("вівторка", "2024-12-10"),
        ("вторнику", "2024-12-10"),
        ("воскресенья", "2024-12-08"),
        ("end of 2024", "2024-12-31"),
        ("the end of the year", "2024-12-31"),
        ("кінець 2024", "2024-12-31"),
        ("кінця року", "2024-12-31"),
        ("кінця цього року", "2024-12-31"),
        ("конца 2025 года", "2025-12-31"),
        ("концу года", "2024-12-31"),
        ("конца декабря", "2024-12-31"),
        ("конца ноября", "2025-11-30"),
        ("кінця лютого 2028 року", "2028-02-29"),
        ("end of month", "2024-12-31"),
        ("end of next month", "2025-01-31"),
        ("кінця наступного року", "2025-12-31"),
        ("конца недели", "2024-12-08"),
        ("end of this week", "2024-12-08"),
        ("end of quarter", "2024-12-31"),
        ("end of day", "2024-12-04"),
        ("in 3 weeks", "2024-12-25"),
        ("in a month", "2025-01-04"),
        ("через 2 тижні", "2024-12-18"),
        ("через тиждень", "2024-12-11"),
        ("через месяц", "2025-01-04"),
        ("через 10 дней", "2024-12-14"),
        ("через 3 роки", "2027-12-04"),
        ("Q1 2025", "2025-03-31"),
        ("2025-Q3", "2025-09-30"),
        ("I квартал 2025", "2025-03-31"),
        ("2-й квартал 2025 року", "2025-06-30"),
        ("конца IV квартала 2025 года", "2025-12-31"),
        ("end of Q2 2025", "2025-06-30"),
        ("31.12", "2024-12-31"),
        ("31.12.24", "2024-12-31"),
        ("12/31/2024", "2024-12-31"),
        ("2024/12/31", "2024-12-31"),
        ("2024.12.31", "2024-12-31"),
        ("31-12-2024", "2024-12-31"),
        ("20241231", "2024-12-31"),
        ("2024-1-2", "2024-01-02"),
        ("EOY", "2024-12-31"),
        ("EOM", "2024-12-31"),
        ("eoy 2026", "2026-12-31"),
        ("year-end", "2024-12-31"),
        ("30d", "2025-01-03"),
        ("2w", "2024-12-18"),
        ("+14d", "2024-12-18"),
        ("6mo", "2025-06-04"),
        ("in two weeks", "2024-12-18"),
        ("in a couple of weeks", "2024-12-18"),
        ("two weeks from now", "2024-12-18"),
        ("within the next six months", "2025-06-04"),
        ("in half a year", "2025-06-04"),
        ("через півроку", "2025-06-04"),
        ("через пів року", "2025-06-04"),
        ("через полгода", "2025-06-04"),
        ("через півтора року", "2026-06-04"),
        ("через два тижні", "2024-12-18"),
        ("за две недели", "2024-12-18"),
        ("протягом трьох місяців", "2025-03-04"),
        ("в течение года", "2025-12-04"),
        ("by the end of next month", "2025-01-31"),
        ("до конца мая", "2025-05-31"),
        ("before 2027", "2026-12-31"),
        ("before 1 March 2025", "2025-02-28"),
        ("until 31 March", "2025-03-31"),
        ("не пізніше 15 січня", "2025-01-15"),
        ("не позднее 15 января", "2025-01-15"),
        ("no later than Jan 15", "2025-01-15"),
        ("до літа", "2025-05-31"),
        ("к лету", "2025-05-31"),
        ("до зими", "2025-11-30"),
        ("this Friday", "2024-12-06"),
        ("Friday, 6 December", "2024-12-06"),
        ("this week", "2024-12-08"),
        ("in May 2027", "2027-05-31"),
        ("в мае 2027", "2027-05-31"),
        ("у травні", "2025-05-31"),
        ("in summer 2025", "2025-08-31"),
        ("у 2026 році", "2026-12-31"),
        ("first half of 2025", "2025-06-30"),
        ("першого півріччя 2025", "2025-06-30"),
        ("Christmas", "2024-12-25"),
        ("Easter 2025", "2025-04-20"),
        ("Великодня 2025", "2025-04-20"),  # both churches kept one day
        ("Нового року", "2024-12-31"),
        ("Новому году", "2024-12-31"),
    ],
)
def test_a_day_is_read_to_its_last_moment(text: str, day: str) -> None:
    assert read(text) == f"{day}[{KYIV}]"
    assert read(f"  {text.upper()} ") == f"{day}[{KYIV}]"
    assert read(normalize("NFD", text)) == f"{day}[{KYIV}]"


@given(DAYS, st.sampled_from(sorted(GENITIVES)))
@example(date(2024, 2, 29), "uk")
@example(date(1000, 1, 1), "ru")
def test_each_way_to_print_a_day_is_read_as_it(day: date, language: str) -> None:
    month = GENITIVES[language].split()[day.month - 1]
    year = {"en": "", "uk": " року", "ru": " года"}[language]
    forms = [
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day.day} {month} {day.year}{year}",
        f"{month} {day.day}, {day.year}",
    ]
    if day.day > 12:
        forms.append(f"{day.day}/{day.month}/{day.year}")
    assert {read(form) for form in forms} == {f"{day.isoformat()}[{KYIV}]"}


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), DAYS)
@example(date(2024, 12, 31), date(2024, 2, 29))
@example(date(1896, 3, 1), date(2024, 2, 29))  # 1900 is no leap year
def test_a_day_without_a_year_is_the_next_such(today: date, day: date) -> None:
    month = GENITIVES["uk"].split()[day.month - 1]
    found = today
    while (found.month, found.day) != (day.month, day.day):
        found += timedelta(days=1)
    assert read(f"{day.day} {month}", today) == f"{found.isoformat()}[{KYIV}]"


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.integers(0, 999),
    st.sampled_from(["days", "weeks", "months", "years"]),
)
@example(date(2024, 1, 31), 1, "months")
@example(date(2024, 2, 29), 1, "years")
@example(date(2023, 12, 31), 2, "months")
def test_time_is_counted_as_pandas_counts(today: date, count: int, unit: str) -> None:
    offset = pd.DateOffset(**{unit: count})  # type: ignore[arg-type]  # the name of a unit
    later = (pd.Timestamp(today) + offset).date()
    assert read(f"in {count} {unit}", today) == f"{later.isoformat()}[{KYIV}]"


@given(st.integers(1000, 9988), st.integers(1, 12))
@example(2000, 2)
@example(1900, 2)
@example(2024, 12)
def test_the_end_of_a_month_is_its_last_day(year: int, month: int) -> None:
    last = date(year, month, calendar.monthrange(year, month)[1])
    word = GENITIVES["ru"].split()[month - 1]
    assert read(f"конца {word} {year} года") == f"{last.isoformat()}[{KYIV}]"
    assert read("end of month", date(year, month, 1)) == f"{last.isoformat()}[{KYIV}]"
    assert read("end of month", last) == f"{last.isoformat()}[{KYIV}]"


@given(DAYS, st.sampled_from(list(enumerate(calendar.day_name, start=1))))
def test_a_weekday_is_the_next_one_and_never_today(today: date, day: tuple[int, str]) -> None:
    number, name = day
    if number == today.isoweekday():
        with pytest.raises(InputError, match=r"is .* or .*\? write the one meant"):
            read(name, today)
        return
    found = date.fromisoformat(read(name, today)[:10])
    assert found.isoweekday() == number
    assert 0 < (found - today).days < 7


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-12-31T18:00Z", "2024-12-31T18:00:00Z"),
        ("2024-12-31T18:00:05Z", "2024-12-31T18:00:05Z"),
        ("2024-12-31 18:00 UTC", "2024-12-31T18:00:00Z"),
        ("2024-12-31T18:00+02:00", "2024-12-31T16:00:00Z"),
        ("2024-12-31T18:00-0500", "2024-12-31T23:00:00Z"),
        ("2024-12-31 18:00", "2024-12-31T16:00:00Z"),  # Kyiv in winter
        ("2024-07-01 18:00", "2024-07-01T15:00:00Z"),  # and in summer
        ("31 грудня 2024 року, о 9:05", "2024-12-31T07:05:00Z"),
        ("31 декабря 2024 года в 09:05", "2024-12-31T07:05:00Z"),
        ("tomorrow at 18:00", "2024-12-05T16:00:00Z"),
        ("2026-10-25T03:30+03:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T03:30+02:00", "2026-10-25T01:30:00Z"),
    ],
)
def test_an_instant_is_kept_in_utc(text: str, instant: str) -> None:
    moment = read_deadline(text, today=TODAY, zone=KYIV)
    assert moment == parse_moment(instant)
    assert moment.first == moment.last == datetime.fromisoformat(instant).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("05/06/2024", "is 2024-06-05 or 2024-05-06?"),
        ("2025", "is 2024-12-31 or 2025-12-31?"),
        ("March", "is 2025-02-28 or 2025-03-31?"),
        ("листопад", "is 2025-10-31 or 2025-11-30?"),
        ("March 2024", "is 2024-02-29 or 2024-03-31?"),
        ("Wednesday", "is 2024-12-04 or 2024-12-11?"),
        ("середи", "is 2024-12-04 or 2024-12-11?"),
        ("next Friday", "is 2024-12-06 or 2024-12-13?"),
        ("31 February", "is a day that no year has"),
        ("0 березня", "is a day that no year has"),
        ("31 лютого 2024 року", "is not a day of the calendar"),
        ("29.02.2023", "is not a day of the calendar"),
        ("2024-13-01", "is not a day of the calendar"),
        ("13/13/2024", "is not a day of the calendar"),
        ("0000-01-01", "is not a day of the calendar"),
        ("0001-01-01", "has a year outside"),
        ("9999-12-31", "has a year outside"),
        ("in 9999 years", "is not a day of the calendar"),
        ("end of 9999", "has a year outside"),
        ("2024-12-31T24:00Z", "is not a time of day"),
        ("2016-12-31T23:59:60Z", "is not a time of day"),
        ("10.12.2024 10:61", "is not a time of day"),
        ("2024-12-31T18:00+15:00", "has the offset +15:00"),
        ("32.12", "is no date; write 2027-12-31"),
        ("весна 2025 до лета", "is no date"),
        ("3 weeks ago or so", "is no date"),
        ("Різдво", "is 2024-12-25 or 2025-01-07?"),
        ("winter 2025", "is 2025-02-28 or 2026-02-28?"),
        ("наступна п'ятниця", "is 2024-12-06 or 2024-12-13?"),
        ("summer 2025", "is 2025-05-31 or 2025-08-31?"),
        ("05-06-2025", "is 2025-06-05 or 2025-05-06?"),
        ("٣ December 2024", "is no date"),
        ("by accident", "is no date"),
        ("", "is no date"),
        ("x" * 10_000, "is no date"),
    ],
)
def test_what_is_ambiguous_or_wrong_is_refused_with_advice(text: str, advice: str) -> None:
    said = problem(text)
    assert said.startswith("deadline ")
    assert advice in said


def test_a_time_that_the_clocks_skip_is_refused_with_its_neighbours() -> None:
    # in Kyiv the clocks went from 03:00 to 04:00 on 29 March 2026
    said = problem("2026-03-29T03:30")
    assert "02:59:59+02:00 and 2026-03-29T04:00:00+03:00" in said
    assert read("2026-03-29 02:59:59") == "2026-03-29T00:59:59Z"
    assert read("2026-03-29 04:00") == "2026-03-29T01:00:00Z"


def test_a_time_that_comes_twice_needs_an_offset() -> None:
    # and back from 04:00 to 03:00 on 25 October
    said = problem("2026-10-25 03:30")
    assert "write 2026-10-25T03:30:00+03:00 or 2026-10-25T03:30:00+02:00" in said
    assert read("2026-10-25 04:00") == "2026-10-25T02:00:00Z"
    assert read("2026-10-25 02:59") == "2026-10-24T23:59:00Z"


def test_a_day_that_a_zone_skipped_is_refused() -> None:
    # Samoa moved over the date line: 30 December 2011 did not come
    assert "is a day that Pacific/Apia skipped" in problem("2011-12-30", "Pacific/Apia")
    said = problem("2011-12-30 10:00", "Pacific/Apia")
    assert "2011-12-29T23:59:59-10:00 and 2011-12-31T00:00:00+14:00" in said


def test_an_unknown_zone_is_named() -> None:
    assert problem("tomorrow", "Europe/Atlantis").startswith("zone 'Europe/Atlantis': ")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16 May", "2024-05-16"),  # and not the next one
        ("4 December", "2024-12-04"),  # today is included
        ("5 December", "2023-12-05"),
        ("31.12", "2023-12-31"),
        ("29 February", "2024-02-29"),
        ("yesterday", "2024-12-03"),
        ("вчора", "2024-12-03"),
        ("вчера", "2024-12-03"),
        ("позавчора", "2024-12-02"),
        ("the day before yesterday", "2024-12-02"),
        ("3 days ago", "2024-12-01"),
        ("a week ago", "2024-11-27"),
        ("два тижні тому", "2024-11-20"),
        ("месяц назад", "2024-11-04"),
        ("Monday", "2024-12-02"),
        ("last Friday", "2024-11-29"),
        ("минулої п'ятниці", "2024-11-29"),
        ("today", "2024-12-04"),
        ("12/31/2023", "2023-12-31"),
        ("end of last month", "2024-11-30"),
        ("2024-05-16", "2024-05-16"),
    ],
)
def test_a_past_day_is_the_last_such(text: str, day: str) -> None:
    assert read_past_day(text, today=TODAY, zone=KYIV).text == f"{day}[{KYIV}]"


@pytest.mark.parametrize("text", ["in 3 weeks", "2w", "soon", "March", "Wednesday", "2023"])
def test_what_is_no_past_day_or_two_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"made-at .*(is no date|is .* or )"):
        read_past_day(text, today=TODAY, zone=KYIV, field="made-at")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), DAYS)
@example(date(2024, 12, 4), date(2024, 2, 29))
def test_the_next_and_the_last_such_day_enclose_today(today: date, day: date) -> None:
    said = f"{day.day} {GENITIVES['en'].split()[day.month - 1]}"
    ahead = read_deadline(said, today=today, zone=KYIV).last_day
    behind = read_past_day(said, today=today, zone=KYIV).last_day
    assert behind <= today <= ahead
    assert (ahead == behind) == ((today.month, today.day) == (day.month, day.day))
    assert (ahead.month, ahead.day) == (behind.month, behind.day) == (day.month, day.day)


@pytest.mark.parametrize("year", range(2020, 2040))
def test_easter_is_that_of_dateutil(year: int) -> None:
    easter = pytest.importorskip("dateutil.easter").easter
    assert read(f"Easter {year}", date(year, 1, 1)) == f"{easter(year)}[{KYIV}]"
    ours = easter(year, 2)  # Orthodox
    if ours == easter(year):
        assert read(f"Пасхи {year}", date(year, 1, 1)) == f"{ours}[{KYIV}]"
    else:
        assert f"is {easter(year)} or {ours}?" in problem(f"Пасхи {year}")
