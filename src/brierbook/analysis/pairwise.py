"""Forecasters who answered different questions, compared two by two on those they share."""

import math
import warnings
from collections.abc import Hashable, Iterator
from dataclasses import astuple, dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from brierbook.analysis.arrays import Floats
from brierbook.analysis.clusters import Clusters, check_resampling
from brierbook.analysis.inference import NOTHING_KNOWN, Inference
from brierbook.analysis.loss_difference import EventSums, by_appearance
from brierbook.analysis.panel import OverlapWarning, Panel, as_panel
from brierbook.analysis.resampling import event_bootstrap, sign_flips
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["OverlapWarning", "pairwise_comparison", "relative_skill"]

NO_EVENTS = Clusters(np.zeros(0, dtype=np.intp), 0)
COLUMNS = (
    "forecaster",
    "other",
    "questions",
    "events",
    "difference",
    "lower",
    "upper",
    "p_value",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of the table."""

    forecaster: Hashable
    other: Hashable
    questions: int
    events: int
    difference: float
    lower: float
    upper: float
    p_value: float

    def turned(self) -> "Pair":
        """Turn the pair round."""
        return Pair(
            self.other,
            self.forecaster,
            self.questions,
            self.events,
            -self.difference,
            -self.upper,
            -self.lower,
            self.p_value,
        )


def pairwise_comparison(
    scores: object,
    *,
    skill: bool = True,
    baseline: Hashable | None = None,
    level: float = 0.9,
    min_overlap: int = 10,
    seed: int | np.random.Generator = 0,
    n_resamples: int = 1999,
) -> "pd.DataFrame":
    r"""
    Compare every two forecasters on the questions that both answered.

    Mean scores over different questions compare questions as much as forecasters. Here the
    difference of forecasters i and k is

    .. math:: \bar d_{ik} = \frac{\sum_{j \in Q_i \cap Q_k} w_j (s_{ij} - s_{kj})}
              {\sum_{j \in Q_i \cap Q_k} w_j},

    with limits and p-value from the event bootstrap of
    :func:`brierbook.analysis.comparison.compare`, and :func:`relative_skill` summarises the
    ratios of mean scores of all pairs. The p-values are not corrected for their number.

    Parameters
    ----------
    scores : data frame, of pandas, polars, pyarrow or another library
        One row for each answer: ``forecaster``, ``question``, ``score`` (a loss, finite), and
        if wanted ``event`` (of the question) and ``weight`` (of the question, at least 0).
    skill : bool
        Whether to add the columns ``ratio`` and ``relative_skill``, which need scores of at
        least 0.
    baseline : hashable, optional
        The forecaster whose relative skill is made 1.
    level : float
        Coverage of the limits, between 0 and 1.
    min_overlap : int
        Pairs that share fewer questions are named in a warning.
    seed : int or numpy.random.Generator
        Where resampling starts.
    n_resamples : int
        Number of resamples for each pair.

    Returns
    -------
    pandas.DataFrame
        Two rows for each pair, one either way round: ``forecaster``, ``other``, ``questions``
        and ``events`` they share, ``difference`` (negative if ``forecaster`` did better),
        ``lower``, ``upper``, ``p_value``, ``ratio`` (of the mean scores on the shared
        questions) and ``relative_skill`` of ``forecaster``. With one event in common the
        limits are infinite; with none the difference and the ratio are NaN too. A pair whose
        events all differ by the same amount has the limits and the p-value of the sign-flip
        test.

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
    Hall (1988), doi:10.1214/aos/1176350933 (limits)

    Examples
    --------
    >>> import pandas as pd
    >>> rows = [("a", "q1", 0.1), ("b", "q1", 0.2), ("a", "q2", 0.2), ("b", "q2", 0.4)]
    >>> scores = pd.DataFrame(rows, columns=["forecaster", "question", "score"])
    >>> table = pairwise_comparison(scores, min_overlap=2)
    >>> table[["forecaster", "other", "questions", "difference", "ratio"]].round(3).values.tolist()
    [['a', 'b', 2, -0.15, 0.5], ['b', 'a', 2, 0.15, 2.0]]
    """
    import pandas as pd  # noqa: PLC0415 - costs half a second

    check_resampling(level, n_resamples, "n_resamples")
    panel = as_pairable(scores)
    warn_of_pairs(panel, min_overlap)
    pairs = [row for pair in all_pairs(panel, level, n_resamples, seed) for row in pair]
    table = pd.DataFrame([astuple(pair) for pair in pairs], columns=[*COLUMNS])
    order = {name: place for place, name in enumerate(panel.forecasters)}
    table = table.sort_values(
        ["forecaster", "other"], key=lambda names: names.map(order), ignore_index=True
    )
    return with_skill(table, panel, baseline) if skill else table


def relative_skill(
    scores: object, *, baseline: Hashable | None = None, min_overlap: int = 10
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
    scores : data frame, of pandas, polars, pyarrow or another library
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
    panel = as_pairable(scores)
    warn_of_pairs(panel, min_overlap)
    return skill_of(panel, baseline)


def as_pairable(scores: object) -> Panel:
    """Check the table for pairs: two forecasters, and weights that belong to questions."""
    panel = as_panel(scores)
    if len(panel.forecasters) < 2:  # noqa: PLR2004 - a pair
        raise ArgumentError("scores", "has one forecaster; two are needed to compare")
    least = np.where(panel.answered, panel.weight, np.inf).min(axis=0)
    uneven = least != panel.weight.max(axis=0)
    if uneven.any():
        question = panel.questions[int(np.argmax(uneven))]
        raise ArgumentError("scores.weight", f"differs between rows of question {question!r}")
    return panel


def warn_of_pairs(panel: Panel, wanted: int) -> None:
    """Warn of pairs that share few questions."""
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


def all_pairs(
    panel: Panel, level: float, n_resamples: int, seed: int | np.random.Generator
) -> Iterator[tuple[Pair, Pair]]:
    """Compare each pair once, and turn it round."""
    for one, two in combinations(range(len(panel.forecasters)), 2):
        shared, sums = shared_sums(panel, one, two)
        found = of_pair(sums, level, n_resamples, seed)
        pair = Pair(
            panel.forecasters[one],
            panel.forecasters[two],
            shared,
            sums.count,
            sums.mean if shared else math.nan,
            found.lower,
            found.upper,
            found.p_value,
        )
        yield pair, pair.turned()


def shared_sums(panel: Panel, one: int, two: int) -> tuple[int, EventSums]:
    """How many questions two forecasters share, and their differences by event."""
    both = panel.answered[one] & panel.answered[two]
    events = by_appearance(panel.events.codes[both]) if both.any() else NO_EVENTS
    weight = panel.weight[one][both]
    difference = panel.score[one][both] - panel.score[two][both]
    sums = EventSums(events.totals(weight * difference), events.totals(weight))
    return int(both.sum()), sums


def of_pair(
    sums: EventSums, level: float, n_resamples: int, seed: int | np.random.Generator
) -> Inference:
    """Limits and p-value; none without events, and the sign flips where nothing varies."""
    if sums.count == 0:
        return NOTHING_KNOWN
    method = sign_flips if sums.flat and sums.mean != 0 else event_bootstrap
    return method(sums, level=level, n_resamples=n_resamples, seed=seed)


def with_skill(table: "pd.DataFrame", panel: Panel, baseline: Hashable | None) -> "pd.DataFrame":
    """Add the ratios and the relative skill."""
    skill, ratio = skill_of(panel, baseline), np.exp(log_ratios(panel))
    beside = ~np.eye(len(ratio), dtype=bool)
    return table.assign(ratio=ratio[beside], relative_skill=table["forecaster"].map(skill))


def skill_of(panel: Panel, baseline: Hashable | None) -> "pd.Series[float]":
    """Geometric means of the ratios, over that of the baseline."""
    import pandas as pd  # noqa: PLC0415 - costs half a second

    logs = log_ratios(panel)
    torn = np.isposinf(logs).any(axis=1) & np.isneginf(logs).any(axis=1)
    if torn.any():
        name = panel.forecasters[int(np.argmax(torn))]
        problem = f"give {name!r} a relative skill of 0 times infinity; pass skill=False"
        raise ArgumentError("scores", problem)
    theta = np.nanmean(logs, axis=1)
    if baseline is not None:
        theta = theta - log_of_baseline(panel, theta, baseline)
    return pd.Series(np.exp(theta), index=panel.forecasters, name="relative_skill")


def log_of_baseline(panel: Panel, theta: Floats, baseline: Hashable) -> float:
    """Logarithm of the baseline's skill."""
    if baseline not in panel.forecasters:
        raise ArgumentError("baseline", f"{baseline!r} is not among the forecasters")
    found = float(theta[panel.forecasters.index(baseline)])
    if not math.isfinite(found):
        raise ArgumentError("baseline", f"{baseline!r} has a relative skill of 0 or infinity")
    return found


def log_ratios(panel: Panel) -> Floats:
    """Logarithms of the ratios of mean scores, each row over each column; NaN without overlap."""
    if (panel.score < 0).any():
        who, what = (int(i[0]) for i in np.nonzero(panel.score < 0))
        place = f"{panel.questions[what]!r} by {panel.forecasters[who]!r}"
        problem = f"is below 0 for {place}, and ratios need losses of at least 0; pass skill=False"
        raise ArgumentError("scores.score", problem)
    mine = (panel.weight * panel.score) @ panel.answered.T
    theirs = mine.T
    shared = panel.answered.astype(int) @ panel.answered.T.astype(int)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(mine) - np.log(theirs)
    logs[(mine == 0) & (theirs == 0)] = 0.0
    return np.where(shared > 0, logs, np.nan)
