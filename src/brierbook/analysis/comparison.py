"""Which of two forecasters had the lower loss on the same questions, and how sure that is."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import weighted_mean
from brierbook.analysis.clusters import check_resampling
from brierbook.analysis.diebold_mariano import Variance, refuse_options, series_test
from brierbook.analysis.inference import Inference
from brierbook.analysis.loss_difference import (
    BOUNDED,
    EventSums,
    Score,
    ScoreName,
    as_duel,
    score_name,
)
from brierbook.analysis.resampling import event_bootstrap, sign_flips
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "compare"]

type Method = Literal["bootstrap", "permutation", "diebold_mariano", "hering_genton"]

RESAMPLING = {"bootstrap": event_bootstrap, "permutation": sign_flips}
FORMULAS: dict[Method, Variance] = {
    "diebold_mariano": "truncated",
    "hering_genton": "hering_genton",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The mean difference in loss between two forecasters.

    Attributes
    ----------
    difference : float
        Mean loss of p minus mean loss of q, in the unit of the score: negative if p did better.
    lower, upper : float
        Limits of the difference.
    p_value : float
        Two-sided p-value that there is no difference.
    p_loss, q_loss : float
        The two mean losses.
    method, score : str
        How the limits were made, and of what.
    level : float
        Confidence level of the limits.
    statistic : float or None
        Statistic of the Diebold-Mariano methods; None where events were resampled.
    n, events : int
        Numbers of rows and of events that have weight.
    draws : int
        Number of random resamples; 0 for a formula or a complete enumeration.
    """

    difference: float
    lower: float
    upper: float
    p_value: float
    p_loss: float
    q_loss: float
    method: str
    score: str
    level: float
    statistic: float | None
    n: int
    events: int
    draws: int

    def to_frame(self) -> "pd.DataFrame":
        """One row; a statistic that does not exist is missing."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        names = [field.name for field in fields(self)]
        return pd.DataFrame([[getattr(self, name) for name in names]], columns=names)


def compare(  # noqa: PLR0913 - the choices of four methods, all named
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    score: ScoreName | Score = "brier",
    method: Method = "bootstrap",
    cluster: npt.ArrayLike | None = None,
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
    ``cluster`` the rows of one event stand or fall together; without, every row is an event of
    its own, which claims too much wherever questions share a cause.

    ``"bootstrap"`` resamples events and studentises (symmetric bootstrap-t).
    ``"permutation"`` exchanges the two forecasters within events; with at most 12 events all
    patterns are visited and the test is exact under exchange. Its limits hold every shift of
    the difference that the test does not reject, and are exact if differences are symmetric
    about their mean. ``"diebold_mariano"`` and ``"hering_genton"`` take the rows, or events in
    the order of their first rows, as a series in time whose neighbours may be correlated; see
    :func:`brierbook.analysis.diebold_mariano.diebold_mariano`. Prefer the permutation for a
    test with few events; the Diebold-Mariano methods for forecasts that overlap in time.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1.
    p, q : array_like
        Probabilities of the two forecasters, in [0, 1]; ``y``, ``p`` and ``q`` broadcast.
    score : {"brier", "log", "spherical"} or callable
        The loss. A callable takes arrays ``(y, p)`` and returns one loss for each row, for
        instance ``functools.partial(log_score, clip=0.01, reduce=None)``.
    method : {"bootstrap", "permutation", "diebold_mariano", "hering_genton"}
        How limits and p-value are made.
    cluster : array_like, optional
        The event of each row.
    weight : array_like, optional
        Weights of at least 0, in any unit. They say how much a row matters, not how often it was
        seen; a weight of 0 leaves the row out.
    level : float
        Coverage of the limits, between 0 and 1.
    horizon : int
        Steps that forecasts look ahead; for the Diebold-Mariano methods only.
    seed : int or numpy.random.Generator
        Where resampling starts.
    n_resamples : int
        Number of random resamples.

    Returns
    -------
    Comparison
        Limits of the Brier and the spherical score are cut to [-1, 1], the range of the
        difference. With one event nothing is known of the spread: the limits are that range, or
        infinite, and the p-value is 1. If there is no difference in any of several events, both
        limits are 0 and the p-value is 1.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a loss is infinite (the log
        score of a certain miss), or every event has the same difference other than 0, which has
        no standard error; the permutation answers that case too.

    References
    ----------
    Hall (1988), doi:10.1214/aos/1176350933;
    Hartigan (1969), doi:10.1080/01621459.1969.10501057;
    Diebold & Mariano (1995), doi:10.1080/07350015.1995.10524599

    Examples
    --------
    >>> y, p, q = [1, 0, 1, 0, 1, 1], [0.8, 0.1, 0.9, 0.3, 0.6, 0.7], [0.5] * 6
    >>> found = compare(y, p, q, method="permutation")
    >>> round(found.difference, 4), found.p_value, found.events, found.draws
    (-0.1833, 0.03125, 6, 0)
    """
    check_resampling(level, n_resamples, "n_resamples")
    refuse_method(method, horizon)
    duel = as_duel(y, p, q, score=score, cluster=cluster, weight=weight)
    sums = duel.sums()
    found = infer(sums, method, level=level, horizon=horizon, n_resamples=n_resamples, seed=seed)
    low, high = (-1.0, 1.0) if score in BOUNDED else (-np.inf, np.inf)
    return Comparison(
        difference=sums.mean,
        lower=max(low, found.lower),
        upper=min(high, found.upper),
        p_value=found.p_value,
        p_loss=weighted_mean(duel.p_loss, duel.weight),
        q_loss=weighted_mean(duel.q_loss, duel.weight),
        method=method,
        score=score_name(score),
        level=level,
        statistic=found.statistic,
        n=duel.weight.size,
        events=sums.count,
        draws=found.draws,
    )


def infer(
    sums: EventSums,
    method: Method,
    *,
    level: float,
    horizon: int,
    n_resamples: int,
    seed: int | np.random.Generator,
) -> Inference:
    """Apply the method."""
    if method in FORMULAS:
        return series_test(sums, horizon=horizon, variance=FORMULAS[method], level=level)
    return RESAMPLING[method](sums, level=level, n_resamples=n_resamples, seed=seed)


def refuse_method(method: Method, horizon: int) -> None:
    """Refuse an unknown method, and a horizon where it would be ignored."""
    if method not in FORMULAS and method not in RESAMPLING:
        known = ", ".join([*RESAMPLING, *FORMULAS])
        raise ArgumentError("method", f"is {method!r}; use one of {known}")
    refuse_options(horizon, "truncated", 0.5)
    if method in RESAMPLING and horizon != 1:
        raise ArgumentError("horizon", f"has no use with method={method!r}; leave it out")
