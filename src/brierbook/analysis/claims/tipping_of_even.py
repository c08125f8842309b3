"""Up to which correlation between events "better" or "worse than 50 %" stands."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtr

from brierbook.analysis.claims.rows import ClaimRows
from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.events import random_generator

__all__ = ["tipping_of_even"]

_EVEN = 0.25  # the Brier score of 50 %
_DRAWS = 999
_CORRELATIONS = np.arange(1, 20) / 20
_MOST_ROWS = 2000  # of more, outcomes under one factor take too long
_ROUNDING = 1e-9


def tipping_of_even(rows: ClaimRows, direction: str, tail: float, seed: int) -> float | None:
    r"""
    Find the largest correlation between events up to which a direction stands.

    The truth that is tested is on the line :math:`q_i = \sigma(b \, \mathrm{logit}\, p_i)`, with
    the b from 0 to 1 at which the expected Brier score is that of 50 %. Outcomes are drawn from it
    with one normal factor behind all events; a correlation is passed while a mean score as far on
    the side of the direction comes about with a probability of at most ``tail``.

    Returns
    -------
    float or None
        A multiple of .05; 0 where a correlation of .05 undoes it, None for more than 2,000 rows.

    Examples
    --------
    Forty forecasts of 90 and 10 %, all of them right:

    >>> from brierbook.analysis.claims.rows import read_claim_rows
    >>> rows = read_claim_rows([1, 0] * 20, [0.9, 0.1] * 20)
    >>> tipping_of_even(rows, "better", 0.05, 0) > 0.5
    True
    """
    if rows.y.size > _MOST_ROWS:
        return None
    sign = 1 if direction == "better" else -1
    seen = sign * float(rows.weight @ (rows.y - rows.p) ** 2)
    rng = random_generator(seed)
    factor = rng.standard_normal((_DRAWS, 1))
    own = rng.standard_normal((_DRAWS, rows.events))
    q, stands = _as_good_as_even(rows), 0.0
    for correlation in _CORRELATIONS:
        moved = ndtr(np.sqrt(correlation) * factor + np.sqrt(1 - correlation) * own)
        scores = sign * (((moved[:, rows.codes] < q) - rows.p) ** 2 @ rows.weight)
        if (1 + int((scores <= seen + _ROUNDING).sum())) / (1 + _DRAWS) > tail:
            break
        stands = float(correlation)
    return stands


def _as_good_as_even(rows: ClaimRows) -> Floats:
    """Give what is true of one who is as good as 50 %: as bold as said, or less, up to a coin."""
    x = logit(np.clip(rows.p, 1e-6, 1 - 1e-6))

    def excess(b: float) -> float:
        q = expit(b * x)
        return float(rows.weight @ (rows.p**2 + q * (1 - 2 * rows.p))) - _EVEN

    if excess(0.0) <= 0 or excess(1.0) >= 0:  # all said 50 %
        return expit(0.0 * x)
    found: Floats = expit(brentq(excess, 0.0, 1.0) * x)
    return found
