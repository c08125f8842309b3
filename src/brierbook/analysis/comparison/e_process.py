"""Evidence that one of two forecasters is the better, which may be looked at after every event."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.bounded_steps import (
    WIDTH,
    carry_stream_values,
    interleave_streams,
    refuse_sequential_options,
    scaled_event_steps,
    squared_deviations,
)
from brierbook.analysis.comparison.loss_difference import PairedScore, ScoreName, score_name
from brierbook.analysis.comparison.mixture import GammaExponential, tune_boundary
from brierbook.analysis.numeric.arguments import Floats, is_one_of
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CombineRule", "EProcess", "EvidenceSeries", "e_process"]

type CombineRule = Literal["mean", "minimum"]


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceSeries:
    """Evidence, event by event, that one of two forecasters is the better.

    Attributes
    ----------
    log_e : ndarray, shape (t,)
        Natural logarithm of the e-value.
    p_value : ndarray, shape (t,)
        Smallest level at which the null has been rejected so far; never rises.
    rejected_at : int or None
        Number of events after which `p_value` first was at most 1 - ``level``.
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
    level : float
        Level of `rejected_at`, for each direction alone.
    score : str
        The loss.
    lag : int
        Events after which an outcome is known.
    method : str
        How interleaved streams are combined if lag is above 1.
    """

    p_better: EvidenceSeries
    q_better: EvidenceSeries
    intrinsic_time: Floats
    level: float
    score: str
    lag: int
    method: str

    def to_frame(self) -> "pd.DataFrame":
        """One row for each event."""
        import pandas as pd

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
    score: ScoreName | PairedScore = "brier",
    bounds: tuple[float, float] | None = None,
    event: npt.ArrayLike | None = None,
    level: float = 0.9,
    v_opt: float = 10.0,
    lag: int = 1,
    method: CombineRule = "mean",
) -> EProcess:
    r"""
    Collect evidence that one forecaster is better than the other, valid at any time.

    With the notation of
    :func:`brierbook.analysis.comparison.confidence_sequence.confidence_sequence`, the e-values

    .. math:: e_t = m(\mp t \hat\Delta_t, V_t)

    against "p is not better: :math:`\Delta_t \ge 0` at all t" (minus) and "q is not better:
    :math:`\Delta_t \le 0` at all t" (plus) have mean at most 1 under their null at every
    stopping time. An e-value of 20 is evidence such as a bet won at 20 to 1; the null is
    rejected when it first reaches 1 / (1 - level). Each direction is a test of its own:
    to act on whichever rejects first, halve 1 - level.

    With ``lag`` h above 1 the events are dealt into h interleaved streams with an e-value each.
    ``method="mean"`` takes their mean, against the null that no stream ever favours the
    forecaster, which holds if no single event does. ``method="minimum"`` takes the minimum,
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
    event : array_like, optional
        The event of each row. One event is one step, with the mean of its rows, and events
        stand in the order of their first rows.
    level : float
        One minus the probability of ever rejecting a null that holds, between 0 and 1.
    v_opt : float
        Intrinsic time at which a two-sided boundary at ``level`` is tightest, in squared widths of
        the score; choose it before looking.
    lag : int
        Events after which an outcome is known, at least 1.
    method : {"mean", "minimum"}
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
    refuse_sequential_options(level, v_opt, lag)
    if not is_one_of(method, COMBINE):
        raise ArgumentError("method", f"is {method!r}; use 'mean' or 'minimum'")
    steps, _ = scaled_event_steps(y, p, q, score, bounds, event)
    mixture, squares = (
        GammaExponential(tune_boundary(v_opt, 1 - level), WIDTH),
        squared_deviations(steps, lag),
    )
    p_better, q_better = (
        _combine_streams(_stream_log_values(mixture, sign * steps, squares, lag), method, level)
        for sign in (-1, 1)
    )
    time = np.cumsum(squares)
    return EProcess(p_better, q_better, time, level, score_name(score), lag, method)


def _stream_log_values(
    mixture: GammaExponential, steps: Floats, squares: Floats, lag: int
) -> Floats:
    """Logarithm of the e-value of each stream at each time, one row a stream."""
    made = [
        carry_stream_values(
            mixture.log(np.cumsum(steps[stream]), np.cumsum(squares[stream])),
            stream,
            steps.size,
            lag,
            before=0.0,
        )
        for stream in interleave_streams(steps.size, lag)
    ]
    return np.array(made + [np.zeros(steps.size)] * (lag - len(made)))


def _combine_streams(log_e: Floats, method: CombineRule, level: float) -> EvidenceSeries:
    """Combine the streams."""
    highest = np.maximum(np.maximum.accumulate(log_e, axis=1), 0.0)
    now, log_p = COMBINE[method](log_e), -COMBINE[method](highest)
    if method == "mean":
        log_p = log_p + math.log(harmonic_factor(len(log_e)))
    p_value = np.exp(np.minimum(log_p, 0.0))
    rejected = p_value <= 1 - level
    at = int(rejected.argmax()) + 1 if rejected.any() else None
    return EvidenceSeries(now, p_value, at)


def _log_mean_of_streams(log_e: Floats) -> Floats:
    """Logarithm of the mean over streams."""
    return np.asarray(np.logaddexp.reduce(log_e, axis=0) - math.log(len(log_e)))


def _minimum_of_streams(log_e: Floats) -> Floats:
    """Least of the streams."""
    return np.asarray(log_e.min(axis=0))


COMBINE = {"mean": _log_mean_of_streams, "minimum": _minimum_of_streams}


def harmonic_factor(count: int) -> float:
    """Give the factor that makes the harmonic mean of p-values a p-value."""
    return float(count) if count <= 2 else math.e * math.log(count)  # noqa: PLR2004 - the theorem
