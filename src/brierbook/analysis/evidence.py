"""Evidence that one of two forecasters is the better, which may be looked at after every event."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Floats
from brierbook.analysis.loss_difference import Score, ScoreName, score_name
from brierbook.analysis.mixture import GammaExponential, tuned
from brierbook.analysis.steps import WIDTH, as_steps, deviations, held, refuse_options, streams
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EProcess", "Evidence", "e_process"]

type Combine = Literal["mean", "minimum"]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence, event by event, that one of two forecasters is the better.

    Attributes
    ----------
    log_e : ndarray, shape (t,)
        Natural logarithm of the e-value.
    p_value : ndarray, shape (t,)
        Smallest level at which the null has been rejected so far; never rises.
    rejected_at : int or None
        Number of events after which `p_value` first was at most alpha.
    """

    log_e: Floats
    p_value: Floats
    rejected_at: int | None


@dataclass(frozen=True, slots=True, eq=False)
class EProcess:
    """Evidence for either forecaster.

    Attributes
    ----------
    p_better : Evidence
        Against "p is not better than q".
    q_better : Evidence
        Against "q is not better than p".
    intrinsic_time : ndarray, shape (t,)
        Sum of squared deviations from the predicted difference, in squared widths of the score.
    alpha : float
        Level of `rejected_at`, for each direction alone.
    score : str
        The loss.
    lag : int
        Events after which an outcome is known.
    combine : str
        How interleaved streams are combined if lag is above 1.
    """

    p_better: Evidence
    q_better: Evidence
    intrinsic_time: Floats
    alpha: float
    score: str
    lag: int
    combine: str

    def to_frame(self) -> "pd.DataFrame":
        """One row for each event."""
        import pandas as pd  # noqa: PLC0415 - costs half a second

        columns = {
            "log_e_p_better": self.p_better.log_e,
            "log_e_q_better": self.q_better.log_e,
            "p_value_p_better": self.p_better.p_value,
            "p_value_q_better": self.q_better.p_value,
            "intrinsic_time": self.intrinsic_time,
        }
        index = pd.RangeIndex(1, self.intrinsic_time.size + 1, name="event")
        return pd.DataFrame(columns, index=index)


def e_process(  # noqa: PLR0913 - all named, and most have a sensible default
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    q: npt.ArrayLike,
    *,
    score: ScoreName | Score = "brier",
    bounds: tuple[float, float] | None = None,
    cluster: npt.ArrayLike | None = None,
    alpha: float = 0.1,
    v_opt: float = 10.0,
    lag: int = 1,
    combine: Combine = "mean",
) -> EProcess:
    r"""
    Collect evidence that one forecaster is better than the other, valid at any time.

    With the notation of :func:`brierbook.analysis.anytime.confidence_sequence`, the e-values

    .. math:: e_t = m(\mp t \hat\Delta_t, V_t)

    against "p is not better: :math:`\Delta_t \ge 0` at all t" (minus) and "q is not better:
    :math:`\Delta_t \le 0` at all t" (plus) have mean at most 1 under their null at every
    stopping time. An e-value of 20 is evidence such as a bet won at 20 to 1; the null is
    rejected at level alpha when it first reaches 1/alpha. Each direction is a test of its own:
    to act on whichever rejects first, halve alpha.

    With ``lag`` h above 1 the events are dealt into h interleaved streams with an e-value each.
    ``combine="mean"`` takes their mean, against the null that no stream ever favours the
    forecaster, which holds if no single event does. ``combine="minimum"`` takes the minimum,
    against the larger null that some stream never favours the forecaster; it is harder to
    reject. A combined e-value at a stopping time is not controlled, only the one h - 1 events
    later. The p-values hold at any time all the same: for the mean they come from the harmonic
    mean of the p-values of the streams, times h for h = 2 and e ln h above; for the minimum
    they are the largest of them.

    Parameters
    ----------
    y : array_like
        Outcomes, 0 or 1, in the order in which they became known.
    p, q : array_like
        Probabilities of the two forecasters, in [0, 1]; ``y``, ``p`` and ``q`` broadcast.
    score : {"brier", "spherical"} or callable
        A loss of bounded range. A callable takes arrays ``(y, p)`` and returns one loss a row.
    bounds : tuple of float, optional
        Least and greatest value a callable can give; needed for a callable and only there.
    cluster : array_like, optional
        The event of each row. One event is one step, with the mean of its rows, and events
        stand in the order of their first rows.
    alpha : float
        Level of rejection, between 0 and 1.
    v_opt : float
        Intrinsic time at which a two-sided boundary at alpha is tightest, in squared widths of
        the score; choose it before looking.
    lag : int
        Events after which an outcome is known, at least 1.
    combine : {"mean", "minimum"}
        How the streams are combined if ``lag`` is above 1.

    Returns
    -------
    EProcess
        E-values as natural logarithms, p-values, and when each null was rejected.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a loss is out of ``bounds``, or
        the score is ``"log"``, which has no bound.

    References
    ----------
    Choe & Ramdas (2023), doi:10.1287/opre.2021.0792;
    Henzi & Ziegel (2022), doi:10.1093/biomet/asab047, and its correction on optional stopping;
    Vovk & Wang (2020), Combining p-values via averaging, doi:10.1093/biomet/asaa027

    Examples
    --------
    >>> found = e_process([1, 0] * 30, [0.9, 0.1] * 30, [0.5] * 60)
    >>> found.p_better.rejected_at, found.q_better.rejected_at
    (24, None)
    """
    refuse_options(alpha, v_opt, lag)
    if combine not in COMBINE:
        raise ArgumentError("combine", f"is {combine!r}; use 'mean' or 'minimum'")
    steps, _ = as_steps(y, p, q, score, bounds, cluster)
    mixture, squares = GammaExponential(tuned(v_opt, alpha), WIDTH), deviations(steps, lag)
    p_better, q_better = (
        evidence(stream_values(mixture, sign * steps, squares, lag), combine, alpha)
        for sign in (-1, 1)
    )
    time = np.cumsum(squares)
    return EProcess(p_better, q_better, time, alpha, score_name(score), lag, combine)


def stream_values(mixture: GammaExponential, steps: Floats, squares: Floats, lag: int) -> Floats:
    """Logarithm of the e-value of each stream at each time, one row a stream."""
    made = [
        held(
            mixture.log(np.cumsum(steps[stream]), np.cumsum(squares[stream])),
            stream,
            steps.size,
            lag,
            before=0.0,
        )
        for stream in streams(steps.size, lag)
    ]
    return np.array(made + [np.zeros(steps.size)] * (lag - len(made)))


def evidence(log_e: Floats, combine: Combine, alpha: float) -> Evidence:
    """Combine the streams."""
    highest = np.maximum(np.maximum.accumulate(log_e, axis=1), 0.0)
    now, log_p = COMBINE[combine](log_e), -COMBINE[combine](highest)
    if combine == "mean":
        log_p = log_p + math.log(harmonic_factor(len(log_e)))
    p_value = np.exp(np.minimum(log_p, 0.0))
    rejected = p_value <= alpha
    at = int(rejected.argmax()) + 1 if rejected.any() else None
    return Evidence(now, p_value, at)


def log_mean(log_e: Floats) -> Floats:
    """Logarithm of the mean over streams."""
    return np.asarray(np.logaddexp.reduce(log_e, axis=0) - math.log(len(log_e)))


def minimum(log_e: Floats) -> Floats:
    """Least of the streams."""
    return np.asarray(log_e.min(axis=0))


COMBINE = {"mean": log_mean, "minimum": minimum}


def harmonic_factor(count: int) -> float:
    """Give the factor that makes the harmonic mean of p-values a p-value."""
    return float(count) if count <= 2 else math.e * math.log(count)  # noqa: PLR2004 - the theorem
