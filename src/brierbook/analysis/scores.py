"""Scores of a probability for something that happened or did not: losses, lower is better."""

import math
from collections.abc import Callable, Iterator
from typing import Any, Unpack, overload

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import (
    Each,
    Floats,
    Mean,
    Missing,
    Reduce,
    as_numbers,
    as_weights,
    binary_pairs,
    refuse_policy,
    refuse_reduce,
    same_shape,
    weighted_mean,
)
from brierbook.errors import ArgumentError

__all__ = ["brier_score", "log_score"]

type Formula = Callable[[Floats, Floats], Floats]
type Chunk = tuple[Floats, Floats, Floats]

# Three columns of this many doubles stay in the second-level cache of common processors.
ROWS = 16_384


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


def squared_error(y: Floats, p: Floats) -> Floats:
    """(p - y)^2."""
    error = p - y
    error *= error
    return error


def surprise(clip: float | None, base: float) -> Formula:
    """Make the formula of the logarithmic score."""
    if not 1 < base < math.inf:
        raise ArgumentError("base", f"{base!r} is not a finite number above 1")
    if clip is not None and not 0 < clip < 0.5:  # noqa: PLR2004 - one half is the centre of [0, 1]
        raise ArgumentError("clip", f"{clip!r} is not between 0 and 1/2, ends excluded")
    unit = 1 / math.log(base)

    def formula(y: Floats, p: Floats) -> Floats:
        happened = given_to_outcome(y, p)
        if clip is not None:
            np.clip(happened, clip, 1 - clip, out=happened)
        with np.errstate(divide="ignore"):
            np.log(happened, out=happened)
        happened *= unit
        return np.abs(happened, out=happened)

    return formula


def given_to_outcome(y: Floats, p: Floats) -> Floats:
    """Probability of what happened; y - 1 comes first, so that the smallest p survives."""
    happened = y - 1
    happened += p
    return np.abs(happened, out=happened)


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


def chunks(*columns: npt.NDArray[Any]) -> Iterator[tuple[Floats, ...]]:
    """Walk over columns of one shape as doubles, in pieces that fit the cache."""
    iterator = np.nditer(
        columns,
        flags=["external_loop", "buffered"],
        op_flags=[["readonly"]] * len(columns),
        op_dtypes=[np.dtype(np.float64)] * len(columns),
        casting="same_kind",
        buffersize=ROWS,
    )
    yield from iterator


def binary(y: Floats, p: Floats) -> bool:
    """Tell whether all outcomes are 0 or 1 and all probabilities in [0, 1], with none missing."""
    return bool(p.min() >= 0 and p.max() <= 1 and ((y == 0) | (y == 1)).all())
