"""Evidence that forecasts beat a constant one, as it grew with the events of a book."""

import numpy as np
import pandas as pd

from brierbook.analysis.comparison.e_process import e_process
from brierbook.analysis.tables.performance import EVEN
from brierbook.errors import ArgumentError

__all__ = ["evidence_path"]

PATH = ("event", "known_at", "events", "e_better", "e_worse")


def evidence_path(
    forecasts: pd.DataFrame, *, reference: float = EVEN, level: float = 0.9
) -> pd.DataFrame:
    """Take events in the order in which they were settled, and bet on each.

    See :func:`brierbook.analysis.comparison.e_process.e_process`, of which this is the case of
    forecasts against always saying ``reference``, with the Brier score.

    Parameters
    ----------
    forecasts : DataFrame
        Scored forecasts with ``y``, ``p``, ``event`` and ``known_at``.
    reference : float
        The constant forecast.
    level : float
        One minus the level of the test; it tunes the bets.

    Returns
    -------
    DataFrame
        One row an event, in order: ``event``, ``known_at`` (of its last outcome), ``events`` so
        far, and the e-values ``e_better`` against "no better than the reference" and ``e_worse``
        against "no worse".

    Raises
    ------
    ArgumentError
        If there is no row, or an outcome or a time is missing.

    Examples
    --------
    >>> days = pd.to_datetime(["2025-01-02", "2025-01-01"], utc=True)
    >>> rows = pd.DataFrame({"y": [1, 0], "p": [0.9, 0.1], "event": ["b", "a"], "known_at": days})
    >>> evidence_path(rows)["event"].tolist()
    ['a', 'b']
    """
    if forecasts.empty or forecasts["known_at"].isna().any():
        raise ArgumentError(
            "forecasts.known_at", "must be known for every row, of which there is one"
        )
    settled = forecasts.groupby("event")["known_at"].transform("max")
    rows = forecasts.assign(settled=settled).sort_values(["settled", "event"], kind="stable")
    found = e_process(
        rows["y"], rows["p"], np.full(len(rows), reference), event=rows["event"], level=level
    )
    ends = rows.drop_duplicates("event")
    columns = (
        ends["event"].to_numpy(),
        ends["settled"].to_numpy(),
        np.arange(1, len(ends) + 1),
        np.exp(found.p_better.log_e),
        np.exp(found.q_better.log_e),
    )
    return pd.DataFrame(dict(zip(PATH, columns, strict=True)))
