"""What scores are set beside: forecasts that need no skill, and those of somebody else."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.numeric.arguments import Booleans, Floats, check_number, refuse_first_bad
from brierbook.analysis.tables.score_columns import encode_names, read_probabilities
from brierbook.errors import ArgumentError, quote_value
from brierbook.forecasts.rules.standing import Status

__all__ = ["EVEN", "OTHERS", "Baseline", "baseline_columns"]

type Baseline = str | float

BASE_RATE, EVEN, OTHERS = "base_rate", "even", "others"
READ = {BASE_RATE: (), EVEN: (), OTHERS: ("proposition", "forecaster")}


def baseline_columns(baseline: Baseline) -> tuple[str, ...]:
    """Give the columns of a table that a baseline is read from."""
    return READ.get(baseline, (baseline,)) if isinstance(baseline, str) else ()


def reference_probabilities(table: pd.DataFrame, rows: pd.DataFrame, baseline: Baseline) -> Floats:
    """Give a probability for each row of the table; NaN for the base rate, which a group has."""
    if not isinstance(baseline, str):
        return _constant_baseline(baseline, len(rows))
    if baseline in (BASE_RATE, EVEN):
        return np.full(len(rows), 0.5 if baseline == EVEN else np.nan)
    scored = (rows["status"] == Status.SCORED.value).to_numpy()
    if baseline == OTHERS:
        return _mean_of_others(
            table, rows.assign(forecaster=encode_names(table, "forecaster", scored)), scored
        )
    p = read_probabilities(table, baseline)
    refuse_first_bad(p, ~np.isnan(p) | ~scored, baseline, "is missing where a forecast is scored")
    return p


def _constant_baseline(baseline: float, size: int) -> Floats:
    """Give the same probability to every row."""
    if not 0 <= check_number(baseline, "baseline") <= 1:
        raise ArgumentError(
            "baseline",
            "{baseline} is not between 0 and 1",
            code="score.baseline",
            baseline=quote_value(baseline),
        )
    return np.full(size, float(baseline))


def _mean_of_others(table: pd.DataFrame, rows: pd.DataFrame, scored: Booleans) -> Floats:
    """Give what the other forecasters said of a proposition on average, each of them once."""
    said = rows[scored]
    pairs = said.groupby(["proposition", "forecaster"])["p"]
    own, each = pairs.transform("mean"), pairs.mean().groupby("proposition")
    total, heads = (said["proposition"].map(found) for found in (each.sum(), each.size()))
    _refuse_lone_forecaster(table, np.flatnonzero(scored)[heads == 1])
    crowd = np.full(len(rows), np.nan)
    # a difference of sums may be rounded out of [0, 1]
    crowd[scored] = np.clip((total - own) / (heads - 1), 0, 1)
    return crowd


def _refuse_lone_forecaster(table: pd.DataFrame, alone: npt.NDArray[np.intp]) -> None:
    """Refuse rows whose proposition has no second forecaster."""
    if alone.size:
        name = table["proposition"].iloc[alone[0]]
        raise ArgumentError(
            "proposition",
            "{name} has one forecaster only; leave it out or take another baseline",
            (int(alone[0]),),
            code="score.one_forecaster",
            name=quote_value(name),
        )
