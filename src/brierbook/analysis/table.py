"""Forecasts as a tidy table: one row a forecast, with what became of it and what it weighs."""

from collections import Counter
from collections.abc import Iterable
from math import inf, log, log1p, nan
from typing import TYPE_CHECKING

from brierbook.analysis.worded import mean_probability
from brierbook.errors import WorkspaceError
from brierbook.forecasts.records import (
    Confidence,
    Event,
    Proposition,
    Ranged,
    Resolution,
    Stated,
    Worded,
)
from brierbook.forecasts.standing import Judged, Status, event_of, judge, taken_out

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.book import Book

CENTRAL_90 = 1.6448536269514722  # the standard normal quantile of 95 %

TEXTS = (
    "forecast",  # id of the forecast
    "proposition",  # id of the proposition
    "claim",  # what the horizons and readings of one claim share
    "reading",  # primary, horizon or alternate
    "event",  # what settled it, else what it hangs on: the unit of independence
    "source",  # the document, or the forecaster where there is none
    "language",  # of the document; empty where there is none
    "forecaster",  # who holds it
    "statement",  # the span it rests on; empty where there is none
    "phrase",  # the wording; empty for a stated number
    "status",  # see brierbook.forecasts.standing.Status
    "outcome",  # yes, no, void, ambiguous, annulled or open
)
NUMBERS = (
    "mean_logit",  # of the distribution on the log-odds scale
    "sd_logit",  # its spread; 0 for a stated number
    "p",  # the mean of the distribution on the probability scale
    "y",  # 1 for yes, 0 for no, else missing
)


def forecast_table(book: "Book", *, redacted: bool = False) -> "pd.DataFrame":
    """Give every forecast of a book; the columns are those of TEXTS and NUMBERS.

    With ``redacted`` the last rows are those whose bytes were taken out of the book: of them the
    proposition is known, and what it tells; all else is missing.

    Examples
    --------
    >>> from brierbook.forecasts.book import Book
    >>> forecast_table(Book("book.jsonl", records=(), lines=())).columns[-4:].tolist()
    ['mean_logit', 'sd_logit', 'p', 'y']
    """
    import pandas as pd  # noqa: PLC0415  # costs half a second

    rows = [row_of(book, judged) for judged in judge(book)]
    if redacted:
        rows += [row_of_redacted(book, each.proposition or "") for each in taken_out(book)]
    table = pd.DataFrame(rows, columns=[*TEXTS, *NUMBERS])
    return table.astype(dict.fromkeys(TEXTS, "str") | dict.fromkeys(NUMBERS, "float64"))


def row_of(book: "Book", judged: Judged) -> dict[str, object]:
    """Give the row of one forecast."""
    forecast = judged.forecast
    statement = book.statements.get(forecast.statement or "")
    document = book.documents.get(statement.document) if statement else None
    return {
        "forecast": forecast.id,
        **what(judged.proposition, judged.resolution, judged.event),
        "source": document.id if document else forecast.forecaster,
        "language": document.language if document else "",
        "forecaster": forecast.forecaster,
        "statement": forecast.statement or "",
        "phrase": getattr(forecast.confidence, "phrase", ""),
        "status": judged.status.value,
        **confidence_numbers(forecast.confidence),
    }


def what(
    proposition: Proposition, resolution: Resolution | None, event: Event
) -> dict[str, object]:
    """Say what a forecast is about, and how that turned out."""
    outcome = resolution.outcome if resolution else "open"
    return {
        "proposition": proposition.id,
        "claim": proposition.claim,
        "reading": proposition.reading,
        "event": event.id,
        "outcome": outcome,
        "y": {"yes": 1.0, "no": 0.0}.get(outcome, nan),
    }


def row_of_redacted(book: "Book", name: str) -> dict[str, object]:
    """Give the row of a forecast of which only the proposition is known, or its id alone."""
    row: dict[str, object] = {"proposition": name, "status": Status.REDACTED.value}
    proposition, resolution = book.propositions.get(name), book.resolutions.get(name)
    if proposition is None:
        return row | {"claim": name, "reading": "primary", "event": name, "outcome": "open"}
    return row | what(proposition, resolution, event_of(book, proposition, resolution))


def confidence_numbers(confidence: Confidence) -> dict[str, float]:
    """Give the mean probability, and mean and spread on the log-odds scale.

    The log odds of a stated 0 or 1 are minus and plus infinity; what is no probability of yes, such
    as shares of options, has none of the three.
    """
    if isinstance(confidence, Stated):
        p = float(confidence.p)
        logit = log(p) - log1p(-p) if 0 < p < 1 else (inf if p else -inf)
        return {"p": p, "mean_logit": logit, "sd_logit": 0.0}
    if not isinstance(confidence, Worded | Ranged):
        return dict.fromkeys(("p", "mean_logit", "sd_logit"), nan)
    mean, sd = logit_normal(confidence)
    return {"p": float(mean_probability(mean, sd)), "mean_logit": mean, "sd_logit": sd}


def logit_normal(confidence: Worded | Ranged) -> tuple[float, float]:
    """Give mean and spread on the log-odds scale; a range holds the central 90 %."""
    if isinstance(confidence, Worded):
        return float(confidence.mean_logit), float(confidence.sd_logit)
    low, high = (log(float(p)) - log1p(-float(p)) for p in (confidence.low, confidence.high))
    return (low + high) / 2, (high - low) / (2 * CENTRAL_90)


def scored(table: "pd.DataFrame") -> "pd.DataFrame":
    """Take the forecasts that count, on primary readings, with the weight of each.

    Raises
    ------
    WorkspaceError
        If there is none.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({
    ...     "forecast": ["f1", "f2", "f3"],
    ...     "proposition": ["rain", "rain", "snow"],
    ...     "event": ["storm", "storm", "storm"],
    ...     "reading": ["primary", "primary", "primary"],
    ...     "status": ["scored", "hindsight", "scored"],
    ... })
    >>> scored(table)[["forecast", "weight"]].to_numpy().tolist()
    [['f1', 0.5], ['f3', 0.5]]
    """
    rows = table[(table["status"] == Status.SCORED.value) & (table["reading"] == "primary")]
    if rows.empty:
        raise nothing_counts()
    return weighted(rows)


def nothing_counts() -> WorkspaceError:
    """Say that no forecast can be scored, and what to do."""
    return WorkspaceError(
        "no forecast can be scored yet: none was made before its outcome was decided, "
        "or nothing has resolved yes or no; resolve some, or log new ones"
    )


def weighted(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Add the weight: events count the same, so do propositions in an event, forecasts in those."""
    weights = shares(zip(rows["event"], rows["proposition"], strict=True))
    return rows.assign(weight=weights).reset_index(drop=True)


def shares(places: Iterable[tuple[str, str]]) -> list[float]:
    """Give each forecast its share of its event, which is divided between its propositions."""
    rows = list(places)
    forecasts = Counter(rows)
    propositions = Counter(event for event, _ in forecasts)
    return [1 / (propositions[place[0]] * forecasts[place]) for place in rows]
