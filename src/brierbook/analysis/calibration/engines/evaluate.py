"""Whether a recalibration would have helped: learn from the past, score the future, move on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.calibration.curve.kernel import log_odds
from brierbook.analysis.calibration.curve.sample import EVENT, check_spreads, number_group_labels
from brierbook.analysis.calibration.engines.calibrator import BayesianCalibrator
from brierbook.analysis.comparison.compare import Comparison, compare
from brierbook.analysis.comparison.loss_difference import ScoreName
from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    as_floats,
    check_binary_pairs,
    refuse_first_bad,
)
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.scores.dates import as_instants
from brierbook.analysis.scores.logit_normal import mean_probability
from brierbook.errors import ArgumentError

__all__ = ["RecalibrationEvaluation", "evaluate_recalibration"]

type Times = npt.NDArray[Any]  # numbers, or datetimes


@dataclass(frozen=True, slots=True, eq=False)
class RecalibrationEvaluation:
    """What a recalibration made of forecasts at the time.

    Attributes
    ----------
    recalibrated : ndarray, shape (n,)
        What each forecast was taken for when it was made; what was said, where nothing was known.
    learnt_from : ndarray, shape (n,)
        How many rows were known by then.
    comparison : Comparison
        Score of the recalibrated forecasts less that of those said; below 0 it was better here.
    log_wealth : float
        Natural logarithm of what 1 becomes for who bets on the recalibrated forecasts against
        those said, event by event: the gain in log score.
    """

    recalibrated: Floats
    learnt_from: EventCodes
    comparison: Comparison
    log_wealth: float

    @property
    def verdict(self) -> str:
        """``helped``, ``harmed`` or ``unclear``, however often it was looked at.

        It helped where 1 became 2 / (1 - level), which is 20 at the level 0.9: that happens to at
        most 1 in 20 of those whose forecasts come true as often as they say (Ville's inequality).
        It did harm where 20 became 1, which happens as seldom to those who deserve the correction.
        """
        bar = float(np.log(2 / (1 - self.comparison.estimate.level)))
        if self.log_wealth >= bar:
            return "helped"
        return "harmed" if self.log_wealth <= -bar else "unclear"


def evaluate_recalibration(  # noqa: PLR0913  # all named
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    made_at: npt.ArrayLike,
    known_at: npt.ArrayLike,
    event: npt.ArrayLike | None = None,
    sd_logit: npt.ArrayLike | None = None,
    calibrator: BayesianCalibrator | None = None,
    score: ScoreName = "brier",
    level: float = 0.9,
    seed: int = 0,
) -> RecalibrationEvaluation:
    """Refit before each forecast on what was known by then, and score what comes out.

    Parameters
    ----------
    y, p : array_like, shape (n,)
        What happened, 0 or 1, and the probabilities that were said.
    made_at, known_at : array_like, shape (n,)
        When each forecast was made and when its outcome became known: numbers or datetimes of one
        kind. An outcome teaches only forecasts made at that time or later.
    event : array_like, optional
        The event of each row; events are the unit of learning and of the interval.
    sd_logit : array_like, optional
        Spread of each forecast on the log-odds scale; p is then the median.
    calibrator : BayesianCalibrator, optional
        How to recalibrate; by default Cox's kernel without groups. It is not changed.
    score : str
        Name of the score that is compared, lower is better.
    level : float
        Level of the interval of the difference.
    seed : int
        Seed of the resampling behind the interval.

    Raises
    ------
    ArgumentError
        If shapes differ, a time is missing, or an outcome was known before its forecast was made.

    References
    ----------
    Dawid 1984, doi 10.2307/2981683 (prequential assessment); Shafer 2021,
    doi 10.1111/rssa.12647 (betting scores).

    Examples
    --------
    >>> said, happened = [0.95, 0.05] * 30, [1, 1, 0, 0] * 15  # no better than chance
    >>> found = evaluate_recalibration(happened, said, made_at=range(60), known_at=range(1, 61))
    >>> found.verdict
    'helped'
    """
    pairs = check_binary_pairs(y, p)
    made, known = (
        _check_times(made_at, "made_at", pairs.p),
        _check_times(known_at, "known_at", pairs.p),
    )
    early = known < made
    if early.any():
        where = (int(np.argmax(early)),)
        raise ArgumentError("known_at", "is before made_at: leave hindsight out", where)
    codes = (
        np.arange(pairs.p.size)
        if event is None
        else number_group_labels(event, EVENT, pairs.p.shape).codes
    )
    spread = np.zeros(pairs.p.size) if sd_logit is None else check_spreads(sd_logit, pairs.p.shape)
    said = _mean_probabilities(pairs.p, spread)
    recalibrated, learnt = said.copy(), np.zeros(pairs.p.size, dtype=np.intp)
    for now, past in _refit_rounds(made, known):
        learnt[now] = past.sum()
        fresh = BayesianCalibrator(**(calibrator or BayesianCalibrator()).get_params())
        fresh.fit(pairs.p[past], pairs.y[past], event=codes[past], sd_logit=spread[past])
        recalibrated[now] = fresh.predict(pairs.p[now], sd_logit=spread[now])
    found = compare(
        pairs.y,
        recalibrated,
        said,
        score=score,
        method="permutation",
        event=codes,
        weight=_event_shares(codes),
        level=level,
        seed=seed,
    )
    wealth = _log_wealth(pairs.y, recalibrated, said, _event_shares(codes))
    return RecalibrationEvaluation(recalibrated, learnt, found, wealth)


def _log_wealth(y: Floats, better: Floats, said: Floats, share: Floats) -> float:
    """Add up the gain in log score, the geometric mean within each event; 0 where nothing moved."""
    moved = better != said
    gain = np.log(np.where(y > 0, better, 1 - better)[moved])
    loss = np.log(np.where(y > 0, said, 1 - said)[moved])
    return float(share[moved] @ (gain - loss))


def _refit_rounds(made: Times, known: Times) -> Iterator[tuple[Booleans, Booleans]]:
    """Give the rows that were made when the same was known, if it was anything, and that past."""
    known_by = np.searchsorted(np.sort(known), made, side="right")
    for count in np.unique(known_by[known_by > 0]):
        now = known_by == count
        yield now, known <= made[now].max()


def _check_times(values: npt.ArrayLike, name: str, p: Floats) -> Times:
    """Take numbers or datetimes, none missing."""
    try:
        given: Times = as_floats(values, name)
    except ArgumentError:
        given = as_instants(values, name)
    if given.shape != p.shape:
        raise ArgumentError(name, f"has shape {given.shape}; p has {p.shape}")
    absent = given != given  # noqa: PLR0124  # the test for NaN and NaT
    if absent.any():
        raise ArgumentError(name, "is missing; give the time of every row", (int(absent.argmax()),))
    return given


def _event_shares(codes: EventCodes) -> Floats:
    """Give each row its share of its event."""
    counts = np.unique(codes, return_inverse=True, return_counts=True)
    return 1.0 / counts[2][counts[1]]


def _mean_probabilities(p: Floats, spread: Floats) -> Floats:
    """Give what was said as a probability: of a worded forecast the mean, not the median."""
    found = p.copy()
    worded = spread > 0
    if worded.any():
        refuse_first_bad(p, ~worded | ((p > 0) & (p < 1)), "p", "of a worded forecast is 0 or 1")
        found[worded] = mean_probability(log_odds(p[worded]), spread[worded])
    return found
