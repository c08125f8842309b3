"""The mean over events of any numbers of which the range is known."""

import math

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, check_level
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS, Estimate
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean, event_shares
from brierbook.analysis.numeric.limits.ranges import are_within, split_bounds
from brierbook.analysis.numeric.sample import value_sample

__all__ = ["approximate_mean", "event_mean"]


def event_mean(
    values: npt.ArrayLike,
    *,
    event: npt.ArrayLike,
    bounds: tuple[npt.ArrayLike, npt.ArrayLike],
    weight: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Estimate:
    r"""Mean over events, each counting the same, with limits that hold for few events.

    With :math:`m_e` the weighted mean of the values of event :math:`e` and K events,

    .. math:: \bar m = \frac{1}{K} \sum_e m_e.

    Rows of one event are one observation, however many there are. The limits are those of a
    weighted Bayesian bootstrap of the events with three quarters of an unseen one at the end of its
    range. They stay in the range of the mean, have a width wherever the events could have differed,
    and change little when the values do. Their target is the expected mean of these forecasts. One
    event is answered too.

    Parameters
    ----------
    values : array_like, shape (n,)
        Any numbers, for instance scores.
    event : array_like, shape (n,)
        The event of each.
    bounds : (array_like, array_like)
        The least and the greatest that each value could have been given what was said: numbers,
        or arrays of shape (n,). Where an end is infinite nothing can be said of the tail, and
        there are no limits.
    weight : array_like, shape (n,), optional
        The weight of each within its event, at least 0; a row of weight 0 is left out. Ones if
        left out.
    level : float
        Nominal coverage of the limits, between 0 and 1.

    Returns
    -------
    Estimate

    Raises
    ------
    ArgumentError
        If the shapes differ, a value or an event is missing, a value is outside its bounds, a
        weight is below 0, or the level is not between 0 and 1.

    References
    ----------
    Rubin (1981), The Bayesian bootstrap, doi:10.1214/aos/1176345338; Gaffke (2005), Three test
    statistics for a nonparametric one-sided hypothesis on the mean of a nonnegative variable,
    Mathematical Methods of Statistics 14

    Examples
    --------
    >>> found = event_mean([0.1, 0.3, 0.6], event=["a", "a", "b"], bounds=(0, 1))
    >>> round(found.value, 6), round(found.lower, 3), round(found.upper, 3)
    (0.4, 0.093, 0.848)
    """
    check_level(level)
    low, high = split_bounds(bounds)
    columns = {"values": values, _ENDS[0]: low, _ENDS[1]: high}
    sample = value_sample(event=event, weight=weight, endless=tuple(columns), **columns)
    given, ends = sample["values"], (sample[_ENDS[0]], sample[_ENDS[1]])
    codes = sample.units.codes
    share = event_shares(codes, sample.weight)
    if not np.isfinite(given).all():
        return _endless(given, codes, share, level)
    sample.refuse(given, are_within(given, ends), "values", "is not within its bounds")
    return bounded_mean(given, ends, codes=codes, weight=share, level=level)


def approximate_mean(
    values: Floats, *, codes: EventCodes, weight: Floats | None = None, level: float = 0.9
) -> Estimate:
    r"""
    Weighted mean of values without a known range, with Student's limits, which carry no claim.

    .. math:: \bar x \pm t_{K-1,(1+level)/2} \sqrt{\frac{K}{K - 1} \sum_e r_e^2}, \qquad
              r_e = \frac{\sum_{i \in e} w_i (x_i - \bar x)}{\sum_i w_i}

    Such limits are too narrow for few events of a skewed score, by an amount that nobody can know
    without a range; the result is marked ``approximate``.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Finite numbers.
    codes : ndarray of int, shape (n,)
        The event of each row, from 0.
    weight : ndarray, shape (n,), optional
        Weights above 0.
    level : float
        Nominal coverage.

    Returns
    -------
    Estimate
        Without limits for one event.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 6.3 (the variance of a ratio)

    Examples
    --------
    >>> found = approximate_mean(np.array([1.0, 2.0, 3.0]), codes=np.arange(3))
    >>> round(found.lower, 3), round(found.upper, 3), found.rule
    (0.314, 3.686, 'approximate')
    """
    from scipy.special import stdtrit

    share = np.ones(values.shape) if weight is None else weight
    share = share / share.sum()
    value = float(share @ values)
    rest = np.bincount(codes, share * (values - value))
    events = np.unique(codes).size
    found = Estimate(value, math.nan, math.nan, level, values.size, events, "approximate")
    if events < FEWEST_EVENTS:
        return found.without_limits("one event")
    error = math.sqrt(events / (events - 1) * float(rest @ rest))
    half = float(stdtrit(events - 1, (1 + level) / 2)) * error
    return Estimate(value, value - half, value + half, level, values.size, events, "approximate")


_ENDS = ("bounds[0]", "bounds[1]")


def _endless(values: Floats, codes: EventCodes, share: Floats, level: float) -> Estimate:
    """Average values of which some are infinite: the mean is too, and has no limits."""
    with np.errstate(invalid="ignore"):
        value = float((share * values).sum())
    events = np.unique(codes).size
    return Estimate(value, math.nan, math.nan, level, values.size, events, reason="no bound")
