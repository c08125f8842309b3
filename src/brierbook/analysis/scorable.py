"""What of a table of forecasts can be scored: every value checked, under fixed names."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.arrays import Booleans, Floats, above_zero, refuse, refuse_weights
from brierbook.analysis.clusters import Codes
from brierbook.analysis.frames import codes, numbers
from brierbook.errors import ArgumentError
from brierbook.forecasts.standing import Status

type Texts = npt.NDArray[np.object_]

# The status of a forecast that would be scored, had it a probability.
MISSING = "missing"


def scorable(table: pd.DataFrame, *, event: str | None, weight: str | None) -> pd.DataFrame:
    """Give y, p, status, mean_logit and sd_logit, and where there are such columns the others.

    Those are ``event`` and ``proposition`` as numbers, and ``weight``. What only a scored row
    needs may be missing in the others.
    """
    y, p = outcomes(table), probabilities(table, "p")
    status = statuses(table, y, p)
    scored = status == Status.SCORED.value
    columns: dict[str, npt.NDArray[np.generic]] = {"y": y, "p": p, "status": status}
    columns["mean_logit"], columns["sd_logit"] = words(table)
    for role, name in (("event", event), ("proposition", "proposition")):
        if name is not None and name in table:
            columns[role] = named(table, name, scored)
    if weight is not None:
        columns["weight"] = weights(table, weight, scored)
    return pd.DataFrame(columns)


def outcomes(table: pd.DataFrame) -> Floats:
    """Give the outcomes, NaN where nothing is known."""
    y = numbers(table, "y")
    refuse(y, np.isnan(y) | (y == 0) | (y == 1), "y", "is not 0 or 1; are y and p swapped?")
    return y


def probabilities(table: pd.DataFrame, name: str) -> Floats:
    """Give a column of probabilities, NaN where there is none."""
    p = numbers(table, name)
    refuse(p, np.isnan(p) | ((p >= 0) & (p <= 1)), name, "is not between 0 and 1")
    return p


def statuses(table: pd.DataFrame, y: Floats, p: Floats) -> Texts:
    """Tell what became of each row; what is not said follows from y."""
    status = np.where(np.isnan(y), Status.OPEN.value, Status.SCORED.value).astype(object)
    if "status" in table:
        status = known(table["status"].to_numpy(dtype=object))
    scored = status == Status.SCORED.value
    refuse(y, ~(scored & np.isnan(y)), "y", "is no outcome, but the status is 'scored'")
    return np.where(scored & np.isnan(p), MISSING, status)


def known(status: Texts) -> Texts:
    """Refuse a status that is not one."""
    names = [each.value for each in Status]
    strange = np.flatnonzero(~np.isin(status, names))
    if strange.size:
        problem = f"is {status[strange[0]]!r}, not one of {', '.join(names)}"
        raise ArgumentError("status", problem, (int(strange[0]),))
    return status


def words(table: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give mean and deviation of the logit; the deviation is 0 for a stated number."""
    if not {"mean_logit", "sd_logit"} <= set(table):
        return np.zeros(len(table)), np.zeros(len(table))
    mean, sd = numbers(table, "mean_logit"), numbers(table, "sd_logit")
    sd = np.where(np.isnan(sd), 0.0, sd)
    refuse(sd, (sd >= 0) & (sd < np.inf), "sd_logit", "is not a finite number of at least 0")
    refuse(mean, np.isfinite(mean) | (sd == 0), "mean_logit", "is not finite, but sd_logit is")
    return mean, sd


def named(table: pd.DataFrame, name: str, scored: Booleans) -> Codes:
    """Give numbers to the events or propositions; every scored row needs one."""
    numbered = codes(table, name)
    absent = np.flatnonzero((numbered < 0) & scored)
    if absent.size:
        problem = "is missing where a forecast is scored; name it"
        raise ArgumentError(name, problem, (int(absent[0]),))
    return numbered


def weights(table: pd.DataFrame, name: str, scored: Booleans) -> Floats:
    """Give the weights; every scored row needs one above 0."""
    weight = numbers(table, name)
    used = np.where(scored, weight, 1.0)
    refuse_weights(used, name)
    above_zero(used, name)
    return weight
