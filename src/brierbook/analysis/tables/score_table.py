"""Scores of any table of forecasts: one row a group and metric, beside what was left out."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from brierbook.analysis.numeric.arguments import Floats, as_list, columns_by_name
from brierbook.analysis.numeric.events import refuse_resampling_options
from brierbook.analysis.numeric.frames import select_columns
from brierbook.analysis.numeric.labels import EventCodes
from brierbook.analysis.tables.baselines import (
    EVEN,
    Baseline,
    baseline_columns,
    reference_probabilities,
)
from brierbook.analysis.tables.forecast_rows import add_event_weights, share_within_events
from brierbook.analysis.tables.meaning_limits import read_meanings
from brierbook.analysis.tables.metrics import (
    Metric,
    MetricResult,
    MetricScore,
    ScoredSample,
    find_metrics,
)
from brierbook.analysis.tables.score_columns import MISSING, read_scorable_rows
from brierbook.errors import ArgumentError
from brierbook.forecasts.rules.standing import Status

__all__ = ["LEFT_OUT", "score"]

EVENT = "event"
WELCOME = (
    *(EVENT, "proposition", "series", "share", "status"),
    *("mean_logit", "sd_logit", "phrase", "source"),
)
LEFT_OUT = (*(status.value for status in Status if status is not Status.SCORED), MISSING)
COLUMNS = (
    *("metric", "n", "propositions", "events", "coverage"),
    *LEFT_OUT,
    *(field.name for field in fields(MetricResult)),
)


@columns_by_name()
def score(  # noqa: PLR0913 - the choices of an analysis, by keyword
    forecasts: object,
    metrics: str | Iterable[str | MetricScore] = ("brier", "log"),
    by: str | Iterable[str] = (),
    *,
    baseline: Baseline = EVEN,
    level: float = 0.9,
    event: str | None = EVENT,
    weight: str | None = None,
    seed: int = 0,
    n_resamples: int = 1000,
) -> pd.DataFrame:
    r"""Score a table of forecasts, whole or by groups.

    Events count the same in a mean, and so do the propositions of an event and the forecasts of
    a proposition: a score is the mean over events :math:`\bar m`, and the skill is
    :math:`1 - \bar m / \bar m_{baseline}`. Limits are by the rule of
    :func:`brierbook.analysis.event_mean`: events are weighted at random, with an unseen one at the
    end of what was possible given what was said. Without an event column every row is an event.

    Parameters
    ----------
    forecasts : data frame
        One row a forecast, of pandas, polars, pyarrow or another library that narwhals reads.
        ``y`` is the outcome, 0, 1 or missing; ``p`` the probability of 1. If they are there,
        ``event`` and ``proposition`` name what a forecast hangs on; ``status`` says what became
        of it (see `brierbook.forecasts.rules.standing.Status`), and only those ``scored`` are;
        where
        ``sd_logit`` is above 0 the forecast was given in words: the score is that of ``p``, and
        limits hold what may have been meant, logit-normal with that deviation and ``mean_logit``;
        the rows of one ``phrase`` and one ``source`` mean the same by it. The rows of one
        ``series`` are the word of one forecaster on one proposition, and each counts for its
        ``share``, above 0 and at most 1, of the time: so scores are pooled over time.
    metrics : str or callable, or several
        ``brier``, ``log``, ``spherical``: mean scores; ``mcb``, ``dsc``, ``unc``: the parts of
        the Brier score of ``p`` (CORP); ``ece``, ``smooth_ece``: calibration errors; ``auc``:
        area under the ROC curve, the only one of which more is better. A callable gives one loss
        for each pair, as ``score(y, p, reduce=None)``.
    by : str or several, optional
        Columns whose values make the groups; a missing value is a group too.
    baseline : str or float
        What the mean scores are set beside: ``even``, always saying 50 %; ``base_rate``, always
        saying the share that came true in the group, which nobody could know beforehand; a
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
    seed, n_resamples : int
        Start and number of the books that are drawn as was said, for ``mcb``, ``dsc``, ``ece`` and
        ``smooth_ece``, and of the draws behind limits of ``auc``. Without events these four have
        no reference, and ``unc`` no limits (name a column that tells rows apart as ``event``).

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
          and ``skill``, the last two with limits, which agree about which side of 0 they lie on.
          Since the base rate was taken from the outcomes, those against it reckon with others;
        - for ``mcb``, ``dsc``, ``ece`` and ``smooth_ece``, which are distances and have no honest
          limits, ``as_said`` and ``as_said_upper``: their mean, and what they would exceed in 5 of
          100 books, if everything happened as often as was said; and ``p_value``, the share of
          such books with as large a distance, but for ``dsc``, which is no fault;
        - ``reason``: why the score has no limits (``one event``, ``no bound`` of a logarithmic
          score of 0 or 1, ``distance``, ``one outcome`` of an area).

        NaN is what cannot be known: all of it where ``n`` is 0, ``auc`` where all outcomes of a
        group are equal, a skill where the baseline scores 0, limits where there is one event.

    Raises
    ------
    ArgumentError
        If a metric or column is not known, the table is empty, an outcome not 0 or 1, a
        probability not in [0, 1], a status unknown, or what a scored row needs is missing, such
        as another forecaster for ``others``.

    References
    ----------
    Rubin (1981), The Bayesian bootstrap, https://doi.org/10.1214/aos/1176345338; Fieller (1954),
    https://doi.org/10.1111/j.2517-6161.1954.tb00159.x (ratios);
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
    keys = _list_group_columns(by)
    measures = find_metrics(metrics)
    refuse_resampling_options(level, n_resamples, "n_resamples")
    named = [name for name in (event, weight) if name is not None and name != EVENT]
    table = _open_forecasts(forecasts, [*keys, *named, *baseline_columns(baseline)])
    rows = read_scorable_rows(table, event=event, weight=weight)
    rows["baseline"] = reference_probabilities(table, rows, baseline)
    options = {"level": level, "seed": seed, "n_resamples": n_resamples}
    groups = _group_positions(table[keys])
    lines = [_score_metric_lines(rows.iloc[places], measures, options) for places in groups]
    firsts = table[keys].iloc[[places[0] for places in groups for _ in measures]]
    return pd.concat(
        [firsts.reset_index(drop=True), pd.DataFrame(chain.from_iterable(lines))], axis=1
    )


def _score_metric_lines(
    rows: pd.DataFrame, measures: list[tuple[str, Metric]], options: dict[str, Any]
) -> list[dict[str, object]]:
    """Score one group: a line for each metric."""
    counts, sample = _count_scored_rows(rows), _build_sample(rows, options)
    return [
        {"metric": name} | counts | asdict(measure(sample) if sample else MetricResult())
        for name, measure in measures
    ]


def _list_group_columns(by: str | Iterable[str]) -> list[str]:
    """List the columns of the groups."""
    keys = [by] if isinstance(by, str) else list(dict.fromkeys(as_list(by, "by")))
    for name in keys:
        if name in COLUMNS:
            raise ArgumentError("by", f"{name!r} is a column of the result; rename yours")
    return keys


def _open_forecasts(forecasts: object, needed: Sequence[str]) -> pd.DataFrame:
    """Take the columns that are asked for, and those that are welcome."""
    table = select_columns(forecasts, ["y", "p", *needed], WELCOME)
    if table.empty:
        raise ArgumentError("forecasts", "is empty; at least one row is needed")
    return table


def _group_positions(keys: pd.DataFrame) -> list[EventCodes]:
    """Give the places of the rows of each group, in order of the groups."""
    if keys.columns.empty:
        return [np.arange(len(keys))]
    groups = keys.groupby(list(keys), dropna=False, observed=True).ngroup().to_numpy()
    order = np.argsort(groups, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)


def _count_scored_rows(rows: pd.DataFrame) -> dict[str, float]:
    """Count what is scored, and everything that is not."""
    status = rows["status"].value_counts()
    scored = rows[rows["status"] == Status.SCORED.value]
    counts: dict[str, float] = {"n": len(scored)}
    if "proposition" in rows:
        counts["propositions"] = scored["proposition"].nunique()
    counts["events"] = scored[EVENT].nunique() if EVENT in rows else len(scored)
    counts["coverage"] = len(scored) / len(rows)
    return counts | {name: int(status.get(name, 0)) for name in LEFT_OUT}


def _build_sample(rows: pd.DataFrame, options: dict[str, Any]) -> ScoredSample | None:
    """Take the rows that are scored, with their weights and their baseline; None without any."""
    scored = rows[rows["status"] == Status.SCORED.value]
    if scored.empty:
        return None
    arrays: dict[str, Any] = {
        name: scored[name].to_numpy() for name in ("y", "p", "mean_logit", "sd_logit")
    }
    weight = _event_weight_shares(scored)
    return ScoredSample(
        **arrays,
        use=read_meanings(scored).use,
        weight=weight,
        event=scored[EVENT].to_numpy() if EVENT in scored else None,
        baseline=scored["baseline"].to_numpy(),
        **options,
    )


def _event_weight_shares(scored: pd.DataFrame) -> Floats | None:
    """Give the weight of each row; within an event they sum to 1, or to its share of time."""
    if EVENT not in scored:
        return scored["weight"].to_numpy() if "weight" in scored else None
    if "weight" in scored:
        return share_within_events(scored[EVENT], scored["weight"])
    rows = range(len(scored))
    single = {} if "proposition" in scored else {"proposition": rows}
    return add_event_weights(scored.assign(forecast=rows, **single))["weight"].to_numpy()
