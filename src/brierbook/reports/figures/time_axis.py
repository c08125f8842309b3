"""An axis of days: round dates, written as ISO 8601 has them, which every language reads."""

from datetime import timedelta

from matplotlib.axis import Axis
from matplotlib.dates import AutoDateLocator, num2date

YEARS, MONTHS, DAYS = timedelta(days=1500), timedelta(days=150), timedelta(days=4)
MOST_TICKS = 6


def in_days(axis: Axis) -> None:
    """Set few ticks, each as exact as the length of the axis asks for; times are UTC."""
    low, high = sorted(num2date(each) for each in axis.get_view_interval())
    locator = AutoDateLocator(minticks=2, maxticks=MOST_TICKS)
    locator.set_axis(axis)
    ticks = [tick for tick in locator.tick_values(low, high) if low <= num2date(tick) <= high]
    form = form_for(high - low)
    axis.set_ticks(ticks, [num2date(tick).strftime(form) for tick in ticks])


def form_for(length: timedelta) -> str:
    """Choose the form of a date."""
    if length > YEARS:
        return "%Y"
    if length > MONTHS:
        return "%Y-%m"
    return "%Y-%m-%d" if length > DAYS else "%m-%d %H:%M"
