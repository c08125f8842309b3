"""What every score of a binary outcome does with its formula: check, apply, average."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import (
    Floats,
    Missing,
    Reduce,
    as_numbers,
    as_weights,
    binary,
    binary_pairs,
    chunks,
    refuse_policy,
    refuse_reduce,
    same_shape,
    weighted_mean,
)

type Formula = Callable[[Floats, Floats], Floats]


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
