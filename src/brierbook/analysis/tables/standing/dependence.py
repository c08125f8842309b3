"""How far a claim rests on events being independent: limits if one factor moves them all."""

import math

import pandas as pd

from brierbook.analysis.claims.correlation import effective_events
from brierbook.analysis.claims.gap_direction import gap_limits, gap_tails
from brierbook.analysis.claims.rows import ClaimRows, read_claim_rows
from brierbook.analysis.claims.sum_law import plan_sums

__all__ = ["CORRELATIONS", "tabulate_dependence"]

CORRELATIONS = (0.0, 0.3)
MOST_EVENTS = 2000  # of more, the law under a common factor takes too long


def tabulate_dependence(first: pd.DataFrame, *, level: float = 0.9) -> pd.DataFrame:
    """Give the limits of what was said less what happened, were events not independent.

    Parameters
    ----------
    first : DataFrame
        As `brierbook.analysis.tables.standing.cohorts.CohortTable.first`.
    level : float
        Nominal coverage of the limits.

    Returns
    -------
    pandas.DataFrame
        One row for events that are independent, one for events that one factor moves with a
        correlation of 0.3, and, where events share stories, one that takes each story for one
        event: ``assumed``, ``effective`` (the number of independent events of equal weight that
        would tell as much), ``gap``, ``lower``, ``upper``, and ``p_less`` and ``p_more``. Empty
        where there is one event, or an outcome is a share.
    """
    columns = ["assumed", "effective", "gap", "lower", "upper", "p_less", "p_more"]
    binary = first["y"].isin((0.0, 1.0)).all()
    events, stories = first["event"].nunique(), first["story"].nunique()
    if not binary or not 1 < events <= MOST_EVENTS:
        return pd.DataFrame(columns=columns)
    rows = _claim_rows(first, "event")
    made = [_dependence_line(f"correlation:{rho}", rows, rho, level) for rho in CORRELATIONS]
    if stories < events:
        made.append(_dependence_line("stories", _claim_rows(first, "story"), 0.0, level))
    return pd.DataFrame(made, columns=columns)


def _claim_rows(first: pd.DataFrame, unit: str) -> ClaimRows:
    """Read the rows, with events or stories for units; events count the same in both."""
    return read_claim_rows(first["y"], first["p"], event=first[unit], weight=first["weight"])


def _dependence_line(
    name: str, rows: ClaimRows, correlation: float, level: float
) -> dict[str, object]:
    """Give limits and p-values under one assumption."""
    plan, tail = plan_sums(rows), (1 - level) / 2
    less, more = gap_tails(rows, plan, correlation=correlation)
    lower, upper = gap_limits(rows, plan, tail, correlation)
    effective = effective_events(rows, correlation)
    return {
        "assumed": name,
        "effective": effective if math.isfinite(effective) else math.nan,
        "gap": rows.said - rows.happened,
        "lower": lower,
        "upper": upper,
        "p_less": less,
        "p_more": more,
    }
