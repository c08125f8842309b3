"""The words of a book: its worded forecasts that can be scored, and what they come to."""

from typing import TYPE_CHECKING

from brierbook.analysis.calibration.models.words import WordsPosterior, fit_words
from brierbook.analysis.tables.scorable import scorable
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.records import Worded
from brierbook.forecasts.lexicon import load_lexicons

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    import pandas as pd

    from brierbook.analysis.numeric.progress import Progress
    from brierbook.forecasts.entries.book import Book

__all__ = ["book_words", "worded_rows"]


def book_words(
    book: "Book",
    *,
    engine: str = "auto",
    draws: int = 4000,
    seed: int = 0,
    progress: "Progress | None" = None,
    only: "Container[str] | None" = None,
    now: "datetime | None" = None,
) -> WordsPosterior:
    """Learn the words of a book, or of some of its forecasts by their ids: see `fit_words`.

    A word under two lexicons is two words, and then named with its lexicon. Those forecasts count
    whose deadline had passed ``now``, by default at the last entry.

    Raises
    ------
    WorkspaceError
        If no forecast in words can be scored yet.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> try:
    ...     book_words(Book("book.jsonl", records=(), lines=()))
    ... except WorkspaceError as error:
    ...     print(str(error).partition(":")[0])
    no forecast can be scored yet
    """
    rows = worded_rows(book, only, now=now)
    used = rows["lexicon"].unique()
    several = len(used) > 1
    named = {
        f"{name}/{each.id}" if several else each.id: each
        for name in used
        for each in load_lexicons()[name].words.values()
    }
    word = rows["lexicon"] + "/" + rows["word"] if several else rows["word"]
    return fit_words(
        rows["y"],
        word,
        rows["source"],
        lexicon=named,
        event=rows["event"],
        engine=engine,
        draws=draws,
        seed=seed,
        progress=progress,
    )


def worded_rows(
    book: "Book", only: "Container[str] | None" = None, *, now: "datetime | None" = None
) -> "pd.DataFrame":
    """Take the forecasts of a book that were given in words and can be scored, or some by ids.

    The columns are ``y``, ``word``, ``lexicon``, ``source`` and ``event``.
    """
    table = scorable(book, now=now).counted
    if only is not None:
        table = table[[name in only for name in table["forecast"]]]
    said = [book.forecasts[name].confidence for name in table["forecast"]]
    worded = [each for each in said if isinstance(each, Worded)]
    if not worded:
        raise WorkspaceError(
            "no forecast in words has resolved yet; resolve some, or log new ones",
            code="book.no_words",
        )
    rows = table[[isinstance(each, Worded) for each in said]]
    named = rows.assign(word=[each.word for each in worded], lexicon=[e.lexicon for e in worded])
    return named[["y", "word", "lexicon", "source", "event"]].reset_index(drop=True)
