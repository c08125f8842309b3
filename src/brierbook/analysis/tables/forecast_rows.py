"""Forecasts as a tidy table: one row a forecast, with what became of it and what it weighs."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from math import inf, log, log1p, nan
from typing import TYPE_CHECKING, Any

import numpy as np

from brierbook.analysis.scores.logit_normal import mean_probability
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.records import (
    Confidence,
    Event,
    Proposition,
    Ranged,
    Resolution,
    Stated,
    Worded,
)
from brierbook.forecasts.lexicon import load_lexicons
from brierbook.forecasts.rules.standing import (
    JudgedForecast,
    Status,
    judge_forecasts,
    redacted_forecasts,
    settling_event,
    taken_back_forecasts,
)

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = [
    "GIVEN_WEIGHT",
    "NUMBERS",
    "PRIMARY",
    "TEXTS",
    "add_event_weights",
    "confidence_logits",
    "confidence_moments",
    "divide_event_weights",
    "find_word_basis",
    "forecast_table",
    "is_counted",
    "is_primary",
    "is_share",
    "learnable_forecasts",
    "scored_forecasts",
    "share_within_events",
    "tabulate_judged",
]

PRIMARY = "primary"  # of the readings of a claim
GIVEN_WEIGHT = "given_weight"  # a column of weights that rows have of themselves
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
    "basis",  # where the numbers of a word are from: survey, inherited, hand; empty for no word
    "status",  # see brierbook.forecasts.rules.standing.Status
    "outcome",  # yes, no, fraction, void, ambiguous, annulled or open
)
NUMBERS = (
    "mean_logit",  # of the distribution on the log-odds scale
    "sd_logit",  # its spread; 0 for a stated number
    "p",  # the mean of the distribution on the probability scale
    "y",  # 1 for yes, 0 for no, between them for a share, else missing
)


def forecast_table(
    book: "Book", *, redacted: bool = False, now: datetime | None = None
) -> "pd.DataFrame":
    """Give every forecast of a book; the columns are those of TEXTS and NUMBERS.

    Outcomes count whose deadline had passed at an instant, by default that of the last entry.

    With ``redacted`` the last rows are those whose bodies were taken out of the book, and those
    that were undone: of them the proposition is given, and what it tells; all else is missing.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> forecast_table(Book("book.jsonl", records=(), lines=())).columns[-4:].tolist()
    ['mean_logit', 'sd_logit', 'p', 'y']
    """
    return tabulate_judged(book, judge_forecasts(book, now=now), redacted=redacted)


def tabulate_judged(
    book: "Book", judged: Iterable[JudgedForecast], *, redacted: bool = False
) -> "pd.DataFrame":
    """Give the rows of judged forecasts, as `forecast_table` does."""
    import pandas as pd  # costs half a second

    rows = [forecast_row(book, each) for each in judged]
    if redacted:
        for status, found in (
            (Status.REDACTED, redacted_forecasts(book)),
            (Status.TAKEN_BACK, taken_back_forecasts(book)),
        ):
            rows += [_uncounted_row(book, each.proposition or "", status) for each in found]
    table = pd.DataFrame(rows, columns=[*TEXTS, *NUMBERS])
    return table.astype(dict.fromkeys(TEXTS, "str") | dict.fromkeys(NUMBERS, "float64"))


def forecast_row(book: "Book", judged: JudgedForecast) -> dict[str, object]:
    """Give the row of one forecast."""
    forecast = judged.forecast
    statement = book.statements.get(forecast.statement or "")
    document = book.documents.get(statement.document) if statement else None
    return {
        "forecast": forecast.id,
        **_proposition_columns(judged.proposition, judged.resolution, judged.event),
        "source": document.id if document else forecast.forecaster,
        "language": document.language if document else "",
        "forecaster": forecast.forecaster,
        "statement": forecast.statement or "",
        "phrase": getattr(forecast.confidence, "phrase", ""),
        "basis": find_word_basis(forecast.confidence),
        "status": judged.status.value,
        **confidence_moments(forecast.confidence),
    }


def _proposition_columns(
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
        "y": _read_outcome(resolution),
    }


def _read_outcome(resolution: Resolution | None) -> float:
    """Give 1 for yes, 0 for no, the share of a question that came true in part."""
    if resolution is None:
        return nan
    if resolution.outcome == "fraction":
        return float(resolution.answer or nan)
    return {"yes": 1.0, "no": 0.0}.get(resolution.outcome, nan)


def _uncounted_row(book: "Book", name: str, status: Status) -> dict[str, object]:
    """Give the row of a forecast of which only the proposition is known, or its id alone."""
    row: dict[str, object] = {"proposition": name, "status": status.value}
    proposition, resolution = book.propositions.get(name), book.resolutions.get(name)
    if proposition is None:
        return row | {"claim": name, "reading": PRIMARY, "event": name, "outcome": "open"}
    return row | _proposition_columns(
        proposition, resolution, settling_event(book, proposition, resolution)
    )


def find_word_basis(confidence: Confidence) -> str:
    """Say where the numbers of a word are from: a survey, another language, or one hand.

    Empty for what is no word, and for a word whose lexicon is not known here.
    """
    if not isinstance(confidence, Worded) or confidence.lexicon not in load_lexicons():
        return ""
    word = load_lexicons()[confidence.lexicon].words.get(confidence.word)
    return word.basis if word else ""


def confidence_moments(confidence: Confidence) -> dict[str, float]:
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
    mean, sd = confidence_logits(confidence)
    return {"p": float(mean_probability(mean, sd)), "mean_logit": mean, "sd_logit": sd}


def confidence_logits(confidence: Worded | Ranged) -> tuple[float, float]:
    """Give mean and spread on the log-odds scale; a range holds the central 90 %."""
    if isinstance(confidence, Worded):
        return float(confidence.mean_logit), float(confidence.sd_logit)
    low, high = (log(float(p)) - log1p(-float(p)) for p in (confidence.low, confidence.high))
    return (low + high) / 2, (high - low) / (2 * CENTRAL_90)


def is_primary(rows: Any) -> Any:  # noqa: ANN401  # a row, or a table of them
    """Whether the reading of a claim is the one that is scored."""
    return rows["reading"] == PRIMARY


def is_counted(rows: Any) -> Any:  # noqa: ANN401  # the same
    """Whether a forecast counts: it can be scored, and its reading is the primary one."""
    return (rows["status"] == Status.SCORED.value) & is_primary(rows)


def learnable_forecasts(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Take the forecasts that a recalibration can learn from, and that a claim may rest on.

    A probability of exactly 0 or 1 has no log odds that could be moved, and a question that came
    true in part has no outcome of which a probability could be calibrated.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"mean_logit": [0.2, float("inf"), 0.2], "y": [1.0, 1.0, 0.3]})
    >>> len(learnable_forecasts(table))
    1
    """
    found: pd.DataFrame = rows[rows["mean_logit"].abs().lt(inf) & ~is_share(rows["y"])]
    return found


def is_share(y: Any) -> Any:  # noqa: ANN401  # a number, or a column of them
    """Whether a question came true in part."""
    return (y > 0) & (y < 1)


def scored_forecasts(forecasts: "pd.DataFrame") -> "pd.DataFrame":
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
    >>> scored_forecasts(table)[["forecast", "weight"]].to_numpy().tolist()
    [['f1', 0.5], ['f3', 0.5]]
    """
    rows = forecasts[is_counted(forecasts)]
    stood = rows["share"] > 0 if "share" in rows else True
    if rows.empty or not np.any(stood):
        raise nothing_scored_error(forecasts["status"])
    return add_event_weights(rows[stood] if "share" in rows else rows)


def nothing_scored_error(statuses: Iterable[str]) -> WorkspaceError:
    """Say that no forecast can be scored, why as far as the statuses tell, and what to do."""
    if Status.HELD_BACK.value in set(statuses):
        return WorkspaceError(
            "no forecast can be scored yet: the outcomes that are known are held back until the "
            "deadlines of their questions have passed; 'brierbook score' shows them",
            code="book.held_back",
        )
    return WorkspaceError(
        "no forecast can be scored yet: none was made before its outcome was decided, "
        "or nothing has resolved yes or no; resolve some, or log new ones",
        code="book.nothing_scored",
    )


def add_event_weights(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Add the weight: events count the same, so do propositions in an event, forecasts in those.

    Where rows have a ``series`` and a ``share``, the forecasts of one series count as one, each
    for its share of the time. Where they were given weights, each has its share of those of its
    event.
    """
    if GIVEN_WEIGHT in rows:
        given = share_within_events(rows["event"], rows[GIVEN_WEIGHT])
        return rows.assign(weight=given).reset_index(drop=True)
    series = rows["series"] if "series" in rows else range(len(rows))
    share = rows["share"].to_numpy() if "share" in rows else 1.0
    weights = divide_event_weights(zip(rows["event"], rows["proposition"], series, strict=True))
    return rows.assign(weight=np.array(weights) * share).reset_index(drop=True)


def share_within_events(
    event: "pd.Series[Any]", weight: "pd.Series[float]"
) -> "npt.NDArray[np.float64]":
    """Scale weights so that those of each event sum to 1."""
    return (weight / weight.groupby(event).transform("sum")).to_numpy()


def divide_event_weights(places: Iterable[tuple[str, str, object]]) -> list[float]:
    """Give each series its share of its event, which is divided between its propositions."""
    rows = list(places)
    series = Counter((event, proposition) for event, proposition, _ in dict.fromkeys(rows))
    propositions = Counter(event for event, _ in series)
    return [
        1 / (propositions[event] * series[event, proposition]) for event, proposition, _ in rows
    ]
