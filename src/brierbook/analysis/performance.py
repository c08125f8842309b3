"""How good a set of scored forecasts was: scores, baselines and skill, by event."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from brierbook.analysis.arrays import Floats
from brierbook.analysis.intervals import Interval, event_mean
from brierbook.analysis.scores import brier_score, log_score
from brierbook.analysis.table import weighted
from brierbook.analysis.worded import expected_score, nodes

type Score = Callable[..., Floats]

SCORES: dict[str, Score] = {"brier": brier_score, "log": log_score}
RANGES = {"brier": (0.0, 1.0), "log": (0.0, np.inf)}
EVEN = 0.5


def with_scores(table: pd.DataFrame) -> pd.DataFrame:
    """Add four columns: the expected score of each forecast, and the score of its mean.

    ``brier`` and ``log`` are expectations over the distribution of the wording;
    ``brier_of_mean`` and ``log_of_mean`` score the mean. They agree for a stated number.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"y": [1.0, 1.0], "p": [0.5, 0.5], "mean_logit": [0.0, 0.0], "sd_logit": [0.0, 2.0]}
    ... )
    >>> with_scores(table)[["brier", "brier_of_mean"]].round(4).to_numpy().tolist()
    [[0.25, 0.25], [0.3486, 0.25]]
    """
    y, p = table["y"].to_numpy(), table["p"].to_numpy()
    spread = table["sd_logit"].to_numpy() > 0
    columns = {}
    for name, score in SCORES.items():
        of_mean = score(y, p, reduce=None)
        columns[name] = np.where(spread, expected(table, y, spread, score), of_mean)
        columns[f"{name}_of_mean"] = of_mean
    return table.assign(**columns)


def expected(table: pd.DataFrame, y: Floats, spread: npt.NDArray[np.bool_], score: Score) -> Floats:
    """Average a score over the words; rows with a stated number get the score of one half."""
    mean = np.where(spread, table["mean_logit"].to_numpy(), 0.0)
    values, shares = nodes(mean, table["sd_logit"].to_numpy())
    return expected_score(y, values, shares, score=score, reduce=None)


def base_rate(table: pd.DataFrame) -> float:
    """Give the share that came true, each event counting once."""
    return float(np.average(table["y"], weights=table["weight"]))


def mean_of(table: pd.DataFrame, values: Floats, bounds: tuple[float, float]) -> Interval:
    """Average over events, with a 90 % interval."""
    return event_mean(values, event=table["event"], weight=table["weight"], bounds=bounds)


def summarise(table: pd.DataFrame) -> dict[str, Interval]:
    """Give the mean of each score, and its difference from two constant forecasts.

    ``brier_minus_even`` and its kin are the mean score less that of always saying 50 %, or less
    that of always saying the base rate, which nobody could know beforehand. Below 0 is better.
    """
    made: dict[str, Interval] = {}
    y, rate = table["y"].to_numpy(), base_rate(table)
    for name, score in SCORES.items():
        values = table[name].to_numpy()
        made[name] = mean_of(table, values, RANGES[name])
        made[f"{name}_of_mean"] = mean_of(table, table[f"{name}_of_mean"].to_numpy(), RANGES[name])
        for baseline, p in (("even", EVEN), ("base_rate", rate)):
            reference, (low, high) = score(y, np.full(y.shape, p), reduce=None), reach(score, p)
            made[f"{name}_{baseline}"] = mean_of(table, reference, (low, high))
            between = RANGES[name][0] - high, RANGES[name][1] - low
            made[f"{name}_minus_{baseline}"] = mean_of(table, values - reference, between)
    return made


def reach(score: Score, p: float) -> tuple[float, float]:
    """Give the range of the score of a constant forecast."""
    either = score([0.0, 1.0], [p, p], reduce=None)
    return float(either.min()), float(either.max())


def by_group(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Score each group by itself: events count once within a group.

    The columns are the group, ``forecasts``, ``propositions``, ``events``, ``said`` (mean
    probability), ``happened`` (share that came true), and the mean Brier and log scores with the
    limits of their 90 % intervals.
    """
    groups = [group_row(key, weighted(rows)) for key, rows in table.groupby(column, sort=True)]
    return pd.DataFrame(groups).rename(columns={"group": column})


def group_row(key: object, rows: pd.DataFrame) -> dict[str, object]:
    """Score one group."""
    brier = mean_of(rows, rows["brier"].to_numpy(), RANGES["brier"])
    log = mean_of(rows, rows["log"].to_numpy(), RANGES["log"])
    return {
        "group": key,
        "forecasts": len(rows),
        "propositions": rows["proposition"].nunique(),
        "events": rows["event"].nunique(),
        "said": float(np.average(rows["p"], weights=rows["weight"])),
        "happened": base_rate(rows),
        "brier": brier.estimate,
        "brier_lower": brier.lower,
        "brier_upper": brier.upper,
        "log": log.estimate,
        "log_lower": log.lower,
        "log_upper": log.upper,
    }
