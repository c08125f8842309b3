"""What figures are drawn from: a book, or the part of it that was asked for, in several shapes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from brierbook.analysis.dates import with_dates
from brierbook.analysis.health import health_table
from brierbook.analysis.table import forecast_table, scored
from brierbook.analysis.value_forecasts import value_forecasts
from brierbook.errors import WorkspaceError
from brierbook.forecasts.asked import asked_for
from brierbook.forecasts.book import Book
from brierbook.forecasts.lines.query import Query
from brierbook.reports.figures.parts import SEED
from brierbook.reports.selection import as_of

if TYPE_CHECKING:
    from xarray import DataTree

    from brierbook.analysis.calibration.words import WordsPosterior
    from brierbook.reports.figures.health import Health
    from brierbook.reports.figures.history import History

EVERYTHING = Query()


@dataclass(frozen=True)
class Material:
    """The forecasts that figures are drawn from; each attribute is made when it is first used.

    ``forecasts`` holds a row for every forecast, whatever became of it, with the columns of
    :func:`brierbook.analysis.table.forecast_table` and of
    :func:`brierbook.analysis.dates.with_dates`. ``now`` is when it is looked at, and ``whole`` says
    that no query narrowed it.
    """

    book: Book
    forecasts: pd.DataFrame
    now: datetime
    whole: bool = True

    @classmethod
    def of(cls, book: Book, query: Query = EVERYTHING, *, now: datetime | None = None) -> Self:
        """Take a book, or the part of it that a query asks for, as of its last entry."""
        rows, now = with_dates(forecast_table(book), book), now or as_of(book)
        asked = asked_for(book, query, now=now)
        kept = rows[rows["forecast"].isin(asked.forecasts)].reset_index(drop=True)
        if query.terms and kept.empty:
            raise WorkspaceError("no forecast is what the query asks for; ask for more")
        return cls(book, kept, now, not query.terms)

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The forecasts that count, with the weight of each."""
        return scored(self.forecasts)

    @cached_property
    def posterior(self) -> "DataTree":
        """The recalibration of the forecasts that count."""
        from brierbook.analysis.recalibration import fit_recalibration  # noqa: PLC0415  # heavy

        return fit_recalibration(self.uncertain, seed=SEED)

    @cached_property
    def uncertain(self) -> pd.DataFrame:
        """The forecasts that count and are neither 0 nor 1, which no recalibration can move."""
        found: pd.DataFrame = self.scored.loc[np.isfinite(self.scored["mean_logit"])]
        return found

    @cached_property
    def effects(self) -> pd.DataFrame:
        """How groups of forecasts are off, raw and partially pooled."""
        from brierbook.analysis.factor_effects import all_effects  # noqa: PLC0415  # heavy

        return all_effects(self.book, self.uncertain, self.posterior, seed=SEED)

    @cached_property
    def words(self) -> "WordsPosterior":
        """What readers take words for, and what they came to."""
        from brierbook.analysis.calibration.words import book_words  # noqa: PLC0415  # heavy

        return book_words(self.book, only=set(self.forecasts["forecast"]))

    @cached_property
    def values(self) -> pd.DataFrame:
        """The forecasts of numbers and days that resolved."""
        return value_forecasts(self.book, set(self.forecasts["forecast"]))

    @cached_property
    def told(self) -> pd.DataFrame:
        """The forecasts that count, with the beginnings of their texts in three languages."""
        from brierbook.reports.figures.surprises import with_texts  # noqa: PLC0415  # only here

        return with_texts(self.book, self.scored)

    @cached_property
    def health(self) -> "Health":
        """How the propositions stand: of a query, those that a forecast asked for is about."""
        from brierbook.reports.figures.health import Health  # noqa: PLC0415  # only here

        only = None if self.whole else self.forecasts["proposition"]
        return Health(health_table(self.book, now=self.now, only=only), self.now)

    @cached_property
    def history(self) -> "History":
        """The history of one proposition: of those asked for, the one with most forecasts."""
        from brierbook.reports.figures.history import history_of, richest  # noqa: PLC0415  # only here

        forecasts = set(self.forecasts["forecast"])
        return history_of(self.book, richest(self.forecasts), forecasts)
