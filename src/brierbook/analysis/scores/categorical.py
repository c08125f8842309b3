"""Scores of probabilities over named categories without an order: losses, lower is better."""

import math
from typing import Unpack

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    as_floats,
    check_category_rows,
    negative_log_loss,
)
from brierbook.analysis.scores.contract import (
    ScoreOptions,
    declare_score,
    finish_scores,
    refuse_missing_in_rows,
)

__all__ = [
    "categorical_brier_score",
    "categorical_log_score",
    "categorical_spherical_score",
    "category_rows",
]


@declare_score
def categorical_brier_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Brier score over K categories, on the scale from 0 to 2 of Brier's paper.

    .. math:: S(y, p) = \sum_{k=0}^{K-1} (p_k - 1\{y = k\})^2

    With two categories this is twice `brier_score`.

    Parameters
    ----------
    y : array_like
        Index of the category that happened, from 0 to K - 1, of shape S.
    p : array_like
        Probabilities, of shape S + (K,); each row sums to 1 within 1e-9 and is used as given.
    reduce : {"mean", None}
        ``"mean"`` gives one number, ``None`` one for each outcome.
    weight : array_like, optional
        Weights of the mean: finite, none negative, not all 0. A weight of 0 is an absent row.
    missing : {"raise", "propagate", "omit"}
        What to do with a row whose outcome is NaN or whose probabilities hold one. With
        ``reduce=None``, ``"omit"`` gives a one-dimensional array of the rows that are left.

    Returns
    -------
    float or ndarray
        The score, without unit; lower is better.

    Raises
    ------
    ArgumentError
        If an outcome is not a category, a probability not in [0, 1], a row does not sum to 1, a
        value is missing without leave, an argument empty or of the wrong shape, or a weight not
        usable.

    References
    ----------
    Brier (1950), https://doi.org/10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2

    Examples
    --------
    >>> p = [[0.8, 0.1, 0.1], [0.1, 0.2, 0.7]]
    >>> categorical_brier_score([0, 1], p, reduce=None).round(6).tolist()
    [0.06, 1.14]
    """
    yy, pp, absent = category_rows(y, p, how)
    hit = yy[..., np.newaxis] == np.arange(pp.shape[-1])
    loss = np.asarray(((pp - hit) ** 2).sum(axis=-1))
    return finish_scores(loss, absent, **how)


@declare_score
def categorical_log_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    clip: float | None = None,
    base: float = math.e,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Logarithmic score over K categories: infinite where what happened had probability 0.

    .. math:: S(y, p) = -\log_b p_y

    Parameters
    ----------
    y : array_like
        Index of the category that happened, from 0 to K - 1, of shape S.
    p : array_like
        Probabilities, of shape S + (K,); each row sums to 1 within 1e-9 and is used as given.
    clip : float, optional
        Move the probability of what happened into [clip, 1 - clip], with 0 < clip < 1/2. Nothing
        is moved unless this is given; the other categories are not rescaled.
    base : float
        Base of the logarithm, above 1: e gives nats, 2 gives bits.
    reduce, weight, missing
        As in `categorical_brier_score`.

    Returns
    -------
    float or ndarray
        The score in nats (or the unit of ``base``); lower is better.

    Raises
    ------
    ArgumentError
        As `categorical_brier_score`, and if the clip or the base is not usable.

    References
    ----------
    Good (1952), https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> round(categorical_log_score(0, [0.8, 0.1, 0.1]), 7)
    0.2231436
    >>> categorical_log_score(2, [0.5, 0.5, 0.0])
    inf
    """
    measure = negative_log_loss(clip, base)
    yy, pp, absent = category_rows(y, p, how)
    loss = measure(probability_of_outcome(yy, pp))
    return finish_scores(loss, absent, endless=True, **how)


@declare_score
def categorical_spherical_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Spherical score over K categories, turned into a loss from 0 to 1.

    .. math:: S(y, p) = 1 - p_y / \sqrt{\sum_k p_k^2}

    Parameters
    ----------
    y : array_like
        Index of the category that happened, from 0 to K - 1, of shape S.
    p : array_like
        Probabilities, of shape S + (K,); each row sums to 1 within 1e-9 and is used as given.
    reduce, weight, missing
        As in `categorical_brier_score`.

    Returns
    -------
    float or ndarray
        The score, without unit; 0 is a certain hit, 1 a certain miss.

    Raises
    ------
    ArgumentError
        As `categorical_brier_score`.

    References
    ----------
    Gneiting and Raftery (2007), section 3, https://doi.org/10.1198/016214506000001437

    Examples
    --------
    >>> round(categorical_spherical_score(1, [0.2, 0.8]), 6)
    0.029857
    """
    yy, pp, absent = category_rows(y, p, how)
    loss = np.asarray(1 - probability_of_outcome(yy, pp) / np.sqrt((pp * pp).sum(axis=-1)))
    return finish_scores(loss, absent, **how)


def category_rows(
    y: npt.ArrayLike, p: npt.ArrayLike, how: ScoreOptions
) -> tuple[Floats, Floats, Booleans]:
    """Check category indices against rows of probabilities; tell which rows lack a value."""
    checked = check_category_rows(y, p, missing="propagate")
    refuse_missing_in_rows(how, as_floats(y, "y"), p=as_floats(p, "p"))
    return checked


def probability_of_outcome(y: Floats, p: Floats) -> Floats:
    """Probability of the category that happened; category 0 stands in for a missing outcome."""
    index = np.where(np.isnan(y), 0, y).astype(np.intp)
    return np.array(np.take_along_axis(p, index[..., np.newaxis], axis=-1)[..., 0])
