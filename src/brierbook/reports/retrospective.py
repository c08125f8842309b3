"""Everything a retrospective says, as numbers; the words come later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.decomposition import CorpDecomposition, corp_decomposition
from brierbook.analysis.intervals import Interval
from brierbook.analysis.performance import base_rate, by_group, summarise, with_scores
from brierbook.analysis.recalibration import beliefs, deserved, diagnose, fit_recalibration
from brierbook.analysis.sensitivity import variants
from brierbook.analysis.table import forecast_table, scored
from brierbook.forecasts.book import Book
from brierbook.forecasts.records import Event, Resolution
from brierbook.forecasts.standing import event_of

if TYPE_CHECKING:
    from xarray import DataTree

SEED = 20241208
READ_AT = np.array([0.1, 0.3, 0.5, 0.7, 0.9])

type Fit = Callable[[pd.DataFrame, Progress | None], "DataTree"]


@dataclass(frozen=True, eq=False)
class Retrospective:
    """The numbers of a retrospective.

    ``forecasts`` holds every forecast, ``scored`` those that count with their scores; ``summary``
    the mean scores and their differences from baselines; ``variants`` the same under other choices.
    ``certain`` counts forecasts of exactly 0 or 1: they have no log odds to recalibrate.
    """

    book: Book
    forecasts: pd.DataFrame
    scored: pd.DataFrame
    base_rate: float
    said: float
    summary: dict[str, Interval]
    decomposition: CorpDecomposition
    groups: dict[str, pd.DataFrame]
    variants: pd.DataFrame
    certain: int
    posterior: "DataTree"
    readings: pd.DataFrame
    beliefs: dict[str, float]
    diagnostics: dict[str, float]

    def event_of(self, resolution: Resolution) -> Event:
        """Find the happening that settled a resolved proposition."""
        proposition = self.book.propositions[resolution.proposition]
        return event_of(self.book, proposition, resolution)


def sample(rows: pd.DataFrame, progress: Progress | None) -> "DataTree":
    """Fit the recalibration as the report does."""
    return fit_recalibration(rows, seed=SEED, progress=progress)


def retrospect(book: Book, *, progress: Progress | None = None, fit: Fit = sample) -> Retrospective:
    """Compute a retrospective on everything a book has resolved."""
    forecasts = forecast_table(book)
    rows = with_scores(scored(forecasts))
    y, p, weight = (rows[name].to_numpy() for name in ("y", "p", "weight"))
    uncertain = rows[np.isfinite(rows["mean_logit"])]
    posterior = fit(uncertain, progress)
    return Retrospective(
        book=book,
        forecasts=forecasts,
        scored=rows,
        base_rate=base_rate(rows),
        said=float(np.average(p, weights=weight)),
        summary=summarise(rows),
        decomposition=corp_decomposition(y, p, weight=weight),
        groups={name: by_group(rows, name) for name in ("source", "language")},
        variants=variants(forecasts),
        certain=len(rows) - len(uncertain),
        posterior=posterior,
        readings=deserved(posterior, READ_AT),
        beliefs=beliefs(posterior),
        diagnostics=diagnose(posterior),
    )
