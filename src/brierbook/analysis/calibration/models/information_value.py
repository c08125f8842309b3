"""What bias, information and noise are worth: the expected Brier score of a group, in closed form.

Satopää, Salikhov, Tetlock & Mellers 2021, doi:10.1287/mnsc.2020.3882.
"""

from itertools import permutations

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import (
    Floats,
    as_floats,
    broadcast_columns,
    refuse_first_bad,
)
from brierbook.errors import ArgumentError

__all__ = ["ASPECTS", "bivariate_normal_cdf", "brier_contributions", "expected_brier"]

NEAREST = 1e-100
# No bias or noise on the probit scale is further off; products of two do not overflow.
LARGEST = 1e100
ASPECTS = ("bias", "information", "noise")


def expected_brier(
    outcome: npt.ArrayLike, bias: npt.ArrayLike, information: npt.ArrayLike, noise: npt.ArrayLike
) -> Floats:
    r"""Give the expected Brier score of a forecaster who has bias, information and noise.

    With :math:`k = \sqrt{1-\gamma}`, :math:`m = (\mu^* + \mu)/k`, :math:`V = (\gamma+\delta)/k^2`,
    :math:`c = \gamma/k` and :math:`h = m/\sqrt{1+V}`,

    .. math:: \Phi(\mu^*) + \Phi_2(h, h; V/(1+V)) - 2\Phi_2(\mu^*, h; c/\sqrt{1+V}).

    Parameters
    ----------
    outcome : array_like
        :math:`\mu^*`, the probit of the base rate; any finite number.
    bias : array_like
        :math:`\mu`, finite.
    information : array_like
        :math:`\gamma`, at least 0 and below 1.
    noise : array_like
        :math:`\delta`, at least 0.

    Returns
    -------
    ndarray
        Expected scores, of the shape that the arguments broadcast to; in [0, 1].

    Raises
    ------
    ArgumentError
        If an argument is outside its domain.

    References
    ----------
    Satopää et al. (2021), doi:10.1287/mnsc.2020.3882

    Examples
    --------
    A forecaster who knows nothing says the base rate; a quarter is lost at one half.

    >>> round(float(expected_brier(0.0, 0.0, 0.0, 0.0)), 12)
    0.25
    >>> round(float(expected_brier(-0.8, -0.5, 0.1, 0.1)), 7)
    0.1742536
    """
    from scipy.special import ndtr, owens_t

    base, away = _check_finite(outcome, "outcome"), _check_finite(bias, "bias")
    known, noisy = _check_finite(information, "information"), _check_finite(noise, "noise")
    refuse_first_bad(
        known, (known >= 0) & (known < 1), "information", "is not at least 0 and below 1"
    )
    refuse_first_bad(noisy, noisy >= 0, "noise", "is below 0")
    given = {"outcome": base, "bias": away, "information": known, "noise": noisy}
    (base, away, known, noisy), _ = broadcast_columns(given, missing=None)
    k = np.sqrt(1 - known)
    spread = (known + noisy) / np.square(k)
    h = (base + away) / k / np.sqrt(1 + spread)
    squared = ndtr(h) - 2 * owens_t(h, 1 / np.sqrt(1 + 2 * spread))
    return np.asarray(
        ndtr(base) + squared - 2 * bivariate_normal_cdf(base, h, known / k / np.sqrt(1 + spread))
    )


def bivariate_normal_cdf(h: npt.ArrayLike, k: npt.ArrayLike, correlation: npt.ArrayLike) -> Floats:
    r"""Probability that two standard normal variables lie below h and k.

    By Owen's T function (1956, doi:10.1214/aoms/1177728074); the correlation lies inside (-1, 1).
    """
    from scipy.special import ndtr, owens_t

    # at 0 the formula is a limit, which a number near 0 reaches to the last digit
    hh, kk = (np.where(np.abs(each) < NEAREST, NEAREST, each) for each in (h, k))
    r = np.asarray(correlation)
    root = np.sqrt((1 - r) * (1 + r))
    tails = owens_t(hh, (kk / hh - r) / root) + owens_t(kk, (hh / kk - r) / root)
    return np.asarray((ndtr(hh) + ndtr(kk) - (hh * kk < 0)) / 2 - tails)


def brier_contributions(
    outcome: npt.ArrayLike,
    bias: npt.ArrayLike,
    information: npt.ArrayLike,
    noise: npt.ArrayLike,
) -> Floats:
    r"""How much bias, information and noise each lower the expected Brier score of a second group.

    The control group's bias, information and noise are replaced by those of the treatment group
    one after another; a contribution is the mean change over all six orders (Shapley's value),
    so the three sum to the whole change.

    Parameters
    ----------
    outcome : array_like, shape (...)
        As for `expected_brier`.
    bias, information, noise : array_like, shape (..., 2)
        Those of the control and of the treatment group.

    Returns
    -------
    ndarray, shape (..., 3)
        The contributions of bias, information and noise; above 0 is better.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, or the last axis does not hold two groups.

    References
    ----------
    Satopää et al. (2021), doi:10.1287/mnsc.2020.3882; Shapley (1953),
    doi:10.1515/9781400881970-018

    Examples
    --------
    >>> brier_contributions(-0.8, [-0.5, 0.2], [0.1, 0.3], [0.1, 0.3]).round(7).tolist()
    [-0.0072624, 0.0159067, -0.0137366]
    """
    parts = [
        _check_pair(each, name)
        for each, name in zip((bias, information, noise), ASPECTS, strict=True)
    ]
    base = _check_finite(outcome, "outcome")
    change: list[Floats | float] = [0.0, 0.0, 0.0]
    scores = {
        chosen: expected_brier(base, *(part[..., i] for part, i in zip(parts, chosen, strict=True)))
        for chosen in np.ndindex(2, 2, 2)
    }
    for order in permutations(range(3)):
        taken = [0, 0, 0]
        for aspect in order:
            before = scores[taken[0], taken[1], taken[2]]
            taken[aspect] = 1
            change[aspect] = change[aspect] + (before - scores[taken[0], taken[1], taken[2]]) / 6
    return np.stack(np.broadcast_arrays(*change), axis=-1)


def _check_finite(values: npt.ArrayLike, name: str) -> Floats:
    """Take finite numbers."""
    given = as_floats(values, name)
    refuse_first_bad(given, np.isfinite(given), name, "is not finite")
    refuse_first_bad(given, np.abs(given) <= LARGEST, name, f"is not from -{LARGEST} to {LARGEST}")
    return given


def _check_pair(values: npt.ArrayLike, name: str) -> Floats:
    """Take the numbers of two groups."""
    given = np.atleast_1d(as_floats(values, name))
    if given.shape[-1] != 2:  # noqa: PLR2004 - control and treatment
        raise ArgumentError(name, f"has shape {given.shape}; the last axis holds two groups")
    return given
