"""What every score of a binary outcome does with its formula: check, apply, average."""

import math
from collections.abc import Callable
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    as_floats,
    as_numbers,
    broadcast_pair,
    check_outcomes,
    check_weights,
    is_binary_complete,
    iterate_chunks,
    refuse_unlike_indexes,
)
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    finish_scores,
    refuse_missing_rows,
    take_options,
)

__all__ = ["Formula", "check_share_pairs", "score_pairs"]

type Formula = Callable[[Floats, Floats], Floats]


def score_pairs(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    formula: Formula,
    *,
    shares: Formula | None = None,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    """Check the pairs, apply the formula, and average if asked.

    The formula is asked for outcomes 0 and 1. An outcome between them is a share: its loss is that
    of ``shares``, or else the losses of 1 and 0 weighted by it.
    """
    reduce, weight, _ = take_options(**how)
    refuse_unlike_indexes(y=y, p=p, weight=weight)
    if reduce == "mean":
        fast = _mean_in_chunks(y, p, formula, weight)
        if fast is not None:
            return fast
    yy, pp, absent = check_share_pairs(y, p, how)
    flat = np.atleast_1d(yy), np.atleast_1d(pp)
    loss = _loss_of_shares(*flat, formula, shares).reshape(yy.shape)
    return finish_scores(loss, absent, endless=True, **how)


def check_share_pairs(
    y: npt.ArrayLike, p: npt.ArrayLike, how: ScoreOptions
) -> tuple[Floats, Floats, Booleans]:
    """Check outcomes and probabilities in [0, 1]; tell which pairs lack a value."""
    outcomes, forecasts = as_floats(y, "y"), as_floats(p, "p")
    yy, pp, absent = check_outcomes(outcomes, forecasts, missing="propagate", fractional=True)
    refuse_missing_rows(how, y=outcomes, p=forecasts)
    return yy, pp, np.zeros(yy.shape, dtype=np.bool_) if absent is None else absent


def _loss_of_shares(y: Floats, p: Floats, formula: Formula, shares: Formula | None) -> Floats:
    """Apply the formula where outcomes are 0 or 1, and what stands for shares elsewhere."""
    between = (y > 0) & (y < 1)
    if not between.any():
        return formula(y, p)
    if shares is not None:
        return shares(y, p)
    loss = formula(np.where(between, 0.0, y), p)
    part, said = y[between], p[between]
    one, none = formula(np.ones(part.shape), said), formula(np.zeros(part.shape), said)
    loss[between] = part * one + (1 - part) * none
    return loss


def _mean_in_chunks(
    y: npt.ArrayLike, p: npt.ArrayLike, formula: Formula, weight: npt.ArrayLike | None
) -> float | None:
    """Mean without a column of losses; None where a value is missing, wrong or a share."""
    yy, pp = broadcast_pair(as_numbers(y, "y"), as_numbers(p, "p"))
    if weight is not None:
        return _weighted_mean_in_chunks(yy, pp, formula, check_weights(weight, yy.shape))
    sums = []
    for a, b in iterate_chunks(yy, pp):
        if not is_binary_complete(a, b):
            return None
        sums.append(formula(a, b).sum())
    return math.fsum(sums) / yy.size


def _weighted_mean_in_chunks(
    y: npt.NDArray[Any], p: npt.NDArray[Any], formula: Formula, weight: Floats
) -> float | None:
    """Weighted mean without a column of losses; None where a value is missing, wrong or a share."""
    sums, shares = [], []
    largest = weight.max()
    for a, b, w in iterate_chunks(y, p, weight):
        if not is_binary_complete(a, b):
            return None
        share = w / largest
        sums.append(np.sum(np.where(w > 0, formula(a, b), 0.0) * share))
        shares.append(share.sum())
    return math.fsum(sums) / math.fsum(shares)
