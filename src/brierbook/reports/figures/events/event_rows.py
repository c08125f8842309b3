"""What was said of each event and what happened, with the quote that is nearest to it."""

import pandas as pd

from brierbook.analysis.tables.performance import score_by_group, with_scores
from brierbook.analysis.tables.standing.choices import headline_rows
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import LANGUAGES

__all__ = ["tabulate_event_rows"]

MOST_SIGNS = 1000  # of a text, long before it is cut to its place
QUOTE = ("quote", "quote_p", "who")
TITLES = tuple(f"title_{language}" for language in LANGUAGES)


def tabulate_event_rows(book: Book, forecasts: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each event of the headline, the best first.

    Parameters
    ----------
    book : Book
        The book.
    forecasts : DataFrame
        Scored forecasts, as `brierbook.analysis.tables.forecast_rows.scored_forecasts` gives them.

    Returns
    -------
    DataFrame
        As `brierbook.analysis.tables.performance.score_by_group`, then the title of the event in
        three languages, and of the forecast that is nearest to the mean of what was said its
        ``quote`` (empty where it was logged), ``quote_p`` and ``who`` held it.
    """
    rows = with_scores(headline_rows(forecasts))
    found = score_by_group(rows, "event").sort_values(["brier", "event"], kind="stable")
    titles = [_event_titles(book, str(event)) for event in found["event"]]
    quotes = [
        _typical_quote(book, rows[rows["event"] == event], said)
        for event, said in zip(found["event"], found["said"], strict=True)
    ]
    named = found.reset_index(drop=True)
    return pd.concat(
        [
            named,
            pd.DataFrame(titles, columns=[*TITLES]),
            pd.DataFrame(quotes, columns=[*QUOTE]),
        ],
        axis=1,
    )


def _event_titles(book: Book, event: str) -> list[str]:
    """Name an event in three languages; a proposition without one is an event of its own."""
    known = book.events.get(event)
    texts = known.title if known else book.propositions[event].text
    return [texts.pick(language)[0][:MOST_SIGNS] for language in LANGUAGES]


def _typical_quote(book: Book, rows: pd.DataFrame, said: float) -> tuple[str, float, str]:
    """Give the words, the probability and the holder of the forecast nearest to the mean."""
    away = (rows["p"] - said).abs().round(9)
    nearest = rows.assign(away=away).sort_values(["away", "forecast"], kind="stable").iloc[0]
    statement = book.statements.get(str(nearest["statement"]))
    quote = statement.quote[:MOST_SIGNS] if statement else ""
    return quote, float(nearest["p"]), str(nearest["forecaster"])
