"""Scores of any table of forecasts: one row a group and metric, beside what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from brierbook.analysis.arrays import Floats
from brierbook.analysis.baselines import BASE_RATE, Baseline, columns_of, references
from brierbook.analysis.clusters import Codes, check_resampling
from brierbook.analysis.frames import take
from brierbook.analysis.metrics import Found, Metric, Sample, Score, find_metrics
from brierbook.analysis.scorable import MISSING, scorable
from brierbook.analysis.table import weighted
from brierbook.errors import ArgumentError
from brierbook.forecasts.standing import Status

__all__ = ["score"]

EVENT = "event"
WELCOME = (EVENT, "proposition", "status", "mean_logit", "sd_logit")
LEFT_OUT = (*(status.value for status in Status if status is not Status.SCORED), MISSING)
COLUMNS = (
    *("metric", "n", "propositions", "events", "coverage"),
    *LEFT_OUT,
    *(field.name for field in fields(Found)),
)


def score(  # noqa: PLR0913 - the choices of an analysis, by keyword
    forecasts: object,
    metrics: str | Iterable[str | Score] = ("brier", "log"),
    by: str | Iterable[str] = (),
    *,
    baseline: Baseline = BASE_RATE,
    level: float = 0.9,
    event: str | None = EVENT,
    weight: str | None = None,
    seed: int = 0,
    n_boot: int = 1000,
) -> pd.DataFrame:
    r"""Score a table of forecasts, whole or by groups.

    Events count the same in a mean, and so do the propositions of an event and the forecasts of
    a proposition: a score is the mean over events :math:`\bar m`, its limits are Student's,

    .. math:: \bar m \pm t_{K-1,(1+level)/2} \, s / \sqrt K,

    and the skill is :math:`1 - \bar m / \bar m_{baseline}`. Without an event column every row is
    an event.

    Parameters
    ----------
    forecasts : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
        ``y`` is the outcome, 0, 1 or missing; ``p`` the probability of 1. If they are there,
        ``event`` and ``proposition`` name what a forecast hangs on; ``status`` says what became
        of it (see `brierbook.forecasts.standing.Status`), and only those ``scored`` are; where
        ``sd_logit`` is above 0 the forecast was given in words, and the score is the expectation
        over the logit-normal distribution with that deviation and ``mean_logit``.
    metrics : str or callable, or several
        ``brier``, ``log``, ``spherical``: mean scores; ``mcb``, ``dsc``, ``unc``: the parts of
        the Brier score of ``p`` (CORP); ``ece``, ``smooth_ece``: calibration errors; ``auc``:
        area under the ROC curve, the only one of which more is better. A callable gives one loss
        for each pair, as ``score(y, p, reduce=None)``.
    by : str or several, optional
        Columns whose values make the groups; a missing value is a group too.
    baseline : str or float
        What the mean scores are set beside: ``base_rate``, always saying the share that came
        true in the group, which nobody could know beforehand; ``even``, always saying 50 %; a
        number, always saying that, such as a climatology known beforehand; ``others``, what the
        other names in the column ``forecaster`` said on average of the same ``proposition``; or
        the name of a column of probabilities.
    level : float
        Confidence level of all limits.
    event : str or None
        The column of events; None takes every row for an event.
    weight : str, optional
        A column of weights above 0, for rows within their event instead of the rule above; or,
        where there are no events, among all rows.
    seed, n_boot : int
        Start and number of resamples of events, for the limits of ``mcb``, ``dsc``, ``unc``,
        ``ece``, ``smooth_ece`` and ``auc``. Without events the first five have no limits (name
        a column that tells rows apart as ``event`` to have them), and ``auc`` has DeLong's.

    Returns
    -------
    pandas.DataFrame
        One row for each group and metric, in order of the groups:

        - the columns of ``by``, and ``metric``;
        - ``n``, ``propositions`` (if named), ``events``: how many were scored;
        - ``coverage``: the share of rows that could be scored; and the counts of the others:
          ``superseded``, ``hindsight``, ``void``, ``ambiguous``, ``annulled``, ``open``,
          ``redacted``, and ``missing`` for those without ``p``. Without ``status``, a row without
          ``y`` is open;
        - ``score``, ``lower``, ``upper``;
        - for mean scores ``baseline``, ``difference`` (score less baseline, below 0 is better)
          and ``skill``, the last two with limits. Those of the skill are Student's too, for the
          linearised ratio.

        NaN is what cannot be known: all of it where ``n`` is 0, ``auc`` where all outcomes of a
        group are equal, a skill where the baseline scores 0. Limits of a mean and of a difference
        are cut to their range, and with one event are its ends; and so are those of a mean that a
        certain miss makes infinite.

    Raises
    ------
    ArgumentError
        If a metric or column is not known, the table is empty, an outcome not 0 or 1, a
        probability not in [0, 1], a status unknown, or what a scored row needs is missing, such
        as another forecaster for ``others``.

    References
    ----------
    Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research,
    section 6.2 (means over events); Cochran (1977), Sampling Techniques, section 6.3 (ratios);
    Murphy (1988) for the skill, https://doi.org/10.1175/1520-0493(1988)116<2417:SSBOTM>2.0.CO;2

    Examples
    --------
    >>> forecasts = pd.DataFrame({
    ...     "who": ["Ann", "Ann", "Bob", "Bob"],
    ...     "event": ["rain", "vote", "rain", "vote"],
    ...     "p": [0.8, 0.4, 0.6, 0.3],
    ...     "y": [1, 0, 1, None],
    ... })
    >>> found = score(forecasts, "brier", by="who", baseline="even")
    >>> found[["who", "n", "open", "score", "baseline", "skill"]].round(3)
       who  n  open  score  baseline  skill
    0  Ann  2     0   0.10      0.25   0.60
    1  Bob  1     1   0.16      0.25   0.36
    """
    keys = listed(by)
    measures = find_metrics(metrics)
    check_resampling(level, n_boot, "n_boot")
    named = [name for name in (event, weight) if name is not None and name != EVENT]
    table = opened(forecasts, [*keys, *named, *columns_of(baseline)])
    rows = scorable(table, event=event, weight=weight)
    rows["baseline"] = references(table, rows, baseline)
    options = {"level": level, "seed": seed, "n_boot": n_boot}
    groups = positions(table[keys])
    lines = [lines_of(rows.iloc[places], measures, options) for places in groups]
    firsts = table[keys].iloc[[places[0] for places in groups for _ in measures]]
    return pd.concat(
        [firsts.reset_index(drop=True), pd.DataFrame(chain.from_iterable(lines))], axis=1
    )


def lines_of(
    rows: pd.DataFrame, measures: list[tuple[str, Metric]], options: dict[str, Any]
) -> list[dict[str, object]]:
    """Score one group: a line for each metric."""
    counts, sample = counted(rows), sampled(rows, options)
    return [
        {"metric": name} | counts | asdict(measure(sample) if sample else Found())
        for name, measure in measures
    ]


def listed(by: str | Iterable[str]) -> list[str]:
    """List the columns of the groups."""
    keys = [by] if isinstance(by, str) else list(dict.fromkeys(by))
    for name in keys:
        if name in COLUMNS:
            raise ArgumentError("by", f"{name!r} is a column of the result; rename yours")
    return keys


def opened(forecasts: object, needed: Sequence[str]) -> pd.DataFrame:
    """Take the columns that are asked for, and those that are welcome."""
    table = take(forecasts, ["y", "p", *needed], WELCOME)
    if table.empty:
        raise ArgumentError("forecasts", "is empty; at least one row is needed")
    return table


def positions(keys: pd.DataFrame) -> list[Codes]:
    """Give the places of the rows of each group, in order of the groups."""
    if keys.columns.empty:
        return [np.arange(len(keys))]
    groups = keys.groupby(list(keys), dropna=False, observed=True).ngroup().to_numpy()
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)


def counted(rows: pd.DataFrame) -> dict[str, float]:
    """Count what is scored, and everything that is not."""
    status = rows["status"].value_counts()
    scored = rows[rows["status"] == Status.SCORED.value]
    counts: dict[str, float] = {"n": len(scored)}
    if "proposition" in rows:
        counts["propositions"] = scored["proposition"].nunique()
    counts["events"] = scored[EVENT].nunique() if EVENT in rows else len(scored)
    counts["coverage"] = len(scored) / len(rows)
    return counts | {name: int(status.get(name, 0)) for name in LEFT_OUT}


def sampled(rows: pd.DataFrame, options: dict[str, Any]) -> Sample | None:
    """Take the rows that are scored, with their weights and their baseline; None without any."""
    scored = rows[rows["status"] == Status.SCORED.value]
    if scored.empty:
        return None
    arrays: dict[str, Any] = {
        name: scored[name].to_numpy() for name in ("y", "p", "mean_logit", "sd_logit")
    }
    weight = shares(scored)
    return Sample(
        **arrays,
        weight=weight,
        event=scored[EVENT].to_numpy() if EVENT in scored else None,
        baseline=beside(scored, weight),
        **options,
    )


def shares(scored: pd.DataFrame) -> Floats | None:
    """Give the weight of each row; within an event they sum to 1."""
    if EVENT not in scored:
        return scored["weight"].to_numpy() if "weight" in scored else None
    if "weight" in scored:
        return (scored["weight"] / scored.groupby(EVENT)["weight"].transform("sum")).to_numpy()
    rows = range(len(scored))
    single = {} if "proposition" in scored else {"proposition": rows}
    return weighted(scored.assign(forecast=rows, **single))["weight"].to_numpy()


def beside(scored: pd.DataFrame, weight: Floats | None) -> Floats:
    """Give the probabilities that a score is set beside; the base rate where there are none."""
    given = scored["baseline"].to_numpy()
    if not np.isnan(given).any():
        return given
    # an average of ones may be rounded above 1
    return np.full(len(scored), min(np.average(scored["y"], weights=weight), 1.0))
