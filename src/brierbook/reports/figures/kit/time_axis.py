"""An axis of days: round dates, written as ISO 8601 has them, which every language reads."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
from matplotlib import dates
from matplotlib.axis import Axis

from brierbook.analysis.numeric.arguments import Floats

__all__ = ["axis_instant", "axis_position", "axis_positions", "set_date_ticks"]

YEARS, MONTHS, DAYS = timedelta(days=1500), timedelta(days=150), timedelta(days=4)
MOST_TICKS = 6


def set_date_ticks(axis: Axis) -> None:
    """Set few ticks, each as exact as the length of the axis asks for; times are UTC."""
    low, high = (axis_instant(each) for each in sorted(axis.get_view_interval()))
    locator = dates.AutoDateLocator(minticks=2, maxticks=MOST_TICKS)  # type: ignore[no-untyped-call]  # has no types
    locator.set_axis(axis)
    ticks = [tick for tick in locator.tick_values(low, high) if low <= axis_instant(tick) <= high]  # type: ignore[no-untyped-call]  # the same
    form = _date_format(high - low)
    axis.set_ticks(ticks, [axis_instant(tick).strftime(form) for tick in ticks])


def _date_format(length: timedelta) -> str:
    """Choose the form of a date."""
    if length > YEARS:
        return "%Y"
    if length > MONTHS:
        return "%Y-%m"
    return "%Y-%m-%d" if length > DAYS else "%H:%M\n%Y-%m-%d"


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
