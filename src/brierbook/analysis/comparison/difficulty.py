"""Scores of forecasters who answered different questions, freed of how hard those were."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.comparison.difficulty_fit import DifficultyFit
from brierbook.analysis.comparison.inference import MOST_OVERLAP
from brierbook.analysis.comparison.panel_sums import PanelLimits, panel_limits
from brierbook.analysis.numeric.arguments import Booleans, Floats, check_count
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.numeric.panel import OverlapWarning, Panel, arrange_panel
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "DifficultyAdjustment",
    "count_events_answered",
    "difficulty_adjusted_scores",
]


@dataclass(frozen=True, slots=True, eq=False)
class DifficultyAdjustment:
    """Forecasters and questions apart.

    Attributes
    ----------
    forecasters : pandas.DataFrame
        For each forecaster ``questions`` and ``events`` answered, the ``raw`` mean score, the
        ``adjusted`` one and its limits ``lower`` and ``upper``, in the unit of the score, and
        the ``rule`` behind these.
    questions : pandas.DataFrame
        For each question its ``event``, how many ``answers`` it has, and its ``difficulty``:
        how much more than on the mean question a forecaster loses on it.
    level : float
        Nominal coverage of the limits.
    """

    forecasters: "pd.DataFrame"
    questions: "pd.DataFrame"
    level: float

    def to_frame(self) -> "pd.DataFrame":
        """One row for each forecaster."""
        return self.forecasters.copy()


def difficulty_adjusted_scores(
    forecasts: object,
    *,
    bounds: tuple[float, float] | None = None,
    level: float = 0.9,
    min_overlap: int = 10,
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
    forecasts : data frame, of pandas, polars, pyarrow or another library
        One row for each answer: ``forecaster``, ``question``, ``score`` (a loss, finite), and
        if wanted ``event`` (of the question) and ``weight`` (of the row, at least 0; a row of
        weight 0 is left out), and ``if_yes`` and ``if_no``, what the score would have been had
        the question been answered by yes, and by no, or ``if_0``, ``if_1`` ... by each answer
        of a question that has others.
    bounds : (float, float), optional
        The least and the greatest that a score can be, such as (0, 1) for a Brier score; of no
        use where ``if_yes`` and ``if_no`` are there.
    level : float
        Nominal coverage of the limits, between 0 and 1.
    min_overlap : int
        Forecasters with fewer questions that anyone else answered are named in a warning.

    Returns
    -------
    DifficultyAdjustment
        An adjusted score is a sum over questions, of weights that do not depend on scores. Where
        the range of a score is known its limits are by the rule of
        :func:`brierbook.analysis.event_mean`; else Student's, marked ``approximate``. With one
        event there are none.

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
    Rubin (1981), doi:10.1214/aos/1176345338 (the limits)

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a", "easy", 0.1), ("a", "hard", 0.5), ("b", "hard", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> found = difficulty_adjusted_scores(scores, min_overlap=1)
    >>> found.to_frame()[["forecaster", "raw", "adjusted"]].round(3).values.tolist()
    [['a', 0.3, 0.3], ['b', 0.4, 0.2]]
    """
    refuse_resampling_options(level, 1, "n_resamples")
    panel = arrange_panel(forecasts, bounds)
    _refuse_disconnected(panel)
    _warn_of_low_overlap(panel, min_overlap)
    fit = DifficultyFit.of(panel)
    found = panel_limits(panel, fit.statistics(), count_events_answered(panel), level)
    difficulty = fit.difficulties(panel.score)
    return DifficultyAdjustment(
        _tabulate_forecasters(panel, found), _tabulate_questions(panel, difficulty), level
    )


def _connected_groups(answered: Booleans) -> Floats:
    """Give each forecaster the number, from 0, of the group that common questions connect."""
    group = np.full(len(answered), -1.0)
    for start in range(len(answered)):
        if group[start] < 0:
            group[_reach_forecasters(answered, start)] = group.max() + 1
    return group


def _reach_forecasters(answered: Booleans, start: int) -> Booleans:
    """Who is connected with a forecaster through questions."""
    who = np.zeros(len(answered), dtype=bool)
    grown = who.copy()
    grown[start] = True
    while (grown != who).any():
        who = grown
        grown = answered[:, answered[who].any(axis=0)].any(axis=1)
    return who


def _refuse_disconnected(panel: Panel) -> None:
    """Refuse forecasters that fall apart into groups without common questions."""
    group = _connected_groups(panel.answered)
    if group.max() == 0:
        return
    named = [
        ", ".join(repr(panel.forecasters[int(i)]) for i in np.flatnonzero(group == number))
        for number in range(int(group.max()) + 1)
    ]
    problem = f"fall into {len(named)} groups without common questions: {'; '.join(named)}"
    raise ArgumentError("forecasts", f"{problem}; adjust each group by itself")


def _warn_of_low_overlap(panel: Panel, wanted: int) -> None:
    """Warn of forecasters who share few questions with the others."""
    check_count(wanted, "min_overlap", least=0, most=MOST_OVERLAP)
    shared = panel.answered[:, panel.answered.sum(axis=0) > 1].sum(axis=1)
    if (shared >= wanted).all():
        return
    least = int(shared.argmin())
    few = f"{int((shared < wanted).sum())} of {shared.size} forecasters share fewer than {wanted}"
    message = f"{few} questions with others; {panel.forecasters[least]!r} shares"
    warnings.warn(f"{message} {int(shared[least])}", OverlapWarning, stacklevel=3)


def count_events_answered(panel: Panel) -> EventCodes:
    """How many events each forecaster answered."""
    return np.array([np.unique(panel.events.codes[row]).size for row in panel.answered])


def _tabulate_forecasters(panel: Panel, found: PanelLimits) -> "pd.DataFrame":
    """One row for each forecaster."""
    import pandas as pd

    raw = (panel.weight * panel.score).sum(axis=1) / panel.weight.sum(axis=1)
    columns = {
        "forecaster": panel.forecasters,
        "questions": panel.answered.sum(axis=1),
        "events": count_events_answered(panel),
        "raw": raw,
        "adjusted": found.value,
        "lower": found.lower,
        "upper": found.upper,
        "rule": found.rule,
    }
    return pd.DataFrame(columns)


def _tabulate_questions(panel: Panel, difficulty: Floats) -> "pd.DataFrame":
    """One row for each question."""
    import pandas as pd

    columns = {
        "question": panel.questions,
        "event": [panel.event_names[int(code)] for code in panel.events.codes],
        "answers": panel.answered.sum(axis=0),
        "difficulty": difficulty,
    }
    return pd.DataFrame(columns)
