"""Limits of a constant difference between two forecasters, from the wealth of those who bet."""

import math

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.bounded_steps import scaled_event_steps
from brierbook.analysis.comparison.confidence_sequence import ConfidenceSequence
from brierbook.analysis.comparison.loss_difference import PairedScore, ScoreName, score_name
from brierbook.analysis.numeric.arguments import Floats, check_level

__all__ = ["betting_sequence", "stakes_of_variance", "wealth_limits"]

# Means that are tried, evenly from 0 to 1; limits are rounded outwards to one of them.
_MEANS = 2_001
# The share of the stake that would be lost whole if the least likely happened.
_CAUTION = 0.5
# Events whose wealth is held at a time.
_BLOCK = 256


def betting_sequence(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    score: ScoreName | PairedScore = "brier",
    bounds: tuple[float, float] | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> ConfidenceSequence:
    r"""
    Limits of the difference in loss between two forecasters, by betting, valid at any time.

    With :math:`\delta_i` the loss of p minus the loss of q in event i, on a scale where the score
    spans 1, put :math:`x_i = (1 + \delta_i) / 2`. A mean m is kept as long as nobody grew rich by
    betting against it,

    .. math:: \tfrac12 \max\Big\{\prod_{i \le t} \big(1 + \lambda^+_i (x_i - m)\big),
              \prod_{i \le t} \big(1 - \lambda^-_i (x_i - m)\big)\Big\} < \frac1\alpha,

    with the stakes that the past suggests,
    :math:`\lambda_i = \sqrt{2 \ln(2/\alpha) / (\hat\sigma^2_{i-1} \, i \ln(1 + i))}`, of which
    :math:`\lambda^+` is cut at :math:`1 / (2m)` and :math:`\lambda^-` at :math:`1 / (2(1-m))`;
    :math:`\hat\sigma^2_t = (\tfrac14 + \sum_{i \le t} (x_i - \hat\mu_i)^2) / (t + 1)` and
    :math:`\hat\mu_t = (\tfrac12 + \sum_{i \le t} x_i) / (t + 1)` (the predictable plug-in hedged
    capital). Limits of all times so far are held together, so that they never widen.

    If the expected difference is the same in every event given the past, the limits hold it at
    all times at once with probability at least :math:`1 - \alpha`. That is more than
    :func:`brierbook.analysis.confidence_sequence` asks, whose target is the mean of expected
    differences that may change; in return the limits are narrower where differences are small
    beside the range of the score. Where questions get harder or a forecaster learns, use that.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, in the order in which they became known.
    p, q : array_like
        Probabilities of the two forecasters, in [0, 1]; ``y``, ``p`` and ``q`` broadcast.
    score : {"brier", "spherical"} or callable
        A loss of bounded range. A callable takes arrays ``(y, p)`` and returns one loss a row.
    bounds : tuple of float, optional
        Least and greatest value a callable can give; needed for a callable and only there.
    event : array_like, optional
        The event of each row. One event is one step, with the mean of its rows, and events
        stand in the order of their first rows.
    level : float
        Probability that the limits never miss, :math:`1 - \alpha`, between 0 and 1.

    Returns
    -------
    ConfidenceSequence
        Negative values say that ``p`` did better. Limits are rounded outwards by at most a
        thousandth of the width of the score. ``intrinsic_time`` is the sum of squared deviations
        from :math:`\hat\mu_{i-1}`, in squared widths of the score. Where no mean is left, which
        happens with probability at most :math:`\alpha` if the difference is constant, both limits
        are NaN from then on.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a loss is out of ``bounds``, or
        the score is ``"log"``: it has no bound, and without one no such limits exist.

    References
    ----------
    Waudby-Smith & Ramdas (2024), Estimating means of bounded random variables by betting,
    doi:10.1093/jrsssb/qkad009, section 4

    Examples
    --------
    >>> found = betting_sequence([1, 0] * 100, [0.9, 0.1] * 100, [0.5] * 200)
    >>> round(float(found.estimate[-1]), 2), round(float(found.upper[-1]), 3)
    (-0.24, -0.203)
    """
    check_level(level)
    steps, width = scaled_event_steps(y, p, q, score, bounds, event)
    lower, upper = wealth_limits((1 + steps) / 2, 1 - level)
    count = np.arange(1, steps.size + 1)
    known = np.concatenate([[0.0], np.cumsum(steps)[:-1]]) / count
    return ConfidenceSequence(
        width * np.cumsum(steps) / count,
        width * (2 * lower - 1),
        width * (2 * upper - 1),
        np.cumsum(np.square(steps - known)),
        level,
        score_name(score),
        1,
    )


def stakes_of_variance(x: Floats, alpha: float) -> Floats:
    """Give the stake of each step that the variance of those before it suggests.

    >>> stakes_of_variance(np.array([0.5, 0.5, 0.5]), 0.1).round(4).tolist()
    [5.8801, 4.6706, 4.1578]
    """
    count = np.arange(1, x.size + 1)
    mean = (0.5 + np.cumsum(x)) / (count + 1)
    variance = (0.25 + np.cumsum(np.square(x - mean))) / (count + 1)
    before = np.concatenate([[0.25], variance[:-1]])
    return np.asarray(np.sqrt(2 * math.log(2 / alpha) / (before * count * np.log1p(count))))


def wealth_limits(x: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Give the least and the greatest mean of values in [0, 1] that nobody won against so far."""
    means = np.linspace(0.0, 1.0, _MEANS)
    stakes, most = stakes_of_variance(x, alpha), math.log(2 / alpha)
    wealth, lost = np.zeros((2, means.size)), np.zeros(means.size, dtype=bool)
    lower, upper = np.empty(x.size), np.empty(x.size)
    with np.errstate(divide="ignore"):
        caps = _CAUTION / means, _CAUTION / (1 - means)
    for start in range(0, x.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        away = x[part, None] - means
        gains = [
            np.log1p(sign * np.minimum(stakes[part, None], cap) * away)
            for sign, cap in zip((1, -1), caps, strict=True)
        ]
        path = wealth[:, None] + np.cumsum(gains, axis=1)
        wealth = path[:, -1]
        gone = np.logical_or.accumulate((path >= most).any(axis=0) | lost[None], axis=0)
        lost = gone[-1]
        lower[part], upper[part] = _outermost(means, gone)
    return lower, upper


def _outermost(means: Floats, gone: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Give the last means that are gone on both sides of those that are left; NaN if none is."""
    none = gone.all(axis=1)
    first = np.argmin(gone, axis=1)
    last = means.size - 1 - np.argmin(gone[:, ::-1], axis=1)
    lower = means[np.maximum(first - 1, 0)]
    upper = means[np.minimum(last + 1, means.size - 1)]
    return np.where(none, np.nan, lower), np.where(none, np.nan, upper)
