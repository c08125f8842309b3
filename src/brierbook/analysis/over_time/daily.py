"""Daily scores as in the Good Judgment Project, beside the median forecaster of each day."""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from brierbook.analysis.numeric.arguments import Floats, as_floats
from brierbook.analysis.over_time.timeline import (
    QuestionWindow,
    StandingPieces,
    TimeAxis,
    TimeLike,
    encode_labels,
    find_standing_pieces,
    refuse_early_ends,
    refuse_several_values,
)
from brierbook.analysis.over_time.update_losses import (
    check_forecast_times,
    refuse_missing_outcomes,
    refuse_nonbinary_outcomes,
)
from brierbook.analysis.scores.binary import brier_score
from brierbook.analysis.scores.categorical import categorical_brier_score
from brierbook.analysis.scores.ordered import gjp_ordered_score
from brierbook.errors import ArgumentError, FormError
from brierbook.forecasts.when import find_time_zone

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

__all__ = ["DailyScores", "daily_score"]


@dataclass(frozen=True, slots=True)
class DailyScores:
    """Daily scores of the forecasters of one question, in the order of their names.

    Attributes
    ----------
    forecaster : tuple
        The names.
    score : tuple of (float or None)
        Mean over the days with a forecast, from 0 to 2; None for a forecaster without such a day.
    relative : tuple of (float or None)
        Mean distance from the daily median times the share of days; below 0 is better.
    scored : tuple of int
        Number of days with a forecast.
    share : tuple of float
        That number divided by ``days``.
    days : int
        Number of days of the question.
    """

    forecaster: tuple[Hashable, ...]
    score: tuple[float | None, ...]
    relative: tuple[float | None, ...]
    scored: tuple[int, ...]
    share: tuple[float, ...]
    days: int

    def to_frame(self) -> "pd.DataFrame":
        """One row a forecaster; a score that is None is missing."""
        import pandas as pd

        names = ("forecaster", "score", "relative", "scored", "share", "days")
        frame = pd.DataFrame({name: getattr(self, name) for name in names})
        return frame.astype({"score": "float64", "relative": "float64"})


def daily_score(  # noqa: PLR0913 - one question, with its days and its forecasters, by keyword
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    time: TimeLike,
    opens: TimeLike,
    closes: TimeLike,
    forecaster: npt.ArrayLike | None = None,
    ends: TimeLike | None = None,
    ordered: bool = False,
    zone: str = "UTC",
) -> DailyScores:
    r"""Daily scores of one question as in the Good Judgment Project, with the relative score.

    On each of the D days that end inside the window, a forecaster is scored by the forecast that
    stands at the end of the day, carried forward until it is replaced or withdrawn. With
    :math:`D_i` the days on which forecaster i has one, and :math:`m_d` the median on day d,

    .. math:: S_i = \frac{1}{|D_i|} \sum_{d \in D_i} S(y, p_{id}), \qquad
              R_i = \frac{|D_i|}{D} \cdot \frac{1}{|D_i|} \sum_{d \in D_i} (S(y, p_{id}) - m_d).

    Parameters
    ----------
    y : float
        The outcome: 0 or 1, or the index of the option that happened.
    p : array_like, shape (n,) or (n, K)
        Probabilities of 1, or of K options; each row sums to 1 within 1e-9.
    time : array_like, shape (n,)
        When each forecast was made, as in `time_averaged_score`. For numbers a day is one unit
        and begins at a whole number; for instants it is a civil day of ``zone``, of whatever
        length the clocks made it.
    opens, closes : time
        The window. The day on which it opens counts, the day on which it closes only if it closes
        at the end of that day.
    forecaster : array_like, shape (n,), optional
        Who made each forecast; by default all were made by one, whose name is None.
    ends : array_like, shape (n,), optional
        When each forecast was withdrawn or ran out; missing means never.
    ordered : bool
        Whether the options have an order; they are then scored by `gjp_ordered_score`.
    zone : str
        IANA name of the zone whose midnights part the days.

    Returns
    -------
    DailyScores
        Scores from 0 to 2: twice `brier_score`, or `categorical_brier_score`. The relative score
        of a forecaster who is alone is 0.

    Raises
    ------
    ArgumentError
        As `time_averaged_score`, and if no day ends inside the window, a forecast ends before it
        was made, a name is missing, or the zone is not known.

    References
    ----------
    Mellers et al. (2014), https://doi.org/10.1177/0956797614524255;
    Good Judgment Open, https://www.gjopen.com/faq, question 4;
    the days that count: https://www.cultivatelabs.com/support/forecasts/user-experience/forecasted-no-score

    Examples
    --------
    >>> found = daily_score(1, [0.9, 0.95, 0.5], time=[1, 4, 6], opens=1, closes=8,
    ...                     forecaster=["ann", "ann", "bob"])
    >>> [round(score, 4) for score in found.score], found.share[0]
    ([0.0114, 0.5], 1.0)
    >>> [round(score, 5) for score in found.relative]
    [-0.07071, 0.07071]
    """
    window = QuestionWindow.read(opens, closes)
    if not isinstance(zone, str):
        raise ArgumentError("zone", f"is {zone!r}; give a name such as 'Europe/Kyiv'")
    axis, span = window.axis, _days_in_window(window, zone)
    forecasts, made = check_forecast_times(p, axis.read(time, "time"))
    loss = _score_two_sided(
        refuse_several_values(as_floats(y, "y"), "y"), forecasts, ordered=ordered
    )
    stop = axis.read_ends(ends, made.shape, "ends")
    refuse_early_ends(made, stop)
    codes, names = encode_labels(forecaster, made.size, "forecaster")
    order = np.argsort(made, kind="stable")
    pieces = find_standing_pieces(
        codes[order],
        _civil_days(axis, made[order], zone),
        ends=_civil_days(axis, stop[order], zone),
        opens=span.opens,
        closes=span.closes,
    )
    table = _arrange_by_day(pieces, loss[order], len(names), span)
    return _average_daily_scores(table, names)


def _score_two_sided(y: Floats, p: Floats, *, ordered: bool) -> Floats:
    """Score every row on the scale from 0 to 2."""
    refuse_missing_outcomes(y)
    if p.ndim == 1:
        refuse_nonbinary_outcomes(y)
        return 2 * brier_score(y, p, reduce=None)
    score = gjp_ordered_score if ordered else categorical_brier_score
    return score(y, p, reduce=None)


def _days_in_window(window: QuestionWindow, zone: str) -> QuestionWindow:
    """Take the days that end inside a window; at least one must."""
    first, last = _civil_days(window.axis, np.array([window.opens, window.closes]), zone)
    if first == last:
        raise ArgumentError("closes", "comes on the day of opens; no day ends in the window")
    return QuestionWindow(window.axis, float(first), float(last))


def _civil_days(axis: TimeAxis, places: Floats, zone: str) -> Floats:
    """Give the day of each place as a number; infinity stays."""
    if axis.origin is None:
        return np.floor(places)
    info = _find_time_zone(zone)
    unique, where = np.unique(places, return_inverse=True)
    return np.array([_civil_day(axis, place, info) for place in unique])[where]


def _civil_day(axis: TimeAxis, place: float, zone: "ZoneInfo") -> float:
    """Give the civil day of one place as a number."""
    if math.isinf(place):
        return place
    instant = axis.instant(place)
    return float(instant.astimezone(zone).toordinal()) if not isinstance(instant, float) else place


def _find_time_zone(name: str) -> "ZoneInfo":
    """Find a zone."""
    try:
        return find_time_zone(name)
    except FormError as error:
        raise ArgumentError("zone", error.problem) from error


def _arrange_by_day(
    pieces: StandingPieces, loss: Floats, forecasters: int, span: QuestionWindow
) -> Floats:
    """Lay the losses out by forecaster and day; NaN where no forecast stood."""
    table = np.full((forecasters, round(span.length)), np.nan)
    first, last = (
        (each - span.opens).astype(np.intp).tolist() for each in (pieces.start, pieces.end)
    )
    for row, who, start, end in zip(pieces.row, pieces.group, first, last, strict=True):
        table[who, start:end] = loss[row]
    return table


def _average_daily_scores(table: Floats, names: list[Any]) -> DailyScores:
    """Average the days of each forecaster, and their distances from the median of the day."""
    there = ~np.isnan(table)
    scored = there.sum(axis=1)
    median = np.zeros(table.shape[1])
    median[there.any(axis=0)] = np.nanmedian(table[:, there.any(axis=0)], axis=0)
    own = np.where(there, table, 0.0).sum(axis=1)
    apart = np.where(there, table - median, 0.0).sum(axis=1)
    return DailyScores(
        forecaster=tuple(names),
        score=tuple(float(s / n) if n else None for s, n in zip(own, scored, strict=True)),
        relative=tuple(
            float(a / there.shape[1]) if n else None for a, n in zip(apart, scored, strict=True)
        ),
        scored=tuple(scored.tolist()),
        share=tuple((scored / there.shape[1]).tolist()),
        days=there.shape[1],
    )
