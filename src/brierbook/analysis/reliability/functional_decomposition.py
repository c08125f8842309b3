"""Miscalibration, discrimination and uncertainty of forecasts of a mean, quantile or expectile."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, check_level, is_one_of
from brierbook.analysis.numeric.estimate import Estimate, Reason, tabulate_terms
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.limits.event_mean import approximate_mean
from brierbook.analysis.numeric.limits.mean_losses import Rows
from brierbook.analysis.numeric.pav import fit_isotonic
from brierbook.analysis.numeric.sample import ValueSample, value_sample
from brierbook.analysis.reliability.term_estimates import (
    TermSample,
    estimate_score_terms,
    refer_to_as_said,
)
from brierbook.analysis.scores.binary import squared_error
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FunctionalDecomposition", "decompose"]

type Functional = Literal["mean", "quantile", "expectile", "probability"]
type Statistic = Callable[[Floats, Floats], float]
type Loss = Callable[[Floats, Floats], Floats]

HALF = 0.5
TERMS = ("mean_score", "mcb", "dsc", "unc")
# Nominal coverage of limits; ``level`` is that of a quantile here.
CONFIDENCE = 0.9
# Squares of what is larger overflow.
LARGEST = 1e100


@dataclass(frozen=True, slots=True)
class FunctionalDecomposition:
    """A mean score as ``mcb - dsc + unc``; ``n`` rows count.

    Attributes
    ----------
    mean_score : float
        Mean score of the forecasts.
    mcb : float
        Miscalibration: what a recalibration that rises with the forecast would have saved.
    dsc : float
        Discrimination: what the recalibrated forecasts save beside one forecast for all.
    unc : float
        Uncertainty: the score of the best single forecast.
    n : int
        Number of rows.
    estimates : dict of str to Estimate, or None
        What is known of each term, if events were given. Of a probability the mean score and the
        uncertainty have limits, and the distances MCB and DSC what they would be if everything
        happened as often as was said. Scores of other functionals have no known range: the limits
        of the mean score are approximate, and the other terms have none.
    events : int or None
        Number of events.
    """

    mean_score: float
    mcb: float
    dsc: float
    unc: float
    n: int
    estimates: dict[str, Estimate] | None = None
    events: int | None = None

    def to_frame(self) -> "pd.DataFrame":
        """One row for each term."""
        return tabulate_terms(self, TERMS, self.estimates)


def decompose(
    y: npt.ArrayLike,
    x: npt.ArrayLike,
    *,
    functional: Functional = "mean",
    level: float = HALF,
    weight: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1000,
) -> FunctionalDecomposition:
    r"""Decompose the mean score of forecasts of a functional by isotonic recalibration.

    .. math:: \bar S(x) = \underbrace{\bar S(x) - \bar S(\hat x)}_{\mathrm{MCB}}
              - \underbrace{(\bar S(r) - \bar S(\hat x))}_{\mathrm{DSC}}
              + \underbrace{\bar S(r)}_{\mathrm{UNC}}

    with :math:`\hat x` the isotonic fit of the outcomes on the forecasts, equal forecasts pooled,
    and r the functional of all outcomes. Scores are the squared error for the mean and for a
    probability, the quantile score :math:`(1\{y \le x\} - \alpha)(x - y)`, and
    :math:`|1\{y \le x\} - \alpha| (x - y)^2` for the expectile.

    Parameters
    ----------
    y : array_like
        Values that came true, finite; for probabilities in [0, 1].
    x : array_like
        Forecasts of the functional, finite, in the unit of ``y``.
    functional : {"mean", "quantile", "expectile", "probability"}
        What is forecast.
    level : float
        Level alpha of the quantile or expectile, strictly between 0 and 1.
    weight : array_like, optional
        Weights: finite, none negative, not all 0. A weight of 0 is an absent row.
    event : array_like, optional
        The event of each row. If given, the terms get limits, or a reference, at 90 %.
    seed, n_resamples : int or Generator, int
        Start and number of the books that are drawn as was said, of probabilities.

    Returns
    -------
    FunctionalDecomposition

    Raises
    ------
    ArgumentError
        If an argument is outside its domain or a value missing.

    References
    ----------
    Gneiting and Resin (2023), https://arxiv.org/abs/2108.03210;
    Jordan, Mühlemann and Ziegel (2022), https://doi.org/10.1007/s10463-021-00808-0

    Examples
    --------
    >>> parts = decompose([0, 0, 0, 1, 1, 1], [0.4, 0.3, 0.2, 0.1, 0.5, 0.9])
    >>> round(parts.mcb, 7), round(parts.dsc, 7), round(parts.unc, 7)
    (0.1016667, 0.125, 0.25)
    """
    refuse_resampling_options(CONFIDENCE, n_resamples, "n_resamples")
    statistic, loss = _choose_functional(functional, check_level(level))
    sample = value_sample(weight=weight, event=event, y=y, x=x)
    said, w = sample["x"], sample.weight
    for name in ("y", "x"):
        held = np.abs(sample[name]) <= LARGEST
        sample.refuse(sample[name], held, name, f"is not from -{LARGEST} to {LARGEST}")
        if functional == "probability":
            inside = (sample[name] >= 0) & (sample[name] <= 1)
            sample.refuse(sample[name], inside, name, "is not between 0 and 1")

    def terms_of(y: Floats) -> dict[str, float]:
        fits = said, _isotonic_fit(y, said, w, statistic), np.full(y.shape, statistic(y, w))
        mean, best, unc = (float(np.average(loss(y, each), weights=w)) for each in fits)
        return {"mean_score": mean, "mcb": mean - best, "dsc": unc - best, "unc": unc}

    terms: Any = terms_of(sample["y"])
    if sample.events is None:
        return FunctionalDecomposition(**terms, n=sample.n)
    if functional == "probability":
        found = _estimate_probability_terms(sample, n_resamples, seed)
    else:
        found = _estimate_unbounded_terms(sample, terms, loss(sample["y"], said))
    return FunctionalDecomposition(**terms, n=sample.n, estimates=found, events=sample.event_count)


def _estimate_probability_terms(
    sample: ValueSample, draws: int, seed: int | np.random.Generator
) -> dict[str, Estimate]:
    """Give limits, and references, as a decomposition of a Brier score has them."""
    rows = Rows(sample.units.codes, sample.weight / sample.weight.sum(), CONFIDENCE)
    terms = TermSample(sample["y"], sample["x"], rows)
    place = np.unique(terms.p, return_inverse=True)[1]
    weight = np.bincount(place, rows.share)

    def terms_of(y: Floats) -> dict[str, float]:
        fitted = fit_isotonic(np.bincount(place, rows.share * y) / weight, weight)[place]
        fits = terms.p, fitted, np.full(y.shape, rows.share @ y)
        mean, best, unc = (float(rows.share @ squared_error(y, each)) for each in fits)
        return {"mcb": mean - best, "dsc": unc - best}

    means = estimate_score_terms(terms, squared_error)
    kept = {name: means[name] for name in ("mean_score", "unc")}
    options: Any = {"distances": ("mcb", "dsc"), "tested": ("mcb",)}
    return kept | refer_to_as_said(terms_of, terms, **options, draws=draws, seed=seed)


def _estimate_unbounded_terms(
    sample: ValueSample, terms: dict[str, float], losses: Floats
) -> dict[str, Estimate]:
    """Give approximate limits to the mean score, and say why the other terms have none."""
    codes = sample.units.codes
    mean = approximate_mean(losses, codes=codes, weight=sample.weight, level=CONFIDENCE)
    reasons: dict[str, Reason] = {"mcb": "distance", "dsc": "distance", "unc": "no bound"}
    return {"mean_score": mean} | {
        name: replace(mean, value=terms[name]).without_limits(why) for name, why in reasons.items()
    }


def _choose_functional(functional: Functional, level: float) -> tuple[Statistic, Loss]:
    """Give the functional of weighted values, and the score that is consistent with it."""

    def share(y: Floats, x: Floats) -> Floats:
        return np.asarray((y <= x) - level, dtype=np.float64)

    forms: dict[str, tuple[Statistic, Loss]] = {
        "mean": (_weighted_mean, lambda y, x: np.square(x - y)),
        "probability": (_weighted_mean, lambda y, x: np.square(x - y)),
        "quantile": (
            lambda y, w: _lower_quantile(y, w, level),
            lambda y, x: share(y, x) * (x - y),
        ),
        "expectile": (
            lambda y, w: _expectile(y, w, level),
            lambda y, x: np.abs(share(y, x)) * np.square(x - y),
        ),
    }
    if not is_one_of(functional, forms):
        raise ArgumentError("functional", f"is {functional!r}; use one of {', '.join(forms)}")
    return forms[functional]


def _weighted_mean(y: Floats, w: Floats) -> float:
    return float(np.average(y, weights=w))


def _lower_quantile(y: Floats, w: Floats, level: float) -> float:
    """Least value that is reached with the level."""
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(w[order])
    return float(y[order][np.argmax(reached >= level * reached[-1] * (1 - 1e-15))])


def _expectile(y: Floats, w: Floats, level: float) -> float:
    """Solve the first-order condition on the piece between two values on which it holds."""
    order = np.argsort(y, kind="stable")
    values, weights = y[order], w[order]
    below, mass = np.cumsum(weights * values), np.cumsum(weights)
    low = (1 - level) * below + level * (below[-1] - below)
    size = (1 - level) * mass + level * (mass[-1] - mass)
    roots = low / size
    ahead = np.append(values[1:], np.inf)
    held = int(np.argmax(roots <= ahead))
    return float(max(roots[held], values[0]))


def _isotonic_fit(y: Floats, x: Floats, w: Floats, statistic: Statistic) -> Floats:
    """Pool equal forecasts, then neighbours whose functional does not rise."""
    _, codes = np.unique(x, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    blocks: list[tuple[npt.NDArray[np.intp], float]] = []
    for rows in np.split(order, starts[1:]):
        block, value = rows, statistic(y[rows], w[rows])
        while blocks and blocks[-1][1] >= value:
            block = np.concatenate([blocks.pop()[0], block])
            value = statistic(y[block], w[block])
        blocks.append((block, value))
    fitted = np.empty(y.shape)
    for block, value in blocks:
        fitted[block] = value
    return fitted
