"""Pooling without any parameter: mean log odds, moved away from the base rate."""

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.sampling.row_checks import as_logits, refuse_unanswered
from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.scores.logit_normal import expit

__all__ = ["extremize", "extremizing_factor"]


MOST = 1e12  # forecasters; the factor is then its limit, the root of 3


def extremizing_factor(n: npt.ArrayLike) -> Floats:
    r"""By how much the mean log odds of n forecasters are to be moved away from the base rate.

    .. math:: d = \frac{n (\sqrt{3n^2 - 3n + 1} - 2)}{n^2 - n - 1}

    It is 1 for one forecaster and tends to :math:`\sqrt 3`.

    Parameters
    ----------
    n : array_like
        Number of forecasters, whole and at least 1.

    Returns
    -------
    ndarray
        Factors, of the shape of ``n``.

    Raises
    ------
    ArgumentError
        If a number is not whole or below 1.

    References
    ----------
    Neyman & Roughgarden (2022), Are you smarter than a random expert?, arXiv:2111.03153

    Examples
    --------
    >>> extremizing_factor([1, 2, 5, 10, 50]).round(2).tolist()
    [1.0, 1.29, 1.53, 1.62, 1.71]
    """
    k = as_floats(n, "n")
    refuse_first_bad(k, (k >= 1) & (k == np.floor(k)), "n", "is not a whole number of at least 1")
    refuse_first_bad(k, k <= MOST, "n", f"is above {MOST:.0e}, which no number of people is")
    return np.asarray(k * (np.sqrt(3 * k * k - 3 * k + 1) - 2) / (k * k - k - 1))


def extremize(p: npt.ArrayLike, *, base: npt.ArrayLike = 0.5, clip: float | None = None) -> Floats:
    r"""Pool forecasters without any parameter: mean log odds, moved away from the base rate.

    .. math:: \operatorname{logit} q = \operatorname{logit} r
              + d \, (\overline{\operatorname{logit} p_j} - \operatorname{logit} r)

    with the factor d of `extremizing_factor` for the number of forecasters who answered.

    Parameters
    ----------
    p : array_like, shape (..., forecasters)
        Probabilities in (0, 1), NaN for a forecaster who gave none.
    base : array_like, shape (...)
        Base rates in (0, 1).
    clip : float, optional
        Move probabilities into [clip, 1 - clip]; without it 0 and 1 are refused.

    Returns
    -------
    ndarray, shape (...)
        The pooled probabilities.

    Raises
    ------
    ArgumentError
        If a probability or base rate is outside its domain, or nobody answered.

    References
    ----------
    Neyman & Roughgarden (2022), arXiv:2111.03153; Baron et al. (2014),
    doi:10.1287/deca.2014.0293

    Examples
    --------
    >>> extremize([[0.7, 0.8], [0.7, float("nan")]]).round(4).tolist()
    [0.8088, 0.7]
    """
    given = np.atleast_1d(as_floats(p, "p"))
    refuse_first_bad(
        given, np.isnan(given) | ((given >= 0) & (given <= 1)), "p", "is not between 0 and 1"
    )
    logits, _ = as_logits(given, clip)
    rate = as_floats(base, "base")
    refuse_first_bad(rate, (rate > 0) & (rate < 1), "base", "is not between 0 and 1, ends excluded")
    count = (~np.isnan(logits)).sum(axis=-1)
    refuse_unanswered(count)
    centre = np.log(rate) - np.log1p(-rate)
    away = np.nansum(logits, axis=-1) / count - centre
    return expit(np.asarray(centre + extremizing_factor(count) * away))
