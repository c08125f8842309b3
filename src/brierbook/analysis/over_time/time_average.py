"""Scores of forecasts that were updated: the score is averaged over time, the probability never."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats
from brierbook.analysis.over_time.timeline import (
    Duration,
    Instant,
    QuestionWindow,
    TimeAxis,
    TimeLike,
    choose_time_axis,
    encode_labels,
    encode_question_pairs,
    find_standing_pieces,
    first_stop_after,
    refuse_early_ends,
    refuse_empty_windows,
    refuse_several_values,
    take_group_values,
)
from brierbook.analysis.over_time.update_losses import (
    UpdateScore,
    check_forecast_times,
    score_update_rows,
)
from brierbook.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TimeAverage",
    "read_withdrawals",
    "time_averaged_score",
    "time_averaged_scores",
]

COLUMNS = ("question", "forecaster", "time", "p", "opens", "closes", "y")


@dataclass(frozen=True, slots=True)
class TimeAverage:
    """A score averaged over the time in which a forecast stood.

    Attributes
    ----------
    score : float or None
        The average; None if no forecast stood inside the window. It is never NaN.
    coverage : float
        Share of the window in which a forecast stood, from 0 to 1.
    stood : float or timedelta
        Time in which a forecast stood, in the unit of the times.
    opens, closes : float or datetime
        The window; instants are in UTC.
    updates : int
        Number of forecasts given.
    used : int
        Number of those that stood for some time inside the window.
    """

    score: float | None
    coverage: float
    stood: Duration
    opens: Instant
    closes: Instant
    updates: int
    used: int

    def to_frame(self) -> "pd.DataFrame":
        """One row; a score that is None is missing."""
        import pandas as pd

        names = ("score", "coverage", "stood", "opens", "closes", "updates", "used")
        frame = pd.DataFrame([[getattr(self, name) for name in names]], columns=[*names])
        return frame.astype({"score": "float64"})


def time_averaged_score(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    time: TimeLike,
    opens: TimeLike,
    closes: TimeLike,
    score: UpdateScore = "brier",
    withdrawn: TimeLike | None = None,
) -> TimeAverage:
    r"""Average the score of one forecaster's standing forecast over time, for one question.

    With :math:`p(t)` the forecast that stands at time t, and A the part of the window
    :math:`[o, c)` in which one stands,

    .. math:: \bar S = \frac{1}{|A|} \int_A S(y, p(t))\,dt,
              \qquad \text{coverage} = \frac{|A|}{c - o}.

    A forecast stands from when it was made until the next one, a withdrawal, or the close. One
    made before the window counts from its opening; one made at or after the close never stands.
    The probability itself is never averaged, time without a forecast is not filled in, and late
    joiners show a low coverage instead of a low score.

    Parameters
    ----------
    y : float
        The outcome: 0 or 1, or what the callable ``score`` takes.
    p : array_like, shape (n,) or (n, K)
        The forecasts, in [0, 1]; rows of K numbers need a callable.
    time : array_like, shape (n,)
        When each was made, in any order. Of forecasts made at one time the one given last wins.
        Times are finite numbers in any unit, aware datetimes, or datetime64 (which has no zone
        and is read as UTC), all in one of these kinds; a naive datetime is refused. Instants
        count to the microsecond, and durations are elapsed time across a change of clocks.
    opens, closes : time
        The window; it must be longer than 0.
    score : {"brier", "log"} or callable
        `brier_score` (0 to 1; twice it is the scale of Fatebook and Good Judgment), `log_score`
        (in nats, infinite for a certain miss that stood for any time), or a function of ``y`` and
        one forecast that gives a number, such as `ranked_probability_score`.
    withdrawn : time or array_like, optional
        When the forecaster withdrew; nothing stands from then until the next update. An update
        made at that very time stands.

    Returns
    -------
    TimeAverage
        ``score``, in the unit of the score (lower is better), is None if nothing stood.

    Raises
    ------
    ArgumentError
        If an outcome or a forecast is outside its domain or missing, the shapes differ, a time is
        missing, infinite or without a zone, times mix numbers and instants, the window holds no
        time, or the callable gives NaN.

    References
    ----------
    Mellers et al. (2014), https://doi.org/10.1177/0956797614524255, average daily scores in the
    same way; here the days are infinitely short.

    Examples
    --------
    Half a day at 0, half a day at 1, and it happened:

    >>> found = time_averaged_score(1, [0, 1], time=[0, 12], opens=0, closes=24)
    >>> found.score, found.coverage
    (0.5, 1.0)

    Joining on the last of ten days neither helps nor hurts the score:

    >>> late = time_averaged_score(1, 0.5, time=9, opens=0, closes=10)
    >>> late.score, late.coverage
    (0.25, 0.1)
    """
    window = QuestionWindow.read(opens, closes)
    axis, first, last = window.axis, window.opens, window.closes
    forecasts, made = check_forecast_times(p, axis.read(time, "time"))
    loss = score_update_rows(refuse_several_values(as_floats(y, "y"), "y"), forecasts, score)
    ends = first_stop_after(made, read_withdrawals(axis, withdrawn))
    codes = np.zeros(made.size, dtype=np.intp)
    pieces = find_standing_pieces(codes, made, ends=ends, opens=first, closes=last)
    stood = float(pieces.stood(1)[0])
    return TimeAverage(
        score=_replace_nan(pieces.means(loss[pieces.row], 1)[0]),
        coverage=min(stood / window.length, 1.0),
        stood=axis.duration(stood),
        opens=axis.instant(first),
        closes=axis.instant(last),
        updates=made.size,
        used=pieces.row.size,
    )


def time_averaged_scores(
    forecasts: "pd.DataFrame", *, score: UpdateScore = "brier"
) -> "pd.DataFrame":
    """Average scores over time for many questions and forecasters at once.

    Each pair of question and forecaster is scored as by `time_averaged_score`.

    Parameters
    ----------
    forecasts : DataFrame
        One row a forecast, with the columns ``question``, ``forecaster``, ``time``, ``p``,
        ``opens``, ``closes`` and ``y``; the last three are the same in all rows of a question.
        A column ``ends`` may say when a forecast was withdrawn or ran out (missing: never).
        Others are ignored.
    score : {"brier", "log"} or callable
        As in `time_averaged_score`.

    Returns
    -------
    DataFrame
        One row for each question and forecaster, sorted, with the columns ``question``,
        ``forecaster``, ``score`` (missing where nothing stood), ``coverage``, ``stood``,
        ``opens``, ``closes`` (instants as datetime64 in UTC without a zone), ``updates`` and
        ``used``.

    Raises
    ------
    ArgumentError
        As `time_averaged_score`, and if a column is absent, a name is missing, a question has two
        windows or two outcomes, or a forecast ends before it was made. The index is that of the
        row, counted from 0.

    References
    ----------
    As `time_averaged_score`.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"question": ["rain", "rain", "snow"], "forecaster": "ann",
    ...                      "time": [0, 5, 9], "p": [0.0, 1.0, 0.5], "y": [1, 1, 0],
    ...                      "opens": 0, "closes": 10})
    >>> time_averaged_scores(rows)[["question", "score", "coverage"]].to_numpy().tolist()
    [['rain', 0.5, 1.0], ['snow', 0.25, 0.1]]
    """
    _refuse_absent_columns(forecasts)
    axis = choose_time_axis(_take_column(forecasts, "opens"))
    places = {
        name: axis.read(_take_column(forecasts, name), name) for name in ("time", "opens", "closes")
    }
    refuse_empty_windows(places["opens"], places["closes"])
    said, made = check_forecast_times(_take_column(forecasts, "p"), places["time"])
    outcomes = as_floats(_take_column(forecasts, "y"), "y")
    loss = score_update_rows(outcomes, said, score)
    question = encode_labels(_take_column(forecasts, "question"), made.size, "question")[0]
    for name, values in (("y", outcomes), ("opens", places["opens"]), ("closes", places["closes"])):
        take_group_values(values, question, name, "question")
    ends = axis.read_ends(
        _take_column(forecasts, "ends") if "ends" in forecasts else None, made.shape, "ends"
    )
    refuse_early_ends(made, ends)
    forecaster = encode_labels(_take_column(forecasts, "forecaster"), made.size, "forecaster")[0]
    pair, row = encode_question_pairs(question, forecaster)
    first, last = places["opens"], places["closes"]
    pieces = find_standing_pieces(pair, made, ends=ends, opens=first, closes=last)
    stood = pieces.stood(row.size)
    made_of = {
        "score": pieces.means(loss[pieces.row], row.size),
        "coverage": np.minimum(stood / (last - first)[row], 1.0),
        "stood": axis.durations(stood),
        "opens": axis.instants(first[row]),
        "closes": axis.instants(last[row]),
        "updates": np.bincount(pair),
        "used": np.bincount(pieces.group, minlength=row.size),
    }
    names = forecasts[["question", "forecaster"]].iloc[row].reset_index(drop=True)
    return names.assign(**made_of)


def read_withdrawals(axis: TimeAxis, withdrawn: TimeLike | None) -> Floats:
    """Read when forecasts were withdrawn, if ever."""
    return np.empty(0) if withdrawn is None else axis.read(withdrawn, "withdrawn")


def _replace_nan(value: float) -> float | None:
    """Turn NaN, which stands for nothing to average, into None."""
    return None if math.isnan(value) else float(value)


def _refuse_absent_columns(frame: object) -> None:
    """Refuse a frame without rows or without a column that is needed."""
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        problem = (
            f"is a {type(frame).__name__}; give a data frame of pandas, which keeps time zones"
        )
        raise ArgumentError("forecasts", problem)
    absent = [name for name in COLUMNS if name not in frame]
    if absent:
        raise ArgumentError(
            "forecasts", f"has no column {absent[0]!r}; it needs {', '.join(COLUMNS)}"
        )
    if frame.empty:
        raise ArgumentError("forecasts", "has no rows; at least one forecast is needed")


def _take_column(frame: "pd.DataFrame", name: str) -> Any:  # noqa: ANN401 - pandas keeps its own types
    """Take a column."""
    return frame[name]
