"""Confidence given in words: a normal distribution over the log-odds, and scores averaged over it.

"Likely" is not one probability. A lexicon says what readers take it for, as a mean and a standard
deviation on the logit scale, and a score is then an expectation over that distribution, with an
interval that says how much of it is the word and not the forecaster.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    broadcast_columns,
    check_count,
    check_level,
    refuse_first_bad,
)
from brierbook.analysis.scores.binary import brier_score
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    declare_score,
    finish_scores,
    refuse_missing_in_rows,
)
from brierbook.errors import ArgumentError

__all__ = [
    "NEAR_ONE",
    "NEAR_ZERO",
    "LogitNormal",
    "expected_score",
    "expit",
    "gauss_hermite_nodes",
    "mean_probability",
    "nodes",
    "probability_interval",
    "score_interval",
]

type NodeScore = Callable[..., Any]

# The open interval (0, 1) as doubles: a logit has no finite value at its ends.
NEAR_ZERO = np.nextafter(0.0, 1.0)
NEAR_ONE = np.nextafter(1.0, 0.0)

# Weights from a quadrature sum to one up to rounding.
SUM_TOLERANCE = 1e-9

MOST_NODES = 200

# Up to here 41 nodes give the mean to 1e-7; beyond it is integrated otherwise.
NARROW = 2.0

# Nodes stand for distributions up to this deviation.
WIDEST = 4.0


@dataclass(frozen=True, slots=True)
class LogitNormal:
    """A probability whose logit is normal: what one phrase means.

    Parameters
    ----------
    mean : float
        Mean of the logit; the median of the probability is its inverse logit.
    sd : float
        Standard deviation of the logit, at least 0; 0 is a probability known exactly.

    Examples
    --------
    >>> likely = LogitNormal(1.0, 0.5)
    >>> round(likely.median, 4), round(likely.mean_probability(), 4)
    (0.7311, 0.7206)
    >>> [round(p, 4) for p in likely.interval(0.8)]
    [0.5889, 0.8376]
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _check_logit_normal(self.mean, self.sd)

    @property
    def median(self) -> float:
        """Median of the probability."""
        return float(expit(np.asarray(self.mean, dtype=np.float64)))

    def mean_probability(self, *, order: int = 41) -> float:
        """Mean of the probability, which lies nearer to one half than the median does."""
        return float(mean_probability(self.mean, self.sd, order=order))

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Central interval of the probability."""
        low, high = probability_interval(self.mean, self.sd, level=level)
        return float(low), float(high)

    def nodes(self, *, order: int = 41) -> tuple[Floats, Floats]:
        """Probabilities and weights that stand for the distribution."""
        return nodes(self.mean, self.sd, order=order)


def nodes(
    mean_logit: npt.ArrayLike, sd_logit: npt.ArrayLike, *, order: int = 41
) -> tuple[Floats, Floats]:
    r"""Probabilities and weights that stand for logit-normal distributions (Gauss-Hermite).

    .. math:: E f(p) \approx \sum_i w_i f(\sigma(\mu + s x_i))

    Parameters
    ----------
    mean_logit, sd_logit : array_like
        Mean and standard deviation of the logit, finite, the deviation from 0 to 4; they broadcast
        against each other to a shape S.
    order : int
        Number of nodes, from 1 to 200. With 41 the mean probability and the expected Brier and log
        scores are right to 1e-13 for deviations up to 1, 1e-7 up to 2 and 3e-4 up to 4.

    Returns
    -------
    p, weight : ndarray
        Both of shape S + (order,). The weights of a row sum to 1; with a deviation of 0 all nodes
        of the row are one point. No node is exactly 0 or 1.

    Raises
    ------
    ArgumentError
        If a mean is not finite, a deviation not in [0, 4], shapes do not fit, or the order is not
        in its range.

    References
    ----------
    Golub and Welsch (1969), https://doi.org/10.1090/S0025-5718-69-99647-1

    Examples
    --------
    >>> p, weight = nodes([0.0, 1.0], [0.0, 0.5], order=3)
    >>> p.round(4).tolist()
    [[0.5, 0.5, 0.5], [0.5334, 0.7311, 0.866]]
    >>> weight[1].round(4).tolist()
    [0.1667, 0.6667, 0.1667]
    """
    mean, sd = _check_logit_normal(mean_logit, sd_logit)
    problem = f"is above {WIDEST}, where no nodes stand for the distribution"
    refuse_first_bad(sd, sd <= WIDEST, "sd_logit", problem)
    x, weight = gauss_hermite_nodes(check_count(order, "order", most=MOST_NODES))
    p = expit(mean[..., np.newaxis] + sd[..., np.newaxis] * x)
    return p, np.broadcast_to(weight, p.shape).copy()


def mean_probability(
    mean_logit: npt.ArrayLike, sd_logit: npt.ArrayLike, *, order: int = 41
) -> Floats:
    """Mean of the probability under logit-normal distributions.

    Parameters
    ----------
    mean_logit, sd_logit : array_like
        Mean and standard deviation of the logit; they broadcast to a shape S.
    order : int
        Number of quadrature nodes up to a deviation of 2; see `nodes` for the precision. Beyond
        it the mean is right to 1e-14.

    Returns
    -------
    ndarray
        Probabilities of shape S. The Brier score of this mean is not the expected Brier score: the
        expectation is larger by the variance of p.

    Raises
    ------
    ArgumentError
        As `nodes`.

    References
    ----------
    Aitchison and Shen (1980), Logistic-normal distributions, https://doi.org/10.1093/biomet/67.2.261

    Examples
    --------
    >>> mean_probability([0.0, 1.0], [2.0, 0.5]).round(4).tolist()
    [0.5, 0.7206]
    """
    mean, sd = _check_logit_normal(mean_logit, sd_logit)
    p, weight = nodes(mean, np.minimum(sd, NARROW), order=order)
    narrow = np.asarray(np.sum(p * weight, axis=-1))
    wide = sd > NARROW
    return (
        np.where(wide, _wide_mean(mean, np.maximum(sd, NARROW)), narrow) if wide.any() else narrow
    )


def _wide_mean(mean: Floats, sd: Floats) -> Floats:
    """Probability that a logistic variable lies below a normal one, by the trapezoidal rule.

    The poles of the logistic density lie at a distance of pi, so steps of 1/2 leave an error of
    exp(-4 pi^2) whatever the deviation is.
    """
    from scipy.special import ndtr

    total = np.zeros(mean.shape)
    for x in np.arange(-40, 40.5, 0.5).tolist():
        total += 0.125 / np.cosh(x / 2) ** 2 * ndtr((mean - x) / sd)
    return total


def probability_interval(
    mean_logit: npt.ArrayLike, sd_logit: npt.ArrayLike, *, level: float = 0.9
) -> tuple[Floats, Floats]:
    """Central interval of the probability under logit-normal distributions, exactly.

    Parameters
    ----------
    mean_logit, sd_logit : array_like
        Mean and standard deviation of the logit; they broadcast to a shape S.
    level : float
        Probability of the interval, strictly between 0 and 1.

    Returns
    -------
    low, high : ndarray
        Ends of the intervals, each of shape S.

    Raises
    ------
    ArgumentError
        If a mean, deviation, shape or the level is not usable.

    References
    ----------
    Aitchison and Shen (1980), Logistic-normal distributions, https://doi.org/10.1093/biomet/67.2.261

    Examples
    --------
    >>> low, high = probability_interval(1.0, 0.5, level=0.8)
    >>> round(float(low), 4), round(float(high), 4)
    (0.5889, 0.8376)
    """
    check_level(level)
    mean, sd = _check_logit_normal(mean_logit, sd_logit)
    reach = -NormalDist().inv_cdf((1 - level) / 2) * sd
    return expit(mean - reach), expit(mean + reach)


@declare_score
def expected_score(
    y: npt.ArrayLike,
    nodes_p: npt.ArrayLike,
    nodes_weight: npt.ArrayLike,
    *,
    score: NodeScore = brier_score,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Score of a forecast that is a distribution over p: the expectation of the score.

    .. math:: \sum_i w_i S(y, p_i)

    The score is averaged, never the probability: for the Brier score the result exceeds the score
    of the mean probability by the variance of p.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, of shape S.
    nodes_p, nodes_weight : array_like
        Probabilities and their weights, of shape S + (nodes,), as `nodes` gives them; the weights
        of each row are not negative and sum to 1.
    score : callable
        A binary score, called as ``score(y, p, reduce=None, missing=...)``. Use
        ``functools.partial`` to give it further options.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each forecast.
    weight : array_like, optional
        Weights of the forecasts in the mean.
    missing : {"raise", "propagate", "omit"}
        What to do with a forecast whose outcome or nodes hold NaN.

    Returns
    -------
    float or ndarray
        The expected score, in the unit of ``score``.

    Raises
    ------
    ArgumentError
        As ``score`` does, and if node weights are negative, do not sum to 1 or do not fit.

    References
    ----------
    Gneiting and Raftery (2007), section 2, https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> p, w = nodes([1.0, -1.0], [0.5, 0.0])
    >>> expected_score([1, 1], p, w, reduce=None).round(4).tolist()
    [0.0875, 0.5344]
    """
    yy, pp = as_floats(y, "y"), np.atleast_1d(as_floats(nodes_p, "nodes_p"))
    ww = _check_node_weights(nodes_weight, pp.shape)
    yy = np.broadcast_to(_refuse_unfit_outcomes(yy, pp.shape[:-1]), pp.shape[:-1])
    refuse_missing_in_rows(how, yy, nodes_p=pp)
    refuse_no_function(score)
    absent = np.isnan(yy) | np.isnan(pp).any(axis=-1)
    loss = score(yy[..., np.newaxis], pp, reduce=None, missing="propagate")
    mean = np.sum(np.where(ww > 0, loss, 0.0) * ww, axis=-1)
    return finish_scores(np.asarray(mean), absent, endless=True, **how)


def score_interval(
    y: npt.ArrayLike,
    mean_logit: npt.ArrayLike,
    sd_logit: npt.ArrayLike,
    *,
    level: float = 0.9,
    score: NodeScore = brier_score,
) -> tuple[Floats, Floats]:
    """Central interval of the score of each forecast under its logit-normal distribution.

    For a given outcome a proper score is monotone in p, so its quantiles are the scores of the
    quantiles of p: the interval is exact and needs no nodes.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    mean_logit, sd_logit : array_like
        Mean and standard deviation of the logit; all three broadcast to a shape S.
    level : float
        Probability of the interval, strictly between 0 and 1.
    score : callable
        A binary score, monotone in p for either outcome, called as ``score(y, p, reduce=None)``.

    Returns
    -------
    low, high : ndarray
        Ends of the intervals, each of shape S, in the unit of ``score``.

    Raises
    ------
    ArgumentError
        As ``score`` does, and if a mean, deviation, shape or the level is not usable.

    References
    ----------
    Aitchison and Shen (1980), Logistic-normal distributions, https://doi.org/10.1093/biomet/67.2.261

    Examples
    --------
    >>> low, high = score_interval(1, 1.0, 0.5, level=0.8)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0264, 0.169)
    """
    ends = probability_interval(mean_logit, sd_logit, level=level)
    refuse_no_function(score)
    one, other = (np.asarray(score(y, end, reduce=None)) for end in ends)
    return np.minimum(one, other), np.maximum(one, other)


def refuse_no_function(score: object) -> None:
    """Refuse a score that cannot be called."""
    if not callable(score):
        raise ArgumentError("score", f"is {score!r}; give a function of y and p")


def _check_logit_normal(mean: npt.ArrayLike, sd: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Check means and standard deviations of logits."""
    mm, ss = as_floats(mean, "mean_logit"), as_floats(sd, "sd_logit")
    refuse_first_bad(mm, np.isfinite(mm), "mean_logit", "is not finite")
    refuse_first_bad(
        ss, np.isfinite(ss) & (ss >= 0), "sd_logit", "is not a finite number of at least 0"
    )
    mm, ss = broadcast_columns({"mean_logit": mm, "sd_logit": ss}, missing=None)[0]
    return mm, ss


@lru_cache(maxsize=8)
def gauss_hermite_nodes(order: int) -> tuple[Floats, Floats]:
    """Nodes and weights for an expectation under the standard normal distribution."""
    x, weight = np.polynomial.hermite_e.hermegauss(order)
    return x, weight / weight.sum()


def expit(logit: Floats) -> Floats:
    """Inverse logit, kept inside the open interval (0, 1) where a double would round out of it."""
    small = np.exp(-np.abs(logit))
    p: Floats = np.where(logit < 0, small, 1.0) / (1 + small)
    return np.clip(p, NEAR_ZERO, NEAR_ONE)


def _check_node_weights(weight: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Weights of nodes: none negative, rows that sum to one."""
    given = as_floats(weight, "nodes_weight")
    try:
        ww = np.broadcast_to(given, shape)
    except ValueError as error:
        message = f"has shape {given.shape}, which does not fit the shape {shape} of nodes_p"
        raise ArgumentError("nodes_weight", message) from error
    refuse_first_bad(ww, ww >= 0, "nodes_weight", "is not a number of at least 0")
    total = ww.sum(axis=-1)
    good = np.abs(total - 1) <= SUM_TOLERANCE
    refuse_first_bad(
        np.asarray(total), np.asarray(good), "nodes_weight", "is the sum of a row, which is not 1"
    )
    return ww


def _refuse_unfit_outcomes(y: Floats, shape: tuple[int, ...]) -> Floats:
    """Refuse outcomes that do not fit the rows of nodes."""
    if y.shape not in ((), shape):
        message = f"has shape {y.shape}, which does not fit the rows {shape} of nodes_p"
        raise ArgumentError("y", message)
    return y
