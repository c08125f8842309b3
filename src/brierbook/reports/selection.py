"""Which part of a book a retrospective is about, and by what its forecasts are grouped."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pandas as pd

from brierbook.errors import WorkspaceError
from brierbook.forecasts.asked import Asked, asked_for
from brierbook.forecasts.book import Book
from brierbook.forecasts.lines.query import parse_query
from brierbook.forecasts.standing import Status
from brierbook.forecasts.when import Moment

BY = ("source", "language", "phrase", "tag")
LONGEST_NAME = 40
ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Selection:
    """A query over the book, and the period in which outcomes became known.

    What has no outcome yet belongs to every period. ``by`` names the columns of the groups.
    """

    query: str = ""
    since: Moment | None = None
    until: Moment | None = None
    by: tuple[str, ...] = BY

    @property
    def whole(self) -> bool:
        """Whether nothing of the book is left out."""
        return not (self.query.strip() or self.since or self.until)

    def as_data(self) -> dict[str, object]:
        """Give the selection as plain data."""
        return {
            "query": self.query,
            "since": self.since.text if self.since else None,
            "until": self.until.text if self.until else None,
            "by": list(self.by),
        }


WHOLE = Selection()


def as_of(book: Book) -> datetime:
    """Give the time of a report: that of the last entry, so that the same book gives the same."""
    return max(record.recorded_at.last for record in book.records)


def select(book: Book, selection: Selection) -> Asked:
    """Find the propositions and forecasts that a report is about."""
    now = as_of(book)
    query = parse_query(selection.query, today=now.date(), zone=ZONE)
    found = asked_for(book, query, now=now)
    kept = frozenset(name for name in found.propositions if in_period(book, name, selection))
    if not kept and not selection.whole:
        message = "the query and the period leave no proposition; ask for more, or for everything"
        raise WorkspaceError(message)
    return Asked(kept, found.forecasts)


def in_period(book: Book, name: str, selection: Selection) -> bool:
    """Whether the outcome of a proposition became known in the period, or is not known."""
    resolution = book.resolutions.get(name)
    if resolution is None:
        return True
    known = resolution.known_at.last
    early = selection.since is not None and known <= selection.since.first
    late = selection.until is not None and known > selection.until.last
    return not (early or late)


def chosen(table: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Take the rows of the forecasts that a report is about."""
    kept = table["forecast"].isin(asked.forecasts) & table["proposition"].isin(asked.propositions)
    return table[kept].reset_index(drop=True)


def taken_out(table: pd.DataFrame, asked: Asked, selection: Selection) -> pd.DataFrame:
    """Take the rows of the forecasts whose bytes are gone; nobody knows whose they were."""
    gone = table["status"] == Status.REDACTED.value
    about = selection.whole | table["proposition"].isin(asked.propositions)
    return table[gone & about].reset_index(drop=True)


def folder_name(book: Book, selection: Selection) -> str:
    """Name the folder of a report: that of the book, or for a part of it one of its own."""
    name = book.header.name
    if selection.whole and selection.by == BY:
        return name
    ends = [each.text[:10] for each in (selection.since, selection.until) if each]
    said = "-".join(re.findall(r"\w+", " ".join([selection.query, *ends])))[:LONGEST_NAME]
    key = sha256(repr(sorted(selection.as_data().items())).encode()).hexdigest()[:8]
    return "-".join(filter(None, (name, said, key)))
