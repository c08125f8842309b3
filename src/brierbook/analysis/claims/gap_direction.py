"""Whether less or more was said than happened: an exact test of a direction, and its inversion."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtri

from brierbook.analysis.claims.correlation import correlated_law
from brierbook.analysis.claims.mean_lines import SLOPES, draw_lines
from brierbook.analysis.claims.rows import ClaimRows, read_claim_rows
from brierbook.analysis.claims.sum_law import SumPlan, plan_sums
from brierbook.analysis.numeric.arguments import check_level
from brierbook.analysis.numeric.events import random_generator

__all__ = [
    "GapPower",
    "GapTest",
    "gap_limits",
    "gap_power",
    "gap_tails",
    "gap_test",
    "tipping_correlation",
]

type TailAt = Callable[[float], float]

_CLOSE = 1e-6
_INSIDE = 1e-4  # means nearer to 0 or 1 than this are not tried
_SHIFT = 0.8  # log odds, of the forecasters whom power is about
_BOOKS = 400
_LARGEST = 0.99


@dataclass(frozen=True, slots=True)
class GapPower:
    """In what share of books a direction would be said, were everything off by so many log odds."""

    shift: float
    less: float
    more: float


@dataclass(frozen=True, slots=True)
class GapTest:
    """How much more was said than happened, and whether that can be chance.

    Attributes
    ----------
    gap, lower, upper : float
        Mean of what was said less the share that came true, with limits; they exclude 0 just
        where a direction is said.
    p_less, p_more : float
        The p-values of "less was said than happened" and of "more was said than happened".
    direction : {"less", "more", None}
        What may be said.
    level : float
        Of the limits; each direction is said falsely in at most half the rest of books.
    events : int
        Independent events.
    tipping : float or None
        The largest correlation between events at which the direction could still be said.
    power : GapPower or None
        What the test could have found with these forecasts, where that was counted.
    """

    gap: float
    lower: float
    upper: float
    p_less: float
    p_more: float
    direction: str | None
    level: float
    events: int
    tipping: float | None
    power: GapPower | None


def gap_test(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    level: float = 0.9,
    power: bool = True,
    seed: int = 0,
) -> GapTest:
    r"""
    Test whether less, or more, was said than happened.

    The sum :math:`S = \sum w_i y_i` is set beside its law under

    .. math:: q_i = \sigma(a_b + b \, \mathrm{logit}\, p_i), \qquad \sum w_i q_i = \sum w_i p_i,

    with the likeliest b of {0, 1/4, 1/2, 3/4, 1}: a forecaster who is right on average, and as
    bold as he seems to be. Events are independent and the rows of one stand or fall together. The
    p-values are :math:`P(S^* \ge S)` and :math:`P(S^* \le S)`; the limits of the gap are the means
    of q that neither refuses.

    Parameters
    ----------
    y, p : array_like, shape (n,)
        Outcomes, 0 or 1, and what was said, in [0, 1].
    event : array_like, shape (n,), optional
        The event of each row; by default every row is its own.
    weight : array_like, shape (n,), optional
        Weights of the rows among all; by default events count the same.
    level : float
        Nominal coverage, between 0 and 1.
    power : bool
        Whether to count what the test could have found.
    seed : int
        Of the 400 books that the power is counted in.

    Returns
    -------
    GapTest

    Raises
    ------
    ArgumentError
        As for all scores, or if the level is not between 0 and 1.

    Notes
    -----
    Where the sum can take more than 10,000 values, which is so for events of many different
    weights, its law is computed on a lattice of 1/4096; p-values are then too large by at most
    the probability of one step of it.

    References
    ----------
    Hoeffding (1956), doi:10.1214/aoms/1177728178 (b = 0 bounds all others); Cox (1958),
    doi:10.1093/biomet/45.3-4.562 (the lines).

    Examples
    --------
    Six forecasts of about 90 % came true, which can well be chance:

    >>> found = gap_test([1] * 6, [0.88, 0.93, 0.91, 0.95, 0.90, 0.87])
    >>> round(found.p_less, 6), round(found.lower, 4), round(found.upper, 4), found.direction
    (0.555502, -0.0933, 0.2997, None)
    """
    check_level(level)
    rows = read_claim_rows(y, p, event=event, weight=weight)
    plan, tail = plan_sums(rows), (1 - level) / 2
    p_less, p_more = gap_tails(rows, plan)
    lower, upper = gap_limits(rows, plan, tail)
    direction = "less" if p_less <= tail else "more" if p_more <= tail else None
    tipping = None if direction is None else tipping_correlation(rows, plan, direction, tail)
    return GapTest(
        gap=rows.said - rows.happened,
        lower=lower,
        upper=upper,
        p_less=p_less,
        p_more=p_more,
        direction=direction,
        level=level,
        events=rows.events,
        tipping=tipping,
        power=gap_power(rows, plan, tail=tail, seed=seed) if power else None,
    )


def gap_tails(
    rows: ClaimRows,
    plan: SumPlan,
    *,
    mean: float | None = None,
    slopes: tuple[float, ...] = SLOPES,
    correlation: float = 0.0,
) -> tuple[float, float]:
    """Give the p-values of "less" and "more" where the mean of what is true is ``mean``.

    Without ``mean`` it is that of what was said; with a correlation one factor moves all events.
    """
    lines = draw_lines(rows, plan, rows.said if mean is None else mean, slopes)
    if not correlation:
        more, less = lines.tails(rows.y)
        return float(more[0]), float(less[0])
    law = correlated_law(plan, lines.q[int(lines.likeliest(rows.y))], correlation)
    above, below = plan.tails(law, np.array([rows.happened]))
    return float(above[0]), float(below[0])


def gap_limits(
    rows: ClaimRows, plan: SumPlan, tail: float, correlation: float = 0.0
) -> tuple[float, float]:
    """Give the limits of what was said less what was true, by inversion of the test."""
    tails = partial(gap_tails, rows, plan, correlation=correlation)
    happened = rows.happened
    middle = float(np.clip(happened, _INSIDE, 1 - _INSIDE))
    least, most = 0.0, 1.0
    if happened > _CLOSE:
        least = _last_accepted(lambda mean: tails(mean=mean)[0], _INSIDE, middle, tail)
    if happened < 1 - _CLOSE:
        most = _last_accepted(lambda mean: tails(mean=mean)[1], 1 - _INSIDE, middle, tail)
    return rows.said - most, rows.said - least


def _last_accepted(p_value: TailAt, outer: float, inner: float, tail: float) -> float:
    """Find where the test ceases to refuse; the normal deviate of a tail is nearly straight."""

    def excess(mean: float) -> float:
        return float(ndtri(np.clip(p_value(mean), 1e-300, 1 - 1e-15)) - ndtri(tail))

    if excess(outer) > 0:
        return outer
    return float(brentq(excess, outer, inner, xtol=_CLOSE))


def tipping_correlation(rows: ClaimRows, plan: SumPlan, direction: str, tail: float) -> float:
    """Find the largest correlation between events at which a direction could still be said."""
    side = 0 if direction == "less" else 1

    def stands(correlation: float) -> bool:
        return gap_tails(rows, plan, correlation=correlation)[side] <= tail

    low, high = 0.0, _LARGEST
    if stands(high):
        return high
    for _ in range(10):
        middle = (low + high) / 2
        low, high = (middle, high) if stands(middle) else (low, middle)
    return low


def gap_power(
    rows: ClaimRows,
    plan: SumPlan,
    *,
    tail: float,
    shift: float = _SHIFT,
    books: int = _BOOKS,
    seed: int = 0,
) -> GapPower:
    """Count in how many books a direction would be said, were all log odds off by ``shift``.

    Things then come true more often than said by the shift ("less"), or less often ("more").
    """
    lines = draw_lines(rows, plan, rows.said)
    rng = random_generator(seed)
    less, more = (
        np.concatenate([lines.tails(each)[side] for each in rows.draw_batches(q, books, rng)])
        for side, q in enumerate(expit(logit(rows.p) + sign * shift) for sign in (1, -1))
    )
    return GapPower(shift, float((less <= tail).mean()), float((more <= tail).mean()))
