"""The dates of forecasts, beside the table that says what became of them."""

from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from brierbook.forecasts.when import Moment

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book

__all__ = ["DATES", "add_date_columns"]

DATES = (
    "made_at",  # the last instant at which the forecast may have been made
    "deadline",  # the end of the proposition's deadline; missing where it has none
    "decided_at",  # the first instant at which the outcome may have been decided
    "known_at",  # the last instant at which the outcome may have become known
)


def add_date_columns(table: pd.DataFrame, book: "Book") -> pd.DataFrame:
    """Add the columns of DATES to a table of forecasts, in UTC; what is not known is missing."""
    rows = [_forecast_dates(book, forecast) for forecast in table["forecast"]]
    found = pd.DataFrame(rows, columns=[*DATES], index=table.index).astype("datetime64[us, UTC]")
    return table.assign(**{name: found[name] for name in DATES})


def _forecast_dates(book: "Book", name: str) -> tuple[datetime | None, ...]:
    """Give the dates of one forecast."""
    forecast = book.forecasts[name]
    resolution = book.resolutions.get(forecast.proposition)
    decided = (resolution.decided_at or resolution.known_at) if resolution else None
    return (
        forecast.made_at.last,
        _moment_end_utc(book.propositions[forecast.proposition].deadline),
        decided.first if decided else None,
        _moment_end_utc(resolution.known_at if resolution else None),
    )


def _moment_end_utc(moment: Moment | None) -> datetime | None:
    """Give the end of a moment."""
    return moment.last if moment else None
