"""The Brier score as a share of what the base rate alone would have scored."""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, check_level
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.limits.mean_losses import Rows, skill_score
from brierbook.analysis.numeric.limits.ranges import possible_losses
from brierbook.analysis.numeric.sample import BinarySample, binary_sample
from brierbook.analysis.scores.binary import squared_error
from brierbook.errors import ArgumentError

__all__ = ["scaled_brier_score"]


def scaled_brier_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
) -> Estimate:
    r"""
    Measure which share of the base rate's Brier score the forecasts save.

    With the base rate :math:`\bar y` of the same rows,

    .. math:: 1 - \frac{\sum_i w_i (p_i - y_i)^2}{\sum_i w_i (\bar y - y_i)^2}.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, or shares between them; not all equal.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    event : array_like, optional
        The event of each row; without it every row is an event.
    level : float
        Nominal coverage of the limits, which reckon with the base rates that the outcomes allow.

    Returns
    -------
    Estimate
        At most 1, which only certain and right forecasts reach; 0 for the base rate itself, and
        below 0 for worse. The base rate is known only in hindsight, so a forecaster without
        any skill scores a little below 0.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, or all outcomes are equal.

    References
    ----------
    .. [1] Steyerberg et al. (2010), doi:10.1097/EDE.0b013e3181c30fb2

    Examples
    --------
    >>> round(scaled_brier_score([1, 0, 1, 0], [0.9, 0.1, 0.6, 0.4]).value, 10)
    0.66
    """
    check_level(level)
    pairs = _refuse_equal_outcomes(binary_sample(y, p, weight=weight, event=event, fractional=True))
    rows = Rows(pairs.units.codes, pairs.weight / pairs.weight.sum(), level)
    rates = (np.full(pairs.n, rate) for rate in rows.base_rates(pairs.y))
    references = [_brier_table(pairs.y, said) for said in rates]
    return skill_score(_brier_table(pairs.y, pairs.p), references, rows)


def _brier_table(y: Floats, said: Floats) -> Floats:
    """Give the Brier score of each row at every outcome that it could have had."""
    return possible_losses(lambda outcome: squared_error(outcome, said), y)


def _refuse_equal_outcomes(pairs: BinarySample) -> BinarySample:
    if pairs.y.min() == pairs.y.max():
        problem = f"is {pairs.y[0]:g} in every row; the base rate then makes no error to compare"
        raise ArgumentError("y", problem)
    return pairs
