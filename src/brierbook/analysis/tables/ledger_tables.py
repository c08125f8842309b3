"""A book as two tidy tables, of forecasts and of propositions, with typed columns."""

from typing import TYPE_CHECKING

import pandas as pd

from brierbook.analysis.tables.forecast_rows import NUMBERS, TEXTS, forecast_table

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book
    from brierbook.forecasts.when import Moment

__all__ = ["tabulate_forecasts", "tabulate_propositions"]

# beside those of brierbook.analysis.tables.forecast_rows
FORECAST_TEXTS = (
    "how",  # stated, market, model, ranged, worded, shares, quantiles or sealed
    "reason",  # empty where there is none
)
FORECAST_TIMES = (
    "made_first",  # the claimed time begins; UTC
    "made_last",  # it ends, and equals the beginning where it is an instant; UTC
    "recorded",  # by the clock of the ledger; UTC
)
PROPOSITION_TEXTS = (
    "proposition",  # id
    "claim",  # what the horizons and readings of one claim share
    "reading",  # primary, horizon or alternate
    "text",  # in English, else Ukrainian, else Russian
    "language",  # of that text
    "kind",  # binary, categorical, numeric or date
    "event",  # what it hangs on: the unit of independence
    "condition",  # id of the proposition that is its condition; empty where there is none
    "tags",  # with blanks between them
    "zone",  # of the deadline; empty where there is none
    "outcome",  # yes, no, option, value, void, ambiguous, annulled or open
    "answer",  # the option or value, else empty
)
PROPOSITION_TIMES = (
    "deadline",  # the first instant after it; UTC
    "known",  # when the outcome was known; UTC
    "recorded",  # when the proposition was; UTC
)
UTC_TIMES = "datetime64[s, UTC]"


def tabulate_forecasts(book: "Book") -> pd.DataFrame:
    """Give every forecast in force, one row each.

    Columns are those of `brierbook.analysis.tables.forecast_rows.forecast_table`, then
    FORECAST_TEXTS and FORECAST_TIMES.
    """
    rows = [
        {
            "how": getattr(each.confidence, "how", type(each.confidence).__name__.lower()),
            "reason": each.reason or "",
            "made_first": each.made_at.first,
            "made_last": each.made_at.last,
            "recorded": each.recorded_at.last,
        }
        for each in book.forecasts.values()
    ]
    more = pd.DataFrame(rows, columns=[*FORECAST_TEXTS, *FORECAST_TIMES])
    table = pd.concat([forecast_table(book), more], axis=1)
    return _set_column_types(table, (*TEXTS, *FORECAST_TEXTS), FORECAST_TIMES, NUMBERS)


def tabulate_propositions(book: "Book") -> pd.DataFrame:
    """Give every proposition in force, one row each, in PROPOSITION_TEXTS and PROPOSITION_TIMES."""
    rows = []
    for each in book.propositions.values():
        resolution = book.resolutions.get(each.id)
        text, language = each.text.pick("en")
        rows.append(
            {
                "proposition": each.id,
                "claim": each.claim,
                "reading": each.reading,
                "text": text,
                "language": language,
                "kind": each.answers.kind,
                "event": book.event_of(each).id,
                "condition": each.condition or "",
                "tags": " ".join(each.tags),
                "zone": each.deadline.zone if each.deadline else "",
                "outcome": resolution.outcome if resolution else "open",
                "answer": (resolution.answer or "") if resolution else "",
                "deadline": _moment_end(each.deadline),
                "known": _moment_end(resolution.known_at) if resolution else None,
                "recorded": each.recorded_at.last,
            }
        )
    table = pd.DataFrame(rows, columns=[*PROPOSITION_TEXTS, *PROPOSITION_TIMES])
    return _set_column_types(table, PROPOSITION_TEXTS, PROPOSITION_TIMES)


def _moment_end(moment: "Moment | None") -> object:
    """Give the end of a moment, if there is one."""
    return moment.last if moment else None


def _set_column_types(
    table: pd.DataFrame,
    texts: tuple[str, ...],
    times: tuple[str, ...],
    numbers: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Give each column its type, also where it is empty."""
    types = dict.fromkeys(texts, "str") | dict.fromkeys(times, UTC_TIMES)
    return table.astype(types | dict.fromkeys(numbers, "float64"))
