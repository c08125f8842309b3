"""Scores of ensembles beside those of distributions: of the chance of passing a threshold."""

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from brierbook.analysis.numeric.arguments import Floats, check_finite
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    declare_score,
    finish_scores,
    refuse_missing_rows,
)
from brierbook.analysis.scores.distributions.ensemble import (
    Estimator,
    finite_members,
    refuse_estimator,
)

__all__ = ["ensemble_brier_score"]


@declare_score
def ensemble_brier_score(
    y: ArrayLike,
    members: ArrayLike,
    *,
    threshold: float,
    estimator: Estimator = "ecdf",
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Brier score of the share of members that reach a threshold.

    With i of m members at or above the threshold and o = 1 if the outcome is,

    .. math:: S = (i/m - o)^2 \;\text{(ecdf)}, \qquad
              S = (i/m - o)^2 - \frac{i (m - i)}{m^2 (m - 1)} \;\text{(fair)}.

    Parameters
    ----------
    y : array_like
        Values that came true, finite, of shape S.
    members : array_like
        Members, finite, of shape S + (m,). A missing member counts as not there.
    threshold : float
        What must be reached, in the unit of ``y``.
    estimator : {"ecdf", "fair"}
        ``"fair"`` is unbiased for an ensemble without end; a single member is not corrected.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each value.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose outcome or whose every member is missing.

    Returns
    -------
    float or ndarray
        The score, lower is better; the fair one can be negative.

    Raises
    ------
    ArgumentError
        If a number is infinite, a row missing without leave, or an argument out of its domain.

    References
    ----------
    Ferro (2014), https://doi.org/10.1002/qj.2270

    Examples
    --------
    >>> ensemble_brier_score(3, [0, -1, 2, 4], threshold=1)
    0.25
    >>> round(ensemble_brier_score(3, [0, -1, 2, 4], threshold=1, estimator="fair"), 4)
    0.1667
    """
    refuse_estimator(estimator)
    threshold = check_finite(threshold, "threshold")
    yy, xx = finite_members(y, members)
    absent = np.isnan(yy) | np.isnan(xx).all(axis=-1)
    refuse_missing_rows(how, y=yy, members=np.where(absent, np.nan, 0.0))
    size = np.maximum((~np.isnan(xx)).sum(axis=-1), 1)
    reached = (xx >= threshold).sum(axis=-1)
    loss = np.square(reached / size - (yy >= threshold))
    if estimator == "fair":
        loss -= reached * (size - reached) / (np.square(size) * np.maximum(size - 1, 1))
    return finish_scores(loss, absent, **how)
