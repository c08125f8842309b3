"""Scores of a probability by what deciding on it costs: losses, lower is better."""

import math
from typing import Unpack

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    check_number,
    refuse_first_bad,
    refuse_missing_values,
)
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    declare_score,
    finish_scores,
)
from brierbook.analysis.scores.pairs import Formula, check_share_pairs, score_pairs
from brierbook.errors import ArgumentError

__all__ = ["cost_weighted_score", "elementary_score", "winkler_score"]


@declare_score
def elementary_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    threshold: float,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Elementary score: what the forecast costs one who acts when p reaches a threshold.

    .. math:: S_\theta(y, p) = 2(\theta - y)_+ 1\{p \ge \theta\}
              + 2(y - \theta)_+ 1\{p < \theta\}

    Every proper score is a mixture of these. With the factor 2 the integral over all thresholds is
    the Brier score; the curve of the mean over thresholds is the Murphy diagram. Some authors leave
    the factor out.

    Parameters
    ----------
    y : array_like
        Outcomes: 0 or 1, or a share between them.
    p : array_like
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other.
    threshold : float
        The probability from which on one acts, in [0, 1]; a forecast equal to it acts.
    reduce, weight, missing
        As in `brier_score`.

    Returns
    -------
    float or ndarray
        The score, from 0 to 2; lower is better.

    Raises
    ------
    ArgumentError
        As `brier_score`, and if the threshold is not in [0, 1].

    References
    ----------
    Ehm, Gneiting, Jordan and Krüger (2016), https://doi.org/10.1111/rssb.12154

    Examples
    --------
    >>> elementary_score([0, 1, 0, 1], [0.3, 0.3, 0.2, 0.2], threshold=0.25, reduce=None).tolist()
    [0.5, 0.0, 0.0, 1.5]
    """
    if not 0 <= check_number(threshold, "threshold") <= 1:
        raise ArgumentError("threshold", f"{threshold!r} is not a number between 0 and 1")
    formula = _excess_over_threshold(float(threshold))
    return score_pairs(y, p, formula, shares=formula, **how)


@declare_score
def cost_weighted_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    false_alarm: float = 1.0,
    miss: float = 1.0,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Cost of deciding by the forecast when a false alarm and a miss cost different amounts.

    .. math:: S(y, p) = c_f (1 - y) 1\{p \ge t\} + c_m\, y\, 1\{p < t\},
              \qquad t = \frac{c_f}{c_f + c_m}

    The threshold t is the one at which acting and not acting cost the same on average, so the score
    is proper, though not strictly: it sees only on which side of t a forecast lies. Equal costs of
    1 give the zero-one loss.

    Parameters
    ----------
    y : array_like
        Outcomes: 0 or 1, or a share between them.
    p : array_like
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other.
    false_alarm, miss : float
        Costs of acting in vain and of failing to act, finite and above 0, in one unit.
    reduce, weight, missing
        As in `brier_score`.

    Returns
    -------
    float or ndarray
        The cost, in the unit of ``false_alarm`` and ``miss``.

    Raises
    ------
    ArgumentError
        As `brier_score`, and if a cost is not a finite number above 0.

    References
    ----------
    Murphy (1977), The value of climatological, categorical and probabilistic forecasts in the
    cost-loss ratio situation, https://doi.org/10.1175/1520-0493(1977)105<0803:TVOCCA>2.0.CO;2

    Examples
    --------
    >>> cost_weighted_score([0, 1], [0.4, 0.6])
    0.0
    >>> cost_weighted_score([0, 1], [0.4, 0.6], false_alarm=1, miss=3)
    0.5
    """
    for name, cost in (("false_alarm", false_alarm), ("miss", miss)):
        if not 0 < check_number(cost, name) < math.inf:
            raise ArgumentError(name, f"{cost!r} is not a finite number above 0")
    costs = float(false_alarm), float(miss)
    formula = _cost_of_acting(1 / (1 + costs[1] / costs[0]), *costs)
    return score_pairs(y, p, formula, **how)


@declare_score
def winkler_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    baseline: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Winkler's asymmetric quadratic score, turned into a loss: the baseline scores 1.

    .. math:: S(y, p) = 1 - \frac{(c - y)^2 - (p - y)^2}{T},
              \qquad T = (1 - c)^2 \text{ if } p \ge c \text{ else } c^2

    A certain hit scores 0 and the baseline c scores 1 whatever happens, so rare and common
    events can be averaged together. The score is strictly proper and has its maximum expected
    loss at p = c, not at one half. It is not the interval score that also bears Winkler's name.

    Parameters
    ----------
    y : array_like
        Outcomes: 0 or 1, or a share between them.
    p : array_like
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other.
    baseline : array_like
        Probabilities that need no skill, such as base rates, strictly between 0 and 1; they
        broadcast to the shape of the pairs.
    reduce, weight, missing
        As in `brier_score`.

    Returns
    -------
    float or ndarray
        The loss, without unit; 1 - loss is a skill.

    Raises
    ------
    ArgumentError
        As `brier_score`, and if a baseline is missing, not strictly between 0 and 1 or does not
        fit.

    References
    ----------
    Winkler (1994), Evaluating probabilities: asymmetric scoring rules,
    https://doi.org/10.1287/mnsc.40.11.1395

    Examples
    --------
    >>> winkler_score([1, 0, 1], [0.1, 0.1, 1.0], baseline=0.1, reduce=None).tolist()
    [1.0, 1.0, 0.0]
    """
    yy, pp, absent = check_share_pairs(y, p, how)
    base = as_baseline(baseline, yy.shape)
    return finish_scores(beside_baseline(yy, pp, base), absent, **how)


def _excess_over_threshold(threshold: float) -> Formula:
    """Make the elementary loss: how far the outcome lies on the other side of the threshold."""

    def formula(y: Floats, p: Floats) -> Floats:
        off = np.where(p >= threshold, threshold - y, y - threshold)
        return 2 * np.maximum(off, 0)

    return formula


def _cost_of_acting(threshold: float, false_alarm: float, miss: float) -> Formula:
    """Make the cost of acting exactly where p reaches the threshold."""

    def formula(y: Floats, p: Floats) -> Floats:
        return np.where(p >= threshold, false_alarm * (1 - y), miss * y)

    return formula


def as_baseline(baseline: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Baselines of the given shape, strictly between 0 and 1."""
    given = as_floats(baseline, "baseline")
    refuse_missing_values(None, baseline=given)
    refuse_first_bad(
        given, (given > 0) & (given < 1), "baseline", "is not between 0 and 1, ends excluded"
    )
    try:
        return np.broadcast_to(given, shape)
    except ValueError as error:
        message = f"has shape {given.shape}, which does not fit the shape {shape} of y"
        raise ArgumentError("baseline", message) from error


def beside_baseline(y: Floats, p: Floats, baseline: Floats) -> Floats:
    """Squared error relative to that of the baseline: one at the baseline, zero for a hit."""
    side = np.where(p >= baseline, 1 - baseline, baseline)
    with np.errstate(over="ignore"):
        return np.asarray(1 - (baseline - p) / side * (((baseline - y) + (p - y)) / side))
