"""Everything a retrospective says, as numbers; the words come later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from brierbook.analysis.calibration.engines.engine import EngineName
from brierbook.analysis.calibration.sampling.diagnostics import Diagnostics
from brierbook.analysis.claims.sentences import SentenceClaims
from brierbook.analysis.numeric.arguments import columns_by_name
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.progress import Progress
from brierbook.analysis.reliability.corp import CorpDecomposition, corp_decomposition
from brierbook.analysis.tables.changed_after import ChangedAfter, summarize_late_changes
from brierbook.analysis.tables.fitted.book_claims import judge_rows
from brierbook.analysis.tables.fitted.factor_effects import tabulate_all_effects
from brierbook.analysis.tables.fitted.recalibration import (
    diagnose_recalibration,
    fit_recalibration,
    summarize_beliefs,
    tabulate_deserved,
)
from brierbook.analysis.tables.forecast_rows import (
    NUMBERS,
    TEXTS,
    add_event_weights,
    is_counted,
    is_share,
    learnable_forecasts,
    scored_forecasts,
)
from brierbook.analysis.tables.grouping import TAG, repeat_by_tag
from brierbook.analysis.tables.kinds.kind_scores import score_kinds
from brierbook.analysis.tables.kinds.scorable_kinds import scorable_kinds
from brierbook.analysis.tables.performance import (
    event_base_rate,
    mean_gap,
    score_by_group,
    summarize_scores,
    with_scores,
)
from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.sensitivity import score_variants
from brierbook.analysis.tables.standing.choices import choose_rows, headline_rows
from brierbook.analysis.tables.standing.cohorts import cohort
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.entries.records import Event, Resolution
from brierbook.forecasts.rules.standing import settling_event
from brierbook.forecasts.rules.windows import book_time
from brierbook.reports.findings.previous import Previous
from brierbook.reports.findings.selection import (
    WHOLE,
    Selection,
    select_forecasts,
)
from brierbook.reports.findings.standings import StandingFindings, find_standings

if TYPE_CHECKING:
    from xarray import DataTree

    from brierbook.analysis.calibration.models.words import WordsPosterior

__all__ = ["SEED", "Performance", "Recalibration", "Retrospective", "retrospect"]

SEED = 20241208
READ_AT = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
SCORES = ("weight", "brier", "brier_expected", "log", "log_expected")

type Fit = Callable[[pd.DataFrame, Progress | None], "DataTree"]


@dataclass(frozen=True, eq=False)
class Recalibration:
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
    gap: Estimate
    summary: dict[str, Estimate]
    decomposition: CorpDecomposition
    groups: dict[str, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Retrospective:
    """The numbers of a retrospective.

    ``forecasts`` holds every forecast of the selection, ``scored`` those that count with their
    scores, ``taken_out`` a row for each whose bytes are gone. ``performance`` is None where none
    counts, and else that of the headline: of forecasts over time, or of statements as said where
    there are none. ``standings`` holds every row of the score, and what is held back.
    ``recalibrated`` is None where every forecast that counts is ``certain``, exactly 0 or 1: they
    have no log odds to recalibrate. ``engine`` is what was asked to compute it. ``variants`` holds
    the scores under other choices; ``claims`` the sentences that may be said, None where nothing
    came true or failed. ``previous`` is what the retrospective before this one found, as it wrote
    it down. ``made_at`` is when the book was judged: the time of the report.
    """

    book: Book
    made_at: datetime
    selection: Selection
    propositions: frozenset[str]
    forecasts: pd.DataFrame
    scored: pd.DataFrame
    taken_out: pd.DataFrame
    performance: Performance | None
    standings: StandingFindings
    variants: pd.DataFrame
    certain: int
    engine: EngineName
    recalibrated: Recalibration | None
    claims: SentenceClaims | None
    previous: Previous | None

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Every forecast of the selection with what became of it, those taken out included."""
        return pd.concat([self.forecasts, self.taken_out], ignore_index=True)

    @cached_property
    def changed_after(self) -> ChangedAfter:
        """What was changed in the whole book after the fact."""
        return summarize_late_changes(self.book, now=self.made_at)

    @property
    def shares(self) -> int:
        """How many forecasts that count are of questions that came true in part."""
        return int(is_share(self.scored["y"]).sum())

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """The scores of options, numbers and days, by kind, unit and metric."""
        asked = frozenset(self.forecasts["forecast"])
        kinds = scorable_kinds(self.book, now=self.made_at, only=asked)
        return score_kinds(kinds, standing=self.selection.standing)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """How groups of forecasts were off, raw and partially pooled."""
        if self.recalibrated is None:
            raise WorkspaceError(
                "nothing could be fitted, for too few forecasts have resolved; resolve some first",
                code="report.not_fitted",
            )
        return tabulate_all_effects(self.book, learnable_forecasts(self.scored), seed=SEED)

    @cached_property
    def words(self) -> "WordsPosterior":
        """What readers take the words of the forecasts that count for, and what they came to."""
        from brierbook.analysis.tables.fitted.book_words import book_words  # where needed

        return book_words(self.book, only=set(self.scored["forecast"]), now=self.made_at)

    def event_of(self, resolution: Resolution) -> Event:
        """Find the happening that settled a resolved proposition."""
        proposition = self.book.propositions[resolution.proposition]
        return settling_event(self.book, proposition, resolution)


@columns_by_name()
def retrospect(  # all but the book are by name
    book: Book,
    *,
    selection: Selection = WHOLE,
    now: datetime | None = None,
    engine: EngineName = "auto",
    progress: Progress | None = None,
    fit: Fit | None = None,
    previous: Previous | None = None,
) -> Retrospective:
    """Compute a retrospective on what a book has resolved.

    Parameters
    ----------
    book : Book
        The book.
    selection : Selection
        The part of it that the report is about; by default all of it.
    now : datetime, optional
        The instant at which the book is judged: those forecasts count whose deadline has passed
        by then. By default that of the last entry.
    engine : {"auto", "grid", "quadrature", "pymc"}
        How to compute the Bayesian recalibration of these forecasts, which all engines answer
        alike: ``"auto"`` and ``"grid"`` in milliseconds, ``"pymc"`` by sampling.
    progress : callable, optional
        Called with the number of steps of the sampler done and the number there will be.
    fit : callable
        How the recalibration is fitted.
    previous : Previous, optional
        The retrospective to compare with, as read from its ``summary.json``.

    Raises
    ------
    InputError
        If the query cannot be read.
    WorkspaceError
        If the selection leaves nothing.
    """
    at = now or book_time(book)
    asked = select_forecasts(book, selection, now=at)
    table = scorable(book, now=at, asked=None if selection.whole else asked)
    judged = table.forecasts
    forecasts = choose_rows(judged, selection.standing)
    rows = _score_forecasts(forecasts)
    claims = judge_rows(cohort(judged, now=at).first, book)
    learnable = learnable_forecasts(rows)
    made = fit or partial(_fit_with_engine, engine)
    return Retrospective(
        book=book,
        made_at=at,
        selection=selection,
        propositions=asked.propositions,
        forecasts=forecasts,
        scored=rows,
        taken_out=table.taken_out,
        performance=None
        if rows.empty
        else _summarise_performance(book, rows, selection.by, claims),
        standings=find_standings(judged, at, selection.standing),
        variants=pd.DataFrame() if rows.empty else score_variants(forecasts),
        certain=int(np.isinf(rows["mean_logit"]).sum()),
        engine=engine,
        recalibrated=None if learnable.empty else _summarise_posterior(made(learnable, progress)),
        claims=claims,
        previous=previous,
    )


def _fit_with_engine(
    engine: EngineName, rows: pd.DataFrame, progress: Progress | None
) -> "DataTree":
    """Fit the recalibration as the report does."""
    return fit_recalibration(rows, engine=engine, seed=SEED, progress=progress)


def _score_forecasts(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Score the forecasts that count, if there are any."""
    if is_counted(forecasts).any():
        return with_scores(scored_forecasts(forecasts))
    columns = dict.fromkeys(TEXTS, "str") | dict.fromkeys((*NUMBERS, *SCORES), "float64")
    return pd.DataFrame(columns=[*columns]).astype(columns)


def _headline(rows: pd.DataFrame) -> pd.DataFrame:
    """Take the forecasts of the headline, with their weights among themselves."""
    return add_event_weights(headline_rows(rows))


def _summarise_performance(
    book: Book, scored: pd.DataFrame, by: tuple[str, ...], claims: SentenceClaims | None
) -> Performance:
    """Say how good the forecasts were: scores by the headline, the gap by the first that stood."""
    rows = _headline(scored)
    y, p, weight = (rows[name].to_numpy() for name in ("y", "p", "weight"))
    return Performance(
        base_rate=event_base_rate(rows),
        said=float(np.average(p, weights=weight)),
        gap=_estimate_gap(rows, claims),
        summary=summarize_scores(rows),
        decomposition=corp_decomposition(y, p, weight=weight, event=rows["event"]),
        groups={
            name: score_by_group(repeat_by_tag(book, rows) if name == TAG else rows, name)
            for name in by
        },
    )


def _estimate_gap(rows: pd.DataFrame, claims: SentenceClaims | None) -> Estimate:
    """Give what was said less what happened, with the limits of the test of its direction.

    Where no deadline has passed there is no test, and limits are those of a bounded mean.
    """
    if claims is None:
        return mean_gap(rows)
    gap = claims.gap
    return Estimate(gap.gap, gap.lower, gap.upper, gap.level, len(rows), gap.events, "inverted")


def _summarise_posterior(posterior: "DataTree") -> Recalibration:
    """Read the posterior."""
    return Recalibration(
        posterior=posterior,
        engine=str(posterior.attrs["engine"]),
        readings=tabulate_deserved(posterior, READ_AT),
        beliefs=summarize_beliefs(posterior),
        diagnostics=diagnose_recalibration(posterior),
    )
