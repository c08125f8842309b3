"""What of a table of forecasts can be scored: every value checked, under fixed names."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.numeric.arguments import (
    Booleans,
    Floats,
    refuse_bad_weights,
    refuse_first_bad,
    refuse_nonpositive,
)
from brierbook.analysis.numeric.frames import encode_name_column, read_number_column
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.errors import ArgumentError
from brierbook.forecasts.rules.standing import Status

__all__ = ["MISSING", "encode_names", "read_probabilities", "read_scorable_rows"]

type TextArray = npt.NDArray[np.object_]

# The status of a forecast that would be scored, had it a probability.
MISSING = "missing"


def read_scorable_rows(
    table: pd.DataFrame, *, event: str | None, weight: str | None
) -> pd.DataFrame:
    """Give y, p, status, mean_logit and sd_logit, and where there are such columns the others.

    Those are ``event``, ``proposition`` and ``series`` as numbers, ``share`` and ``weight``. What
    only a scored row needs may be missing in the others.
    """
    y, p = _read_outcomes(table), read_probabilities(table, "p")
    status = _read_statuses(table, y, p)
    scored = status == Status.SCORED.value
    columns: dict[str, npt.NDArray[np.generic]] = {"y": y, "p": p, "status": status}
    columns["mean_logit"], columns["sd_logit"] = _read_logit_spread(table)
    named = ("proposition", "series")
    for role, name in (("event", event), *((each, each) for each in named)):
        if name is not None and name in table:
            columns[role] = encode_names(table, name, scored)
    for name in ("phrase", "source"):
        if name in table:
            columns[name] = encode_name_column(table, name)
    if "share" in table:
        columns["share"] = _read_row_weights(table, "share", scored)
    if weight is not None:
        columns["weight"] = _read_row_weights(table, weight, scored)
    return pd.DataFrame(columns)


def _read_outcomes(table: pd.DataFrame) -> Floats:
    """Give the outcomes, NaN where nothing is known."""
    y = read_number_column(table, "y")
    refuse_first_bad(y, np.isnan(y) | ((y >= 0) & (y <= 1)), "y", "is not between 0 and 1")
    return y


def read_probabilities(table: pd.DataFrame, name: str) -> Floats:
    """Give a column of probabilities, NaN where there is none."""
    p = read_number_column(table, name)
    refuse_first_bad(p, np.isnan(p) | ((p >= 0) & (p <= 1)), name, "is not between 0 and 1")
    return p


def _read_statuses(table: pd.DataFrame, y: Floats, p: Floats) -> TextArray:
    """Tell what became of each row; what is not said follows from y."""
    status = np.where(np.isnan(y), Status.OPEN.value, Status.SCORED.value).astype(object)
    if "status" in table:
        status = _refuse_unknown_status(table["status"].to_numpy(dtype=object))
    scored = status == Status.SCORED.value
    refuse_first_bad(y, ~(scored & np.isnan(y)), "y", "is no outcome, but the status is 'scored'")
    return np.where(scored & np.isnan(p), MISSING, status)


def _refuse_unknown_status(status: TextArray) -> TextArray:
    """Refuse a status that is not one."""
    names = [each.value for each in Status]
    strange = np.flatnonzero(~np.isin(status, names))
    if strange.size:
        problem = f"is {status[strange[0]]!r}, not one of {', '.join(names)}"
        raise ArgumentError("status", problem, (int(strange[0]),))
    return status


def _read_logit_spread(table: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give mean and deviation of the logit; the deviation is 0 for a stated number."""
    if not {"mean_logit", "sd_logit"} <= set(table):
        return np.zeros(len(table)), np.zeros(len(table))
    mean, sd = read_number_column(table, "mean_logit"), read_number_column(table, "sd_logit")
    sd = np.where(np.isnan(sd), 0.0, sd)
    refuse_first_bad(
        sd, (sd >= 0) & (sd < np.inf), "sd_logit", "is not a finite number of at least 0"
    )
    refuse_first_bad(
        mean, np.isfinite(mean) | (sd == 0), "mean_logit", "is not finite, but sd_logit is"
    )
    return mean, sd


def encode_names(table: pd.DataFrame, name: str, scored: Booleans) -> EventCodes:
    """Give numbers to the events or propositions; every scored row needs one."""
    numbered = encode_name_column(table, name)
    absent = np.flatnonzero((numbered < 0) & scored)
    if absent.size:
        problem = "is missing where a forecast is scored; name it"
        raise ArgumentError(name, problem, (int(absent[0]),))
    return numbered


def _read_row_weights(table: pd.DataFrame, name: str, scored: Booleans) -> Floats:
    """Give the weights; every scored row needs one above 0."""
    weight = read_number_column(table, name)
    used = np.where(scored, weight, 1.0)
    refuse_bad_weights(used, name)
    refuse_nonpositive(used, name)
    return weight
