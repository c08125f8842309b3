"""What figures are drawn from: a book, or the part of it that was asked for, in several shapes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

import pandas as pd

from brierbook.analysis.dates import with_dates
from brierbook.analysis.table import forecast_table, scored
from brierbook.errors import WorkspaceError
from brierbook.forecasts.asked import asked_for
from brierbook.forecasts.book import Book
from brierbook.forecasts.lines.query import Query
from brierbook.reports.figures.parts import SEED

if TYPE_CHECKING:
    from xarray import DataTree

    from brierbook.reports.figures.history import History

EVERYTHING = Query()


@dataclass(frozen=True)
class Material:
    """The forecasts that figures are drawn from; each attribute is made when it is first used.

    ``forecasts`` holds a row for every forecast, whatever became of it, with the columns of
    :func:`brierbook.analysis.table.forecast_table` and of
    :func:`brierbook.analysis.dates.with_dates`.
    """

    book: Book
    forecasts: pd.DataFrame

    @classmethod
    def of(cls, book: Book, query: Query = EVERYTHING, *, now: datetime | None = None) -> Self:
        """Take a book, or the part of it that a query asks for."""
        rows = with_dates(forecast_table(book), book)
        asked = asked_for(book, query, now=now or datetime.now(UTC))
        kept = rows[rows["forecast"].isin(asked.forecasts)].reset_index(drop=True)
        if query.terms and kept.empty:
            raise WorkspaceError("no forecast is what the query asks for; ask for more")
        return cls(book, kept)

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The forecasts that count, with the weight of each."""
        return scored(self.forecasts)

    @cached_property
    def posterior(self) -> "DataTree":
        """The recalibration of the forecasts that count."""
        import numpy as np  # noqa: PLC0415  # only here

        from brierbook.analysis.recalibration import fit_recalibration  # noqa: PLC0415  # heavy

        return fit_recalibration(self.scored[np.isfinite(self.scored["mean_logit"])], seed=SEED)

    @cached_property
    def history(self) -> "History":
        """The history of one proposition: of those asked for, the one with most forecasts."""
        from brierbook.reports.figures.history import history_of, richest  # noqa: PLC0415  # only here

        forecasts = set(self.forecasts["forecast"])
        return history_of(self.book, richest(self.forecasts), forecasts)
