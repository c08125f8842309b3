"""How good a set of scored forecasts was: scores, baselines and skill, by event."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats
from brierbook.analysis.numeric.estimate import Estimate
from brierbook.analysis.numeric.limits.mean_losses import Rows, mean_loss
from brierbook.analysis.numeric.limits.ranges import possible_losses
from brierbook.analysis.scores.binary import brier_score, log_score
from brierbook.analysis.scores.stated_losses import stated_losses
from brierbook.analysis.tables.forecast_rows import add_event_weights, is_share
from brierbook.analysis.tables.meaning_limits import read_meanings, widen_by_meanings

__all__ = [
    "EVEN",
    "brier_against_even",
    "constant_losses",
    "event_base_rate",
    "event_rows",
    "mean_brier",
    "mean_gap",
    "score_by_group",
    "score_losses",
    "summarize_scores",
    "with_scores",
]

type ColumnScore = Callable[..., Floats]

SCORES: dict[str, ColumnScore] = {"brier": brier_score, "log": log_score}
EVEN = 0.5


def with_scores(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Add four columns: the score of the mean of each forecast, and its expected score.

    ``brier`` and ``log`` score the mean probability; ``brier_expected`` and ``log_expected`` are
    expectations over the distribution of the wording, which fine an author for what is not known
    of his readers. They agree for a stated number.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"y": [1.0, 1.0], "p": [0.5, 0.5], "mean_logit": [0.0, 0.0], "sd_logit": [0.0, 2.0]}
    ... )
    >>> with_scores(table)[["brier", "brier_expected"]].round(4).to_numpy().tolist()
    [[0.25, 0.25], [0.25, 0.3486]]
    """
    columns = {}
    for name, score in SCORES.items():
        columns[name] = score_losses(forecasts, score)[0]
        columns[f"{name}_expected"] = expected_losses(forecasts, score)[0]
    return forecasts.assign(**columns)


def score_losses(table: pd.DataFrame, score: ColumnScore) -> Floats:
    """Give the losses of the mean of what was said, at every outcome, the one seen first."""
    y, p = table["y"].to_numpy(), table["p"].to_numpy()
    return stated_losses(y, p, np.zeros(y.shape), np.zeros(y.shape), score)


def expected_losses(table: pd.DataFrame, score: ColumnScore) -> Floats:
    """Give the losses that are expected over what words mean, at every outcome."""
    if "sd_logit" not in table:
        return score_losses(table, score)
    y, p, mean, sd = (table[name].to_numpy() for name in ("y", "p", "mean_logit", "sd_logit"))
    return stated_losses(y, p, mean, sd, score)


def constant_losses(table: pd.DataFrame, score: ColumnScore, p: float) -> Floats:
    """Give the losses of always saying the same."""
    y = table["y"].to_numpy()
    nothing = np.zeros(y.shape)
    return stated_losses(y, np.full(y.shape, p), nothing, nothing, score)


def event_base_rate(table: pd.DataFrame) -> float:
    """Give the share that came true, each event counting once."""
    return float(np.average(table["y"], weights=table["weight"]))


def event_rows(table: pd.DataFrame, level: float = 0.9) -> Rows:
    """Let the events of a table count the same, and its rows by weight within them.

    Where rows have a ``share`` of time, events count for what their weights sum to.
    """
    if "share" in table:
        return Rows.weighted(pd.factorize(table["event"])[0], table["weight"].to_numpy(), level)
    return Rows.of(pd.factorize(table["event"])[0], table["weight"].to_numpy(), len(table), level)


def mean_brier(table: pd.DataFrame, level: float = 0.9) -> Estimate:
    """Average the Brier score over events."""
    return _mean_of_means(table, brier_score, event_rows(table, level))


def _mean_of_means(
    table: pd.DataFrame, score: ColumnScore, rows: Rows, less: Sequence[Floats] = ()
) -> Estimate:
    """Average the score of the means; limits hold what authors may have meant by their words."""
    found = mean_loss(score_losses(table, score), rows, less=less)

    def loss(y: Floats, meant: Floats) -> Floats:
        return np.asarray(score(y, meant, reduce=None), dtype=np.float64)

    meanings = read_meanings(table)
    return widen_by_meanings(found, table["y"].to_numpy(), meanings, rows, loss, less)


def brier_against_even(table: pd.DataFrame, level: float = 0.9) -> Estimate:
    """Average the Brier score less that of always saying 50 %."""
    even = [constant_losses(table, brier_score, EVEN)]
    return _mean_of_means(table, brier_score, event_rows(table, level), even)


def mean_gap(table: pd.DataFrame, level: float = 0.9) -> Estimate:
    """Average what was said less what happened over events."""
    y, p = table["y"].to_numpy(), table["p"].to_numpy()
    found = mean_loss(possible_losses(lambda outcome: p - outcome, y), event_rows(table, level))
    return _without_claim(found, table)


def _without_claim(found: Estimate, table: pd.DataFrame) -> Estimate:
    """Let limits carry no claim where questions came true in part."""
    return replace(found, rule="approximate") if is_share(table["y"]).any() else found


def summarize_scores(table: pd.DataFrame) -> dict[str, Estimate]:
    """Give the mean of each score, and its difference from two constant forecasts.

    ``brier`` is the score of the mean probabilities, ``brier_expected`` that expected over words.
    ``brier_minus_even`` and its kin are the mean score less that of always saying 50 %, or less
    that of always saying the base rate, which nobody could know beforehand. Below 0 is better.
    Limits of a difference hold what was said: a Brier score less 0.25 is never below -0.25. The
    base rate was taken from the outcomes, so that limits reckon with other rates.
    """
    made: dict[str, Estimate] = {}
    rows = event_rows(table)
    rates = {"even": [EVEN], "base_rate": rows.base_rates(table["y"].to_numpy())}
    for name, score in SCORES.items():
        made[name] = _mean_of_means(table, score, rows)
        made[f"{name}_expected"] = mean_loss(expected_losses(table, score), rows)
        for baseline, said in rates.items():
            reference = [constant_losses(table, score, p) for p in said]
            made[f"{name}_{baseline}"] = mean_loss(reference[0], rows)
            apart = _mean_of_means(table, score, rows, reference)
            made[f"{name}_minus_{baseline}"] = _without_claim(apart, table)
    return made


def score_by_group(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Score each group by itself: events count once within a group.

    The columns are the group, ``forecasts``, ``propositions``, ``events``, ``said`` (mean
    probability), ``happened`` (share that came true), and the mean Brier and log scores with the
    limits of their 90 % intervals.
    """
    groups = [
        _score_group_row(key, add_event_weights(rows))
        for key, rows in table.groupby(column, sort=True)
    ]
    return pd.DataFrame(groups).rename(columns={"group": column})


def _score_group_row(key: object, rows: pd.DataFrame) -> dict[str, object]:
    """Score one group."""
    brier, log = (_mean_of_means(rows, score, event_rows(rows)) for score in SCORES.values())
    return {
        "group": key,
        "forecasts": len(rows),
        "propositions": rows["proposition"].nunique(),
        "events": rows["event"].nunique(),
        "said": float(np.average(rows["p"], weights=rows["weight"])),
        "happened": event_base_rate(rows),
        "brier": brier.value,
        "brier_lower": brier.lower,
        "brier_upper": brier.upper,
        "log": log.value,
        "log_lower": log.lower,
        "log_upper": log.upper,
    }
