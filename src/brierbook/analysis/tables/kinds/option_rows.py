"""Every option of every question as a forecast of its own: said so much, and happened or not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brierbook.analysis.tables.kinds.kind_rows import COLUMNS, kind_row, primary_rows, scored_kinds
from brierbook.forecasts.entries.records import Resolution, Shares

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = ["option_rows"]


def option_rows(book: "Book") -> "pd.DataFrame":
    """Give one row for each option of each forecast that counts, whichever options came true.

    The columns are those of `tabulate_kinds`, then ``option``, ``p``, what was said of it, and
    ``y``, 1 if it came true. The rows of a question hang on one event, and are no more evidence
    than it.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> option_rows(Book("book.jsonl", records=(), lines=())).empty
    True
    """
    import pandas as pd

    rows = [
        kind_row(book, judged) | {"option": name, "p": p, "y": y}
        for judged, resolution in scored_kinds(book)
        if isinstance(judged.forecast.confidence, Shares)
        for name, p, y in _options_of(judged.forecast.confidence, resolution)
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "option", "p", "y"])
    return primary_rows(table)


def _options_of(shares: Shares, resolution: Resolution) -> Iterator[tuple[str, float, float]]:
    """Give each option with what was said of it, and whether it came true."""
    true = {resolution.answer, *resolution.chosen}
    for name, p in shares.p:
        yield name, float(p), float(name in true)
