"""An axis of days: round dates, written as people of each language write them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
from matplotlib import dates
from matplotlib.axis import Axis

from brierbook.analysis.numeric.arguments import Floats
from brierbook.speech.catalogue import NO_BREAK, Catalogue

__all__ = ["axis_instant", "axis_position", "axis_positions", "set_date_ticks", "write_date"]

YEARS, MONTHS, DAYS = timedelta(days=1500), timedelta(days=150), timedelta(days=4)
MOST_TICKS = 6


def set_date_ticks(axis: Axis, words: Catalogue) -> None:
    """Set few ticks, each as exact as the length of the axis asks for; times are UTC."""
    low, high = (axis_instant(each) for each in sorted(axis.get_view_interval()))
    locator = dates.AutoDateLocator(minticks=2, maxticks=MOST_TICKS)  # type: ignore[no-untyped-call]  # has no types
    locator.set_axis(axis)
    ticks = [tick for tick in locator.tick_values(low, high) if low <= axis_instant(tick) <= high]  # type: ignore[no-untyped-call]  # the same
    form = _date_form(high - low)
    axis.set_ticks(ticks, [write_date(axis_instant(tick), form, words) for tick in ticks])


def _date_form(length: timedelta) -> str:
    """Choose how exactly a date is written."""
    if length > YEARS:
        return "year"
    if length > MONTHS:
        return "month"
    return "day" if length > DAYS else "hour"


def write_date(time: datetime, form: str, words: Catalogue) -> str:
    """Write an instant as a year, a month, a day, or an hour above its day."""
    if form == "year":
        return f"{time:%Y}"
    if form == "month":
        month = words.message("form.months_alone")[time.month - 1]
        return f"{month}{NO_BREAK}{time:%Y}"
    month = words.message("form.short_months")[time.month - 1]
    day = f"{time.day}{NO_BREAK}{month}{NO_BREAK}{time:%Y}"
    return day if form == "day" else f"{time:%H:%M}\n{day}"


def axis_instant(place: float) -> datetime:
    """Give the instant at a place of the axis."""
    found: datetime = dates.num2date(place)  # type: ignore[no-untyped-call]  # has no types
    return found


def axis_position(time: datetime) -> float:
    """Give the place of an instant on the axis."""
    return float(dates.date2num(time))  # type: ignore[no-untyped-call]  # has no types


def axis_positions(times: Iterable[datetime]) -> Floats:
    """Give the places of instants on the axis."""
    return np.array([axis_position(each) for each in times])
