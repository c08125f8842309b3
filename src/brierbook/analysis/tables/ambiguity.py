"""Between what bounds a score lies, however its ambiguous propositions had turned out."""

import numpy as np
import pandas as pd

from brierbook.analysis.tables.forecast_rows import add_event_weights, is_primary
from brierbook.analysis.tables.performance import with_scores
from brierbook.analysis.tables.sensitivity import score_variant, select_reported
from brierbook.forecasts.rules.standing import Status

__all__ = ["ambiguity_bounds"]

ENDS = {"best": 1, "worst": -1}


def ambiguity_bounds(forecasts: pd.DataFrame) -> pd.DataFrame:
    r"""Score the book as if every ambiguous proposition had gone the best, or the worst, way.

    The mean score is a sum over propositions with weights that do not depend on outcomes, so

    .. math:: \min_y \bar S(y) = \sum_j \min_{y_j} S_j(y_j)

    and each proposition can be set by itself. These are bounds, not estimates: nothing is said of
    which way is likelier (Manski 2003, Partial Identification of Probability Distributions).

    Parameters
    ----------
    forecasts : DataFrame
        All forecasts, as made by :func:`brierbook.analysis.tables.forecast_rows.forecast_table`.

    Returns
    -------
    DataFrame
        The rows ``best`` and ``worst`` with the columns of
        :func:`brierbook.analysis.tables.sensitivity.score_variants`; none where nothing is
        ambiguous.

    Examples
    --------
    >>> row = {"forecast": "f", "proposition": "q", "claim": "q", "statement": "", "event": "e",
    ...        "reading": "primary", "status": "ambiguous", "p": 0.9, "mean_logit": 2.197,
    ...        "sd_logit": 0.0, "y": np.nan}
    >>> ambiguity_bounds(pd.DataFrame([row]))["brier"].round(4).tolist()
    [0.01, 0.81]
    """
    ambiguous = (forecasts["status"] == Status.AMBIGUOUS.value) & is_primary(forecasts)
    if not ambiguous.any():
        return pd.DataFrame()
    rows = add_event_weights(
        pd.concat([select_reported(forecasts), forecasts[ambiguous]], ignore_index=True)
    )
    return pd.DataFrame(
        [score_variant(name, _set_extreme_outcomes(rows, sign)) for name, sign in ENDS.items()]
    )


def _set_extreme_outcomes(rows: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Set each ambiguous proposition to the outcome with the lowest loss, or the highest."""
    yes, no = (with_scores(rows.assign(y=value))["brier"] * rows["weight"] for value in (1.0, 0.0))
    gain = (sign * (no - yes)).groupby(rows["proposition"]).transform("sum")
    free = rows["status"] == Status.AMBIGUOUS.value
    return rows.assign(y=np.where(free, (gain > 0).astype(float), rows["y"]))
