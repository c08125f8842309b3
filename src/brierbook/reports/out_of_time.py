"""Whether a recalibration learnt from the past of a book would have helped on its future."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from brierbook.analysis.calibration.evaluate import (
    RecalibrationEvaluation,
    Times,
    evaluate_recalibration,
)
from brierbook.analysis.dates import with_dates
from brierbook.analysis.intervals import Interval
from brierbook.analysis.worded import expit
from brierbook.forecasts.book import Book

FEWEST_EVENTS = 2  # of one event there is no interval
NOTHING_EARLIER = "nothing_earlier"


@dataclass(frozen=True, slots=True)
class OutOfTime:
    """Whether reading forecasts through a recalibration learnt before them would have helped.

    ``verdict`` is ``helped``, ``harmed`` or ``unclear``, or ``nothing_earlier`` where no outcome
    was known when any of the forecasts was made; ``difference`` is the mean Brier score of the
    recalibrated forecasts less that of those said, so that below 0 it helped, and None where there
    is none. ``corrected`` of ``forecasts`` had something to learn from.
    """

    verdict: str
    difference: Interval | None
    corrected: int
    forecasts: int


def evaluate_out_of_time(book: Book, rows: pd.DataFrame, *, seed: int) -> OutOfTime | None:
    """Refit before each day on what was known by then, and score that day; None if it cannot be."""
    uncertain = rows[np.isfinite(rows["mean_logit"])]
    if uncertain["event"].nunique() < FEWEST_EVENTS:
        return None
    found = evaluated(with_dates(uncertain, book), seed)
    corrected = int((found.learnt_from > 0).sum())
    if not corrected:
        return OutOfTime(NOTHING_EARLIER, None, 0, len(uncertain))
    compared = found.comparison
    difference = Interval(
        compared.difference, compared.lower, compared.upper, compared.level, compared.events
    )
    return OutOfTime(found.verdict, difference, corrected, len(uncertain))


def evaluated(rows: pd.DataFrame, seed: int) -> RecalibrationEvaluation:
    """Evaluate by days in UTC: a forecast learns from what was known before its day began."""
    return evaluate_recalibration(
        expit(rows["mean_logit"].to_numpy()),
        rows["y"],
        made_at=days(rows["made_at"].dt.floor("D")),
        known_at=days(rows["known_at"].dt.ceil("D")),
        event=rows["event"],
        sd_logit=rows["sd_logit"],
        seed=seed,
    )


def days(times: pd.Series) -> Times:
    """Give times without their zone, which is UTC."""
    return np.asarray(times.dt.tz_localize(None), dtype="datetime64[us]")
