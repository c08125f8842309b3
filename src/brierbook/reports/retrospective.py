"""Everything a retrospective says, as numbers; the words come later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.calibration.diagnostics import Diagnostics
from brierbook.analysis.calibration.engine import EngineName
from brierbook.analysis.calibration.progress import Progress
from brierbook.analysis.decomposition import CorpDecomposition, corp_decomposition
from brierbook.analysis.factor_effects import all_effects
from brierbook.analysis.grouping import TAG, tagged
from brierbook.analysis.intervals import Interval
from brierbook.analysis.performance import base_rate, by_group, mean_of, summarise, with_scores
from brierbook.analysis.recalibration import beliefs, deserved, diagnose, fit_recalibration
from brierbook.analysis.sensitivity import variants
from brierbook.analysis.table import NUMBERS, TEXTS, forecast_table, scored
from brierbook.forecasts.book import Book
from brierbook.forecasts.records import Event, Resolution
from brierbook.forecasts.standing import Status, event_of
from brierbook.reports.out_of_time import OutOfTime, evaluate_out_of_time
from brierbook.reports.previous import Previous
from brierbook.reports.selection import WHOLE, Selection, as_of, chosen, select, taken_out

if TYPE_CHECKING:
    from xarray import DataTree

    from brierbook.analysis.calibration.words import WordsPosterior

SEED = 20241208
READ_AT = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
SCORES = ("weight", "brier", "brier_of_mean", "log", "log_of_mean")

type Fit = Callable[[pd.DataFrame, Progress | None], "DataTree"]
type Evaluate = Callable[[Book, pd.DataFrame], OutOfTime | None]


@dataclass(frozen=True, eq=False)
class Recalibrated:
    """The posterior of the recalibration, what computed it, and what is read from it."""

    posterior: "DataTree"
    engine: str
    readings: pd.DataFrame
    beliefs: dict[str, float]
    diagnostics: Diagnostics


@dataclass(frozen=True, eq=False)
class Performance:
    """How good the forecasts that count were.

    ``summary`` holds the mean scores and their differences from baselines, ``gap`` how much more
    was said than happened; ``decomposition`` the parts of the Brier score of the mean
    probabilities; ``groups`` a table for each column of groups.
    """

    base_rate: float
    said: float
    gap: Interval
    summary: dict[str, Interval]
    decomposition: CorpDecomposition
    groups: dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Retrospective:
    """The numbers of a retrospective.

    ``forecasts`` holds every forecast of the selection, ``scored`` those that count with their
    scores, ``taken_out`` a row for each whose bytes are gone. ``performance`` is None where none
    counts. ``recalibrated`` is None where every forecast that counts is ``certain``, exactly 0 or
    1: they have no log odds to recalibrate. ``engine`` is what was asked to compute it.
    ``variants`` holds the scores under other choices; ``out_of_time`` is None where one event or
    none could put the recalibration to that test. ``previous`` is what the retrospective before
    this one found, as it wrote it down.
    """

    book: Book
    selection: Selection
    propositions: frozenset[str]
    forecasts: pd.DataFrame
    scored: pd.DataFrame
    taken_out: pd.DataFrame
    performance: Performance | None
    variants: pd.DataFrame
    certain: int
    engine: EngineName
    recalibrated: Recalibrated | None
    out_of_time: OutOfTime | None
    previous: Previous | None

    @property
    def made_at(self) -> datetime:
        """The time of the report, which is that of the last entry of the book."""
        return as_of(self.book)

    @property
    def judged(self) -> pd.DataFrame:
        """Every forecast of the selection with what became of it, those taken out included."""
        return pd.concat([self.forecasts, self.taken_out], ignore_index=True)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """How groups of forecasts were off, raw and partially pooled."""
        if self.recalibrated is None:
            raise LookupError("nothing was fitted")
        rows = self.scored[np.isfinite(self.scored["mean_logit"])]
        return all_effects(self.book, rows, self.recalibrated.posterior, seed=SEED)

    @cached_property
    def words(self) -> "WordsPosterior":
        """What readers take the words of the forecasts that count for, and what they came to."""
        from brierbook.analysis.calibration.words import book_words  # noqa: PLC0415  # where needed

        return book_words(self.book, only=set(self.scored["forecast"]))

    def event_of(self, resolution: Resolution) -> Event:
        """Find the happening that settled a resolved proposition."""
        proposition = self.book.propositions[resolution.proposition]
        return event_of(self.book, proposition, resolution)


def evaluate_here(book: Book, rows: pd.DataFrame) -> OutOfTime | None:
    """Test the recalibration as the report does."""
    return evaluate_out_of_time(book, rows, seed=SEED)


def retrospect(  # all but the book are by name
    book: Book,
    *,
    selection: Selection = WHOLE,
    engine: EngineName = "auto",
    progress: Progress | None = None,
    fit: Fit | None = None,
    evaluate: Evaluate = evaluate_here,
    previous: Previous | None = None,
) -> Retrospective:
    """Compute a retrospective on what a book has resolved.

    Parameters
    ----------
    book : Book
        The book.
    selection : Selection
        The part of it that the report is about; by default all of it.
    engine : {"auto", "grid", "quadrature", "pymc"}
        How to compute the Bayesian recalibration: ``"auto"`` pools over languages and documents,
        and samples; ``"grid"`` takes all forecasts together, in milliseconds.
    progress : callable, optional
        Called with the number of steps of the sampler done and the number there will be.
    fit, evaluate : callable
        How the recalibration is fitted, and how it is tested on forecasts later than those it
        learnt from.
    previous : Previous, optional
        The retrospective to compare with, as read from its ``summary.json``.

    Raises
    ------
    InputError
        If the query cannot be read.
    WorkspaceError
        If the selection leaves nothing.
    """
    asked = select(book, selection)
    table = forecast_table(book, redacted=True)
    forecasts = chosen(table, asked)
    rows = scored_rows(forecasts)
    uncertain = rows[np.isfinite(rows["mean_logit"])]
    made = fit or partial(fit_with, engine)
    return Retrospective(
        book=book,
        selection=selection,
        propositions=asked.propositions,
        forecasts=forecasts,
        scored=rows,
        taken_out=taken_out(table, asked, selection),
        performance=None if rows.empty else perform(book, rows, selection.by),
        variants=pd.DataFrame() if rows.empty else variants(forecasts),
        certain=len(rows) - len(uncertain),
        engine=engine,
        recalibrated=None if uncertain.empty else recalibrate(made(uncertain, progress)),
        out_of_time=None if rows.empty else evaluate(book, rows),
        previous=previous,
    )


def fit_with(engine: EngineName, rows: pd.DataFrame, progress: Progress | None) -> "DataTree":
    """Fit the recalibration as the report does."""
    return fit_recalibration(rows, engine=engine, seed=SEED, progress=progress)


def scored_rows(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Score the forecasts that count, if there are any."""
    counts = (forecasts["status"] == Status.SCORED) & (forecasts["reading"] == "primary")
    if counts.any():
        return with_scores(scored(forecasts))
    columns = dict.fromkeys(TEXTS, "str") | dict.fromkeys((*NUMBERS, *SCORES), "float64")
    return pd.DataFrame(columns=[*columns]).astype(columns)


def perform(book: Book, rows: pd.DataFrame, by: tuple[str, ...]) -> Performance:
    """Say how good the forecasts were."""
    y, p, weight = (rows[name].to_numpy() for name in ("y", "p", "weight"))
    return Performance(
        base_rate=base_rate(rows),
        said=float(np.average(p, weights=weight)),
        gap=mean_of(rows, p - y, (-1.0, 1.0)),
        summary=summarise(rows),
        decomposition=corp_decomposition(y, p, weight=weight),
        groups={name: by_group(tagged(book, rows) if name == TAG else rows, name) for name in by},
    )


def recalibrate(posterior: "DataTree") -> Recalibrated:
    """Read the posterior."""
    return Recalibrated(
        posterior=posterior,
        engine=str(posterior.attrs["engine"]),
        readings=deserved(posterior, READ_AT),
        beliefs=beliefs(posterior),
        diagnostics=diagnose(posterior),
    )
