"""What a report says of time: how each row is scored, what is held back, and what if not so."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from brierbook.analysis.tables.forecast_rows import is_primary
from brierbook.analysis.tables.standing.book_scores import (
    HeldBack,
    score_ways,
    summarize_held_back,
    tabulate_events,
    tabulate_standings,
)
from brierbook.analysis.tables.standing.choices import POOLED, Standing, choose_rows
from brierbook.analysis.tables.standing.cohorts import cohort
from brierbook.analysis.tables.standing.dependence import tabulate_dependence
from brierbook.analysis.tables.standing.open_claims import tabulate_by_now, tabulate_pace
from brierbook.forecasts.rules.standing import Status

__all__ = ["StandingFindings", "find_standings"]


@dataclass(frozen=True, eq=False)
class StandingFindings:
    """The rows of the score, and what stands beside them.

    ``ways`` has a line for each way in which something is scored, the headline first;
    ``standings`` the same live forecasts by which of them is taken; ``events`` the share of the
    weight of each event; ``by_now`` and ``pace`` what live claims say of today and how fast they
    come true; ``dependence`` limits were events not independent. ``hindsight`` counts
    the outcomes, yes and no, of forecasts left out as hindsight, ``kept`` those of forecasts that
    count: to leave out hindsight selects on the outcome.
    """

    ways: pd.DataFrame
    standings: pd.DataFrame
    events: pd.DataFrame
    held_back: HeldBack | None
    by_now: pd.DataFrame
    pace: pd.DataFrame
    dependence: pd.DataFrame
    hindsight: tuple[int, int]
    kept: tuple[int, int]


def find_standings(
    judged: pd.DataFrame, now: datetime, standing: Standing = POOLED
) -> StandingFindings:
    """Find them for the forecasts of a report, as they were judged, under a standing."""
    rows = judged[is_primary(judged)]
    chosen = choose_rows(rows, standing)
    return StandingFindings(
        ways=score_ways(chosen, standing),
        standings=tabulate_standings(rows),
        events=tabulate_events(chosen),
        held_back=summarize_held_back(rows),
        by_now=tabulate_by_now(judged, now=now),
        pace=tabulate_pace(judged, now=now),
        dependence=tabulate_dependence(cohort(judged, now=now).first),
        hindsight=_count_outcomes(rows, Status.HINDSIGHT),
        kept=_count_outcomes(chosen, Status.SCORED),
    )


def _count_outcomes(rows: pd.DataFrame, status: Status) -> tuple[int, int]:
    """Count the forecasts of a status whose questions came true, and did not."""
    y = rows.loc[rows["status"] == status.value, "y"]
    return int((y == 1).sum()), int((y == 0).sum())
