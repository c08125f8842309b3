"""Who did better than the others on the same questions, and how sure the ranks are."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.comparison.difficulty import count_events_answered
from brierbook.analysis.comparison.panel_sums import LinearStatistics, bounded_sums, panel_limits
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.bounded_sum import BoundedSums, sum_limits
from brierbook.analysis.numeric.limits.joint_limits import joint_level, rank_limits, sure_order
from brierbook.analysis.numeric.panel import Panel, arrange_panel
from brierbook.errors import WorkspaceError

__all__ = ["leaderboard"]

SHARED = 2  # forecasters that a question needs to compare any
MOST_PAIRED = 64  # forecasters of whom every two are compared for their ranks


def leaderboard(
    forecasts: object,
    *,
    bounds: tuple[float, float] | None = None,
    level: float = 0.9,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Rank forecasters by their mean difference from the others on the same questions.

    .. math:: d_i = \frac{\sum_q w_q (s_{iq} - \bar s_{-i,q})}{\sum_q w_q},

    over the questions q that forecaster i and someone else answered, :math:`\bar s_{-i,q}` being
    the mean score of the others on q. It frees scores of how hard the questions were, not of how
    good the others were who answered them.

    Parameters
    ----------
    forecasts : data frame, of pandas, polars, pyarrow or another library
        One row for each answer: ``forecaster``, ``question``, ``score`` (a loss, finite), and
        if wanted ``event`` and ``weight`` (of the question), and ``if_yes`` and ``if_no``, what
        the score would have been had the question been answered by yes, and by no, or ``if_0``,
        ``if_1`` ... by each answer of a question that has others: with them a difference is
        known to lie between what can occur together.
    bounds : (float, float), optional
        The least and the greatest that a score can be, such as (0, 1) for a Brier score; of no
        use where ``if_yes`` and ``if_no`` are there.
    level : float
        Nominal coverage of the limits, between 0 and 1; of each difference by itself, and of all
        ranks together.
    seed : int
        Where the draws behind the joint limits of ranks start.

    Returns
    -------
    DataFrame
        By rank: ``forecaster``, ``questions`` and ``events`` shared with others, ``difference``
        (in the unit of the score; negative is better) with ``lower`` and ``upper``, ``rank``
        with ``rank_lower`` and ``rank_upper``, and ``rule``. Where the range of a score is known
        limits are by the rule of :func:`brierbook.analysis.event_mean` (``bounded``), and a rank
        is limited by those who are surely better and surely worse, the differences between
        forecasters holding all at once. Elsewhere limits are Student's, marked ``approximate``;
        they carry no claim, and the rank may be any. With one event there are no limits.

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
    Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for ranks, doi:10.1093/restud/rdad006

    Examples
    --------
    >>> rows = [("a", "q1", 0.1), ("b", "q1", 0.2), ("a", "q2", 0.2), ("b", "q2", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> leaderboard(scores)[["forecaster", "difference", "rank"]].round(3).to_numpy().tolist()
    [['a', -0.15, 1], ['b', 0.15, 2]]
    """
    refuse_resampling_options(level, 1, "n_resamples")
    panel = _select_shared_part(arrange_panel(forecasts, bounds))
    statistics, events = _differences_from_others(panel), count_events_answered(panel)
    found = panel_limits(panel, statistics, events, level)
    rank_lower, rank_upper = _limit_ranks(panel, statistics, events, level, seed)
    columns = {
        "forecaster": panel.forecasters,
        "questions": panel.answered.sum(axis=1),
        "events": events,
        "difference": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "rank": np.searchsorted(np.sort(found.value), found.value) + 1,
        "rank_lower": rank_lower,
        "rank_upper": rank_upper,
        "rule": found.rule,
    }
    return pd.DataFrame(columns).sort_values(["rank", "forecaster"], ignore_index=True)


def _select_shared_part(panel: Panel) -> Panel:
    """Keep the questions that several answered, and who answered one of those."""
    several = panel.answered.sum(axis=0) >= SHARED
    there = panel.answered[:, several].any(axis=1)
    if not there.any():
        message = "no two forecasters answered the same question, so nothing ranks them"
        raise WorkspaceError(f"{message}; let a second one forecast it too")
    keep = np.ix_(there, several)
    held, codes = np.unique(panel.events.codes[several], return_inverse=True)
    events = type(panel.events)(codes, held.size)
    names = [each for each, kept in zip(panel.forecasters, there, strict=True) if kept]
    return Panel(
        *(names, [], [], panel.score[keep], panel.weight[keep], events),
        possible=tuple(each[keep] for each in panel.possible),
        bounds=panel.bounds,
    )


def _differences_from_others(panel: Panel) -> LinearStatistics:
    """Say what questions add to the mean difference of each forecaster from the others."""
    share = panel.weight / panel.weight.sum(axis=1, keepdims=True)
    others = panel.answered.sum(axis=0) - 1

    def apply(score: Floats) -> Floats:
        answered = np.where(panel.answered, score, 0.0)
        return np.asarray(share * (score - (answered.sum(axis=0) - score) / others))

    return LinearStatistics.averages(apply, share)


def _limit_ranks(
    panel: Panel, statistics: LinearStatistics, events: EventCodes, level: float, seed: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Read limits of ranks off joint limits of the differences between forecasters."""
    size = len(panel.forecasters)
    sums = bounded_sums(panel, statistics)
    if sums is None:
        return np.ones(size, dtype=np.intp), np.full(size, size)
    if size > MOST_PAIRED:
        return _ranks_of_apart(sums, events, level, seed)
    one, two = np.array([*combinations(range(size), 2)], dtype=np.intp).reshape(-1, 2).T
    pairs = _between(sums, panel, statistics, one, two)
    known = (events[one] >= FEWEST_EVENTS) & (events[two] >= FEWEST_EVENTS)
    sign = np.zeros(one.size)
    sign[known] = sure_order(pairs.columns(known), level, seed=seed)
    return rank_limits(sign, size)


def _between(
    sums: BoundedSums, panel: Panel, statistics: LinearStatistics, one: EventCodes, two: EventCodes
) -> BoundedSums:
    """Say what events add to the differences between forecasters."""
    if panel.bounds is not None and not panel.possible:
        return BoundedSums(
            sums.value[:, one] - sums.value[:, two],
            sums.least[:, one] - sums.most[:, two],
            sums.most[:, one] - sums.least[:, two],
        )

    def apply(score: Floats) -> Floats:
        added = statistics.apply(score)
        return np.asarray(added[one] - added[two])

    found = bounded_sums(panel, replace(statistics, apply=apply))
    return sums if found is None else found


def _ranks_of_apart(
    sums: BoundedSums, events: EventCodes, level: float, seed: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rank by joint limits of each forecaster: who lies wholly below another is surely better."""
    lower, upper = sum_limits(sums, joint_level(sums, level, seed=seed))
    lower[events < FEWEST_EVENTS], upper[events < FEWEST_EVENTS] = -np.inf, np.inf
    better = np.searchsorted(np.sort(upper), lower, side="left")
    worse = lower.size - np.searchsorted(np.sort(lower), upper, side="right")
    return 1 + better, lower.size - worse
