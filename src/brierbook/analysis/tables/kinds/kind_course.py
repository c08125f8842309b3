"""How the mean score of each kind came about: after each outcome, over all events so far."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from brierbook.analysis.tables.forecast_rows import add_event_weights
from brierbook.analysis.tables.kinds.kind_scores import summarize_losses
from brierbook.analysis.tables.running import last_rows_by_time

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["running_kind_scores"]

MOST_TIMES = 60


def running_kind_scores(
    losses: "pd.DataFrame", *, level: float = 0.9, most: int = MOST_TIMES
) -> "pd.DataFrame":
    """Average the losses of each kind, unit and metric as they stood after each outcome.

    Parameters
    ----------
    losses : DataFrame
        As `loss_rows` makes it, with the dates of `add_date_columns`.
    level : float
        Nominal coverage of the limits, which hold at their own time.
    most : int
        Most times that are given; of more, as many evenly spaced by rank, the last among them.

    Returns
    -------
    DataFrame
        ``kind``, ``unit``, ``metric``, ``known_at``, then as `score_kinds`.
    """
    import pandas as pd

    keys = ["kind", "unit", "metric"]
    lines = [
        dict(zip(keys, name, strict=True)) | line
        for name, part in losses.groupby(keys, sort=False)
        for line in _course_of(part, level, most)
    ]
    return pd.DataFrame(lines)


def _course_of(part: "pd.DataFrame", level: float, most: int) -> Iterator[dict[str, object]]:
    """Give the mean of one kind at each time."""
    rows = part.sort_values("known_at", kind="stable").reset_index(drop=True)
    for end in last_rows_by_time(rows["known_at"], most):
        known = rows["known_at"].iloc[end - 1]
        yield {"known_at": known} | summarize_losses(add_event_weights(rows.iloc[:end]), level)
