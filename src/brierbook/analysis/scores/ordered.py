"""Scores of probabilities over categories with an order: losses, lower is better."""

import math
from typing import Unpack

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Booleans, Floats, check_flag, negative_log_loss
from brierbook.analysis.scores.categorical import category_rows
from brierbook.analysis.scores.contract import ScoreOptions, declare_score, finish_scores

__all__ = ["gjp_ordered_score", "ranked_log_score", "ranked_probability_score"]


@declare_score
def ranked_probability_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    normalise: bool = False,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Ranked probability score: the Brier scores of the K - 1 cumulative events, summed.

    .. math:: S(y, p) = \sum_{k=0}^{K-2} (P_k - 1\{y \le k\})^2, \qquad P_k = p_0 + \dots + p_k

    With two categories this is `brier_score`.

    Parameters
    ----------
    y : array_like
        Index of the category that happened, from 0 to K - 1, of shape S.
    p : array_like
        Probabilities in the order of the categories, of shape S + (K,); each row sums to 1 within
        1e-9 and is used as given.
    normalise : bool
        Divide by K - 1, so that the score lies between 0 and 1 whatever K is.
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
        The score, from 0 to K - 1; lower is better.

    Raises
    ------
    ArgumentError
        If an outcome is not a category, a probability not in [0, 1], a row does not sum to 1, a
        value is missing without leave, an argument empty or of the wrong shape, or a weight not
        usable.

    References
    ----------
    Epstein (1969), https://doi.org/10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2

    Examples
    --------
    >>> round(ranked_probability_score(2, [0.01, 0.32, 0.44, 0.23]), 10)
    0.1619
    """
    loss, splits, absent = squared_splits(y, p, how)
    scale = 1 / splits if check_flag(normalise, "normalise") else 1.0
    return finish_scores(scale * loss, absent, **how)


@declare_score
def ranked_log_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    clip: float | None = None,
    base: float = math.e,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Ranked logarithmic score: the log scores of the K - 1 cumulative events, summed.

    .. math:: S(y, p) = -\sum_{k=0}^{K-2} \log_b |P_k + 1\{y \le k\} - 1|

    With two categories this is `log_score`.

    Parameters
    ----------
    y : array_like
        Index of the category that happened, from 0 to K - 1, of shape S.
    p : array_like
        Probabilities in the order of the categories, of shape S + (K,); each row sums to 1 within
        1e-9 and is used as given.
    clip : float, optional
        Move the probability of each cumulative event into [clip, 1 - clip], with 0 < clip < 1/2.
        Nothing is moved unless this is given.
    base : float
        Base of the logarithm, above 1.
    reduce, weight, missing
        As in `ranked_probability_score`.

    Returns
    -------
    float or ndarray
        The score in nats (or the unit of ``base``), from 0 to infinity; lower is better.

    Raises
    ------
    ArgumentError
        As `ranked_probability_score`, and if the clip or the base is not usable.

    References
    ----------
    Epstein (1969) for the ranking, https://doi.org/10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2;
    Good (1952) for the score, https://doi.org/10.1111/j.2517-6161.1952.tb00104.x

    Examples
    --------
    >>> round(ranked_log_score(1, [0.21, 0.31, 0.32, 0.16]), 6)
    1.064002
    """
    measure = negative_log_loss(clip, base)
    below, above, above_happened, absent = cumulative(y, p, how)
    loss = measure(np.where(above_happened, above, below)).sum(axis=-1)
    return finish_scores(np.asarray(loss), absent, endless=True, **how)


@declare_score
def gjp_ordered_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Good Judgment's score for ordered options: two-sided Brier, averaged over the splits.

    .. math:: S(y, p) = \frac{2}{K - 1} \mathrm{RPS}(y, p)

    Each of the K - 1 ways to cut the ordered options in two is scored as a binary question on the
    scale from 0 to 2, and the scores are averaged.

    Parameters
    ----------
    y : array_like
        Index of the option that happened, from 0 to K - 1, of shape S.
    p : array_like
        Probabilities in the order of the options, of shape S + (K,); each row sums to 1 within
        1e-9 and is used as given.
    reduce, weight, missing
        As in `ranked_probability_score`.

    Returns
    -------
    float or ndarray
        The score, from 0 to 2; lower is better.

    Raises
    ------
    ArgumentError
        As `ranked_probability_score`.

    References
    ----------
    Mellers et al. (2014), Psychological strategies for winning a geopolitical forecasting
    tournament, https://doi.org/10.1177/0956797614524255

    Examples
    --------
    >>> round(gjp_ordered_score(1, [0.2, 0.5, 0.3]), 10)
    0.13
    """
    loss, splits, absent = squared_splits(y, p, how)
    return finish_scores(2 / splits * loss, absent, **how)


def squared_splits(
    y: npt.ArrayLike, p: npt.ArrayLike, how: ScoreOptions
) -> tuple[Floats, int, Booleans]:
    """Sum of squared errors over the splits, how many there are, and which rows lack a value."""
    below, above, above_happened, absent = cumulative(y, p, how)
    against = np.where(above_happened, below, above)
    return np.asarray((against * against).sum(axis=-1)), below.shape[-1], absent


def cumulative(
    y: npt.ArrayLike, p: npt.ArrayLike, how: ScoreOptions
) -> tuple[Floats, Floats, Booleans, Booleans]:
    """Probabilities below and above each split, whether it fell above, and which rows lack a value.

    Each side is summed from its own end, so that an impossible side is exactly 0, and neither
    exceeds 1 where a row sums to a little more.
    """
    yy, pp, absent = category_rows(y, p, how)
    below = np.minimum(np.cumsum(pp[..., :-1], axis=-1), 1.0)
    above = np.minimum(np.cumsum(pp[..., :0:-1], axis=-1)[..., ::-1], 1.0)
    return below, above, yy[..., np.newaxis] > np.arange(below.shape[-1]), absent
