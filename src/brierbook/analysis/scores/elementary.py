"""Elementary scores of means, quantiles and expectiles: one for each threshold."""

from typing import Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    broadcast_parameters,
    check_finite,
    check_level,
    is_one_of,
)
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    declare_score,
    finish_scores,
    refuse_missing_rows,
)
from brierbook.errors import ArgumentError

__all__ = ["Functional", "elementary_functional_score"]

type Functional = Literal["mean", "quantile", "expectile"]


@declare_score
def elementary_functional_score(
    y: ArrayLike,
    x: ArrayLike,
    *,
    threshold: float,
    functional: Functional = "mean",
    level: float = 0.5,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Elementary score of a forecast of a mean, a quantile or an expectile.

    .. math:: S_\eta(y, x) = (1[\eta \le x] - 1[\eta \le y]) \, V(\eta, y)

    with V equal to :math:`\eta - y` for the mean, :math:`1[\eta \ge y] - \alpha` for the quantile
    and :math:`2 |1[\eta \ge y] - \alpha| (\eta - y)` for the expectile of level :math:`\alpha`.
    Every consistent score of the functional is a mixture of these over :math:`\eta`. The area
    under the curve of a mean forecast is half the squared error; for probabilities,
    :func:`brierbook.analysis.scores.decision_scores.elementary_score` has twice this scale.

    Parameters
    ----------
    y : array_like
        Values that came true, finite.
    x : array_like
        Forecasts of the functional, finite, in the unit of ``y``.
    threshold : float
        The threshold, in the unit of ``y``.
    functional : {"mean", "quantile", "expectile"}
        What is forecast.
    level : float
        Level of the quantile or expectile, strictly between 0 and 1.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0.
    missing : {"raise", "propagate", "omit"}
        What to do with a row in which a value is missing.

    Returns
    -------
    float or ndarray
        The score, at least 0; lower is better.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value missing without leave.

    References
    ----------
    Ehm, Gneiting, Jordan and Krüger (2016), https://doi.org/10.1111/rssb.12154

    Examples
    --------
    >>> elementary_functional_score([1, 2], [4, 1], threshold=2)
    0.5
    """
    threshold, level = check_finite(threshold, "threshold"), check_level(level)
    (yy, xx), absent = broadcast_parameters(y, missing="propagate", x=x)
    refuse_missing_rows(how, y=as_floats(y, "y"), x=as_floats(x, "x"))
    side = (threshold <= xx).astype(np.float64) - (threshold <= yy)
    loss = side * identification(threshold, yy, functional, level)
    return finish_scores(loss, absent, **how)


def identification(eta: float, y: Floats, functional: Functional, level: float) -> Floats:
    """Give the function whose expectation vanishes where eta is the functional."""
    above = (eta >= y).astype(np.float64)
    forms = {
        "mean": eta - y,
        "quantile": above - level,
        "expectile": 2 * np.abs(above - level) * (eta - y),
    }
    if not is_one_of(functional, forms):
        raise ArgumentError("functional", f"is {functional!r}; use one of {', '.join(forms)}")
    return np.asarray(forms[functional])
