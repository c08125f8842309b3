"""Counting on the calendar: days, weeks, months, quarters and years, and the ends of them."""

from datetime import date, timedelta

from brierbook.forecasts.when import civil_day

MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
DAYS_IN = {"day": 1, "week": 7}


def make(year: int, month: int, day: int) -> date:
    """Make a day; ValueError says that the calendar has none such."""
    return civil_day(f"{year:04}-{month:02}-{day:02}")


def last_of_month(year: int, month: int) -> date:
    """Give the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def after(day: date, count: int, unit: str) -> date:
    """Count units from a day; where a month is too short, take its last day."""
    if unit in DAYS_IN:
        return day + timedelta(days=count * DAYS_IN[unit])
    months = day.year * 12 + day.month - 1 + count * MONTHS_IN[unit]
    year, month = divmod(months, 12)
    longest = last_of_month(make(year, month + 1, 1).year, month + 1).day
    return make(year, month + 1, min(day.day, longest))


def end_of(unit: str, day: date) -> date:
    """Give the last day of the day, week, month, quarter or year that holds a day."""
    if unit == "day":
        return day
    if unit == "week":
        return day + timedelta(days=6 - day.weekday())
    length = MONTHS_IN[unit]
    return last_of_month(day.year, (day.month + length - 1) // length * length)


def next_such(month: int, day: int, today: date) -> date:
    """Give the next day of this name from today on; 29 February waits for a leap year."""
    # 2000 is a leap year, so that only what no year has is refused
    if not 1 <= day <= last_of_month(2000, month).day:
        raise ValueError("is a day that no year has; check the day and the month")
    years = range(today.year, today.year + 9)  # 1896 to 1904 is the longest wait
    days = (date(year, month, day) for year in years if day <= last_of_month(year, month).day)
    return next(each for each in days if each >= today)


def next_weekday(number: int, today: date) -> date:
    """Give the next Monday (1) to Sunday (7); ValueError if that is today."""
    if number == today.isoweekday():
        week = today + timedelta(days=7)
        raise ValueError(f"is today, or in a week? write {today} or {week}")
    return today + timedelta(days=(number - today.isoweekday()) % 7)
