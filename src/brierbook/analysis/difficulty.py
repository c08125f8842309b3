"""Scores of forecasters who answered different questions, freed of how hard those were."""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.arrays import Booleans, Floats
from brierbook.analysis.clusters import check_resampling, limits
from brierbook.analysis.panel import OverlapWarning, Panel, as_panel
from brierbook.analysis.resampling import resamples
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DifficultyAdjustment", "OverlapWarning", "difficulty_adjusted_scores"]


@dataclass(frozen=True, slots=True, eq=False)
class DifficultyAdjustment:
    """Forecasters and questions apart.

    Attributes
    ----------
    forecasters : pandas.DataFrame
        For each forecaster ``questions`` and ``events`` answered, the ``raw`` mean score, the
        ``adjusted`` one and its limits ``lower`` and ``upper``, in the unit of the score.
    questions : pandas.DataFrame
        For each question its ``event``, how many ``answers`` it has, and its ``difficulty``:
        how much more than on the mean question a forecaster loses on it.
    level : float
        Confidence level of the limits.
    draws, torn : int
        Number of resamples, and in how many of them forecasters shared too little to compare.
    """

    forecasters: "pd.DataFrame"
    questions: "pd.DataFrame"
    level: float
    draws: int
    torn: int

    def to_frame(self) -> "pd.DataFrame":
        """One row for each forecaster."""
        return self.forecasters.copy()


def difficulty_adjusted_scores(
    scores: object,
    *,
    level: float = 0.9,
    min_overlap: int = 10,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 999,
) -> DifficultyAdjustment:
    r"""
    Fit scores as the sum of a forecaster and a question, by least squares.

    .. math:: \min_{a, b} \sum_{ij} w_{ij} (s_{ij} - a_i - b_j)^2, \qquad
              \sum_j \bar w_j b_j = 0,

    over the answers there are, :math:`\bar w_j` being the mean weight of the answers to question
    j. The adjusted score :math:`a_i` estimates what forecaster i would score on all questions.
    It holds as far as the difficulty of a question is the same for everyone; nothing is
    adjusted for choosing questions one happens to know more about. If everyone answered
    everything, adjusted scores are the raw means.

    Parameters
    ----------
    scores : data frame, of pandas, polars, pyarrow or another library
        One row for each answer: ``forecaster``, ``question``, ``score`` (a loss, finite), and
        if wanted ``event`` (of the question) and ``weight`` (of the row, at least 0; a row of
        weight 0 is left out).
    level : float
        Coverage of the limits, between 0 and 1.
    min_overlap : int
        Forecasters with fewer questions that anyone else answered are named in a warning.
    seed : int or numpy.random.Generator
        Where resampling starts.
    n_resamples : int
        Number of resamples. Each takes time in proportion to questions times the square of
        forecasters.

    Returns
    -------
    DifficultyAdjustment
        Limits come from resampling events: their percentiles, moved away from the estimate by
        :math:`t_{K-1} \sqrt{K/(K-1)} / z` for K events answered by the forecaster, without
        which they would be too narrow for few events. A resample in which the forecaster
        answered nothing, or in which forecasters fall apart into groups without common
        questions, counts as unlimited either way, so that limits may be infinite. With one
        event they are.

    Warns
    -----
    OverlapWarning
        If a forecaster shares fewer than ``min_overlap`` questions with all others together.

    Raises
    ------
    ArgumentError
        If a column is absent or a value outside its domain, a forecaster has two rows for a
        question, events differ between rows of a question, or forecasters fall apart into
        groups without common questions, whose scores nothing puts on one scale.

    References
    ----------
    Karger et al. (2025), ForecastBench, arXiv:2409.19839 (the model);
    Hesterberg (2015), What teachers should know about the bootstrap,
    doi:10.1080/00031305.2015.1089789 (the widening)

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a", "easy", 0.1), ("a", "hard", 0.5), ("b", "hard", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> found = difficulty_adjusted_scores(scores, min_overlap=1)
    >>> found.to_frame()[["forecaster", "raw", "adjusted"]].round(3).values.tolist()
    [['a', 0.3, 0.3], ['b', 0.4, 0.2]]
    """
    check_resampling(level, n_resamples, "n_resamples")
    panel = as_panel(scores)
    refuse_groups(panel)
    warn_of_forecasters(panel, min_overlap)
    adjusted, difficulty = fit(panel, np.ones(len(panel.questions)))
    draws = np.array([*resampled(panel, n_resamples, np.random.default_rng(seed))])
    lower, upper = widened(adjusted, draws, level, events_answered(panel))
    torn = int(np.isnan(draws).all(axis=1).sum())
    return DifficultyAdjustment(
        forecaster_table(panel, adjusted, lower, upper),
        question_table(panel, difficulty),
        level,
        n_resamples,
        torn,
    )


def fit(panel: Panel, times: Floats) -> tuple[Floats, Floats]:
    """Give adjusted scores and difficulties when each question counts so many times.

    Difficulties are eliminated, which leaves one equation for each forecaster. They determine
    the scores up to a constant; adding a constant matrix chooses the one with sum 0.
    """
    share = panel.weight / panel.weight.sum(axis=0)
    mean = (share * panel.score).sum(axis=0)
    weight = panel.weight * times
    matrix = np.diag(weight.sum(axis=1)) - weight @ share.T
    right = (weight * (panel.score - mean)).sum(axis=1)
    ability = np.linalg.solve(matrix + weight.sum() / len(matrix) ** 2, right)
    difficulty = mean - share.T @ ability
    centre = weighted_centre(panel, difficulty, times)
    return ability + centre, difficulty - centre


def weighted_centre(panel: Panel, difficulty: Floats, times: Floats) -> float:
    """Mean difficulty over questions."""
    each = times * panel.weight.sum(axis=0) / panel.answered.sum(axis=0)
    return float(each @ difficulty / each.sum())


def resampled(panel: Panel, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """Yield adjusted scores of resampled events; NaN where a resample does not tell."""
    for block in resamples(panel.events.count, draws, rng):
        yield from (refit(panel, times[panel.events.codes]) for times in block)


def refit(panel: Panel, times: Floats) -> Floats:
    """Fit the forecasters who answered a question that was drawn."""
    found = np.full(len(panel.forecasters), np.nan)
    drawn = times > 0
    there = panel.answered[:, drawn].any(axis=1)
    answered = panel.answered[np.ix_(there, drawn)]
    if groups(answered).max() == 0:
        found[there] = fit(part(panel, there, drawn), times[drawn])[0]
    return found


def part(panel: Panel, there: Booleans, drawn: Booleans) -> Panel:
    """Keep some forecasters and some questions."""
    keep = np.ix_(there, drawn)
    return Panel([], [], [], panel.score[keep], panel.weight[keep], panel.events)


def groups(answered: Booleans) -> Floats:
    """Give each forecaster the number, from 0, of the group that common questions connect."""
    group = np.full(len(answered), -1.0)
    for start in range(len(answered)):
        if group[start] < 0:
            group[reached(answered, start)] = group.max() + 1
    return group


def reached(answered: Booleans, start: int) -> Booleans:
    """Who is connected with a forecaster through questions."""
    who = np.zeros(len(answered), dtype=bool)
    grown = who.copy()
    grown[start] = True
    while (grown != who).any():
        who = grown
        grown = answered[:, answered[who].any(axis=0)].any(axis=1)
    return who


def refuse_groups(panel: Panel) -> None:
    """Refuse forecasters that fall apart into groups without common questions."""
    group = groups(panel.answered)
    if group.max() == 0:
        return
    named = [
        ", ".join(repr(panel.forecasters[int(i)]) for i in np.flatnonzero(group == number))
        for number in range(int(group.max()) + 1)
    ]
    problem = f"fall into {len(named)} groups without common questions: {'; '.join(named)}"
    raise ArgumentError("scores", f"{problem}; adjust each group by itself")


def warn_of_forecasters(panel: Panel, wanted: int) -> None:
    """Warn of forecasters who share few questions with the others."""
    shared = panel.answered[:, panel.answered.sum(axis=0) > 1].sum(axis=1)
    if (shared >= wanted).all():
        return
    least = int(shared.argmin())
    few = f"{int((shared < wanted).sum())} of {shared.size} forecasters share fewer than {wanted}"
    message = f"{few} questions with others; {panel.forecasters[least]!r} shares"
    warnings.warn(f"{message} {int(shared[least])}", OverlapWarning, stacklevel=3)


def events_answered(panel: Panel) -> Floats:
    """How many events each forecaster answered."""
    return np.array([np.unique(panel.events.codes[row]).size for row in panel.answered])


def widened(adjusted: Floats, draws: Floats, level: float, events: Floats) -> tuple[Floats, Floats]:
    """Percentiles of the draws, moved away from the estimate for few events."""
    low = limits(np.where(np.isnan(draws), -np.inf, draws), level)[0]
    high = limits(np.where(np.isnan(draws), np.inf, draws), level)[1]
    factor = np.array([widening(int(count), level) for count in events])
    single = np.isinf(factor)
    low[single], high[single], factor[single] = -np.inf, np.inf, 1.0
    return adjusted + factor * (low - adjusted), adjusted + factor * (high - adjusted)


def widening(events: int, level: float) -> float:
    """Student's limits over the normal limits of a bootstrap; infinite for one event."""
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - heavy, and for this only

    if events == 1:
        return math.inf
    student, normal = stdtrit(events - 1, (1 + level) / 2), ndtri((1 + level) / 2)
    return float(student / normal) * math.sqrt(events / (events - 1))


def forecaster_table(
    panel: Panel, adjusted: Floats, lower: Floats, upper: Floats
) -> "pd.DataFrame":
    """One row for each forecaster."""
    import pandas as pd  # noqa: PLC0415 - costs half a second

    raw = (panel.weight * panel.score).sum(axis=1) / panel.weight.sum(axis=1)
    columns = {
        "forecaster": panel.forecasters,
        "questions": panel.answered.sum(axis=1),
        "events": events_answered(panel),
        "raw": raw,
        "adjusted": adjusted,
        "lower": lower,
        "upper": upper,
    }
    return pd.DataFrame(columns)


def question_table(panel: Panel, difficulty: Floats) -> "pd.DataFrame":
    """One row for each question."""
    import pandas as pd  # noqa: PLC0415 - costs half a second

    columns = {
        "question": panel.questions,
        "event": [panel.event_names[int(code)] for code in panel.events.codes],
        "answers": panel.answered.sum(axis=0),
        "difficulty": difficulty,
    }
    return pd.DataFrame(columns)
