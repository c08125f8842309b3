"""Whether quantile forecasts of a number lie too high or too low."""

from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    MissingPolicy,
    ReducePolicy,
    as_floats,
    broadcast_to_rows,
    check_level,
    check_weights,
    refuse_first_bad,
)
from brierbook.analysis.numeric.estimate import Estimate, withhold_limits
from brierbook.analysis.numeric.limits.bounded_mean import bounded_mean
from brierbook.analysis.numeric.sample import value_sample
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    finish_scores,
    refuse_missing_in_rows,
)
from brierbook.analysis.scores.distributions.quantiles import check_levels, check_quantile_rows
from brierbook.errors import ArgumentError

__all__ = ["quantile_bias"]

MIDDLE = 0.5


@overload
def quantile_bias(
    y: npt.ArrayLike,
    quantiles: npt.ArrayLike,
    *,
    levels: npt.ArrayLike,
    event: npt.ArrayLike,
    level: float = 0.9,
    reduce: Literal["mean"] = "mean",
    weight: npt.ArrayLike | None = None,
    missing: MissingPolicy = "raise",
) -> Estimate: ...
@overload
def quantile_bias(
    y: npt.ArrayLike,
    quantiles: npt.ArrayLike,
    *,
    levels: npt.ArrayLike,
    event: None = None,
    level: float = 0.9,
    reduce: ReducePolicy = "mean",
    weight: npt.ArrayLike | None = None,
    missing: MissingPolicy = "raise",
) -> float | Floats: ...
def quantile_bias(
    y: npt.ArrayLike,
    quantiles: npt.ArrayLike,
    *,
    levels: npt.ArrayLike,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    reduce: ReducePolicy = "mean",
    weight: npt.ArrayLike | None = None,
    missing: MissingPolicy = "raise",
) -> float | Floats | Estimate:
    r"""Bias of quantile forecasts: above 0 they lay too high, below 0 too low.

    With the median m and levels :math:`\alpha` whose quantiles are :math:`q_\alpha`,

    .. math:: B = \begin{cases}
              1 - 2 \max \{\alpha : q_\alpha \le y\} & y < m \\
              0 & y = m \\
              1 - 2 \min \{\alpha : q_\alpha \ge y\} & y > m,
              \end{cases}

    where :math:`q_0 = -\infty` and :math:`q_1 = \infty` are counted among the quantiles. With
    many quantiles it approaches :math:`1 - 2F(y)`. Without a median, m lies on the line between
    the two innermost quantiles.

    Parameters
    ----------
    y : array_like
        Values that came true, finite, of shape S.
    quantiles : array_like
        Forecast quantiles, finite, of shape S + (L,), none falling along the last axis.
    levels : array_like
        The L levels, strictly between 0 and 1, increasing; 1/2 is one of them or lies between two.
    event : array_like, optional
        The event of each value; with it the mean has limits.
    level : float
        Nominal coverage of these, between 0 and 1.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose value is NaN or whose quantiles hold one.

    Returns
    -------
    float, ndarray or Estimate
        The bias, from -1 to 1 and without unit. It is no score: 0 is best, and it tells the
        direction of errors, not their size. With `event` an Estimate, with limits by the rule of
        :func:`brierbook.analysis.event_mean`; every value could have had a bias from -1 to 1.

    Raises
    ------
    ArgumentError
        If a number is infinite, quantiles cross, levels do not surround 1/2, a value is missing
        without leave, an argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Funk et al. (2019), https://doi.org/10.1371/journal.pcbi.1006785 (bias of samples);
    Bosse et al. (2022), https://doi.org/10.48550/arXiv.2205.07090 (of quantiles, scoringutils)

    Examples
    --------
    >>> quantile_bias([1.0, 2.0, 2.5], [1.0, 2.0, 3.0], levels=[0.1, 0.5, 0.9],
    ...               reduce=None).round(10).tolist()
    [0.8, 0.0, -0.8]
    """
    alpha = _check_central_levels(levels)
    if event is not None and reduce is None:
        raise ArgumentError("event", "has no use with reduce=None; leave one of them out")
    how: ScoreOptions = {"weight": weight, "missing": missing}
    yy, qq = as_floats(y, "y"), check_quantile_rows(quantiles, alpha.size, "quantiles")
    refuse_first_bad(yy, ~np.isinf(yy), "y", "is not finite")
    refuse_missing_in_rows(how, yy, quantiles=qq)
    yy, qq = broadcast_to_rows(yy, qq, "quantiles")
    absent = np.isnan(yy) | np.isnan(qq).any(axis=-1)
    bias = np.where(absent, np.nan, _measure_bias(yy, qq, alpha))
    if event is not None:
        return _mean_bias(bias, absent, event, level, how)
    options: Any = how | {"reduce": reduce}
    return finish_scores(bias, absent, **options)


def _mean_bias(
    bias: Floats, absent: Booleans, event: npt.ArrayLike, level: float, how: ScoreOptions
) -> Estimate:
    """Average the bias of rows that count, with limits over events."""
    counts = check_weights(how.get("weight"), bias.shape) * ~absent
    if how.get("missing") == "propagate" and absent.any():
        raise ArgumentError("missing", "is 'propagate', which leaves no mean; say 'omit'")
    filled = np.where(absent, 0.0, bias)
    sample = value_sample(values=filled, weight=counts, event=event)
    found = bounded_mean(
        sample["values"],
        (-1.0, 1.0),
        codes=sample.units.codes,
        weight=sample.weight,
        level=check_level(level),
    )
    return withhold_limits(found)


def _check_central_levels(levels: npt.ArrayLike) -> Floats:
    """Check that levels increase and have 1/2 among them or between them."""
    alpha = check_levels(levels)
    if not alpha[0] <= MIDDLE <= alpha[-1]:
        problem = f"{alpha.tolist()} lie all on one side of 1/2; the median is not known from them"
        raise ArgumentError("levels", problem)
    return alpha


def _measure_bias(y: Floats, q: Floats, alpha: Floats) -> Floats:
    """Measure the bias of each row of quantiles."""
    below = (q <= y[..., np.newaxis]).sum(axis=-1)
    above = (q < y[..., np.newaxis]).sum(axis=-1)
    edges = np.concatenate([[0.0], alpha, [1.0]])
    median, rounding = _find_medians(q, alpha)
    rank = np.where(y < median, edges[below], edges[above + 1])
    return np.asarray(np.where(np.abs(y - median) <= rounding, 0.0, 1 - 2 * rank))


def _find_medians(q: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Give the median of each row, on the line between the innermost quantiles if need be.

    What lies on a line is known to the rounding of its ends, which is given too.
    """
    place = int(np.searchsorted(alpha, MIDDLE))
    if alpha[place] == MIDDLE:
        return q[..., place], np.zeros(q.shape[:-1])
    low, high = q[..., place - 1], q[..., place]
    share = (MIDDLE - alpha[place - 1]) / (alpha[place] - alpha[place - 1])
    rounding = 8 * np.finfo(np.float64).eps * np.maximum(np.abs(low), np.abs(high))
    return np.asarray((1 - share) * low + share * high), rounding
