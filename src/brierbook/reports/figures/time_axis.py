"""An axis of days: round dates, written as ISO 8601 has them, which every language reads."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
from matplotlib import dates
from matplotlib.axis import Axis

from brierbook.analysis.arrays import Floats

YEARS, MONTHS, DAYS = timedelta(days=1500), timedelta(days=150), timedelta(days=4)
MOST_TICKS = 6


def in_days(axis: Axis) -> None:
    """Set few ticks, each as exact as the length of the axis asks for; times are UTC."""
    low, high = (instant(each) for each in sorted(axis.get_view_interval()))
    locator = dates.AutoDateLocator(minticks=2, maxticks=MOST_TICKS)  # type: ignore[no-untyped-call]  # has no types
    locator.set_axis(axis)
    ticks = [tick for tick in locator.tick_values(low, high) if low <= instant(tick) <= high]  # type: ignore[no-untyped-call]  # the same
    form = form_for(high - low)
    axis.set_ticks(ticks, [instant(tick).strftime(form) for tick in ticks])


def form_for(length: timedelta) -> str:
    """Choose the form of a date."""
    if length > YEARS:
        return "%Y"
    if length > MONTHS:
        return "%Y-%m"
    return "%Y-%m-%d" if length > DAYS else "%H:%M\n%Y-%m-%d"


def instant(place: float) -> datetime:
    """Give the instant at a place of the axis."""
    found: datetime = dates.num2date(place)  # type: ignore[no-untyped-call]  # has no types
    return found


def place(time: datetime) -> float:
    """Give the place of an instant on the axis."""
    return float(dates.date2num(time))  # type: ignore[no-untyped-call]  # has no types


def places(times: Iterable[datetime]) -> Floats:
    """Give the places of instants on the axis."""
    return np.array([place(each) for each in times])
