"""The history of one proposition: who said what when, and how it turned out."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from brierbook.analysis.over_time.contributions import score_contributions
from brierbook.analysis.scores.logit_normal import probability_interval
from brierbook.analysis.tables.forecast_rows import confidence_moments
from brierbook.errors import WorkspaceError
from brierbook.forecasts.entries.records import Forecast, Proposition, Resolution
from brierbook.forecasts.when import Moment

if TYPE_CHECKING:
    from brierbook.forecasts.entries.book import Book

__all__ = ["OUTCOMES", "TimelineHistory", "most_forecast_proposition", "timeline_history"]

OUTCOMES = {"yes": 1.0, "no": 0.0}


@dataclass(frozen=True, slots=True, eq=False)
class TimelineHistory:
    """One proposition with its forecasts.

    ``steps`` holds a row for each forecast that is a probability: ``forecaster``, ``made_at``,
    ``p``, ``lower`` and ``upper`` (the 90 % range of a wording or of a range; else ``p``), ``note``
    (the words it rests on, or its reason), ``share`` of the time in which one stood and
    ``contribution`` to the time-averaged Brier score of its forecaster (missing where the
    proposition did not resolve yes or no, or the forecast did not stand before that).
    """

    proposition: Proposition
    resolution: Resolution | None
    steps: pd.DataFrame

    @property
    def decided(self) -> datetime | None:
        """The first instant at which the outcome may have been decided."""
        return _decision_moment(self.resolution).first if self.resolution else None

    @property
    def outcome(self) -> str:
        """What became of it."""
        return self.resolution.outcome if self.resolution else "open"


def _decision_moment(resolution: Resolution) -> Moment:
    """Tell when an outcome could no longer change."""
    return resolution.decided_at or resolution.known_at


def timeline_history(
    book: "Book", name: str, only: Container[str] | None = None
) -> TimelineHistory:
    """Gather the history of a proposition: all its forecasts, or some by their ids."""
    proposition, resolution = book.propositions[name], book.resolutions.get(name)
    asked = [each for each in book.forecasts_of.get(name, []) if only is None or each.id in only]
    rows = [row for each in asked if (row := _forecast_step(book, each))]
    if not rows:
        raise WorkspaceError(
            "{name}: no forecast of it is a probability; ask for another one",
            code="plot.no_probability",
            name=name,
        )
    steps = pd.DataFrame(rows).sort_values(["forecaster", "made_at"], kind="stable")
    return TimelineHistory(proposition, resolution, _with_contributions(steps, resolution))


def _forecast_step(book: "Book", forecast: Forecast) -> dict[str, object] | None:
    """Give the row of one forecast; None if it is no probability."""
    opened = book.forecasts[forecast.id]
    numbers = confidence_moments(opened.confidence)
    p, spread = numbers["p"], numbers["sd_logit"]
    if p != p:  # noqa: PLR0124  # NaN: shares of options, quantiles, or a seal
        return None
    lower, upper = (p, p)
    if spread:
        low, high = probability_interval(numbers["mean_logit"], spread)
        lower, upper = float(low), float(high)
    statement = book.statements.get(forecast.statement or "")
    return {
        "forecaster": forecast.forecaster,
        "made_at": forecast.made_at.last,
        "p": p,
        "lower": lower,
        "upper": upper,
        "note": statement.quote if statement else (forecast.reason or ""),
    }


def _with_contributions(steps: pd.DataFrame, resolution: Resolution | None) -> pd.DataFrame:
    """Add what each step contributes to the time-averaged score of its forecaster."""
    empty = steps.assign(share=float("nan"), contribution=float("nan")).reset_index(drop=True)
    if resolution is None or resolution.outcome not in OUTCOMES:
        return empty
    end, y = _decision_moment(resolution).first, OUTCOMES[resolution.outcome]
    for _, rows in empty.groupby("forecaster"):
        if rows["made_at"].min() < end:
            _fill_contributions(empty, rows, y, end)
    return empty


def _fill_contributions(steps: pd.DataFrame, rows: pd.DataFrame, y: float, end: datetime) -> None:
    """Write the contributions of one forecaster into the steps."""
    times = [each.to_pydatetime() for each in rows["made_at"]]
    found = score_contributions(y, rows["p"], time=times, opens=min(times), closes=end)
    at = rows.index[found["row"]]
    steps.loc[at, ["share", "contribution"]] = found[["share", "contribution"]].to_numpy()


def most_forecast_proposition(forecasts: pd.DataFrame) -> str:
    """Choose, of the propositions in a table, the one with most forecasts in probabilities."""
    if forecasts.empty:
        raise WorkspaceError("the book has no forecast yet; log one", code="book.no_forecast")
    probable = forecasts[forecasts["p"].notna()] if "p" in forecasts else forecasts
    rows = forecasts if probable.empty else probable
    return str(rows.groupby("proposition", sort=False).size().idxmax())
