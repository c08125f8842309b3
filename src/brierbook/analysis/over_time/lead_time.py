"""Scores of the forecasts that stood a given time before their questions closed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import as_floats, check_flag
from brierbook.analysis.over_time.timeline import (
    Duration,
    GroupCodes,
    LengthLike,
    TimeLike,
    broadcast_times,
    choose_time_axis,
    encode_labels,
    encode_question_pairs,
    find_standing_rows,
    refuse_early_ends,
    take_group_values,
)
from brierbook.analysis.over_time.update_losses import (
    UpdateScore,
    check_forecast_times,
    score_update_rows,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LeadTimeScores", "score_by_lead_time"]


@dataclass(frozen=True, slots=True)
class LeadTimeScores:
    """Mean scores of the forecasts that stood at given lead times, in the order asked for.

    Attributes
    ----------
    lead : tuple of (float or timedelta)
        Time before the close.
    score : tuple of (float or None)
        Mean score; None where no forecast stood.
    n : tuple of int
        Number of forecasts in the mean: at most one for each question and forecaster.
    events : tuple of int
        Number of events among them.
    """

    lead: tuple[Duration, ...]
    score: tuple[float | None, ...]
    n: tuple[int, ...]
    events: tuple[int, ...]

    def to_frame(self) -> "pd.DataFrame":
        """One row a lead time; a score that is None is missing."""
        import pandas as pd

        names = ("lead", "score", "n", "events")
        frame = pd.DataFrame({name: list(getattr(self, name)) for name in names})
        return frame.astype({"score": "float64"})


def score_by_lead_time(  # noqa: PLR0913 - forecasts with their questions and events, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    time: TimeLike,
    closes: TimeLike,
    leads: LengthLike,
    question: npt.ArrayLike,
    forecaster: npt.ArrayLike | None = None,
    event: npt.ArrayLike | None = None,
    ends: TimeLike | None = None,
    score: UpdateScore = "brier",
    complete: bool = False,
) -> LeadTimeScores:
    r"""Mean score of the forecasts that stood a given time before their questions closed.

    .. math:: \bar S(l) = \frac{1}{n_l} \sum_{i:\,\text{stands at } c_i - l} S(y_i, p_i(c_i - l))

    Questions that were not yet forecast at a long lead are not in its mean, so that two leads may
    differ because their questions do; ``complete`` compares the same ones.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome of each row's question: 0 or 1, or what the callable ``score`` takes.
    p : array_like, shape (n,) or (n, K)
        The forecasts, in [0, 1].
    time : array_like, shape (n,)
        When each was made, as in `time_averaged_score`.
    closes : time or array_like
        When each row's question closed or was resolved. A forecast made then or later is ignored.
    leads : array_like
        Lengths of time before the close, at least 0: numbers in the unit of the times, or
        timedeltas beside instants. At lead 0 the last forecast before the close counts.
    question : array_like, shape (n,)
        The question of each row.
    forecaster : array_like, shape (n,), optional
        Who made each forecast; by default one forecaster made all.
    event : array_like, shape (n,), optional
        The event each question hangs on; by default every question is its own event.
    ends : array_like, shape (n,), optional
        When each forecast was withdrawn or ran out; missing means never.
    score : {"brier", "log"} or callable
        As in `time_averaged_score`.
    complete : bool
        Whether to keep only pairs of question and forecaster with a forecast at every lead.

    Returns
    -------
    LeadTimeScores
        In the unit of the score, with the number of forecasts and of events in each mean. A mean
        over no forecasts is None.

    Raises
    ------
    ArgumentError
        As `time_averaged_score`, and if a lead is negative, a name is missing, a question has two
        outcomes, closes or events, or a forecast ends before it was made.

    References
    ----------
    Means by horizon, as hubEvals gives them, https://hubverse-org.github.io/hubEvals/

    Examples
    --------
    >>> found = score_by_lead_time([1, 1, 0], [0.5, 0.9, 0.4], time=[0, 8, 6], closes=10,
    ...                            leads=[7, 1], question=["a", "a", "b"])
    >>> [round(score, 3) for score in found.score], found.n
    ([0.25, 0.085], (1, 2))
    """
    axis = choose_time_axis(closes, "closes")
    forecasts, made = check_forecast_times(p, axis.read(time, "time"))
    last = broadcast_times(axis.read(closes, "closes"), made.shape, "closes")
    outcomes = broadcast_times(as_floats(y, "y"), made.shape, "y")
    stop = axis.read_ends(ends, made.shape, "ends")
    refuse_early_ends(made, stop)
    loss = score_update_rows(outcomes, forecasts, score)
    asked = encode_labels(question, made.size, "question")[0]
    happening = asked if event is None else encode_labels(event, made.size, "event")[0]
    named = (("y", outcomes), ("closes", last), ("event", happening.astype(np.float64)))
    for name, values in named:
        take_group_values(values, asked, name, "question")
    pair = encode_question_pairs(asked, encode_labels(forecaster, made.size, "forecaster")[0])[0]
    lengths = np.atleast_1d(axis.read_lengths(leads, "leads")).ravel()
    rows = [
        find_standing_rows(pair, made, ends=stop, at=last - length, closes=last)
        for length in lengths
    ]
    rows = _keep_common_pairs(rows, pair) if check_flag(complete, "complete") else rows
    return LeadTimeScores(
        lead=tuple(axis.duration(float(length)) for length in lengths),
        score=tuple(float(loss[each].mean()) if each.size else None for each in rows),
        n=tuple(each.size for each in rows),
        events=tuple(np.unique(happening[each]).size for each in rows),
    )


def _keep_common_pairs(rows: list[GroupCodes], pair: GroupCodes) -> list[GroupCodes]:
    """Keep the pairs that have a forecast in every list."""
    kept = np.arange(pair.max() + 1)
    for each in rows:
        kept = np.intersect1d(kept, pair[each])
    return [each[np.isin(pair[each], kept)] for each in rows]
