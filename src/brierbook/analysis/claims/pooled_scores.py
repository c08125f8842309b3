r"""Forecasts that were revised: scores pooled over the time in which forecasts stood.

A question has the window [opened, deadline) as planned; it ends when the outcome is decided, if
that is earlier. The score is integrated while a forecast stands; probabilities are never averaged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    check_binary_pairs,
    refuse_first_bad,
)
from brierbook.analysis.over_time.timeline import (
    StandingPieces,
    find_standing_pieces,
    refuse_early_ends,
    refuse_empty_windows,
    scale_by_share,
)
from brierbook.analysis.scores.binary import brier_score, log_score

__all__ = ["StandingScores", "integrate_standing_scores", "pooled_time_score"]

_SCORES: dict[str, Callable[..., Any]] = {"brier": brier_score, "log": log_score}


@dataclass(frozen=True, slots=True, eq=False)
class StandingScores:
    """What stood in each group of rows, a group being a question and a forecaster.

    Attributes
    ----------
    share : ndarray
        Time in which a forecast stood, as a share of the planned window: the weight of the group.
    coverage : ndarray
        The same as a share of the window until the outcome was decided; 0 to 1.
    score : ndarray
        Mean score over the time in which a forecast stood; NaN where none did.
    if_yes, if_no : ndarray
        What it would be had it come true, and had it not: the range of ``score``.
    mean_p, first_p, last_p : ndarray
        The probability on average, and the first and the last that stood.
    against_even : ndarray
        Mean over the planned window of the score less that of 50 %, 0 where nothing stood.
    """

    share: Floats
    coverage: Floats
    score: Floats
    if_yes: Floats
    if_no: Floats
    mean_p: Floats
    first_p: Floats
    last_p: Floats
    against_even: Floats


def integrate_standing_scores(  # noqa: PLR0913 - a forecast's times and its question's
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    group: npt.ArrayLike,
    time: npt.ArrayLike,
    opens: npt.ArrayLike,
    deadline: npt.ArrayLike,
    decided: npt.ArrayLike,
    ends: npt.ArrayLike | None = None,
    score: str = "brier",
) -> StandingScores:
    r"""
    Integrate the score of the forecast that stands over time, group by group.

    With the window :math:`[o, D)`, its end :math:`c = \min(D, decided)`, and A the time in
    [o, c) when a forecast stands,

    .. math:: s = \frac{1}{|A|} \int_A S(p(t), y) \, dt, \qquad L = \frac{|A|}{D - o}, \qquad
              \text{coverage} = \frac{|A|}{c - o} .

    Parameters
    ----------
    y, p : array_like, shape (n,)
        Outcome of the question, 0 or 1, and a probability in [0, 1]; one row a forecast.
    group : array_like of int, shape (n,)
        Codes from 0 of question and forecaster; each is used.
    time, opens, deadline, decided : array_like, shape (n,)
        When the forecast was made, the window as planned, when the outcome was decided; numbers
        in one unit. The last three are the same in all rows of a group.
    ends : array_like, shape (n,), optional
        When a forecast was withdrawn; infinite (the default) for never.
    score : {"brier", "log"}

    Returns
    -------
    StandingScores
        One value for each group.

    Raises
    ------
    ArgumentError
        If an outcome or probability is out of its domain, a window holds no time, an outcome was
        decided before its window opened, or a forecast ends before it was made.

    Examples
    --------
    10 % from 0 and 90 % from 99 of a window of 100, and it came true:

    >>> found = integrate_standing_scores(
    ...     [1, 1], [0.1, 0.9], group=[0, 0], time=[0, 99], opens=[0, 0], deadline=[100, 100],
    ...     decided=[100, 100])
    >>> round(float(found.score[0]), 6), float(found.coverage[0])
    (0.802, 1.0)
    """
    pairs = check_binary_pairs(y, p)
    codes = np.asarray(group, dtype=np.intp)
    made, first, planned, known = (
        as_floats(each, name)
        for each, name in (
            *((time, "time"), (opens, "opens")),
            *((deadline, "deadline"), (decided, "decided")),
        )
    )
    refuse_empty_windows(first, planned)
    closes = np.minimum(planned, known)
    refuse_first_bad(closes, closes > first, "decided", "is not after the opening of its window")
    last = np.full(made.shape, np.inf) if ends is None else as_floats(ends, "ends")
    refuse_early_ends(made, last)
    pieces = find_standing_pieces(codes, made, ends=last, opens=first, closes=closes)
    at = np.unique(codes, return_index=True)[1]
    return _summarize_pieces(pieces, pairs.y, pairs.p, (first[at], planned[at], closes[at]), score)


def _summarize_pieces(
    pieces: StandingPieces,
    y: Floats,
    p: Floats,
    window: tuple[Floats, Floats, Floats],
    score: str,
) -> StandingScores:
    """Average over the pieces of each group."""
    opens, planned, closes = window
    measure, groups, said = _SCORES[score], opens.size, p[pieces.row]
    outcomes = (y, np.ones(y.shape), np.zeros(y.shape))
    own, if_yes, if_no = (
        pieces.means(measure(each, p, reduce=None)[pieces.row], groups) for each in outcomes
    )
    stood = pieces.stood(groups)
    share = np.minimum(stood / (planned - opens), 1.0)
    even = float(measure([1.0], [0.5]))
    return StandingScores(
        share=share,
        coverage=np.minimum(stood / (closes - opens), 1.0),
        score=own,
        if_yes=if_yes,
        if_no=if_no,
        mean_p=pieces.means(said, groups),
        first_p=_pick_piece(pieces, said, groups, last=False),
        last_p=_pick_piece(pieces, said, groups, last=True),
        against_even=np.where(share > 0, scale_by_share(np.nan_to_num(own - even), share), 0.0),
    )


def _pick_piece(pieces: StandingPieces, said: Floats, groups: int, *, last: bool) -> Floats:
    """Take what was said in the first or in the last piece of each group."""
    found = np.full(groups, np.nan)
    order = slice(None) if last else slice(None, None, -1)
    # pieces are ordered by time within a group, and of several writes the last one stays
    found[pieces.group[order]] = said[order]
    return found


def pooled_time_score(scores: StandingScores, weight: Floats) -> float:
    r"""
    Pool scores over time: :math:`\sum w L s / \sum w L`; an average of s rewards exaggeration.

    Where a claim ends when it comes true, the share of the window in which forecasts stand is
    smaller for yes than for no, so that the plain mean of s is not proper.

    Parameters
    ----------
    scores : StandingScores
    weight : ndarray, shape (groups,)
        Weight of each group before its share of time.

    Returns
    -------
    float
        NaN where nothing stood.
    """
    length = weight * scores.share
    stood = length > 0
    if not stood.any():
        return float("nan")
    return float(length[stood] @ scores.score[stood] / length[stood].sum())
