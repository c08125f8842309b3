"""How far forecasts lie from their isotonic calibration curve: ICI, E50, E90, Emax."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate, tabulate_terms
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.pav import fit_isotonic
from brierbook.analysis.numeric.sample import binary_sample
from brierbook.analysis.reliability.term_estimates import TermSample, refer_to_as_said

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CalibrationDistances", "calibration_distances"]

_TERMS = ("ici", "e50", "e90", "emax")
# A distance has no limits; the record asks for a level all the same.
_LEVEL = 0.9
# Sums of weights are right to about this share of them.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class CalibrationDistances:
    """Distances of forecasts from their calibration curve, on the scale of a probability.

    Attributes
    ----------
    ici : float
        The mean distance (integrated calibration index).
    e50, e90 : float
        The distance that half, and nine tenths, of the forecasts do not exceed.
    emax : float
        The largest distance.
    n : int
        Number of forecasts.
    estimates : dict of str to Estimate, or None
        What each distance would be if everything happened as often as was said, if events were
        given.
    events : int or None
        Number of events.
    """

    ici: float
    e50: float
    e90: float
    emax: float
    n: int
    estimates: dict[str, Estimate] | None = None
    events: int | None = None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each distance."""
        return tabulate_terms(self, _TERMS, self.estimates)


def calibration_distances(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
) -> CalibrationDistances:
    r"""
    Measure how far forecasts lie from their calibration curve (ICI, E50, E90, Emax).

    With :math:`\hat p_i` the forecast recalibrated by isotonic regression of the outcomes,

    .. math:: ICI = \sum_i w_i |p_i - \hat p_i| \Big/ \sum_i w_i,
              \qquad E_{max} = \max_i |p_i - \hat p_i|,

    and E50 and E90 are the least distances that at least 50 % and 90 % of the weight do not
    exceed. Austin and Steyerberg take a loess curve for :math:`\hat p`; here it is the isotonic
    one of :func:`brierbook.analysis.numeric.pav.pav`, which has no span to choose and treats
    equal forecasts as one. It follows the outcomes closely, so that even calibrated forecasts have
    distances above 0 in a small sample.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, or shares between them.
    p : array_like
        Forecast probabilities in [0, 1]; `y` and `p` broadcast.
    weight : array_like, optional
        Weights of at least 0, in any unit; weight 2 equals a row repeated.
    event : array_like, optional
        The event of each row, for the reference.
    seed, n_resamples : int or Generator, int
        Start and number of the books that are drawn as was said.

    Returns
    -------
    CalibrationDistances
        The four distances, from 0 to 1. They have no limits, which could not be honest: they
        exceed the truth in small samples. With `event` each has ``as_said`` instead: its mean and
        its .95 quantile if everything happened as often as was said, and the p-value of that.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value is missing.

    References
    ----------
    .. [1] Austin and Steyerberg (2019), doi:10.1002/sim.8281
    .. [2] Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118

    Examples
    --------
    >>> found = calibration_distances([0, 1, 1, 1], [0.2, 0.2, 0.9, 0.9])
    >>> round(found.ici, 10), round(found.e50, 10), round(found.e90, 10)
    (0.2, 0.1, 0.3)
    """
    refuse_resampling_options(_LEVEL, n_resamples, "n_resamples")
    pairs = binary_sample(y, p, weight=weight, event=event, fractional=True)
    levels, place = np.unique(pairs.p, return_inverse=True)
    weights = np.bincount(place, pairs.weight)

    def terms_of(outcomes: Floats) -> dict[str, float]:
        hits = np.bincount(place, pairs.weight * outcomes)
        return _measure_distances(levels, weights, hits)

    terms: Any = terms_of(pairs.y)
    if pairs.events is None:
        return CalibrationDistances(**terms, n=pairs.n)
    found = refer_to_as_said(
        terms_of,
        TermSample.of(pairs, _LEVEL),
        distances=_TERMS,
        tested=_TERMS,
        draws=n_resamples,
        seed=seed,
    )
    return CalibrationDistances(**terms, n=pairs.n, estimates=found, events=pairs.event_count)


def _measure_distances(p: Floats, weight: Floats, hits: Floats) -> dict[str, float]:
    """Measure the four distances of distinct forecasts with the weight of what happened."""
    away = np.abs(fit_isotonic(hits / weight, weight) - p)
    order = np.argsort(away)
    share = np.cumsum(weight[order]) / weight.sum()
    half, most = np.searchsorted(share, np.array([0.5, 0.9]) - _ROUNDING)
    return {
        "ici": float(weight @ away / weight.sum()),
        "e50": float(away[order[half]]),
        "e90": float(away[order[most]]),
        "emax": float(away.max()),
    }
