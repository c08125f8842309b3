"""Limits of the difference between two forecasters that may be looked at after every event."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from brierbook.analysis.numeric.arguments import Floats

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ConfidenceSequence", "confidence_sequence"]

# Below this intrinsic time the boundary is held constant.
LEAST_TIME = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class ConfidenceSequence:
    """Limits of the mean difference in loss that hold at all times at once.

    Attributes
    ----------
    estimate : ndarray, shape (t,)
        Mean loss of p minus mean loss of q over the first 1, 2, ... events.
    lower, upper : ndarray, shape (t,)
        The limits.
    intrinsic_time : ndarray, shape (t,)
        Sum of squared deviations from the predicted difference, in squared widths of the score.
    level : float
        Probability that the limits never miss.
    score : str
        The loss.
    lag : int
        Events after which an outcome is known.
    """

    estimate: Floats
    lower: Floats
    upper: Floats
    intrinsic_time: Floats
    level: float
    score: str
    lag: int

    def to_frame(self) -> "pd.DataFrame":
        """One row for each event."""
        import pandas as pd

        columns = ("estimate", "lower", "upper", "intrinsic_time")
        index = pd.RangeIndex(1, self.estimate.size + 1, name="event")
        return pd.DataFrame({name: getattr(self, name) for name in columns}, index=index)


def confidence_sequence(  # noqa: PLR0913 - all named, and most have a sensible default
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
) -> ConfidenceSequence:
    r"""
    Limits of the mean difference in loss between two forecasters, valid at any time.

    With :math:`\delta_i` the loss of p minus the loss of q in event i, on a scale where the
    score spans 1, :math:`\hat\Delta_t` their mean, :math:`\gamma_i = \hat\Delta_{i-1}`
    (:math:`\gamma_1 = 0`) and :math:`V_t = \sum_{i \le t} (\delta_i - \gamma_i)^2`, the limits

    .. math:: \hat\Delta_t \pm \frac{r(V_t)}{t}, \qquad m(r(v), \max(1, v)) = 2 / \alpha,

    hold :math:`\Delta_t = \frac1t \sum_{i \le t} E[\delta_i \mid \text{the past}]` at all t at
    once with probability at least :math:`1 - \alpha`, whatever forecasts and outcomes depend
    on; m is :class:`brierbook.analysis.comparison.mixture.GammaExponential` with c = 2. So one may
    look after every event and stop when one likes. The price is width: at a time fixed beforehand
    the limits of :func:`brierbook.analysis.comparison.compare.compare` are narrower.

    If outcomes become known only ``lag`` events after a forecast, events are dealt into that
    many interleaved streams, each with limits at :math:`\alpha / lag` and with
    :math:`\gamma_i = \hat\Delta_{i-lag}`, and their half-widths add up; expectations are then
    given what was known ``lag`` events before.

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
        Probability that the limits never miss, :math:`1 - \alpha`, between 0 and 1.
    v_opt : float
        Intrinsic time at which the limits are tightest, in squared widths of the score; choose
        it before looking.
    lag : int
        Events after which an outcome is known, at least 1.

    Returns
    -------
    ConfidenceSequence
        Negative values say that ``p`` did better. The limits are cut to the range that a
        difference can have, plus and minus the width of the score.

    Raises
    ------
    ArgumentError
        If an argument is outside its domain, a value is missing, a loss is out of ``bounds``, or
        the score is ``"log"``: it has no bound, and without one no such limits exist.

    References
    ----------
    Choe & Ramdas (2023), doi:10.1287/opre.2021.0792;
    Howard, Ramdas, McAuliffe & Sekhon (2021), doi:10.1214/20-AOS1991

    Examples
    --------
    >>> found = confidence_sequence([1, 0] * 100, [0.9, 0.1] * 100, [0.5] * 200)
    >>> round(float(found.estimate[-1]), 2), round(float(found.upper[-1]), 3)
    (-0.24, -0.197)
    """
    refuse_sequential_options(level, v_opt, lag)
    steps, width = scaled_event_steps(y, p, q, score, bounds, event)
    alpha = 1 - level
    mixture = GammaExponential(tune_boundary(v_opt, alpha / lag), WIDTH)
    squares, half = squared_deviations(steps, lag), np.zeros(steps.size)
    for stream in interleave_streams(steps.size, lag):
        v = np.maximum(LEAST_TIME, np.cumsum(squares[stream]))
        radius = mixture.boundary(v, math.log(2 * lag / alpha))
        half += carry_stream_values(radius, stream, steps.size, lag, before=0.0)
    count = np.arange(1, steps.size + 1)
    estimate, half = width * np.cumsum(steps) / count, width * half / count
    return ConfidenceSequence(
        estimate,
        np.maximum(estimate - half, -width),
        np.minimum(estimate + half, width),
        np.cumsum(squares),
        level,
        score_name(score),
        lag,
    )
