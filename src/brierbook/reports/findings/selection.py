"""Which part of a book a retrospective is about, and by what its forecasts are grouped."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from brierbook.analysis.tables.standing.choices import POOLED, Standing
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.query.matching import MatchedIds, match_query
from brierbook.forecasts.query.syntax import parse_query
from brierbook.forecasts.when import Moment

__all__ = ["BY", "WHOLE", "ZONE", "Selection", "report_folder_name", "select_forecasts"]

BY = ("source", "language", "phrase", "tag")
LONGEST_NAME = 40
ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Selection:
    """A query over the book, and the period in which outcomes became known.

    What has no outcome yet belongs to every period. ``by`` names the columns of the groups,
    ``without`` the kinds of speech that are left out, such as ``appeal``; ``standing`` says which
    of the forecasts that were revised are scored.
    """

    query: str = ""
    since: Moment | None = None
    until: Moment | None = None
    by: tuple[str, ...] = BY
    without: tuple[str, ...] = ()
    standing: Standing = POOLED

    @property
    def whole(self) -> bool:
        """Whether nothing of the book is left out."""
        return not (self.query.strip() or self.since or self.until or self.without)

    def as_data(self) -> dict[str, object]:
        """Give the selection as plain data."""
        return {
            "query": self.query,
            "since": self.since.text if self.since else None,
            "until": self.until.text if self.until else None,
            "by": list(self.by),
            **({"without": list(self.without)} if self.without else {}),
            **({} if self.standing == POOLED else {"standing": self.standing.text}),
        }


WHOLE = Selection()


def select_forecasts(book: Book, selection: Selection, *, now: datetime) -> MatchedIds:
    """Find the propositions and forecasts that a report is about, as of an instant."""
    query = parse_query(selection.query, today=now.date(), zone=ZONE)
    found = match_query(book, query, now=now)
    kept = frozenset(name for name in found.propositions if _in_period(book, name, selection))
    if not kept and not selection.whole:
        raise WorkspaceError(
            "the query and the period leave no proposition; ask for more, or for everything",
            code="query.nothing_left",
        )
    about = frozenset(name for name in found.forecasts if book.forecasts[name].proposition in kept)
    return MatchedIds(kept, _without_speech(book, about, selection.without))


def _without_speech(
    book: Book, forecasts: frozenset[str], without: tuple[str, ...]
) -> frozenset[str]:
    """Leave out the forecasts that rest on a statement of some kinds."""
    if not without:
        return forecasts
    named = {name: book.forecasts[name].statement for name in forecasts}
    kinds = {each.id: each.kind for each in book.statements.values()}
    return frozenset(name for name, each in named.items() if kinds.get(each or "") not in without)


def _in_period(book: Book, name: str, selection: Selection) -> bool:
    """Whether the outcome of a proposition became known in the period, or is not known."""
    resolution = book.resolutions.get(name)
    if resolution is None:
        return True
    known = resolution.known_at.last
    early = selection.since is not None and known <= selection.since.first
    late = selection.until is not None and known > selection.until.last
    return not (early or late)


def report_folder_name(book: Book, selection: Selection) -> str:
    """Name the folder of a report: that of the book, or for a part of it one of its own."""
    name = book.header.name
    if selection.whole and selection.by == BY and selection.standing == POOLED:
        return name
    ends = [each.text[:10] for each in (selection.since, selection.until) if each]
    said = "-".join(re.findall(r"\w+", " ".join([selection.query, *ends])))[:LONGEST_NAME]
    key = sha256(repr(sorted(selection.as_data().items())).encode()).hexdigest()[:8]
    return "-".join(filter(None, (name, said, key)))
