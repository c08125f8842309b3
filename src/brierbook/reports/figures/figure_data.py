"""What figures are drawn from: a book, or the part of it that was asked for, in several shapes."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

import pandas as pd

from brierbook.analysis.tables.forecast_dates import add_date_columns
from brierbook.analysis.tables.forecast_rows import (
    is_counted,
    learnable_forecasts,
    scored_forecasts,
)
from brierbook.analysis.tables.health import tabulate_health
from brierbook.analysis.tables.kinds.kind_boards import leaderboard_kinds
from brierbook.analysis.tables.kinds.kind_rows import loss_rows, pit_rows
from brierbook.analysis.tables.kinds.level_check import LevelSample
from brierbook.analysis.tables.kinds.option_rows import option_rows
from brierbook.analysis.tables.kinds.scorable_kinds import ScorableKinds, scorable_kinds
from brierbook.analysis.tables.scorable import scorable
from brierbook.analysis.tables.standing.choices import POOLED, Standing, choose_rows
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.book import Book
from brierbook.forecasts.query.matching import MatchedIds
from brierbook.forecasts.rules.windows import book_time
from brierbook.reports.figures.kit.axes import SEED

if TYPE_CHECKING:
    from xarray import DataTree

    from brierbook.analysis.calibration.models.words import WordsPosterior
    from brierbook.reports.figures.health import Health
    from brierbook.reports.figures.kit.history import TimelineHistory

__all__ = ["FigureData"]


@dataclass(frozen=True)
class FigureData:
    """The forecasts that figures are drawn from; each attribute is made when it is first used.

    ``forecasts`` holds a row for every forecast, whatever became of it, with the columns of
    :func:`brierbook.analysis.tables.forecast_rows.forecast_table` and of
    :func:`brierbook.analysis.tables.forecast_dates.add_date_columns`; what was revised counts for
    the time in which it stood, or as another standing chose it. ``now`` is when it is looked at,
    and ``whole`` says that no query narrowed it.
    """

    book: Book
    forecasts: pd.DataFrame
    now: datetime
    whole: bool = True

    @classmethod
    def of(
        cls,
        book: Book,
        asked: MatchedIds | None = None,
        *,
        now: datetime | None = None,
        standing: Standing = POOLED,
    ) -> Self:
        """Take a book, or the part of it that a query asked for, as of its last entry."""
        now = now or book_time(book)
        rows = choose_rows(scorable(book, now=now, asked=asked).dated, standing)
        if asked is not None and rows.empty:
            raise WorkspaceError(
                "no forecast is what the query asks for; ask for more", code="query.nothing"
            )
        return cls(book, rows, now, asked is None)

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The forecasts that count, with the weight of each."""
        return scored_forecasts(self.forecasts)

    @cached_property
    def posterior(self) -> "DataTree":
        """The recalibration of the forecasts that count."""
        from brierbook.analysis.tables.fitted.recalibration import fit_recalibration  # heavy

        return fit_recalibration(self.learnable, seed=SEED)

    @cached_property
    def learnable(self) -> pd.DataFrame:
        """The forecasts that stood and that a recalibration can learn from."""
        found = learnable_forecasts(self.scored)
        if found.empty:
            raise WorkspaceError(
                "no forecast can be learnt from: all said 0 or 1, or their questions came true in "
                "part; resolve others",
                code="plot.nothing_learnt",
            )
        return found

    @cached_property
    def effects(self) -> pd.DataFrame:
        """How groups of forecasts are off, raw and partially pooled."""
        from brierbook.analysis.tables.fitted.factor_effects import tabulate_all_effects  # heavy

        return tabulate_all_effects(self.book, self.learnable, seed=SEED)

    @cached_property
    def words(self) -> "WordsPosterior":
        """What readers take words for, and what they came to."""
        from brierbook.analysis.tables.fitted.book_words import book_words  # heavy

        return book_words(self.book, only=set(self.forecasts["forecast"]), now=self.now)

    @cached_property
    def kinds(self) -> ScorableKinds:
        """The forecasts of options, numbers and days, judged."""
        asked = frozenset(self.forecasts["forecast"])
        return scorable_kinds(self.book, now=self.now, only=asked)

    @cached_property
    def values(self) -> pd.DataFrame:
        """The forecasts of numbers and days that resolved."""
        return add_date_columns(pit_rows(self.kinds), self.book)

    @cached_property
    def kind_losses(self) -> pd.DataFrame:
        """The losses of the options, numbers and days that count."""
        return add_date_columns(loss_rows(self.kinds), self.book)

    @cached_property
    def option_shares(self) -> pd.DataFrame:
        """The probabilities of options that count, one row an option."""
        return add_date_columns(option_rows(self.kinds), self.book)

    @cached_property
    def kind_boards(self) -> pd.DataFrame:
        """The forecasters of options, numbers and days against each other."""
        return leaderboard_kinds(self.kinds)

    @cached_property
    def level_sample(self) -> LevelSample:
        """What quantiles deserve: the shares below each level, and the map learnt from them."""
        return LevelSample(self.kinds)

    @property
    def has_binary(self) -> bool:
        """Whether a forecast of yes or no counts."""
        return bool(is_counted(self.forecasts).any())

    @property
    def fitting_kind_figures(self) -> list[str]:
        """The figures of options, numbers and days that there is something for."""
        there = {
            "options": self.option_shares,
            "kinds_over_time": self.kind_losses,
            "leaderboard_kinds": self.kind_boards,
            **dict.fromkeys(("coverage", "pit", "quantile_levels"), self.values),
        }
        return [name for name, rows in there.items() if len(rows)]

    @cached_property
    def by_event(self) -> pd.DataFrame:
        """What was said of each event, what happened, and a quote."""
        from brierbook.reports.figures.events.event_rows import tabulate_event_rows  # only here

        return tabulate_event_rows(self.book, self.scored)

    @cached_property
    def told(self) -> pd.DataFrame:
        """The forecasts that count, with the beginnings of their texts in three languages."""
        from brierbook.reports.figures.surprises import with_texts  # only here

        return with_texts(self.book, self.scored)

    @cached_property
    def health(self) -> "Health":
        """How the propositions stand: of a query, those that a forecast asked for is about."""
        from brierbook.reports.figures.health import Health  # only here

        only = None if self.whole else self.forecasts["proposition"]
        return Health(tabulate_health(self.book, now=self.now, only=only), self.now)

    @cached_property
    def history(self) -> "TimelineHistory":
        """The history of one proposition: of those asked for, the one with most forecasts."""
        from brierbook.reports.figures.kit.history import (  # only here
            most_forecast_proposition,
            timeline_history,
        )

        forecasts = set(self.forecasts["forecast"])
        return timeline_history(self.book, most_forecast_proposition(self.forecasts), forecasts)
