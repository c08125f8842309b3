"""Scores as Metaculus computes them, for comparison with the platform: gains, higher is better."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats, refuse_first_bad
from brierbook.analysis.over_time.metaculus_forecasts import (
    BINARY,
    read_given_probabilities,
    refuse_untimed_forecasts,
)
from brierbook.analysis.over_time.metaculus_gains import (
    baseline_gain,
    integrate_gain,
    integrate_log_ratio,
    integrate_peer_gain,
    natural_log,
    refuse_undefined_score,
    unit_intervals,
)
from brierbook.analysis.over_time.timeline import (
    QuestionWindow,
    TimeLike,
    encode_labels,
    find_standing_pieces,
    find_standing_rows,
    refuse_early_ends,
)
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "MetaculusScores",
    "geometric_mean_forecast",
    "metaculus_relative_legacy",
    "metaculus_scores",
]


@dataclass(frozen=True, slots=True, eq=False)
class MetaculusScores:
    """Scores of the forecasters of one question, in the order of their names; higher is better.

    Attributes
    ----------
    forecaster : tuple
        The names.
    coverage : ndarray
        Time in which each had a forecast, divided by the time from opening to scheduled close.
    baseline, peer : ndarray
        Integrals over time; time without a forecast adds 0.
    spot_coverage : ndarray
        1 for those with a forecast at the spot time, else 0, and then the spot scores are 0.
    spot_baseline, spot_peer : ndarray
        Scores at the spot time alone.
    """

    forecaster: tuple[Hashable, ...]
    coverage: Floats
    baseline: Floats
    peer: Floats
    spot_coverage: Floats
    spot_baseline: Floats
    spot_peer: Floats

    def to_frame(self) -> "pd.DataFrame":
        """One row a forecaster."""
        import pandas as pd

        names = ("coverage", "baseline", "peer", "spot_coverage", "spot_baseline", "spot_peer")
        return pd.DataFrame(
            {"forecaster": self.forecaster} | {name: getattr(self, name) for name in names}
        )


def metaculus_scores(  # noqa: PLR0913 - one question, with its window and forecasters, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    time: TimeLike,
    opens: TimeLike,
    closes: TimeLike,
    closed: TimeLike | None = None,
    spot: TimeLike | None = None,
    forecaster: npt.ArrayLike | None = None,
    ends: TimeLike | None = None,
    open_bounds: int | None = None,
) -> MetaculusScores:
    r"""Baseline, peer and spot scores of all forecasters of one question.

    With :math:`p_i(t)` what forecaster i gives to the outcome at time t, T the time from opening
    to the scheduled close, :math:`A_i` the time before the actual close in which i has a
    forecast, :math:`N(t)` the number of forecasters and :math:`g(t)` the geometric mean of what
    they give, oneself included,

    .. math:: B_i = \frac{100}{T} \int_{A_i} b(p_i(t))\,dt, \qquad
              P_i = \frac{100}{T} \int_{A_i} \frac{N(t)}{N(t) - 1} \ln\frac{p_i(t)}{g(t)}\,dt.

    For K options on offer :math:`b(p) = \ln(pK) / \ln K`; for a continuous question
    :math:`b(p) = \ln(p / q) / 2`, and its peer score is halved too. The integrand of P is 0 while
    N is 1; elsewhere it is the logarithm of p relative to the geometric mean of the others. The
    spot scores are the integrands at one instant.

    Parameters
    ----------
    y : float
        The outcome: 0 or 1, the index of the option, or the index of the bucket.
    p : array_like, shape (n,) or (n, K)
        Probabilities of 1; or of K options, NaN for an option not yet on offer, which then has
        what the last one ("Other") has; or of the buckets of a continuous range.
        Each row sums to 1 within 1e-9.
    time : array_like, shape (n,)
        When each forecast was made, in any order; of forecasts made by one forecaster at one time
        the last given wins. Times are numbers, aware datetimes, or datetime64 in UTC.
    opens, closes : time
        The opening and the scheduled close, which may come after the actual one.
    closed : time, optional
        The actual close, at or before the scheduled one, which is the default.
    spot : time, optional
        When the spot scores are taken, if the question is then still open; by default, and
        otherwise, at the actual close.
    forecaster : array_like, shape (n,), optional
        Who made each forecast; by default all were made by one, whose name is None.
    ends : array_like, shape (n,), optional
        When each forecast was withdrawn or ran out; missing means never.
    open_bounds : {0, 1, 2}, optional
        Given, the rows of ``p`` are buckets of a continuous range with so many open ends. The
        first and the last bucket lie outside the range; the baseline q is .05 in either of them,
        and (1 - .05 ``open_bounds``) / (K - 2) in the others.

    Returns
    -------
    MetaculusScores

    Raises
    ------
    ArgumentError
        If an outcome or a forecast is outside its domain or missing, the shapes differ, a time is
        missing, infinite or without a zone, times mix numbers and instants, the window holds no
        time, the actual close or the spot lies outside it, a forecast ends before it was made, a
        name is missing, or a peer score compares one 0 with another.

    Notes
    -----
    Two differences from the platform. It ends the last interval of the peer score at the close
    even where the last forecast was withdrawn before, so that the withdrawn forecast keeps its
    coverage, and its score where several were withdrawn at once; here every forecast ends when it
    ends. It accepts binary forecasts from .001 to .999 only; here a 0 for what happened scores
    minus infinity.

    References
    ----------
    Metaculus, https://www.metaculus.com/help/scores-faq/, and the file scoring/score_math.py of
    https://github.com/Metaculus/metaculus, revision 100c4088.

    Examples
    --------
    >>> alone = metaculus_scores(1, 0.9, time=5, opens=0, closes=10)
    >>> alone.baseline.round(8).tolist(), alone.coverage.tolist()
    ([42.39984533], [0.5])
    >>> both = metaculus_scores(1, [0.1, 0.9], time=[0, 0], opens=0, closes=10,
    ...                         forecaster=["ann", "bob"])
    >>> both.peer.round(8).tolist()
    [-219.72245773, 219.72245773]
    """
    window = QuestionWindow.read(opens, closes)
    shut = _read_actual_close(window, closed)
    given, offered = read_given_probabilities(y, p, open_bounds)
    made = window.axis.read(np.atleast_1d(np.asarray(time)), "time")
    refuse_untimed_forecasts(made, given)
    stop = window.axis.read_ends(ends, made.shape, "ends")
    refuse_early_ends(made, stop)
    codes, names = encode_labels(forecaster, made.size, "forecaster")
    gain = 100 * baseline_gain(given, offered, continuous=open_bounds is not None)
    factor = 100.0 if open_bounds is None else 50.0
    pieces = find_standing_pieces(codes, made, ends=stop, opens=window.opens, closes=shut)
    at = _read_spot_time(window, spot, shut)
    rows = find_standing_rows(codes, made, ends=stop, at=at, closes=shut)
    alone = unit_intervals(rows, codes)
    everyone = len(names)
    return MetaculusScores(
        forecaster=tuple(names),
        coverage=np.minimum(pieces.stood(everyone) / window.length, 1.0),
        baseline=integrate_gain(gain[pieces.row], pieces, everyone) / window.length,
        peer=factor * integrate_peer_gain(given, pieces, everyone) / window.length,
        spot_coverage=alone.stood(everyone),
        spot_baseline=integrate_gain(gain[rows], alone, everyone),
        spot_peer=factor * integrate_peer_gain(given, alone, everyone),
    )


def metaculus_relative_legacy(  # noqa: PLR0913 - two series of forecasts of one question
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    time: TimeLike,
    crowd: npt.ArrayLike,
    crowd_time: TimeLike,
    opens: TimeLike,
    closed: TimeLike,
    forecaster: npt.ArrayLike | None = None,
    ends: TimeLike | None = None,
) -> dict[Hashable, float]:
    r"""Former relative score: the logarithm of one's probability over the community's.

    .. math:: R_i = \frac{1}{c - o} \int_{A_i} \log_2 \frac{p_i(t)}{p_c(t)}\,dt

    over the time :math:`A_i` between opening o and actual close c in which both have a forecast.

    Parameters
    ----------
    y : float
        The outcome: 0 or 1, or the index of the option.
    p : array_like, shape (n,) or (n, K)
        The forecasts, as in `metaculus_scores`.
    time : array_like, shape (n,)
        When each was made.
    crowd : array_like, shape (m,) or (m, K)
        The community's forecasts.
    crowd_time : array_like, shape (m,)
        From when each of them stood; each stands until the next.
    opens, closed : time
        The opening and the actual close.
    forecaster, ends
        As in `metaculus_scores`; the community's forecasts do not end.

    Returns
    -------
    dict of float
        The score of each forecaster in bits; higher is better.

    Raises
    ------
    ArgumentError
        As `metaculus_scores`.

    References
    ----------
    Metaculus, as for `metaculus_scores`.

    Examples
    --------
    >>> metaculus_relative_legacy(1, 0.8, time=5, crowd=[0.4, 0.2], crowd_time=[0, 7],
    ...                           opens=0, closed=10)
    {None: 0.8}
    """
    window = QuestionWindow.read(opens, closed)
    own, theirs = (
        read_given_probabilities(y, p, None)[0],
        read_given_probabilities(y, crowd, None, "crowd")[0],
    )
    made = window.axis.read(np.atleast_1d(np.asarray(time)), "time")
    refuse_untimed_forecasts(made, own)
    steps = window.axis.read(np.atleast_1d(np.asarray(crowd_time)), "crowd_time")
    refuse_untimed_forecasts(steps, theirs, "crowd_time")
    stop = window.axis.read_ends(ends, made.shape, "ends")
    refuse_early_ends(made, stop)
    codes, names = encode_labels(forecaster, made.size, "forecaster")
    mine = find_standing_pieces(codes, made, ends=stop, opens=window.opens, closes=window.closes)
    never = np.full(steps.shape, np.inf)
    all_one = np.zeros(steps.shape, dtype=np.intp)
    crowds = find_standing_pieces(
        all_one, steps, ends=never, opens=window.opens, closes=window.closes
    )
    total = integrate_log_ratio(own, theirs, mine, crowds)
    score = np.bincount(mine.group, weights=total, minlength=len(names)) / window.length
    return dict(zip(names, refuse_undefined_score(score).tolist(), strict=True))


def geometric_mean_forecast(p: npt.ArrayLike) -> Floats:
    r"""Geometric mean of forecasts, option by option; it is not made to sum to 1.

    .. math:: g_k = \Big(\prod_{i=1}^N p_{ik}\Big)^{1/N}

    Parameters
    ----------
    p : array_like, shape (N,) or (N, K)
        Probabilities of 1, which count as rows of 1 - p and p, or rows over K options.

    Returns
    -------
    ndarray, shape (2,) or (K,)
        The mean; its sum is below 1 unless all forecasts agree.

    Raises
    ------
    ArgumentError
        If a probability is missing or not in [0, 1], or ``p`` has no rows.

    References
    ----------
    Metaculus, as for `metaculus_scores`.

    Examples
    --------
    >>> geometric_mean_forecast([0.7, 0.8, 0.9]).round(8).tolist()
    [0.18171206, 0.79581144]
    """
    given = np.atleast_1d(as_floats(p, "p"))
    refuse_first_bad(given, (given >= 0) & (given <= 1), "p", "is not between 0 and 1")
    rows = np.column_stack([1 - given, given]) if given.ndim == BINARY else given
    return np.exp(natural_log(rows).mean(axis=0))


def _read_actual_close(window: QuestionWindow, closed: TimeLike | None) -> float:
    """Read the actual close, after the opening and not after the scheduled close."""
    shut = window.closes if closed is None else window.axis.read_one(closed, "closed")
    if not window.opens < shut <= window.closes:
        message = "is not after opens and at or before closes, the scheduled close"
        raise ArgumentError("closed", message)
    return shut


def _read_spot_time(window: QuestionWindow, spot: TimeLike | None, shut: float) -> float:
    """Read when spot scores are taken."""
    at = shut if spot is None else window.axis.read_one(spot, "spot")
    if at < window.opens:
        raise ArgumentError("spot", "comes before opens; take an instant of the window")
    return min(at, shut)
