"""Scores of a probability for something that happened or did not: losses, lower is better."""

import math
from collections.abc import Callable
from typing import Any, Unpack, overload

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import (
    CHUNK,
    Each,
    Floats,
    Mean,
    Missing,
    Reduce,
    as_floats,
    as_numbers,
    as_weights,
    binary,
    binary_pairs,
    chunks,
    finish,
    minus_log,
    refuse,
    refuse_gaps,
    refuse_policy,
    refuse_reduce,
    same_shape,
    weighted_mean,
)
from brierbook.errors import ArgumentError

__all__ = [
    "brier_score",
    "cost_weighted_score",
    "elementary_score",
    "log_score",
    "spherical_score",
    "winkler_score",
]

type Formula = Callable[[Floats, Floats], Floats]

# Rows that a mean takes at a time.
ROWS = CHUNK


@overload
def brier_score(y: npt.ArrayLike, p: npt.ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def brier_score(y: npt.ArrayLike, p: npt.ArrayLike, **how: Unpack[Each]) -> Floats: ...
def brier_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    reduce: Reduce = "mean",
    weight: npt.ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Brier score of probabilities for binary outcomes, on the scale from 0 to 1.

    .. math:: S(y, p) = (p - y)^2

    Twice this value is the two-sided score (0 to 2) of Brier's paper and of several platforms.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each pair.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 2 is a repeated row, a
        weight of 0 an absent one.
    missing : {"raise", "propagate", "omit"}
        What to do where ``y`` or ``p`` is NaN. With ``reduce=None``, ``"omit"`` gives a
        one-dimensional array of the pairs that are left.

    Returns
    -------
    float or ndarray
        The score, without unit; lower is better.

    Raises
    ------
    ArgumentError
        If an outcome is not 0 or 1, a probability not in [0, 1], a value missing without leave,
        an argument empty or of the wrong shape, or a weight not usable.

    References
    ----------
    Brier (1950), Verification of forecasts expressed in terms of probability,
    https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> brier_score(0, 0.271)
    0.073441
    >>> brier_score([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3], reduce=None).round(4).tolist()
    [0.01, 0.01, 0.04, 0.09]
    """
    return score_pairs(y, p, squared_error, reduce=reduce, weight=weight, missing=missing)


@overload
def log_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    clip: float | None = None,
    base: float = math.e,
    **how: Unpack[Mean],
) -> float: ...
@overload
def log_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    clip: float | None = None,
    base: float = math.e,
    **how: Unpack[Each],
) -> Floats: ...
def log_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    clip: float | None = None,
    base: float = math.e,
    reduce: Reduce = "mean",
    weight: npt.ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Logarithmic score (ignorance) of probabilities for binary outcomes.

    .. math:: S(y, p) = -\log_b \left| p + y - 1 \right|

    that is, minus the logarithm of the probability given to what happened. A certain miss scores
    infinity, and so does any mean that holds one.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other.
    clip : float, optional
        Move every probability into [clip, 1 - clip] first, with 0 < clip < 1/2. Nothing is moved
        unless this is given; say so wherever the result is shown.
    base : float
        Base of the logarithm, above 1: e gives nats, 2 gives bits.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each pair.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do where ``y`` or ``p`` is NaN. With ``reduce=None``, ``"omit"`` gives a
        one-dimensional array of the pairs that are left.

    Returns
    -------
    float or ndarray
        The score in nats (or the unit of ``base``), from 0 to infinity; lower is better. The
        probability of 0 is formed as 1 - p, so the absolute error is up to 1.2e-16.

    Raises
    ------
    ArgumentError
        If an outcome is not 0 or 1, a probability not in [0, 1], a value missing without leave,
        an argument empty or of the wrong shape, or a weight, clip or base not usable.

    References
    ----------
    Good (1952), Rational decisions, https://doi.org/10.1111/j.2517-6161.1952.tb00104.x
    Gneiting and Raftery (2007), https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> round(log_score(0, 0.481), 7)
    0.6558514
    >>> log_score([1, 0], [0.0, 0.1])
    inf
    >>> log_score(1, 0.25, base=2)
    2.0
    """
    formula = surprise(clip, base)
    return score_pairs(y, p, formula, reduce=reduce, weight=weight, missing=missing)


@overload
def spherical_score(y: npt.ArrayLike, p: npt.ArrayLike, **how: Unpack[Mean]) -> float: ...
@overload
def spherical_score(y: npt.ArrayLike, p: npt.ArrayLike, **how: Unpack[Each]) -> Floats: ...
def spherical_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    reduce: Reduce = "mean",
    weight: npt.ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Spherical score of probabilities for binary outcomes, turned into a loss from 0 to 1.

    .. math:: S(y, p) = 1 - \frac{|p + y - 1|}{\sqrt{p^2 + (1 - p)^2}}

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p : array_like
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other.
    reduce, weight, missing
        As in `brier_score`.

    Returns
    -------
    float or ndarray
        The score, without unit; 0 is a certain hit, 1 a certain miss.

    Raises
    ------
    ArgumentError
        As `brier_score`.

    References
    ----------
    Gneiting and Raftery (2007), section 3, https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> round(spherical_score(1, 0.8), 6)
    0.029857
    """
    return score_pairs(y, p, one_minus_cosine, reduce=reduce, weight=weight, missing=missing)


@overload
def elementary_score(
    y: npt.ArrayLike, p: npt.ArrayLike, *, threshold: float, **how: Unpack[Mean]
) -> float: ...
@overload
def elementary_score(
    y: npt.ArrayLike, p: npt.ArrayLike, *, threshold: float, **how: Unpack[Each]
) -> Floats: ...
def elementary_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    threshold: float,
    reduce: Reduce = "mean",
    weight: npt.ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Elementary score: what the forecast costs one who acts when p reaches a threshold.

    .. math:: S_\theta(y, p) = 2\theta\,1\{p \ge \theta, y = 0\}
              + 2(1 - \theta)\,1\{p < \theta, y = 1\}

    Every proper score is a mixture of these. With the factor 2 the integral over all thresholds is
    the Brier score; the curve of the mean over thresholds is the Murphy diagram. Some authors leave
    the factor out.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
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
    if not 0 <= threshold <= 1:
        raise ArgumentError("threshold", f"{threshold!r} is not between 0 and 1")
    formula = cost_of_acting(threshold, 2 * threshold, 2 * (1 - threshold))
    return score_pairs(y, p, formula, reduce=reduce, weight=weight, missing=missing)


@overload
def cost_weighted_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    false_alarm: float = 1.0,
    miss: float = 1.0,
    **how: Unpack[Mean],
) -> float: ...
@overload
def cost_weighted_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    false_alarm: float = 1.0,
    miss: float = 1.0,
    **how: Unpack[Each],
) -> Floats: ...
def cost_weighted_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    false_alarm: float = 1.0,
    miss: float = 1.0,
    reduce: Reduce = "mean",
    weight: npt.ArrayLike | None = None,
    missing: Missing = "raise",
) -> float | Floats:
    r"""Cost of deciding by the forecast when a false alarm and a miss cost different amounts.

    .. math:: S(y, p) = c_f\,1\{p \ge t, y = 0\} + c_m\,1\{p < t, y = 1\},
              \qquad t = \frac{c_f}{c_f + c_m}

    The threshold t is the one at which acting and not acting cost the same on average, so the score
    is proper, though not strictly: it sees only on which side of t a forecast lies. Equal costs of
    1 give the zero-one loss.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
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
        if not 0 < cost < math.inf:
            raise ArgumentError(name, f"{cost!r} is not a finite number above 0")
    formula = cost_of_acting(1 / (1 + miss / false_alarm), false_alarm, miss)
    return score_pairs(y, p, formula, reduce=reduce, weight=weight, missing=missing)


@overload
def winkler_score(
    y: npt.ArrayLike, p: npt.ArrayLike, *, baseline: npt.ArrayLike, **how: Unpack[Mean]
) -> float: ...
@overload
def winkler_score(
    y: npt.ArrayLike, p: npt.ArrayLike, *, baseline: npt.ArrayLike, **how: Unpack[Each]
) -> Floats: ...
def winkler_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    baseline: npt.ArrayLike,
    reduce: Reduce = "mean",
    weight: npt.ArrayLike | None = None,
    missing: Missing = "raise",
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
        Outcomes, 0 or 1.
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
    refuse_reduce(reduce, weight)
    pairs = binary_pairs(y, p, missing="propagate")
    refuse_gaps(missing, y=pairs.y, p=pairs.p)
    base = as_baseline(baseline, pairs.y.shape)
    loss = beside_baseline(pairs.y, pairs.p, base)
    absent = np.isnan(loss)
    return finish(loss, absent, reduce=reduce, weight=weight, missing=missing)


def squared_error(y: Floats, p: Floats) -> Floats:
    """(p - y)^2."""
    error = p - y
    error *= error
    return error


def surprise(clip: float | None, base: float) -> Formula:
    """Make the formula of the logarithmic score."""
    measure = minus_log(clip, base)

    def formula(y: Floats, p: Floats) -> Floats:
        return measure(given_to_outcome(y, p))

    return formula


def given_to_outcome(y: Floats, p: Floats) -> Floats:
    """Probability of what happened; y - 1 comes first, so that the smallest p survives."""
    happened = y - 1
    happened += p
    return np.abs(happened, out=happened)


def one_minus_cosine(y: Floats, p: Floats) -> Floats:
    """One minus the cosine of the angle between forecast and outcome."""
    happened = given_to_outcome(y, p)
    return 1 - happened / np.hypot(p, 1 - p)


def cost_of_acting(threshold: float, false_alarm: float, miss: float) -> Formula:
    """Make the cost of acting exactly where p reaches the threshold."""

    def formula(y: Floats, p: Floats) -> Floats:
        acts = p >= threshold
        loss: Floats = np.where(acts, false_alarm * (y == 0), miss * (y == 1))
        return np.where(np.isnan(y + p), np.nan, loss)

    return formula


def as_baseline(baseline: npt.ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Baselines of the given shape, strictly between 0 and 1."""
    given = as_floats(baseline, "baseline")
    refuse(given, (given > 0) & (given < 1), "baseline", "is not between 0 and 1, ends excluded")
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


def score_pairs(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    formula: Formula,
    *,
    reduce: Reduce,
    weight: npt.ArrayLike | None,
    missing: Missing,
) -> float | Floats:
    """Check the pairs, apply the formula, and average if asked."""
    refuse_reduce(reduce, weight)
    refuse_policy(missing)
    if reduce == "mean":
        fast = mean_in_chunks(y, p, formula, weight)
        if fast is not None:
            return fast
    pairs = binary_pairs(y, p, weight=weight, missing=missing)
    loss = formula(np.atleast_1d(pairs.y), np.atleast_1d(pairs.p)).reshape(pairs.y.shape)
    return loss if reduce is None else weighted_mean(loss, pairs.weight)


def mean_in_chunks(
    y: npt.ArrayLike, p: npt.ArrayLike, formula: Formula, weight: npt.ArrayLike | None
) -> float | None:
    """Mean without a column of losses; None where a value is missing or wrong."""
    yy, pp = same_shape(as_numbers(y, "y"), as_numbers(p, "p"))
    if weight is not None:
        return weighted_mean_in_chunks(yy, pp, formula, as_weights(weight, yy.shape))
    sums = []
    for a, b in chunks(yy, pp):
        if not binary(a, b):
            return None
        sums.append(formula(a, b).sum())
    return math.fsum(sums) / yy.size


def weighted_mean_in_chunks(
    y: npt.NDArray[Any], p: npt.NDArray[Any], formula: Formula, weight: Floats
) -> float | None:
    """Weighted mean without a column of losses; None where a value is missing or wrong."""
    sums, shares = [], []
    largest = weight.max()
    for a, b, w in chunks(y, p, weight):
        if not binary(a, b):
            return None
        share = w / largest
        sums.append(np.sum(np.where(w > 0, formula(a, b), 0.0) * share))
        shares.append(share.sum())
    return math.fsum(sums) / math.fsum(shares)
