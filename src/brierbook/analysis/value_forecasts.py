"""Forecasts of numbers and days that resolved: where each outcome fell among its quantiles."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.arrays import Floats, as_floats
from brierbook.errors import ArgumentError
from brierbook.forecasts.records import Forecast, Quantiles, Resolution
from brierbook.forecasts.standing import event_of, latest

if TYPE_CHECKING:
    from collections.abc import Container

    from brierbook.forecasts.book import Book

COLUMNS = ("forecast", "proposition", "event", "forecaster", "made_at", "low", "high")


def value_forecasts(book: "Book", only: "Container[str] | None" = None) -> pd.DataFrame:
    """Give the last forecast of each forecaster for each number or day that resolved.

    ``low`` and ``high`` are the levels between which the outcome fell: of the highest quantile
    below it, or 0, and of the lowest above it, or 1. A forecast that may have been made after the
    outcome was decided is left out. ``only`` names the forecasts that are asked for.

    Examples
    --------
    >>> from brierbook.forecasts.book import Book
    >>> value_forecasts(Book("book.jsonl", records=(), lines=())).empty
    True
    """
    rows = [
        (forecast, resolution)
        for forecast in book.forecasts.values()
        if (resolution := book.resolutions.get(forecast.proposition))
        and (only is None or forecast.id in only)
        and counts(forecast, resolution)
    ]
    last = latest(forecast for forecast, _ in rows)
    kept = [
        row_of(book, forecast, resolution)
        for forecast, resolution in rows
        if forecast.made_at.last >= last[forecast.forecaster, forecast.proposition].last
    ]
    return pd.DataFrame(kept, columns=[*COLUMNS])


def counts(forecast: Forecast, resolution: Resolution) -> bool:
    """Whether a forecast gives quantiles, and was made before their outcome was decided."""
    decided = resolution.decided_at or resolution.known_at
    quantiles = isinstance(forecast.confidence, Quantiles)
    return quantiles and resolution.outcome == "value" and forecast.made_at.surely_before(decided)


def row_of(book: "Book", forecast: Forecast, resolution: Resolution) -> tuple[object, ...]:
    """Give the row of one forecast."""
    proposition = book.propositions[forecast.proposition]
    low, high = levels_around(forecast.confidence, resolution.answer or "")
    event = event_of(book, proposition, resolution).id
    made = pd.Timestamp(forecast.made_at.last)
    return forecast.id, proposition.id, event, forecast.forecaster, made, low, high


def levels_around(confidence: object, answer: str) -> tuple[float, float]:
    """Give the levels of the quantiles next below and above an answer."""
    at = confidence.at if isinstance(confidence, Quantiles) else ()
    y, values = place(answer), [place(value) for _, value in at]
    below = [float(level) for (level, _), value in zip(at, values, strict=True) if value < y]
    above = [float(level) for (level, _), value in zip(at, values, strict=True) if value > y]
    return max(below, default=0.0), min(above, default=1.0)


def place(text: str) -> float:
    """Read a decimal number, or a day as its number."""
    try:
        return float(text)
    except ValueError:
        return float(date.fromisoformat(text).toordinal())


def pit_between(low: npt.ArrayLike, high: npt.ArrayLike, *, seed: int = 0) -> Floats:
    r"""Randomised PIT of outcomes of which only the quantiles next to them are known.

    .. math:: u = l + v (h - l), \quad v \sim U(0, 1)

    Uniform exactly if every quantile is exceeded as often as it says; what lies between two
    quantiles, of which the forecast says nothing, is filled evenly.

    Parameters
    ----------
    low, high : array_like
        Levels of the quantiles next below and above each outcome; 0 and 1 where there is none.
    seed : int
        Where the random part starts.

    Returns
    -------
    ndarray
        Values in [0, 1].

    Raises
    ------
    ArgumentError
        If a level is outside [0, 1], or one is not below the other.

    References
    ----------
    Czado, Gneiting and Held (2009), doi:10.1111/j.1541-0420.2009.01191.x

    Examples
    --------
    >>> u = pit_between([0.25, 0.9], [0.5, 1.0])
    >>> bool(0.25 <= u[0] <= 0.5), bool(0.9 <= u[1] <= 1)
    (True, True)
    """
    lower, upper = as_floats(low, "low"), as_floats(high, "high")
    if not ((lower >= 0) & (lower < upper) & (upper <= 1)).all():
        raise ArgumentError("low", "must be at least 0, and below high, which is at most 1")
    share = np.random.default_rng(seed).random(lower.shape)
    return np.asarray(lower + share * (upper - lower))
