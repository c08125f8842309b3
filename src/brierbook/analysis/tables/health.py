"""The health of a book: what is open, due and overdue, and how long outcomes take."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from brierbook.forecasts.entries.records import Forecast, Resolution

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book

__all__ = ["STATES", "count_overdue_unresolved", "count_states_by_month", "tabulate_health"]

GRACE = timedelta(days=30)  # past its deadline by more than this, a proposition is overdue
STATES = ("resolved", "void", "unsettled", "open", "due", "overdue")
SETTLED = ("yes", "no", "option", "value")
COLUMNS = ("proposition", "deadline", "day", "state", "days", "early")


def tabulate_health(
    book: "Book", *, now: datetime, only: Iterable[str] | None = None
) -> pd.DataFrame:
    """Give one row for each proposition on a primary reading, as the book stands at an instant.

    ``state`` is resolved, void, unsettled (ambiguous or annulled), open, due (up to 30 days past
    the deadline) or overdue; ``days`` run from the first forecast to the known outcome, missing
    without either; ``early`` says that it resolved before a deadline that is still ahead;
    ``deadline`` is its end in UTC, ``day`` its last civil day in the zone in which it was written.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> empty = Book("book.jsonl", records=(), lines=())
    >>> tabulate_health(empty, now=datetime(2025, 1, 1)).columns.tolist()
    ['proposition', 'deadline', 'day', 'state', 'days', 'early']
    """
    asked = book.propositions if only is None else dict.fromkeys(only)
    rows = [
        _health_row(book, name, now)
        for name in asked
        if book.propositions[name].reading == "primary"
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS])
    return table.astype(
        {
            "deadline": "datetime64[us, UTC]",
            "day": "datetime64[us]",
            "days": "float64",
            "early": "bool",
        }
    )


def _health_row(book: "Book", name: str, now: datetime) -> tuple[object, ...]:
    """Give the row of one proposition."""
    moment, resolution = book.propositions[name].deadline, book.resolutions.get(name)
    deadline = moment.last if moment else None
    day = moment.last_day if moment else None
    forecasts = book.forecasts_of.get(name, [])
    early = bool(deadline and resolution and deadline > now)
    days = _days_until_known(forecasts, resolution)
    return name, deadline, day, _proposition_state(resolution, deadline, now), days, early


def _proposition_state(
    resolution: Resolution | None, deadline: datetime | None, now: datetime
) -> str:
    """Tell how a proposition stands."""
    if resolution is not None:
        if resolution.outcome in SETTLED:
            return "resolved"
        return "void" if resolution.outcome == "void" else "unsettled"
    if deadline is None or deadline > now:
        return "open"
    return "due" if now - deadline <= GRACE else "overdue"


def _days_until_known(forecasts: list[Forecast], resolution: Resolution | None) -> float:
    """Count the days from the first forecast until the outcome was known."""
    if resolution is None or not forecasts:
        return float("nan")
    first = min(each.made_at.last for each in forecasts)
    return (resolution.known_at.last - first) / timedelta(days=1)


def count_states_by_month(table: pd.DataFrame) -> pd.DataFrame:
    """Count the propositions in each state by the month of their deadline.

    Every month from the first to the last has its rows, also where nothing fell due; ``month``
    is missing for propositions without a deadline.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-31", "2025-03-01"])
    >>> table = pd.DataFrame({"day": days, "state": ["open", "void"]})
    >>> count_states_by_month(table)["month"].astype(str).tolist()
    ['2025-01-01', '2025-02-01', '2025-03-01']
    """
    month = table["day"].dt.to_period("M")
    counts = pd.crosstab(month, table["state"]).reindex(columns=[*STATES], fill_value=0)
    if len(counts):
        counts = counts.reindex(pd.period_range(counts.index.min(), counts.index.max(), freq="M"))
    dated = counts.fillna(0).astype(int).rename_axis("month").reset_index()
    dated["month"] = dated["month"].dt.to_timestamp() if len(dated) else pd.NaT
    undated = table.loc[month.isna(), "state"].value_counts()
    if undated.empty:
        return dated
    last = {"month": pd.NaT} | {state: int(undated.get(state, 0)) for state in STATES}
    return (
        pd.concat([dated, pd.DataFrame([last])], ignore_index=True)
        if len(dated)
        else (pd.DataFrame([last]))
    )


def count_overdue_unresolved(table: pd.DataFrame, now: datetime) -> tuple[int, int]:
    """Count, of the propositions whose deadline is past, those without an outcome, and all."""
    past = table[table["deadline"] <= now]
    return int((past["state"] != "resolved").sum()), len(past)
