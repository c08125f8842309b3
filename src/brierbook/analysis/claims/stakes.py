"""Less or more was said than happened, looked at after every event: constant stakes on the gap."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from brierbook.analysis.claims.rows import read_claim_rows
from brierbook.analysis.numeric.arguments import Floats, check_level

__all__ = ["GapWatch", "log_wealth_of_gap", "watch_gap"]

_STAKES = np.array([0.1, 0.2, 0.4, 0.6, 0.8, 0.95])


@dataclass(frozen=True, slots=True, eq=False)
class GapWatch:
    """Log wealth of those who bet on "less" and on "more" after each event.

    A direction may be said while the wealth is at least 2 / (1 - level), which is 20 for 90 %.
    """

    log_less: Floats
    log_more: Floats
    level: float

    @property
    def threshold(self) -> float:
        """Wealth from which on a direction may be said."""
        return 2 / (1 - self.level)

    @property
    def direction(self) -> str | None:
        """What may be said now, however often it was looked at."""
        bar = np.log(self.threshold)
        if self.log_less[-1] >= bar:
            return "less"
        return "more" if self.log_more[-1] >= bar else None


def watch_gap(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> GapWatch:
    r"""
    Bet on a gap between what was said and what happened, event by event.

    .. math:: W_n = \frac{1}{6} \sum_\lambda \prod_{e \le n}
              \left(1 \pm \lambda (\bar y_e - \bar p_e)\right), \qquad
              \lambda \in \{.1, .2, .4, .6, .8, .95\}

    with the means of each event over its rows. Whoever is right on average so far, however bold,
    lets the wealth grow beyond 20 at a given look with a probability of at most .05; whoever is
    calibrated does so at any look ever (Ville's inequality).

    Parameters
    ----------
    y, p : array_like, shape (n,)
        Outcomes, 0 or 1, and what was said, in the order in which outcomes became known.
    event : array_like, shape (n,), optional
        The event of each row; it counts from where its last row stands.
    weight : array_like, shape (n,), optional
        How much each row counts within its event; by default the same.
    level : float
        Each direction is said falsely with a probability of at most (1 - level) / 2.

    Returns
    -------
    GapWatch
        One wealth after each event.

    Raises
    ------
    ArgumentError
        As for all scores, or if the level is not between 0 and 1.

    References
    ----------
    Ville (1939), Etude critique de la notion de collectif; Waudby-Smith & Ramdas (2024),
    doi:10.1093/jrsssb/qkad009 (betting on a bounded mean).

    Examples
    --------
    >>> found = watch_gap([1, 1, 1], [0.3, 0.4, 0.2])
    >>> np.exp(found.log_less).round(6).tolist(), found.direction
    ([1.355833, 1.808708, 2.674411], None)
    """
    check_level(level)
    rows = read_claim_rows(y, p, event=event, weight=weight)
    gaps = rows.order_events(rows.event_means(rows.y - rows.p))
    return GapWatch(log_wealth_of_gap(gaps), log_wealth_of_gap(-gaps), level)


def log_wealth_of_gap(gaps: Floats) -> Floats:
    """Give the log wealth after each event, last axis, of who bets that gaps are positive."""
    each = np.log1p(_STAKES * gaps[..., None]).cumsum(axis=-2)
    top = each.max(axis=-1)
    found: Floats = top + np.log(np.exp(each - top[..., None]).mean(axis=-1))
    return found
