"""Between what bounds a score lies, however its ambiguous propositions had turned out."""

import numpy as np
import pandas as pd

from brierbook.analysis.performance import with_scores
from brierbook.analysis.sensitivity import as_reported, variant_row
from brierbook.analysis.table import weighted
from brierbook.forecasts.standing import Status

ENDS = {"best": 1, "worst": -1}


def ambiguity_bounds(table: pd.DataFrame) -> pd.DataFrame:
    r"""Score the book as if every ambiguous proposition had gone the best, or the worst, way.

    The mean score is a sum over propositions with weights that do not depend on outcomes, so

    .. math:: \min_y \bar S(y) = \sum_j \min_{y_j} S_j(y_j)

    and each proposition can be set by itself. These are bounds, not estimates: nothing is said of
    which way is likelier (Manski 2003, Partial Identification of Probability Distributions).

    Parameters
    ----------
    table : DataFrame
        All forecasts, as made by :func:`brierbook.analysis.table.forecast_table`.

    Returns
    -------
    DataFrame
        The rows ``best`` and ``worst`` with the columns of
        :func:`brierbook.analysis.sensitivity.variants`; none where nothing is ambiguous.

    Examples
    --------
    >>> row = {"forecast": "f", "proposition": "q", "claim": "q", "statement": "", "event": "e",
    ...        "reading": "primary", "status": "ambiguous", "p": 0.9, "mean_logit": 2.197,
    ...        "sd_logit": 0.0, "y": np.nan}
    >>> ambiguity_bounds(pd.DataFrame([row]))["brier"].round(4).tolist()
    [0.01, 0.81]
    """
    ambiguous = (table["status"] == Status.AMBIGUOUS.value) & (table["reading"] == "primary")
    if not ambiguous.any():
        return pd.DataFrame()
    rows = weighted(pd.concat([as_reported(table), table[ambiguous]], ignore_index=True))
    return pd.DataFrame([variant_row(name, turned(rows, sign)) for name, sign in ENDS.items()])


def turned(rows: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Set each ambiguous proposition to the outcome with the lowest loss, or the highest."""
    yes, no = (with_scores(rows.assign(y=value))["brier"] * rows["weight"] for value in (1.0, 0.0))
    gain = (sign * (no - yes)).groupby(rows["proposition"]).transform("sum")
    free = rows["status"] == Status.AMBIGUOUS.value
    return rows.assign(y=np.where(free, (gain > 0).astype(float), rows["y"]))
