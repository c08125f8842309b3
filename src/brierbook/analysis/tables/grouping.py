"""The columns by which forecasts are grouped; of tags a forecast may have several."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = ["GROUPS", "TAG", "repeat_by_tag"]

TAG = "tag"
GROUPS = ("claim", "event", "forecaster", "language", "phrase", "proposition", "source", TAG)


def repeat_by_tag(book: "Book", rows: "pd.DataFrame") -> "pd.DataFrame":
    """Repeat each forecast for every tag of its proposition."""
    known = book.propositions
    tags = {name: list(known[name].tags) if name in known else [] for name in rows["proposition"]}
    repeated = rows.assign(tag=rows["proposition"].map(tags)).explode(TAG)
    return repeated.assign(tag=repeated[TAG].fillna("").astype("str"))
