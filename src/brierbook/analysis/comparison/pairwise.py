"""Forecasters who answered different questions, compared two by two on those they share."""

import math
import warnings
from collections.abc import Hashable, Iterator
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.comparison.inference import MOST_OVERLAP
from brierbook.analysis.comparison.panel_sums import LinearStatistics, panel_limits
from brierbook.analysis.numeric.arguments import Booleans, Floats, check_count, check_flag
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.labels import is_one_of_labels
from brierbook.analysis.numeric.panel import OverlapWarning, Panel, arrange_panel
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["pairwise_comparison", "relative_skill"]

COLUMNS = (
    "forecaster",
    "other",
    "questions",
    "events",
    "difference",
    "lower",
    "upper",
    "p_value",
    "rule",
)


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row of the table."""

    forecaster: Hashable
    other: Hashable
    questions: int
    events: int
    difference: float
    lower: float
    upper: float
    p_value: float
    rule: str

    def turned(self) -> "PairRow":
        """Turn the pair round."""
        return PairRow(
            self.other,
            self.forecaster,
            self.questions,
            self.events,
            -self.difference,
            -self.upper,
            -self.lower,
            self.p_value,
            self.rule,
        )


def pairwise_comparison(
    forecasts: object,
    *,
    skill: bool = True,
    baseline: Hashable | None = None,
    bounds: tuple[float, float] | None = None,
    level: float = 0.9,
    min_overlap: int = 10,
) -> "pd.DataFrame":
    r"""
    Compare every two forecasters on the questions that both answered.

    Mean scores over different questions compare questions as much as forecasters. Here the
    difference of forecasters i and k is

    .. math:: \bar d_{ik} = \frac{\sum_{j \in Q_i \cap Q_k} w_j (s_{ij} - s_{kj})}
              {\sum_{j \in Q_i \cap Q_k} w_j},

    with limits and p-value of the rule of :func:`brierbook.analysis.event_mean` where the range of
    a score is known, and :func:`relative_skill` summarises the
    ratios of mean scores of all pairs. The p-values are not corrected for their number.

    Parameters
    ----------
    forecasts : data frame, of pandas, polars, pyarrow or another library
        One row for each answer: ``forecaster``, ``question``, ``score`` (a loss, finite), and
        if wanted ``event`` (of the question) and ``weight`` (of the question, at least 0), and
        if wanted ``if_yes`` and ``if_no``, what the score would have been had the question been
        answered by yes, and by no, or ``if_0``, ``if_1`` ... by each answer of a question that
        has others: with them a difference is known to lie between what can occur together.
    skill : bool
        Whether to add the columns ``ratio`` and ``relative_skill``, which need scores of at
        least 0.
    baseline : hashable, optional
        The forecaster whose relative skill is made 1.
    bounds : (float, float), optional
        The least and the greatest that a score can be, such as (0, 1) for a Brier score.
    level : float
        Nominal coverage of the limits, between 0 and 1.
    min_overlap : int
        Pairs that share fewer questions are named in a warning.

    Returns
    -------
    pandas.DataFrame
        Two rows for each pair, one either way round: ``forecaster``, ``other``, ``questions``
        and ``events`` they share, ``difference`` (negative if ``forecaster`` did better),
        ``lower``, ``upper``, ``p_value``, ``rule``, ``ratio`` (of the mean scores on the shared
        questions) and ``relative_skill`` of ``forecaster``. The rule is ``bounded`` where the
        range of a score is known; else limits and p-value are Student's, marked ``approximate``,
        and carry no claim. With fewer than two events in common there are no limits; with none
        the difference and the ratio are NaN too.

    Warns
    -----
    OverlapWarning
        If a pair shares fewer than ``min_overlap`` questions.

    Raises
    ------
    ArgumentError
        If a column is absent or a value outside its domain, a forecaster has two rows for a
        question, weight or event differ between rows of a question, there are fewer than two
        forecasters, or the relative skill does not exist.

    References
    ----------
    Cramer et al. (2022), doi:10.1073/pnas.2113561119 (ratios on shared questions);
    Rubin (1981), doi:10.1214/aos/1176345338 (limits)

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a", "q1", 0.1), ("b", "q1", 0.2), ("a", "q2", 0.2), ("b", "q2", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> table = pairwise_comparison(scores, min_overlap=2)
    >>> table[["forecaster", "other", "questions", "difference", "ratio"]].round(3).values.tolist()
    [['a', 'b', 2, -0.15, 0.5], ['b', 'a', 2, 0.15, 2.0]]
    """
    import pandas as pd

    refuse_resampling_options(level, 1, "n_resamples")
    panel = _check_pairable(forecasts, bounds)
    check_flag(skill, "skill")
    _warn_of_sparse_pairs(panel, min_overlap)
    pairs = [row for pair in _compare_all_pairs(panel, level) for row in pair]
    table = pd.DataFrame([astuple(pair) for pair in pairs], columns=[*COLUMNS])
    order = {name: place for place, name in enumerate(panel.forecasters)}
    table = table.sort_values(
        ["forecaster", "other"], key=lambda names: names.map(order), ignore_index=True
    )
    return _add_relative_skill(table, panel, baseline) if skill else table


def relative_skill(
    forecasts: object, *, baseline: Hashable | None = None, min_overlap: int = 10
) -> "pd.Series[float]":
    r"""
    Summarise the ratios of mean scores of a forecaster to those of all others.

    .. math:: \theta_i = \Bigl( \prod_k \frac{\bar s_i(Q_i \cap Q_k)}{\bar s_k(Q_i \cap Q_k)}
              \Bigr)^{1/m_i},

    the geometric mean over the :math:`m_i` forecasters k, i itself among them with ratio 1, with
    whom i shares a question. Below 1 is better than the others. With a baseline all values are
    divided by its own.

    Parameters
    ----------
    forecasts : data frame, of pandas, polars, pyarrow or another library
        As for :func:`pairwise_comparison`, with scores of at least 0.
    baseline : hashable, optional
        The forecaster whose relative skill is made 1.
    min_overlap : int
        Pairs that share fewer questions are named in a warning.

    Returns
    -------
    pandas.Series
        Relative skill of each forecaster, by name, without unit. A forecaster without any loss
        on what is shared with another has 0; two such have ratio 1.

    Warns
    -----
    OverlapWarning
        If a pair shares fewer than ``min_overlap`` questions.

    Raises
    ------
    ArgumentError
        As :func:`pairwise_comparison`; and if a score is below 0, the baseline is absent or has
        a skill of 0 or infinity, or ratios of 0 and of infinity meet in one product.

    References
    ----------
    Cramer et al. (2022), Evaluation of individual and ensemble probabilistic forecasts of
    COVID-19 mortality in the United States, doi:10.1073/pnas.2113561119

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a", "q1", 0.1), ("b", "q1", 0.4), ("a", "q2", 0.1), ("b", "q2", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> relative_skill(scores, baseline="b", min_overlap=2).round(3).to_dict()
    {'a': 0.25, 'b': 1.0}
    """
    panel = _check_pairable(forecasts)
    _warn_of_sparse_pairs(panel, min_overlap)
    return _relative_skills(panel, baseline)


def _check_pairable(scores: object, bounds: tuple[float, float] | None = None) -> Panel:
    """Check the table for pairs: two forecasters, and weights that belong to questions."""
    panel = arrange_panel(scores, bounds)
    if len(panel.forecasters) < 2:  # noqa: PLR2004 - a pair
        raise ArgumentError("forecasts", "has one forecaster; two are needed to compare")
    least = np.where(panel.answered, panel.weight, np.inf).min(axis=0)
    uneven = least != panel.weight.max(axis=0)
    if uneven.any():
        question = panel.questions[int(np.argmax(uneven))]
        raise ArgumentError("forecasts.weight", f"differs between rows of question {question!r}")
    return panel


def _warn_of_sparse_pairs(panel: Panel, wanted: int) -> None:
    """Warn of pairs that share few questions."""
    check_count(wanted, "min_overlap", least=0, most=MOST_OVERLAP)
    shared = panel.answered.astype(int) @ panel.answered.T.astype(int)
    first, second = np.triu_indices(len(shared), 1)
    overlap = shared[first, second]
    if (overlap >= wanted).all():
        return
    least = int(overlap.argmin())
    one, two = (panel.forecasters[int(side[least])] for side in (first, second))
    few = f"{int((overlap < wanted).sum())} of {overlap.size} pairs of forecasters"
    message = f"{few} share fewer than {wanted} questions; {one!r} and {two!r} share"
    warnings.warn(f"{message} {int(overlap[least])}", OverlapWarning, stacklevel=3)


def _compare_all_pairs(panel: Panel, level: float) -> Iterator[tuple[PairRow, PairRow]]:
    """Compare each pair once, and turn it round."""
    for one in range(len(panel.forecasters) - 1):
        others = np.arange(one + 1, len(panel.forecasters))
        both = panel.answered[one] & panel.answered[others]
        events = np.array([np.unique(panel.events.codes[row]).size for row in both])
        found = panel_limits(panel, _pair_statistics(panel, one, others, both), events, level)
        for place, two in enumerate(others):
            shared = int(both[place].sum())
            pair = PairRow(
                panel.forecasters[one],
                panel.forecasters[int(two)],
                shared,
                int(events[place]),
                float(found.value[place]) if shared else math.nan,
                float(found.lower[place]),
                float(found.upper[place]),
                float(found.p_value[place]),
                found.rule,
            )
            yield pair, pair.turned()


def _pair_statistics(
    panel: Panel, one: int, others: npt.NDArray[np.intp], both: Booleans
) -> LinearStatistics:
    """Say what questions add to the mean differences of one forecaster from others."""
    weight = both * panel.weight[one]
    total = weight.sum(axis=1, keepdims=True)
    share = np.divide(weight, total, out=np.zeros(weight.shape), where=total > 0)
    return LinearStatistics.averages(lambda score: share * (score[one] - score[others]), share)


def _add_relative_skill(
    table: "pd.DataFrame", panel: Panel, baseline: Hashable | None
) -> "pd.DataFrame":
    """Add the ratios and the relative skill."""
    skill, ratio = _relative_skills(panel, baseline), np.exp(_log_score_ratios(panel))
    beside = ~np.eye(len(ratio), dtype=bool)
    return table.assign(ratio=ratio[beside], relative_skill=table["forecaster"].map(skill))


def _relative_skills(panel: Panel, baseline: Hashable | None) -> "pd.Series[float]":
    """Geometric means of the ratios, over that of the baseline."""
    import pandas as pd

    logs = _log_score_ratios(panel)
    torn = np.isposinf(logs).any(axis=1) & np.isneginf(logs).any(axis=1)
    if torn.any():
        name = panel.forecasters[int(np.argmax(torn))]
        problem = f"give {name!r} a relative skill of 0 times infinity; pass skill=False"
        raise ArgumentError("forecasts", problem)
    theta = np.nanmean(logs, axis=1)
    if baseline is not None:
        theta = theta - _log_baseline_skill(panel, theta, baseline)
    return pd.Series(np.exp(theta), index=panel.forecasters, name="relative_skill")


def _log_baseline_skill(panel: Panel, theta: Floats, baseline: Hashable) -> float:
    """Logarithm of the baseline's skill."""
    if not is_one_of_labels(baseline, panel.forecasters):
        raise ArgumentError("baseline", f"{baseline!r} is not among the forecasters")
    found = float(theta[panel.forecasters.index(baseline)])
    if not math.isfinite(found):
        raise ArgumentError("baseline", f"{baseline!r} has a relative skill of 0 or infinity")
    return found


def _log_score_ratios(panel: Panel) -> Floats:
    """Logarithms of the ratios of mean scores, each row over each column; NaN without overlap."""
    if (panel.score < 0).any():
        who, what = (int(i[0]) for i in np.nonzero(panel.score < 0))
        place = f"{panel.questions[what]!r} by {panel.forecasters[who]!r}"
        problem = f"is below 0 for {place}, and ratios need losses of at least 0; pass skill=False"
        raise ArgumentError("forecasts.score", problem)
    mine = (panel.weight * panel.score) @ panel.answered.T
    theirs = mine.T
    shared = panel.answered.astype(int) @ panel.answered.T.astype(int)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(mine) - np.log(theirs)
    logs[(mine == 0) & (theirs == 0)] = 0.0
    return np.where(shared > 0, logs, np.nan)
