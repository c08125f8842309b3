"""Who did better than the others on the same questions, and how sure the ranks are."""

import numpy as np
import pandas as pd

from brierbook.analysis.arrays import Floats
from brierbook.analysis.clusters import check_resampling, limits
from brierbook.analysis.difficulty import events_answered, widened
from brierbook.analysis.panel import Panel, as_panel
from brierbook.analysis.resampling import resampled_ratios
from brierbook.errors import WorkspaceError

SHARED = 2  # forecasters that a question needs to compare any


def leaderboard(
    scores: object, *, level: float = 0.9, n_resamples: int = 1000, seed: int = 0
) -> pd.DataFrame:
    r"""Rank forecasters by their mean difference from the others on the same questions.

    .. math:: d_i = \frac{\sum_q w_q (s_{iq} - \bar s_{-i,q})}{\sum_q w_q},

    over the questions q that forecaster i and someone else answered, :math:`\bar s_{-i,q}` being
    the mean score of the others on q. It frees scores of how hard the questions were, not of how
    good the others were who answered them.

    Parameters
    ----------
    scores : data frame, of pandas, polars, pyarrow or another library
        One row for each answer: ``forecaster``, ``question``, ``score`` (a loss, finite), and
        if wanted ``event`` and ``weight`` (of the question).
    level : float
        Coverage of the limits, between 0 and 1.
    n_resamples, seed : int
        Number of resamples of events, and where they start.

    Returns
    -------
    DataFrame
        By rank: ``forecaster``, ``questions`` and ``events`` shared with others, ``difference``
        (in the unit of the score; negative is better) with ``lower`` and ``upper``, ``rank``
        with ``rank_lower`` and ``rank_upper``. Limits of the difference are percentiles of
        resampled events, widened for few events (Hesterberg); with one event they are infinite,
        and the rank may be any. Ranks of resamples give the limits of the rank; where a resample
        holds no event of a forecaster, his rank in it may be any.

    Raises
    ------
    ArgumentError
        If a column is absent or a value outside its domain, or a forecaster has two rows for a
        question.
    WorkspaceError
        If no two forecasters share a question.

    References
    ----------
    Goldstein & Spiegelhalter (1996), League tables and their limitations, doi:10.2307/2983325;
    Hesterberg (2015), doi:10.1080/00031305.2015.1089789

    Examples
    --------
    >>> rows = [("a", "q1", 0.1), ("b", "q1", 0.2), ("a", "q2", 0.2), ("b", "q2", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> leaderboard(scores)[["forecaster", "difference", "rank"]].round(3).to_numpy().tolist()
    [['a', -0.15, 1], ['b', 0.15, 2]]
    """
    check_resampling(level, n_resamples, "n_resamples")
    panel = shared_part(as_panel(scores))
    total, weight = sums_by_event(panel)
    estimate, events = total.sum(axis=0) / weight.sum(axis=0), events_answered(panel)
    draws = resampled_ratios(total, weight, n_resamples, seed)
    lower, upper = widened(estimate, draws, level, events)
    rank_lower, rank_upper = rank_limits(draws, level, events)
    columns = {
        "forecaster": panel.forecasters,
        "questions": panel.answered.sum(axis=1),
        "events": events,
        "difference": estimate,
        "lower": lower,
        "upper": upper,
        "rank": ranks(estimate[None, :])[0],
        "rank_lower": rank_lower,
        "rank_upper": rank_upper,
    }
    return pd.DataFrame(columns).sort_values(["rank", "forecaster"], ignore_index=True)


def shared_part(panel: Panel) -> Panel:
    """Keep the questions that several answered, and who answered one of those."""
    several = panel.answered.sum(axis=0) >= SHARED
    there = panel.answered[:, several].any(axis=1)
    if not there.any():
        message = "no two forecasters answered the same question, so nothing ranks them"
        raise WorkspaceError(f"{message}; let a second one forecast it too")
    keep = np.ix_(there, several)
    events = np.unique(panel.events.codes[several], return_inverse=True)
    clusters = type(panel.events)(events[1], events[0].size)
    names = [each for each, kept in zip(panel.forecasters, there, strict=True) if kept]
    return Panel(names, [], [], panel.score[keep], panel.weight[keep], clusters)


def sums_by_event(panel: Panel) -> tuple[Floats, Floats]:
    """Weighted differences from the others, and weights, of shape (events, forecasters)."""
    answered = panel.answered
    count = answered.sum(axis=0)
    others = (panel.score.sum(axis=0) - panel.score) / (count - 1)
    difference = np.where(answered, panel.weight * (panel.score - others), 0.0)
    return by_event(difference, panel), by_event(panel.weight, panel)


def by_event(values: Floats, panel: Panel) -> Floats:
    """Add up the questions of each event."""
    found = np.zeros((panel.events.count, len(values)))
    np.add.at(found, panel.events.codes, values.T)
    return found


def ranks(values: Floats) -> Floats:
    """Rank each row from 1, the lowest; equals share the best of their ranks."""
    ordered = np.sort(values, axis=1)
    found = [np.searchsorted(line, row) + 1 for line, row in zip(ordered, values, strict=True)]
    return np.array(found)


def rank_limits(draws: Floats, level: float, events: Floats) -> tuple[Floats, Floats]:
    """Limits of the rank of each; a draw or a forecaster that tells nothing allows any rank."""
    size = draws.shape[1]
    unknown = np.isnan(draws) | (events < SHARED)[None, :]
    drawn = ranks(np.where(np.isnan(draws), np.inf, draws))
    low = limits(np.where(unknown, 1, drawn), level)[0]
    high = limits(np.where(unknown, size, drawn), level)[1]
    return low, high
