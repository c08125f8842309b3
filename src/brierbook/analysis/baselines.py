"""What scores are set beside: forecasts that need no skill, and those of somebody else."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.arrays import Booleans, Floats, refuse
from brierbook.analysis.scorable import named, probabilities
from brierbook.errors import ArgumentError
from brierbook.forecasts.standing import Status

type Baseline = str | float

BASE_RATE, EVEN, OTHERS = "base_rate", "even", "others"
READ = {BASE_RATE: (), EVEN: (), OTHERS: ("proposition", "forecaster")}


def columns_of(baseline: Baseline) -> tuple[str, ...]:
    """Give the columns of a table that a baseline is read from."""
    return READ.get(baseline, (baseline,)) if isinstance(baseline, str) else ()


def references(table: pd.DataFrame, rows: pd.DataFrame, baseline: Baseline) -> Floats:
    """Give a probability for each row of the table; NaN for the base rate, which a group has."""
    if not isinstance(baseline, str):
        return constant(baseline, len(rows))
    if baseline in (BASE_RATE, EVEN):
        return np.full(len(rows), 0.5 if baseline == EVEN else np.nan)
    scored = (rows["status"] == Status.SCORED.value).to_numpy()
    if baseline == OTHERS:
        return others(table, rows.assign(forecaster=named(table, "forecaster", scored)), scored)
    p = probabilities(table, baseline)
    refuse(p, ~np.isnan(p) | ~scored, baseline, "is missing where a forecast is scored")
    return p


def constant(baseline: float, size: int) -> Floats:
    """Give the same probability to every row."""
    if not 0 <= baseline <= 1:
        raise ArgumentError("baseline", f"{baseline!r} is not between 0 and 1")
    return np.full(size, float(baseline))


def others(table: pd.DataFrame, rows: pd.DataFrame, scored: Booleans) -> Floats:
    """Give what the other forecasters said of a proposition on average, each of them once."""
    said = rows[scored]
    pairs = said.groupby(["proposition", "forecaster"])["p"]
    own, each = pairs.transform("mean"), pairs.mean().groupby("proposition")
    total, heads = (said["proposition"].map(found) for found in (each.sum(), each.size()))
    refuse_alone(table, np.flatnonzero(scored)[heads == 1])
    crowd = np.full(len(rows), np.nan)
    # a difference of sums may be rounded out of [0, 1]
    crowd[scored] = np.clip((total - own) / (heads - 1), 0, 1)
    return crowd


def refuse_alone(table: pd.DataFrame, alone: npt.NDArray[np.intp]) -> None:
    """Refuse rows whose proposition has no second forecaster."""
    if alone.size:
        name = table["proposition"].iloc[alone[0]]
        problem = f"{name!r} has one forecaster only; leave it out or take another baseline"
        raise ArgumentError("proposition", problem, (int(alone[0]),))
