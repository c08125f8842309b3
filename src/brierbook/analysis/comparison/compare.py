"""Which of two forecasters had the lower loss on the same questions, and how sure that is."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.diebold_mariano import (
    VarianceMethod,
    refuse_series_options,
    series_mean_test,
)
from brierbook.analysis.comparison.inference import Inference, infer_bounded
from brierbook.analysis.comparison.loss_difference import (
    PairedLosses,
    PairedScore,
    ScoreName,
    score_both_forecasts,
    score_name,
)
from brierbook.analysis.comparison.sign_permutation import permute_signs
from brierbook.analysis.numeric.arguments import is_one_of, weighted_mean
from brierbook.analysis.numeric.estimate import FEWEST_EVENTS, Estimate, Rule, withhold_limits
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FORMULAS", "Comparison", "ComparisonMethod", "compare"]

type ComparisonMethod = Literal["bounded", "permutation", "diebold_mariano", "hering_genton"]

BOUNDED: tuple[ComparisonMethod, ...] = ("bounded", "permutation")
FORMULAS: dict[ComparisonMethod, VarianceMethod] = {
    "diebold_mariano": "truncated",
    "hering_genton": "hering_genton",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean difference in loss between two forecasters.

    Attributes
    ----------
    estimate : Estimate
        Mean loss of p minus mean loss of q, in the unit of the score, negative if p did better;
        with its limits, and the numbers of rows and of events that have weight.
    p_value : float
        Two-sided p-value that there is no difference.
    p_loss, q_loss : float
        The two mean losses.
    method, score : str
        How the p-value was made, and of what.
    statistic : float or None
        Statistic of the Diebold-Mariano methods.
    draws : int
        Number of random patterns; 0 for a formula or a complete enumeration.
    """

    estimate: Estimate
    p_value: float
    p_loss: float
    q_loss: float
    method: str
    score: str
    statistic: float | None
    draws: int

    @property
    def difference(self) -> float:
        """The mean difference."""
        return self.estimate.value

    @property
    def lower(self) -> float:
        """Its lower limit; NaN if there is none."""
        return self.estimate.lower

    @property
    def upper(self) -> float:
        """Its upper limit; NaN if there is none."""
        return self.estimate.upper

    @property
    def events(self) -> int:
        """How many independent events it rests on."""
        return self.estimate.events

    def to_frame(self) -> "pd.DataFrame":
        """One row; a statistic that does not exist is missing."""
        import pandas as pd

        row = self.estimate.as_row()
        row = {"difference": row.pop("value")} | row
        names = ("p_value", "p_loss", "q_loss", "method", "score", "statistic", "draws")
        return pd.DataFrame([row | {name: getattr(self, name) for name in names}])


def compare(  # noqa: PLR0913 - the choices of four methods, all named
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    score: ScoreName | PairedScore = "brier",
    method: ComparisonMethod = "bounded",
    event: npt.ArrayLike | None = None,
    weight: npt.ArrayLike | None = None,
    level: float = 0.9,
    horizon: int = 1,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1999,
) -> Comparison:
    r"""
    Compare two forecasters on the same outcomes.

    .. math:: \bar d = \frac{\sum_i w_i [S(y_i, p_i) - S(y_i, q_i)]}{\sum_i w_i}

    S is a loss, so a negative difference says that ``p`` did better. Events are the unit: with
    ``event`` the rows of one event stand or fall together; without, every row is an event of
    its own, which claims too much wherever questions share a cause.

    ``"bounded"`` takes limits from the rule of :func:`brierbook.analysis.event_mean`: a weighted
    Bayesian bootstrap of the events with an unseen one at the end of its range, each event lying
    between the differences that there could have been given the two forecasts. Its p-value says
    from which level on the limits hold 0. ``"permutation"`` has the same limits, and the p-value
    of exchanging the two forecasters within events; with at most 12 events all patterns are
    visited and the test is exact under exchange. ``"diebold_mariano"`` and ``"hering_genton"``
    take the rows, or events in the order of their first rows, as a series in time whose neighbours
    may be correlated, and have approximate limits that carry no claim; see
    :func:`brierbook.analysis.comparison.diebold_mariano.diebold_mariano`. Prefer the permutation
    for a test with few events; the Diebold-Mariano methods for forecasts that overlap in time.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p, q : array_like
        Probabilities of the two forecasters, in [0, 1]; ``y``, ``p`` and ``q`` broadcast.
    score : {"brier", "log", "spherical"} or callable
        The loss. A callable takes arrays ``(y, p)`` and returns one loss for each row, for
        instance ``functools.partial(log_score, clip=0.01, reduce=None)``.
    method : {"bounded", "permutation", "diebold_mariano", "hering_genton"}
        How the p-value, and of the last two the limits, are made.
    event : array_like, optional
        The event of each row.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters, not how often it was
        seen; a weight of 0 leaves the row out.
    level : float
        Coverage of the limits, between 0 and 1.
    horizon : int
        Steps that forecasts look ahead; for the Diebold-Mariano methods only.
    seed : int or numpy.random.Generator
        Where the random patterns of the permutation start.
    n_resamples : int
        Number of those.

    Returns
    -------
    Comparison
        With one event there are no limits, and the p-value is 1. A log score with a forecast of 0
        or 1 has no bound, and so no limits, and no p-value but that of the permutation.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a loss is infinite (the log
        score of a certain miss), or every event has the same difference other than 0 and a
        Diebold-Mariano method is asked, which has no standard error then.

    References
    ----------
    Rubin (1981), doi:10.1214/aos/1176345338;
    Phipson & Smyth (2010), doi:10.2202/1544-6115.1585;
    Diebold & Mariano (1995), doi:10.1080/07350015.1995.10524599

    Examples
    --------
    >>> y, p, q = [1, 0, 1, 0, 1, 1], [0.8, 0.1, 0.9, 0.3, 0.6, 0.7], [0.5] * 6
    >>> found = compare(y, p, q, method="permutation")
    >>> round(found.difference, 4), found.p_value, found.events, found.draws
    (-0.1833, 0.03125, 6, 0)
    """
    refuse_resampling_options(level, n_resamples, "n_resamples")
    _refuse_comparison_method(method, horizon)
    duel = score_both_forecasts(y, p, q, score=score, event=event, weight=weight)
    found = _infer_difference(
        duel, method, level=level, horizon=horizon, n_resamples=n_resamples, seed=seed
    )
    estimate = _estimate_difference(duel, found, method, level)
    return Comparison(
        estimate=estimate,
        p_value=1.0 if estimate.events < FEWEST_EVENTS else found.p_value,
        p_loss=weighted_mean(duel.p_loss, duel.weight),
        q_loss=weighted_mean(duel.q_loss, duel.weight),
        method=method,
        score=score_name(score),
        statistic=found.statistic,
        draws=found.draws,
    )


def _infer_difference(
    duel: PairedLosses,
    method: ComparisonMethod,
    *,
    level: float,
    horizon: int,
    n_resamples: int,
    seed: int | np.random.Generator,
) -> Inference:
    """Apply the method."""
    if method in FORMULAS:
        variance = FORMULAS[method]
        return series_mean_test(duel.sums(), horizon=horizon, variance=variance, level=level)
    found = infer_bounded(duel.bounded(), level)
    if method == "bounded":
        return found
    p_value, draws = permute_signs(duel.sums(), n_resamples=n_resamples, seed=seed)
    return replace(found, p_value=p_value, draws=draws)


def _estimate_difference(
    duel: PairedLosses, found: Inference, method: ComparisonMethod, level: float
) -> Estimate:
    """Put the mean difference and its limits together."""
    sums = duel.sums()
    rule: Rule = "bounded" if method in BOUNDED else "approximate"
    estimate = Estimate(
        sums.mean, found.lower, found.upper, level, duel.weight.size, sums.count, rule
    )
    if not estimate.limited:
        return estimate.without_limits("no bound")
    return withhold_limits(estimate)


def _refuse_comparison_method(method: ComparisonMethod, horizon: int) -> None:
    """Refuse an unknown method, and a horizon where it would be ignored."""
    if not is_one_of(method, (*FORMULAS, *BOUNDED)):
        known = ", ".join([*BOUNDED, *FORMULAS])
        raise ArgumentError("method", f"is {method!r}; use one of {known}")
    refuse_series_options(horizon, "truncated", 0.5)
    if method in BOUNDED and horizon != 1:
        raise ArgumentError("horizon", f"has no use with method={method!r}; leave it out")
