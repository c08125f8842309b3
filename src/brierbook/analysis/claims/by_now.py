"""Claims "by a date" while their dates are still to come: what they say of today."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.errors import ArgumentError

__all__ = ["Pace", "find_contradictions", "pace_posterior", "probability_by_now"]

_PRIOR = 4.0  # of the pace: Gamma(4, 4), half to nearly double as said


@dataclass(frozen=True, slots=True)
class Pace:
    """Posterior of how many times as fast as said things came true: Gamma(shape, rate)."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Mean of the pace; 1 is as said."""
        return self.shape / self.rate

    def limits(self, level: float = 0.9) -> tuple[float, float]:
        """Equal-tailed limits."""
        tails = np.array([(1 - level) / 2, (1 + level) / 2])
        low, high = gammaincinv(self.shape, tails) / self.rate
        return float(low), float(high)


def probability_by_now(
    horizons: npt.ArrayLike, p: npt.ArrayLike, *, opened: float, now: npt.ArrayLike
) -> Floats:
    r"""
    Give the probability, as said, that a claim has come true by now.

    With :math:`H(d) = -\ln(1 - p_d)` at each horizon d, 0 at the opening and straight between,

    .. math:: p(t) = 1 - e^{-H(t)} .

    One horizon is a constant hazard, :math:`1 - (1 - p)^{(t - o)/(d - o)}`. After the last
    horizon the probability stays.

    Parameters
    ----------
    horizons : array_like, shape (n,)
        Deadlines of one claim in increasing order, after ``opened``.
    p : array_like, shape (n,)
        What was said for each.
    opened : float
        When the claim was opened, in the unit of the horizons.
    now : array_like
        Instants, in the same unit.

    Returns
    -------
    ndarray of the shape of ``now``

    Raises
    ------
    ArgumentError
        If horizons do not increase, or a later one is said to be less probable.

    Examples
    --------
    >>> probability_by_now([1.0], [0.6], opened=0, now=[0.25, 0.5, 0.75]).round(6).tolist()
    [0.204729, 0.367544, 0.497027]
    """
    dates, said = as_floats(horizons, "horizons"), as_floats(p, "p")
    _refuse_unordered(np.append(opened, dates))
    refuse_first_bad(said, (said >= 0) & (said <= 1), "p", "is not between 0 and 1")
    later = find_contradictions(dates, said)
    if later:
        problem = "is below that of an earlier date, which a claim by a date cannot be"
        raise ArgumentError("p", problem, (later[0],))
    with np.errstate(divide="ignore"):
        hazard = np.append(0.0, -np.log1p(-said))
    return _interpolate_hazard(as_floats(now, "now"), np.append(opened, dates), hazard)


def _interpolate_hazard(now: Floats, dates: Floats, hazard: Floats) -> Floats:
    """Turn a cumulative hazard, straight between dates, into a probability; it may be endless."""
    sure = ~np.isfinite(hazard)
    endless = now >= dates[np.argmax(sure)] if sure.any() else np.zeros(now.shape, dtype=bool)
    finite = np.where(sure, np.nanmax(np.where(sure, np.nan, hazard)), hazard)
    return np.where(endless, 1.0, -np.expm1(-np.interp(now, dates, finite)))


def _refuse_unordered(dates: Floats) -> None:
    """Refuse dates that do not increase."""
    steps = np.diff(dates)
    refuse_first_bad(steps, steps > 0, "horizons", "does not come after the date before it")


def find_contradictions(horizons: npt.ArrayLike, p: npt.ArrayLike) -> list[int]:
    """List the horizons of a claim that are said to be less probable than an earlier one.

    Examples
    --------
    >>> find_contradictions([30, 90, 365], [0.2, 0.5, 0.4])
    [2]
    """
    order = np.argsort(np.asarray(horizons), kind="stable")
    said = np.asarray(p, dtype=np.float64)[order]
    earlier = np.maximum.accumulate(np.append(-np.inf, said[:-1]))
    return sorted(order[said < earlier].tolist())


def pace_posterior(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    opened: npt.ArrayLike,
    deadline: npt.ArrayLike,
    ended: npt.ArrayLike,
    prior: float = _PRIOR,
) -> Pace:
    r"""
    Learn how many times as fast as said independent claims came true.

    The true hazard is :math:`\theta` times that said. With N that came true and

    .. math:: \Lambda = \sum_i -\ln(1 - p_i) \,
              \frac{\min(\text{ended}_i, d_i) - o_i}{d_i - o_i},

    the prior Gamma(4, 4) becomes Gamma(4 + N, 4 + :math:`\Lambda`).

    Parameters
    ----------
    y : array_like, shape (n,)
        1 where the claim came true by ``ended``, else 0; an open claim is 0 so far.
    p : array_like, shape (n,)
        What was said that it would by the deadline; below 1.
    opened, deadline, ended : array_like, shape (n,)
        When each was opened, its deadline, and until when it was watched: when it came true, its
        deadline, or now.
    prior : float
        Shape and rate of the prior.

    Returns
    -------
    Pace

    Raises
    ------
    ArgumentError
        If a p is not at least 0 and below 1, or a deadline does not come after its opening.

    Examples
    --------
    >>> found = pace_posterior([1, 0, 0, 0], [0.6, 0.3, 0.5, 0.4], opened=[0, 0, 0.5, 0.75],
    ...                        deadline=[1, 1, 1.5, 1.75], ended=[0.4, 1, 1, 1])
    >>> found.shape, round(found.rate, 6), round(found.mean, 6)
    (5.0, 5.197471, 0.962006)
    """
    said, first, last, end = (
        as_floats(each, name)
        for each, name in ((p, "p"), (opened, "opened"), (deadline, "deadline"), (ended, "ended"))
    )
    refuse_first_bad(said, (said >= 0) & (said < 1), "p", "is not at least 0 and below 1")
    window = last - first
    refuse_first_bad(window, window > 0, "deadline", "does not come after the opening")
    share = np.clip((end - first) / window, 0, 1)
    exposure = float((-np.log1p(-said) * share).sum())
    return Pace(prior + float(as_floats(y, "y").sum()), prior + exposure)
