"""Scores of quantiles and intervals of a number: losses in its unit, lower is better."""

from dataclasses import dataclass
from typing import Unpack, cast

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    MissingPolicy,
    ReducePolicy,
    as_floats,
    broadcast_parameters,
    broadcast_to_rows,
    refuse_first_bad,
    rounding_tolerance,
)
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    declare_score,
    finish_scores,
    refuse_missing_in_rows,
    refuse_missing_rows,
)
from brierbook.analysis.scores.distribution import refuse_unlevel
from brierbook.analysis.scores.distributions.quantiles import (
    check_levels,
    check_quantile_rows,
    pinball_loss,
)

__all__ = [
    "WeightedIntervalParts",
    "interval_score",
    "quantile_score",
    "weighted_interval_parts",
    "weighted_interval_score",
]

# Levels such as 0.1 and 0.9 are mirrored up to rounding.
MIRROR_TOLERANCE = 1e-12


@declare_score
def quantile_score(
    y: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    level: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Quantile score (pinball loss) of a quantile of a number.

    .. math:: S(y, q) = (1\{y \le q\} - \alpha)(q - y)

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    q : array_like
        Forecast quantiles, finite.
    level : array_like
        Levels alpha of the quantiles, strictly between 0 and 1; all three broadcast together.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do where ``y`` or ``q`` is NaN. With ``reduce=None``, ``"omit"`` gives a
        one-dimensional array of the values that are left.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better. At level 1/2 it is half the absolute
        error.

    Raises
    ------
    ArgumentError
        If a number is infinite, a level not strictly between 0 and 1, a value missing without
        leave, an argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Koenker and Bassett (1978), https://doi.org/10.2307/1913643

    Examples
    --------
    >>> quantile_score(0.3, [0.5, 0.1], level=0.2, reduce=None).round(10).tolist()
    [0.16, 0.04]
    """
    refuse_unlevel(level)
    (yy, qq, alpha), absent = broadcast_parameters(y, missing="propagate", q=q, level=level)
    refuse_missing_rows(how, y=as_floats(y, "y"), q=as_floats(q, "q"))
    loss = pinball_loss(yy, qq, alpha)
    return finish_scores(loss, absent, **how)


@declare_score
def interval_score(
    y: npt.ArrayLike,
    lower: npt.ArrayLike,
    upper: npt.ArrayLike,
    *,
    level: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Interval score of a central interval: its width, and a fine for missing the value.

    .. math:: S(y, l, u) = (u - l) + \frac{2}{\alpha}(l - y)_+ + \frac{2}{\alpha}(y - u)_+,
              \qquad \alpha = 1 - \text{level}

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    lower, upper : array_like
        Ends of the intervals, finite, lower not above upper: the quantiles alpha/2 and 1 - alpha/2.
    level : array_like
        Probability that the interval is meant to hold, strictly between 0 and 1: 0.9 for a 90 %
        interval. All four broadcast together.
    reduce, weight, missing
        As in `quantile_score`.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better.

    Raises
    ------
    ArgumentError
        As `quantile_score`, and if a lower end lies above its upper end.

    References
    ----------
    Gneiting and Raftery (2007), section 6.2, https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> interval_score([5.0, 11.0], 0.0, 10.0, level=0.5, reduce=None).tolist()
    [10.0, 14.0]
    """
    refuse_unlevel(level)
    (yy, low, high, held), absent = broadcast_parameters(
        y, missing="propagate", lower=lower, upper=upper, level=level
    )
    ends = {"lower": as_floats(lower, "lower"), "upper": as_floats(upper, "upper")}
    refuse_missing_rows(how, y=as_floats(y, "y"), **ends)
    refuse_first_bad(low, ~(low > high), "lower", "lies above the upper end")
    outside = np.maximum(low - yy, 0) + np.maximum(yy - high, 0)
    with np.errstate(over="ignore"):  # what a double cannot hold is refused
        loss = np.asarray((high - low) + 2 / (1 - held) * outside)
    return finish_scores(loss, absent, **how)


@dataclass(frozen=True, slots=True, eq=False)
class WeightedIntervalParts:
    """The three parts that add up to a weighted interval score.

    ``over`` is the fine for forecasting too high, ``under`` for too low, and ``spread`` the cost of
    wide intervals; each is a mean, or an array with one number for each value.
    """

    over: float | Floats
    under: float | Floats
    spread: float | Floats

    @property
    def total(self) -> float | Floats:
        """The weighted interval score itself."""
        return self.over + self.under + self.spread


@declare_score
def weighted_interval_score(
    y: npt.ArrayLike,
    quantiles: npt.ArrayLike,
    *,
    levels: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Weighted interval score of quantiles that mirror each other around the median.

    .. math:: S = \frac{1}{K + 1/2} \Big( \tfrac12 |y - m|
              + \sum_{k=1}^{K} \frac{\alpha_k}{2} \mathrm{IS}_{\alpha_k} \Big)
              = \frac{2}{L} \sum_{l=1}^{L} \mathrm{pinball}_l

    over K central intervals and the median m, that is L = 2K + 1 quantiles. Without a median the
    divisor is K. The score approaches the CRPS as quantiles are added.

    Parameters
    ----------
    y : array_like
        Values that came true, finite, of shape S.
    quantiles : array_like
        Forecast quantiles, finite, of shape S + (L,), none falling along the last axis.
    levels : array_like
        The L levels, strictly between 0 and 1, increasing, mirrored around 1/2.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose value is NaN or whose quantiles hold one.

    Returns
    -------
    float or ndarray
        The score, in the unit of ``y``; lower is better. `weighted_interval_parts` splits it.

    Raises
    ------
    ArgumentError
        If a number is infinite, quantiles cross, levels do not mirror each other, a value is
        missing without leave, an argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Bracher, Ray, Gneiting and Reich (2021), https://doi.org/10.1371/journal.pcbi.1008618

    Examples
    --------
    >>> levels = [0.1, 0.25, 0.5, 0.75, 0.9]
    >>> round(weighted_interval_score(1.0, [-1.0, 0.0, 1.0, 2.0, 3.0], levels=levels), 10)
    0.36
    """
    yy, qq, alpha, absent = _quantile_rows(y, quantiles, levels, how)
    loss = np.asarray(2 * pinball_loss(yy[..., np.newaxis], qq, alpha).mean(axis=-1))
    return finish_scores(loss, absent, **how)


def weighted_interval_parts(
    y: npt.ArrayLike,
    quantiles: npt.ArrayLike,
    *,
    levels: npt.ArrayLike,
    reduce: ReducePolicy = "mean",
    weight: npt.ArrayLike | None = None,
    missing: MissingPolicy = "raise",
) -> WeightedIntervalParts:
    r"""Split the weighted interval score into forecasting too high, too low, and too widely.

    For each interval, weighted by alpha/2, the spread is its width u - l, the over part
    2/alpha (l - y) where the value lies below it, and the under part 2/alpha (y - u) where it lies
    above. The distance from the median counts as over or under.

    Parameters
    ----------
    y, quantiles, levels, reduce, weight, missing
        As in `weighted_interval_score`.

    Returns
    -------
    WeightedIntervalParts
        ``over``, ``under`` and ``spread``, in the unit of ``y``, and their ``total``.

    Raises
    ------
    ArgumentError
        As `weighted_interval_score`.

    References
    ----------
    Bracher, Ray, Gneiting and Reich (2021), https://doi.org/10.1371/journal.pcbi.1008618

    Examples
    --------
    >>> parts = weighted_interval_parts(22.0, [-2.0, 0.0, 3.0, 3.0, 4.0],
    ...                                 levels=[0.1, 0.25, 0.5, 0.75, 0.9])
    >>> round(parts.over, 10), round(parts.under, 10), round(parts.spread, 10)
    (0.0, 18.6, 0.54)
    """
    how = cast("ScoreOptions", {"reduce": reduce, "weight": weight, "missing": missing})
    yy, qq, alpha, absent = _quantile_rows(y, quantiles, levels, how)
    over, under, spread = (
        finish_scores(part, absent, **how) for part in split_pinball(yy[..., np.newaxis], qq, alpha)
    )
    return WeightedIntervalParts(over, under, spread)


def split_pinball(y: Floats, q: Floats, level: Floats) -> tuple[Floats, Floats, Floats]:
    """Over, under and spread of mirrored quantiles, weighted to sum to twice the mean pinball."""
    half = q.shape[-1] // 2
    upper, lower = q[..., q.shape[-1] - half :], q[..., :half]
    # The lower ends and the median can be too high, the upper ends and the median too low.
    over = np.maximum(q[..., : q.shape[-1] - half] - y, 0)
    under = np.maximum(y - q[..., half:], 0)
    if q.shape[-1] % 2:
        over[..., -1] /= 2
        under[..., 0] /= 2
    spread = level[:half] * (upper[..., ::-1] - lower)
    over, under, spread = (2 / q.shape[-1] * part.sum(axis=-1) for part in (over, under, spread))
    return np.asarray(over), np.asarray(under), np.asarray(spread)


def _quantile_rows(
    y: npt.ArrayLike, quantiles: npt.ArrayLike, levels: npt.ArrayLike, how: ScoreOptions
) -> tuple[Floats, Floats, Floats, Booleans]:
    """Check values against rows of quantiles; tell which rows lack a value."""
    alpha = _mirrored_levels(levels)
    yy, qq = as_floats(y, "y"), check_quantile_rows(quantiles, alpha.size, "quantiles")
    refuse_first_bad(yy, ~np.isinf(yy), "y", "is not finite")
    refuse_missing_in_rows(how, yy, quantiles=qq)
    yy, qq = broadcast_to_rows(yy, qq, "quantiles")
    return yy, qq, alpha, np.isnan(yy) | np.isnan(qq).any(axis=-1)


def _mirrored_levels(levels: npt.ArrayLike) -> Floats:
    """Check that levels increase and mirror each other around one half."""
    alpha = check_levels(levels)
    good = np.abs(alpha + alpha[::-1] - 1) <= rounding_tolerance(levels, MIRROR_TOLERANCE)
    refuse_first_bad(alpha, good, "levels", "has no mirror image around 1/2 in the list")
    return alpha
