"""Every option of every question as a forecast of its own: said so much, and happened or not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brierbook.analysis.tables.kinds.kind_rows import tabulate_rows
from brierbook.analysis.tables.kinds.scorable_kinds import ScorableKinds
from brierbook.forecasts.entries.records import Resolution, Shares

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["option_rows"]


def option_rows(kinds: ScorableKinds) -> "pd.DataFrame":
    """Give one row for each option of each forecast that counts, whichever options came true.

    The columns are those of `ScorableKinds.rows`, then ``option``, ``p``, what was said of it, and
    ``y``, 1 if it came true. The rows of a question hang on one event, and are no more evidence
    than it.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
    >>> option_rows(scorable_kinds(Book("book.jsonl", records=(), lines=()))).empty
    True
    """
    rows = [
        row | {"option": name, "p": p, "y": y}
        for row, judged, resolution in kinds.counted()
        if isinstance(judged.forecast.confidence, Shares)
        for name, p, y in _options_of(judged.forecast.confidence, resolution)
    ]
    return tabulate_rows(rows, ("option", "p", "y"))


def _options_of(shares: Shares, resolution: Resolution) -> Iterator[tuple[str, float, float]]:
    """Give each option with what was said of it, and whether it came true."""
    true = {resolution.answer, *resolution.chosen}
    for name, p in shares.p:
        yield name, float(p), float(name in true)
