"""Whether a recalibration would have helped: learn from the past, score the future, move on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.arrays import Booleans, Floats, binary_pairs, refuse
from brierbook.analysis.calibration.calibrator import BayesianCalibrator
from brierbook.analysis.calibration.kernel import log_odds
from brierbook.analysis.calibration.sample import EVENT, as_spread, named
from brierbook.analysis.clusters import Codes
from brierbook.analysis.comparison import Comparison, compare
from brierbook.analysis.loss_difference import ScoreName
from brierbook.analysis.worded import mean_probability
from brierbook.errors import ArgumentError

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
        Score of the recalibrated forecasts less that of those said; below 0 it helped.
    """

    recalibrated: Floats
    learnt_from: Codes
    comparison: Comparison

    @property
    def verdict(self) -> str:
        """``helped``, ``harmed`` or ``unclear``, at the level of the comparison."""
        if self.comparison.upper < 0:
            return "helped"
        return "harmed" if self.comparison.lower > 0 else "unclear"


def evaluate_recalibration(  # noqa: PLR0913  # all named
    p: npt.ArrayLike,
    y: npt.ArrayLike,
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
    p, y : array_like, shape (n,)
        What was said, and what happened, 0 or 1.
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
    Dawid 1984, doi 10.2307/2981683 (prequential assessment).

    Examples
    --------
    >>> said, happened = [0.95, 0.05] * 30, [1, 1, 0, 0] * 15  # no better than chance
    >>> found = evaluate_recalibration(said, happened, made_at=range(60), known_at=range(1, 61))
    >>> found.verdict
    'helped'
    """
    pairs = binary_pairs(y, p)
    made, known = as_times(made_at, "made_at", pairs.p), as_times(known_at, "known_at", pairs.p)
    early = known < made
    if early.any():
        where = (int(np.argmax(early)),)
        raise ArgumentError("known_at", "is before made_at: leave hindsight out", where)
    codes = np.arange(pairs.p.size) if event is None else named(event, EVENT, pairs.p.shape).codes
    spread = np.zeros(pairs.p.size) if sd_logit is None else as_spread(sd_logit, pairs.p.shape)
    said = means(pairs.p, spread)
    recalibrated, learnt = said.copy(), np.zeros(pairs.p.size, dtype=np.intp)
    for now, past in rounds(made, known):
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
        cluster=codes,
        weight=shares(codes),
        level=level,
        seed=seed,
    )
    return RecalibrationEvaluation(recalibrated, learnt, found)


def rounds(made: Times, known: Times) -> Iterator[tuple[Booleans, Booleans]]:
    """Give the rows that were made when the same was known, if it was anything, and that past."""
    known_by = np.searchsorted(np.sort(known), made, side="right")
    for count in np.unique(known_by[known_by > 0]):
        now = known_by == count
        yield now, known <= made[now].max()


def as_times(values: npt.ArrayLike, name: str, p: Floats) -> Times:
    """Take numbers or datetimes, none missing."""
    given = np.asarray(values)
    if given.dtype.kind not in "iufM":
        given = given.astype("datetime64[us]")
    if given.shape != p.shape:
        raise ArgumentError(name, f"has shape {given.shape}; p has {p.shape}")
    absent = given != given  # noqa: PLR0124  # the test for NaN and NaT
    if absent.any():
        raise ArgumentError(name, "is missing; give the time of every row", (int(absent.argmax()),))
    return given


def shares(codes: Codes) -> Floats:
    """Give each row its share of its event."""
    counts = np.unique(codes, return_inverse=True, return_counts=True)
    return 1.0 / counts[2][counts[1]]


def means(p: Floats, spread: Floats) -> Floats:
    """Give what was said as a probability: of a worded forecast the mean, not the median."""
    found = p.copy()
    worded = spread > 0
    if worded.any():
        refuse(p, ~worded | ((p > 0) & (p < 1)), "p", "of a worded forecast is 0 or 1")
        found[worded] = mean_probability(log_odds(p[worded]), spread[worded])
    return found
