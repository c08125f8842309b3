"""Whether distributions are calibrated: where outcomes fall in them, and how often in intervals."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats, as_floats, as_weights, columns, fit_rows, refuse
from brierbook.analysis.clusters import as_clusters
from brierbook.analysis.estimate import Estimate, critical_value
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    from scipy.stats.distributions import rv_frozen

__all__ = ["interval_coverage", "pit_distribution", "pit_ensemble"]


def interval_coverage(
    y: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    cluster: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Estimate:
    r"""Share of outcomes that fall inside their intervals, ends included.

    .. math:: \hat c = \frac{\sum_i w_i 1[l_i \le y_i \le u_i]}{\sum_i w_i}

    Without `cluster` the limits are Wilson's, with the effective number of rows of Kish,
    :math:`(\sum w)^2 / \sum w^2`, in the place of n. With it they are Student's over the events,
    by the linearised variance of a ratio, cut to [0, 1].

    Parameters
    ----------
    y : array_like
        Outcomes, finite numbers.
    lower, upper : array_like
        Ends of the intervals, in the unit of `y`; they may be infinite. The three broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit.
    cluster : array_like, optional
        The event of each row.
    level : float, optional
        Confidence level of the limits, strictly between 0 and 1.

    Returns
    -------
    Estimate
        The share, to be held against the level that the intervals claim, and its limits; with
        one event the limits are NaN.

    Raises
    ------
    ArgumentError
        If a value is missing, an interval ends before it begins, or shapes do not fit.

    References
    ----------
    Wilson (1927), https://doi.org/10.1080/01621459.1927.10502953;
    Gneiting, Balabdaoui and Raftery (2007), https://doi.org/10.1111/j.1467-9868.2007.00587.x

    Examples
    --------
    >>> found = interval_coverage([1, 2, 3, 9], [0, 0, 0, 0], [2, 2, 2, 10])
    >>> found.value, round(found.lower, 3), round(found.upper, 3)
    (0.75, 0.356, 0.942)
    """
    if not 0 < level < 1:
        raise ArgumentError("level", f"is {level}; it lies between 0 and 1")
    (yy, low, high), _ = columns(
        y, missing=None, endless=("lower", "upper"), lower=lower, upper=upper
    )
    refuse(low, low <= high, "lower", "is above the upper end of its interval")
    inside = ((low <= yy) & (yy <= high)).astype(np.float64)
    w = as_weights(weight, inside.shape)
    if cluster is None:
        return wilson(inside.ravel(), w.ravel(), level)
    events = as_clusters(cluster, inside.shape)
    share = float(np.average(inside, weights=w))
    scores = events.totals((w * (inside - share)).ravel()) / w.sum()
    spread = np.sqrt(np.sum(scores**2) * events.count / max(events.count - 1, 1))
    half = critical_value(level, events.count) * float(spread)
    lower_limit, upper_limit = np.clip([share - half, share + half], 0, 1).tolist()
    return Estimate(share, lower_limit, upper_limit, level, inside.size, events.count)


def wilson(inside: Floats, weight: Floats, level: float) -> Estimate:
    """Give a share with Wilson's limits."""
    share = float(np.average(inside, weights=weight))
    n = float(weight.sum() ** 2 / np.sum(weight**2))
    z = critical_value(level, None)
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return Estimate(share, float(centre - half), float(centre + half), level, inside.size)


def pit_distribution(
    y: npt.ArrayLike, distribution: "rv_frozen", *, seed: int | np.random.Generator = 0
) -> Floats:
    r"""Probability integral transform of outcomes under frozen SciPy distributions.

    .. math:: u = F(y^-) + v \, [F(y) - F(y^-)], \quad v \sim U(0, 1)

    For a continuous distribution this is F(y). For a discrete one the randomised form is uniform
    exactly when the forecast is calibrated (Czado, Gneiting and Held 2009).

    Parameters
    ----------
    y : array_like
        Outcomes, finite.
    distribution : frozen distribution of scipy.stats
        One, or one with array parameters that broadcast against `y`.
    seed : int or numpy.random.Generator, optional
        Where the random part of discrete distributions starts.

    Returns
    -------
    ndarray
        Values in [0, 1], one for each outcome.

    Raises
    ------
    ArgumentError
        If an outcome is not finite, or the distribution gives no probability for it.

    References
    ----------
    Czado, Gneiting and Held (2009), https://doi.org/10.1111/j.1541-0420.2009.01191.x

    Examples
    --------
    >>> from scipy import stats
    >>> pit_distribution([0.0, 1.0], stats.norm(0, 1)).round(3).tolist()
    [0.5, 0.841]
    """
    yy = as_floats(y, "y")
    refuse(yy, np.isfinite(yy), "y", "is not finite")
    try:
        above = np.asarray(distribution.cdf(yy), dtype=np.float64)
    except ValueError as error:  # raised by SciPy where shapes do not fit
        raise ArgumentError(
            "distribution", f"does not fit y of shape {yy.shape}: {error}"
        ) from error
    probability = getattr(distribution, "pmf", None)  # only discrete distributions have one
    jump = np.asarray(probability(yy)) if probability else np.zeros(yy.shape)
    share = np.random.default_rng(seed).random(above.shape)
    found: Floats = np.clip(above - (1 - share) * jump, 0, 1)
    refuse(found, ~np.isnan(found), "distribution", "is the transform; check the parameters")
    return found


def pit_ensemble(
    y: npt.ArrayLike, members: npt.ArrayLike, *, seed: int | np.random.Generator = 0
) -> Floats:
    r"""Probability integral transform of outcomes among the members of ensembles.

    With :math:`b` of :math:`m` members below the outcome and :math:`t` equal to it, the rank is
    drawn evenly among the :math:`t + 1` places and spread evenly over its share of [0, 1]:

    .. math:: u = \frac{b + R + v}{m + 1}, \quad R \sim U\{0, \dots, t\}, \; v \sim U(0, 1)

    Uniform when the outcome and the members are exchangeable.

    Parameters
    ----------
    y : array_like, shape S
        Outcomes, finite.
    members : array_like, shape S + (m,)
        Finite members.
    seed : int or numpy.random.Generator, optional
        Where the random part starts.

    Returns
    -------
    ndarray, shape S
        Values in [0, 1].

    Raises
    ------
    ArgumentError
        If a value is not finite or shapes do not fit.

    References
    ----------
    Hamill (2001), https://doi.org/10.1175/1520-0493(2001)129<0550:IORHFV>2.0.CO;2

    Examples
    --------
    >>> u = pit_ensemble([2.5], [[1.0, 2.0, 3.0]])
    >>> bool(0.5 <= u[0] <= 0.75)
    True
    """
    yy, rows = fit_rows(as_floats(y, "y"), as_floats(members, "members"), "members")
    refuse(yy, np.isfinite(yy), "y", "is not finite")
    refuse(rows, np.isfinite(rows), "members", "is not finite")
    rng = np.random.default_rng(seed)
    below = (rows < yy[..., np.newaxis]).sum(axis=-1)
    equal = (rows == yy[..., np.newaxis]).sum(axis=-1)
    found: Floats = (below + rng.integers(0, equal + 1) + rng.random(yy.shape)) / (
        rows.shape[-1] + 1
    )
    return found
