"""The forecasts of options, numbers and days of a book, and the losses of those that count."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.tables.forecast_rows import is_primary
from brierbook.analysis.tables.kinds.kind_losses import (
    PossibleLoss,
    central_intervals,
    exclusive_losses,
    quantile_loss,
    separate_losses,
)
from brierbook.analysis.tables.kinds.stated_quantiles import StatedQuantiles, quantiles_of
from brierbook.forecasts.entries.records import Answers, Resolution, Shares
from brierbook.forecasts.rules.standing import (
    OTHER_OUTCOMES,
    JudgedForecast,
    Status,
    headline_basis,
    judge_forecasts,
)

if TYPE_CHECKING:
    import pandas as pd

    from brierbook.forecasts.entries.book import Book

__all__ = [
    "COLUMNS",
    "DAY",
    "DAYS",
    "KINDS",
    "NUMBER",
    "ORDERED",
    "kind_row",
    "level_rows",
    "loss_rows",
    "pit_rows",
    "primary_rows",
    "scored_kinds",
    "scored_quantiles",
    "tabulate_kinds",
]

OPTIONS, ORDERED, SEPARATE = "options", "ordered", "separate"
NUMBER, DAY = "number", "day"
KINDS = (OPTIONS, ORDERED, SEPARATE, NUMBER, DAY)
DAYS = "days"
COLUMNS = (
    *("forecast", "proposition", "claim", "reading", "event", "source", "language", "forecaster"),
    *("phrase", "status", "kind", "unit", "outcome"),
)
SEED = 0
LOSSES = ("metric", "loss", "least", "greatest")


def tabulate_kinds(book: "Book") -> "pd.DataFrame":
    """Give every forecast of options, a number or a day, on primary readings, and its status.

    ``kind`` is ``options``, ``ordered`` (options with an order), ``separate`` (options of which
    any may come true), ``number`` or ``day``; numbers have a ``unit``. Those ``scored`` have the
    first basis of time on which any forecast of these kinds can be scored.

    Examples
    --------
    >>> from brierbook.forecasts.entries.book import Book
    >>> tabulate_kinds(Book("book.jsonl", records=(), lines=())).empty
    True
    """
    import pandas as pd

    rows = [kind_row(book, judged) for judged in _judge_kinds(book)]
    table = pd.DataFrame(rows, columns=[*COLUMNS]).astype("str")
    return primary_rows(table)


def loss_rows(book: "Book") -> "pd.DataFrame":
    """Give the losses of the forecasts that count: a row for each forecast and metric.

    The columns are those of `tabulate_kinds`, then ``metric``, ``loss``, and the ``least`` and
    ``greatest`` that it could have been given what was said; ``greatest`` is infinite for a number
    or a day of a question without bounds. ``inside_90`` and its like are 1 where the central
    interval held the outcome.
    """
    import pandas as pd

    rows = [
        kind_row(book, judged)
        | {"metric": name, "loss": loss.seen, "least": loss.least, "greatest": loss.greatest}
        for judged, resolution in scored_kinds(book)
        for name, loss in _losses_of(judged, resolution).items()
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, *LOSSES])
    return primary_rows(table)


def level_rows(book: "Book") -> "pd.DataFrame":
    """Say of each quantile that counts whether the outcome was at or below it.

    The columns are those of `tabulate_kinds`, then ``said``, the level, ``loss``, which is 1 if it
    was, and its range from ``least`` to ``greatest``.
    """
    import pandas as pd

    rows = [
        kind_row(book, judged) | {"said": said, "loss": share, "least": 0.0, "greatest": 1.0}
        for judged, stated in scored_quantiles(book)
        for said, share in _levels_reached(stated)
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "metric", "said", *LOSSES[1:]])
    return primary_rows(table.assign(metric="level"))


def _levels_reached(stated: StatedQuantiles) -> Iterator[tuple[float, float]]:
    """Give each level, and 1 if the outcome was at or below its quantile."""
    for level, value in zip(stated.levels, stated.values, strict=True):
        yield level, stated.share_at_most(level, value)


def pit_rows(book: "Book") -> "pd.DataFrame":
    """Give the transform (PIT) of the outcome of each forecast of a number or a day that counts.

    The columns are those of `tabulate_kinds`, then ``low`` and ``high``, the levels between which
    the outcome fell, and ``u``, drawn evenly between them.
    """
    import pandas as pd

    rng = np.random.default_rng(SEED)
    rows = [
        kind_row(book, judged)
        | dict(zip(("low", "high"), stated.pit_limits(), strict=True))
        | {"u": stated.draw_pit(rng)}
        for judged, stated in scored_quantiles(book)
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "low", "high", "u"])
    return primary_rows(table)


def scored_quantiles(book: "Book") -> Iterator[tuple[JudgedForecast, StatedQuantiles]]:
    """Give the forecasts of numbers and days that count, with what they said and what came."""
    for judged, resolution in scored_kinds(book):
        stated = quantiles_of(judged.proposition.answers, judged.forecast.confidence, resolution)
        if stated is not None:
            yield judged, stated


def scored_kinds(book: "Book") -> Iterator[tuple[JudgedForecast, Resolution]]:
    """Give the forecasts of all kinds but yes or no that count, with their resolutions."""
    for judged in _judge_kinds(book):
        if judged.status is Status.SCORED and judged.resolution is not None:
            yield judged, judged.resolution


def primary_rows(table: "pd.DataFrame") -> "pd.DataFrame":
    """Leave out horizons and alternates."""
    primary: pd.DataFrame = table[is_primary(table)].reset_index(drop=True)
    return primary


def _judge_kinds(book: "Book") -> Iterator[JudgedForecast]:
    """Judge the forecasts of all kinds but yes or no."""
    basis = headline_basis(book, OTHER_OUTCOMES)
    for judged in judge_forecasts(book, basis, OTHER_OUTCOMES):
        if judged.proposition.answers.kind != "binary":
            yield judged


def kind_row(book: "Book", judged: JudgedForecast) -> dict[str, str]:
    """Say of a forecast whose it is, of what, and what became of it."""
    forecast, proposition = judged.forecast, judged.proposition
    statement = book.statements.get(forecast.statement or "")
    document = book.documents.get(statement.document) if statement else None
    resolution = judged.resolution
    return {
        "forecast": forecast.id,
        "proposition": proposition.id,
        "claim": proposition.claim,
        "reading": proposition.reading,
        "event": judged.event.id,
        "source": document.id if document else forecast.forecaster,
        "language": document.language if document else "",
        "forecaster": forecast.forecaster,
        "phrase": "",
        "status": judged.status.value,
        "kind": _kind_of(proposition.answers),
        "unit": DAYS if proposition.answers.kind == "date" else proposition.answers.unit or "",
        "outcome": (resolution.answer or resolution.outcome) if resolution else "open",
    }


def _kind_of(answers: Answers) -> str:
    """Name the kind of a question, as its scores need it."""
    if answers.kind != "categorical":
        return DAY if answers.kind == "date" else NUMBER
    if not answers.exclusive:
        return SEPARATE
    return ORDERED if answers.ordered else OPTIONS


def _losses_of(judged: JudgedForecast, resolution: Resolution) -> dict[str, PossibleLoss]:
    """Give every loss of a forecast that counts."""
    answers, confidence = judged.proposition.answers, judged.forecast.confidence
    if isinstance(confidence, Shares):
        return _option_losses(answers, confidence, resolution)
    stated = quantiles_of(answers, confidence, resolution)
    return {} if stated is None else _value_losses(stated)


def _option_losses(
    answers: Answers, shares: Shares, resolution: Resolution
) -> dict[str, PossibleLoss]:
    """Score shares of options."""
    said = {name: float(p) for name, p in shares.p}
    p = [said.get(name, 0.0) for name in answers.options]
    if answers.exclusive:
        happened = answers.options.index(resolution.answer or "")
        return exclusive_losses(p, happened, ordered=answers.ordered)
    return separate_losses(p, [name in resolution.chosen for name in answers.options])


def _value_losses(stated: StatedQuantiles) -> dict[str, PossibleLoss]:
    """Score quantiles, on the closed range of the question where it states bounds."""
    found = {"quantile": quantile_loss(stated.levels, stated.values, stated.y, stated.bounds)}
    for nominal, ends in central_intervals(stated.levels, stated.values).items():
        found[f"inside_{nominal * 100:g}"] = PossibleLoss(stated.share_inside(*ends), 0.0, 1.0)
    return found
