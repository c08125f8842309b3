"""Scores of a probability for something that happened or did not: losses, lower is better."""

import math
from typing import Unpack, cast

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, negative_log_loss
from brierbook.analysis.scores.contract import ScoreOptions, declare_score, finish_scores
from brierbook.analysis.scores.distribution import Distribution
from brierbook.analysis.scores.distributions.scipy_frozen import (
    HasCdf,
    as_distribution,
    is_distribution,
)
from brierbook.analysis.scores.pairs import Formula, score_pairs
from brierbook.errors import ArgumentError

__all__ = [
    "brier_score",
    "given_to_outcome",
    "log_score",
    "one_minus_cosine",
    "spherical_score",
    "squared_error",
    "surprise",
]


@declare_score
def brier_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Brier score of probabilities for binary outcomes, on the scale from 0 to 1.

    .. math:: S(y, p) = (p - y)^2

    Twice this value is the two-sided score (0 to 2) of Brier's paper and of several platforms.

    Parameters
    ----------
    y : array_like
        Outcomes: 0 or 1, or a share between them, as of a tie or a market settled at 30 %.
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
        If an outcome is not in [0, 1], a probability not in [0, 1], a value missing without leave,
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
    return score_pairs(y, p, squared_error, shares=squared_error, **how)


@declare_score
def log_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike | Distribution | HasCdf,
    *,
    clip: float | None = None,
    base: float = math.e,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Logarithmic score (ignorance): minus the logarithm of what was given to what happened.

    .. math:: S(y, p) = -y \log_b p - (1 - y) \log_b (1 - p), \qquad S(y, f) = -\log_b f(y)

    the first of a probability and a binary outcome, the second of a distribution and a number. What
    was called impossible scores infinity, and so does any mean that holds one.

    Parameters
    ----------
    y : array_like
        Outcomes: 0 or 1, or a share between them; of a distribution the values that came true.
    p : array_like or Distribution
        Probabilities of 1, in [0, 1]; ``y`` and ``p`` broadcast against each other. Or a
        distribution, ours or a frozen one of SciPy: its density is taken, or its probability where
        it has one. A density has a unit, so the score can be negative.
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
        If an outcome is not in [0, 1], a probability not in [0, 1], a value missing without leave,
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
    >>> from brierbook.analysis import Normal
    >>> round(log_score([0.0, 1.0], Normal(0, 1)), 10)
    1.1689385332
    """
    formula = surprise(clip, base)
    if is_distribution(p):
        return _log_score_of_distribution(y, as_distribution(p), clip, base, **how)
    return score_pairs(y, cast("npt.ArrayLike", p), formula, **how)


@declare_score
def spherical_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    r"""Spherical score of probabilities for binary outcomes, turned into a loss from 0 to 1.

    .. math:: S(y, p) = 1 - \frac{y p + (1 - y)(1 - p)}{\sqrt{p^2 + (1 - p)^2}}

    Parameters
    ----------
    y : array_like
        Outcomes: 0 or 1, or a share between them, as of a tie or a market settled at 30 %.
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
    return score_pairs(y, p, one_minus_cosine, **how)


def _log_score_of_distribution(
    y: npt.ArrayLike,
    dist: Distribution,
    clip: float | None,
    base: float,
    **how: Unpack[ScoreOptions],
) -> float | Floats:
    """Score the density or probability that a distribution gave to what happened."""
    if clip is not None:
        raise ArgumentError("clip", "has no use with a distribution; leave it out")
    loss, absent = dist.log_losses(as_floats(y, "y"), how)
    return finish_scores(loss / math.log(base), absent, endless=True, **how)


def squared_error(y: Floats, p: Floats) -> Floats:
    """(p - y)^2."""
    error = p - y
    error *= error
    return error


def surprise(clip: float | None, base: float) -> Formula:
    """Make the formula of the logarithmic score."""
    measure = negative_log_loss(clip, base)

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
