"""The Brier score on each basis of time: shown, witnessed by a platform, or claimed."""

from datetime import datetime
from typing import TYPE_CHECKING

from brierbook.analysis.tables.forecast_rows import is_primary
from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.score_table import score
from brierbook.analysis.tables.standing.choices import choose_rows, headline_rows
from brierbook.forecasts.rules.standing import Status
from brierbook.forecasts.rules.timing import Basis

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.query.matching import MatchedIds

__all__ = ["score_bases"]

COLUMNS = ("basis", "n", "events", "score", "lower", "upper", "held_back")
SCORES = COLUMNS[3:6]


def score_bases(
    book: "Book",
    *,
    now: datetime | None = None,
    asked: "MatchedIds | None" = None,
    clip: float | None = None,
) -> "pd.DataFrame":
    """Score the forecasts of each basis that has some that count, the strongest basis first.

    A row holds the ``basis``, how many forecasts count on it and of how many ``events``, and their
    mean Brier ``score`` with 90 % limits by event, as the headline has it: over time, or of
    statements as said where there is nothing else; and how many are ``held_back`` until their
    deadline. A basis has a row if anything counts on it or is held back. Those count whose deadline
    had passed ``now``, by default at the last entry; the headline is of the first basis on which
    any does. Forecasts that are ``asked`` for are scored, else all, and as if
    they kept the margin ``clip`` from 0 and 1 where there is one.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> score_bases(Book("book.jsonl", records=(), lines=())).empty
    True
    """
    import pandas as pd

    rows = []
    for basis in Basis if book.forecasts else ():
        table = scorable(book, basis=basis, now=now, asked=asked)
        judged = choose_rows((table.clip(clip) if clip else table).judged)
        primary = judged[is_primary(judged)]
        headline = headline_rows(primary)
        held_back = int((primary["status"] == Status.HELD_BACK.value).sum())
        if len(headline):
            found = score(headline, ("brier",)).iloc[0]
            scores = [found[name] for name in SCORES]
            rows.append([basis.value, found["n"], found["events"], *scores, held_back])
        elif held_back:
            rows.append([basis.value, 0, 0, *[float("nan")] * len(SCORES), held_back])
    return pd.DataFrame(rows, columns=[*COLUMNS])
