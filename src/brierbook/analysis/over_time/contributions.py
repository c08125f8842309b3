"""What each forecast adds to a score that is averaged over time."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.numeric.arguments import as_floats
from brierbook.analysis.over_time.time_average import read_withdrawals
from brierbook.analysis.over_time.timeline import (
    QuestionWindow,
    TimeLike,
    find_standing_pieces,
    first_stop_after,
    refuse_several_values,
    scale_by_share,
)
from brierbook.analysis.over_time.update_losses import (
    UpdateScore,
    check_forecast_times,
    score_update_rows,
)

__all__ = ["score_contributions"]


def score_contributions(
    y: npt.ArrayLike,
    p: npt.ArrayLike,
    *,
    time: TimeLike,
    opens: TimeLike,
    closes: TimeLike,
    score: UpdateScore = "brier",
    withdrawn: TimeLike | None = None,
) -> pd.DataFrame:
    r"""Split a time-averaged score into the shares of the forecasts that stood.

    With :math:`|A_i|` the time in which forecast i stood and :math:`|A|` the sum of these,

    .. math:: \bar S = \sum_i \frac{|A_i|}{|A|} S(y, p_i).

    Parameters
    ----------
    y, p, time, opens, closes, score, withdrawn
        As :func:`brierbook.analysis.over_time.time_average.time_averaged_score` takes them.

    Returns
    -------
    DataFrame
        One row for each stretch of time in which a forecast stood, ascending: ``row`` (of the
        forecast, from 0), ``start``, ``end``, ``loss``, ``share`` of the time and
        ``contribution``, the product. Contributions add up to the time-averaged score.

    Raises
    ------
    ArgumentError
        As ``time_averaged_score``.

    References
    ----------
    Mellers et al. (2014), https://doi.org/10.1177/0956797614524255.

    Examples
    --------
    >>> found = score_contributions(1, [0, 1], time=[0, 12], opens=0, closes=24)
    >>> found[["share", "contribution"]].to_numpy().tolist()
    [[0.5, 0.5], [0.5, 0.0]]
    """
    window = QuestionWindow.read(opens, closes)
    axis = window.axis
    forecasts, made = check_forecast_times(p, axis.read(time, "time"))
    loss = score_update_rows(refuse_several_values(as_floats(y, "y"), "y"), forecasts, score)
    pieces = find_standing_pieces(
        np.zeros(made.size, dtype=np.intp),
        made,
        ends=first_stop_after(made, read_withdrawals(axis, withdrawn)),
        opens=window.opens,
        closes=window.closes,
    )
    share = pieces.length / pieces.length.sum()
    return pd.DataFrame(
        {
            "row": pieces.row,
            "start": axis.instants(pieces.start),
            "end": axis.instants(pieces.end),
            "loss": loss[pieces.row],
            "share": share,
            "contribution": scale_by_share(loss[pieces.row], share),
        }
    )
