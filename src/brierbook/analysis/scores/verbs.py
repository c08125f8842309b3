"""Verbs that take a distribution: score it, find an outcome in it, read a quantile off it."""

from typing import Unpack

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.numeric.events import random_generator
from brierbook.analysis.scores.contract import ScoreOptions, declare_score, finish_scores
from brierbook.analysis.scores.distribution import Distribution, refuse_unlevel
from brierbook.analysis.scores.distributions.scipy_frozen import HasCdf, as_distribution
from brierbook.errors import ArgumentError

__all__ = ["crps", "pit", "pit_limits", "quantile"]


@declare_score
def crps(
    y: npt.ArrayLike, dist: Distribution | HasCdf, **how: Unpack[ScoreOptions]
) -> float | Floats:
    r"""Continuous ranked probability score of a distribution over a number or a date.

    .. math:: \mathrm{CRPS}(F, y) = \int (F(x) - 1\{y \le x\})^2 dx = E|X - y| - \tfrac12 E|X - X'|

    It is the absolute error where F is a point, and the integral of the Brier scores of all the
    events "at most x". Each distribution says its closed form.

    Parameters
    ----------
    y : array_like
        Values that came true, finite; of dates the days since an origin, see `days_since`.
    dist : Distribution
        The forecast, such as ``Normal(mean, sd)``, ``Ensemble(members)`` or
        ``Quantiles(levels, values)``; its parameters broadcast against ``y``.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose value or forecast holds NaN. With ``reduce=None``, ``"omit"``
        gives a one-dimensional array of the rows that are left.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better. The relative error is below 1e-12 as far
        as the arguments, rounded as they are, determine the score.

    Raises
    ------
    ArgumentError
        If a number is infinite or outside its domain, a value missing without leave, an argument
        empty or of the wrong shape, a weight not usable, or the score too large for a double.

    References
    ----------
    Gneiting and Raftery (2007), section 4.2, https://doi.org/10.1198/016214506000001437;
    Jordan, Krüger and Lerch (2019), https://doi.org/10.18637/jss.v090.i12

    Examples
    --------
    >>> from brierbook.analysis import Gamma, Normal
    >>> round(crps(0.3, Normal(-0.2, 1.7)), 10)
    0.4555301504
    >>> crps([1.0, 2.0], Gamma([2.0, 3.0], 1.0), reduce=None).round(4).tolist()
    [0.4573, 0.4985]
    """
    loss, absent = as_distribution(dist).crps_losses(as_floats(y, "y"), how)
    return finish_scores(loss, absent, **how)


def pit(
    y: npt.ArrayLike,
    dist: Distribution | HasCdf,
    *,
    until: npt.ArrayLike | None = None,
    seed: int | np.random.Generator = 0,
) -> Floats:
    r"""Probability integral transform: where outcomes fall in their distributions.

    .. math:: u = F(y^-) + v \, [F(y) - F(y^-)], \quad v \sim U(0, 1)

    For a continuous distribution this is F(y). Where the distribution jumps at y, or says no more
    than that y lies between two levels, the randomised form is uniform exactly when the forecast is
    calibrated (Czado, Gneiting and Held 2009). So it is where an outcome is only known to lie
    between y and ``until``: F(until) then stands in the place of F(y).

    Parameters
    ----------
    y : array_like
        Outcomes, finite; the lowest that they can have been where ``until`` is given, which may be
        minus infinity.
    dist : Distribution
        The forecast; its parameters broadcast against ``y``.
    until : array_like, optional
        The highest that the outcomes can have been, such as infinity for what lies above a bound.
    seed : int or numpy.random.Generator, optional
        Where the random part starts.

    Returns
    -------
    ndarray
        Values in [0, 1], one for each outcome.

    Raises
    ------
    ArgumentError
        If an outcome is not finite, the distribution gives no probability for it, or ``until`` is
        below it.

    References
    ----------
    Czado, Gneiting and Held (2009), https://doi.org/10.1111/j.1541-0420.2009.01191.x

    Examples
    --------
    >>> from brierbook.analysis import Normal
    >>> pit([0.0, 1.0], Normal(0, 1)).round(3).tolist()
    [0.5, 0.841]
    >>> bool(pit(1.0, Normal(0, 1), until=float("inf")) > 0.841)
    True
    """
    lower, upper = pit_limits(y, dist, until=until)
    share = random_generator(seed).random(lower.shape)
    return np.asarray(lower + share * (upper - lower))


def pit_limits(
    y: npt.ArrayLike, dist: Distribution | HasCdf, *, until: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    r"""Probabilities between which outcomes fall in their distributions.

    .. math:: \big(F(y^-),\ F(y)\big), \quad \text{or} \quad \big(F(y^-),\ F(until)\big)

    Parameters
    ----------
    y, dist, until
        As `pit` takes them.

    Returns
    -------
    lower, upper : ndarray
        Equal where the distribution is continuous and the outcome known.

    Raises
    ------
    ArgumentError
        As `pit`.

    Examples
    --------
    >>> from brierbook.analysis import Quantiles
    >>> said = Quantiles([0.25, 0.5, 0.75], [1.0, 2.0, 3.0])
    >>> [end.tolist() for end in pit_limits([1.5, 9.0], said)]
    [[0.25, 0.75], [0.5, 1.0]]
    """
    made, first = as_distribution(dist), as_floats(y, "y")
    if until is None:
        return made.pit_limits(first)
    low, high = np.broadcast_arrays(first, as_floats(until, "until"))
    refuse_first_bad(high, ~(high < low), "until", "is below y")
    ends = np.where(np.isneginf(low), 0.0, low), np.where(np.isposinf(high), 0.0, high)
    lower = np.where(np.isneginf(low), 0.0, made.pit_limits(ends[0])[0])
    upper = np.where(np.isposinf(high), 1.0, made.pit_limits(ends[1])[1])
    return lower, upper


def quantile(dist: Distribution | HasCdf, level: npt.ArrayLike) -> Floats:
    r"""Quantiles of distributions: the least x with F(x) of at least the level.

    .. math:: F^{-1}(\alpha) = \inf\{x : F(x) \ge \alpha\}

    Parameters
    ----------
    dist : Distribution
        The forecast.
    level : array_like
        Levels, strictly between 0 and 1; they broadcast against the parameters.

    Returns
    -------
    ndarray
        Quantiles, in the unit of the outcomes; NaN where a parameter is.

    Raises
    ------
    ArgumentError
        If a level is not strictly between 0 and 1, or shapes do not fit.

    References
    ----------
    Hyndman and Fan (1996), https://doi.org/10.2307/2684934

    Examples
    --------
    >>> from brierbook.analysis import Normal, Poisson
    >>> quantile(Normal(0, 1), [0.05, 0.5, 0.95]).round(4).tolist()
    [-1.6449, 0.0, 1.6449]
    >>> float(quantile(Poisson(3.3), 0.5))
    3.0
    """
    alpha = refuse_unlevel(level)
    try:
        return as_distribution(dist).quantiles(alpha)
    except ValueError as error:
        if isinstance(error, ArgumentError):
            raise
        message = f"has shape {alpha.shape}, which does not fit the parameters"
        raise ArgumentError("level", message) from error
