"""Whether forecasts were better than always saying 50 %, at one look and at every look."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.claims.rows import ClaimRows, read_claim_rows
from brierbook.analysis.claims.stakes import log_wealth_of_gap
from brierbook.analysis.claims.tipping_of_even import tipping_of_even
from brierbook.analysis.numeric.arguments import Floats, check_level
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean, mean_sums
from brierbook.analysis.numeric.limits.bounded_sum import tail_p_values

__all__ = ["EvenTest", "against_even"]

_EVEN = 0.25  # the Brier score of 50 %
_WORST = 0.75  # how much worse than that a forecast can be
# Books in which the power is counted: so many times the events, between two bounds.
_CELLS, _FEWEST, _MOST = 40_000, 20, 200


@dataclass(frozen=True, slots=True)
class EvenTest:
    """How the mean Brier score differs from that of always saying 50 %.

    Attributes
    ----------
    difference, lower, upper : float
        Mean score less 0.25, with limits; below 0 is better.
    p_better, p_worse : float
        One-sided p-values of "better" and "worse".
    direction, ever : {"better", "worse", None}
        What may be said at this one look, and however often it was looked at.
    tipping : float or None
        If a direction is said, up to which correlation between events it stands, were they moved by
        one factor; None where nothing is said, or of very many rows.
    power : float or None
        In what share of books "better" would be said, were everything to happen as often as said.
    books : int
        In how many books that was counted.
    """

    difference: float
    lower: float
    upper: float
    p_better: float
    p_worse: float
    direction: str | None
    ever: str | None
    tipping: float | None
    power: float | None
    books: int
    level: float
    events: int


def against_even(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    level: float = 0.9,
    books: int | None = None,
    seed: int = 0,
) -> EvenTest:
    r"""
    Compare the mean Brier score with that of always saying 50 %.

    At one look the limits are those of a mean of bounded values, here
    :math:`(y - p)^2 - 1/4`, which lies between :math:`p^2 - 1/4` and :math:`(1 - p)^2 - 1/4`. At
    every look they are bets on the gain of each event, as `watch_gap` has them, with gains divided
    by 3/4 ("better") and losses by 1/4 ("worse").

    Parameters
    ----------
    y, p : array_like, shape (n,)
        Outcomes, 0 or 1, and what was said, in the order in which outcomes became known.
    event, weight : array_like, shape (n,), optional
        As for `brierbook.analysis.claims.gap_direction.gap_test`.
    level : float
        Each direction is said falsely in about (1 - level) / 2 of books at most.
    books : int, optional
        In how many books the power is counted; by default fewer where there are more events, and
        with 0 it is not.
    seed : int
        Of these books.

    Returns
    -------
    EvenTest

    Raises
    ------
    ArgumentError
        As for all scores, or if the level is not between 0 and 1.

    References
    ----------
    As :func:`brierbook.analysis.numeric.limits.bounded_sum.sum_limits` and
    `brierbook.analysis.claims.stakes.watch_gap`.

    Examples
    --------
    Six forecasts of about 90 % that came true do not show it yet:

    >>> found = against_even([1] * 6, [0.88, 0.93, 0.91, 0.95, 0.90, 0.87])
    >>> round(found.difference, 6), round(found.upper, 6), found.direction
    (-0.240533, 0.04116, None)
    """
    check_level(level)
    rows, tail = read_claim_rows(y, p, event=event, weight=weight), (1 - level) / 2
    better, worse = (float(each[0]) for each in _tails(rows, rows.y[:, None]))
    limits = bounded_mean(
        (rows.y - rows.p) ** 2 - _EVEN,
        _bounds(rows),
        codes=rows.codes,
        weight=rows.weight,
        level=level,
    )
    one = rows.events < FEWEST_EVENTS
    direction = "better" if better <= tail else "worse" if worse <= tail else None
    drawn = _usual_books(rows) if books is None else books
    return EvenTest(
        difference=limits.value,
        lower=limits.lower,
        upper=limits.upper,
        p_better=better,
        p_worse=worse,
        direction=None if one else direction,
        ever=_watch_even(rows, tail),
        tipping=tipping_of_even(rows, direction, tail, seed) if direction and not one else None,
        power=_power(rows, tail, drawn, seed) if drawn else None,
        books=drawn,
        level=level,
        events=rows.events,
    )


def _bounds(rows: ClaimRows) -> tuple[Floats, Floats]:
    """Give the least and the most that each row's difference could have been."""
    sides = np.stack([rows.p**2, (1 - rows.p) ** 2]) - _EVEN
    return sides.min(axis=0), sides.max(axis=0)


def _tails(rows: ClaimRows, y: Floats) -> tuple[Floats, Floats]:
    """Give the p-values of "better" and of "worse" for outcomes of shape (rows, books)."""
    values = (y - rows.p[:, None]) ** 2 - _EVEN
    low, high = (each[:, None] for each in _bounds(rows))
    share = np.broadcast_to(rows.weight[:, None], values.shape)
    return tail_p_values(mean_sums(values, (low, high), rows.codes, share))


def _usual_books(rows: ClaimRows) -> int:
    """Give so many books that rows times books stay within bounds."""
    return int(np.clip(_CELLS // rows.events, _FEWEST, _MOST))


def _power(rows: ClaimRows, tail: float, books: int, seed: int) -> float:
    """Count the books in which "better" would be said, were all calibrated."""
    if rows.events < FEWEST_EVENTS:
        return 0.0
    drawn = rows.draw_outcomes(rows.p, books, np.random.default_rng(seed))
    return float((_tails(rows, drawn.T)[0] <= tail).mean())


def _watch_even(rows: ClaimRows, tail: float) -> str | None:
    """Say what may be said however often it was looked at."""
    gain = rows.order_events(rows.event_means(_EVEN - (rows.y - rows.p) ** 2))
    bar = -np.log(tail)
    if log_wealth_of_gap(gain / _WORST)[-1] >= bar:
        return "better"
    return "worse" if log_wealth_of_gap(-gain / _EVEN)[-1] >= bar else None
